/* The way that one has gone into the groups.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/path-bar.h"

typedef struct
{
  char *view;
  char *filter;
  char *view_title;
  char *title;
} Step;

struct _WeirPathBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GArray *steps; /* of Step */
};

enum
{
  SIGNAL_WENT_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirPathBar, weir_path_bar, GTK_TYPE_WIDGET)

static void
step_clear (gpointer data)
{
  Step *step = data;

  g_free (step->view);
  g_free (step->filter);
  g_free (step->view_title);
  g_free (step->title);
}

static void go_back_to (WeirPathBar *self, guint n_steps);

static void
clicked_cb (GtkButton *button, WeirPathBar *self)
{
  go_back_to (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "step")));
}

static void
add_text (WeirPathBar *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
rebuild (WeirPathBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      GtkWidget *button = gtk_button_new_with_label (step->view_title);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button,
                                   i + 1 == self->steps->len ? _ ("Go back (Escape)") : NULL);
      g_object_set_data (G_OBJECT (button), "step", GUINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);
      gtk_box_append (GTK_BOX (self->box), button);
      add_text (self, "›", "dim-label");
      add_text (self, step->title, "heading");
      if (i + 1 < self->steps->len)
        add_text (self, "›", "dim-label");
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->steps->len > 0);
}

static void
go_back_to (WeirPathBar *self, guint n_steps)
{
  const Step *step = &g_array_index (self->steps, Step, n_steps);
  g_autofree char *view = g_strdup (step->view);
  g_autofree char *filter = g_strdup (step->filter);

  g_array_set_size (self->steps, n_steps);
  rebuild (self);
  g_signal_emit (self, signals[SIGNAL_WENT_BACK], 0, view, filter);
}

static void
weir_path_bar_dispose (GObject *object)
{
  WeirPathBar *self = WEIR_PATH_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->steps, g_array_unref);

  G_OBJECT_CLASS (weir_path_bar_parent_class)->dispose (object);
}

static void
weir_path_bar_class_init (WeirPathBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_path_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pathbar");

  signals[SIGNAL_WENT_BACK] =
      g_signal_new ("went-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
weir_path_bar_init (WeirPathBar *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
weir_path_bar_push (WeirPathBar *self,
                    const char *view,
                    const char *filter,
                    const char *view_title,
                    const char *title)
{
  const Step step = { g_strdup (view), g_strdup (filter), g_strdup (view_title), g_strdup (title) };

  if (self->steps->len == WEIR_PATH_BAR_MAX_STEPS)
    g_array_set_size (self->steps, WEIR_PATH_BAR_MAX_STEPS - 1);
  g_array_append_val (self->steps, step);
  rebuild (self);
}

gboolean
weir_path_bar_go_back (WeirPathBar *self)
{
  if (self->steps->len == 0)
    return FALSE;

  go_back_to (self, self->steps->len - 1);
  return TRUE;
}

void
weir_path_bar_clear (WeirPathBar *self)
{
  if (self->steps->len == 0)
    return;

  g_array_set_size (self->steps, 0);
  rebuild (self);
}

gboolean
weir_path_bar_is_empty (WeirPathBar *self)
{
  return self->steps->len == 0;
}
