/* Facts about the flows that one flow, or a group, has to do with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-facts.h"

#define NO_BREAK_SPACE "\302\240"

/* The parts of a summary, as core/group/flow-summary.h counts them. */
enum
{
  APPLICATIONS,
  HOSTS,
  SERVICES,
  COUNTRIES,
  NETWORKS,
};

/* A line is broken between such pieces, not within them. */
static void append_piece (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_piece (GString *text, const char *format, ...)
{
  g_autoptr (GString) piece = g_string_new (NULL);
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (piece, format, arguments);
  va_end (arguments);
  g_string_replace (piece, " ", NO_BREAK_SPACE, 0);
  g_string_append (text, text->len > 0 ? " " : "");
  g_string_append (text, piece->str);
}

/* "3 flows · 12.3 MB · ↓ 1.20 Mb/s ↑ 34 kb/s" */
static char *
dup_sums (const WeirSummaryLine *line, const WeirFlowContext *context)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char amount[WEIR_UNITS_TEXT_MAX], rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];
  gboolean is_active = line->rx_bps > 0 || line->tx_bps > 0;

  append_piece (text, ngettext ("%'u flow ·", "%'u flows ·", line->n_flows), line->n_flows);
  append_piece (text, is_active ? "%s ·" : "%s",
                weir_units_format_amount (line->tx_bytes + line->rx_bytes, amount));
  if (is_active)
    append_piece (text, "↓ %s ↑ %s", weir_units_format_rate (line->rx_bps, context->unit, TRUE, rx),
                  weir_units_format_rate (line->tx_bps, context->unit, TRUE, tx));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_remote_part (const WeirFlow *flow)
{
  char address[WEIR_ADDRESS_TEXT_MAX];

  return weir_filter_dup_part (weir_filter_field_find ("remote", -1),
                               weir_address_format (&flow->key.remote, flow->key.family, address));
}

/* @about: what all of them have in common, in the filter language */
static void
add_lines (const WeirFactInput *input, guint part_index, const char *about, GArray *lines)
{
  const WeirSummaryPart *part = &input->summary->parts[part_index];

  /* That nothing is known of any of them goes without saying. */
  if (part->kind == NULL || (part->n_values == 1 && part->lines[0].value == NULL))
    return;

  for (guint i = 0; i < part->n_lines; i++)
    {
      const WeirSummaryLine *sums = &part->lines[i];
      g_autofree char *own = weir_group_kind_dup_filter (part->kind, sums->value);
      WeirFactLine *line =
          weir_fact_lines_add (lines, sums->value != NULL ? g_utf8_make_valid (sums->value, -1)
                                                          : g_strdup (_ (part->kind->unknown)));

      line->more = dup_sums (sums, input->context);
      weir_fact_line_add_part (line, g_strdup_printf ("%s %s", about, own));
    }
  if (part->n_values > part->n_lines)
    {
      guint n_more = part->n_values - part->n_lines;
      WeirFactLine *line = weir_fact_lines_add (
          lines, g_strdup_printf (ngettext ("and %'u more", "and %'u more", n_more), n_more));

      weir_fact_line_add_part (line, g_strdup (about));
    }
}

static gboolean
is_listed (const GArray *lines, const char *name)
{
  for (guint i = 0; i < lines->len; i++)
    {
      if (g_str_equal (g_array_index (lines, WeirFactLine, i).text, name))
        return TRUE;
    }
  return FALSE;
}

static void
add_name (const WeirFactInput *input,
          const char *name,
          WeirNameSource source,
          int64_t seen_us,
          GArray *lines)
{
  WeirFactLine *line;
  g_autofree char *time = seen_us != 0 ? weir_fact_input_dup_time (input, seen_us) : NULL;
  const char *label = weir_name_source_get_label (source);

  if (name == NULL || is_listed (lines, name))
    return;

  line = weir_fact_lines_add (lines, g_strdup (name));
  line->more = time != NULL ? g_strdup_printf ("%s · %s", label, time) : g_strdup (label);
  weir_fact_line_add_part (line,
                           weir_filter_dup_part (weir_filter_field_find ("remote", -1), name));
  if (weir_name_source_get_id (source) != NULL)
    weir_fact_line_add_part (line, weir_filter_dup_part (weir_filter_field_find ("namefrom", -1),
                                                         weir_name_source_get_id (source)));
}

