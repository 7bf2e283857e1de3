/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/alerts.h"
#include "cli/live-capture.h"
#include "cli/message.h"
#include "cli/moment.h"
#include "cli/monitor.h"
#include "cli/naming.h"
#include "cli/owners.h"
#include "cli/recording.h"
#include "cli/screen.h"
#include "core/error.h"
#include "core/export/csv-report.h"
#include "core/export/json-report.h"
#include "core/export/text-report.h"
#include "core/source/file-source.h"
#include "core/source/interface.h"
#include "core/source/worker.h"

/* How often it is looked whether a recording has reached its limit. */
#define RECORDING_CHECK_MS 100

typedef struct
{
  const WeirOptions *options;
  char *interface; /* (nullable) */
  char *file;      /* (nullable): as text */
  char *name;      /* of either, for people */
  guint max_flows;
  WeirLiveCapture *capture; /* (nullable): unless a file is read */
  WeirLedger *ledger;
  WeirNaming naming;
  WeirWorker *worker;
  WeirOutput *output;
  WeirCliAlerts *alerts; /* (nullable) */
  WeirRecording recording;
  char *status; /* (nullable): what is wrong with the source */
  WeirWorkerState state;
  guint attempts;
  gboolean has_batch;
  int64_t start_us; /* of the first batch; what there is, whatever is counted */
  int64_t end_us;
  gboolean has_last_batch;
  gboolean says_limit; /* it has been said that there are too many flows */
  int64_t reported_us; /* end of the last report */
  gboolean is_interrupted;
  guint duration_id;
  gboolean is_done;
  gboolean has_summary; /* is left to be written then */
  int exit_status;
} Monitor;

/* Half of the memory is for the flows of a file: all of them, where that is possible at all. */
static guint
get_max_flows_of_file (void)
{
  guint64 bytes = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);

  return (guint) CLAMP (bytes / 2 / WEIR_LEDGER_FLOW_BYTES, WEIR_LEDGER_DEFAULT_MAX_FLOWS,
                        G_MAXINT);
}

static gboolean
is_one_report (const Monitor *self)
{
  return self->file != NULL && !self->options->is_paced;
}

/* A reader that has gone away has seen enough: that is no failure. */
static void
end_on_write_error (Monitor *self, const GError *error)
{
  self->is_done = TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    {
      self->exit_status = 0;
      return;
    }
  weir_message (_ ("The report could not be written: %s"), error->message);
  self->exit_status = 1;
}

static gboolean
write_screen (Monitor *self,
              const WeirReport *report,
              const WeirTextReportOptions *text_options,
              GError **error)
{
  g_autoptr (WeirOutput) screen = weir_output_new (NULL);

  if (!weir_text_report_write (report, text_options, screen, error))
    return FALSE;
  weir_screen_overwrite (screen->text);
  g_string_append_len (self->output->text, screen->text->str, (gssize) screen->text->len);
  return weir_output_flush (self->output, error);
}

static gboolean
write_text (Monitor *self, WeirReportOptions *report_options, GError **error)
{
  WeirTextReportOptions text_options = {
    .unit = self->options->shows_bytes ? WEIR_UNIT_BYTES : WEIR_UNIT_BITS,
    .shows_ports = self->options->shows_ports,
    .status = self->status,
  };
  WeirScreenSize size;
  gboolean is_terminal = weir_screen_get_size (&size);
  gboolean is_screen = is_terminal && !self->options->is_plain && !is_one_report (self);
  g_autoptr (WeirReport) report = NULL;

  if (is_terminal)
    text_options.max_columns = size.columns;
  if (is_screen)
    {
      guint frame = WEIR_TEXT_REPORT_FRAME_LINES
                    + (self->options->filter != NULL ? WEIR_TEXT_REPORT_FILTER_LINES : 0);
      guint rows = size.lines > frame ? (size.lines - frame) / WEIR_TEXT_REPORT_ROW_LINES : 0;

      report_options->max_rows = MIN (report_options->max_rows, rows);
    }
  report_options->merges_ports = !self->options->shows_ports && self->options->group_by == NULL;
  report = weir_report_new (self->ledger, report_options);
  if (is_screen)
    return write_screen (self, report, &text_options, error);
  return weir_text_report_write (report, &text_options, self->output, error);
}

