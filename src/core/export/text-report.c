/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/export/plain-text.h"
#include "core/export/text-report.h"
#include "core/filter/filter.h"
#include "core/group/flow-groups.h"
#include "core/packet/protocol-name.h"

/* "24.3 Mb/s", "last 40 s" and blanks between columns. */
#define NUMBER_WIDTH 11
#define ARROW_WIDTH 4
#define MIN_HOST_WIDTH 18
#define MAX_HOST_WIDTH 100 /* a name may be much longer, and make everybody's lines so */
#define MIN_PROTOCOL_WIDTH 9

typedef struct
{
  const WeirReport *report;
  const WeirTextReportOptions *options;
  WeirOutput *output;
  glong host_width;
  glong protocol_width;
} Table;

/* One line of the table: cells as text, NULL for an empty one. */
typedef struct
{
  const char *host;
  const char *arrow;
  const char *protocol;
  const char *numbers[WEIR_N_WINDOWS + 1];
} Line;

static void
append_service_or_port (GString *text, const char *service, guint port)
{
  g_autofree char *name = NULL;

  if (service == NULL)
    {
      g_string_append_printf (text, ":%u", port);
      return;
    }
  name = weir_plain_text_dup (service);
  g_string_append_printf (text, ":%s", name);
}

static char *
dup_host (const Table *table, const WeirFlow *flow, gboolean is_remote)
{
  const WeirFlowKey *key = &flow->key;
  uint16_t port = is_remote ? key->remote_port : key->local_port;
  gboolean has_port = table->options->shows_ports && port != 0
                      && weir_protocol_has_ports (key->family, key->protocol);
  gboolean has_brackets = has_port && key->family == WEIR_FAMILY_IPV6;
  GString *host = g_string_sized_new (WEIR_ADDRESS_TEXT_MAX);
  char address[WEIR_ADDRESS_TEXT_MAX];
  const char *name = NULL;

  if (is_remote)
    name = weir_names_get_for_flow (table->report->options.names, flow, NULL);
  weir_address_format (is_remote ? &key->remote : &key->local, key->family, address);
  g_string_append_printf (host, has_brackets && name == NULL ? "[%s]" : "%s",
                          name != NULL ? name : address);
  if (has_port)
    {
      gboolean is_remote_named = FALSE;
      const char *service = weir_report_get_service (table->report, flow, &is_remote_named);

      append_service_or_port (host, is_remote == is_remote_named ? service : NULL, port);
    }
  return g_string_free (host, FALSE);
}

/* What the two lines of a row begin with: both ends, or the group's name and nothing. */
static char *
dup_start (const Table *table, const WeirFlow *flow, gboolean is_second)
{
  if (!weir_flow_is_group (flow))
    return dup_host (table, flow, is_second);
  return is_second
             ? g_strdup ("")
             : weir_plain_text_dup (weir_flow_group_get_title (weir_flow_group_of_sum (flow)));
}

/* Returns: @text: the protocol, of groups how many flows there are */
static const char *
get_kind (const WeirFlow *flow, char text[WEIR_PROTOCOL_NAME_MAX])
{
  if (weir_flow_is_group (flow))
    g_snprintf (text, WEIR_PROTOCOL_NAME_MAX, "%u", weir_flow_group_of_sum (flow)->n_flows);
  else
    weir_protocol_name (flow->key.family, flow->key.protocol, text);
  return text;
}

