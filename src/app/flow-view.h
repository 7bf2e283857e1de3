/* The list of flows: a column view with its columns, sorting, bars and context menu.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows change places at most once an update, and never under the pointer or while their menu is
 * open; a click on a header is obeyed at once.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/card.h"
#include "app/column-layout.h"
#include "app/flow-model.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_VIEW (weir_flow_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowView, weir_flow_view, WEIR, FLOW_VIEW, GtkWidget)

WeirFlowModel *weir_flow_view_get_model (WeirFlowView *self);

/* The ledger of the model has news. */
void weir_flow_view_update (WeirFlowView *self);

/* Whether that goes on: what is selected is not another row, only elsewhere. */
gboolean weir_flow_view_get_updating (WeirFlowView *self);

/* Shows the order in the header; "win.sort" and the settings come here.  While @column is hidden
 * the rows are in the usual order, and in this one once it is shown. */
void weir_flow_view_sort (WeirFlowView *self, const WeirFlowColumn *column, gboolean is_descending);

/* What was asked for; the model has the order that is shown. */
const WeirFlowColumn *weir_flow_view_get_order (WeirFlowView *self, gboolean *is_descending);

/* Signal "order-changed": by a click on a header or weir_flow_view_sort(). */

/* Returns: (transfer none) */
WeirColumnLayout *weir_flow_view_get_layout (WeirFlowView *self);

/* Selects the row so many below the selected one, or above; from none, the first.  G_MAXINT: the
 * last; -G_MAXINT: the first. */
void weir_flow_view_move_selection (WeirFlowView *self, int n_rows);

/* What opens when the pointer rests on a row.  Returns: (transfer none) */
WeirCard *weir_flow_view_get_card (WeirFlowView *self);

/* Signal "activated": a double click on a row, or Enter. */

/* Brings the marks of the bars up to date, which change with the numbers and with the settings. */
void weir_flow_view_show_scale (WeirFlowView *self);

G_END_DECLS
