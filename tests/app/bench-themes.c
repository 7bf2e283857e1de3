/* What it costs to look at another theme with 10,000 flows in the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a display of its own.  The time is that of the clock on the wall, from the key to the end of
 * the frame that has the new colours, the wait for the frame included.
 */
#include "config.h"

#include <time.h>

#include "app/application.h"
#include "app/main-window-private.h"
#include "ledger-fixture.h"

#define N_FLOWS 10000
#define LIMIT_MS 100.0

static void
book (WeirLedger *ledger)
{
  g_autoptr (WeirBatch) batch = ledger_fixture_batch (0);

  for (guint i = 0; i < N_FLOWS; i++)
    ledger_fixture_add (batch, i, (uint64_t) g_random_int_range (40, 4000),
                        (uint64_t) (1000 + i) * (uint64_t) g_random_int_range (80, 120));
  weir_ledger_add_batch (ledger, batch);
}

static void
painted_cb (GdkFrameClock *clock, gboolean *is_over)
{
  *is_over = TRUE;
}

static void
wait_for_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean is_over = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &is_over);

  gtk_widget_queue_draw (widget);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Returns: how many took too much of the processor's time */
static guint
measure (WeirMainWindow *window)
{
  GListModel *themes =
      weir_theme_list_get_model (weir_theme_manager_get_list (window->theme_manager));
  const guint n = g_list_model_get_n_items (themes);
  g_autofree double *wall_ms = g_new (double, n);
  g_autofree double *spent_ms = g_new (double, n);
  guint n_late = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (themes, i);
      gint64 begin_us = g_get_monotonic_time ();
      double begin_ms = cpu_ms ();

      weir_theme_manager_preview (window->theme_manager, theme);
      wait_for_frame (GTK_WIDGET (window));
      spent_ms[i] = cpu_ms () - begin_ms;
      wall_ms[i] = (double) (g_get_monotonic_time () - begin_us) / 1e3;
      if (spent_ms[i] >= LIMIT_MS)
        n_late++;
    }

  qsort (wall_ms, n, sizeof *wall_ms, compare_doubles);
  qsort (spent_ms, n, sizeof *spent_ms, compare_doubles);
  g_print ("%10u  %10.1f  %10.1f  %10.1f  %10.1f\n", n, spent_ms[n / 2], spent_ms[n - 1],
           wall_ms[n / 2], wall_ms[n - 1]);
  return n_late;
}

int
main (void)
{
  g_autoptr (WeirApplication) application = weir_application_new ();
  g_autoptr (GSettings) settings = NULL;
  WeirLedger *ledger = weir_ledger_new (NULL);
  WeirMainWindow *window;
  guint n_late = 0;

  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  g_random_set_seed (7);
  settings = g_settings_new (WEIR_APP_ID);
  window = WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), settings));
  book (ledger);
  weir_flow_model_set_ledger (weir_flow_view_get_model (window->flow_view), ledger, FALSE);
  gtk_stack_set_visible_child_name (window->stack, "flows");
  gtk_window_present (GTK_WINDOW (window));
  wait_for_frame (GTK_WIDGET (window));

  g_print ("Milliseconds from one theme to another with %d flows, each once in a round; fewer than "
           "%.0f are asked for\n\n",
           N_FLOWS, LIMIT_MS);
  g_print ("%10s  %10s  %10s  %10s  %10s\n", "themes", "processor", "at most", "wall", "at most");
  for (guint round = 0; round < 3; round++)
    n_late += measure (window);

  weir_theme_manager_end_preview (window->theme_manager);
  weir_flow_model_set_ledger (weir_flow_view_get_model (window->flow_view), NULL, FALSE);
  weir_ledger_free (ledger);
  gtk_window_destroy (GTK_WINDOW (window));
  return n_late > 0;
}
