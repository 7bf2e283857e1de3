/* One cell of the list: what one column says of one flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Belongs to the widget in its GtkListItem.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-model.h"

G_BEGIN_DECLS

typedef struct _WeirFlowCell WeirFlowCell;

/* The three calls of a factory. */
void weir_flow_cell_set_up (GtkListItem *list_item,
                            const WeirFlowColumn *column,
                            WeirFlowModel *model);
void weir_flow_cell_bind (GtkListItem *list_item);
void weir_flow_cell_unbind (GtkListItem *list_item);

/* Returns: (nullable): the cell at a place of the list; the padding round it belongs to it */
WeirFlowCell *weir_flow_cell_pick (GtkWidget *list, double x, double y);

guint weir_flow_cell_get_position (WeirFlowCell *self);

/* Returns: (nullable): %NULL once it has gone */
const WeirFlow *weir_flow_cell_get_flow (WeirFlowCell *self);
const WeirFlowColumn *weir_flow_cell_get_column (WeirFlowCell *self);

/* Returns: (transfer full) (nullable) */
char *weir_flow_cell_dup_tooltip (WeirFlowCell *self);

G_END_DECLS
