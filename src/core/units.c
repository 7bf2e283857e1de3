/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/units.h"

#include <math.h>

/* Past the last prefix the digits just grow.  This keeps even nonsense within the caller's text. */
#define VALUE_MAX 1e24

static const char *const bit_names[] = { "b", "kb", "Mb", "Gb", "Tb" };
static const char *const byte_names[] = { "B", "kB", "MB", "GB", "TB", "PB" };

typedef enum
{
  DIGITS_THREE,
  DIGITS_NEEDED, /* at most one decimal, none if it would be a zero */
} Digits;

static const char *
format (double value,
        Digits digits,
        const char *const *names,
        guint n_names,
        const char *suffix,
        char text[WEIR_UNITS_TEXT_MAX])
{
  double scale = 1.0;
  double scaled;
  guint prefix = 0;
  int decimals = 0;

  /* Zero too, for it may be a negative zero. */
  if (!isfinite (value) || value <= 0.0)
    value = 0.0;
  value = MIN (value, VALUE_MAX);

  /* 999.5 is what rounds to four digits. */
  while (prefix + 1 < n_names && value / scale >= 999.5)
    {
      scale *= 1000.0;
      prefix++;
    }
  scaled = value / scale;

  if (digits == DIGITS_NEEDED)
    decimals = prefix > 0 && fabs (scaled - round (scaled)) >= 0.05 ? 1 : 0;
  else if (prefix > 0 && scaled < 9.995)
    decimals = 2;
  else if (prefix > 0 && scaled < 99.95)
    decimals = 1;

  g_snprintf (text, WEIR_UNITS_TEXT_MAX, "%.*f %s%s", decimals, scaled, names[prefix], suffix);
  return text;
}

static const char *
format_rate (double bps,
             WeirUnit unit,
             Digits digits,
             const char *suffix,
             char text[WEIR_UNITS_TEXT_MAX])
{
  if (unit == WEIR_UNIT_BYTES)
    return format (bps / 8.0, digits, byte_names, G_N_ELEMENTS (byte_names), suffix, text);
  return format (bps, digits, bit_names, G_N_ELEMENTS (bit_names), suffix, text);
}

const char *
weir_units_format_rate (double bps,
                        WeirUnit unit,
                        gboolean with_per_second,
                        char text[WEIR_UNITS_TEXT_MAX])
{
  return format_rate (bps, unit, DIGITS_THREE, with_per_second ? "/s" : "", text);
}

const char *
weir_units_format_tick (double bps, WeirUnit unit, char text[WEIR_UNITS_TEXT_MAX])
{
  return format_rate (bps, unit, DIGITS_NEEDED, "/s", text);
}

const char *
weir_units_format_amount (guint64 bytes, char text[WEIR_UNITS_TEXT_MAX])
{
  return format ((double) bytes, DIGITS_THREE, byte_names, G_N_ELEMENTS (byte_names), "", text);
}
