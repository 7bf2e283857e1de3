/* What drawing the graph costs, by how much of the past it shows of a run of 24 hours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a display of its own.  Each second the graph is drawn once, and its filtered part in front.
 */
#include "config.h"

#include <time.h>

#include "app/rate-graph-private.h"

#define N_TIMES 50

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
fill (WeirTimeline *timeline, guint n_seconds, int max_bytes)
{
  for (guint i = 0; i <= n_seconds; i++)
    weir_timeline_add (timeline, 1700000000 + i, (uint64_t) g_random_int_range (0, max_bytes / 10),
                       (uint64_t) g_random_int_range (0, max_bytes));
}

static void
measure (GtkWidget *window, WeirRateGraph *graph, guint span, const char *name)
{
  double collect_ms = 0.0;
  double draw_ms = 0.0;
  guint n_steps;

  weir_rate_graph_set_span (graph, span);
  for (guint i = 0; i < N_TIMES; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      double begin = cpu_ms ();

      weir_rate_graph_renew (graph);
      collect_ms += cpu_ms () - begin;
      weir_rate_graph_invalidate (graph);
      begin = cpu_ms ();
      gtk_widget_snapshot_child (window, GTK_WIDGET (graph), snapshot);
      gsk_render_node_unref (gtk_snapshot_free_to_node (snapshot));
      draw_ms += cpu_ms () - begin;
    }
  n_steps = graph->steps.steps->len;
  g_print ("%10s  %10u  %10.3f  %10.3f\n", name, n_steps, collect_ms / N_TIMES, draw_ms / N_TIMES);
}

int
main (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  g_autoptr (WeirTimeline) filtered = weir_timeline_new ();
  GtkWidget *window;
  WeirRateGraph *graph;

  gtk_init ();
  g_random_set_seed (7);
  fill (timeline, WEIR_TIMELINE_SECONDS, 10000000);
  fill (filtered, WEIR_TIMELINE_SECONDS, 1000000);

  window = gtk_window_new ();
  graph = WEIR_RATE_GRAPH (weir_rate_graph_new ());
  weir_rate_graph_set_timeline (graph, timeline);
  weir_rate_graph_set_filtered (graph, filtered);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (graph));
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 200);
  gtk_window_present (GTK_WINDOW (window));
  while (graph->node == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_print ("Milliseconds of processor time a picture of a run of 24 hours, 1100 pixels wide\n\n");
  g_print ("%10s  %10s  %10s  %10s\n", "shown", "steps", "collect", "both");
  measure (window, graph, 60, "1 min");
  measure (window, graph, 300, "5 min");
  measure (window, graph, 3600, "1 h");
  measure (window, graph, 0, "24 h");

  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
