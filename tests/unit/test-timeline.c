/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/timeline.h"

static void
assert_second (const WeirTimeline *timeline, int64_t second, uint64_t tx_bytes, uint64_t rx_bytes)
{
  uint64_t tx = 1;
  uint64_t rx = 1;

  weir_timeline_get (timeline, second, &tx, &rx);
  g_assert_cmpuint (tx, ==, tx_bytes);
  g_assert_cmpuint (rx, ==, rx_bytes);
}

static void
assert_range (const WeirTimeline *timeline, int64_t oldest, int64_t newest)
{
  int64_t first = 0;
  int64_t last = 0;

  g_assert_true (weir_timeline_get_range (timeline, &first, &last));
  g_assert_cmpint (first, ==, oldest);
  g_assert_cmpint (last, ==, newest);
}

static void
has_no_range_before_the_first_second (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  int64_t oldest;
  int64_t newest;

  g_assert_false (weir_timeline_get_range (timeline, &oldest, &newest));
  assert_second (timeline, 0, 0, 0);
  assert_second (timeline, G_MAXINT64, 0, 0);
  assert_second (timeline, G_MININT64, 0, 0);
}

static void
adds_within_a_second (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();

  weir_timeline_add (timeline, 1000, 1, 10);
  weir_timeline_add (timeline, 1000, 2, 20);
  weir_timeline_add (timeline, 1001, 4, 40);

  assert_range (timeline, 1000, 1001);
  assert_second (timeline, 1000, 3, 30);
  assert_second (timeline, 1001, 4, 40);
  assert_second (timeline, 999, 0, 0);
  assert_second (timeline, 1002, 0, 0);
}

static void
silent_seconds_are_zeros (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();

  weir_timeline_add (timeline, 10, 1, 1);
  weir_timeline_add (timeline, 1010, 2, 2);

  assert_range (timeline, 10, 1010);
  assert_second (timeline, 10, 1, 1);
  for (int64_t second = 11; second < 1010; second++)
    assert_second (timeline, second, 0, 0);
  assert_second (timeline, 1010, 2, 2);
}

static void
an_earlier_second_counts_in_the_newest (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();

  weir_timeline_add (timeline, 10, 1, 1);
  weir_timeline_add (timeline, 11, 1, 1);
  weir_timeline_add (timeline, 10, 5, 7);
  weir_timeline_add (timeline, G_MININT64, 1, 0);

  assert_range (timeline, 10, 11);
  assert_second (timeline, 10, 1, 1);
  assert_second (timeline, 11, 7, 8);
}

static void
the_peak_is_of_each_direction_by_itself (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  uint64_t tx;
  uint64_t rx;

  weir_timeline_add (timeline, 100, 1, 90);
  weir_timeline_add (timeline, 101, 7, 2);
  weir_timeline_add (timeline, 102, 3, 50);
  weir_timeline_add (timeline, 104, 99, 99);

  weir_timeline_get_peak (timeline, 100, 4, &tx, &rx);
  g_assert_cmpuint (tx, ==, 7);
  g_assert_cmpuint (rx, ==, 90);

  weir_timeline_get_peak (timeline, 101, 2, &tx, &rx);
  g_assert_cmpuint (tx, ==, 7);
  g_assert_cmpuint (rx, ==, 50);

  weir_timeline_get_peak (timeline, 0, 100, &tx, &rx);
  g_assert_cmpuint (tx + rx, ==, 0);
  weir_timeline_get_peak (timeline, 104, 0, &tx, &rx);
  g_assert_cmpuint (tx + rx, ==, 0);
  weir_timeline_get_peak (timeline, G_MAXINT64 - 1, 10, &tx, &rx);
  g_assert_cmpuint (tx + rx, ==, 0);
}

static void
keeps_the_newest_day (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();
  const int64_t end = 2 * WEIR_TIMELINE_SECONDS + 123;

  for (int64_t second = 0; second <= end; second++)
    weir_timeline_add (timeline, second, (uint64_t) second, (uint64_t) second * 2);

  assert_range (timeline, end - WEIR_TIMELINE_SECONDS + 1, end);
  assert_second (timeline, end - WEIR_TIMELINE_SECONDS, 0, 0);
  for (int64_t second = end - WEIR_TIMELINE_SECONDS + 1; second <= end; second++)
    assert_second (timeline, second, (uint64_t) second, (uint64_t) second * 2);
}

static void
a_gap_beyond_a_day_leaves_only_zeros (void)
{
  g_autoptr (WeirTimeline) timeline = weir_timeline_new ();

  weir_timeline_add (timeline, G_MININT64, 1, 1);
  weir_timeline_add (timeline, 5, 2, 2);
  assert_range (timeline, 5 - WEIR_TIMELINE_SECONDS + 1, 5);
  assert_second (timeline, 4, 0, 0);
  assert_second (timeline, 5, 2, 2);

  weir_timeline_add (timeline, G_MAXINT64, 3, 3);
  assert_range (timeline, G_MAXINT64 - WEIR_TIMELINE_SECONDS + 1, G_MAXINT64);
  assert_second (timeline, G_MAXINT64 - 1, 0, 0);
  assert_second (timeline, G_MAXINT64, 3, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timeline/has-no-range-before-the-first-second",
                   has_no_range_before_the_first_second);
  g_test_add_func ("/timeline/adds-within-a-second", adds_within_a_second);
  g_test_add_func ("/timeline/silent-seconds-are-zeros", silent_seconds_are_zeros);
  g_test_add_func ("/timeline/an-earlier-second-counts-in-the-newest",
                   an_earlier_second_counts_in_the_newest);
  g_test_add_func ("/timeline/the-peak-is-of-each-direction-by-itself",
                   the_peak_is_of_each_direction_by_itself);
  g_test_add_func ("/timeline/keeps-the-newest-day", keeps_the_newest_day);
  g_test_add_func ("/timeline/a-gap-beyond-a-day-leaves-only-zeros",
                   a_gap_beyond_a_day_leaves_only_zeros);

  return g_test_run ();
}
