/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/bar-scale.h"
#include "core/graph-scale.h"

/* Of the unit: a logarithmic scale begins at 100 b/s or 10 B/s and is never shorter than three
 * decades. */
#define FIRST_BITS 1e2
#define FIRST_BYTES 1e1
#define LEAST_DECADES 3

/* Nothing that is measured is faster; keeps powers of ten within their numbers. */
#define MOST_BPS 1e14

#define MARKS_OF_LINEAR 5

static double
get_unit_bps (const WeirBarScale *self)
{
  return self->unit == WEIR_UNIT_BYTES ? 8 : 1;
}

static double
get_first_bps (const WeirBarScale *self)
{
  return self->unit == WEIR_UNIT_BYTES ? FIRST_BYTES * 8 : FIRST_BITS;
}

/* The power of ten of the unit that is not less. */
static double
round_up (const WeirBarScale *self, double bps)
{
  double end = get_first_bps (self) * pow (10, LEAST_DECADES);

  /* A link of 1 Gb/s is seen to carry a little more than that: no reason for the next decade. */
  while (end * 1.01 < bps && end < MOST_BPS)
    end *= 10;
  return end;
}

/* On a logarithmic scale the link decides: it costs slow flows little room.  On a linear one they
 * would be nothing beside it, so it is only the limit. */
static double
find_end (const WeirBarScale *self, double largest_bps)
{
  double end = round_up (self, largest_bps);

  if (self->link_bps <= 0)
    return end;
  if (self->kind == WEIR_BAR_SCALE_LOGARITHMIC)
    return MAX (end, round_up (self, self->link_bps));
  return largest_bps <= self->link_bps ? MIN (end, self->link_bps) : end;
}

gboolean
weir_bar_scale_set_up (WeirBarScale *self, WeirBarScaleKind kind, WeirUnit unit, double link_bps)
{
  if (self->kind == kind && self->unit == unit && self->link_bps == link_bps)
    return FALSE;

  *self = (WeirBarScale){ .kind = kind, .unit = unit, .link_bps = link_bps };
  return TRUE;
}

gboolean
weir_bar_scale_fit (WeirBarScale *self, double largest_bps, int64_t now_us)
{
  double end = find_end (self, largest_bps);
  double low_end = find_end (self, largest_bps * 1.5);

  if (end <= self->end_bps && low_end < self->end_bps)
    {
      /* In another capture it may be earlier. */
      if (!self->is_short || now_us < self->short_since_us)
        self->short_since_us = now_us;
      self->is_short = TRUE;
      if (now_us - self->short_since_us < WEIR_BAR_SCALE_PATIENCE_US)
        return FALSE;
      end = low_end;
    }
  else if (end <= self->end_bps)
    {
      self->is_short = FALSE;
      return FALSE;
    }

  self->end_bps = end;
  self->is_short = FALSE;
  return TRUE;
}

double
weir_bar_scale_get_fraction (const WeirBarScale *self, double bps)
{
  double first = get_first_bps (self);

  if (!(bps > 0) || self->end_bps <= 0)
    return 0;
  if (self->kind == WEIR_BAR_SCALE_LINEAR)
    return MIN (bps / self->end_bps, 1);
  return CLAMP (log10 (bps / first) / log10 (self->end_bps / first), 0.0, 1.0);
}

guint
weir_bar_scale_get_marks (const WeirBarScale *self, double marks[WEIR_BAR_SCALE_MAX_MARKS])
{
  guint n = 0;

  if (self->end_bps <= 0)
    return 0;

  if (self->kind == WEIR_BAR_SCALE_LINEAR)
    {
      n = weir_graph_scale_count_ticks (self->end_bps, self->unit, MARKS_OF_LINEAR);
      for (guint i = 0; i < n; i++)
        marks[i] = self->end_bps * (i + 1) / n;
      return n;
    }

  for (double bps = get_unit_bps (self) * 1000;
       bps <= self->end_bps * 1.001 && n < WEIR_BAR_SCALE_MAX_MARKS; bps *= 10)
    marks[n++] = bps;
  return n;
}