static void
write_report (Monitor *self, gboolean is_final)
{
  const WeirTotals *totals = weir_ledger_get_totals (self->ledger);
  WeirReportOptions report_options = {
    .name = self->name,
    .interface = self->interface,
    .file = self->file,
    .start_us = is_final ? totals->start_us : self->reported_us,
    .is_final = is_final,
    .hides_services = self->options->hides_services,
    .names = self->naming.names,
    .geo = self->naming.geo,
    .neighbours = self->naming.neighbours,
    .filter = self->options->filter,
    .group_by = self->options->group_by,
    .sort = is_final ? self->options->final_sort : self->options->sort,
    .max_rows = self->options->max_lines == WEIR_OPTIONS_ALL_LINES
                    ? G_MAXUINT
                    : (guint) self->options->max_lines,
    .max_flows = self->max_flows,
  };
  g_autoptr (GError) error = NULL;
  gboolean is_written;

  if (is_one_report (self))
    weir_naming_wait (&self->naming, &report_options, self->ledger, &self->is_interrupted);
  if (is_final && report_options.group_by != NULL)
    weir_owners_wait_for_groups (self->ledger, &report_options);
  if (self->options->format == WEIR_FORMAT_TEXT)
    is_written = write_text (self, &report_options, &error);
  else
    {
      g_autoptr (WeirReport) report = weir_report_new (self->ledger, &report_options);

      if (is_final && report_options.group_by == NULL)
        weir_owners_wait (report);
      is_written = self->options->format == WEIR_FORMAT_JSON
                       ? weir_json_report_write (report, self->output, &error)
                       : weir_csv_report_write (report, self->output, &error);
    }
  self->reported_us = totals->end_us;
  if (!is_written)
    end_on_write_error (self, error);
}

static void
say_limit (Monitor *self)
{
  if (self->says_limit || !weir_ledger_get_totals (self->ledger)->limit_reached)
    return;
  self->says_limit = TRUE;
  weir_message (
      _ ("“%s” has more than %u flows: those that have been silent the longest are no longer "
         "listed; the totals still contain them."),
      self->name, self->max_flows);
}

static void
look_for_alerts (Monitor *self)
{
  const WeirReportOptions known = {
    .name = self->name,
    .interface = self->interface,
    .names = self->naming.names,
    .geo = self->naming.geo,
    .neighbours = self->naming.neighbours,
  };

  weir_cli_alerts_look (self->alerts, self->ledger, &known);
}

static void
take_batches (Monitor *self)
{
  WeirBatch *batch;

  while ((batch = weir_worker_pop (self->worker)) != NULL)
    {
      weir_ledger_add_batch (self->ledger, batch);
      if (self->naming.names != NULL)
        weir_names_learn_batch (self->naming.names, batch);
      self->has_last_batch = batch->is_last;
      if (!self->has_batch)
        self->start_us = batch->start_us;
      self->end_us = batch->end_us;
      weir_batch_free (batch);
      if (self->alerts != NULL)
        look_for_alerts (self);
      if (!self->has_batch)
        self->reported_us = weir_ledger_get_totals (self->ledger)->start_us;
      self->has_batch = TRUE;
    }
  say_limit (self);
}

