/* The fullest second of sums of flows: of groups, of pairs of hosts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The peak of a sum is not the sum of peaks: it takes the flows second by second.  Made from the
 * history a little at a time, so that nobody has to wait for it, and kept up to date: another
 * second costs what was active in it.  Flows are asked once; whoever knows that the answers may be
 * others by now begins anew.  Main loop only.
 */
#pragma once

#include "core/flow/history.h"

G_BEGIN_DECLS

typedef struct _WeirHistoryPeaks WeirHistoryPeaks;

/* Bytes of one second. */
typedef struct
{
  uint64_t tx;
  uint64_t rx;
  uint64_t both; /* of both ways together, not the sum of the two */
} WeirHistoryPeak;

/* Returns: a number of the sum that @flow is part of; 0: of none */
typedef uint64_t (*WeirHistoryPart) (const WeirFlow *flow, gpointer user_data);

/* Of the seconds from @first on, as far as they are kept.
 * @history: borrowed: it has to live as long
 * @part: never called but from work() */
WeirHistoryPeaks *weir_history_peaks_new (const WeirHistory *history,
                                          int64_t first,
                                          WeirHistoryPart part,
                                          gpointer user_data);
void weir_history_peaks_free (WeirHistoryPeaks *self);

/* The answers may be others.  What there is stays until the new one is complete. */
void weir_history_peaks_restart (WeirHistoryPeaks *self);

/* Goes on for about @budget_us microseconds, of which it needs none if it is complete.
 * @last: the newest second that is looked at: flows that were active until then can be asked
 * Returns: whether it is complete by now */
gboolean weir_history_peaks_work (WeirHistoryPeaks *self, int64_t last, int64_t budget_us);

/* How much time what there is has taken, in microseconds. */
int64_t weir_history_peaks_get_cost_us (const WeirHistoryPeaks *self);

/* How many sums it holds, also of parts that are gone: until it begins anew. */
guint weir_history_peaks_get_n (const WeirHistoryPeaks *self);

/* Returns: %FALSE until it was complete for the first time, and of a sum without a second */
gboolean weir_history_peaks_get (const WeirHistoryPeaks *self,
                                 uint64_t part,
                                 WeirHistoryPeak *peak);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHistoryPeaks, weir_history_peaks_free)

G_END_DECLS
