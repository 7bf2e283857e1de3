/* The part of the engine that tells which rows of a list an alert is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/alert/alert-engine-private.h"

static gboolean
is_level_up (const WeirAlertRuleState *rule, uint32_t name)
{
  return name < rule->levels->len && g_array_index (rule->levels, WeirAlertLevel, name).is_up;
}

gboolean
weir_alert_engine_is_name_alerting (const WeirAlertEngine *self, WeirAlertBy by, const char *name)
{
  uint32_t number;

  if (g_hash_table_contains (self->marked, name))
    return TRUE;
  number =
      self->n_up > 0 ? weir_alert_names_find (weir_alert_engine_get_names (self, by), name) : 0;
  for (guint i = 0; number != 0 && i < self->rules->len; i++)
    {
      const WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);

      if (rule->levels != NULL && rule->rule->by == by && is_level_up (rule, number))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_part_of (const WeirAlertWatch *watch, const WeirAlertRuleState *rule, guint i)
{
  if (rule->rule->filter != NULL && !(watch->mask & (1u << i)))
    return FALSE;
  if (rule->levels != NULL)
    return is_level_up (rule,
                        rule->rule->by == WEIR_ALERT_BY_APPLICATION ? watch->app : watch->host);
  /* What is too much of everything is no single flow's. */
  return rule->level.is_up && rule->rule->filter != NULL;
}

static gboolean
is_marked (const WeirAlertEngine *self, WeirAlertNames *names, uint32_t number)
{
  return number != 0 && g_hash_table_contains (self->marked, weir_alert_names_get (names, number));
}

gboolean
weir_alert_engine_is_alerting (const WeirAlertEngine *self, const WeirFlow *flow)
{
  const WeirAlertWatch *watch;

  if ((self->n_up == 0 && g_hash_table_size (self->marked) == 0)
      || flow->index >= self->watches.watches->len)
    return FALSE;
  watch = weir_alert_watches_get (&self->watches, flow->index);
  if (watch->serial != flow->serial)
    return FALSE;

  for (guint i = 0; self->n_up > 0 && i < self->rules->len; i++)
    {
      if (is_part_of (watch, weir_alert_engine_get_rule (self, i), i))
        return TRUE;
    }
  return g_hash_table_size (self->marked) > 0
         && (is_marked (self, self->apps, watch->app)
             || is_marked (self, self->hosts, watch->host));
}
