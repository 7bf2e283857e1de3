/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/manual-text.h"
#include "app/manual-window.h"

struct _WeirManualWindow
{
  AdwWindow parent_instance;

  GtkScrolledWindow *scrolled;
  GtkBox *text;
  GtkBox *contents;
};

G_DEFINE_FINAL_TYPE (WeirManualWindow, weir_manual_window, ADW_TYPE_WINDOW)

/* How each kind of block looks, and what it is to a screen reader. */
static const struct
{
  const char *style;
  GtkAccessibleRole role;
} looks[] = {
  [WEIR_MANUAL_TITLE] = { "title-1", GTK_ACCESSIBLE_ROLE_HEADING },
  [WEIR_MANUAL_HEADING] = { "title-3", GTK_ACCESSIBLE_ROLE_HEADING },
  [WEIR_MANUAL_PARAGRAPH] = { "body", GTK_ACCESSIBLE_ROLE_LABEL },
  [WEIR_MANUAL_POINT] = { "body", GTK_ACCESSIBLE_ROLE_LIST_ITEM },
};

static GtkWidget *
new_label (WeirManualKind kind, const char *markup)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", looks[kind].role, "label",
                                   markup, "use-markup", TRUE, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "selectable", FALSE, NULL);

  gtk_widget_add_css_class (label, looks[kind].style);
  if (kind == WEIR_MANUAL_HEADING)
    gtk_widget_set_margin_top (label, 12);
  return label;
}

static GtkWidget *
new_point (const char *markup)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *bullet = gtk_label_new ("•");
  GtkWidget *label = new_label (WEIR_MANUAL_POINT, markup);

  gtk_widget_set_valign (bullet, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), bullet);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

/* Scrolls to the heading that the button of the contents names. */
static void
contents_clicked_cb (GtkButton *button, GtkWidget *heading)
{
  WeirManualWindow *self = WEIR_MANUAL_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  double x, y;

  if (gtk_widget_translate_coordinates (heading, GTK_WIDGET (self->text), 0, 0, &x, &y))
    gtk_adjustment_set_value (adjustment, y);
}

static void
add_to_contents (WeirManualWindow *self, GtkWidget *heading)
{
  GtkWidget *button = gtk_button_new_with_label (gtk_label_get_text (GTK_LABEL (heading)));

  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_signal_connect_object (button, "clicked", G_CALLBACK (contents_clicked_cb), heading, 0);
  gtk_box_append (self->contents, button);
}

static void
fill (WeirManualWindow *self)
{
  g_autofree char *markdown = weir_manual_text_load (g_get_language_names ());
  g_autoptr (GPtrArray) blocks = weir_manual_text_read (markdown);

  for (guint i = 0; i < blocks->len; i++)
    {
      const WeirManualBlock *block = g_ptr_array_index (blocks, i);
      GtkWidget *widget = block->kind == WEIR_MANUAL_POINT ? new_point (block->markup)
                                                           : new_label (block->kind, block->markup);

      gtk_box_append (self->text, widget);
      if (block->kind == WEIR_MANUAL_HEADING)
        add_to_contents (self, widget);
    }
}

static void
weir_manual_window_class_init (WeirManualWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/manual-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirManualWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, WeirManualWindow, text);
  gtk_widget_class_bind_template_child (widget_class, WeirManualWindow, contents);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_manual_window_init (WeirManualWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self);
}

void
weir_manual_window_present (GtkWindow *parent)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWindow *window = NULL;

  for (GList *link = windows; link != NULL && window == NULL; link = link->next)
    {
      if (WEIR_IS_MANUAL_WINDOW (link->data))
        window = link->data;
    }
  if (window == NULL)
    window = g_object_new (WEIR_TYPE_MANUAL_WINDOW, "transient-for", parent, "destroy-with-parent",
                           TRUE, NULL);
  gtk_window_present (window);
}
