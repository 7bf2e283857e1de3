/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-bar.h"

struct _WeirThemeBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;

  WeirThemeManager *manager;
};

G_DEFINE_FINAL_TYPE (WeirThemeBar, weir_theme_bar, GTK_TYPE_WIDGET)

static void
update (WeirThemeBar *self)
{
  const char *problem = weir_theme_manager_get_problem (self->manager);

  gtk_label_set_label (self->label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self), problem != NULL);
}

static void
close_cb (WeirThemeBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
weir_theme_bar_dispose (GObject *object)
{
  WeirThemeBar *self = WEIR_THEME_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (weir_theme_bar_parent_class)->dispose (object);
}

static void
weir_theme_bar_class_init (WeirThemeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_theme_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, WEIR_RESOURCE_PATH "/ui/theme-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirThemeBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeBar, label);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_theme_bar_init (WeirThemeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_theme_bar_set_manager (WeirThemeBar *self, WeirThemeManager *manager)
{
  self->manager = g_object_ref (manager);
  g_signal_connect_object (manager, "notify::problem", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
