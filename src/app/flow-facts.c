/* Everything that is known of a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/field-text.h"
#include "app/flow-columns.h"
#include "app/flow-facts.h"
#include "core/filter/filter-values.h"
#include "core/flow/flow-owner.h"
#include "core/identity/process.h"
#include "core/naming/address-scope.h"

/* Paths may be long, and are cut. */
#define FIELD_TEXT_MAX 512

#define READER(name) static void read_##name (const WeirFactInput *input, GArray *lines)

/* @field: of core/filter/filter-field.h */
static void
add_part (WeirFactLine *line, const char *field, const char *value)
{
  weir_fact_line_add_part (line, weir_filter_dup_part (weir_filter_field_find (field, -1), value));
}

/* The text of a cell, if there is any. */
static WeirFactLine *
add_cell (const WeirFactInput *input, const char *column, GArray *lines)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  weir_flow_column_read (weir_flow_columns_find (column), input->flow, input->context, text);
  return weir_fact_lines_add (lines, *text != '\0' ? g_strdup (text) : NULL);
}

char *
weir_fact_input_dup_time (const WeirFactInput *self, int64_t time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_local (self->filter_context.now_us / G_USEC_PER_SEC);
  gboolean is_today;

  if (time == NULL || now == NULL)
    return NULL;
  is_today = g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now)
             && g_date_time_get_year (time) == g_date_time_get_year (now);
  return g_date_time_format (time, is_today ? "%X" : "%x %X");
}

static char *
dup_both (double rx, double tx, const WeirFlowContext *context)
{
  char rx_text[WEIR_UNITS_TEXT_MAX], tx_text[WEIR_UNITS_TEXT_MAX];

  weir_units_format_rate (rx, context->unit, TRUE, rx_text);
  weir_units_format_rate (tx, context->unit, TRUE, tx_text);
  return g_strdup_printf ("↓ %s   ↑ %s", rx_text, tx_text);
}

static void
add_end (const WeirFlow *flow,
         const WeirAddress *address,
         const char *address_field,
         const char *port_field,
         WeirFactLine *line,
         const WeirFactInput *input)
{
  char text[WEIR_ADDRESS_TEXT_MAX];
  g_autofree char *port =
      weir_filter_value_dup (flow, weir_filter_field_find (port_field, -1), &input->filter_context);

  add_part (line, address_field, weir_address_format (address, flow->key.family, text));
  if (port != NULL)
    add_part (line, port_field, port);
}

READER (local)
{
  const WeirFlow *flow = input->flow;
  WeirFactLine *line = weir_fact_lines_add (lines, weir_flow_key_dup_local_text (&flow->key));

  add_end (flow, &flow->key.local, "local", "lport", line, input);
}

READER (remote)
{
  const WeirFlow *flow = input->flow;
  WeirFactLine *line = weir_fact_lines_add (lines, weir_flow_key_dup_remote_text (&flow->key));

  add_end (flow, &flow->key.remote, "remote", "rport", line, input);
}

READER (service)
{
  add_cell (input, "service", lines);
}

READER (first_seen)
{
  weir_fact_lines_add (lines, weir_fact_input_dup_time (input, input->flow->first_us));
}

READER (last_packet)
{
  WeirFactLine *line =
      weir_fact_lines_add (lines, weir_fact_input_dup_time (input, input->flow->last_us));
  const WeirFilterFlag *active = weir_filter_flag_find ("active");

  if (line != NULL && !weir_flow_is_group (input->flow))
    add_part (line, "is", active->is_set (input->flow, &input->filter_context) ? "active" : "idle");
}

static WeirFactLine *
add_process (const char *name, uint32_t pid, GArray *lines)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *number = g_strdup_printf ("%u", pid);
  WeirFactLine *line =
      weir_fact_lines_add (lines, g_strdup_printf (_ ("%s, process %u"), valid, pid));

  add_part (line, "process", valid);
  add_part (line, "pid", number);
  return line;
}

