/* Any seconds of the past as a ledger of their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.
 */
#pragma once

#include "core/flow/history.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

/* A ledger as if it had been told of the seconds @first to @last alone: their sums, flows, peaks
 * and timeline, and rates as they were when @last ended.  What is known of the flows beside their
 * numbers (owners, names of servers, what is spoken) is what was known then, or found later for the
 * first time.  The flows have the
 * serials that they have in the ledger of the history; a flow that was forgotten in between and
 * came again is one.
 *
 * Seconds that are not kept, or not finished yet, are left out.  Costs about 40 ns for each flow
 * that was active in each of the seconds.
 *
 * Returns: (transfer full) */
WeirLedger *weir_history_fold (const WeirHistory *self, int64_t first, int64_t last);

/* What a flow carried. */
typedef struct
{
  const WeirFlow
      *flow; /* borrowed until the next batch; its numbers are not those of the seconds */
  uint64_t tx_bytes;
  uint64_t rx_bytes;
} WeirHistoryShare;

/* The flows that carried most in the seconds @first to @last, the largest first.
 * @match: (nullable): only flows that it admits; not asked of more than it takes to find @n
 * @shares: room for @n
 * Returns: how many there are, at most @n */
guint weir_history_get_top (const WeirHistory *self,
                            int64_t first,
                            int64_t last,
                            WeirHistoryMatch match,
                            gpointer user_data,
                            WeirHistoryShare *shares,
                            guint n);

G_END_DECLS
