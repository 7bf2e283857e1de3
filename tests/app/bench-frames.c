/* The whole window with thousands of flows that all change every second: what a tick costs, and how
 * evenly it scrolls.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a display of its own.  A busy filter, the details open; flows, and the same flows in groups.
 * The window is the real one; its ledger is fed by hand and the session's "tick" emitted.
 *
 * Fold, update and draw are processor time of the main thread, for the machine may have other work;
 * the frames are those of GTK's clock, by the wall, and so show that other work too.  What a frame
 * costs stands beside them.
 *
 * usage: bench-frames [FLOWS [VIEW]]
 */
#include "config.h"

#include <glib/gstdio.h>

#include "frame-meter.h"
#include "ledger-fixture.h"
#include "window-fixture.h"

#define FILTER "rate>1k !host:*.example.org (tcp or udp)"
#define N_TICKS 40
#define FRAMES_A_TICK 60

/* What is promised: milliseconds a tick, and of a frame at 60 a second. */
#define GOAL_10000_MS 16
#define GOAL_100000_MS 100
#define GOAL_FRAME_MS 16.7

static gboolean is_failed;

/* A capture of one packet, a second before everything else. */
static char *
write_capture (void)
{
  const guint32 file_header[] = { 0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101 };
  const guint32 packet_header[] = { LEDGER_FIXTURE_START_US / G_USEC_PER_SEC - 1, 0, 20, 20 };
  const guint8 packet[20] = {
    0x45, 0, 0, 20, 0, 0, 0, 0, 64, 59, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2
  };
  char *path = g_build_filename (g_get_tmp_dir (), "weir-bench-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  FILE *file = fdopen (fd, "wb");

  fwrite (file_header, sizeof file_header, 1, file);
  fwrite (packet_header, sizeof packet_header, 1, file);
  fwrite (packet, sizeof packet, 1, file);
  fclose (file);
  return path;
}

static WeirBatch *
batch_new (guint n_flows, guint second)
{
  WeirBatch *batch = ledger_fixture_batch (second);

  for (guint i = 0; i < n_flows; i++)
    ledger_fixture_add (batch, i, (uint64_t) g_random_int_range (40, 4000),
                        (uint64_t) (1000 + i % 9973) * (uint64_t) g_random_int_range (80, 120));
  return batch;
}

/* Returns: what folding it took */
static double
fold (Fixture *fixture, guint n_flows, guint second)
{
  g_autoptr (WeirBatch) batch = batch_new (n_flows, second);
  double begin = frame_meter_get_cpu_ms ();

  weir_ledger_add_batch (weir_session_get_ledger (fixture->session), batch);
  return frame_meter_get_cpu_ms () - begin;
}

static double
update (Fixture *fixture)
{
  double begin = frame_meter_get_cpu_ms ();

  g_signal_emit_by_name (fixture->session, "tick");
  return frame_meter_get_cpu_ms () - begin;
}

typedef struct
{
  Fixture *fixture;
  guint n_flows;
  guint *second;
  guint ticked_at; /* the frame */
} Ticks;

static void
tick_now_and_then (guint n, gpointer user_data)
{
  Ticks *ticks = user_data;

  if (n < ticks->ticked_at + FRAMES_A_TICK)
    return;
  ticks->ticked_at = n;
  fold (ticks->fixture, ticks->n_flows, ++*ticks->second);
  update (ticks->fixture);
}

static void
measure (const char *capture, guint n_flows, const char *view, double goal_ms)
{
  Fixture fixture;
  double folds[N_TICKS], updates[N_TICKS], ticks[N_TICKS];
  guint second = 0;
  double tick_ms;

  fixture_set_up (&fixture, NULL);
  g_settings_set_boolean (fixture.settings, "show-details", TRUE);
  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 1200, 900);
  fixture_show_file (&fixture, capture);
  while (second < 5)
    fold (&fixture, n_flows, second++);
  gtk_editable_set_text (fixture.window->filter_entry, FILTER);
  g_settings_set_string (fixture.settings, "view", view);
  update (&fixture);
  WAIT_UNTIL (fixture_count (&fixture) > 1);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture.list), 0, TRUE);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture.window->details)));

  for (guint i = 0; i < N_TICKS; i++)
    {
      folds[i] = fold (&fixture, n_flows, ++second);
      updates[i] = update (&fixture);
      ticks[i] = folds[i] + updates[i];
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }

  tick_ms = frame_meter_get_quantile (ticks, N_TICKS, 0.5);
  g_print ("%10u  %10s  %10u  %10.2f  %10.2f  %10.2f  %10.0f  %s\n", n_flows, view,
           fixture_count (&fixture), frame_meter_get_quantile (folds, N_TICKS, 0.5),
           frame_meter_get_quantile (updates, N_TICKS, 0.5), tick_ms, goal_ms,
           tick_ms < goal_ms ? "" : "MISSED");
  if (tick_ms >= goal_ms)
    is_failed = TRUE;
  if (frame_meter_scroll (&fixture, tick_now_and_then, &(Ticks){ &fixture, n_flows, &second, 0 })
      > GOAL_FRAME_MS)
    is_failed = TRUE;
  fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    guint n_flows;
    const char *view;
    double goal_ms;
  } cases[] = {
    { 10000, "flows", GOAL_10000_MS },
    { 10000, "host", GOAL_10000_MS },
    { 100000, "flows", GOAL_100000_MS },
    { 100000, "host", GOAL_100000_MS },
  };
  g_autofree char *capture = write_capture ();

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_random_set_seed (7);
  fixture_register ();

  g_print ("Milliseconds of processor time a tick of the whole window, every flow active; filter\n"
           "%s, details open\n\n",
           FILTER);
  g_print ("%10s  %10s  %10s  %10s  %10s  %10s  %10s\n", "flows", "view", "rows", "fold", "update",
           "tick", "goal");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (argc <= 1 || strtoul (argv[1], NULL, 10) == cases[i].n_flows)
        if (argc <= 2 || g_str_equal (argv[2], cases[i].view))
          measure (capture, cases[i].n_flows, cases[i].view, cases[i].goal_ms);
    }
  g_unlink (capture);
  return is_failed ? 1 : 0;
}
