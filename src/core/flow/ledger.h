/* Folds batches into everything a person sees: flows, totals, peaks, rates, the timeline.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Knows no packets and no clock but that of the batches.  One thread at a time: the main loop.
 */
#pragma once

#include "core/flow/batch.h"
#include "core/flow/flow.h"
#include "core/flow/history.h"
#include "core/flow/timeline.h"

G_BEGIN_DECLS

typedef struct _WeirLedger WeirLedger;

/* A flow costs at most WEIR_LEDGER_FLOW_BYTES, and its server's name, while it is active, less than
 * a quarter of that once it has been silent for 40 seconds. */
#define WEIR_LEDGER_FLOW_BYTES 1280
#define WEIR_LEDGER_DEFAULT_MAX_FLOWS 100000

typedef struct
{
  guint max_flows;      /* 0: WEIR_LEDGER_DEFAULT_MAX_FLOWS */
  int64_t keep_idle_us; /* a flow is forgotten this long after its last packet; 0: never */
  gboolean has_span;    /* only the seconds @span_first to @span_last are counted.  What batches of
                         * other seconds tell of the same flows is taken in all the same: their
                         * sides, names and owners as far as they were not known by the end of the
                         * span, of TCP its state and round trips until then.
                         * Batches that cross the border of a second count if they end in the span;
                         * those of a file never do. */
  int64_t span_first;
  int64_t span_last;
} WeirLedgerOptions;

/* Sums over every packet, whether its flow is still in the ledger or not. */
typedef struct
{
  WeirCounts counts;    /* everything */
  WeirCounts forgotten; /* the part of it whose flows are no longer listed */
  WeirSourceCounts source;
  uint64_t attributed_bytes; /* of counts' bytes, both ways: those of flows whose owner is known */
  WeirRateWindow window;     /* rates and peaks of the sums */
  uint64_t flows_seen;
  uint64_t flows_forgotten;
  int64_t start_us;       /* packet time of the first batch; 0 before it */
  int64_t end_us;         /* of the newest */
  int64_t now_us;         /* the same, but it goes on where the clock was set back: of the flows'
                           * first_us and last_us, of the timeline's and history's seconds */
  gboolean limit_reached; /* a flow had to go, or was not listed, for want of room */
} WeirTotals;

/* @flow is about to be freed. */
typedef void (*WeirLedgerRemovedFunc) (WeirFlow *flow, gpointer user_data);

WeirLedger *weir_ledger_new (const WeirLedgerOptions *options);
void weir_ledger_free (WeirLedger *self);

/* As it is now: the same flows with the same serials, without their user_data, the removed func and
 * the history.  Returns: (transfer full) */
WeirLedger *weir_ledger_copy (const WeirLedger *self);

void weir_ledger_set_removed_func (WeirLedger *self,
                                   WeirLedgerRemovedFunc func,
                                   gpointer user_data);

/* Finished seconds: a ledger to look at, to which nothing is added any more.
 * @flows: (transfer full) (element-type WeirFlow): of different keys, their windows at @second
 * @totals: their window at @second
 * @timeline: (transfer full)
 * @second: the first after them
 * Returns: (transfer full) */
WeirLedger *weir_ledger_new_finished (GPtrArray *flows,
                                      const WeirTotals *totals,
                                      WeirTimeline *timeline,
                                      int64_t second);

/* When the seconds @first to @last of a run of batches began and ended. */
void weir_ledger_clip_span (int64_t first,
                            int64_t last,
                            int64_t run_start_us,
                            int64_t run_end_us,
                            int64_t *start_us,
                            int64_t *end_us);

/* From now on tells the history all that is booked.
 * @history: (transfer full): empty */
void weir_ledger_take_history (WeirLedger *self, WeirHistory *history);

/* Returns: (transfer none) (nullable) */
WeirHistory *weir_ledger_get_history (const WeirLedger *self);

/* Books a batch, then forgets flows that have been idle for too long. */
void weir_ledger_add_batch (WeirLedger *self, const WeirBatch *batch);

/* The source has ended: the second that was filling counts as finished.  With a span, flows that
 * did nothing in it are no longer listed. */
void weir_ledger_finish (WeirLedger *self);

const WeirTotals *weir_ledger_get_totals (const WeirLedger *self);
const WeirTimeline *weir_ledger_get_timeline (const WeirLedger *self);

/* Flows by place, 0 … n - 1; a flow's place changes only when another one is forgotten. */
guint weir_ledger_get_n_flows (const WeirLedger *self);
WeirFlow *weir_ledger_get_flow (const WeirLedger *self, guint index);
WeirFlow *weir_ledger_find (const WeirLedger *self, const WeirFlowKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLedger, weir_ledger_free)

G_END_DECLS
