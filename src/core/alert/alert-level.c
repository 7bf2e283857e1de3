/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-level.h"

/* What a sum of fractions of seconds may lack. */
#define ROUNDING 1e-6

WeirAlertChange
weir_alert_level_step (WeirAlertLevel *self,
                       double bps,
                       double elapsed,
                       double limit_bps,
                       guint seconds)
{
  if (self->is_up)
    {
      self->peak_bps = MAX (self->peak_bps, bps);
      self->seconds = bps < limit_bps * WEIR_ALERT_FALL ? self->seconds + elapsed : 0;
      if (self->seconds + ROUNDING < MAX (seconds, WEIR_ALERT_MIN_FALL_SECONDS))
        return WEIR_ALERT_STAYS;
      self->is_up = FALSE;
      self->seconds = 0;
      return WEIR_ALERT_FALLS;
    }

  if (bps <= limit_bps)
    {
      self->seconds = 0;
      self->peak_bps = 0;
      return WEIR_ALERT_STAYS;
    }
  self->seconds += elapsed;
  self->peak_bps = MAX (self->peak_bps, bps);
  if (self->seconds + ROUNDING < seconds)
    return WEIR_ALERT_STAYS;
  self->is_up = TRUE;
  self->seconds = 0;
  return WEIR_ALERT_RISES;
}
