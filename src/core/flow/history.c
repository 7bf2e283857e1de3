/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/former-facts.h"
#include "core/flow/history.h"

#include <stdlib.h>
#include <string.h>

/* Enough for the first minutes, then it doubles. */
#define FIRST_CAPACITY 256

typedef struct
{
  WeirFlow *flow; /* (nullable): of the ledger, or owned */
  uint64_t serial;
  uint32_t n_records;
  uint32_t open; /* its place among the open records, plus one; 0: none.  Of a free slot: the
                  * next free one */
  gboolean is_owned;
} Slot;

/* A record of a second that is not finished; nearly always there is only one such second. */
typedef struct
{
  int64_t second;
  WeirHistoryRecord record;
} Open;

typedef struct
{
  int64_t second;
  WeirHistoryRest rest;
} OpenRest;

struct _WeirHistory
{
  WeirHistoryLimits limits;

  WeirHistoryBlock **blocks; /* ring */
  guint capacity;
  guint first;
  guint n_blocks;

  GArray *slots; /* of Slot; the first is nobody's */
  uint32_t free_slot;

  WeirFormerFacts *former; /* by slot */

  GArray *open;  /* of Open */
  GArray *rests; /* of OpenRest, in the order of their seconds */

  gboolean has_started;
  int64_t first_us;
  int64_t now_us;
  int64_t oldest; /* all seconds from here on are kept */
  int64_t second; /* the one that is filling */
  gsize n_block_bytes;
  gsize n_flow_bytes; /* of owned flows, and of former facts */
  uint64_t n_records;
};

WeirHistory *
weir_history_new (const WeirHistoryLimits *limits)
{
  const Slot nobody = { 0 };
  WeirHistory *self = g_new0 (WeirHistory, 1);

  self->limits = *limits;
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_array_append_val (self->slots, nobody);
  self->former = weir_former_facts_new ();
  self->open = g_array_new (FALSE, FALSE, sizeof (Open));
  self->rests = g_array_new (FALSE, FALSE, sizeof (OpenRest));
  return self;
}

static Slot *
slot_at (const WeirHistory *self, guint index)
{
  return &g_array_index (self->slots, Slot, index);
}

/* @index counts from the oldest block. */
static WeirHistoryBlock **
block_at (const WeirHistory *self, guint index)
{
  return &self->blocks[(self->first + index) % self->capacity];
}

static gsize
get_flow_size (const WeirFlow *flow)
{
  return sizeof *flow + (flow->socket != NULL ? sizeof *flow->socket : 0)
         + (flow->tcp != NULL ? sizeof *flow->tcp : 0)
         + (flow->server_name != NULL ? strlen (flow->server_name) + 1 : 0);
}

static void
clear_slot (WeirHistory *self, guint index)
{
  Slot *slot = slot_at (self, index);

  if (slot->is_owned)
    {
      self->n_flow_bytes -= get_flow_size (slot->flow);
      weir_flow_free (slot->flow);
    }
  else
    {
      slot->flow->slot = 0;
    }

  self->n_flow_bytes -= weir_former_facts_forget (self->former, index);
  *slot = (Slot){ .open = self->free_slot };
  self->free_slot = index;
}

void
weir_history_free (WeirHistory *self)
{
  for (guint i = 0; i < self->n_blocks; i++)
    g_free (*block_at (self, i));
  for (guint i = 1; i < self->slots->len; i++)
    if (slot_at (self, i)->flow != NULL)
      clear_slot (self, i);

  g_free (self->blocks);
  g_array_unref (self->slots);
  weir_former_facts_free (self->former);
  g_array_unref (self->open);
  g_array_unref (self->rests);
  g_free (self);
}

/* ---- bounds ------------------------------------------------------------------------------------
 */

static void
release_record (WeirHistory *self, guint index)
{
  Slot *slot = slot_at (self, index);

  slot->n_records--;
  self->n_records--;
  if (slot->n_records == 0 && slot->open == 0)
    clear_slot (self, index);
}

