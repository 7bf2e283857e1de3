/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/bar-scale.h"
#include "core/source/interface-speed.h"

#define SECOND G_USEC_PER_SEC

static void
test_ends_at_a_power_of_ten (void)
{
  static const struct
  {
    double largest, end;
    WeirUnit unit;
  } cases[] = {
    { 0, 1e5, WEIR_UNIT_BITS },     { 99e3, 1e5, WEIR_UNIT_BITS },   { 2e5, 1e6, WEIR_UNIT_BITS },
    { 9.4e8, 1e9, WEIR_UNIT_BITS }, { 3e9, 1e10, WEIR_UNIT_BITS },   { 8e3, 8e4, WEIR_UNIT_BYTES },
    { 9e6, 8e7, WEIR_UNIT_BYTES },  { 1e300, 1e14, WEIR_UNIT_BITS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (WeirBarScaleKind kind = 0; kind <= WEIR_BAR_SCALE_LINEAR; kind++)
        {
          WeirBarScale scale = { 0 };

          weir_bar_scale_set_up (&scale, kind, cases[i].unit, 0);
          g_assert_true (weir_bar_scale_fit (&scale, cases[i].largest, 0));
          g_assert_cmpfloat_with_epsilon (scale.end_bps, cases[i].end, 1);
        }
    }
}

static void
test_a_logarithmic_scale_reaches_the_speed_of_the_link (void)
{
  WeirBarScale scale = { 0 };

  weir_bar_scale_set_up (&scale, WEIR_BAR_SCALE_LOGARITHMIC, WEIR_UNIT_BITS, 1e9);
  weir_bar_scale_fit (&scale, 5e3, 0);
  g_assert_cmpfloat (scale.end_bps, ==, 1e9);

  /* What is said of a link may be wrong. */
  weir_bar_scale_fit (&scale, 4e9, SECOND);
  g_assert_cmpfloat (scale.end_bps, ==, 1e10);
}

static void
test_a_linear_scale_ends_with_the_link_at_the_latest (void)
{
  WeirBarScale scale = { 0 };

  weir_bar_scale_set_up (&scale, WEIR_BAR_SCALE_LINEAR, WEIR_UNIT_BITS, 2.5e9);
  weir_bar_scale_fit (&scale, 5e6, 0);
  g_assert_cmpfloat (scale.end_bps, ==, 1e7);
  weir_bar_scale_fit (&scale, 2.2e9, SECOND);
  g_assert_cmpfloat (scale.end_bps, ==, 2.5e9);
}

static void
test_rises_at_once_and_falls_with_patience (void)
{
  WeirBarScale scale = { 0 };

  weir_bar_scale_fit (&scale, 5e6, 0);
  g_assert_cmpfloat (scale.end_bps, ==, 1e7);
  g_assert_true (weir_bar_scale_fit (&scale, 2e7, SECOND));
  g_assert_cmpfloat (scale.end_bps, ==, 1e8);

  for (gint64 t = 2; t < 22; t++)
    g_assert_false (weir_bar_scale_fit (&scale, 1e6, t * SECOND));
  g_assert_true (weir_bar_scale_fit (&scale, 1e6, 22 * SECOND));
  g_assert_cmpfloat (scale.end_bps, ==, 1e7);
}

static void
test_does_not_follow_a_rate_that_trembles (void)
{
  WeirBarScale scale = { 0 };
  guint n_changes = 0;

  for (gint64 t = 0; t < 600; t++)
    n_changes += weir_bar_scale_fit (&scale, t % 3 != 0 ? 9.8e6 : 1.04e7, t * SECOND) ? 1 : 0;
  g_assert_cmpuint (n_changes, <=, 2);

  /* One burst in 15 seconds keeps it up. */
  n_changes = 0;
  for (gint64 t = 600; t < 1200; t++)
    n_changes += weir_bar_scale_fit (&scale, t % 15 != 0 ? 1e4 : 5e7, t * SECOND) ? 1 : 0;
  g_assert_cmpuint (n_changes, ==, 0);
}

static void
test_time_that_goes_back_is_borne (void)
{
  WeirBarScale scale = { 0 };

  weir_bar_scale_fit (&scale, 5e8, 1000 * SECOND);
  weir_bar_scale_fit (&scale, 1e3, 1001 * SECOND);
  g_assert_false (weir_bar_scale_fit (&scale, 1e3, 0));
  g_assert_true (weir_bar_scale_fit (&scale, 1e3, 20 * SECOND));
}

static void
test_starts_anew_for_something_else (void)
{
  WeirBarScale scale = { 0 };

  weir_bar_scale_fit (&scale, 5e8, 0);
  g_assert_false (weir_bar_scale_set_up (&scale, WEIR_BAR_SCALE_LOGARITHMIC, WEIR_UNIT_BITS, 0));
  g_assert_true (weir_bar_scale_set_up (&scale, WEIR_BAR_SCALE_LINEAR, WEIR_UNIT_BITS, 0));
  g_assert_true (weir_bar_scale_fit (&scale, 5e5, 0));
  g_assert_cmpfloat (scale.end_bps, ==, 1e6);
}

static void
test_fractions_lie_between_nothing_and_all (void)
{
  static const double rates[] = { -1, 0, 1e-9, 1, 99, 100, 1e3, 5e5, 1e9, 1e30, INFINITY };

  for (WeirBarScaleKind kind = 0; kind <= WEIR_BAR_SCALE_LINEAR; kind++)
    {
      WeirBarScale scale = { 0 };
      double before = 0;

      weir_bar_scale_set_up (&scale, kind, WEIR_UNIT_BITS, 0);
      g_assert_cmpfloat (weir_bar_scale_get_fraction (&scale, 1e6), ==, 0);
      weir_bar_scale_fit (&scale, 9e5, 0);
      for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
        {
          double fraction = weir_bar_scale_get_fraction (&scale, rates[i]);

          g_assert_cmpfloat (fraction, >=, before);
          g_assert_cmpfloat (fraction, <=, 1);
          before = fraction;
        }
      g_assert_cmpfloat (weir_bar_scale_get_fraction (&scale, NAN), ==, 0);
    }
}

static void
test_marks_are_round_and_on_the_scale (void)
{
  for (WeirBarScaleKind kind = 0; kind <= WEIR_BAR_SCALE_LINEAR; kind++)
    {
      for (WeirUnit unit = 0; unit <= WEIR_UNIT_BYTES; unit++)
        {
          for (double largest = 1; largest < 1e16; largest *= 7)
            {
              WeirBarScale scale = { 0 };
              double marks[WEIR_BAR_SCALE_MAX_MARKS];
              double before = 0;
              guint n;

              weir_bar_scale_set_up (&scale, kind, unit, 0);
              g_assert_cmpuint (weir_bar_scale_get_marks (&scale, marks), ==, 0);
              weir_bar_scale_fit (&scale, largest, 0);
              n = weir_bar_scale_get_marks (&scale, marks);
              g_assert_cmpuint (n, >=, 1);
              for (guint i = 0; i < n; i++)
                {
                  g_assert_cmpfloat (marks[i], >, before);
                  before = marks[i];
                }
              /* The last one is the end. */
              g_assert_cmpfloat_with_epsilon (marks[n - 1] / scale.end_bps, 1, 1e-6);
            }
        }
    }
}

static void
test_the_speed_of_a_link_is_read_as_it_is_told (void)
{
  g_assert_cmpfloat (weir_interface_parse_speed ("1000\n"), ==, 1e9);
  g_assert_cmpfloat (weir_interface_parse_speed ("2500"), ==, 2.5e9);
  /* Not connected, not known, not a number. */
  g_assert_cmpfloat (weir_interface_parse_speed ("-1\n"), ==, 0);
  g_assert_cmpfloat (weir_interface_parse_speed ("0\n"), ==, 0);
  g_assert_cmpfloat (weir_interface_parse_speed ("4294967295\n"), ==, 0);
  g_assert_cmpfloat (weir_interface_parse_speed (""), ==, 0);
  g_assert_cmpfloat (weir_interface_parse_speed ("fast"), ==, 0);
  g_assert_cmpfloat (weir_interface_parse_speed ("10 or so"), ==, 0);
  g_assert_cmpfloat (weir_interface_get_speed_bps ("../../../../etc"), ==, 0);
  g_assert_cmpfloat (weir_interface_get_speed_bps (""), ==, 0);
  g_assert_cmpfloat (weir_interface_get_speed_bps ("lo"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bar-scale/ends-at-a-power-of-ten", test_ends_at_a_power_of_ten);
  g_test_add_func ("/bar-scale/a-logarithmic-scale-reaches-the-speed-of-the-link",
                   test_a_logarithmic_scale_reaches_the_speed_of_the_link);
  g_test_add_func ("/bar-scale/a-linear-scale-ends-with-the-link-at-the-latest",
                   test_a_linear_scale_ends_with_the_link_at_the_latest);
  g_test_add_func ("/bar-scale/rises-at-once-and-falls-with-patience",
                   test_rises_at_once_and_falls_with_patience);
  g_test_add_func ("/bar-scale/does-not-follow-a-rate-that-trembles",
                   test_does_not_follow_a_rate_that_trembles);
  g_test_add_func ("/bar-scale/time-that-goes-back-is-borne", test_time_that_goes_back_is_borne);
  g_test_add_func ("/bar-scale/starts-anew-for-something-else",
                   test_starts_anew_for_something_else);
  g_test_add_func ("/bar-scale/fractions-lie-between-nothing-and-all",
                   test_fractions_lie_between_nothing_and_all);
  g_test_add_func ("/bar-scale/marks-are-round-and-on-the-scale",
                   test_marks_are_round_and_on_the_scale);
  g_test_add_func ("/bar-scale/the-speed-of-a-link-is-read-as-it-is-told",
                   test_the_speed_of_a_link_is_read_as_it_is_told);

  return g_test_run ();
}
