/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/group-field.h"
#include "core/export/json-report.h"
#include "core/filter/filter.h"

static void
append_escaped (GString *json, gunichar c)
{
  /* Beyond the first plane as a pair of surrogates (RFC 8259 section 7). */
  if (c > 0xffff)
    g_string_append_printf (json, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                            0xdc00 + ((c - 0x10000) & 0x3ff));
  else
    g_string_append_printf (json, "\\u%04x", c);
}

void
weir_json_append_string (GString *json, const char *text)
{
  g_autofree char *valid = NULL;
  const char *p = text;

  if (!g_utf8_validate (text, -1, NULL))
    p = valid = g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        {
          g_string_append_c (json, '\\');
          g_string_append_c (json, (char) c);
        }
      else if (c < 0x80 ? g_ascii_isprint ((char) c) : g_unichar_isprint (c))
        g_string_append_unichar (json, c);
      else
        append_escaped (json, c);
    }
  g_string_append_c (json, '"');
}

static void
append_name (WeirOutput *output, const char *name)
{
  /* There is always the object's bracket, at least: weir_output_drain() is called between flows. */
  if (output->text->str[output->text->len - 1] != '{')
    g_string_append_c (output->text, ',');
  g_string_append_c (output->text, '"');
  g_string_append (output->text, name);
  g_string_append (output->text, "\":");
}

static void
append_uint (WeirOutput *output, const char *name, guint64 value)
{
  append_name (output, name);
  weir_output_append_uint (output, value);
}

static void
append_rate (WeirOutput *output, const char *name, double bps)
{
  append_name (output, name);
  weir_output_append_rate (output, bps);
}

static void
append_boolean (WeirOutput *output, const char *name, gboolean value)
{
  append_name (output, name);
  g_string_append (output->text, value ? "true" : "false");
}

static void
append_string (WeirOutput *output, const char *name, const char *text)
{
  append_name (output, name);
  weir_json_append_string (output->text, text);
}

static void
append_time (WeirOutput *output, const char *name, int64_t time_us)
{
  append_name (output, name);
  weir_output_append_time (output, time_us);
}

static void
append_counts (WeirOutput *output, const WeirCounts *counts)
{
  append_uint (output, "tx_bytes", counts->tx_bytes);
  append_uint (output, "rx_bytes", counts->rx_bytes);
  append_uint (output, "tx_packets", counts->tx_packets);
  append_uint (output, "rx_packets", counts->rx_packets);
  append_uint (output, "tx_wire_bytes", counts->tx_wire_bytes);
  append_uint (output, "rx_wire_bytes", counts->rx_wire_bytes);
}

static void
append_totals (WeirOutput *output, const WeirTotals *totals)
{
  const WeirRateWindow *window = &totals->window;

  append_name (output, "totals");
  g_string_append_c (output->text, '{');
  append_counts (output, &totals->counts);
  append_uint (output, "attributed_bytes", totals->attributed_bytes);
  append_rate (output, "tx_rate_2s", weir_rate_window_get_tx_bps (window, WEIR_WINDOW_2S));
  append_rate (output, "rx_rate_2s", weir_rate_window_get_rx_bps (window, WEIR_WINDOW_2S));
  append_rate (output, "tx_rate_10s", weir_rate_window_get_tx_bps (window, WEIR_WINDOW_10S));
  append_rate (output, "rx_rate_10s", weir_rate_window_get_rx_bps (window, WEIR_WINDOW_10S));
  append_rate (output, "tx_rate_40s", weir_rate_window_get_tx_bps (window, WEIR_WINDOW_40S));
  append_rate (output, "rx_rate_40s", weir_rate_window_get_rx_bps (window, WEIR_WINDOW_40S));
  append_rate (output, "tx_rate_peak", 8.0 * (double) window->peak_tx);
  append_rate (output, "rx_rate_peak", 8.0 * (double) window->peak_rx);
  append_rate (output, "rate_peak", 8.0 * (double) window->peak_both);
  g_string_append_c (output->text, '}');
}

static void
append_matching (WeirOutput *output, const WeirReport *report)
{
  const WeirFilterSums *sums = &report->matching;
  g_autofree char *filter = weir_filter_to_text (report->options.filter);

  append_string (output, "filter", filter);
  append_name (output, "matching");
  g_string_append_c (output->text, '{');
  append_uint (output, "flows", sums->n_flows);
  append_counts (output, &sums->counts);
  append_rate (output, "tx_rate_2s", sums->tx_bps[WEIR_WINDOW_2S]);
  append_rate (output, "rx_rate_2s", sums->rx_bps[WEIR_WINDOW_2S]);
  append_rate (output, "tx_rate_10s", sums->tx_bps[WEIR_WINDOW_10S]);
  append_rate (output, "rx_rate_10s", sums->rx_bps[WEIR_WINDOW_10S]);
  append_rate (output, "tx_rate_40s", sums->tx_bps[WEIR_WINDOW_40S]);
  append_rate (output, "rx_rate_40s", sums->rx_bps[WEIR_WINDOW_40S]);
  g_string_append_c (output->text, '}');
}

