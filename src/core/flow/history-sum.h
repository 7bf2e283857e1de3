/* The timeline of some of the flows: what a graph of a filter, of a group or of one flow draws.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made from the history a little at a time, so that nobody has to wait for it, and kept up to date:
 * another second costs what was active in it.  Flows are asked once; whoever knows that the answers
 * may be others by now begins anew.  Main loop only.
 */
#pragma once

#include "core/flow/history.h"
#include "core/flow/timeline.h"

G_BEGIN_DECLS

typedef struct _WeirHistorySum WeirHistorySum;

/* @history: borrowed: it has to live as long
 * @match: never called but from work() */
WeirHistorySum *weir_history_sum_new (const WeirHistory *history,
                                      WeirHistoryMatch match,
                                      gpointer user_data);
void weir_history_sum_free (WeirHistorySum *self);

/* The answers may be others.  What there is stays until the new one is complete. */
void weir_history_sum_restart (WeirHistorySum *self);

/* Goes on for about @budget_us microseconds, of which it needs none if it is complete.  To be
 * called at least once for every batch that the history is told of.
 * Returns: whether it is complete by now */
gboolean weir_history_sum_work (WeirHistorySum *self, int64_t budget_us);

/* How much time what there is has taken, in microseconds. */
int64_t weir_history_sum_get_cost_us (const WeirHistorySum *self);

/* Returns: (nullable): %NULL until it was complete for the first time; valid until the next
 * work() */
const WeirTimeline *weir_history_sum_get_timeline (const WeirHistorySum *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHistorySum, weir_history_sum_free)

G_END_DECLS
