/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/history-fold.h"

#include "core/flow/flow-owner.h"

/* A flow while seconds are added up. */
typedef struct
{
  WeirFlow *flow;
  int64_t second; /* the newest in which it was active, and what it carried then */
  uint64_t tx_bytes;
  uint64_t rx_bytes;
} Part;

typedef struct
{
  const WeirHistory *history;
  int64_t last;        /* the newest second */
  guint *part_of_slot; /* by slot: its part, plus one; 0: none yet */
  GArray *parts;       /* of Part */
  GHashTable *by_key;  /* WeirFlow → its part, plus one */
  WeirTotals totals;
  WeirTimeline *timeline;
} Fold;

/* The second that it has come to is complete. */
static void
finish_part (Part *part)
{
  WeirFlow *flow = part->flow;

  flow->peak_tx = MAX (flow->peak_tx, part->tx_bytes);
  flow->peak_rx = MAX (flow->peak_rx, part->rx_bytes);
  flow->peak_both = MAX (flow->peak_both, part->tx_bytes + part->rx_bytes);
  part->tx_bytes = 0;
  part->rx_bytes = 0;
}

/* All but its numbers. */
static WeirFlow *
copy_without_numbers (const Fold *fold, guint slot)
{
  WeirFlow *copy = weir_flow_copy (weir_history_get_flow (fold->history, slot));

  weir_history_restore_facts (fold->history, slot, fold->last, copy);
  copy->tx_bytes = copy->rx_bytes = 0;
  copy->tx_packets = copy->rx_packets = 0;
  copy->tx_wire_bytes = copy->rx_wire_bytes = 0;
  copy->peak_tx = copy->peak_rx = copy->peak_both = 0;
  copy->first_us = G_MAXINT64;
  copy->last_us = G_MININT64;
  g_clear_pointer (&copy->window, g_free);
  g_clear_pointer (&copy->tcp, g_free);
  return copy;
}

/* @old: of the same key */
static void
take_numbers (WeirFlow *flow, WeirFlow *old)
{
  flow->tx_bytes = old->tx_bytes;
  flow->rx_bytes = old->rx_bytes;
  flow->tx_packets = old->tx_packets;
  flow->rx_packets = old->rx_packets;
  flow->tx_wire_bytes = old->tx_wire_bytes;
  flow->rx_wire_bytes = old->rx_wire_bytes;
  flow->peak_tx = old->peak_tx;
  flow->peak_rx = old->peak_rx;
  flow->peak_both = old->peak_both;
  flow->first_us = old->first_us;
  flow->last_us = old->last_us;
  flow->window = g_steal_pointer (&old->window);
  flow->tcp = g_steal_pointer (&old->tcp);
}

/* A flow that was forgotten and came again is one; of what is known of it, the newer one knows
 * more. */
static void
renew_part (Fold *fold, Part *part, guint slot, guint place)
{
  const WeirFlow *flow = weir_history_get_flow (fold->history, slot);
  WeirFlow *old = part->flow;
  int64_t begun_us = MIN (old->begun_us, flow->begun_us);

  old->begun_us = begun_us;
  if (flow->serial <= old->serial)
    return;

  part->flow = copy_without_numbers (fold, slot);
  part->flow->begun_us = begun_us;
  take_numbers (part->flow, old);
  g_hash_table_replace (fold->by_key, part->flow, GUINT_TO_POINTER (place));
  weir_flow_free (old);
}

static guint
add_part (Fold *fold, guint slot)
{
  const WeirFlow *flow = weir_history_get_flow (fold->history, slot);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (fold->by_key, flow));

  if (place == 0)
    {
      const Part part = { .flow = copy_without_numbers (fold, slot), .second = G_MININT64 };

      g_array_append_val (fold->parts, part);
      place = fold->parts->len;
      g_hash_table_insert (fold->by_key, part.flow, GUINT_TO_POINTER (place));
    }
  else
    {
      renew_part (fold, &g_array_index (fold->parts, Part, place - 1), slot, place);
    }

  fold->part_of_slot[slot] = place;
  return place;
}

static Part *
get_part (Fold *fold, guint slot)
{
  guint place = fold->part_of_slot[slot];

  if (G_UNLIKELY (place == 0))
    place = add_part (fold, slot);
  return &g_array_index (fold->parts, Part, place - 1);
}

