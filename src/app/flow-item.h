/* A row of the list: the object that stands for a WeirFlow in GTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made when GTK first asks for the row, then kept by the flow, for GTK may ask for thousands of
 * rows at a time.  The flow may end before its item does; then the item is empty.  Main loop only.
 */
#pragma once

#include <glib-object.h>

#include "core/flow/flow.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_ITEM (weir_flow_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowItem, weir_flow_item, WEIR, FLOW_ITEM, GObject)

/**
 * weir_flow_item_get_for_flow:
 * @flow: (nullable): holds a reference in its user_data until weir_flow_item_leave()
 * @watched: a set in which every item is listed that is being watched
 *
 * Returns: (transfer full): the item that @flow has already, or a new one
 */
WeirFlowItem *weir_flow_item_get_for_flow (WeirFlow *flow, GHashTable *watched);

/* Returns: (nullable): %NULL once the flow has been forgotten */
const WeirFlow *weir_flow_item_get_flow (WeirFlowItem *self);

/* @flow is about to be freed, or its place is taken by @heir (nullable), the same flow in another
 * ledger. */
void weir_flow_item_leave (WeirFlow *flow, WeirFlow *heir);

/* Calls @func when the numbers may have changed.  A plain list: a signal would cost more than all
 * that a cell does in it. */
typedef void (*WeirFlowItemFunc) (gpointer user_data);
void weir_flow_item_watch (WeirFlowItem *self, WeirFlowItemFunc func, gpointer user_data);
void weir_flow_item_unwatch (WeirFlowItem *self, gpointer user_data);

/* Calls the watchers if the flow's numbers may have changed since the last call, or if @force. */
void weir_flow_item_refresh (WeirFlowItem *self, gboolean force);

G_END_DECLS
