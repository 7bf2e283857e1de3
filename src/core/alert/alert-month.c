/* The part of the engine that counts months.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/alert/alert-engine-private.h"

static void
check_month (WeirAlertEngine *self,
             const WeirAlertRuleState *rule,
             const char *subject,
             uint64_t bytes)
{
  g_autofree char *name = NULL;

  if ((double) bytes <= rule->rule->limit)
    return;
  name = subject != NULL ? g_strdup_printf ("%s: %s", rule->id, subject) : g_strdup (rule->id);
  if (weir_volume_store_tell (self->volumes, name, self->looked_us))
    weir_alert_engine_raise (self, rule, subject, (double) bytes);
}

static void
count_applications_of_month (WeirAlertEngine *self)
{
  for (guint i = 1; i < self->app_volumes->len; i++)
    {
      uint64_t *volume = &g_array_index (self->app_volumes, uint64_t, i);
      const char *app = weir_alert_names_get (self->apps, i);
      g_autofree char *name = NULL;
      uint64_t bytes;

      if (*volume == 0 || app == NULL)
        continue;
      name = g_strconcat ("app ", app, NULL);
      bytes = weir_volume_store_add (self->volumes, name, *volume);
      for (guint j = 0; j < self->rules->len; j++)
        {
          WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, j);

          if (rule->rule->kind != WEIR_ALERT_MONTH || rule->rule->by == WEIR_ALERT_BY_NONE)
            continue;
          rule->highest = MAX (rule->highest, (double) bytes);
          check_month (self, rule, app, bytes);
        }
    }
  weir_alert_engine_zero (self->app_volumes);
}

void
weir_alert_engine_count_month (WeirAlertEngine *self, uint64_t bytes)
{
  uint64_t all;

  if (self->volumes == NULL)
    return;

  weir_volume_store_set_time (self->volumes, self->looked_us);
  all = weir_volume_store_add (self->volumes, WEIR_VOLUME_EVERYTHING, bytes);
  for (guint i = 0; i < self->rules->len; i++)
    {
      WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);
      uint64_t sum = all;

      if (rule->rule->kind != WEIR_ALERT_MONTH || rule->rule->by != WEIR_ALERT_BY_NONE)
        continue;
      if (rule->rule->filter != NULL)
        {
          g_autofree char *name = g_strconcat ("of ", rule->rule->filter_text, NULL);

          sum = weir_volume_store_add (self->volumes, name, rule->volume);
          rule->volume = 0;
        }
      rule->highest = (double) sum;
      check_month (self, rule, NULL, sum);
    }
  if (self->counts_apps)
    count_applications_of_month (self);
}
