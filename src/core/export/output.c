/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/export/output.h"

/* As much as a pipe takes at once. */
#define DRAIN_BYTES (64 * 1024)

WeirOutput *
weir_output_new (GOutputStream *stream)
{
  WeirOutput *self = g_new0 (WeirOutput, 1);

  self->stream = stream != NULL ? g_object_ref (stream) : NULL;
  self->text = g_string_sized_new (DRAIN_BYTES + 4096);
  return self;
}

void
weir_output_free (WeirOutput *self)
{
  g_clear_object (&self->stream);
  g_string_free (self->text, TRUE);
  g_free (self);
}

gboolean
weir_output_flush (WeirOutput *self, GError **error)
{
  gboolean is_written;

  if (self->stream == NULL)
    return TRUE;
  is_written =
      g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, NULL, error)
      && g_output_stream_flush (self->stream, NULL, error);

  g_string_truncate (self->text, 0);
  return is_written;
}

gboolean
weir_output_drain (WeirOutput *self, GError **error)
{
  return self->text->len < DRAIN_BYTES || weir_output_flush (self, error);
}

/* printf() reads its format anew each time; with twenty numbers a flow and millions of flows that
 * is what a report would spend its time on. */
void
weir_output_append_uint (WeirOutput *self, guint64 value)
{
  char digits[20];
  guint n = sizeof digits;

  do
    digits[--n] = (char) ('0' + value % 10);
  while ((value /= 10) != 0);
  g_string_append_len (self->text, digits + n, sizeof digits - n);
}

void
weir_output_append_time (WeirOutput *self, gint64 time_us)
{
  guint64 us = time_us < 0 ? -(guint64) time_us : (guint64) time_us;
  guint64 fraction = us % G_USEC_PER_SEC;
  guint64 unit;

  if (time_us < 0)
    g_string_append_c (self->text, '-');
  weir_output_append_uint (self, us / G_USEC_PER_SEC);
  g_string_append_c (self->text, '.');
  for (unit = G_USEC_PER_SEC / 10; unit > 0; unit /= 10)
    g_string_append_c (self->text, (char) ('0' + fraction / unit % 10));
}

void
weir_output_append_ms (WeirOutput *self, gint64 duration_us)
{
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, duration_us / 1000);
  if (duration_us % 1000 == 0)
    return;

  g_string_append_printf (self->text, ".%03d", (int) (duration_us % 1000));
  while (self->text->str[self->text->len - 1] == '0')
    g_string_truncate (self->text, self->text->len - 1);
}

void
weir_output_append_rate (WeirOutput *self, double bps)
{
  /* Beyond this a double has no tenths, and the tenths would not fit an integer. */
  const double limit = 1e17;
  guint64 tenths = (guint64) llround (CLAMP (bps, 0, limit) * 10);

  weir_output_append_uint (self, tenths / 10);
  if (tenths % 10 != 0)
    {
      g_string_append_c (self->text, '.');
      g_string_append_c (self->text, (char) ('0' + tenths % 10));
    }
}
