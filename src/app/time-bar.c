/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/graph-time.h"
#include "app/time-bar.h"

struct _WeirTimeBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *span_label;
  GtkLabel *note_label;
  GtkWidget *now_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (WeirTimeBar, weir_time_bar, GTK_TYPE_WIDGET)

static void
close_cb (WeirTimeBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
weir_time_bar_dispose (GObject *object)
{
  WeirTimeBar *self = WEIR_TIME_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_time_bar_parent_class)->dispose (object);
}

static void
weir_time_bar_class_init (WeirTimeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_time_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, WEIR_RESOURCE_PATH "/ui/time-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirTimeBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirTimeBar, span_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTimeBar, note_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTimeBar, now_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTimeBar, close_button);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_time_bar_init (WeirTimeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
is_of_today (gint64 second)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

  return time != NULL && g_date_time_get_year (time) == g_date_time_get_year (now)
         && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);
}

/* "14:03:10 – 14:04:00": to where the last second ends. */
static char *
dup_span (gint64 first, gint64 last)
{
  g_autofree char *start =
      is_of_today (first) ? weir_graph_time_dup_clock (first) : weir_graph_time_dup_moment (first);
  g_autofree char *end = weir_graph_time_dup_clock (last + 1);
  g_autofree char *length = weir_graph_time_dup_length ((guint64) (last - first) + 1);

  /* Translators: when a span of time begins and ends, and how long it is:
   * "14:03:10 – 14:04:00 · 50 s". */
  return g_strdup_printf (_ ("%s – %s · %s"), start, end, length);
}

static char *
dup_note (WeirSession *session, gboolean is_cut)
{
  const WeirWorkerStatus *status = weir_session_get_status (session);

  if (is_cut)
    return g_strdup (_ ("what was before is no longer kept"));
  if (weir_session_get_kind (session) == WEIR_SESSION_FILE)
    return status != NULL && status->state == WEIR_WORKER_RUNNING ? g_strdup (_ ("reading goes on"))
                                                                  : NULL;
  return g_strdup (_ ("counting goes on"));
}

static void
show (WeirTimeBar *self, const char *span, const char *note, gboolean is_span)
{
  gtk_label_set_label (self->span_label, span);
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
  gtk_widget_set_visible (self->now_button, is_span);
  gtk_widget_set_visible (self->close_button, !is_span);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
weir_time_bar_update (WeirTimeBar *self, WeirSession *session, gint64 wanted_first)
{
  g_autofree char *span = NULL;
  g_autofree char *note = NULL;
  gint64 first, last;

  if (session == NULL || !weir_session_get_span (session, &first, &last))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  span = dup_span (first, last);
  note = dup_note (session, wanted_first < first);
  show (self, span, note, TRUE);
}

void
weir_time_bar_say_gone (WeirTimeBar *self, WeirSession *session)
{
  gboolean is_file = weir_session_get_kind (session) == WEIR_SESSION_FILE;

  show (self, _ ("Of these seconds only the graph is kept."),
        is_file ? _ ("The file is too long for the memory.")
                : _ ("How far back one can go is set in the preferences."),
        FALSE);
}
