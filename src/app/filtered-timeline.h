/* What the filter of the list leaves of every second, for the graph.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made from the history when nothing else is to be done, in pieces of a few milliseconds, so that
 * writing a filter never waits for it; until a new one is complete, the last one stays.  Flows may
 * pass the filter later that did not at first, when a name has come or a rate has changed: so it is
 * made again now and then, seldom enough to cost next to nothing.  Main loop only.
 */
#pragma once

#include "app/flow-model.h"
#include "core/flow/history-sum.h"

G_BEGIN_DECLS

typedef struct _WeirFilteredTimeline WeirFilteredTimeline;

/* There is another timeline than before, or none any more, which is told before the old one goes.
 * @timeline: (nullable) */
typedef void (*WeirFilteredTimelineFunc) (const WeirTimeline *timeline, gpointer user_data);

/* @model: whose filter it is */
WeirFilteredTimeline *weir_filtered_timeline_new (WeirFlowModel *model,
                                                  WeirFilteredTimelineFunc func,
                                                  gpointer user_data);
void weir_filtered_timeline_free (WeirFilteredTimeline *self);

/* @history: (nullable): there is nothing to filter; has to live until the next call */
void weir_filtered_timeline_set_history (WeirFilteredTimeline *self, const WeirHistory *history);

/* The model has another filter, or none. */
void weir_filtered_timeline_restart (WeirFilteredTimeline *self);

/* A second has been finished. */
void weir_filtered_timeline_tick (WeirFilteredTimeline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFilteredTimeline, weir_filtered_timeline_free)

G_END_DECLS
