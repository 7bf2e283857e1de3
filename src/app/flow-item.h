/* A row of the list: the object that stands for a WeirFlow in GTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made when a row is looked at, not before: of 50,000 flows some two hundred have an item.  The
 * flow may end before its item does; then the item is empty.  Main loop only.
 */
#pragma once

#include <glib-object.h>

#include "core/flow/flow.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_ITEM (weir_flow_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowItem, weir_flow_item, WEIR, FLOW_ITEM, GObject)

/**
 * weir_flow_item_get_for_flow:
 * @flow: (nullable): its user_data is the item's from now on
 * @registry: a set in which every living item is listed
 *
 * Returns: (transfer full): the item that @flow has already, or a new one
 */
WeirFlowItem *weir_flow_item_get_for_flow (WeirFlow *flow, GHashTable *registry);

/* Returns: (nullable): %NULL once the flow has been forgotten */
const WeirFlow *weir_flow_item_get_flow (WeirFlowItem *self);

/* The same flow in another ledger, or %NULL. */
void weir_flow_item_set_flow (WeirFlowItem *self, WeirFlow *flow);

/* Emits "changed" if the flow's numbers may have changed since the last call, or if @force. */
void weir_flow_item_refresh (WeirFlowItem *self, gboolean force);

G_END_DECLS
