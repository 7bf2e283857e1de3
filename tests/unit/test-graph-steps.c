/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/graph-steps.h"

/* Second n has n received and n / 2 sent bytes. */
static WeirTimeline *
create_ramp (int64_t first, int64_t last)
{
  WeirTimeline *timeline = weir_timeline_new ();

  for (int64_t second = first; second <= last; second++)
    weir_timeline_add (timeline, second, (uint64_t) second / 2, (uint64_t) second);

  return timeline;
}

static const WeirGraphStep *
get_step (const WeirGraphSteps *steps, guint index)
{
  g_assert_cmpuint (index, <, steps->steps->len);
  return &g_array_index (steps->steps, WeirGraphStep, index);
}

static void
nothing_makes_no_steps (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);

  weir_graph_steps_collect (&steps, NULL, 60, 100);
  g_assert_true (steps.is_empty);
  g_assert_cmpuint (steps.span, ==, 60);
  g_assert_cmpuint (steps.steps->len, ==, 0);

  weir_graph_steps_collect (&steps, timeline, 0, 100);
  g_assert_true (steps.is_empty);
  g_assert_cmpuint (steps.span, ==, WEIR_GRAPH_STEPS_MIN_SPAN);
  g_assert_null (weir_graph_steps_find (&steps, 0.0));

  weir_graph_steps_clear (&steps);
}

static void
the_filling_second_is_left_out (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);
  weir_timeline_add (timeline, 100, 1, 1000);
  weir_graph_steps_collect (&steps, timeline, 60, 100);
  g_assert_false (steps.is_empty);
  g_assert_cmpuint (steps.steps->len, ==, 0);
  g_assert_cmpfloat (steps.rx_peak_bps, ==, 0.0);

  weir_timeline_add (timeline, 101, 0, 5000);
  weir_graph_steps_collect (&steps, timeline, 60, 100);
  g_assert_cmpuint (steps.steps->len, ==, 1);
  g_assert_cmpuint (get_step (&steps, 0)->near, ==, 0);
  g_assert_cmpuint (get_step (&steps, 0)->far, ==, 1);
  g_assert_cmpfloat (steps.rx_peak_bps, ==, 8000.0);
  g_assert_cmpfloat (steps.tx_peak_bps, ==, 8.0);

  weir_graph_steps_clear (&steps);
}

static void
one_step_a_second_where_they_fit (void)
{
  g_autoptr (WeirTimeline) timeline = create_ramp (1000, 1100);
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);
  weir_graph_steps_collect (&steps, timeline, 60, 60);

  g_assert_cmpuint (steps.steps->len, ==, 60);
  for (guint i = 0; i < 60; i++)
    {
      g_assert_cmpuint (get_step (&steps, i)->near, ==, i);
      g_assert_cmpuint (get_step (&steps, i)->far, ==, i + 1);
      g_assert_cmpfloat (get_step (&steps, i)->rx_bps, ==, (1099 - i) * 8.0);
    }
  g_assert_true (weir_graph_steps_find (&steps, 0.0) == get_step (&steps, 0));
  g_assert_true (weir_graph_steps_find (&steps, 59.9) == get_step (&steps, 59));
  g_assert_null (weir_graph_steps_find (&steps, 60.0));
  g_assert_null (weir_graph_steps_find (&steps, -0.1));

  weir_graph_steps_clear (&steps);
}

static void
all_is_all_that_is_known (void)
{
  g_autoptr (WeirTimeline) timeline = create_ramp (1000, 1100);
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);
  weir_graph_steps_collect (&steps, timeline, 0, 1000);
  g_assert_cmpuint (steps.span, ==, 100);
  g_assert_cmpuint (steps.steps->len, ==, 100);
  weir_graph_steps_clear (&steps);
}

static void
joined_steps_keep_their_seconds_as_time_goes_by (void)
{
  g_autoptr (WeirTimeline) timeline = create_ramp (0, 100);
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);

  for (int64_t newest = 100; newest < 200; newest++)
    {
      guint reach = 0;

      weir_timeline_add (timeline, newest, 0, (uint64_t) newest);
      weir_graph_steps_collect (&steps, timeline, 60, 9);
      g_assert_cmpuint (steps.steps->len, <=, 10);

      for (guint i = 0; i < steps.steps->len; i++)
        {
          const WeirGraphStep *step = get_step (&steps, i);

          g_assert_cmpuint (step->near, ==, reach);
          g_assert_cmpuint (step->far, >, step->near);
          reach = step->far;
          g_assert_cmpint ((newest - step->far) % 7, ==, 0);
          if (i > 0)
            g_assert_cmpint ((newest - step->near) % 7, ==, 0);
        }
      g_assert_cmpuint (reach, >=, 60);
    }

  weir_graph_steps_clear (&steps);
}

static void
a_joined_step_is_as_high_as_its_highest_second (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);
  weir_timeline_add (timeline, 0, 0, 0);
  weir_timeline_add (timeline, 43, 0, 900);
  weir_timeline_add (timeline, 46, 300, 0);
  weir_timeline_add (timeline, 100, 0, 0);
  weir_graph_steps_collect (&steps, timeline, 100, 10);

  g_assert_cmpuint (steps.steps->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpfloat (get_step (&steps, i)->rx_bps, ==, i == 5 ? 7200.0 : 0.0);
      g_assert_cmpfloat (get_step (&steps, i)->tx_bps, ==, i == 5 ? 2400.0 : 0.0);
    }

  weir_graph_steps_clear (&steps);
}

static void
any_time_stamp_will_do (void)
{
  const int64_t ends[] = { G_MININT64 + 5, -3, 0, 3, G_MAXINT64 };
  WeirGraphSteps steps;

  weir_graph_steps_init (&steps);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (WeirTimeline) timeline = weir_timeline_new ();

      weir_timeline_add (timeline, ends[i] - 5, 1, 2);
      weir_timeline_add (timeline, ends[i], 1, 2);
      weir_graph_steps_collect (&steps, timeline, 60, 7);
      g_assert_cmpfloat (steps.rx_peak_bps, ==, 16.0);
      weir_graph_steps_collect (&steps, timeline, WEIR_TIMELINE_SECONDS, 1);
      g_assert_cmpfloat (steps.rx_peak_bps, ==, 16.0);
    }
  weir_graph_steps_clear (&steps);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph-steps/nothing-makes-no-steps", nothing_makes_no_steps);
  g_test_add_func ("/graph-steps/the-filling-second-is-left-out", the_filling_second_is_left_out);
  g_test_add_func ("/graph-steps/one-step-a-second-where-they-fit",
                   one_step_a_second_where_they_fit);
  g_test_add_func ("/graph-steps/all-is-all-that-is-known", all_is_all_that_is_known);
  g_test_add_func ("/graph-steps/joined-steps-keep-their-seconds-as-time-goes-by",
                   joined_steps_keep_their_seconds_as_time_goes_by);
  g_test_add_func ("/graph-steps/a-joined-step-is-as-high-as-its-highest-second",
                   a_joined_step_is_as_high_as_its_highest_second);
  g_test_add_func ("/graph-steps/any-time-stamp-will-do", any_time_stamp_will_do);

  return g_test_run ();
}
