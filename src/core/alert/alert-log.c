/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-log.h"

#include "core/alert/store-file.h"

struct _WeirAlertLog
{
  GPtrArray *alerts; /* WeirAlert */
  uint64_t last_id;
};

WeirAlertLog *
weir_alert_log_new (void)
{
  WeirAlertLog *self = g_new0 (WeirAlertLog, 1);

  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_free);
  return self;
}

void
weir_alert_log_free (WeirAlertLog *self)
{
  g_ptr_array_unref (self->alerts);
  g_free (self);
}

const WeirAlert *
weir_alert_log_add (WeirAlertLog *self, WeirAlert *alert)
{
  alert->id = ++self->last_id;
  if (self->alerts->len >= WEIR_ALERT_LOG_MAX)
    g_ptr_array_remove_index (self->alerts, 0);
  g_ptr_array_add (self->alerts, alert);
  return alert;
}

static WeirAlert *
find (const WeirAlertLog *self, uint64_t id, guint *place)
{
  for (guint i = self->alerts->len; i > 0; i--)
    {
      WeirAlert *alert = g_ptr_array_index (self->alerts, i - 1);

      if (alert->id != id)
        continue;
      if (place != NULL)
        *place = i - 1;
      return alert;
    }
  return NULL;
}

void
weir_alert_log_end (WeirAlertLog *self, uint64_t id, int64_t end_us, double peak)
{
  WeirAlert *alert = find (self, id, NULL);

  if (alert == NULL)
    return;
  alert->end_us = MAX (end_us, alert->time_us);
  alert->value = MAX (alert->value, peak);
}

void
weir_alert_log_remove (WeirAlertLog *self, uint64_t id)
{
  guint place;

  if (find (self, id, &place) != NULL)
    g_ptr_array_remove_index (self->alerts, place);
}

void
weir_alert_log_clear (WeirAlertLog *self)
{
  g_ptr_array_set_size (self->alerts, 0);
}

void
weir_alert_log_mark_all_read (WeirAlertLog *self)
{
  for (guint i = 0; i < self->alerts->len; i++)
    ((WeirAlert *) g_ptr_array_index (self->alerts, i))->is_read = TRUE;
}

guint
weir_alert_log_get_n_unread (const WeirAlertLog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->alerts->len; i++)
    n += !((const WeirAlert *) g_ptr_array_index (self->alerts, i))->is_read;
  return n;
}

guint
weir_alert_log_get_n (const WeirAlertLog *self)
{
  return self->alerts->len;
}

const WeirAlert *
weir_alert_log_get (const WeirAlertLog *self, guint i)
{
  return g_ptr_array_index (self->alerts, i);
}

const WeirAlert *
weir_alert_log_find (const WeirAlertLog *self, uint64_t id)
{
  return find (self, id, NULL);
}

GString *
weir_alert_log_to_text (const WeirAlertLog *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->alerts->len; i++)
    {
      g_autofree char *line = weir_alert_to_json (g_ptr_array_index (self->alerts, i));

      g_string_append (text, line);
      g_string_append_c (text, '\n');
    }
  return text;
}

gboolean
weir_alert_log_read (WeirAlertLog *self, const char *text, gsize length)
{
  gboolean is_whole = length == 0 || text[length - 1] == '\n';
  const char *line;
  gsize at = 0, line_length;

  weir_alert_log_clear (self);
  while (weir_store_next_line (text, length, &at, &line, &line_length))
    {
      WeirAlert *alert = weir_alert_parse_json (line, line_length);

      if (alert == NULL)
        {
          is_whole = FALSE;
          continue;
        }
      if (alert->event == WEIR_ALERT_KIND_OVER && alert->end_us == 0)
        alert->end_us = alert->time_us;
      /* Ids are this run's own: those of a file may be anything. */
      weir_alert_log_add (self, alert);
    }
  return is_whole;
}
