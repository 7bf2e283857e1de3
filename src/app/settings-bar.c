/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/settings-bar.h"

struct _WeirSettingsBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (WeirSettingsBar, weir_settings_bar, GTK_TYPE_WIDGET)

static void
close_cb (WeirSettingsBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
weir_settings_bar_dispose (GObject *object)
{
  WeirSettingsBar *self = WEIR_SETTINGS_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_settings_bar_parent_class)->dispose (object);
}

static void
weir_settings_bar_class_init (WeirSettingsBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_settings_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/settings-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirSettingsBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirSettingsBar, label);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_settings_bar_init (WeirSettingsBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_settings_bar_show (WeirSettingsBar *self, const char *message)
{
  gtk_label_set_label (self->label, message);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