static void
measure (Table *table)
{
  guint i;

  table->host_width = MIN_HOST_WIDTH;
  table->protocol_width = MIN_PROTOCOL_WIDTH;
  for (i = 0; i < table->report->flows->len; i++)
    {
      const WeirFlow *flow = g_ptr_array_index (table->report->flows, i);
      g_autofree char *local = dup_start (table, flow, FALSE);
      g_autofree char *remote = dup_start (table, flow, TRUE);
      char name[WEIR_PROTOCOL_NAME_MAX];
      glong protocol_width = weir_plain_text_get_width (get_kind (flow, name));

      table->host_width = MAX (table->host_width, weir_plain_text_get_width (local));
      table->host_width = MAX (table->host_width, weir_plain_text_get_width (remote));
      table->protocol_width = MAX (table->protocol_width, protocol_width);
    }

  table->host_width = MIN (table->host_width, MAX_HOST_WIDTH);
  if (table->options->max_columns > 0)
    {
      glong other = ARROW_WIDTH + table->protocol_width + NUMBER_WIDTH * (WEIR_N_WINDOWS + 1);
      glong left = (glong) table->options->max_columns - other;

      table->host_width = CLAMP (table->host_width, MIN_HOST_WIDTH, MAX (left, MIN_HOST_WIDTH));
    }
}

static void
append_host (const Table *table, const char *host)
{
  glong length = weir_plain_text_get_width (host);

  if (length <= table->host_width)
    weir_plain_text_append_padded (table->output->text, host, (int) table->host_width);
  else
    {
      const char *end = g_utf8_offset_to_pointer (host, table->host_width - 1);

      g_string_append_len (table->output->text, host, end - host);
      g_string_append_c (table->output->text, '~');
    }
}

static void
append_line (const Table *table, const Line *line)
{
  GString *text = table->output->text;
  guint i;

  append_host (table, line->host != NULL ? line->host : "");
  g_string_append_printf (text, " %2s ", line->arrow != NULL ? line->arrow : "");
  weir_plain_text_append_padded (text, line->protocol != NULL ? line->protocol : "",
                                 (int) table->protocol_width);
  for (i = 0; i < G_N_ELEMENTS (line->numbers); i++)
    weir_plain_text_append_padded (text, line->numbers[i], -NUMBER_WIDTH);
  g_string_append_c (text, '\n');
}

static void
append_rule (const Table *table)
{
  glong width =
      table->host_width + ARROW_WIDTH + table->protocol_width + NUMBER_WIDTH * (WEIR_N_WINDOWS + 1);

  for (; width > 0; width--)
    g_string_append_c (table->output->text, '-');
  g_string_append_c (table->output->text, '\n');
}

/* Fills in the cells with numbers and writes the line. */
static void
append_numbers (const Table *table, Line *line, const double bps[WEIR_N_WINDOWS], guint64 bytes)
{
  char rates[WEIR_N_WINDOWS][WEIR_UNITS_TEXT_MAX];
  char amount[WEIR_UNITS_TEXT_MAX];
  guint i;

  for (i = 0; i < WEIR_N_WINDOWS; i++)
    line->numbers[i] = weir_units_format_rate (bps[i], table->options->unit, TRUE, rates[i]);
  line->numbers[WEIR_N_WINDOWS] = weir_units_format_amount (bytes, amount);
  append_line (table, line);
}

static void
append_flow (const Table *table, const WeirFlow *flow)
{
  g_autofree char *local = dup_start (table, flow, FALSE);
  g_autofree char *remote = dup_start (table, flow, TRUE);
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  double tx_bps[WEIR_N_WINDOWS];
  double rx_bps[WEIR_N_WINDOWS];
  Line tx = { .host = local, .arrow = "=>", .protocol = get_kind (flow, protocol) };
  Line rx = { .host = remote, .arrow = "<=" };
  guint i;

  for (i = 0; i < WEIR_N_WINDOWS; i++)
    {
      tx_bps[i] = weir_flow_get_tx_bps (flow, (WeirWindow) i);
      rx_bps[i] = weir_flow_get_rx_bps (flow, (WeirWindow) i);
    }
  append_numbers (table, &tx, tx_bps, flow->tx_bytes);
  append_numbers (table, &rx, rx_bps, flow->rx_bytes);
}