/* All that hold the socket, the oldest first: it is its. */
READER (processes)
{
  const WeirSocketInfo *socket = input->flow->socket;
  guint n_sharers;

  if (!weir_flow_has_owner (input->flow))
    return;

  add_process (socket->process, socket->pid, lines);
  if (socket->n_others == 0)
    return;

  g_array_index (lines, WeirFactLine, 0).more = g_strdup (_ ("the oldest, whose socket it is"));
  n_sharers = MIN (socket->n_sharers, WEIR_MAX_SHARERS);
  for (guint i = 0; i < n_sharers; i++)
    add_process (socket->sharers[i].process, socket->sharers[i].pid, lines)->more =
        g_strdup (_ ("holds it as well"));
  if (socket->n_others > n_sharers)
    weir_fact_lines_add (
        lines, g_strdup_printf (ngettext ("and %u other process", "and %u other processes",
                                          socket->n_others - n_sharers),
                                socket->n_others - n_sharers));
}

READER (application)
{
  const WeirFilterField *field = weir_filter_field_find ("app", -1);

  if (weir_flow_has_owner (input->flow)
      && weir_process_lookup (input->flow->socket)->application != NULL)
    weir_fact_lines_add (lines, weir_filter_value_dup (input->flow, field, &input->filter_context));
}

READER (owner_match)
{
  weir_fact_lines_add (
      lines, g_strdup (weir_owner_match_get_text (weir_flow_get_owner_match (input->flow))));
}

READER (owner_unknown)
{
  weir_fact_lines_add (
      lines, g_strdup (weir_owner_unknown_get_text (weir_flow_get_owner_unknown (input->flow))));
}

READER (user)
{
  add_cell (input, "user", lines);
}

READER (command_line)
{
  if (weir_flow_has_owner (input->flow))
    weir_fact_lines_add (lines, g_strdup (weir_process_lookup (input->flow->socket)->command_line));
}

READER (country)
{
  add_cell (input, "country", lines);
}

READER (network)
{
  const WeirPlace *place = weir_flow_context_get_place (input->context, input->flow);

  if (place == NULL || place->asn == 0)
    return;
  if (*place->as_name == '\0')
    weir_fact_lines_add (lines, g_strdup_printf ("AS%u", place->asn));
  else
    weir_fact_lines_add (lines, g_strdup_printf ("%s (AS%u)", place->as_name, place->asn));
}

static gboolean
find_neighbour (const WeirFactInput *input, WeirNeighbour *neighbour)
{
  WeirNeighbours *neighbours = input->context->known.options.neighbours;
  const WeirFlowKey *key = &input->flow->key;

  return neighbours != NULL
         && weir_neighbours_lookup (neighbours, &key->remote, key->family, g_get_monotonic_time (),
                                    neighbour);
}

READER (hardware)
{
  WeirNeighbour neighbour;
  WeirAddress address;
  char mac[WEIR_ADDRESS_TEXT_MAX];
  WeirFactLine *line;

  if (!find_neighbour (input, &neighbour) || !neighbour.has_mac)
    return;

  weir_address_set_link (&address, neighbour.mac);
  line =
      weir_fact_lines_add (lines, g_strdup (weir_address_format (&address, WEIR_FAMILY_LINK, mac)));
  if (neighbour.is_locally_administered)
    line->more = g_strdup (_ ("made up, not that of a card"));
  else
    line->more = g_strdup (neighbour.maker);
}

READER (role)
{
  WeirNeighbour neighbour;
  WeirFactLine *line;

  if (!find_neighbour (input, &neighbour) || !neighbour.is_gateway)
    return;

  line = weir_fact_lines_add (lines, g_strdup (_ ("gateway of this computer")));
  add_part (line, "is", "gateway");
}

/* Where an address is one of many that are the same elsewhere. */
READER (reach)
{
  const WeirFlowKey *key = &input->flow->key;

  if (key->family == WEIR_FAMILY_IPV4 || key->family == WEIR_FAMILY_IPV6)
    {
      WeirFactLine *line = NULL;

      if (weir_address_is_group (&key->remote, key->family))
        {
          line = weir_fact_lines_add (lines, g_strdup (_ ("a group of hosts")));
          add_part (line, "is", "multicast");
        }
      else if (weir_address_get_scope (&key->remote, key->family) == WEIR_SCOPE_PRIVATE)
        line = weir_fact_lines_add (lines, g_strdup (_ ("private: of a network of its own")));
      else if (weir_address_get_scope (&key->remote, key->family) == WEIR_SCOPE_SPECIAL)
        line = weir_fact_lines_add (lines, g_strdup (_ ("of no public network")));
    }
}

