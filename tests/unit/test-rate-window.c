/* Rates are averages over finished seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/rate-window.h"

/* Rates are sums divided by small whole numbers: the tests' values are exact in a double. */
static void
assert_tx_bps (const WeirRateWindow *window, double bps_2s, double bps_10s, double bps_40s)
{
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (window, WEIR_WINDOW_2S), ==, bps_2s);
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (window, WEIR_WINDOW_10S), ==, bps_10s);
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (window, WEIR_WINDOW_40S), ==, bps_40s);
}

static void
assert_rx_bps (const WeirRateWindow *window, double bps_2s, double bps_10s, double bps_40s)
{
  g_assert_cmpfloat (weir_rate_window_get_rx_bps (window, WEIR_WINDOW_2S), ==, bps_2s);
  g_assert_cmpfloat (weir_rate_window_get_rx_bps (window, WEIR_WINDOW_10S), ==, bps_10s);
  g_assert_cmpfloat (weir_rate_window_get_rx_bps (window, WEIR_WINDOW_40S), ==, bps_40s);
}

static void
test_windows_have_their_seconds (void)
{
  g_assert_cmpuint (weir_window_get_seconds (WEIR_WINDOW_2S), ==, 2);
  g_assert_cmpuint (weir_window_get_seconds (WEIR_WINDOW_10S), ==, 10);
  g_assert_cmpuint (weir_window_get_seconds (WEIR_WINDOW_40S), ==, 40);
}

static void
test_the_filling_slot_does_not_count (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 1000);
  weir_rate_window_add (&window, 1000, 4000, 400);
  assert_tx_bps (&window, 0, 0, 0);
  assert_rx_bps (&window, 0, 0, 0);
  g_assert_cmpuint (window.peak_tx, ==, 0);

  weir_rate_window_advance (&window, 1001);
  assert_tx_bps (&window, 4000 * 8 / 2, 4000 * 8 / 10, 4000 * 8 / 40);
  assert_rx_bps (&window, 400 * 8 / 2, 400 * 8 / 10, 400 * 8 / 40);
  g_assert_cmpuint (window.peak_tx, ==, 4000);
}

static void
test_a_steady_rate_shows_in_every_window (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 1000);
  for (int64_t second = 1000; second < 1040; second++)
    weir_rate_window_add (&window, second, 1250, 125);
  weir_rate_window_advance (&window, 1040);

  assert_tx_bps (&window, 10000, 10000, 10000);
  assert_rx_bps (&window, 1000, 1000, 1000);

  /* … and goes on doing so when the ring has gone round a few times. */
  for (int64_t second = 1040; second < 1200; second++)
    {
      weir_rate_window_add (&window, second, 1250, 125);
      assert_tx_bps (&window, 10000, 10000, 10000);
    }
}

static void
test_a_second_leaves_each_window_on_time (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 5);
  weir_rate_window_add (&window, 5, 40000, 0);

  for (int64_t second = 6; second < 60; second++)
    {
      int64_t age = second - 5;

      weir_rate_window_advance (&window, second);
      assert_tx_bps (&window, age <= 2 ? 40000 * 8 / 2 : 0, age <= 10 ? 40000 * 8 / 10 : 0,
                     age <= 40 ? 40000 * 8 / 40 : 0);
      g_assert_cmpint (weir_rate_window_is_idle (&window), ==, age > 40);
    }
  g_assert_cmpuint (window.peak_tx, ==, 40000);
}

static void
test_a_gap_is_silence (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 100);
  weir_rate_window_add (&window, 100, 1000, 10);
  weir_rate_window_add (&window, 104, 2000, 20);
  weir_rate_window_advance (&window, 105);

  assert_tx_bps (&window, 2000 * 8 / 2, 3000 * 8 / 10, 3000 * 8 / 40);
  assert_rx_bps (&window, 20 * 8 / 2, 30 * 8 / 10, 30 * 8 / 40);
  g_assert_cmpuint (weir_rate_window_get_slot_tx (&window, 0), ==, 2000);
  g_assert_cmpuint (weir_rate_window_get_slot_tx (&window, 1), ==, 0);
  g_assert_cmpuint (weir_rate_window_get_slot_tx (&window, 3), ==, 0);
  g_assert_cmpuint (weir_rate_window_get_slot_tx (&window, 4), ==, 1000);
  g_assert_cmpuint (weir_rate_window_get_slot_rx (&window, 4), ==, 10);
}

static void
test_a_gap_longer_than_the_ring_empties_it (void)
{
  static const int64_t gaps[] = { 40, 41, 42, 80, 81, 82, 123, 1000, 1000000007 };

  for (gsize i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      WeirRateWindow window;
      int64_t second = 7 + gaps[i];

      weir_rate_window_init (&window, 7);
      for (int64_t s = 0; s < 7; s++)
        weir_rate_window_add (&window, 7, 100, 0);
      weir_rate_window_add (&window, second, 80, 0);
      /* At 40 s the first slot is the oldest of the ring; later it is gone. */
      assert_tx_bps (&window, 0, 0, gaps[i] == 40 ? 700 * 8 / 40.0 : 0);
      weir_rate_window_advance (&window, second + 1);
      assert_tx_bps (&window, 80 * 8 / 2, 80 * 8 / 10, 80 * 8 / 40);
      g_assert_cmpuint (window.peak_tx, ==, 700);
    }
}

