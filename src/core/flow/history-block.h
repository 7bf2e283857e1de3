/* What every flow did in one second, as it is kept: 13 to 20 bytes a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers are written in groups of seven bits, as in DWARF's LEB128.  Those that sums and graphs
 * need (which flow, bytes each way) stand together in front of the rest, so that they can be read
 * alone.  Immutable; only ever read by the process that wrote it.
 */
#pragma once

#include "core/flow/batch.h"

G_BEGIN_DECLS

/* What one flow did in that second. */
typedef struct
{
  uint64_t tx_bytes;
  uint64_t rx_bytes;
  uint64_t tx_packets;
  uint64_t rx_packets;
  uint64_t tx_wire_bytes;
  uint64_t rx_wire_bytes;
  int64_t first_us; /* packet time */
  int64_t last_us;
  WeirTcpFacts tcp; /* counts of this second; round trips to the two sides and state as they were
                     * at its end; the handshake, if it was told in this second */
  uint32_t slot;    /* number of the flow */
  gboolean has_tcp;
} WeirHistoryRecord;

/* What belongs to no flow. */
typedef struct
{
  WeirCounts unlisted;
  WeirSourceCounts source;
} WeirHistoryRest;

typedef struct
{
  int64_t second;
  uint32_t n_records;
  uint32_t n_sum_bytes;    /* of @bytes: what sums need of the records */
  uint32_t n_record_bytes; /* of @bytes: the records */
  uint32_t n_bytes;
  uint8_t bytes[];
} WeirHistoryBlock;

/* @records: in ascending order of their slots, of which none is 0
 * Returns: (transfer full): to be freed with g_free() */
WeirHistoryBlock *weir_history_block_new (int64_t second,
                                          const WeirHistoryRecord *const *records,
                                          guint n_records,
                                          const WeirHistoryRest *rest);

/* What it takes in memory. */
gsize weir_history_block_get_size (const WeirHistoryBlock *self);

void weir_history_block_get_rest (const WeirHistoryBlock *self, WeirHistoryRest *rest);

/* Walks through the records of a block, in the order of their slots. */
typedef struct
{
  const WeirHistoryBlock *block;
  const uint8_t *sums;
  const uint8_t *more;
  uint32_t n_left;
  WeirHistoryRecord record; /* the one it has come to */
} WeirHistoryCursor;

void weir_history_cursor_init (WeirHistoryCursor *self, const WeirHistoryBlock *block);

/* All of the next record.  Returns: whether there was one */
gboolean weir_history_cursor_next (WeirHistoryCursor *self);

/* Only slot and bytes of the next record, in a fraction of the time; a walk is made of the one or
 * of the other. */
gboolean weir_history_cursor_next_sum (WeirHistoryCursor *self);

G_END_DECLS
