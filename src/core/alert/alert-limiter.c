/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-limiter.h"

#include <string.h>

#define MINUTE_US (60 * (int64_t) G_USEC_PER_SEC)

/* Those that come within this time are told together. */
#define GATHER_US (10 * (int64_t) G_USEC_PER_SEC)

void
weir_alert_limiter_init (WeirAlertLimiter *self, guint max)
{
  memset (self, 0, sizeof *self);
  self->max = MIN (max, WEIR_ALERT_LIMITER_MAX);
}

static void
forget_old (WeirAlertLimiter *self, int64_t now_us)
{
  guint n = 0;

  /* The clock was set back: what was sent was sent just now. */
  for (guint i = 0; i < self->n_sent; i++)
    self->sent_us[i] = MIN (self->sent_us[i], now_us);
  self->held_us = MIN (self->held_us, now_us);
  self->released_us = MIN (self->released_us, now_us);

  for (guint i = 0; i < self->n_sent; i++)
    {
      if (now_us - self->sent_us[i] < MINUTE_US)
        self->sent_us[n++] = self->sent_us[i];
    }
  self->n_sent = n;
}

gboolean
weir_alert_limiter_take (WeirAlertLimiter *self, int64_t now_us)
{
  forget_old (self, now_us);
  if (self->n_held == 0 && self->n_sent < self->max)
    {
      self->sent_us[self->n_sent++] = now_us;
      return TRUE;
    }

  if (self->n_held++ == 0)
    self->held_us = now_us;
  return FALSE;
}

guint
weir_alert_limiter_release (WeirAlertLimiter *self, int64_t now_us)
{
  guint n_held = self->n_held;

  forget_old (self, now_us);
  if (n_held == 0 || now_us - self->held_us < GATHER_US
      || (self->has_released && now_us - self->released_us < MINUTE_US))
    return 0;

  self->n_held = 0;
  self->released_us = now_us;
  self->has_released = TRUE;
  return n_held;
}