/* The flow's own first, then those that other flows asked for at that address, then all that it is
 * called by others. */
void
weir_flow_facts_read_names (const WeirFactInput *input, GArray *lines)
{
  const WeirFlow *flow = input->flow;
  WeirNames *names = input->context->known.options.names;
  WeirKnownName known[WEIR_NAMES_MAX_KNOWN];
  WeirNameSource source = WEIR_NAME_NONE;
  const char *name = weir_names_get_for_flow (names, flow, &source);
  guint n_known = weir_names_list (names, &flow->key.remote, flow->key.family, known);

  add_name (input, name, source, 0, lines);
  for (guint i = 0; i < input->summary->n_names; i++)
    add_name (input, input->summary->names[i].text, input->summary->names[i].source, 0, lines);
  for (guint i = 0; i < n_known; i++)
    add_name (input, known[i].text, known[i].source, known[i].seen_us, lines);
}

void
weir_flow_facts_read_seen_since (const WeirFactInput *input, GArray *lines)
{
  const WeirFlow *flow = input->flow;
  WeirKnownName known[WEIR_NAMES_MAX_KNOWN];
  guint n_known = weir_names_list (input->context->known.options.names, &flow->key.remote,
                                   flow->key.family, known);
  int64_t first_us = input->summary->first_us;
  WeirFactLine *line;

  for (guint i = 0; i < n_known; i++)
    {
      if (known[i].seen_us != 0)
        first_us = MIN (first_us, known[i].seen_us);
    }
  line = weir_fact_lines_add (lines, weir_fact_input_dup_time (input, first_us));
  if (line != NULL)
    weir_fact_line_add_part (line, dup_remote_part (flow));
}

void
weir_flow_facts_read_others (const WeirFactInput *input, GArray *lines)
{
  WeirFactLine *line;

  if (input->summary->all.n_flows == 0)
    return;

  line = weir_fact_lines_add (lines, dup_sums (&input->summary->all, input->context));
  weir_fact_line_add_part (line, dup_remote_part (input->flow));
}

void
weir_flow_facts_read_other_programs (const WeirFactInput *input, GArray *lines)
{
  g_autofree char *about = dup_remote_part (input->flow);

  add_lines (input, APPLICATIONS, about, lines);
}

void
weir_flow_facts_read_members (const WeirFactInput *input, GArray *lines)
{
  const WeirFlowSummary *summary = input->summary;
  guint n_flows = summary->all.n_flows;

  weir_fact_lines_add (lines, g_strdup_printf (ngettext ("%'u flow, %'u of it active",
                                                         "%'u flows, %'u of them active", n_flows),
                                               n_flows, summary->n_active));
}

static void
add_members (const WeirFactInput *input, guint part, GArray *lines)
{
  const WeirFlowGroup *group = weir_flow_group_of_sum (input->flow);
  g_autofree char *about = weir_group_kind_dup_filter (group->kind, group->value);

  add_lines (input, part, about, lines);
}

void
weir_flow_facts_read_applications (const WeirFactInput *input, GArray *lines)
{
  add_members (input, APPLICATIONS, lines);
}

void
weir_flow_facts_read_hosts (const WeirFactInput *input, GArray *lines)
{
  add_members (input, HOSTS, lines);
}

void
weir_flow_facts_read_services (const WeirFactInput *input, GArray *lines)
{
  add_members (input, SERVICES, lines);
}

void
weir_flow_facts_read_countries (const WeirFactInput *input, GArray *lines)
{
  add_members (input, COUNTRIES, lines);
}

void
weir_flow_facts_read_networks (const WeirFactInput *input, GArray *lines)
{
  add_members (input, NETWORKS, lines);
}