/* @known: what is known of it by now */
static void
add_tcp (WeirFlow *flow, const WeirTcpFacts *tcp, const WeirTcpFacts *known)
{
  /* The handshake may have come before these seconds. */
  if (flow->tcp == NULL)
    {
      flow->tcp = g_new0 (WeirTcpFacts, 1);
      flow->tcp->handshake_rtt_us = known->handshake_rtt_us;
    }

  flow->tcp->is_from_packets = tcp->is_from_packets;
  flow->tcp->rtt_us = tcp->rtt_us;
  flow->tcp->local_rtt_us = tcp->local_rtt_us;
  flow->tcp->state = tcp->state;
  if (tcp->handshake_rtt_us != 0)
    flow->tcp->handshake_rtt_us = tcp->handshake_rtt_us;
  flow->tcp->tx_retransmitted_bytes += tcp->tx_retransmitted_bytes;
  flow->tcp->rx_retransmitted_bytes += tcp->rx_retransmitted_bytes;
  flow->tcp->tx_out_of_order_bytes += tcp->tx_out_of_order_bytes;
  flow->tcp->rx_out_of_order_bytes += tcp->rx_out_of_order_bytes;
  flow->tcp->tx_zero_windows += tcp->tx_zero_windows;
  flow->tcp->rx_zero_windows += tcp->rx_zero_windows;
}

static void
add_record (Fold *fold, const WeirHistoryRecord *record, int64_t second)
{
  Part *part = get_part (fold, record->slot);
  WeirFlow *flow = part->flow;

  if (part->second != second)
    {
      finish_part (part);
      part->second = second;
    }
  part->tx_bytes += record->tx_bytes;
  part->rx_bytes += record->rx_bytes;

  flow->tx_bytes += record->tx_bytes;
  flow->rx_bytes += record->rx_bytes;
  flow->tx_packets += record->tx_packets;
  flow->rx_packets += record->rx_packets;
  flow->tx_wire_bytes += record->tx_wire_bytes;
  flow->rx_wire_bytes += record->rx_wire_bytes;
  flow->first_us = MIN (flow->first_us, record->first_us);
  flow->last_us = MAX (flow->last_us, record->last_us);
  if (record->has_tcp)
    add_tcp (flow, &record->tcp, weir_history_get_flow (fold->history, record->slot)->tcp);

  /* Older seconds than that show in no window. */
  if (second < fold->last - WEIR_RATE_SLOTS)
    return;
  if (flow->window == NULL)
    {
      flow->window = g_new (WeirRateWindow, 1);
      weir_rate_window_init (flow->window, second);
    }
  weir_rate_window_add (flow->window, second, record->tx_bytes, record->rx_bytes);
}

static void
add_block (Fold *fold, const WeirHistoryBlock *block)
{
  WeirHistoryCursor cursor;
  WeirHistoryRest rest;
  uint64_t tx_bytes, rx_bytes;

  weir_history_block_get_rest (block, &rest);
  tx_bytes = rest.unlisted.tx_bytes;
  rx_bytes = rest.unlisted.rx_bytes;

  weir_history_cursor_init (&cursor, block);
  while (weir_history_cursor_next (&cursor))
    {
      add_record (fold, &cursor.record, block->second);
      tx_bytes += cursor.record.tx_bytes;
      rx_bytes += cursor.record.rx_bytes;
    }

  weir_counts_add (&fold->totals.counts, &rest.unlisted);
  weir_counts_add (&fold->totals.forgotten, &rest.unlisted);
  weir_source_counts_add (&fold->totals.source, &rest.source);
  if (rest.unlisted.tx_packets + rest.unlisted.rx_packets > 0)
    fold->totals.limit_reached = TRUE;
  weir_rate_window_add (&fold->totals.window, block->second, tx_bytes, rx_bytes);
  weir_timeline_add (fold->timeline, block->second, tx_bytes, rx_bytes);
}

static void
finish_flow (Fold *fold, Part *part)
{
  WeirFlow *flow = part->flow;
  WeirTotals *totals = &fold->totals;
  const WeirCounts counts = {
    flow->tx_bytes,      flow->rx_bytes,   flow->tx_wire_bytes,
    flow->rx_wire_bytes, flow->tx_packets, flow->rx_packets,
  };

  finish_part (part);
  if (flow->window != NULL)
    {
      weir_rate_window_advance (flow->window, fold->last + 1);
      flow->window->peak_tx = flow->peak_tx;
      flow->window->peak_rx = flow->peak_rx;
      flow->window->peak_both = flow->peak_both;
    }

  weir_counts_add (&totals->counts, &counts);
  if (weir_flow_has_owner (flow))
    totals->attributed_bytes += flow->tx_bytes + flow->rx_bytes;
}

