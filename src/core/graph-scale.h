/* The axes of a rate graph: where they end, where their ticks are, what the ticks say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure functions; knows no pixels beyond "at most so many ticks fit".
 */
#pragma once

#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_GRAPH_SCALE_MAX_TICKS 5

/* The upper end of an axis that shows rates up to @peak_bps: a round number of the unit, never
 * less than 1000 of it.  @current_bps is the end so far, 0 if there is none: it is kept until it
 * is too small, or so large that a smaller one would leave a fifth of the axis free, so that
 * a rate that trembles around a round number does not make the axis jump. */
double weir_graph_scale_get_end (double current_bps, double peak_bps, WeirUnit unit);

/* Ticks at equal, round distances above zero, the last at @end_bps: as many as there are up to
 * @max_ticks and WEIR_GRAPH_SCALE_MAX_TICKS, but at least that last one.  Returns how many;
 * tick i (from 1) is at @end_bps * i / n. */
guint weir_graph_scale_count_ticks (double end_bps, WeirUnit unit, guint max_ticks);

/* Seconds between the ticks of a time axis of @span seconds, so that there are at most @max_ticks
 * of them after the one at zero. */
guint weir_graph_scale_get_time_step (guint span, guint max_ticks);

/* "now", "−30 s", "−4 min", "−1 h 30 min".  In the user's language. */
char *weir_graph_scale_dup_age (guint seconds);

G_END_DECLS
