/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-entry.h"

#define KEY "alert-rules"

static void
entry_free (gpointer data)
{
  WeirAlertEntry *entry = data;

  g_clear_pointer (&entry->rule, weir_alert_rule_free);
  g_free (entry->text);
  g_free (entry->error);
  g_free (entry);
}

GPtrArray *
weir_alert_entries_read (GSettings *settings)
{
  g_auto (GStrv) texts = g_settings_get_strv (settings, KEY);
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      WeirAlertEntry *entry = g_new0 (WeirAlertEntry, 1);

      entry->text = g_strdup (texts[i]);
      entry->rule = weir_alert_rule_parse (texts[i], &error);
      if (entry->rule == NULL)
        entry->error = g_strdup (error->message);
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

void
weir_alert_entries_write (const GPtrArray *entries,
                          const char *text,
                          const char *replaced,
                          GSettings *settings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  gboolean is_done = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const WeirAlertEntry *entry = g_ptr_array_index (entries, i);
      gboolean is_it = !is_done && g_strcmp0 (entry->text, replaced) == 0;

      if (!is_it)
        g_strv_builder_add (builder, entry->text);
      else if (text != NULL)
        g_strv_builder_add (builder, text);
      is_done |= is_it;
    }
  if (!is_done && text != NULL)
    g_strv_builder_add (builder, text);
  texts = g_strv_builder_end (builder);
  g_settings_set_strv (settings, KEY, (const char *const *) texts);
}