#define RATES(name, window)                                                                      \
  READER (rates_##name)                                                                          \
  {                                                                                              \
    weir_fact_lines_add (lines,                                                                  \
                         dup_both (weir_flow_get_rx_bps (input->flow, window),                   \
                                   weir_flow_get_tx_bps (input->flow, window), input->context)); \
  }

/* clang-format off */
RATES (2s, WEIR_WINDOW_2S)
RATES (10s, WEIR_WINDOW_10S)
RATES (40s, WEIR_WINDOW_40S)
/* clang-format on */

READER (peak)
{
  if (!weir_flow_has_peaks (input->flow))
    return;
  weir_fact_lines_add (lines, dup_both ((double) input->flow->peak_rx * 8,
                                        (double) input->flow->peak_tx * 8, input->context));
}

READER (amounts)
{
  char rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];

  weir_fact_lines_add (
      lines, g_strdup_printf ("↓ %s   ↑ %s", weir_units_format_amount (input->flow->rx_bytes, rx),
                              weir_units_format_amount (input->flow->tx_bytes, tx)));
}

READER (packets)
{
  const WeirFlow *flow = input->flow;

  if (flow->rx_packets > 0 || flow->tx_packets > 0)
    weir_fact_lines_add (lines,
                         g_strdup_printf ("↓ %'" G_GUINT64_FORMAT "   ↑ %'" G_GUINT64_FORMAT,
                                          (guint64) flow->rx_packets, (guint64) flow->tx_packets));
}

#define FACT(id, section, scope, title, field, read, ...)                      \
  {                                                                            \
    id, WEIR_FACTS_##section, WEIR_FACT_OF_##scope, title, FALSE, field, read, \
    {                                                                          \
      __VA_ARGS__                                                              \
    }                                                                          \
  }
#define FIELD(id, section, title, field, ...) \
  FACT (id, section, FLOWS, title, field, NULL, __VA_ARGS__)
#define READ(id, section, scope, title, read, ...) \
  FACT (id, section, scope, title, NULL, read, __VA_ARGS__)

