/* The card of a row of the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-card.h"
#include "app/flow-columns.h"
#include "core/flow/flow-owner.h"
#include "core/group/flow-groups.h"

/* What the list says in one of its columns. */
static void
add_cell (WeirCard *card,
          const char *label,
          const char *column,
          const WeirFlow *flow,
          const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  weir_flow_column_read (weir_flow_columns_find (column), flow, context, text);
  weir_card_add (card, label, *text != '\0' ? text : NULL);
}

static void
add_rates (WeirCard *card, const WeirFlow *flow, WeirUnit unit)
{
  static const char *const labels[WEIR_N_WINDOWS] = { N_ ("Last 2 s"), N_ ("Last 10 s"),
                                                      N_ ("Last 40 s") };
  char rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];

  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    {
      weir_units_format_rate (weir_flow_get_rx_bps (flow, i), unit, TRUE, rx);
      weir_units_format_rate (weir_flow_get_tx_bps (flow, i), unit, TRUE, tx);
      weir_card_add_both (card, _ (labels[i]), rx, tx);
    }

  if (weir_flow_has_peaks (flow))
    {
      weir_units_format_rate ((double) flow->peak_rx * 8, unit, TRUE, rx);
      weir_units_format_rate ((double) flow->peak_tx * 8, unit, TRUE, tx);
      weir_card_add_both (card, _ ("Busiest second"), rx, tx);
    }

  weir_units_format_amount (flow->rx_bytes, rx);
  weir_units_format_amount (flow->tx_bytes, tx);
  weir_card_add_both (card, _ ("In all"), rx, tx);
}

static void
add_since (WeirCard *card, const WeirFlow *flow)
{
  g_autoptr (GDateTime) since = g_date_time_new_from_unix_local (flow->first_us / G_USEC_PER_SEC);
  g_autofree char *text = since != NULL ? g_date_time_format (since, "%X") : NULL;

  weir_card_add (card, _ ("Since"), text);
}

/* Returns: (transfer full): the address with its port, behind its name if it has one */
static char *
dup_end (const char *name, char *address)
{
  g_autofree char *own = address;

  return name != NULL ? g_strdup_printf ("%s (%s)", name, own) : g_steal_pointer (&own);
}

static void
fill_flow (WeirCard *card, const WeirFlow *flow, const WeirFlowContext *context)
{
  WeirNames *names = context->known.options.names;
  char program[WEIR_FLOW_COLUMN_TEXT_MAX];
  g_autofree char *local_name = NULL;
  g_autofree char *remote_name = NULL;
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;
  g_autofree char *remote_address = weir_flow_key_dup_remote_text (&flow->key);

  if (names != NULL)
    local_name = g_strdup (
        weir_names_lookup (names, &flow->key.local, flow->key.family, flow->begun_us, NULL));
  remote_name = g_strdup (weir_names_get_for_flow (names, flow, NULL));
  local = dup_end (local_name, weir_flow_key_dup_local_text (&flow->key));
  remote = dup_end (remote_name, weir_flow_key_dup_remote_text (&flow->key));
  weir_flow_column_read (weir_flow_columns_find ("process"), flow, context, program);

  weir_card_set_title (card, remote_name != NULL ? remote_name : remote_address,
                       *program != '\0' ? program : NULL);
  weir_card_add (card, _ ("Local"), local);
  weir_card_add (card, _ ("Remote"), remote);
  add_cell (card, _ ("Service"), "service", flow, context);
  if (weir_flow_has_owner (flow))
    add_cell (card, _ ("Process"), "pid", flow, context);
  add_cell (card, _ ("Publisher"), "publisher", flow, context);
  add_cell (card, _ ("Country"), "country", flow, context);
}

static void
add_members (WeirCard *card, const WeirFlowGroup *group)
{
  g_autofree char *n_flows =
      g_strdup_printf (ngettext ("%'u flow", "%'u flows", group->n_flows), group->n_flows);
  g_autofree char *n_active = g_strdup_printf (_ ("%'u in the last 40 s"), group->n_active);

  weir_card_add (card, _ ("Holds"), n_flows);
  weir_card_add (card, _ ("Active"), n_active);
}

void
weir_flow_card_fill (WeirCard *card,
                     const WeirFlow *flow,
                     const WeirFlowContext *context,
                     gboolean is_pinned)
{
  if (weir_flow_is_pair (flow) || !weir_flow_is_group (flow))
    fill_flow (card, flow, context);
  else
    weir_card_set_title (card, weir_flow_group_get_title (weir_flow_group_of_sum (flow)),
                         _ (weir_flow_group_of_sum (flow)->kind->column));
  if (weir_flow_is_group (flow))
    add_members (card, weir_flow_group_of_sum (flow));

  if (is_pinned)
    weir_card_add (card, _ ("Pinned"), _ ("stays on top"));
  weir_card_add_separator (card);
  add_rates (card, flow, context->unit);
  weir_card_add_separator (card);
  add_since (card, flow);
  weir_card_set_history (card, flow->window);
}
