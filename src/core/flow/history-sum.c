/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/history-sum.h"

#include <string.h>

/* What was answered for a flow, in the place of its slot; which flow that was is told by the end of
 * its serial, above the lowest bit. */
#define ANSWER(serial, is_admitted) (((uint32_t) (serial) << 1) | ((is_admitted) ? 1 : 0))

/* One walk through the history, by the same answers. */
typedef struct
{
  WeirTimeline *timeline;
  int64_t next_second;
  uint32_t *answers; /* by slot; 0: not asked yet, for serials begin with 1 */
  guint n_answers;
  int64_t spent_us;
} Run;

struct _WeirHistorySum
{
  const WeirHistory *history;
  WeirHistoryMatch match;
  gpointer user_data;

  Run *complete; /* (nullable): goes along with the history */
  Run *next;     /* (nullable): what is to take its place */
  gboolean is_wanted;
};

static Run *
run_new (int64_t first)
{
  Run *run = g_new0 (Run, 1);

  run->timeline = weir_timeline_new ();
  run->next_second = first;
  weir_timeline_add (run->timeline, first, 0, 0);
  return run;
}

static void
run_free (Run *run)
{
  weir_timeline_free (run->timeline);
  g_free (run->answers);
  g_free (run);
}

WeirHistorySum *
weir_history_sum_new (const WeirHistory *history, WeirHistoryMatch match, gpointer user_data)
{
  WeirHistorySum *self = g_new0 (WeirHistorySum, 1);

  self->history = history;
  self->match = match;
  self->user_data = user_data;
  self->is_wanted = TRUE;
  return self;
}

void
weir_history_sum_free (WeirHistorySum *self)
{
  g_clear_pointer (&self->complete, run_free);
  g_clear_pointer (&self->next, run_free);
  g_free (self);
}

void
weir_history_sum_restart (WeirHistorySum *self)
{
  g_clear_pointer (&self->next, run_free);
  self->is_wanted = TRUE;
}

static void
make_room (Run *run, guint n_slots)
{
  if (n_slots <= run->n_answers)
    return;

  n_slots = MAX (n_slots, run->n_answers * 2);
  run->answers = g_renew (uint32_t, run->answers, n_slots);
  memset (run->answers + run->n_answers, 0, (n_slots - run->n_answers) * sizeof (uint32_t));
  run->n_answers = n_slots;
}

static gboolean
is_admitted (WeirHistorySum *self, Run *run, guint slot)
{
  uint64_t serial = weir_history_get_serial (self->history, slot);

  if (G_UNLIKELY ((run->answers[slot] | 1) != ANSWER (serial, TRUE)))
    run->answers[slot] =
        ANSWER (serial, self->match (weir_history_get_flow (self->history, slot), self->user_data));
  return (run->answers[slot] & 1) != 0;
}

static void
add_block (WeirHistorySum *self, Run *run, const WeirHistoryBlock *block)
{
  WeirHistoryCursor cursor;
  uint64_t tx_bytes = 0, rx_bytes = 0;

  weir_history_cursor_init (&cursor, block);
  while (weir_history_cursor_next_sum (&cursor))
    {
      if (!is_admitted (self, run, cursor.record.slot))
        continue;
      tx_bytes += cursor.record.tx_bytes;
      rx_bytes += cursor.record.rx_bytes;
    }
  weir_timeline_add (run->timeline, block->second, tx_bytes, rx_bytes);
  run->next_second = block->second + 1;
}

/* @newest: the newest second
 * Returns: whether nothing is left */
static gboolean
go_on (WeirHistorySum *self, Run *run, int64_t newest, int64_t budget_us)
{
  int64_t start_us = g_get_monotonic_time ();
  guint n_blocks = weir_history_get_n_blocks (self->history);
  guint i = weir_history_find_block (self->history, run->next_second);
  int64_t past_us = 0;

  if (run->next_second > newest)
    return TRUE;

  make_room (run, weir_history_get_n_slots (self->history));
  for (; i < n_blocks && past_us < budget_us; i++)
    {
      add_block (self, run, weir_history_get_block (self->history, i));
      past_us = g_get_monotonic_time () - start_us;
    }
  run->spent_us += past_us;
  if (i < n_blocks)
    return FALSE;

  run->next_second = newest + 1;
  weir_timeline_add (run->timeline, run->next_second, 0, 0);
  return TRUE;
}

gboolean
weir_history_sum_work (WeirHistorySum *self, int64_t budget_us)
{
  int64_t oldest, newest;

  if (!weir_history_get_range (self->history, &oldest, &newest))
    return FALSE;

  /* First what is shown. */
  if (self->complete != NULL && !go_on (self, self->complete, newest, budget_us))
    return FALSE;
  if (!self->is_wanted)
    return TRUE;

  if (self->next == NULL)
    self->next = run_new (oldest);
  if (!go_on (self, self->next, newest, budget_us))
    return FALSE;

  g_clear_pointer (&self->complete, run_free);
  self->complete = g_steal_pointer (&self->next);
  self->is_wanted = FALSE;
  return TRUE;
}

int64_t
weir_history_sum_get_cost_us (const WeirHistorySum *self)
{
  return self->complete != NULL ? self->complete->spent_us : 0;
}

const WeirTimeline *
weir_history_sum_get_timeline (const WeirHistorySum *self)
{
  return self->complete != NULL ? self->complete->timeline : NULL;
}
