/* Whether a rate is too high, without wavering: it has to be for so long, and then to fall well
 * below for as long.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value; time is an argument.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Of the limit: below it an alert ends. */
#define WEIR_ALERT_FALL 0.8

/* However short the rule's time is, an alert does not end sooner. */
#define WEIR_ALERT_MIN_FALL_SECONDS 5

typedef struct
{
  double seconds;    /* above the limit, or once it is up, below WEIR_ALERT_FALL of it */
  double peak_bps;   /* since it began to be above */
  uint64_t alert_id; /* of its user */
  gboolean is_up;
} WeirAlertLevel;

typedef enum
{
  WEIR_ALERT_STAYS,
  WEIR_ALERT_RISES,
  WEIR_ALERT_FALLS,
} WeirAlertChange;

/* The last @elapsed seconds had a mean of @bps. */
WeirAlertChange weir_alert_level_step (WeirAlertLevel *self,
                                       double bps,
                                       double elapsed,
                                       double limit_bps,
                                       guint seconds);

G_END_DECLS
