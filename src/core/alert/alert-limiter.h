/* So many a minute, and then, once, how many more there were: never a storm.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value; time is an argument.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_ALERT_LIMITER_MAX 32

typedef struct
{
  guint max; /* in a minute, at most WEIR_ALERT_LIMITER_MAX */
  int64_t sent_us[WEIR_ALERT_LIMITER_MAX];
  guint n_sent;    /* in the minute before the last call */
  guint n_held;    /* those that had to wait */
  int64_t held_us; /* since when */
  int64_t released_us;
  gboolean has_released;
} WeirAlertLimiter;

void weir_alert_limiter_init (WeirAlertLimiter *self, guint max);

/* Returns: whether this one may be told by itself; if not it is held back */
gboolean weir_alert_limiter_take (WeirAlertLimiter *self, int64_t now_us);

/* To be called now and then.
 * Returns: how many are held back and are to be told together now, in one; 0: none, or not yet */
guint weir_alert_limiter_release (WeirAlertLimiter *self, int64_t now_us);

G_END_DECLS
