/* How evenly the list of the real window scrolls, for the benchmarks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "window-fixture.h"

#define FRAME_METER_FRAMES 300

/* Processor time of this thread, in ms. */
double frame_meter_get_cpu_ms (void);

/* Sorts @values.  @part: 0.5 for the median */
double frame_meter_get_quantile (double *values, guint n, double part);

/* What happens between two frames; @n: frames so far */
typedef void (*FrameMeterFunc) (guint n, gpointer user_data);

/* Scrolls up and down for so many frames and prints how they came.
 * @func: (nullable)
 * Returns: the median of what a frame took, in ms of processor time */
double frame_meter_scroll (Fixture *fixture, FrameMeterFunc func, gpointer user_data);