static void
test_time_never_goes_back (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 500);
  weir_rate_window_add (&window, 500, 1000, 0);
  weir_rate_window_advance (&window, 501);
  weir_rate_window_advance (&window, 400);
  g_assert_cmpint (window.second, ==, 501);
  assert_tx_bps (&window, 4000, 800, 200);

  /* Late bytes are not lost: they count in the slot that is filling. */
  weir_rate_window_add (&window, 499, 3000, 7);
  assert_tx_bps (&window, 4000, 800, 200);
  weir_rate_window_advance (&window, 502);
  assert_tx_bps (&window, 4000 * 8 / 2, 4000 * 8 / 10, 4000 * 8 / 40);
  assert_rx_bps (&window, 7 * 8 / 2, 7 * 8 / 10.0, 7 * 8 / 40.0);
  g_assert_cmpuint (window.peak_tx, ==, 3000);
}

static void
test_any_second_is_survived (void)
{
  /* As far as a time stamp in µs can reach: a file may claim it. */
  const int64_t last = G_MAXINT64 / G_USEC_PER_SEC;
  WeirRateWindow window;

  weir_rate_window_init (&window, -last);
  weir_rate_window_add (&window, -last, 100, 1);
  weir_rate_window_add (&window, -last + 1, 200, 2);
  weir_rate_window_advance (&window, -last + 2);
  assert_tx_bps (&window, 300 * 8 / 2, 300 * 8 / 10, 300 * 8 / 40);
  weir_rate_window_add (&window, last, 80, 0);
  assert_tx_bps (&window, 0, 0, 0);
  weir_rate_window_advance (&window, last + 1);
  assert_tx_bps (&window, 80 * 8 / 2, 80 * 8 / 10, 80 * 8 / 40);
}

static void
test_the_peak_of_both_is_a_maximum_of_sums (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 0);
  weir_rate_window_add (&window, 0, 500, 100);
  weir_rate_window_add (&window, 1, 100, 400);
  weir_rate_window_add (&window, 2, 10, 10);
  weir_rate_window_advance (&window, 3);

  g_assert_cmpuint (window.peak_tx, ==, 500);
  g_assert_cmpuint (window.peak_rx, ==, 400);
  g_assert_cmpuint (window.peak_both, ==, 600);
}

static void
test_slots_agree_with_the_sums (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (40);
  WeirRateWindow window;
  int64_t second = 0;

  weir_rate_window_init (&window, second);
  for (guint i = 0; i < 3000; i++)
    {
      static const WeirWindow windows[] = { WEIR_WINDOW_2S, WEIR_WINDOW_10S, WEIR_WINDOW_40S };

      if (g_rand_int_range (rand, 0, 2) == 0)
        second += g_rand_int_range (rand, 0, 20) == 0 ? g_rand_int_range (rand, 1, 90) : 1;
      weir_rate_window_add (&window, second, g_rand_int_range (rand, 0, 100000),
                            g_rand_int_range (rand, 0, 100));

      for (gsize w = 0; w < G_N_ELEMENTS (windows); w++)
        {
          guint seconds = weir_window_get_seconds (windows[w]);
          uint64_t tx = 0;
          uint64_t rx = 0;

          for (guint age = 0; age < seconds; age++)
            {
              tx += weir_rate_window_get_slot_tx (&window, age);
              rx += weir_rate_window_get_slot_rx (&window, age);
            }
          g_assert_cmpfloat_with_epsilon (weir_rate_window_get_tx_bps (&window, windows[w]),
                                          tx * 8.0 / seconds, 1e-6);
          g_assert_cmpfloat_with_epsilon (weir_rate_window_get_rx_bps (&window, windows[w]),
                                          rx * 8.0 / seconds, 1e-6);
        }
    }
}

static void
test_idle_includes_the_filling_slot (void)
{
  WeirRateWindow window;

  weir_rate_window_init (&window, 9);
  g_assert_true (weir_rate_window_is_idle (&window));
  weir_rate_window_add (&window, 9, 0, 1);
  g_assert_false (weir_rate_window_is_idle (&window));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-window/windows-have-their-seconds", test_windows_have_their_seconds);
  g_test_add_func ("/rate-window/the-filling-slot-does-not-count",
                   test_the_filling_slot_does_not_count);
  g_test_add_func ("/rate-window/a-steady-rate-shows-in-every-window",
                   test_a_steady_rate_shows_in_every_window);
  g_test_add_func ("/rate-window/a-second-leaves-each-window-on-time",
                   test_a_second_leaves_each_window_on_time);
  g_test_add_func ("/rate-window/a-gap-is-silence", test_a_gap_is_silence);
  g_test_add_func ("/rate-window/a-gap-longer-than-the-ring-empties-it",
                   test_a_gap_longer_than_the_ring_empties_it);
  g_test_add_func ("/rate-window/time-never-goes-back", test_time_never_goes_back);
  g_test_add_func ("/rate-window/any-second-is-survived", test_any_second_is_survived);
  g_test_add_func ("/rate-window/the-peak-of-both-is-a-maximum-of-sums",
                   test_the_peak_of_both_is_a_maximum_of_sums);
  g_test_add_func ("/rate-window/slots-agree-with-the-sums", test_slots_agree_with_the_sums);
  g_test_add_func ("/rate-window/idle-includes-the-filling-slot",
                   test_idle_includes_the_filling_slot);
  return g_test_run ();
}
