/* Until when every packet has come, by the stamps that packets have.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A packet comes some time after its stamp, and that time is measured by a clock that nobody sets.
 * So nothing is taken for late that has waited while this machine slept, or while somebody was
 * stopped on the way.  A part of a source; one thread.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_ARRIVAL_CLOCK_SAMPLES 4

typedef struct
{
  int64_t lateness_us; /* how long a packet takes at most */
  guint n_samples;
  struct
  {
    int64_t steady_us;
    int64_t real_us;
  } samples[WEIR_ARRIVAL_CLOCK_SAMPLES]; /* newest first */
} WeirArrivalClock;

/* Also to begin anew. */
void weir_arrival_clock_init (WeirArrivalClock *self, int64_t lateness_us);

/* What had come by then has been taken: times of the steady and the real clock, read before that.
 * @arrived_us: (out): no packet with an earlier stamp is to be expected
 * Returns: whether that is known yet */
gboolean weir_arrival_clock_tick (WeirArrivalClock *self,
                                  int64_t steady_us,
                                  int64_t real_us,
                                  int64_t *arrived_us);

G_END_DECLS
