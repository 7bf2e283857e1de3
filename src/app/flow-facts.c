/* Everything that is known of a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/field-text.h"
#include "app/flow-columns.h"
#include "app/flow-facts.h"
#include "core/flow/flow-owner.h"
#include "core/group/flow-groups.h"
#include "core/identity/process.h"

/* Paths may be long, and are cut. */
#define FIELD_TEXT_MAX 512

/* The text of a cell, if there is any. */
static char *
dup_cell (const char *column, const WeirFlow *flow, const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  weir_flow_column_read (weir_flow_columns_find (column), flow, context, text);
  return *text != '\0' ? g_strdup (text) : NULL;
}

static char *
dup_time (int64_t time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%X") : NULL;
}

static char *
dup_both (double rx, double tx, const WeirFlowContext *context)
{
  char rx_text[WEIR_UNITS_TEXT_MAX], tx_text[WEIR_UNITS_TEXT_MAX];

  weir_units_format_rate (rx, context->unit, TRUE, rx_text);
  weir_units_format_rate (tx, context->unit, TRUE, tx_text);
  return g_strdup_printf ("↓ %s   ↑ %s", rx_text, tx_text);
}

static char *
dup_local (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return weir_flow_key_dup_local_text (&flow->key);
}

static char *
dup_remote (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return weir_flow_key_dup_remote_text (&flow->key);
}

static char *
dup_service (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return dup_cell ("service", flow, context);
}

static char *
dup_first_seen (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return dup_time (flow->first_us);
}

static char *
dup_last_packet (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return dup_time (flow->last_us);
}

static char *
dup_process (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  g_autofree char *name = NULL;

  if (!weir_flow_has_owner (flow))
    return NULL;

  name = g_utf8_make_valid (flow->socket->process, -1);
  return g_strdup_printf (_ ("%s, process %u"), name, flow->socket->pid);
}

static char *
dup_sharers (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const WeirSocketInfo *socket = flow->socket;

  if (socket == NULL || socket->n_others == 0)
    return NULL;

  for (guint i = 0; i < MIN (socket->n_sharers, WEIR_MAX_SHARERS); i++)
    {
      g_autofree char *name = g_utf8_make_valid (socket->sharers[i].process, -1);

      g_string_append_printf (text, _ ("%s, process %u\n"), name, socket->sharers[i].pid);
    }
  if (socket->n_others > socket->n_sharers)
    g_string_append_printf (text,
                            ngettext ("and %u other process\n", "and %u other processes\n",
                                      socket->n_others - socket->n_sharers),
                            (guint) (socket->n_others - socket->n_sharers));
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_owner_match (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return g_strdup (weir_owner_match_get_text (weir_flow_get_owner_match (flow)));
}

static char *
dup_owner_unknown (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return g_strdup (weir_owner_unknown_get_text (weir_flow_get_owner_unknown (flow)));
}

static char *
dup_user (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return dup_cell ("user", flow, context);
}

static char *
dup_command_line (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return weir_flow_has_owner (flow) ? g_strdup (weir_process_lookup (flow->socket)->command_line)
                                    : NULL;
}

static char *
dup_name (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return g_strdup (weir_names_get_for_flow (context->known.options.names, flow, NULL));
}

static char *
dup_name_source (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  WeirNameSource source;

  if (weir_names_get_for_flow (context->known.options.names, flow, &source) == NULL)
    return NULL;
  return g_strdup (weir_name_source_get_label (source));
}

static char *
dup_country (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  return dup_cell ("country", flow, context);
}

static char *
dup_network (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  const WeirPlace *place = weir_flow_context_get_place (context, flow);

  if (place == NULL || place->asn == 0)
    return NULL;
  if (*place->as_name == '\0')
    return g_strdup_printf ("AS%u", place->asn);
  return g_strdup_printf ("%s (AS%u)", place->as_name, place->asn);
}

static gboolean
find_neighbour (const WeirFlow *flow, const WeirFlowContext *context, WeirNeighbour *neighbour)
{
  WeirNeighbours *neighbours = context->known.options.neighbours;

  return neighbours != NULL
         && weir_neighbours_lookup (neighbours, &flow->key.remote, flow->key.family,
                                    g_get_monotonic_time (), neighbour);
}

static char *
dup_hardware (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  WeirNeighbour neighbour;
  WeirAddress address;
  char mac[WEIR_ADDRESS_TEXT_MAX];

  if (!find_neighbour (flow, context, &neighbour) || !neighbour.has_mac)
    return NULL;

  weir_address_set_link (&address, neighbour.mac);
  weir_address_format (&address, WEIR_FAMILY_LINK, mac);
  if (neighbour.is_locally_administered)
    return g_strdup_printf (_ ("%s, made up"), mac);
  if (neighbour.maker != NULL)
    return g_strdup_printf ("%s, %s", mac, neighbour.maker);
  return g_strdup (mac);
}

static char *
dup_role (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  WeirNeighbour neighbour;

  if (!find_neighbour (flow, context, &neighbour) || !neighbour.is_gateway)
    return NULL;

  return g_strdup (_ ("gateway of this computer"));
}

/* The other flows to the same address. */
static char *
dup_others (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  guint n_others = 0;
  uint64_t bytes = 0;
  char amount[WEIR_UNITS_TEXT_MAX];

  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      const WeirFlow *other = weir_ledger_get_flow (ledger, i);

      if (other == flow || other->key.family != flow->key.family
          || memcmp (&other->key.remote, &flow->key.remote, sizeof (WeirAddress)) != 0)
        continue;
      n_others++;
      bytes += other->tx_bytes + other->rx_bytes;
    }

  if (n_others == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%'u other flow, %s", "%'u other flows, %s", n_others),
                          n_others, weir_units_format_amount (bytes, amount));
}

