/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/arrival-clock.h"

#include <string.h>

void
weir_arrival_clock_init (WeirArrivalClock *self, int64_t lateness_us)
{
  *self = (WeirArrivalClock){ .lateness_us = lateness_us };
}

/* The newest is @lateness_us old at most, all together at least. */
static void
add_sample (WeirArrivalClock *self, int64_t steady_us, int64_t real_us)
{
  int64_t spacing_us = self->lateness_us / (WEIR_ARRIVAL_CLOCK_SAMPLES - 1);

  if (self->n_samples > 0 && steady_us - self->samples[0].steady_us < spacing_us)
    return;

  memmove (self->samples + 1, self->samples,
           (WEIR_ARRIVAL_CLOCK_SAMPLES - 1) * sizeof self->samples[0]);
  self->samples[0].steady_us = steady_us;
  self->samples[0].real_us = real_us;
  self->n_samples = MIN (self->n_samples + 1, WEIR_ARRIVAL_CLOCK_SAMPLES);
}

gboolean
weir_arrival_clock_tick (WeirArrivalClock *self,
                         int64_t steady_us,
                         int64_t real_us,
                         int64_t *arrived_us)
{
  gboolean is_known = FALSE;

  for (guint i = 0; i < self->n_samples && !is_known; i++)
    {
      is_known = self->samples[i].steady_us <= steady_us - self->lateness_us;
      /* Where the clock was set back meanwhile, packets have the new time. */
      if (is_known)
        *arrived_us = MIN (self->samples[i].real_us, real_us - self->lateness_us);
    }
  add_sample (self, steady_us, real_us);
  return is_known;
}