static void
drop_oldest (WeirHistory *self)
{
  WeirHistoryBlock *block = *block_at (self, 0);
  WeirHistoryCursor cursor;

  weir_history_cursor_init (&cursor, block);
  while (weir_history_cursor_next_sum (&cursor))
    release_record (self, cursor.record.slot);

  self->oldest = MAX (self->oldest, block->second + 1);
  self->n_block_bytes -= weir_history_block_get_size (block);
  self->first = (self->first + 1) % self->capacity;
  self->n_blocks--;
  g_free (block);
}

static void
drop_excess (WeirHistory *self)
{
  uint64_t max_seconds = self->limits.max_seconds;

  /* Times come from packets and may be any number: the difference need not fit an int64_t. */
  if (max_seconds > 0 && (uint64_t) self->second - (uint64_t) self->oldest > max_seconds)
    self->oldest = self->second - (int64_t) max_seconds;

  while (self->n_blocks > 0
         && ((*block_at (self, 0))->second < self->oldest
             || weir_history_get_bytes (self) > self->limits.max_bytes))
    drop_oldest (self);
}

void
weir_history_set_limits (WeirHistory *self, const WeirHistoryLimits *limits)
{
  self->limits = *limits;
  drop_excess (self);
}

/* ---- seconds that are finished -----------------------------------------------------------------
 */

static void
append_block (WeirHistory *self, WeirHistoryBlock *block)
{
  if (self->n_blocks == self->capacity)
    {
      guint capacity = MAX (self->capacity * 2, FIRST_CAPACITY);
      WeirHistoryBlock **blocks = g_new (WeirHistoryBlock *, capacity);

      for (guint i = 0; i < self->n_blocks; i++)
        blocks[i] = *block_at (self, i);
      g_free (self->blocks);
      self->blocks = blocks;
      self->capacity = capacity;
      self->first = 0;
    }

  self->n_blocks++;
  *block_at (self, self->n_blocks - 1) = block;
  self->n_block_bytes += weir_history_block_get_size (block);
}

static int
compare_open (gconstpointer a, gconstpointer b)
{
  const Open *x = *(const Open *const *) a;
  const Open *y = *(const Open *const *) b;

  if (x->second != y->second)
    return x->second < y->second ? -1 : 1;
  return (x->record.slot > y->record.slot) - (x->record.slot < y->record.slot);
}

/* The open records and the rest of one second become a block.
 * @sorted: those of the second come first
 * Returns: how many records there were */
static guint
finish_second (WeirHistory *self, const Open *const *sorted, guint n_sorted, int64_t second)
{
  WeirHistoryRest rest = { { 0 }, { 0 } };
  g_autofree const WeirHistoryRecord **records = g_new (const WeirHistoryRecord *, n_sorted + 1);
  guint n = 0;

  for (n = 0; n < n_sorted && sorted[n]->second == second; n++)
    {
      Slot *slot = slot_at (self, sorted[n]->record.slot);

      records[n] = &sorted[n]->record;
      slot->n_records++;
      slot->open = 0;
    }
  self->n_records += n;

  if (self->rests->len > 0 && g_array_index (self->rests, OpenRest, 0).second == second)
    {
      rest = g_array_index (self->rests, OpenRest, 0).rest;
      g_array_remove_index (self->rests, 0);
    }
  append_block (self, weir_history_block_new (second, records, n, &rest));
  return n;
}

/* The first second that is open; at most @limit. */
static int64_t
get_first_open (WeirHistory *self, const Open *const *sorted, guint n_sorted, int64_t limit)
{
  if (n_sorted > 0)
    limit = MIN (limit, sorted[0]->second);
  if (self->rests->len > 0)
    limit = MIN (limit, g_array_index (self->rests, OpenRest, 0).second);
  return limit;
}

/* What is left of those that are open goes on. */
static void
keep_open (WeirHistory *self, const Open *const *sorted, guint n_sorted)
{
  GArray *open = g_array_sized_new (FALSE, FALSE, sizeof (Open), MAX (n_sorted, self->open->len));

  for (guint i = 0; i < n_sorted; i++)
    {
      g_array_append_vals (open, sorted[i], 1);
      slot_at (self, sorted[i]->record.slot)->open = open->len;
    }
  g_array_unref (self->open);
  self->open = open;
}

