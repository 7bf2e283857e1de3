/* What one second costs the window: fold, sort, list, cells, drawing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a display of its own.  Every tick one flow in ten is active, with rates that wander, so that
 * the order changes all over the list; a handful of flows is new.
 *
 * Usage: bench-window [COLUMN…]: without these columns, to see what they cost.
 */
#include "config.h"

#include <adwaita.h>
#include <malloc.h>
#include <time.h>

#include "app/flow-view.h"
#include "ledger-fixture.h"

#define N_TICKS 15
#define N_NEW 10

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
book (WeirLedger *ledger, guint n_flows, guint tick)
{
  g_autoptr (WeirBatch) batch = ledger_fixture_batch (tick);

  for (guint i = 0; i < n_flows; i++)
    {
      if (tick == 0 || i % 10 == 0)
        ledger_fixture_add (batch, i, (uint64_t) g_random_int_range (40, 4000),
                            (uint64_t) (1000 + i) * (uint64_t) g_random_int_range (80, 120));
    }
  for (guint i = 0; i < N_NEW && tick > 0; i++)
    ledger_fixture_add (batch, n_flows + tick * N_NEW + i, 100, 1000 * i);
  weir_ledger_add_batch (ledger, batch);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values)
{
  qsort (values, N_TICKS, sizeof *values, compare_doubles);
  return values[N_TICKS / 2];
}

static gboolean
flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, gboolean *is_over)
{
  *is_over = TRUE;
}

/* Lays out and draws what there is, asleep until the frame is due. */
static void
draw (WeirFlowView *view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view));
  gboolean is_over = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &is_over);
  guint timeout = g_timeout_add (200, flag_cb, &is_over);

  gtk_widget_queue_draw (GTK_WIDGET (view));
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  if (g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
}

static gsize
heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* The widgets of the rows on the screen are made once, and stay. */
static void
fill_screen (WeirFlowView *view)
{
  WeirLedger *ledger = weir_ledger_new (NULL);

  book (ledger, 1000, 0);
  weir_flow_model_set_ledger (weir_flow_view_get_model (view), ledger, FALSE);
  draw (view);
  weir_flow_model_set_ledger (weir_flow_view_get_model (view), NULL, FALSE);
  weir_ledger_free (ledger);
}

static void
measure (WeirFlowView *view, guint n_flows)
{
  WeirLedger *ledger = weir_ledger_new (NULL);
  double fold_ms[N_TICKS], update_ms[N_TICKS], draw_ms[N_TICKS], begin, row_bytes;
  gsize without_rows;

  book (ledger, n_flows, 0);
  without_rows = heap_bytes ();
  weir_flow_model_set_ledger (weir_flow_view_get_model (view), ledger, FALSE);
  draw (view);
  row_bytes = ((double) heap_bytes () - (double) without_rows) / n_flows;

  for (guint tick = 0; tick < N_TICKS; tick++)
    {
      begin = cpu_ms ();
      book (ledger, n_flows, tick + 1);
      fold_ms[tick] = cpu_ms () - begin;
      begin = cpu_ms ();
      weir_flow_view_update (view);
      update_ms[tick] = cpu_ms () - begin;
      begin = cpu_ms ();
      draw (view);
      draw_ms[tick] = cpu_ms () - begin;
    }

  g_print ("%10u  %10.2f  %10.2f  %10.2f  %10.0f\n", n_flows, median (fold_ms), median (update_ms),
           median (draw_ms), row_bytes);
  weir_flow_model_set_ledger (weir_flow_view_get_model (view), NULL, FALSE);
  weir_ledger_free (ledger);
}

int
main (int argc, char *argv[])
{
  static const guint flow_counts[] = { 1000, 10000, 50000 };
  GtkWidget *window, *view;

  adw_init ();
  g_random_set_seed (7);
  window = gtk_window_new ();
  view = g_object_new (WEIR_TYPE_FLOW_VIEW, NULL);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 760);
  gtk_window_present (GTK_WINDOW (window));
  weir_flow_view_sort (WEIR_FLOW_VIEW (view), weir_flow_columns_find ("rx-2s"), TRUE);

  for (int i = 1; i < argc; i++)
    g_action_group_activate_action (
        weir_column_layout_get_actions (weir_flow_view_get_layout (WEIR_FLOW_VIEW (view))), argv[i],
        NULL);

  g_print (
      "Milliseconds of processor time a tick of the list, one flow in ten active; memory of all\n"
      "that a row needs, in bytes\n\n");
  g_print ("%10s  %10s  %10s  %10s  %10s\n", "flows", "fold", "update", "draw", "a row");
  fill_screen (WEIR_FLOW_VIEW (view));
  for (gsize i = 0; i < G_N_ELEMENTS (flow_counts); i++)
    measure (WEIR_FLOW_VIEW (view), flow_counts[i]);

  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
