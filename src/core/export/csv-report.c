/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/export/csv-report.h"
#include "core/export/flow-field.h"
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

gboolean
weir_csv_report_write_header (WeirOutput *output, GError **error)
{
  guint i;

  g_string_append (output->text, "interval_start,interval_end,final");
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
  guint i;

  weir_output_append_time (output, report->options.start_us);
  g_string_append_c (output->text, ',');
  weir_output_append_time (output, report->totals->end_us);
  g_string_append_c (output->text, ',');
  weir_output_append_uint (output, report->options.is_final ? 1 : 0);
  for (i = 0; i < weir_n_flow_fields; i++)
    {
      WeirFieldValue value;

      value.kind = WEIR_FIELD_ABSENT;
      weir_flow_fields[i].read (report, flow, &value);
      g_string_append_c (output->text, ',');
      append_value (output, &value);
    }
  g_string_append (output->text, END_OF_LINE);
}

gboolean
weir_csv_report_write (const WeirReport *report, WeirOutput *output, GError **error)
{
  guint i;

  for (i = 0; i < report->flows->len; i++)
    {
      append_flow (output, report, g_ptr_array_index (report->flows, i));
      if (!weir_output_drain (output, error))
        return FALSE;
    }
  return weir_output_flush (output, error);
}
