/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/history-sum.h"

#include <string.h>

/* What was answered for a flow, in the place of its slot; which flow that was is told by the end of
 * its serial, above the lowest bit. */
#define ANSWER(serial, is_admitted) (((uint32_t) (serial) << 1) | ((is_admitted) ? 1 : 0))

struct _WeirHistorySum
{
  const WeirHistory *history;
  WeirHistoryMatch match;
  gpointer user_data;

  WeirTimeline *timeline; /* (nullable): complete up to @next_second */
  WeirTimeline *building; /* (nullable): what is to take its place */
  int64_t next_second;    /* of the one that is worked on */
  gboolean has_next;      /* else it begins with the oldest */

  uint32_t *answers; /* by slot; 0: not asked yet, for serials begin with 1 */
  guint n_answers;
  int64_t spent_us;
  int64_t cost_us;
};

WeirHistorySum *
weir_history_sum_new (const WeirHistory *history, WeirHistoryMatch match, gpointer user_data)
{
  WeirHistorySum *self = g_new0 (WeirHistorySum, 1);

  self->history = history;
  self->match = match;
  self->user_data = user_data;
  weir_history_sum_restart (self);
  return self;
}

void
weir_history_sum_free (WeirHistorySum *self)
{
  g_clear_pointer (&self->timeline, weir_timeline_free);
  g_clear_pointer (&self->building, weir_timeline_free);
  g_free (self->answers);
  g_free (self);
}

void
weir_history_sum_restart (WeirHistorySum *self)
{
  g_clear_pointer (&self->building, weir_timeline_free);
  self->building = weir_timeline_new ();
  self->has_next = FALSE;
  self->spent_us = 0;
  g_clear_pointer (&self->answers, g_free);
  self->n_answers = 0;
}

static void
make_room (WeirHistorySum *self)
{
  guint n_slots = weir_history_get_n_slots (self->history);

  if (n_slots <= self->n_answers)
    return;

  n_slots = MAX (n_slots, self->n_answers * 2);
  self->answers = g_renew (uint32_t, self->answers, n_slots);
  memset (self->answers + self->n_answers, 0, (n_slots - self->n_answers) * sizeof (uint32_t));
  self->n_answers = n_slots;
}

static gboolean
is_admitted (WeirHistorySum *self, guint slot)
{
  uint64_t serial = weir_history_get_serial (self->history, slot);

  if (G_UNLIKELY ((self->answers[slot] | 1) != ANSWER (serial, TRUE)))
    self->answers[slot] =
        ANSWER (serial, self->match (weir_history_get_flow (self->history, slot), self->user_data));
  return (self->answers[slot] & 1) != 0;
}

static void
add_block (WeirHistorySum *self, WeirTimeline *timeline, const WeirHistoryBlock *block)
{
  WeirHistoryCursor cursor;
  uint64_t tx_bytes = 0, rx_bytes = 0;

  weir_history_cursor_init (&cursor, block);
  while (weir_history_cursor_next_sum (&cursor))
    {
      if (!is_admitted (self, cursor.record.slot))
        continue;
      tx_bytes += cursor.record.tx_bytes;
      rx_bytes += cursor.record.rx_bytes;
    }
  weir_timeline_add (timeline, block->second, tx_bytes, rx_bytes);
}

/* Returns: whether nothing is left */
static gboolean
add_blocks (WeirHistorySum *self, WeirTimeline *timeline, int64_t newest, int64_t budget_us)
{
  int64_t start_us = g_get_monotonic_time ();
  guint n_blocks = weir_history_get_n_blocks (self->history);
  int64_t past_us = 0;

  make_room (self);
  for (guint i = weir_history_find_block (self->history, self->next_second);
       i < n_blocks && past_us < budget_us; i++)
    {
      const WeirHistoryBlock *block = weir_history_get_block (self->history, i);

      add_block (self, timeline, block);
      self->next_second = block->second + 1;
      past_us = g_get_monotonic_time () - start_us;
    }
  self->spent_us += past_us;

  if (weir_history_find_block (self->history, self->next_second) < n_blocks)
    return FALSE;
  self->next_second = newest + 1;
  weir_timeline_add (timeline, self->next_second, 0, 0);
  return TRUE;
}

gboolean
weir_history_sum_work (WeirHistorySum *self, int64_t budget_us)
{
  int64_t oldest, newest;

  if (!weir_history_get_range (self->history, &oldest, &newest))
    return FALSE;

  if (!self->has_next)
    {
      self->has_next = TRUE;
      self->next_second = oldest;
      weir_timeline_add (self->building, oldest, 0, 0);
    }
  if (self->next_second > newest && self->building == NULL)
    return TRUE;
  if (!add_blocks (self, self->building != NULL ? self->building : self->timeline, newest,
                   budget_us))
    return FALSE;

  if (self->building != NULL)
    {
      g_clear_pointer (&self->timeline, weir_timeline_free);
      self->timeline = g_steal_pointer (&self->building);
      self->cost_us = self->spent_us;
    }
  return TRUE;
}

int64_t
weir_history_sum_get_cost_us (const WeirHistorySum *self)
{
  return self->cost_us;
}

const WeirTimeline *
weir_history_sum_get_timeline (const WeirHistorySum *self)
{
  return self->timeline;
}
