/* The past, second by second: what every flow did in each, as far as memory is given to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ring.  The ledger that owns it tells it all that it books, in its own seconds, so that sums of
 * seconds are those that the ledger would have made of them.  A second takes 13 to 20 bytes for
 * each flow that was active in it, and nothing if none was.  A flow that the ledger forgets is kept
 * here, with all that was known of it, until no second is left in which it was active.
 *
 * Seconds are those of WeirTimeline.  What asks it stands in history-fold.h and history-sum.h.
 * Main loop only.
 */
#pragma once

#include "core/flow/flow.h"
#include "core/flow/history-block.h"

G_BEGIN_DECLS

typedef struct _WeirHistory WeirHistory;

/* Whether @flow is to be counted. */
typedef gboolean (*WeirHistoryMatch) (const WeirFlow *flow, gpointer user_data);

/* Whichever is reached first; then the oldest seconds go. */
typedef struct
{
  uint64_t max_seconds; /* 0: any number */
  gsize max_bytes;      /* of what is kept; the second that is filling comes on top */
} WeirHistoryLimits;

WeirHistory *weir_history_new (const WeirHistoryLimits *limits);
void weir_history_free (WeirHistory *self);

/* Holds at once. */
void weir_history_set_limits (WeirHistory *self, const WeirHistoryLimits *limits);

/* Time has come to @now_us; the seconds before that are finished. */
void weir_history_advance (WeirHistory *self, int64_t now_us);

/* No time follows: the second that was filling is finished as well. */
void weir_history_finish (WeirHistory *self);

/* What @flow did, spread over the seconds @first to @last, of which none is finished yet.
 * @tcp: (nullable) */
void weir_history_add (WeirHistory *self,
                       WeirFlow *flow,
                       const WeirFlowDelta *delta,
                       const WeirTcpDelta *tcp,
                       int64_t first,
                       int64_t last);

/* What belongs to no flow.  @second: as above */
void weir_history_add_rest (WeirHistory *self,
                            int64_t second,
                            const WeirCounts *unlisted,
                            const WeirSourceCounts *source);

/* What is known of @flow is about to be replaced by something else, in a second that is not
 * finished: seconds before that keep it. */
void weir_history_keep_owner (WeirHistory *self, const WeirFlow *flow, int64_t second);
void weir_history_keep_name (WeirHistory *self, const WeirFlow *flow, int64_t second);

/* The ledger forgets @flow.
 * @flow: (transfer full) if this returns TRUE: it is needed here */
gboolean weir_history_take_flow (WeirHistory *self, WeirFlow *flow);

/* The finished seconds that are kept: all from @oldest to @newest, also those in which there was
 * nothing.  %FALSE if there are none. */
gboolean weir_history_get_range (const WeirHistory *self, int64_t *oldest, int64_t *newest);

/* Packet time of the ledger, which @first_us began and has come to @now_us. */
void weir_history_get_time (const WeirHistory *self, int64_t *first_us, int64_t *now_us);

/* What it takes in memory. */
gsize weir_history_get_bytes (const WeirHistory *self);

/* Seconds times flows that were active in them. */
uint64_t weir_history_get_n_records (const WeirHistory *self);

/* For those who read it.  The first block of a second not before @second, and those after it, in
 * which there was something. */
guint weir_history_find_block (const WeirHistory *self, int64_t second);
guint weir_history_get_n_blocks (const WeirHistory *self);
const WeirHistoryBlock *weir_history_get_block (const WeirHistory *self, guint index);

/* Flows by their slots, which are smaller than get_n_slots(); slots that no flow has are %NULL. A
 * flow that comes later may be given the slot of one of which no second is left. */
guint weir_history_get_n_slots (const WeirHistory *self);
const WeirFlow *weir_history_get_flow (const WeirHistory *self, guint slot);

/* Gives a copy of that flow the owner and the name of a server that were known when @second ended;
 * what was found later for the first time it keeps. */
void weir_history_restore_facts (const WeirHistory *self,
                                 guint slot,
                                 int64_t second,
                                 WeirFlow *copy);

/* The serial of that flow, without fetching the flow itself. */
uint64_t weir_history_get_serial (const WeirHistory *self, guint slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHistory, weir_history_free)

G_END_DECLS
