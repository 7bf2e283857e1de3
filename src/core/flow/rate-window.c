/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/rate-window.h"

#include <string.h>

#define RING (WEIR_RATE_SLOTS + 1)

static const guint window_seconds[WEIR_N_WINDOWS] = { 2, 10, 40 };

guint
weir_window_get_seconds (WeirWindow window)
{
  return window_seconds[window];
}

/* Seconds before 1970 are possible in a damaged file. */
static inline guint
ring_index (int64_t second)
{
  int64_t index = second % RING;

  return (guint) (index < 0 ? index + RING : index);
}

void
weir_rate_window_init (WeirRateWindow *self, int64_t second)
{
  memset (self, 0, sizeof *self);
  self->second = second;
}

static void
finish_slot (WeirRateWindow *self)
{
  guint current = ring_index (self->second);
  uint64_t tx = self->tx[current];
  uint64_t rx = self->rx[current];
  guint next;

  self->peak_tx = MAX (self->peak_tx, tx);
  self->peak_rx = MAX (self->peak_rx, rx);
  self->peak_both = MAX (self->peak_both, tx + rx);

  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    {
      guint leaving = ring_index (self->second - window_seconds[i]);

      self->tx_sum[i] += tx - self->tx[leaving];
      self->rx_sum[i] += rx - self->rx[leaving];
    }

  self->second++;
  next = ring_index (self->second);
  self->tx[next] = 0;
  self->rx[next] = 0;
}

void
weir_rate_window_advance (WeirRateWindow *self, int64_t second)
{
  if (second <= self->second)
    return;

  if (second - self->second > WEIR_RATE_SLOTS)
    {
      finish_slot (self);
      memset (self->tx, 0, sizeof self->tx);
      memset (self->rx, 0, sizeof self->rx);
      memset (self->tx_sum, 0, sizeof self->tx_sum);
      memset (self->rx_sum, 0, sizeof self->rx_sum);
      self->second = second;
      return;
    }

  while (self->second < second)
    finish_slot (self);
}

void
weir_rate_window_add (WeirRateWindow *self, int64_t second, uint64_t tx_bytes, uint64_t rx_bytes)
{
  guint current;

  weir_rate_window_advance (self, second);
  current = ring_index (self->second);
  self->tx[current] += tx_bytes;
  self->rx[current] += rx_bytes;
}

void
weir_rate_window_add_window (WeirRateWindow *self, const WeirRateWindow *other)
{
  /* Seconds, not places in the ring: the other one may have been idle, and lag behind. */
  int64_t first = self->second - WEIR_RATE_SLOTS;

  for (int64_t second = MAX (first, other->second - WEIR_RATE_SLOTS);
       second <= MIN (self->second, other->second); second++)
    {
      guint index = ring_index (second);
      uint64_t tx = other->tx[index];
      uint64_t rx = other->rx[index];

      if (tx == 0 && rx == 0)
        continue;
      self->tx[index] += tx;
      self->rx[index] += rx;
      for (guint i = 0; i < WEIR_N_WINDOWS; i++)
        {
          if (second < self->second && second >= self->second - window_seconds[i])
            {
              self->tx_sum[i] += tx;
              self->rx_sum[i] += rx;
            }
        }
    }
}

double
weir_rate_window_get_tx_bps (const WeirRateWindow *self, WeirWindow window)
{
  return (double) self->tx_sum[window] * 8.0 / window_seconds[window];
}

double
weir_rate_window_get_rx_bps (const WeirRateWindow *self, WeirWindow window)
{
  return (double) self->rx_sum[window] * 8.0 / window_seconds[window];
}

gboolean
weir_rate_window_is_idle (const WeirRateWindow *self)
{
  guint current = ring_index (self->second);

  return self->tx_sum[WEIR_WINDOW_40S] == 0 && self->rx_sum[WEIR_WINDOW_40S] == 0
         && self->tx[current] == 0 && self->rx[current] == 0;
}

uint64_t
weir_rate_window_get_slot_tx (const WeirRateWindow *self, guint age)
{
  return age < WEIR_RATE_SLOTS ? self->tx[ring_index (self->second - 1 - age)] : 0;
}

uint64_t
weir_rate_window_get_slot_rx (const WeirRateWindow *self, guint age)
{
  return age < WEIR_RATE_SLOTS ? self->rx[ring_index (self->second - 1 - age)] : 0;
}
