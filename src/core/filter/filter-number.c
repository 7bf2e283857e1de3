/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-number.h"

#include <math.h>
#include <string.h>

#define BITS_PER_BYTE 8.0

/* Digits before a point and behind it, as many as no value needs. */
#define MAX_DIGITS 40

typedef struct
{
  const char *name;
  double factor;
} Unit;

static const Unit rate_units[] = {
  { "", 1 },
  { "b", 1 },
  { "bit", 1 },
  { "bps", 1 },
  { "B", BITS_PER_BYTE },
  { "byte", BITS_PER_BYTE },
  { "Bps", BITS_PER_BYTE },
};

static const Unit amount_units[] = {
  { "", 1 }, { "b", 1 / BITS_PER_BYTE }, { "bit", 1 / BITS_PER_BYTE }, { "B", 1 }, { "byte", 1 },
};

static const Unit duration_units[] = {
  { "ms", 1e-3 }, { "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 },
};

static gboolean
find_unit (const Unit *units, gsize n_units, const char *name, double *factor)
{
  for (gsize i = 0; i < n_units; i++)
    {
      if (strcmp (units[i].name, name) == 0)
        {
          *factor = units[i].factor;
          return TRUE;
        }
    }

  return FALSE;
}

static double
read_prefix (const char **text)
{
  static const char prefixes[] = "kmgt";
  const char *found = **text != '\0' ? strchr (prefixes, g_ascii_tolower (**text)) : NULL;
  double base = 1000;

  if (found == NULL)
    return 1;
  (*text)++;
  if (**text == 'i')
    {
      (*text)++;
      base = 1024;
    }
  return pow (base, (double) (found - prefixes + 1));
}

static gboolean
read_factor (const char *text, WeirNumberUnit unit, double *factor)
{
  g_autofree char *name = NULL;
  double prefix;

  if (unit == WEIR_NUMBER_DURATION || unit == WEIR_NUMBER_RTT)
    {
      double scale = unit == WEIR_NUMBER_RTT ? 1e3 : 1;

      *factor = 1;
      if (*text == '\0')
        return TRUE;
      if (!find_unit (duration_units, G_N_ELEMENTS (duration_units), text, factor))
        return FALSE;
      *factor *= scale;
      return TRUE;
    }

  prefix = read_prefix (&text);
  *factor = prefix;
  if (unit == WEIR_NUMBER_COUNT)
    return *text == '\0';

  name = g_strdup (text);
  if (unit == WEIR_NUMBER_RATE && g_str_has_suffix (name, "/s"))
    name[strlen (name) - 2] = '\0';
  if (!find_unit (unit == WEIR_NUMBER_RATE ? rate_units : amount_units,
                  unit == WEIR_NUMBER_RATE ? G_N_ELEMENTS (rate_units)
                                           : G_N_ELEMENTS (amount_units),
                  name, factor))
    return FALSE;

  *factor *= prefix;
  return TRUE;
}

gboolean
weir_filter_number_parse (const char *text, WeirNumberUnit unit, double *value)
{
  /* Signs, exponents and hexadecimal, which strtod knows, are none of ours. */
  gsize length = strspn (text, "0123456789.");
  char digits[MAX_DIGITS + 1];
  char *end;
  double factor;

  if (length == 0 || length > MAX_DIGITS)
    return FALSE;
  memcpy (digits, text, length);
  digits[length] = '\0';
  *value = g_ascii_strtod (digits, &end);
  if (*end != '\0' || end == digits || !read_factor (text + length, unit, &factor))
    return FALSE;

  *value *= factor;
  return TRUE;
}
