/* The flows of a ledger as a list for GTK: filtered, sorted, with one selected row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A GListModel of WeirFlowItem and a GtkSelectionModel.  An item stands for a place in the list:
 * when flows change places, the items get other flows, and "items-changed" tells only that there
 * are more or fewer rows at the end.  While rows are held an item stays with its flow, and
 * "items-changed" is emitted once, from the first row that has gone on.  The selection belongs to a
 * flow, not to a place in the list.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-columns.h"
#include "app/flow-item.h"
#include "core/filter/filter.h"
#include "core/flow/ledger.h"
#include "core/group/flow-groups.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_MODEL (weir_flow_model_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowModel, weir_flow_model, WEIR, FLOW_MODEL, GObject)

WeirFlowModel *weir_flow_model_new (void);

/**
 * weir_flow_model_set_ledger:
 * @ledger: (nullable): has to live until the next call; its removed func is the model's
 * @is_continued: @ledger holds the same flows as the last one, at another time
 */
void weir_flow_model_set_ledger (WeirFlowModel *self, WeirLedger *ledger, gboolean is_continued);

/* Where the peaks of groups are looked up; signal "peaks-known" when they have been, without an
 * update.
 * @history: (nullable): of the ledgers that follow; has to live until the next call */
void weir_flow_model_set_past (WeirFlowModel *self, const WeirHistory *history);

/* Takes over what the ledger has learnt.  While @is_held every row stays where it is and new ones
 * come last. */
void weir_flow_model_update (WeirFlowModel *self, gboolean is_held);

/* @filter: (transfer full) (nullable): everything is listed */
void weir_flow_model_take_filter (WeirFlowModel *self, WeirFilter *filter);

/* Returns: (transfer none) (nullable): valid until another one is taken */
const WeirFilter *weir_flow_model_get_filter (WeirFlowModel *self);

/* What the filter lets through.  Returns: (nullable): %NULL without a filter */
const WeirFilterSums *weir_flow_model_get_sums (WeirFlowModel *self);

/* Whether the filter lets @flow through, which need not be of the ledger. */
gboolean weir_flow_model_admits (WeirFlowModel *self, const WeirFlow *flow);

/* How flows are to be asked now. */
void weir_flow_model_get_filter_context (WeirFlowModel *self, WeirFilterContext *context);

/* Returns: (nullable) */
const WeirLedger *weir_flow_model_get_ledger (WeirFlowModel *self);

/* Lists the sums of groups instead of flows; they are WeirFlows of which weir_flow_is_group() is
 * true.
 * @kind: (nullable): flows */
void weir_flow_model_set_grouping (WeirFlowModel *self, const WeirGroupKind *kind);
const WeirGroupKind *weir_flow_model_get_grouping (WeirFlowModel *self);

void weir_flow_model_set_order (WeirFlowModel *self,
                                const WeirFlowColumn *column,
                                gboolean is_descending);
const WeirFlowColumn *weir_flow_model_get_order (WeirFlowModel *self, gboolean *is_descending);

/* Sorts once, also while the order is frozen. */
void weir_flow_model_sort_again (WeirFlowModel *self);

/* While frozen every row keeps its place, also one that the filter hides for a while; new ones come
 * last.  Signal "frozen-changed". */
void weir_flow_model_set_frozen (WeirFlowModel *self, gboolean is_frozen);
gboolean weir_flow_model_get_frozen (WeirFlowModel *self);

/* Pinned rows are on top, in the list's order among themselves; see app/pins.h.  Signal
 * "pins-changed".
 * @texts: as in the setting "pinned" */
void weir_flow_model_read_pins (WeirFlowModel *self, const char *const *texts);

/* Returns: (transfer full): for the setting */
char **weir_flow_model_dup_pins (WeirFlowModel *self);

/* @flow: or the sum of a group.  Returns: whether it is pinned now */
gboolean weir_flow_model_toggle_pin (WeirFlowModel *self, const WeirFlow *flow);
gboolean weir_flow_model_is_pinned (WeirFlowModel *self, const WeirFlow *flow);

/* What the texts depend on beside the flows; to be set again whenever more has become known. */
void weir_flow_model_set_context (WeirFlowModel *self, const WeirFlowContext *context);
const WeirFlowContext *weir_flow_model_get_context (WeirFlowModel *self);

/* Returns: (transfer none) (nullable): the flow, if it is in the list */
const WeirFlow *weir_flow_model_get_selected (WeirFlowModel *self, guint *position);

/* What the lengths of the bars mean now; changes with what is seen. */
const WeirBarScale *weir_flow_model_get_bar_scale (WeirFlowModel *self);

/* How long the bars of a flow are, 0 … 1, on that scale. */
void weir_flow_model_get_bar (WeirFlowModel *self,
                              const WeirFlow *flow,
                              double *rx_fraction,
                              double *tx_fraction);

/* GTK binds some two hundred rows, of which a few are on the screen: cells of the others need not
 * be up to date.  At first all are seen. */
void weir_flow_model_set_seen (WeirFlowModel *self, guint first, guint last);
gboolean weir_flow_model_is_seen (WeirFlowModel *self, guint position);

G_END_DECLS