static void
say_waiting (Monitor *self, const WeirWorkerStatus *status)
{
  double wait_s = (double) (status->retry_at_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;

  g_free (self->status);
  if (status->retry_at_us == 0)
    self->status =
        g_strdup_printf (_ ("%s Capturing goes on as soon as it is up."), status->error->message);
  else
    self->status =
        g_strdup_printf (_ ("%s Trying again in %.1f s."), status->error->message, MAX (wait_s, 0));
  weir_message ("%s", self->status);
}

static void
say_finished (const Monitor *self, const GError *error)
{
  if (error != NULL)
    weir_message ("%s", error->message);
  else if (self->is_interrupted && is_one_report (self))
    weir_message (_ ("“%s” was not read to its end; the report holds what was read until then."),
                  self->name);
  else if (self->file != NULL && !self->is_interrupted)
    weir_message (_ ("“%s” was read to its end."), self->name);
}

/* The last batch and the end come to worker_cb(). */
static gboolean
duration_cb (gpointer user_data)
{
  Monitor *self = user_data;

  self->is_interrupted = TRUE;
  weir_worker_stop (self->worker);
  return G_SOURCE_CONTINUE;
}

/* Not while somebody looks for a password. */
static void
begin_duration (Monitor *self)
{
  if (self->capture != NULL)
    weir_live_capture_stop_asking (self->capture);
  if (self->duration_id == 0 && self->options->duration_s > 0)
    self->duration_id =
        g_timeout_add ((guint) (self->options->duration_s * 1000), duration_cb, self);
}

/* Says once what has changed. */
static void
announce (Monitor *self, const WeirWorkerStatus *status)
{
  gboolean is_new = status->state != self->state || status->attempts != self->attempts;
  gboolean was_waiting = self->attempts > 0 || self->state == WEIR_WORKER_WAITING;

  self->state = status->state;
  self->attempts = status->attempts;
  if (!is_new)
    return;
  switch (status->state)
    {
    case WEIR_WORKER_RUNNING:
      begin_duration (self);
      if (!weir_recording_begin (&self->recording, self->options, self->interface, self->worker))
        {
          self->is_interrupted = TRUE;
          weir_worker_stop (self->worker);
        }
      if (was_waiting && self->status != NULL)
        weir_message (_ ("Capturing on “%s” again."), self->name);
      g_clear_pointer (&self->status, g_free);
      break;
    case WEIR_WORKER_WAITING:
      begin_duration (self);
      say_waiting (self, status);
      break;
    case WEIR_WORKER_FINISHED:
      say_finished (self, status->error);
      break;
    case WEIR_WORKER_FAILED:
    case WEIR_WORKER_OPENING:
    default:
      break;
    }
}

/* As after a mistake in the date, or in the time zone. */
static void
say_span_is_empty (const Monitor *self)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (!self->options->has_span || self->end_us == 0
      || weir_ledger_get_totals (self->ledger)->source.received > 0)
    return;

  first = weir_moment_to_text (self->start_us / G_USEC_PER_SEC);
  last = weir_moment_to_text (self->end_us / G_USEC_PER_SEC);
  /* Translators: a file, then two times: "2026-01-31T14:03:10". */
  weir_message (_ ("There are no packets in these seconds: “%s” is from %s to %s."), self->name,
                first, last);
}

static void
finish (Monitor *self, const WeirWorkerStatus *status)
{
  const WeirTotals *totals = weir_ledger_get_totals (self->ledger);

  self->is_done = TRUE;
  self->exit_status = status->error != NULL || !weir_recording_finish (&self->recording) ? 1 : 0;
  weir_ledger_finish (self->ledger);
  say_span_is_empty (self);
  g_clear_pointer (&self->status, g_free);

  /* A source that never opened has nothing to report. */
  self->has_summary = status->state == WEIR_WORKER_FINISHED || totals->source.received > 0;
}

/* The user has gone away from the question. */
static void
give_up (Monitor *self)
{
  weir_message (_ ("Capturing was not started."));
  self->is_done = TRUE;
  self->exit_status = 1;
}

static void start (Monitor *self, WeirSource *source);

/* A worker may be freed while it calls. */
static void
start_anew (Monitor *self, WeirSource *source)
{
  weir_worker_free (self->worker);
  weir_ledger_free (self->ledger);
  if (self->alerts != NULL)
    weir_cli_alerts_begin (self->alerts);
  self->has_batch = FALSE;
  self->has_last_batch = FALSE;
  start (self, source);
}

static void
handle_end (Monitor *self, const WeirWorkerStatus *status)
{
  const WeirTotals *totals = weir_ledger_get_totals (self->ledger);
  gboolean can_start_anew =
      self->capture != NULL && !self->is_interrupted && totals->source.received == 0;
  g_autoptr (WeirSource) next = NULL;

  if (self->is_interrupted && self->capture != NULL && weir_live_capture_is_asking (self->capture))
    {
      give_up (self);
      return;
    }

  /* What has been captured is reported in any case. */
  if (status->state == WEIR_WORKER_FAILED && can_start_anew)
    next = weir_live_capture_next (self->capture, status->error);
  else if (status->state == WEIR_WORKER_FAILED)
    weir_message ("%s", status->error->message);

  if (next != NULL)
    start_anew (self, next);
  else
    finish (self, status);
}

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
  Monitor *self = user_data;
  g_autoptr (WeirWorkerStatus) status = NULL;

  /* In this order: the status is final before the last batch leaves. */
  take_batches (self);
  if (self->is_done)
    return;
  status = weir_worker_dup_status (worker);
  announce (self, status);
  if (self->has_last_batch)
    handle_end (self, status);
}