/* @first, @last: of seconds that are kept */
static void
add_blocks (Fold *fold, int64_t first, int64_t last)
{
  guint n_blocks = weir_history_get_n_blocks (fold->history);

  weir_rate_window_init (&fold->totals.window, first);
  weir_timeline_add (fold->timeline, first, 0, 0);
  for (guint i = weir_history_find_block (fold->history, first); i < n_blocks; i++)
    {
      const WeirHistoryBlock *block = weir_history_get_block (fold->history, i);

      if (block->second > last)
        break;
      add_block (fold, block);
    }
  weir_rate_window_advance (&fold->totals.window, last + 1);
  weir_timeline_add (fold->timeline, last + 1, 0, 0);
}

WeirLedger *
weir_history_fold (const WeirHistory *self, int64_t first, int64_t last)
{
  Fold fold = { .history = self, .last = G_MININT64 };
  g_autofree guint *part_of_slot = g_new0 (guint, weir_history_get_n_slots (self));
  GPtrArray *flows = g_ptr_array_new ();
  int64_t oldest, newest;
  int64_t run_start_us = 0, run_end_us = 0;

  fold.part_of_slot = part_of_slot;
  fold.parts = g_array_new (FALSE, FALSE, sizeof (Part));
  fold.by_key = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  fold.timeline = weir_timeline_new ();

  if (weir_history_get_range (self, &oldest, &newest))
    {
      first = MAX (first, oldest);
      fold.last = MIN (last, newest);
      weir_history_get_time (self, &run_start_us, &run_end_us);
    }
  if (first <= fold.last)
    {
      weir_ledger_clip_span (first, fold.last, run_start_us, run_end_us, &fold.totals.start_us,
                             &fold.totals.end_us);
      fold.totals.now_us = fold.totals.end_us;
      add_blocks (&fold, first, fold.last);
    }

  for (guint i = 0; i < fold.parts->len; i++)
    {
      Part *part = &g_array_index (fold.parts, Part, i);

      finish_flow (&fold, part);
      g_ptr_array_add (flows, part->flow);
    }
  fold.totals.flows_seen = flows->len;

  g_array_unref (fold.parts);
  g_hash_table_unref (fold.by_key);
  return weir_ledger_new_finished (flows, &fold.totals, fold.timeline, fold.last + 1);
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const WeirHistoryShare *x = a;
  const WeirHistoryShare *y = b;
  uint64_t x_bytes = x->tx_bytes + x->rx_bytes;
  uint64_t y_bytes = y->tx_bytes + y->rx_bytes;

  if (x_bytes != y_bytes)
    return x_bytes > y_bytes ? -1 : 1;
  return x->flow->serial < y->flow->serial ? -1 : 1;
}

/* What every flow carried in these seconds, in no order.
 * Returns: (element-type WeirHistoryShare) (transfer full) */
static GArray *
collect_shares (const WeirHistory *self, int64_t first, int64_t last)
{
  guint n_slots = weir_history_get_n_slots (self);
  g_autofree guint *place_of_slot = g_new0 (guint, n_slots); /* plus one */
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (WeirHistoryShare));
  guint n_blocks = weir_history_get_n_blocks (self);

  for (guint i = weir_history_find_block (self, first); i < n_blocks; i++)
    {
      const WeirHistoryBlock *block = weir_history_get_block (self, i);
      WeirHistoryCursor cursor;

      if (block->second > last)
        break;
      weir_history_cursor_init (&cursor, block);
      while (weir_history_cursor_next_sum (&cursor))
        {
          guint *place = &place_of_slot[cursor.record.slot];
          WeirHistoryShare *share;

          if (*place == 0)
            {
              const WeirHistoryShare nothing = { .flow = weir_history_get_flow (
                                                     self, cursor.record.slot) };

              g_array_append_val (shares, nothing);
              *place = shares->len;
            }
          share = &g_array_index (shares, WeirHistoryShare, *place - 1);
          share->tx_bytes += cursor.record.tx_bytes;
          share->rx_bytes += cursor.record.rx_bytes;
        }
    }
  return shares;
}

guint
weir_history_get_top (const WeirHistory *self,
                      int64_t first,
                      int64_t last,
                      WeirHistoryMatch match,
                      gpointer user_data,
                      WeirHistoryShare *shares,
                      guint n)
{
  g_autoptr (GArray) all = collect_shares (self, first, last);
  guint n_found = 0;

  g_array_sort (all, compare_shares);
  for (guint i = 0; i < all->len && n_found < n; i++)
    {
      const WeirHistoryShare *share = &g_array_index (all, WeirHistoryShare, i);

      if (match == NULL || match (share->flow, user_data))
        shares[n_found++] = *share;
    }
  return n_found;
}