/* clang-format off */
static const WeirFlowFact facts[] = {
  READ ("local", CONNECTION, FLOWS, N_ ("Local"), read_local, NULL),
  READ ("remote", CONNECTION, FLOWS, N_ ("Remote"), read_remote, NULL),
  FIELD ("protocol", CONNECTION, N_ ("Protocol"), "protocol", "proto"),
  READ ("service", CONNECTION, FLOWS, N_ ("Service"), read_service, "service", "port"),
  FIELD ("spoken", CONNECTION, N_ ("Spoken"), "spoken", "spoken"),
  FIELD ("tcp-state", CONNECTION, N_ ("State"), "tcp_state", "state"),
  READ ("first-seen", CONNECTION, FLOWS, N_ ("First seen"), read_first_seen, ">age"),
  READ ("last-packet", CONNECTION, FLOWS, N_ ("Last packet"), read_last_packet, NULL),
  READ ("application", PROGRAM, FLOWS, N_ ("Application"), read_application, "app"),
  READ ("processes", PROGRAM, FLOWS, N_ ("Processes"), read_processes, NULL),
  READ ("user", PROGRAM, FLOWS, N_ ("User"), read_user, "user", "uid"),
  FIELD ("unit", PROGRAM, N_ ("Started as"), "unit", "unit"),
  FIELD ("container", PROGRAM, N_ ("Container"), "container", "container"),
  FIELD ("publisher", PROGRAM, N_ ("Publisher"), "publisher", "publisher"),
  FIELD ("sha256", PROGRAM, N_ ("SHA-256"), "executable_sha256", "sha256"),
  FIELD ("executable", PROGRAM, N_ ("Executable"), "executable", "executable"),
  { "command-line", WEIR_FACTS_PROGRAM, WEIR_FACT_OF_FLOWS, N_ ("Command line"), TRUE, NULL, read_command_line,
    { "process" } },
  READ ("owner-match", PROGRAM, FLOWS, N_ ("How it is known"), read_owner_match, "owner"),
  READ ("owner-unknown", PROGRAM, FLOWS, N_ ("Why nobody is named"), read_owner_unknown, "owner"),
  READ ("names", REMOTE, FLOWS, N_ ("Names"), weir_flow_facts_read_names, NULL),
  READ ("reach", REMOTE, FLOWS, N_ ("Kind of address"), read_reach, "remote"),
  READ ("country", REMOTE, FLOWS, N_ ("Country"), read_country, "country"),
  READ ("network", REMOTE, FLOWS, N_ ("Network"), read_network, "operator", "asn"),
  READ ("hardware", REMOTE, FLOWS, N_ ("Hardware"), read_hardware, "mac", "maker"),
  READ ("role", REMOTE, FLOWS, N_ ("Role"), read_role, NULL),
  READ ("seen-since", REMOTE, FLOWS, N_ ("Seen since"), weir_flow_facts_read_seen_since, NULL),
  READ ("others", REMOTE, FLOWS, N_ ("Other flows to it"), weir_flow_facts_read_others, NULL),
  READ ("other-programs", REMOTE, FLOWS, N_ ("Programs of those"),
         weir_flow_facts_read_other_programs, NULL),
  READ ("members", GROUP, GROUPS, N_ ("Flows"), weir_flow_facts_read_members, NULL),
  READ ("group-first-seen", GROUP, GROUPS, N_ ("First seen"), read_first_seen, NULL),
  READ ("group-last-packet", GROUP, GROUPS, N_ ("Last packet"), read_last_packet, NULL),
  READ ("applications", GROUP, GROUPS, N_ ("Programs"), weir_flow_facts_read_applications, NULL),
  READ ("hosts", GROUP, GROUPS, N_ ("Hosts"), weir_flow_facts_read_hosts, NULL),
  READ ("services", GROUP, GROUPS, N_ ("Services"), weir_flow_facts_read_services, NULL),
  READ ("countries", GROUP, GROUPS, N_ ("Countries"), weir_flow_facts_read_countries, NULL),
  READ ("networks", GROUP, GROUPS, N_ ("Networks"), weir_flow_facts_read_networks, NULL),
  READ ("amounts", TRAFFIC, BOTH, N_ ("In all"), read_amounts, ">total", ">received", ">sent"),
  READ ("packets", TRAFFIC, BOTH, N_ ("Packets"), read_packets, ">packets"),
  READ ("rates-2s", TRAFFIC, BOTH, N_ ("Last 2 s"), read_rates_2s, ">rate2"),
  READ ("rates-10s", TRAFFIC, BOTH, N_ ("Last 10 s"), read_rates_10s, ">rate", ">rx", ">tx"),
  READ ("rates-40s", TRAFFIC, BOTH, N_ ("Last 40 s"), read_rates_40s, ">rate40"),
  READ ("peak", TRAFFIC, BOTH, N_ ("Busiest second"), read_peak, ">peak"),
  FIELD ("handshake-rtt", QUALITY, N_ ("Handshake"), "handshake_rtt_ms", ">handshake"),
  FIELD ("rtt", QUALITY, N_ ("Round trip"), "rtt_ms", ">rtt"),
  FIELD ("local-rtt", QUALITY, N_ ("Round trip, local side"), "local_rtt_ms", ">localrtt"),
  FIELD ("retransmitted", QUALITY, N_ ("Sent again"), "retransmitted_bytes", ">retransmitted"),
  FIELD ("retransmits", QUALITY, N_ ("Segments sent again"), "retransmits", ">retransmits"),
  FIELD ("out-of-order", QUALITY, N_ ("Out of order"), "out_of_order_bytes", ">outoforder"),
  FIELD ("zero-windows", QUALITY, N_ ("Zero windows"), "zero_windows", ">zerowindows"),
};
/* clang-format on */