static gboolean
interval_cb (gpointer user_data)
{
  Monitor *self = user_data;

  if (!self->is_done && self->has_batch)
    write_report (self, FALSE);
  return G_SOURCE_CONTINUE;
}

static gboolean
recording_cb (gpointer user_data)
{
  Monitor *self = user_data;

  return weir_recording_is_over (&self->recording) ? duration_cb (user_data) : G_SOURCE_CONTINUE;
}

static gboolean
signal_cb (gpointer user_data)
{
  return duration_cb (user_data);
}

static WeirSource *
new_source (Monitor *self)
{
  const WeirOptions *options = self->options;

  if (options->file != NULL)
    {
      WeirFileSourceOptions file_options = {
        .is_paced = options->is_paced,
        .filter = options->capture_filter,
        .local = options->local,
      };

      self->file = g_filename_display_name (options->file);
      self->name = g_str_equal (options->file, "-") ? g_strdup (_ ("standard input"))
                                                    : g_filename_display_basename (options->file);
      return weir_file_source_new (options->file, &file_options);
    }

  self->interface =
      options->interface != NULL ? g_strdup (options->interface) : weir_interface_dup_default ();
  if (self->interface != NULL)
    {
      self->name = g_strdup (self->interface);
      self->capture = weir_live_capture_new (options, self->interface);
      return weir_live_capture_next (self->capture, NULL);
    }
  weir_message (_ ("No network interface is up. Name one with -i; -l lists them."));
  return NULL;
}

static void
start (Monitor *self, WeirSource *source)
{
  WeirLedgerOptions ledger_options = { 0 };
  WeirMeterOptions meter_options = { .reads_names = !self->options->hides_names };

  self->max_flows = WEIR_LEDGER_DEFAULT_MAX_FLOWS;
  if (is_one_report (self))
    {
      self->max_flows = get_max_flows_of_file ();
      meter_options.max_flows = self->max_flows;
    }
  ledger_options.max_flows = self->max_flows;
  ledger_options.has_span = self->options->has_span;
  ledger_options.span_first = self->options->span_first;
  ledger_options.span_last = self->options->span_last;
  self->ledger = weir_ledger_new (&ledger_options);
  self->worker = weir_worker_new (source, &meter_options);
  weir_worker_set_func (self->worker, worker_cb, self);
}

static gboolean
write_csv_header (Monitor *self, GError **error)
{
  return self->options->group_by != NULL ? weir_csv_report_write_group_header (self->output, error)
                                         : weir_csv_report_write_header (self->output, error);
}

static void
monitor_clear (Monitor *self)
{
  g_clear_pointer (&self->worker, weir_worker_free);
  weir_recording_clear (&self->recording);
  g_clear_pointer (&self->capture, weir_live_capture_free);
  g_clear_pointer (&self->ledger, weir_ledger_free);
  g_clear_pointer (&self->alerts, weir_cli_alerts_free);
  weir_naming_clear (&self->naming);
  g_clear_pointer (&self->output, weir_output_free);
  g_free (self->interface);
  g_free (self->file);
  g_free (self->name);
  g_free (self->status);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Monitor, monitor_clear)

int
weir_monitor_run (const WeirOptions *options)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_auto (Monitor) self = { .options = options };
  g_autoptr (WeirSource) source = new_source (&self);
  g_autoptr (GError) error = NULL;
  guint sources[4] = { 0 };
  guint i;

  if (source == NULL)
    return 1;
  self.output = weir_output_new (stream);
  self.alerts = weir_cli_alerts_new (options, self.output);
  weir_naming_init (&self.naming, options);
  start (&self, source);

  sources[0] = g_unix_signal_add (SIGINT, signal_cb, &self);
  sources[1] = g_unix_signal_add (SIGTERM, signal_cb, &self);
  if (!is_one_report (&self))
    sources[2] = g_timeout_add ((guint) (options->interval_s * 1000), interval_cb, &self);

  if (options->record != NULL)
    sources[3] = g_timeout_add (RECORDING_CHECK_MS, recording_cb, &self);

  if (options->format == WEIR_FORMAT_CSV && !write_csv_header (&self, &error))
    end_on_write_error (&self, error);
  while (!self.is_done)
    g_main_context_iteration (NULL, TRUE);
  if (self.has_summary)
    write_report (&self, TRUE);

  for (i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);
  g_clear_handle_id (&self.duration_id, g_source_remove);
  return self.exit_status;
}
