/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/timeline.h"

/* Enough for the first minutes, then it doubles. */
#define FIRST_CAPACITY 256

typedef struct
{
  uint64_t tx_bytes;
  uint64_t rx_bytes;
} Second;

struct _WeirTimeline
{
  Second *seconds; /* ring */
  guint capacity;
  guint first; /* place of the oldest second */
  guint n_seconds;
  int64_t newest;
};

WeirTimeline *
weir_timeline_new (void)
{
  return g_new0 (WeirTimeline, 1);
}

void
weir_timeline_free (WeirTimeline *self)
{
  if (self == NULL)
    return;

  g_free (self->seconds);
  g_free (self);
}

WeirTimeline *
weir_timeline_copy (const WeirTimeline *self)
{
  WeirTimeline *copy = g_memdup2 (self, sizeof *self);

  copy->seconds = g_memdup2 (self->seconds, self->capacity * sizeof (Second));
  return copy;
}

/* @index counts from the oldest second. */
static Second *
second_at (const WeirTimeline *self, guint index)
{
  return &self->seconds[(self->first + index) % self->capacity];
}

static void
grow (WeirTimeline *self, guint n_wanted)
{
  guint capacity = MAX (self->capacity, FIRST_CAPACITY);
  Second *seconds;

  while (capacity < n_wanted)
    capacity *= 2;
  capacity = MIN (capacity, WEIR_TIMELINE_SECONDS);
  if (capacity == self->capacity)
    return;

  seconds = g_new (Second, capacity);
  for (guint i = 0; i < self->n_seconds; i++)
    seconds[i] = *second_at (self, i);

  g_free (self->seconds);
  self->seconds = seconds;
  self->capacity = capacity;
  self->first = 0;
}

static void
append_zeros (WeirTimeline *self, guint n)
{
  grow (self, MIN (self->n_seconds + n, WEIR_TIMELINE_SECONDS));

  for (guint i = 0; i < n; i++)
    {
      if (self->n_seconds == self->capacity)
        self->first = (self->first + 1) % self->capacity;
      else
        self->n_seconds++;
      *second_at (self, self->n_seconds - 1) = (Second){ 0 };
    }
}

void
weir_timeline_add (WeirTimeline *self, int64_t second, uint64_t tx_bytes, uint64_t rx_bytes)
{
  Second *newest;

  g_return_if_fail (self != NULL);

  if (self->n_seconds == 0)
    {
      append_zeros (self, 1);
      self->newest = second;
    }
  else if (second > self->newest)
    {
      /* Times come from packets and may be any number: the difference need not fit an int64_t. */
      uint64_t gap = (uint64_t) second - (uint64_t) self->newest;

      append_zeros (self, (guint) MIN (gap, WEIR_TIMELINE_SECONDS));
      self->newest = second;
    }

  newest = second_at (self, self->n_seconds - 1);
  newest->tx_bytes += tx_bytes;
  newest->rx_bytes += rx_bytes;
}

gboolean
weir_timeline_get_range (const WeirTimeline *self, int64_t *oldest, int64_t *newest)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_seconds == 0)
    return FALSE;

  *oldest = self->newest - (int64_t) (self->n_seconds - 1);
  *newest = self->newest;
  return TRUE;
}

void
weir_timeline_get (const WeirTimeline *self, int64_t second, uint64_t *tx_bytes, uint64_t *rx_bytes)
{
  uint64_t age;

  g_return_if_fail (self != NULL);

  *tx_bytes = 0;
  *rx_bytes = 0;

  if (second > self->newest)
    return;
  age = (uint64_t) self->newest - (uint64_t) second;
  if (age < self->n_seconds)
    {
      const Second *found = second_at (self, self->n_seconds - 1 - (guint) age);

      *tx_bytes = found->tx_bytes;
      *rx_bytes = found->rx_bytes;
    }
}

void
weir_timeline_get_peak (const WeirTimeline *self,
                        int64_t second,
                        guint n_seconds,
                        uint64_t *tx_bytes,
                        uint64_t *rx_bytes)
{
  *tx_bytes = 0;
  *rx_bytes = 0;

  for (guint i = 0; i < n_seconds && second <= G_MAXINT64 - (int64_t) i; i++)
    {
      uint64_t tx;
      uint64_t rx;

      weir_timeline_get (self, second + (int64_t) i, &tx, &rx);
      *tx_bytes = MAX (*tx_bytes, tx);
      *rx_bytes = MAX (*rx_bytes, rx);
    }
}
