/* The line under the header while packets are recorded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/recording-bar.h"

#include <glib/gi18n.h>

#include "core/units.h"

#define UPDATE_MS 250

struct _WeirRecordingBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;

  WeirSession *session;
  WeirRecorder *recorder; /* (nullable): until it is over */
  char *path;             /* (nullable) */
  char *name;             /* (nullable): for people */
  gboolean is_stopping;
  guint update_id;
};

enum
{
  SIGNAL_OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirRecordingBar, weir_recording_bar, GTK_TYPE_WIDGET)

/* "1:02:03", "2:03" */
static char *
dup_duration (int64_t duration_us)
{
  const guint seconds = (guint) (duration_us / G_USEC_PER_SEC);

  if (seconds >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
}

static void
show_status (WeirRecordingBar *self, const WeirRecorderStatus *status)
{
  g_autofree char *duration = dup_duration (status->duration_us);
  g_autofree char *text = NULL;
  char amount[WEIR_UNITS_TEXT_MAX];

  /* The worker has not taken it over, or the helper not yet opened its filter:
   * what passes now is not in the file, so nobody is told that it is. */
  if (status->duration_us == 0)
    {
      /* Translators: a file that packets will be written to in a moment. */
      text = g_strdup_printf (_ ("The recording to “%s” is about to begin…"), self->name);
      gtk_label_set_label (self->label, text);
      return;
    }

  weir_units_format_amount (status->n_bytes, amount);
  /* Translators: a file, minutes and seconds, and an amount of bytes. */
  text = g_strdup_printf (_ ("Recording to “%s”: %s, %s"), self->name, duration, amount);
  gtk_label_set_label (self->label, text);
}

/* What became of it, and why it is over. */
static char *
dup_sentence (WeirRecordingBar *self, const WeirRecorderStatus *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char amount[WEIR_UNITS_TEXT_MAX];
  guint n_missing = (guint) MIN (status->n_lost + status->n_dropped, G_MAXUINT);
  guint n_frames = (guint) MIN (status->n_frames, G_MAXUINT);

  if (status->state == WEIR_RECORDER_FAILED)
    return g_strdup (status->error->message);

  weir_units_format_amount (status->n_bytes, amount);
  /* Translators: how many packets, an amount of bytes, a file. */
  g_string_append_printf (text,
                          ngettext ("%'u packet (%s) recorded to “%s”.",
                                    "%'u packets (%s) recorded to “%s”.", n_frames),
                          n_frames, amount, self->name);
  if (status->state == WEIR_RECORDER_FULL)
    g_string_append_printf (text, " %s", _ ("The limit of its size is reached."));
  if (status->state == WEIR_RECORDER_TIME_UP)
    g_string_append_printf (text, " %s", _ ("The limit of its time is reached."));
  if (n_missing > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (
          text,
          ngettext ("%'u packet is missing in it.", "%'u packets are missing in it.", n_missing),
          n_missing);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
update_cb (gpointer user_data)
{
  WeirRecordingBar *self = user_data;
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autofree char *sentence = NULL;
  gboolean is_complete;

  weir_recorder_get_status (self->recorder, &status);
  if (status.state == WEIR_RECORDER_GOES_ON)
    {
      show_status (self, &status);
      return G_SOURCE_CONTINUE;
    }

  self->update_id = 0;
  g_clear_pointer (&self->recorder, weir_recorder_unref);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  sentence = dup_sentence (self, &status);
  is_complete = status.state != WEIR_RECORDER_FAILED && status.n_lost == 0;
  g_signal_emit (self, signals[SIGNAL_OVER], 0, sentence, is_complete);
  return G_SOURCE_REMOVE;
}

static void
weir_recording_bar_dispose (GObject *object)
{
  WeirRecordingBar *self = WEIR_RECORDING_BAR (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->recorder != NULL && self->session != NULL)
    weir_session_set_recorder (self->session, NULL);
  g_clear_pointer (&self->recorder, weir_recorder_unref);
  g_clear_object (&self->session);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (weir_recording_bar_parent_class)->dispose (object);
}

static void
weir_recording_bar_class_init (WeirRecordingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_recording_bar_dispose;
  signals[SIGNAL_OVER] =
      g_signal_new ("over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/recording-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirRecordingBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirRecordingBar, label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_recording_bar_init (WeirRecordingBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_recording_bar_set_session (WeirRecordingBar *self, WeirSession *session)
{
  self->session = g_object_ref (session);
}

gboolean
weir_recording_bar_begin (WeirRecordingBar *self,
                          const char *path,
                          const WeirRecorderOptions *options,
                          GError **error)
{
  g_return_val_if_fail (self->recorder == NULL, FALSE);

  self->recorder = weir_recorder_new (path, options, error);
  if (self->recorder == NULL)
    return FALSE;

  g_free (self->path);
  g_free (self->name);
  self->path = g_strdup (path);
  self->name = g_filename_display_basename (path);
  self->is_stopping = FALSE;
  weir_session_set_recorder (self->session, self->recorder);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->update_id = g_timeout_add (UPDATE_MS, update_cb, self);
  update_cb (self);
  return TRUE;
}

void
weir_recording_bar_stop (WeirRecordingBar *self)
{
  if (self->recorder == NULL || self->is_stopping)
    return;

  self->is_stopping = TRUE;
  weir_session_set_recorder (self->session, NULL);
}

gboolean
weir_recording_bar_is_recording (WeirRecordingBar *self)
{
  return self->recorder != NULL;
}

const char *
weir_recording_bar_get_path (WeirRecordingBar *self)
{
  return self->path;
}