#define RATES(name, window)                                                                    \
  static char *dup_rates_##name (const WeirFlow *flow, const WeirLedger *ledger,               \
                                 const WeirFlowContext *context)                               \
  {                                                                                            \
    return dup_both (weir_flow_get_rx_bps (flow, window), weir_flow_get_tx_bps (flow, window), \
                     context);                                                                 \
  }

/* clang-format off */
RATES (2s, WEIR_WINDOW_2S)
RATES (10s, WEIR_WINDOW_10S)
RATES (40s, WEIR_WINDOW_40S)
/* clang-format on */

static char *
dup_peak (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  /* The peak of a sum is not the sum of peaks. */
  if (weir_flow_is_group (flow))
    return NULL;
  return dup_both ((double) flow->peak_rx * 8, (double) flow->peak_tx * 8, context);
}

static char *
dup_amounts (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  char rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];

  return g_strdup_printf ("↓ %s   ↑ %s", weir_units_format_amount (flow->rx_bytes, rx),
                          weir_units_format_amount (flow->tx_bytes, tx));
}

static char *
dup_packets (const WeirFlow *flow, const WeirLedger *ledger, const WeirFlowContext *context)
{
  if (flow->rx_packets == 0 && flow->tx_packets == 0)
    return NULL;
  return g_strdup_printf ("↓ %'" G_GUINT64_FORMAT "   ↑ %'" G_GUINT64_FORMAT,
                          (guint64) flow->rx_packets, (guint64) flow->tx_packets);
}