/* All before @second. */
static void
finish_seconds (WeirHistory *self, int64_t second)
{
  guint n_open = self->open->len;
  g_autofree const Open **sorted = g_new (const Open *, n_open + 1);
  guint done = 0;
  int64_t next;

  for (guint i = 0; i < n_open; i++)
    sorted[i] = &g_array_index (self->open, Open, i);
  qsort (sorted, n_open, sizeof *sorted, compare_open);

  while ((next = get_first_open (self, sorted + done, n_open - done, second)) < second)
    done += finish_second (self, sorted + done, n_open - done, next);

  if (done == n_open)
    g_array_set_size (self->open, 0);
  else
    keep_open (self, sorted + done, n_open - done);
}

static void
advance_to_second (WeirHistory *self, int64_t second)
{
  if (second <= self->second)
    return;

  finish_seconds (self, second);
  self->second = second;
  drop_excess (self);
}

void
weir_history_advance (WeirHistory *self, int64_t now_us)
{
  int64_t second = now_us / G_USEC_PER_SEC;

  if (!self->has_started)
    {
      self->has_started = TRUE;
      self->first_us = self->now_us = now_us;
      self->oldest = self->second = second;
    }

  self->now_us = MAX (self->now_us, now_us);
  advance_to_second (self, second);
}

void
weir_history_finish (WeirHistory *self)
{
  if (self->has_started)
    advance_to_second (self, self->second + 1);
}

/* ---- the second that is filling ----------------------------------------------------------------
 */

static guint
get_slot (WeirHistory *self, WeirFlow *flow)
{
  if (flow->slot != 0)
    return flow->slot;

  if (self->free_slot != 0)
    {
      flow->slot = self->free_slot;
      self->free_slot = slot_at (self, flow->slot)->open;
    }
  else
    {
      flow->slot = self->slots->len;
      g_array_set_size (self->slots, self->slots->len + 1);
    }
  *slot_at (self, flow->slot) = (Slot){ .flow = flow, .serial = flow->serial };
  return flow->slot;
}

static WeirHistoryRecord *
get_record (WeirHistory *self, guint index, int64_t second)
{
  Slot *slot = slot_at (self, index);
  Open *open = slot->open != 0 ? &g_array_index (self->open, Open, slot->open - 1) : NULL;

  if (open != NULL && open->second == second)
    return &open->record;

  g_array_set_size (self->open, self->open->len + 1);
  slot->open = self->open->len;
  open = &g_array_index (self->open, Open, self->open->len - 1);
  memset (open, 0, sizeof *open);
  open->second = second;
  open->record.slot = index;
  open->record.first_us = G_MAXINT64;
  open->record.last_us = G_MININT64;
  return &open->record;
}

/* Counts of this interval, facts as they are by now. */
static void
add_tcp (WeirHistoryRecord *record, const WeirTcpFacts *facts, const WeirTcpDelta *delta)
{
  WeirTcpFacts *tcp = &record->tcp;

  tcp->is_from_packets = facts->is_from_packets;
  if (delta != NULL)
    weir_tcp_facts_add (tcp, delta);
  tcp->rtt_us = facts->rtt_us;
  tcp->local_rtt_us = facts->local_rtt_us;
  tcp->state = facts->state;
  record->has_tcp = TRUE;
}

/* When part @i of @n of a delta began. */
static int64_t
get_part_us (const WeirFlowDelta *delta, uint64_t i)
{
  int64_t second = delta->first_us / G_USEC_PER_SEC + (int64_t) i;

  return i == 0 ? delta->first_us : MIN (second * G_USEC_PER_SEC, delta->last_us);
}

