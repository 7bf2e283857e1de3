/* The whole window while an interface is captured on: what a tick takes, and how evenly it scrolls.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody else sends; bench_open_window.py does.  A tick is what the session's signal takes, with
 * all that the window makes of it; booking what the worker hands over four times a second is in
 * what the main thread takes of each second.  The worker has a thread of its own.
 *
 * usage: bench-frames-live INTERFACE FLOWS, on a display of its own and with the right to capture
 */
#include "config.h"

#include "frame-meter.h"

#define FILTER "rate>1k !host:*.example.org (tcp or udp)"
#define N_TICKS 10
#define GOAL_TICK_MS 16
#define GOAL_FRAME_MS 16.7

typedef struct
{
  double begin_ms;
  double ticks[N_TICKS];
  guint n;
} Run;

/* Before the window hears of it. */
static gboolean
tick_begins_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer user_data)
{
  Run *run = user_data;

  run->begin_ms = frame_meter_get_cpu_ms ();
  return TRUE;
}

static void
tick_ends_cb (WeirSession *session, Run *run)
{
  if (run->n < N_TICKS)
    run->ticks[run->n++] = frame_meter_get_cpu_ms () - run->begin_ms;
}

static gboolean
measure (const char *interface, guint n_flows)
{
  Fixture fixture;
  Run run = { 0 };
  gulong hook, handler;
  double cpu_ms, tick_ms, frame_ms, second_ms;
  gint64 begin_us;

  fixture_set_up (&fixture, NULL);
  g_settings_set_boolean (fixture.settings, "show-details", TRUE);
  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 1200, 900);
  weir_session_start_interface (fixture.session, interface);
  gtk_editable_set_text (fixture.window->filter_entry, FILTER);
  WAIT_UNTIL (weir_ledger_get_n_flows (weir_session_get_ledger (fixture.session)) >= n_flows);
  WAIT_UNTIL (fixture_count (&fixture) > 1);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture.list), 0, TRUE);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture.window->details)));

  hook = g_signal_add_emission_hook (g_signal_lookup ("tick", WEIR_TYPE_SESSION), 0, tick_begins_cb,
                                     &run, NULL);
  handler = g_signal_connect_after (fixture.session, "tick", G_CALLBACK (tick_ends_cb), &run);
  cpu_ms = frame_meter_get_cpu_ms ();
  begin_us = g_get_monotonic_time ();
  while (run.n < N_TICKS)
    g_main_context_iteration (NULL, TRUE);
  second_ms = (frame_meter_get_cpu_ms () - cpu_ms)
              / ((double) (g_get_monotonic_time () - begin_us) / G_USEC_PER_SEC);
  g_signal_remove_emission_hook (g_signal_lookup ("tick", WEIR_TYPE_SESSION), hook);
  g_signal_handler_disconnect (fixture.session, handler);

  tick_ms = frame_meter_get_quantile (run.ticks, N_TICKS, 0.5);
  g_print ("%10u  %10u  %10.2f  %10.0f  %s\n", n_flows, fixture_count (&fixture), tick_ms,
           second_ms, tick_ms < GOAL_TICK_MS ? "" : "MISSED");
  frame_ms = frame_meter_scroll (&fixture, NULL, NULL);
  fixture_tear_down (&fixture, NULL);
  return tick_ms < GOAL_TICK_MS && frame_ms < GOAL_FRAME_MS;
}

int
main (int argc, char *argv[])
{

  g_test_init (&argc, &argv, NULL);
  if (argc != 3)
    return 2;
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  fixture_register ();

  g_print ("%10s  %10s  %10s  %10s\n", "flows", "rows", "tick", "a second");
  return measure (argv[1], (guint) strtoul (argv[2], NULL, 10)) ? 0 : 1;
}
