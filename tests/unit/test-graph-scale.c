/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/graph-scale.h"

#include <math.h>

#define assert_about(a, b) g_assert_cmpfloat_with_epsilon (a, b, fabs (b) * 1e-6)

static void
ends_at_a_round_number (void)
{
  const struct
  {
    double peak_bps;
    double end_bps;
  } cases[] = {
    { 0, 1000 },       { 1, 1000 },      { 1000, 1000 },   { 1001, 1500 },
    { 1.86e6, 2e6 },   { 2e6, 2e6 },     { 24.3e6, 30e6 }, { 31e6, 40e6 },
    { 59e6, 60e6 },    { 61e6, 80e6 },   { 81e6, 100e6 },  { 999e6, 1e9 },
    { 99.9e9, 100e9 }, { 100e9, 100e9 }, { -5, 1000 },     { NAN, 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_about (weir_graph_scale_get_end (0, cases[i].peak_bps, WEIR_UNIT_BITS),
                  cases[i].end_bps);
}

static void
is_round_in_its_own_unit (void)
{
  assert_about (weir_graph_scale_get_end (0, 0, WEIR_UNIT_BYTES), 8000.0);
  assert_about (weir_graph_scale_get_end (0, 24.3e6, WEIR_UNIT_BYTES), 32e6);
}

static void
stays_finite (void)
{
  double end = weir_graph_scale_get_end (0, INFINITY, WEIR_UNIT_BITS);

  g_assert_true (isfinite (end));
  g_assert_cmpuint (weir_graph_scale_count_ticks (end, WEIR_UNIT_BITS, 5), >=, 1);
  g_assert_true (isfinite (weir_graph_scale_get_end (end, G_MAXDOUBLE, WEIR_UNIT_BYTES)));
}

static void
grows_at_once_and_shrinks_with_reluctance (void)
{
  const struct
  {
    double peak_bps;
    double end_bps;
  } course[] = {
    { 19e6, 20e6 },   { 20.1e6, 30e6 }, { 19.9e6, 30e6 }, { 20.1e6, 30e6 }, { 16.1e6, 30e6 },
    { 15.9e6, 20e6 }, { 5e6, 8e6 },     { 300, 1000 },    { 0, 1000 },      { 90e9, 100e9 },
  };
  double end = 0;

  for (guint i = 0; i < G_N_ELEMENTS (course); i++)
    {
      end = weir_graph_scale_get_end (end, course[i].peak_bps, WEIR_UNIT_BITS);
      assert_about (end, course[i].end_bps);
    }
}

static void
ticks_divide_the_axis_into_round_parts (void)
{
  const struct
  {
    double end_bps;
    WeirUnit unit;
    guint max_ticks;
    guint n_ticks;
  } cases[] = {
    { 1000, WEIR_UNIT_BITS, 5, 5 },    { 10e6, WEIR_UNIT_BITS, 3, 2 },
    { 15e6, WEIR_UNIT_BITS, 5, 3 },    { 20e6, WEIR_UNIT_BITS, 5, 4 },
    { 60e6, WEIR_UNIT_BITS, 2, 2 },    { 30e6, WEIR_UNIT_BITS, 2, 2 },
    { 30e6, WEIR_UNIT_BITS, 5, 3 },    { 40e6, WEIR_UNIT_BITS, 5, 4 },
    { 50e6, WEIR_UNIT_BITS, 5, 5 },    { 60e6, WEIR_UNIT_BITS, 5, 3 },
    { 80e6, WEIR_UNIT_BITS, 5, 4 },    { 32e6, WEIR_UNIT_BYTES, 5, 4 },
    { 20e6, WEIR_UNIT_BITS, 1, 1 },    { 20e6, WEIR_UNIT_BITS, 0, 1 },
    { 20e6, WEIR_UNIT_BITS, 1000, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (
        weir_graph_scale_count_ticks (cases[i].end_bps, cases[i].unit, cases[i].max_ticks), ==,
        cases[i].n_ticks);
}

static void
every_end_has_a_tick_in_between (void)
{
  for (double peak = 1000; peak < 1e12; peak *= 1.1)
    {
      double end = weir_graph_scale_get_end (0, peak, WEIR_UNIT_BITS);

      for (guint max_ticks = 2; max_ticks <= WEIR_GRAPH_SCALE_MAX_TICKS; max_ticks++)
        {
          guint n = weir_graph_scale_count_ticks (end, WEIR_UNIT_BITS, max_ticks);

          g_assert_cmpuint (n, >=, 2);
          g_assert_cmpuint (n, <=, max_ticks);
        }
    }
}

static void
time_steps_are_ones_a_clock_has (void)
{
  const struct
  {
    guint span;
    guint max_ticks;
    guint step;
  } cases[] = {
    { 0, 5, 1 },
    { 5, 5, 1 },
    { 60, 6, 10 },
    { 60, 5, 15 },
    { 300, 8, 60 },
    { 300, 4, 120 },
    { 3600, 8, 600 },
    { 3600, 2, 1800 },
    { 86400, 8, 10800 },
    { 86400, 2, 43200 },
    { 86400, 1, 86400 },
    { 86400, 0, 86400 },
    { G_MAXUINT, 1, G_MAXUINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint step = weir_graph_scale_get_time_step (cases[i].span, cases[i].max_ticks);

      g_assert_cmpuint (step, ==, cases[i].step);
      g_assert_cmpuint (cases[i].span / step, <=, MAX (cases[i].max_ticks, 1));
    }
}

static void
ages_read_as_people_say_them (void)
{
  const struct
  {
    guint seconds;
    const char *text;
  } cases[] = {
    { 0, "now" },      { 5, "−5 s" },    { 60, "−1 min" },        { 90, "−1 min 30 s" },
    { 240, "−4 min" }, { 3600, "−1 h" }, { 5400, "−1 h 30 min" }, { 86400, "−24 h" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = weir_graph_scale_dup_age (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph-scale/ends-at-a-round-number", ends_at_a_round_number);
  g_test_add_func ("/graph-scale/is-round-in-its-own-unit", is_round_in_its_own_unit);
  g_test_add_func ("/graph-scale/stays-finite", stays_finite);
  g_test_add_func ("/graph-scale/grows-at-once-and-shrinks-with-reluctance",
                   grows_at_once_and_shrinks_with_reluctance);
  g_test_add_func ("/graph-scale/ticks-divide-the-axis-into-round-parts",
                   ticks_divide_the_axis_into_round_parts);
  g_test_add_func ("/graph-scale/every-end-has-a-tick-in-between", every_end_has_a_tick_in_between);
  g_test_add_func ("/graph-scale/time-steps-are-ones-a-clock-has", time_steps_are_ones_a_clock_has);
  g_test_add_func ("/graph-scale/ages-read-as-people-say-them", ages_read_as_people_say_them);

  return g_test_run ();
}
