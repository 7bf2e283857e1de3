/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/recording.h"

#include <glib/gi18n.h>

#include "cli/message.h"
#include "core/units.h"

gboolean
weir_recording_begin (WeirRecording *self,
                      const WeirOptions *options,
                      const char *interface,
                      WeirWorker *worker)
{
  const WeirRecorderOptions recorder_options = {
    .snaplen = options->snaplen,
    .max_bytes = options->record_bytes,
    .max_us = (int64_t) (options->record_s * G_USEC_PER_SEC),
    .interface = interface,
    .filter = options->capture_filter,
  };
  g_autoptr (GError) error = NULL;

  if (options->record == NULL || self->recorder != NULL)
    return TRUE;

  self->recorder = weir_recorder_new (options->record, &recorder_options, &error);
  if (self->recorder == NULL)
    {
      self->has_failed = TRUE;
      weir_message ("%s", error->message);
      return FALSE;
    }
  weir_worker_set_recorder (worker, self->recorder);
  return TRUE;
}

gboolean
weir_recording_is_over (const WeirRecording *self)
{
  return self->recorder != NULL && weir_recorder_is_over (self->recorder);
}

static void
say_losses (const WeirRecorderStatus *status)
{
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, status->n_lost);
  g_autofree char *dropped = g_strdup_printf ("%" G_GUINT64_FORMAT, status->n_dropped);

  if (status->n_lost > 0)
    weir_message (_ ("Packets missing in it because the disk was too slow: %s."), lost);
  if (status->n_dropped > 0)
    weir_message (_ ("Packets missing in it because the system dropped them: %s."), dropped);
}

gboolean
weir_recording_finish (WeirRecording *self)
{
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *frames = NULL;
  g_autofree char *owned = NULL;
  char amount[WEIR_UNITS_TEXT_MAX];

  if (self->recorder == NULL || self->is_told)
    return !self->has_failed;

  self->is_told = TRUE;
  weir_recorder_wait (self->recorder);
  weir_recorder_get_status (self->recorder, &status);
  name = g_filename_display_basename (weir_recorder_get_path (self->recorder));
  weir_units_format_amount (status.n_bytes, amount);

  if (status.state == WEIR_RECORDER_FAILED)
    weir_message ("%s", status.error->message);
  else if (status.state == WEIR_RECORDER_FULL)
    weir_message (_ ("“%s” is as large as it may become (--record-size)."), name);
  else if (status.state == WEIR_RECORDER_TIME_UP)
    weir_message (_ ("“%s” is as long as it may become (--record-time)."), name);
  frames = g_strdup_printf ("%" G_GUINT64_FORMAT, status.n_frames);
  owned = g_strdup_printf ("%" G_GUINT64_FORMAT, status.n_owned);
  weir_message (
      /* Translators: a number of packets, a file, its size, a number of packets. */
      g_dngettext (GETTEXT_PACKAGE, "%s packet was recorded to “%s” (%s), %s with its process.",
                   "%s packets were recorded to “%s” (%s), %s with their process.",
                   (gulong) status.n_frames),
      frames, name, amount, owned);
  say_losses (&status);
  return status.state != WEIR_RECORDER_FAILED;
}

void
weir_recording_clear (WeirRecording *self)
{
  g_clear_pointer (&self->recorder, weir_recorder_unref);
}