static void
append_sum (const Table *table,
            const char *label,
            const char *peak,
            const double bps[WEIR_N_WINDOWS],
            guint64 bytes)
{
  Line line = { .host = label, .protocol = peak };

  append_numbers (table, &line, bps, bytes);
}

/* Sent, received, both.
 * @peaks: (nullable): bytes of the fullest second of each */
static void
append_three_sums (const Table *table,
                   const double tx_bps[WEIR_N_WINDOWS],
                   const double rx_bps[WEIR_N_WINDOWS],
                   const WeirCounts *counts,
                   const uint64_t peaks[3])
{
  double both_bps[WEIR_N_WINDOWS];
  char texts[3][WEIR_UNITS_TEXT_MAX] = { "", "", "" };
  guint i;

  for (i = 0; i < WEIR_N_WINDOWS; i++)
    both_bps[i] = tx_bps[i] + rx_bps[i];
  for (i = 0; i < G_N_ELEMENTS (texts) && peaks != NULL; i++)
    weir_units_format_rate (8.0 * (double) peaks[i], table->options->unit, TRUE, texts[i]);

  append_sum (table, _ ("sent"), texts[0], tx_bps, counts->tx_bytes);
  append_sum (table, _ ("received"), texts[1], rx_bps, counts->rx_bytes);
  append_sum (table, _ ("both"), texts[2], both_bps, counts->tx_bytes + counts->rx_bytes);
}

static void
append_sums (const Table *table)
{
  const WeirTotals *totals = table->report->totals;
  const WeirRateWindow *window = &totals->window;
  const uint64_t peaks[3] = { window->peak_tx, window->peak_rx, window->peak_both };
  double tx_bps[WEIR_N_WINDOWS];
  double rx_bps[WEIR_N_WINDOWS];
  Line head = { .protocol = _ ("peak"),
                .numbers = { _ ("last 2 s"), _ ("last 10 s"), _ ("last 40 s"), _ ("total") } };
  guint i;

  for (i = 0; i < WEIR_N_WINDOWS; i++)
    {
      tx_bps[i] = weir_rate_window_get_tx_bps (window, (WeirWindow) i);
      rx_bps[i] = weir_rate_window_get_rx_bps (window, (WeirWindow) i);
    }
  append_line (table, &head);
  append_three_sums (table, tx_bps, rx_bps, &totals->counts, peaks);
}

/* The flows that the filter lets through, beside the sums of everything. */
static void
append_matching (const Table *table)
{
  const WeirReport *report = table->report;
  const WeirFilterSums *sums = &report->matching;
  g_autofree char *filter = NULL;
  g_autofree char *plain = NULL;

  if (report->options.filter == NULL)
    return;

  filter = weir_filter_to_text (report->options.filter);
  plain = weir_plain_text_dup (filter);
  g_string_append_printf (
      table->output->text,
      g_dngettext (GETTEXT_PACKAGE, "%u flow matches: %s\n", "%u flows match: %s\n", sums->n_flows),
      sums->n_flows, plain);
  append_three_sums (table, sums->tx_bps, sums->rx_bps, &sums->counts, NULL);
}

/* Time stamps of a file may be out of a calendar's range. */
static char *
dup_time (int64_t time_us, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  char *text = time != NULL ? g_date_time_format (time, format) : NULL;

  return text != NULL ? text : g_strdup_printf ("%" G_GINT64_FORMAT " s", time_us / G_USEC_PER_SEC);
}

static void
append_head (const Table *table)
{
  const WeirReportOptions *options = &table->report->options;
  const WeirTotals *totals = table->report->totals;
  g_autofree char *start = dup_time (options->start_us, "%F %T");
  g_autofree char *end = dup_time (totals->end_us, "%F %T");
  g_autofree char *source = weir_plain_text_dup (options->name);
  GString *text = table->output->text;

  if (options->is_final)
    g_string_append_printf (text, _ ("Summary of %s, "), source);
  else
    g_string_append_printf (text, "%s, ", source);
  g_string_append_printf (text, _ ("%s to %s"), start, end);
  g_string_append_c (text, '\n');
  if (table->options->status != NULL)
    g_string_append_printf (text, "%s\n", table->options->status);
}

