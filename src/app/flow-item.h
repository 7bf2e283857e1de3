/* A row of the list: the object that stands for its place in GTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It shows one flow and then, when the order has changed, another: told that rows have changed
 * places, GTK would look through all of them and bind two hundred again.  Made when GTK first asks
 * for the row, for there may be thousands.  Main loop only.
 */
#pragma once

#include <glib-object.h>

#include "core/flow/flow.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_ITEM (weir_flow_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowItem, weir_flow_item, WEIR, FLOW_ITEM, GObject)

WeirFlowItem *weir_flow_item_new (void);

/* @flow: (nullable): borrowed until another is set or weir_flow_item_leave(); its user_data is the
 * item's */
void weir_flow_item_set_flow (WeirFlowItem *self, WeirFlow *flow);

/* Returns: (nullable): %NULL once the flow has been forgotten */
const WeirFlow *weir_flow_item_get_flow (WeirFlowItem *self);

/* @flow is about to be freed: its item, if it has one, is empty until it gets another. */
void weir_flow_item_leave (WeirFlow *flow);

/* Calls @func when what is shown may have changed.  A plain list: a signal would cost more than all
 * that a cell does in it. */
typedef void (*WeirFlowItemFunc) (gpointer user_data);
void weir_flow_item_watch (WeirFlowItem *self, WeirFlowItemFunc func, gpointer user_data);
void weir_flow_item_unwatch (WeirFlowItem *self, gpointer user_data);

/* Once for every update: whether the flow's numbers may have changed since the last one. */
void weir_flow_item_look (WeirFlowItem *self);

/* What is shown has changed. */
void weir_flow_item_invalidate (WeirFlowItem *self);

/* Calls the watchers if what is shown has changed since the last call. */
void weir_flow_item_refresh (WeirFlowItem *self);

G_END_DECLS
