/* The part of the engine that counts months.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/alert/alert-engine-private.h"

void
weir_alert_engine_book_volume (WeirAlertEngine *self, WeirAlertWatch *watch)
{
  if (watch->pending == 0)
    return;

  if (self->counts_apps)
    g_array_index (self->app_volumes, uint64_t, watch->app) += watch->pending;
  if (self->counts_hosts)
    g_array_index (self->host_volumes, uint64_t, watch->host) += watch->pending;
  for (uint32_t left = watch->mask; left != 0; left &= left - 1)
    {
      WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, (guint) __builtin_ctz (left));

      if (rule->volumes == NULL)
        rule->volume += watch->pending;
      else
        g_array_index (rule->volumes, uint64_t,
                       rule->rule->by == WEIR_ALERT_BY_APPLICATION ? watch->app : watch->host) +=
            watch->pending;
    }
  watch->pending = 0;
}

/* ---- names, as the store has them ----------------------------------------------------------- */

/* @subject: (nullable): of a rule "by"; no other name is that of the same sum */
static char *
dup_name (WeirAlertBy by, const char *filter, const char *subject)
{
  const char *kind = by == WEIR_ALERT_BY_APPLICATION ? "app" : "host";

  if (subject == NULL)
    return *filter != '\0' ? g_strconcat ("of ", filter, NULL) : g_strdup (WEIR_VOLUME_EVERYTHING);
  if (*filter == '\0')
    return g_strconcat (kind, " ", subject, NULL);
  return g_strdup_printf ("%s-of %" G_GSIZE_FORMAT " %s %s", kind, strlen (filter), filter,
                          subject);
}

/* Rules of one sum with several limits: it is counted by the first of them. */
static gboolean
is_counted_before (const WeirAlertEngine *self, guint of)
{
  const WeirAlertRule *rule = weir_alert_engine_get_rule (self, of)->rule;

  for (guint i = 0; i < of; i++)
    {
      const WeirAlertRule *other = weir_alert_engine_get_rule (self, i)->rule;

      if (other->kind == WEIR_ALERT_MONTH && other->by == rule->by
          && g_str_equal (other->filter_text, rule->filter_text))
        return TRUE;
    }
  return FALSE;
}

/* ---- counting ------------------------------------------------------------------------------- */

static void
check_month (WeirAlertEngine *self, WeirAlertRuleState *rule, const char *subject, uint64_t bytes)
{
  g_autofree char *name = NULL;

  rule->highest = subject != NULL ? MAX (rule->highest, (double) bytes) : (double) bytes;
  if ((double) bytes <= rule->rule->limit)
    return;
  name = subject != NULL ? g_strdup_printf ("%s: %s", rule->id, subject) : g_strdup (rule->id);
  if (weir_volume_store_tell (self->volumes, name, self->looked_us))
    weir_alert_engine_raise (self, rule, subject, (double) bytes);
}

/* @volumes: uint64_t, by the number of a name: of each what is to be added */
static void
count_names (WeirAlertEngine *self,
             WeirAlertRuleState *rule,
             const GArray *volumes,
             gboolean is_counted)
{
  const WeirAlertNames *names = weir_alert_engine_get_names (self, rule->rule->by);

  for (guint i = 1; i < volumes->len; i++)
    {
      uint64_t volume = g_array_index (volumes, uint64_t, i);
      const char *subject = volume != 0 ? weir_alert_names_get (names, i) : NULL;
      g_autofree char *name = NULL;

      if (subject == NULL)
        continue;
      name = dup_name (rule->rule->by, rule->rule->filter_text, subject);
      check_month (self, rule, subject,
                   weir_volume_store_add (self->volumes, name, is_counted ? 0 : volume));
    }
}

static void
count_rule (WeirAlertEngine *self, guint i)
{
  WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);
  const WeirAlertRule *of = rule->rule;
  gboolean is_counted = is_counted_before (self, i);

  if (rule->volumes != NULL)
    {
      count_names (self, rule, rule->volumes, is_counted);
      weir_alert_engine_zero (rule->volumes);
    }
  else if (of->by != WEIR_ALERT_BY_NONE)
    count_names (self, rule,
                 of->by == WEIR_ALERT_BY_APPLICATION ? self->app_volumes : self->host_volumes,
                 is_counted);
  else
    {
      /* What there is of everything is counted without any rule. */
      g_autofree char *name = dup_name (of->by, of->filter_text, NULL);

      check_month (self, rule, NULL,
                   weir_volume_store_add (self->volumes, name, is_counted ? 0 : rule->volume));
      rule->volume = 0;
    }
}

void
weir_alert_engine_count_month (WeirAlertEngine *self, uint64_t bytes)
{
  if (self->volumes == NULL)
    return;

  weir_volume_store_set_time (self->volumes, self->looked_us);
  weir_volume_store_add (self->volumes, WEIR_VOLUME_EVERYTHING, bytes);
  for (guint i = 0; i < self->rules->len; i++)
    {
      if (weir_alert_engine_get_rule (self, i)->rule->kind == WEIR_ALERT_MONTH)
        count_rule (self, i);
    }
  weir_alert_engine_zero (self->app_volumes);
  weir_alert_engine_zero (self->host_volumes);
}