/* What the rows do not show is said, not left out. */
static void
append_unlisted (const Table *table)
{
  const WeirCounts *unlisted = &table->report->unlisted;
  char tx[WEIR_UNITS_TEXT_MAX];
  char rx[WEIR_UNITS_TEXT_MAX];

  if (unlisted->tx_packets == 0 && unlisted->rx_packets == 0)
    return;
  weir_units_format_amount (unlisted->tx_bytes, tx);
  weir_units_format_amount (unlisted->rx_bytes, rx);
  if (table->report->n_more > 0)
    g_string_append_printf (
        table->output->text,
        g_dngettext (GETTEXT_PACKAGE, "and %u more row; not listed: %s sent, %s received\n",
                     "and %u more rows; not listed: %s sent, %s received\n", table->report->n_more),
        table->report->n_more, tx, rx);
  else
    g_string_append_printf (table->output->text, _ ("not listed: %s sent, %s received\n"), tx, rx);
}

static void
append_packets (const Table *table)
{
  const WeirTotals *totals = table->report->totals;
  const WeirSourceCounts *source = &totals->source;
  g_autofree char *received = g_strdup_printf ("%" PRIu64, source->received);
  g_autofree char *dropped =
      g_strdup_printf ("%" PRIu64, source->dropped + source->dropped_interface);
  g_autofree char *malformed = g_strdup_printf ("%" PRIu64, source->malformed);
  g_autofree char *seen = g_strdup_printf ("%" PRIu64, totals->flows_seen);
  GString *text = table->output->text;

  g_string_append_printf (text, _ ("packets: %s received, %s dropped, %s malformed\n"), received,
                          dropped, malformed);
  g_string_append_printf (text,
                          totals->limit_reached
                              ? _ ("flows: %s seen, the limit of %u was reached\n")
                              : _ ("flows: %s seen, at most %u are kept\n"),
                          seen, table->report->options.max_flows);
}

/* How much of the traffic has an owner.  Most files tell of none. */
static void
append_owners (const Table *table)
{
  const WeirTotals *totals = table->report->totals;
  uint64_t bytes = totals->counts.tx_bytes + totals->counts.rx_bytes;
  g_autofree char *share = NULL;

  if (bytes == 0 || (table->report->options.file != NULL && totals->attributed_bytes == 0))
    return;

  share = g_strdup_printf ("%.1f", 100.0 * (double) totals->attributed_bytes / (double) bytes);
  g_string_append_printf (table->output->text, _ ("owners: known of %s %% of the bytes\n"), share);
}

gboolean
weir_text_report_write (const WeirReport *report,
                        const WeirTextReportOptions *options,
                        WeirOutput *output,
                        GError **error)
{
  Table table = { .report = report, .options = options, .output = output };
  Line head = { .host = _ ("local => remote <="),
                .protocol = _ ("protocol"),
                .numbers = { _ ("last 2 s"), _ ("last 10 s"), _ ("last 40 s"), _ ("total") } };
  const WeirGroupKind *group_by = report->options.group_by;
  guint i;

  if (group_by != NULL)
    {
      head.host = _ (group_by->column);
      head.protocol = _ ("flows");
    }
  measure (&table);
  append_head (&table);
  append_line (&table, &head);
  append_rule (&table);
  for (i = 0; i < report->flows->len; i++)
    {
      append_flow (&table, g_ptr_array_index (report->flows, i));
      if (!weir_output_drain (output, error))
        return FALSE;
    }
  append_unlisted (&table);
  append_rule (&table);
  append_sums (&table);
  append_matching (&table);
  append_packets (&table);
  append_owners (&table);
  g_string_append_c (output->text, '\n');
  return weir_output_flush (output, error);
}
