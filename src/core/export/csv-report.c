/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/export/csv-report.h"
#include "core/export/group-field.h"
#include "core/export/plain-text.h"

#define END_OF_LINE "\r\n"

void
weir_csv_append_text (GString *csv, const char *text)
{
  g_autofree char *plain = weir_plain_text_dup (text);
  const char *p;

  /* Spreadsheets run a cell that begins with one of these as a formula; an apostrophe in front
   * makes it text (OWASP, "CSV Injection"). */
  if (*plain != '\0' && strchr ("=+-@", *plain) != NULL)
    {
      char *guarded = g_strconcat ("'", plain, NULL);

      g_free (plain);
      plain = guarded;
    }

  if (strpbrk (plain, ",\"") == NULL)
    {
      g_string_append (csv, plain);
      return;
    }
  g_string_append_c (csv, '"');
  for (p = plain; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  g_string_append_c (csv, '"');
}

#define INTERVAL_HEADER "interval_start,interval_end,final"

gboolean
weir_csv_report_write_group_header (WeirOutput *output, GError **error)
{
  g_string_append (output->text, INTERVAL_HEADER);
  for (guint i = 0; i < weir_n_group_fields; i++)
    {
      g_string_append_c (output->text, ',');
      g_string_append (output->text, weir_group_fields[i].name);
    }
  g_string_append (output->text, END_OF_LINE);
  return weir_output_flush (output, error);
}

gboolean
weir_csv_report_write_header (WeirOutput *output, GError **error)
{
  guint i;

  g_string_append (output->text, INTERVAL_HEADER);
  for (i = 0; i < weir_n_flow_fields; i++)
    {
      g_string_append_c (output->text, ',');
      g_string_append (output->text, weir_flow_fields[i].name);
    }
  g_string_append (output->text, END_OF_LINE);
  return weir_output_flush (output, error);
}

static void
append_value (WeirOutput *output, const WeirFieldValue *value)
{
  switch (value->kind)
    {
    case WEIR_FIELD_TEXT:
      weir_csv_append_text (output->text, value->text);
      break;
    case WEIR_FIELD_UINT:
      weir_output_append_uint (output, value->uint);
      break;
    case WEIR_FIELD_BOOLEAN:
      weir_output_append_uint (output, value->boolean ? 1 : 0);
      break;
    case WEIR_FIELD_TIME:
      weir_output_append_time (output, value->time_us);
      break;
    case WEIR_FIELD_DECIMAL:
      weir_output_append_rate (output, value->decimal);
      break;
    case WEIR_FIELD_DURATION:
      weir_output_append_ms (output, value->duration_us);
      break;
    case WEIR_FIELD_ABSENT:
    default:
      break;
    }
}

static void
append_flow (WeirOutput *output, const WeirReport *report, const WeirFlow *flow)
{
  const gboolean is_group = weir_flow_is_group (flow);
  guint i;

  weir_output_append_time (output, report->options.start_us);
  g_string_append_c (output->text, ',');
  weir_output_append_time (output, report->totals->end_us);
  g_string_append_c (output->text, ',');
  weir_output_append_uint (output, report->options.is_final ? 1 : 0);
  for (i = 0; i < (is_group ? weir_n_group_fields : weir_n_flow_fields); i++)
    {
      WeirFieldFunc read = is_group ? weir_group_fields[i].read : weir_flow_fields[i].read;
      WeirFieldValue value;

      value.kind = WEIR_FIELD_ABSENT;
      read (report, flow, &value);
      g_string_append_c (output->text, ',');
      append_value (output, &value);
    }
  g_string_append (output->text, END_OF_LINE);
}

gboolean
weir_csv_report_write (const WeirReport *report, WeirOutput *output, GError **error)
{
  return weir_csv_report_write_rows (report, 0, report->flows->len, output, error)
         && weir_output_flush (output, error);
}

gboolean
weir_csv_report_write_rows (const WeirReport *report,
                            guint first,
                            guint n,
                            WeirOutput *output,
                            GError **error)
{
  const guint end = first + MIN (n, report->flows->len - first);

  for (guint i = first; i < end; i++)
    {
      append_flow (output, report, g_ptr_array_index (report->flows, i));
      if (!weir_output_drain (output, error))
        return FALSE;
    }
  return TRUE;
}
