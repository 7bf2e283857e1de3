/* Rules of alerts, and the files in which they are kept, from a stranger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says which of them the rest is.  What was read and is written has to be read again
 * without a complaint.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/alert/alert-log.h"
#include "core/alert/seen-store.h"
#include "core/alert/volume-store.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_rule (const char *text, gsize size)
{
  g_autofree char *line = g_strndup (text, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (line, &error);
  g_autoptr (WeirAlertRule) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;
  g_autofree char *sentence = NULL;

  if ((rule == NULL) != (error != NULL))
    abort ();
  if (rule == NULL)
    return;
  written = weir_alert_rule_to_text (rule);
  sentence = weir_alert_rule_dup_sentence (rule, WEIR_UNIT_BITS);
  again = weir_alert_rule_parse (written, NULL);
  if (again == NULL)
    abort ();
  rewritten = weir_alert_rule_to_text (again);
  if (!g_str_equal (written, rewritten))
    abort ();
}

static void
read_log (const char *text, gsize size)
{
  g_autoptr (WeirAlertLog) log = weir_alert_log_new ();
  g_autoptr (GString) written = NULL;

  weir_alert_log_read (log, text, size);
  if (weir_alert_log_get_n (log) > WEIR_ALERT_LOG_MAX)
    abort ();
  for (guint i = 0; i < weir_alert_log_get_n (log); i++)
    {
      g_autofree char *title = weir_alert_dup_title (weir_alert_log_get (log, i));
      g_autofree char *sentence =
          weir_alert_dup_sentence (weir_alert_log_get (log, i), WEIR_UNIT_BITS);
      g_autofree char *harmless = weir_alert_dup_harmless (title);

      if (sentence == NULL || strpbrk (harmless, "<>&\n") != NULL)
        abort ();
    }
  written = weir_alert_log_to_text (log);
  if (!weir_alert_log_read (log, written->str, written->len))
    abort ();
}

static void
read_seen (const char *text, gsize size)
{
  g_autoptr (WeirSeenStore) store = weir_seen_store_new ();
  g_autoptr (WeirSeenStore) again = weir_seen_store_new ();
  g_autoptr (GString) written = NULL;

  weir_seen_store_read (store, text, size);
  written = weir_seen_store_to_text (store);
  if (!weir_seen_store_read (again, written->str, written->len))
    abort ();
}

static void
read_volumes (const char *text, gsize size)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (zone);
  g_autoptr (WeirVolumeStore) again = weir_volume_store_new (zone);
  g_autoptr (GString) written = NULL;

  weir_volume_store_read (store, text, size);
  written = weir_volume_store_to_text (store);
  if (!weir_volume_store_read (again, written->str, written->len))
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static void (*const readers[]) (const char *text, gsize size) = { read_rule, read_log, read_seen,
                                                                    read_volumes };

  if (size > 0)
    readers[data[0] % G_N_ELEMENTS (readers)]((const char *) data + 1, size - 1);
  return 0;
}
