/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/history-peaks.h"

#include <string.h>

/* Of what a slot is part, and which flow that was answered for: the end of its serial. */
typedef struct
{
  uint32_t serial;
  uint32_t place; /* among the sums, plus one; 0: not asked yet */
} Answer;

typedef struct
{
  uint64_t part;
  int64_t second; /* the newest, and what was carried in it so far */
  uint64_t tx_bytes;
  uint64_t rx_bytes;
  WeirHistoryPeak peak;
} Sum;

/* One walk through the history, by the same answers. */
typedef struct
{
  int64_t next_second;
  GArray *answers;     /* of Answer, by slot */
  GArray *sums;        /* of Sum; the first is that of flows that are part of none */
  GHashTable *by_part; /* uint64_t: the part → its place */
  int64_t spent_us;
} Run;

struct _WeirHistoryPeaks
{
  const WeirHistory *history;
  int64_t first;
  WeirHistoryPart part;
  gpointer user_data;

  Run *complete; /* (nullable): goes along with the history */
  Run *next;     /* (nullable): what is to take its place */
  gboolean is_wanted;
};

static Run *
run_new (int64_t first)
{
  const Sum none = { .second = G_MININT64 };
  Run *run = g_new0 (Run, 1);

  run->next_second = first;
  run->answers = g_array_new (FALSE, TRUE, sizeof (Answer));
  run->sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  g_array_append_val (run->sums, none);
  run->by_part = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return run;
}

static void
run_free (Run *run)
{
  g_array_unref (run->answers);
  g_array_unref (run->sums);
  g_hash_table_unref (run->by_part);
  g_free (run);
}

WeirHistoryPeaks *
weir_history_peaks_new (const WeirHistory *history,
                        int64_t first,
                        WeirHistoryPart part,
                        gpointer user_data)
{
  WeirHistoryPeaks *self = g_new0 (WeirHistoryPeaks, 1);

  self->history = history;
  self->first = first;
  self->part = part;
  self->user_data = user_data;
  self->is_wanted = TRUE;
  return self;
}

void
weir_history_peaks_free (WeirHistoryPeaks *self)
{
  g_clear_pointer (&self->complete, run_free);
  g_clear_pointer (&self->next, run_free);
  g_free (self);
}

void
weir_history_peaks_restart (WeirHistoryPeaks *self)
{
  g_clear_pointer (&self->next, run_free);
  self->is_wanted = TRUE;
}

static uint32_t
find_place (Run *run, uint64_t part)
{
  const Sum sum = { .part = part, .second = G_MININT64 };
  guint place;

  if (part == 0)
    return 0;

  place = GPOINTER_TO_UINT (g_hash_table_lookup (run->by_part, &part));
  if (place != 0)
    return place;

  g_array_append_val (run->sums, sum);
  place = run->sums->len - 1;
  g_hash_table_insert (run->by_part, g_memdup2 (&part, sizeof part), GUINT_TO_POINTER (place));
  return place;
}

static Sum *
get_sum (WeirHistoryPeaks *self, Run *run, guint slot)
{
  Answer *answer = &g_array_index (run->answers, Answer, slot);
  uint32_t serial = (uint32_t) weir_history_get_serial (self->history, slot);

  if (G_UNLIKELY (answer->place == 0 || answer->serial != serial))
    {
      const WeirFlow *flow = weir_history_get_flow (self->history, slot);

      answer->place = find_place (run, self->part (flow, self->user_data)) + 1;
      answer->serial = serial;
    }
  return &g_array_index (run->sums, Sum, answer->place - 1);
}

static void
add_block (WeirHistoryPeaks *self, Run *run, const WeirHistoryBlock *block)
{
  WeirHistoryCursor cursor;

  weir_history_cursor_init (&cursor, block);
  while (weir_history_cursor_next_sum (&cursor))
    {
      Sum *sum = get_sum (self, run, cursor.record.slot);

      if (sum->second != block->second)
        {
          sum->second = block->second;
          sum->tx_bytes = sum->rx_bytes = 0;
        }
      sum->tx_bytes += cursor.record.tx_bytes;
      sum->rx_bytes += cursor.record.rx_bytes;
      /* Sums only grow within their second. */
      sum->peak.tx = MAX (sum->peak.tx, sum->tx_bytes);
      sum->peak.rx = MAX (sum->peak.rx, sum->rx_bytes);
      sum->peak.both = MAX (sum->peak.both, sum->tx_bytes + sum->rx_bytes);
    }
  run->next_second = block->second + 1;
}

/* @newest: the newest second
 * Returns: whether nothing is left */
static gboolean
go_on (WeirHistoryPeaks *self, Run *run, int64_t newest, int64_t budget_us)
{
  int64_t start_us = g_get_monotonic_time ();
  guint n_blocks = weir_history_get_n_blocks (self->history);
  guint i = weir_history_find_block (self->history, run->next_second);
  int64_t past_us = 0;

  g_array_set_size (run->answers, weir_history_get_n_slots (self->history));
  for (; i < n_blocks && past_us < budget_us; i++)
    {
      const WeirHistoryBlock *block = weir_history_get_block (self->history, i);

      if (block->second > newest)
        {
          i = n_blocks;
          break;
        }
      add_block (self, run, block);
      past_us = g_get_monotonic_time () - start_us;
    }
  run->spent_us += past_us;
  return i == n_blocks;
}

gboolean
weir_history_peaks_work (WeirHistoryPeaks *self, int64_t last, int64_t budget_us)
{
  int64_t oldest, newest;

  if (!weir_history_get_range (self->history, &oldest, &newest))
    return FALSE;
  newest = MIN (newest, last);

  /* First what is shown. */
  if (self->complete != NULL && !go_on (self, self->complete, newest, budget_us))
    return FALSE;
  if (!self->is_wanted)
    return TRUE;

  if (self->next == NULL)
    self->next = run_new (MAX (oldest, self->first));
  if (!go_on (self, self->next, newest, budget_us))
    return FALSE;

  g_clear_pointer (&self->complete, run_free);
  self->complete = g_steal_pointer (&self->next);
  self->is_wanted = FALSE;
  return TRUE;
}

int64_t
weir_history_peaks_get_cost_us (const WeirHistoryPeaks *self)
{
  return self->complete != NULL ? self->complete->spent_us : 0;
}

guint
weir_history_peaks_get_n (const WeirHistoryPeaks *self)
{
  return self->complete != NULL ? self->complete->sums->len - 1 : 0;
}

gboolean
weir_history_peaks_get (const WeirHistoryPeaks *self, uint64_t part, WeirHistoryPeak *peak)
{
  guint place = 0;

  if (self->complete != NULL)
    place = GPOINTER_TO_UINT (g_hash_table_lookup (self->complete->by_part, &part));
  if (place == 0)
    return FALSE;

  *peak = g_array_index (self->complete->sums, Sum, place).peak;
  return TRUE;
}
