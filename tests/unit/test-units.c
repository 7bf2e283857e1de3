/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/units.h"

#include <locale.h>
#include <math.h>

typedef struct
{
  double value;
  const char *text;
} Case;

static void
three_significant_digits (void)
{
  const Case cases[] = {
    { 0, "0 b" },
    { 0.4, "0 b" },
    { 1, "1 b" },
    { 76.4, "76 b" },
    { 999, "999 b" },
    { 999.4, "999 b" },
    { 999.6, "1.00 kb" },
    { 1000, "1.00 kb" },
    { 1234, "1.23 kb" },
    { 9994, "9.99 kb" },
    { 9996, "10.0 kb" },
    { 38000, "38.0 kb" },
    { 99940, "99.9 kb" },
    { 99960, "100 kb" },
    { 412e3, "412 kb" },
    { 999.4e3, "999 kb" },
    { 999.96e3, "1.00 Mb" },
    { 24.3e6, "24.3 Mb" },
    { 999.96e6, "1.00 Gb" },
    { 100e9, "100 Gb" },
    { 1e12, "1.00 Tb" },
    { 123456e12, "123456 Tb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[WEIR_UNITS_TEXT_MAX];

      g_assert_cmpstr (weir_units_format_rate (cases[i].value, WEIR_UNIT_BITS, FALSE, text), ==,
                       cases[i].text);
    }
}

static void
bytes_are_an_eighth_of_the_bits (void)
{
  const Case cases[] = {
    { 0, "0 B/s" },          { 8, "1 B/s" },        { 8000, "1.00 kB/s" },
    { 24.3e6, "3.04 MB/s" }, { 8e15, "1.00 PB/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[WEIR_UNITS_TEXT_MAX];

      g_assert_cmpstr (weir_units_format_rate (cases[i].value, WEIR_UNIT_BYTES, TRUE, text), ==,
                       cases[i].text);
    }
}

static void
ticks_have_no_needless_decimals (void)
{
  const Case cases[] = {
    { 0, "0 b/s" },        { 250, "250 b/s" },    { 999.9999999, "1 kb/s" },
    { 1000, "1 kb/s" },    { 2500, "2.5 kb/s" },  { 24e6, "24 Mb/s" },
    { 0.2e9, "200 Mb/s" }, { 7.5e9, "7.5 Gb/s" }, { 6e6 * 2 / 3, "4 Mb/s" },
    { 100e9, "100 Gb/s" },
  };
  char text[WEIR_UNITS_TEXT_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (weir_units_format_tick (cases[i].value, WEIR_UNIT_BITS, text), ==,
                     cases[i].text);

  g_assert_cmpstr (weir_units_format_tick (12e6, WEIR_UNIT_BYTES, text), ==, "1.5 MB/s");
}

static void
nonsense_is_nothing (void)
{
  const double cases[] = { NAN, INFINITY, -INFINITY, -1.0, -0.0 };
  char text[WEIR_UNITS_TEXT_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      weir_units_format_rate (cases[i], WEIR_UNIT_BITS, TRUE, text);
      g_assert_cmpstr (text, ==, "0 b/s");
    }

  /* Not cut off before its unit, however large. */
  weir_units_format_rate (G_MAXDOUBLE, WEIR_UNIT_BITS, TRUE, text);
  g_assert_true (g_str_has_suffix (text, " Tb/s"));
  weir_units_format_rate (G_MAXDOUBLE, WEIR_UNIT_BYTES, TRUE, text);
  g_assert_true (g_str_has_suffix (text, " PB/s"));
}

static void
amounts_are_bytes (void)
{
  const struct
  {
    guint64 bytes;
    const char *text;
  } cases[] = {
    { 0, "0 B" },
    { 312, "312 B" },
    { 999, "999 B" },
    { 1000, "1.00 kB" },
    { G_GUINT64_CONSTANT (1240000000), "1.24 GB" },
    { G_GUINT64_CONSTANT (612000000), "612 MB" },
    { G_GUINT64_CONSTANT (999999999999), "1.00 TB" },
    { G_MAXUINT64, "18447 PB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[WEIR_UNITS_TEXT_MAX];

      g_assert_cmpstr (weir_units_format_amount (cases[i].bytes, text), ==, cases[i].text);
    }
}

static void
the_decimal_point_is_the_locales (void)
{
  const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8" };
  char text[WEIR_UNITS_TEXT_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    if (setlocale (LC_NUMERIC, locales[i]) != NULL)
      {
        weir_units_format_rate (24.3e6, WEIR_UNIT_BITS, FALSE, text);
        setlocale (LC_NUMERIC, "C");
        g_assert_cmpstr (text, ==, "24,3 Mb");
        return;
      }
  g_test_skip ("no locale with a decimal comma is installed");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/units/three-significant-digits", three_significant_digits);
  g_test_add_func ("/units/bytes-are-an-eighth-of-the-bits", bytes_are_an_eighth_of_the_bits);
  g_test_add_func ("/units/ticks-have-no-needless-decimals", ticks_have_no_needless_decimals);
  g_test_add_func ("/units/nonsense-is-nothing", nonsense_is_nothing);
  g_test_add_func ("/units/amounts-are-bytes", amounts_are_bytes);
  g_test_add_func ("/units/the-decimal-point-is-the-locales", the_decimal_point_is_the_locales);

  return g_test_run ();
}