static void
append_head (WeirOutput *output, const WeirReport *report)
{
  const WeirReportOptions *options = &report->options;
  const WeirTotals *totals = report->totals;

  append_uint (output, "schema", WEIR_JSON_SCHEMA);
  append_boolean (output, "final", options->is_final);
  if (options->interface != NULL)
    append_string (output, "interface", options->interface);
  if (options->file != NULL)
    append_string (output, "file", options->file);

  if (options->group_by != NULL)
    append_string (output, "group_by", options->group_by->id);
  append_name (output, "interval");
  g_string_append_c (output->text, '{');
  append_time (output, "start", options->start_us);
  append_time (output, "end", totals->end_us);
  g_string_append_c (output->text, '}');

  append_totals (output, totals);
  if (options->filter != NULL)
    append_matching (output, report);
  append_uint (output, "packets_received", totals->source.received);
  append_uint (output, "packets_dropped", totals->source.dropped);
  append_uint (output, "packets_dropped_by_interface", totals->source.dropped_interface);
  append_uint (output, "packets_malformed", totals->source.malformed);
  append_uint (output, "flows_seen", totals->flows_seen);
  append_uint (output, "flows_listed", report->flows->len);
  append_uint (output, "flow_limit", options->max_flows);
  append_boolean (output, "flow_limit_reached", totals->limit_reached);
  append_name (output, "unlisted");
  g_string_append_c (output->text, '{');
  append_counts (output, &report->unlisted);
  g_string_append_c (output->text, '}');
}

static void
append_flow (WeirOutput *output, const WeirReport *report, const WeirFlow *flow)
{
  const gboolean is_group = weir_flow_is_group (flow);
  guint i;

  g_string_append_c (output->text, '{');
  for (i = 0; i < (is_group ? weir_n_group_fields : weir_n_flow_fields); i++)
    {
      const char *name = is_group ? weir_group_fields[i].name : weir_flow_fields[i].name;
      WeirFieldFunc read = is_group ? weir_group_fields[i].read : weir_flow_fields[i].read;
      WeirFieldValue value;

      value.kind = WEIR_FIELD_ABSENT;
      read (report, flow, &value);
      switch (value.kind)
        {
        case WEIR_FIELD_TEXT:
          append_string (output, name, value.text);
          break;
        case WEIR_FIELD_UINT:
          append_uint (output, name, value.uint);
          break;
        case WEIR_FIELD_BOOLEAN:
          append_boolean (output, name, value.boolean);
          break;
        case WEIR_FIELD_TIME:
          append_time (output, name, value.time_us);
          break;
        case WEIR_FIELD_DECIMAL:
          append_rate (output, name, value.decimal);
          break;
        case WEIR_FIELD_DURATION:
          append_name (output, name);
          weir_output_append_ms (output, value.duration_us);
          break;
        case WEIR_FIELD_ABSENT:
        default:
          break;
        }
    }
  g_string_append_c (output->text, '}');
}

char *
weir_json_dup_flow (const WeirFlow *flow, const WeirReport *report)
{
  g_autoptr (WeirOutput) output = weir_output_new (NULL);

  append_flow (output, report, flow);
  return g_strdup (output->text->str);
}

void
weir_json_report_begin (const WeirReport *report, WeirOutput *output)
{
  g_string_append_c (output->text, '{');
  append_head (output, report);
  append_name (output, report->options.group_by != NULL ? "groups" : "flows");
  g_string_append_c (output->text, '[');
}

gboolean
weir_json_report_write_rows (const WeirReport *report,
                             guint first,
                             guint n,
                             WeirOutput *output,
                             GError **error)
{
  const guint end = first + MIN (n, report->flows->len - first);

  for (guint i = first; i < end; i++)
    {
      if (i > 0)
        g_string_append_c (output->text, ',');
      append_flow (output, report, g_ptr_array_index (report->flows, i));
      if (!weir_output_drain (output, error))
        return FALSE;
    }
  return TRUE;
}

void
weir_json_report_end (WeirOutput *output)
{
  g_string_append (output->text, "]}\n");
}

gboolean
weir_json_report_write (const WeirReport *report, WeirOutput *output, GError **error)
{
  weir_json_report_begin (report, output);
  if (!weir_json_report_write_rows (report, 0, report->flows->len, output, error))
    return FALSE;
  weir_json_report_end (output);
  return weir_output_flush (output, error);
}
