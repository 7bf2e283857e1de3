/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/graph-scale.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_END 1000.0

/* Keeps the arithmetic finite whatever comes in. */
#define MAX_END 1e24

/* An axis that is to be made smaller gets this much more than it needs. */
#define HEADROOM 1.25

/* For comparisons of numbers that should be equal but for rounding. */
#define TOLERANCE 1e-9

static double
bps_per_unit (WeirUnit unit)
{
  return unit == WEIR_UNIT_BYTES ? 8.0 : 1.0;
}

static double
power_of_ten_below (double value)
{
  return pow (10.0, floor (log10 (value) + TOLERANCE));
}

/* The smallest round number that is not below @value. */
static double
round_up (double value)
{
  const double steps[] = { 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0 };
  double power;
  guint i = 0;

  if (!(value > MIN_END))
    return MIN_END;

  value = MIN (value, MAX_END);
  power = power_of_ten_below (value);
  while (i + 1 < G_N_ELEMENTS (steps) && steps[i] * power < value * (1.0 - TOLERANCE))
    i++;
  return steps[i] * power;
}

double
weir_graph_scale_get_end (double current_bps, double peak_bps, WeirUnit unit)
{
  double factor = bps_per_unit (unit);
  double current = current_bps / factor;
  double peak = peak_bps / factor;
  double end = round_up (peak);

  if (end > current * (1.0 + TOLERANCE))
    return end * factor;

  end = round_up (peak * HEADROOM);
  return MIN (end, current) * factor;
}

static gboolean
is_one_of (double value, const double *mantissas, guint n_mantissas)
{
  double mantissa = value / power_of_ten_below (value);

  for (guint i = 0; i < n_mantissas; i++)
    if (fabs (mantissa - mantissas[i]) < 1e-6)
      return TRUE;

  return FALSE;
}

guint
weir_graph_scale_count_ticks (double end_bps, WeirUnit unit, guint max_ticks)
{
  const double best[] = { 1.0, 2.0, 2.5, 5.0 };
  const double good[] = { 1.5, 3.0, 4.0, 7.5 };
  double end = end_bps / bps_per_unit (unit);

  max_ticks = MIN (max_ticks, WEIR_GRAPH_SCALE_MAX_TICKS);
  for (guint n = max_ticks; n > 1; n--)
    if (is_one_of (end / n, best, G_N_ELEMENTS (best)))
      return n;
  for (guint n = max_ticks; n > 1; n--)
    if (is_one_of (end / n, good, G_N_ELEMENTS (good)))
      return n;

  return 1;
}

guint
weir_graph_scale_get_time_step (guint span, guint max_ticks)
{
  const guint hour = 60 * 60;
  const guint day = 24 * hour;
  const guint steps[] = {
    1,   2,   5,    10,   15,       30,       60,       120,       300,
    600, 900, 1800, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day,
  };

  max_ticks = MAX (max_ticks, 1);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (span / steps[i] <= max_ticks)
      return steps[i];

  /* Nothing is kept that long. */
  return span;
}

char *
weir_graph_scale_dup_age (guint seconds)
{
  guint hours = seconds / 3600;
  guint minutes = seconds / 60 % 60;

  if (seconds == 0)
    return g_strdup (C_ ("graph", "now"));

  if (hours > 0 && seconds % 3600 == 0)
    return g_strdup_printf (C_ ("graph", "−%u h"), hours);
  if (hours > 0)
    return g_strdup_printf (C_ ("graph", "−%u h %u min"), hours, minutes);
  if (minutes > 0 && seconds % 60 == 0)
    return g_strdup_printf (C_ ("graph", "−%u min"), minutes);
  if (minutes > 0)
    return g_strdup_printf (C_ ("graph", "−%u min %u s"), minutes, seconds % 60);
  return g_strdup_printf (C_ ("graph", "−%u s"), seconds);
}
