/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-meter.h"

#include <time.h>

#define PIXELS_A_FRAME 40

typedef struct
{
  guint n;
  int direction;
  gint64 last_us;
  double begin_ms;
  double intervals[FRAME_METER_FRAMES]; /* by the wall */
  double shares[FRAME_METER_FRAMES];    /* processor time of one frame */
} Run;

double
frame_meter_get_cpu_ms (void)
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

double
frame_meter_get_quantile (double *values, guint n, double part)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[MIN (n - 1, (guint) (part * n))];
}

static void
before_paint_cb (GdkFrameClock *clock, Run *run)
{
  run->begin_ms = frame_meter_get_cpu_ms ();
}

static void
after_paint_cb (GdkFrameClock *clock, Run *run)
{
  gint64 now_us = g_get_monotonic_time ();

  if (run->n < FRAME_METER_FRAMES && run->last_us != 0)
    {
      run->intervals[run->n] = (double) (now_us - run->last_us) / 1000;
      run->shares[run->n] = frame_meter_get_cpu_ms () - run->begin_ms;
      run->n++;
    }
  run->last_us = now_us;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Run *run = user_data;
  GtkWidget *list = fixture_find (widget, GTK_TYPE_COLUMN_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double value = gtk_adjustment_get_value (adjustment);

  if (value + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment))
    run->direction = -1;
  else if (value <= gtk_adjustment_get_lower (adjustment))
    run->direction = 1;
  gtk_adjustment_set_value (adjustment, value + run->direction * PIXELS_A_FRAME);
  return G_SOURCE_CONTINUE;
}

double
frame_meter_scroll (Fixture *fixture, FrameMeterFunc func, gpointer user_data)
{
  Run run = { .direction = 1 };
  GtkWidget *view = GTK_WIDGET (fixture->window->flow_view);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (view);
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &run);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &run);
  guint tick = gtk_widget_add_tick_callback (view, scroll_cb, &run, NULL);

  while (run.n < FRAME_METER_FRAMES)
    {
      if (func != NULL)
        func (run.n, user_data);
      g_main_context_iteration (NULL, TRUE);
    }
  gtk_widget_remove_tick_callback (view, tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);

  g_print ("%10s  scrolling: every %.1f ms a frame (median), %.1f (99 %%); it takes %.1f ms, %.1f "
           "(99 %%)\n",
           "", frame_meter_get_quantile (run.intervals, FRAME_METER_FRAMES, 0.5),
           frame_meter_get_quantile (run.intervals, FRAME_METER_FRAMES, 0.99),
           frame_meter_get_quantile (run.shares, FRAME_METER_FRAMES, 0.5),
           frame_meter_get_quantile (run.shares, FRAME_METER_FRAMES, 0.99));
  return frame_meter_get_quantile (run.shares, FRAME_METER_FRAMES, 0.5);
}