static const WeirFlowFact facts[] = {
  { "local", WEIR_FACTS_CONNECTION, N_ ("Local"), FALSE, NULL, dup_local },
  { "remote", WEIR_FACTS_CONNECTION, N_ ("Remote"), FALSE, NULL, dup_remote },
  { "service", WEIR_FACTS_CONNECTION, N_ ("Service"), FALSE, NULL, dup_service },
  { "spoken", WEIR_FACTS_CONNECTION, N_ ("Spoken"), FALSE, "spoken", NULL },
  { "tcp-state", WEIR_FACTS_CONNECTION, N_ ("State"), FALSE, "tcp_state", NULL },
  { "first-seen", WEIR_FACTS_CONNECTION, N_ ("First seen"), FALSE, NULL, dup_first_seen },
  { "last-packet", WEIR_FACTS_CONNECTION, N_ ("Last packet"), FALSE, NULL, dup_last_packet },
  { "process", WEIR_FACTS_PROGRAM, N_ ("Process"), FALSE, NULL, dup_process },
  { "sharers", WEIR_FACTS_PROGRAM, N_ ("Shared with"), FALSE, NULL, dup_sharers },
  { "user", WEIR_FACTS_PROGRAM, N_ ("User"), FALSE, NULL, dup_user },
  { "unit", WEIR_FACTS_PROGRAM, N_ ("Started as"), FALSE, "unit", NULL },
  { "container", WEIR_FACTS_PROGRAM, N_ ("Container"), FALSE, "container", NULL },
  { "publisher", WEIR_FACTS_PROGRAM, N_ ("Publisher"), FALSE, "publisher", NULL },
  { "sha256", WEIR_FACTS_PROGRAM, N_ ("SHA-256"), FALSE, "executable_sha256", NULL },
  { "executable", WEIR_FACTS_PROGRAM, N_ ("Executable"), FALSE, "executable", NULL },
  { "command-line", WEIR_FACTS_PROGRAM, N_ ("Command line"), TRUE, NULL, dup_command_line },
  { "owner-match", WEIR_FACTS_PROGRAM, N_ ("How it is known"), FALSE, NULL, dup_owner_match },
  { "owner-unknown", WEIR_FACTS_PROGRAM, N_ ("Why nobody is named"), FALSE, NULL,
    dup_owner_unknown },
  { "name", WEIR_FACTS_REMOTE, N_ ("Name"), FALSE, NULL, dup_name },
  { "name-source", WEIR_FACTS_REMOTE, N_ ("Name from"), FALSE, NULL, dup_name_source },
  { "country", WEIR_FACTS_REMOTE, N_ ("Country"), FALSE, NULL, dup_country },
  { "network", WEIR_FACTS_REMOTE, N_ ("Network"), FALSE, NULL, dup_network },
  { "hardware", WEIR_FACTS_REMOTE, N_ ("Hardware"), FALSE, NULL, dup_hardware },
  { "role", WEIR_FACTS_REMOTE, N_ ("Role"), FALSE, NULL, dup_role },
  { "others", WEIR_FACTS_REMOTE, N_ ("Beside this one"), FALSE, NULL, dup_others },
  { "amounts", WEIR_FACTS_TRAFFIC, N_ ("In all"), FALSE, NULL, dup_amounts },
  { "packets", WEIR_FACTS_TRAFFIC, N_ ("Packets"), FALSE, NULL, dup_packets },
  { "rates-2s", WEIR_FACTS_TRAFFIC, N_ ("Last 2 s"), FALSE, NULL, dup_rates_2s },
  { "rates-10s", WEIR_FACTS_TRAFFIC, N_ ("Last 10 s"), FALSE, NULL, dup_rates_10s },
  { "rates-40s", WEIR_FACTS_TRAFFIC, N_ ("Last 40 s"), FALSE, NULL, dup_rates_40s },
  { "peak", WEIR_FACTS_TRAFFIC, N_ ("Busiest second"), FALSE, NULL, dup_peak },
  { "handshake-rtt", WEIR_FACTS_QUALITY, N_ ("Handshake"), FALSE, "handshake_rtt_ms", NULL },
  { "rtt", WEIR_FACTS_QUALITY, N_ ("Round trip"), FALSE, "rtt_ms", NULL },
  { "local-rtt", WEIR_FACTS_QUALITY, N_ ("Round trip, local side"), FALSE, "local_rtt_ms", NULL },
  { "retransmitted", WEIR_FACTS_QUALITY, N_ ("Sent again"), FALSE, "retransmitted_bytes", NULL },
  { "out-of-order", WEIR_FACTS_QUALITY, N_ ("Out of order"), FALSE, "out_of_order_bytes", NULL },
  { "zero-windows", WEIR_FACTS_QUALITY, N_ ("Zero windows"), FALSE, "zero_windows", NULL },
};

char *
weir_flow_fact_dup_text (const WeirFlowFact *self,
                         const WeirFlow *flow,
                         const WeirLedger *ledger,
                         const WeirFlowContext *context)
{
  char text[FIELD_TEXT_MAX];

  /* Of a group only what can be added up. */
  if (weir_flow_is_group (flow) && self->section != WEIR_FACTS_TRAFFIC)
    return NULL;
  if (self->field == NULL)
    return self->dup_text (flow, ledger, context);
  if (!weir_field_text (weir_flow_field_find (self->field), &context->known, flow, text,
                        sizeof text))
    return NULL;
  return g_strdup (text);
}

const WeirFlowFact *
weir_flow_facts_get (guint *n_facts)
{
  *n_facts = G_N_ELEMENTS (facts);
  return facts;
}

const char *
weir_fact_section_get_title (WeirFactSection section)
{
  static const char *const titles[WEIR_N_FACT_SECTIONS] = {
    [WEIR_FACTS_CONNECTION] = N_ ("Connection"), [WEIR_FACTS_PROGRAM] = N_ ("Program"),
    [WEIR_FACTS_REMOTE] = N_ ("Other End"),      [WEIR_FACTS_TRAFFIC] = N_ ("Traffic"),
    [WEIR_FACTS_QUALITY] = N_ ("Quality"),
  };

  return _ (titles[section]);
}
