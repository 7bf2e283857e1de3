/* Amounts for people: "24.3 Mb/s", "1.24 GB".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimal prefixes (1 kB = 1000 bytes, IEC 80000-13), three significant digits, the locale's
 * decimal point.  The prefix is chosen after rounding: never "1000 kb".
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_UNIT_BITS,
  WEIR_UNIT_BYTES,
} WeirUnit;

#define WEIR_UNITS_TEXT_MAX 32

/* A rate given in bits per second: "24.3 Mb" or "3.04 MB", with "/s" if @with_per_second.
 * Returns @text. */
const char *weir_units_format_rate (double bps,
                                    WeirUnit unit,
                                    gboolean with_per_second,
                                    char text[WEIR_UNITS_TEXT_MAX]);

/* A round rate, as on an axis, without needless decimals: "24 Mb/s", "2.5 Mb/s".  Returns @text. */
const char *weir_units_format_tick (double bps, WeirUnit unit, char text[WEIR_UNITS_TEXT_MAX]);

/* An amount of bytes: "1.24 GB", "312 B".  Returns @text. */
const char *weir_units_format_amount (guint64 bytes, char text[WEIR_UNITS_TEXT_MAX]);

/* The decimal digits of @value, without a NUL; many times faster than printf, for texts of
 * addresses by the ten thousand.  Returns: behind the last digit */
static inline char *
weir_units_put_digits (char *to, guint value)
{
  char digits[10];
  guint n = 0;

  do
    digits[n++] = (char) ('0' + value % 10);
  while ((value /= 10) > 0);
  while (n > 0)
    *to++ = digits[--n];
  return to;
}

G_END_DECLS