void
weir_history_add (WeirHistory *self,
                  WeirFlow *flow,
                  const WeirFlowDelta *delta,
                  const WeirTcpDelta *tcp,
                  int64_t first,
                  int64_t last)
{
  uint64_t n = (uint64_t) (last - first) + 1;
  guint slot = get_slot (self, flow);

  for (uint64_t i = 0; i < n; i++)
    {
      WeirHistoryRecord *record = get_record (self, slot, first + (int64_t) i);
      int64_t part_us = get_part_us (delta, i);

      record->tx_bytes += weir_delta_get_share (delta->tx_bytes, n, i);
      record->rx_bytes += weir_delta_get_share (delta->rx_bytes, n, i);
      record->tx_packets += weir_delta_get_share (delta->tx_packets, n, i);
      record->rx_packets += weir_delta_get_share (delta->rx_packets, n, i);
      record->tx_wire_bytes += weir_delta_get_share (delta->tx_wire_bytes, n, i);
      record->rx_wire_bytes += weir_delta_get_share (delta->rx_wire_bytes, n, i);
      record->first_us = MIN (record->first_us, part_us);
      record->last_us = MAX (record->last_us, i + 1 < n ? part_us : delta->last_us);
      if (flow->tcp != NULL)
        add_tcp (record, flow->tcp, i + 1 == n ? tcp : NULL);
    }
}

void
weir_history_add_rest (WeirHistory *self,
                       int64_t second,
                       const WeirCounts *unlisted,
                       const WeirSourceCounts *source)
{
  OpenRest *newest = NULL;

  if (self->rests->len > 0)
    newest = &g_array_index (self->rests, OpenRest, self->rests->len - 1);
  if (newest == NULL || newest->second != second)
    {
      const OpenRest nothing = { .second = second };

      g_array_append_val (self->rests, nothing);
      newest = &g_array_index (self->rests, OpenRest, self->rests->len - 1);
    }
  weir_counts_add (&newest->rest.unlisted, unlisted);
  weir_source_counts_add (&newest->rest.source, source);
}

void
weir_history_keep_owner (WeirHistory *self, const WeirFlow *flow, int64_t second)
{
  if (flow->slot != 0)
    self->n_flow_bytes +=
        (gsize) weir_former_facts_add_owner (self->former, flow->slot, flow, second);
}

void
weir_history_keep_name (WeirHistory *self, const WeirFlow *flow, int64_t second)
{
  if (flow->slot != 0)
    self->n_flow_bytes +=
        (gsize) weir_former_facts_add_name (self->former, flow->slot, flow, second);
}

gboolean
weir_history_take_flow (WeirHistory *self, WeirFlow *flow)
{
  if (flow->slot == 0)
    return FALSE;

  flow->user_data = NULL;
  slot_at (self, flow->slot)->is_owned = TRUE;
  self->n_flow_bytes += get_flow_size (flow);
  drop_excess (self);
  return TRUE;
}

/* ---- asking ------------------------------------------------------------------------------------
 */

gboolean
weir_history_get_range (const WeirHistory *self, int64_t *oldest, int64_t *newest)
{
  *oldest = self->oldest;
  *newest = self->second - 1;
  return self->has_started && *newest >= *oldest;
}

void
weir_history_get_time (const WeirHistory *self, int64_t *first_us, int64_t *now_us)
{
  *first_us = self->first_us;
  *now_us = self->now_us;
}

gsize
weir_history_get_bytes (const WeirHistory *self)
{
  return self->n_block_bytes + self->n_flow_bytes + self->slots->len * sizeof (Slot)
         + self->capacity * sizeof (WeirHistoryBlock *);
}

uint64_t
weir_history_get_n_records (const WeirHistory *self)
{
  return self->n_records;
}

guint
weir_history_find_block (const WeirHistory *self, int64_t second)
{
  guint low = 0, high = self->n_blocks;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if ((*block_at (self, middle))->second < second)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
weir_history_get_n_blocks (const WeirHistory *self)
{
  return self->n_blocks;
}

const WeirHistoryBlock *
weir_history_get_block (const WeirHistory *self, guint index)
{
  return *block_at (self, index);
}

guint
weir_history_get_n_slots (const WeirHistory *self)
{
  return self->slots->len;
}

const WeirFlow *
weir_history_get_flow (const WeirHistory *self, guint slot)
{
  return slot_at (self, slot)->flow;
}

void
weir_history_restore_facts (const WeirHistory *self, guint slot, int64_t second, WeirFlow *copy)
{
  weir_former_facts_restore (self->former, slot, second, copy);
}

uint64_t
weir_history_get_serial (const WeirHistory *self, guint slot)
{
  return slot_at (self, slot)->serial;
}
