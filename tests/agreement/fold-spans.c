/* Prints seconds of a capture file as the window shows them, one JSON report a line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   fold-spans FILE FIRST LAST [FIRST LAST …]     exit code 2: the file cannot be read
 *
 * Reads the file once, into a ledger with a history, as the window does, and takes each span from
 * the history.
 */
#include "config.h"

#include <stdio.h>

#include "core/export/json-report.h"
#include "core/flow/history-fold.h"
#include "core/source/file-source.h"

static void
book (WeirMeter *meter, WeirLedger *ledger, gboolean is_last)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, is_last);

  if (batch->end_us > 0 || batch->source.received > 0)
    weir_ledger_add_batch (ledger, batch);
}

/* As the worker does with files. */
static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
  if (!weir_meter_is_empty (meter))
    book (meter, user_data, FALSE);
}

static gboolean
print_span (const WeirLedger *ledger, const char *path, int64_t first, int64_t last)
{
  g_autoptr (WeirLedger) span = weir_history_fold (weir_ledger_get_history (ledger), first, last);
  const WeirReportOptions options = {
    .name = path,
    .file = path,
    .start_us = weir_ledger_get_totals (span)->start_us,
    .is_final = TRUE,
    .hides_services = TRUE,
    .sort = WEIR_REPORT_SORT_TOTAL,
    .max_rows = G_MAXUINT,
  };
  g_autoptr (WeirReport) report = weir_report_new (span, &options);
  g_autoptr (WeirOutput) output = weir_output_new (NULL);

  if (!weir_json_report_write (report, output, NULL))
    return FALSE;
  return fwrite (output->text->str, 1, output->text->len, stdout) == output->text->len;
}

int
main (int argc, char *argv[])
{
  static const WeirMeterOptions options = { .follows_tcp = TRUE };
  static const WeirHistoryLimits limits = { .max_bytes = 1000 * 1000 * 1000 };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, local, interval_cb, ledger);
  g_autoptr (WeirSource) source = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 2 || argc % 2 != 0)
    return 2;
  weir_ledger_take_history (ledger, weir_history_new (&limits));
  source = weir_file_source_new (argv[1], NULL);
  if (!weir_source_open (source, meter, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  while (weir_source_read (source, meter, &error) == WEIR_READ_AGAIN)
    ;
  book (meter, ledger, TRUE);
  weir_ledger_finish (ledger);
  weir_source_close (source);

  for (int i = 2; i + 1 < argc; i += 2)
    if (!print_span (ledger, argv[1], g_ascii_strtoll (argv[i], NULL, 10),
                     g_ascii_strtoll (argv[i + 1], NULL, 10)))
      return 1;
  return 0;
}
