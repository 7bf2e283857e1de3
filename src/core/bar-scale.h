/* How long the bars of the list are: where their scale begins and ends, and what its marks say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end is the speed of the link where that is known, else what is seen, rounded up to a power of
 * ten: all bars change their length when it changes, so that should be rare.  Pure; time is an
 * argument.
 */
#pragma once

#include "core/units.h"

G_BEGIN_DECLS

/* The values of the setting "bar-scale". */
typedef enum
{
  WEIR_BAR_SCALE_LOGARITHMIC,
  WEIR_BAR_SCALE_LINEAR,
} WeirBarScaleKind;

#define WEIR_BAR_SCALE_MAX_MARKS 16

/* The end falls only after the bars have been short for this long. */
#define WEIR_BAR_SCALE_PATIENCE_US (20 * G_USEC_PER_SEC)

/* Begins as zeroes. */
typedef struct
{
  WeirBarScaleKind kind;
  WeirUnit unit;
  double link_bps; /* 0: not known */
  double end_bps;  /* 0: nothing has been seen */
  gboolean is_short;
  int64_t short_since_us;
} WeirBarScale;

/* What the scale is for; the end is found anew if that is something else than before.
 * Returns: whether it is */
gboolean weir_bar_scale_set_up (WeirBarScale *self,
                                WeirBarScaleKind kind,
                                WeirUnit unit,
                                double link_bps);

/* Takes the longest bar at @now_us.  The end rises at once.  It falls when it would have been lower
 * with bars half as long again, for as long as WEIR_BAR_SCALE_PATIENCE_US.
 * Returns: whether the end has changed */
gboolean weir_bar_scale_fit (WeirBarScale *self, double largest_bps, int64_t now_us);

/* 0 … 1 */
double weir_bar_scale_get_fraction (const WeirBarScale *self, double bps);

/* Round rates along the scale, rising; on a logarithmic one every power of ten.
 * Returns: how many */
guint weir_bar_scale_get_marks (const WeirBarScale *self, double marks[WEIR_BAR_SCALE_MAX_MARKS]);

G_END_DECLS
