/* The levels that a rate graph draws: the finished seconds of a timeline, joined where too many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Joined seconds make a step as high as the highest of them.  Such steps begin at multiples of
 * their length, not at the edge of the graph, so that what they show stays the same while they
 * move.
 *
 * Ages count back, in seconds, from the end of what is shown.  That is, if nothing else is wanted,
 * the beginning of the second that is still filling: the newest finished one reaches from age 1 to
 * age 0.
 */
#pragma once

#include "core/flow/timeline.h"

G_BEGIN_DECLS

typedef struct
{
  guint near; /* age of its end */
  guint far;  /* age of its beginning; may lie beyond the span */
  double tx_bps;
  double rx_bps;
} WeirGraphStep;

typedef struct
{
  guint span;        /* seconds the graph shows */
  gboolean is_empty; /* nothing is known yet: the rest is zero */
  int64_t newest;    /* number of the second at age 0, the first that is not shown */
  GArray *steps;     /* of WeirGraphStep, newest first, without gaps */
  double tx_peak_bps;
  double rx_peak_bps;
} WeirGraphSteps;

/* "All" of the first moments is this long. */
#define WEIR_GRAPH_STEPS_MIN_SPAN 10

void weir_graph_steps_init (WeirGraphSteps *self);
void weir_graph_steps_clear (WeirGraphSteps *self);

/* @timeline may be %NULL.  @span 0: all of it.  At most @max_steps + 1 steps, for the first and
 * the last may be only partly within the span. */
void weir_graph_steps_collect (WeirGraphSteps *self,
                               const WeirTimeline *timeline,
                               guint span,
                               guint max_steps);

/* The same, up to but without the second @end instead of the one that is still filling.  @timeline
 * need not reach so far: what it does not know is zero. */
void weir_graph_steps_collect_until (WeirGraphSteps *self,
                                     const WeirTimeline *timeline,
                                     int64_t end,
                                     guint span,
                                     guint max_steps);

/* The seconds of a step, the last included. */
int64_t weir_graph_steps_get_first_second (const WeirGraphSteps *self, const WeirGraphStep *step);
int64_t weir_graph_steps_get_last_second (const WeirGraphSteps *self, const WeirGraphStep *step);

/* The step at an age, %NULL where there is none. */
const WeirGraphStep *weir_graph_steps_find (const WeirGraphSteps *self, double age);

G_END_DECLS
