/* The part of the engine that tells what was never seen before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/alert/alert-engine-private.h"
#include "core/group/group-kind.h"

const char *
weir_alert_read_kind (const char *id,
                      const WeirFlow *flow,
                      const WeirReport *known,
                      WeirFieldValue *room)
{
  const WeirGroupKind *kind = weir_group_kind_find (id);

  return kind != NULL ? weir_group_kind_read (kind, flow, known, room) : NULL;
}

void
weir_alert_engine_note_new (WeirAlertEngine *self,
                            WeirAlertBy by,
                            const char *name,
                            const char *marked,
                            uint32_t mask,
                            int64_t now_us)
{
  gboolean is_told = FALSE;

  if (!self->learns[by] || name == NULL || !weir_seen_store_add (self->seen, by, name, now_us))
    return;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);

      if (rule->rule->kind != WEIR_ALERT_NEW || rule->rule->by != by
          || (rule->rule->filter != NULL && !(mask & (1u << i)))
          || weir_seen_store_get_learnt_seconds (self->seen, by)
                 < weir_alert_rule_get_learning_seconds (rule->rule))
        continue;
      weir_alert_engine_raise (self, rule, name, 0);
      is_told = TRUE;
    }
  if (is_told && marked != NULL)
    {
      int64_t until_us = now_us + WEIR_ALERT_MARK_US;

      g_hash_table_insert (self->marked, g_strdup (marked), g_memdup2 (&until_us, sizeof until_us));
    }
}

void
weir_alert_engine_note_destination (WeirAlertEngine *self,
                                    const WeirAlertWatch *watch,
                                    const WeirFlow *flow,
                                    const WeirFilterContext *context)
{
  const char *host = weir_alert_names_get (self->hosts, watch->host);
  WeirFieldValue room;

  weir_alert_engine_note_new (self, WEIR_ALERT_BY_HOST, host, host, watch->mask, self->looked_us);
  if (self->learns[WEIR_ALERT_BY_DOMAIN])
    {
      const char *domain = weir_alert_read_kind ("domain", flow, context->known, &room);

      weir_alert_engine_note_new (self, WEIR_ALERT_BY_DOMAIN, domain != NULL ? domain : host, host,
                                  watch->mask, self->looked_us);
    }
}