/* Rounded down to two digits, so that the flow itself is among those that have as much. */
static char *
dup_at_least (const WeirFactInput *input, const WeirFilterField *field)
{
  static const char *const prefixes[] = { "", "k", "M", "G", "T" };
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double number, step;
  guint prefix = 0;

  if (!weir_filter_field_read_number (field, input->flow, &input->filter_context, &number))
    return NULL;
  if (!(number > 0))
    return g_strdup_printf ("%s=0", field->name);

  step = pow (10, floor (log10 (number)) - 1);
  if (field->unit == WEIR_NUMBER_COUNT || field->unit == WEIR_NUMBER_DURATION)
    step = MAX (step, 1);
  number = floor (number / step) * step;
  if (field->unit != WEIR_NUMBER_DURATION && field->unit != WEIR_NUMBER_RTT)
    {
      for (; number >= 1000 && prefix + 1 < G_N_ELEMENTS (prefixes); prefix++)
        number /= 1000;
    }
  return g_strdup_printf ("%s>=%s%s", field->name,
                          g_ascii_formatd (digits, sizeof digits, "%.3g", number),
                          prefixes[prefix]);
}

static void
add_parts (const WeirFlowFact *self, const WeirFactInput *input, WeirFactLine *line)
{
  for (guint i = 0; i < WEIR_FACT_MAX_PARTS && self->filters[i] != NULL; i++)
    {
      gboolean is_at_least = self->filters[i][0] == '>';
      const WeirFilterField *field = weir_filter_field_find (self->filters[i] + is_at_least, -1);
      g_autofree char *value = NULL;

      if (is_at_least)
        {
          weir_fact_line_add_part (line, dup_at_least (input, field));
          continue;
        }
      value = weir_filter_value_dup (input->flow, field, &input->filter_context);
      if (value != NULL)
        weir_fact_line_add_part (line, weir_filter_dup_part (field, value));
    }
}

static void
read_field (const WeirFlowFact *self, const WeirFactInput *input, GArray *lines)
{
  char text[FIELD_TEXT_MAX];

  if (weir_field_text (weir_flow_field_find (self->field), &input->context->known, input->flow,
                       text, sizeof text))
    weir_fact_lines_add (lines, g_utf8_make_valid (text, -1));
}

/* Of two hosts as of a flow between them. */
static gboolean
is_about_hosts (const WeirFlowFact *self)
{
  static const char *const ids[] = { "local",   "remote",  "protocol", "names", "reach",
                                     "country", "network", "hardware", "role",  NULL };

  return g_strv_contains (ids, self->id);
}

void
weir_flow_fact_read (const WeirFlowFact *self, const WeirFactInput *input, GArray *lines)
{
  gboolean is_group = weir_flow_is_group (input->flow);

  g_array_set_size (lines, 0);
  if (self->scope == (is_group ? WEIR_FACT_OF_FLOWS : WEIR_FACT_OF_GROUPS)
      && !(weir_flow_is_pair (input->flow) && is_about_hosts (self)))
    return;

  if (self->field != NULL)
    read_field (self, input, lines);
  else
    self->read (input, lines);

  for (guint i = 0; i < lines->len; i++)
    {
      WeirFactLine *line = &g_array_index (lines, WeirFactLine, i);

      if (line->n_parts > 0)
        continue;
      if (is_group)
        {
          const WeirFlowGroup *group = weir_flow_group_of_sum (input->flow);

          weir_fact_line_add_part (line, weir_group_kind_dup_filter (group->kind, group->value));
        }
      else
        {
          add_parts (self, input, line);
        }
    }
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
    [WEIR_FACTS_REMOTE] = N_ ("Other End"),      [WEIR_FACTS_GROUP] = N_ ("In This Group"),
    [WEIR_FACTS_TRAFFIC] = N_ ("Traffic"),       [WEIR_FACTS_QUALITY] = N_ ("Quality"),
  };

  return _ (titles[section]);
}
