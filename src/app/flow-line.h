/* One row of the list as a whole: its mark if it is pinned, and what a screen reader says of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GTK 4.8 knows cells only; this belongs to the widget that holds the cells of a row.  Main loop
 * only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-model.h"

G_BEGIN_DECLS

typedef struct _WeirFlowLine WeirFlowLine;

/* After a cell has been bound, and before it is unbound. */
void weir_flow_line_bind (GtkListItem *cell, WeirFlowModel *model);
void weir_flow_line_unbind (GtkListItem *cell);

/* Returns: (nullable): the row at a place of the list
 * @area: (out): of the list */
WeirFlowLine *weir_flow_line_pick (GtkWidget *list, double x, double y, GdkRectangle *area);

/* Returns: (nullable): %NULL once it has gone */
const WeirFlow *weir_flow_line_get_flow (WeirFlowLine *self);

/* Returns: (nullable): the widget of the row at @position, if it is to be seen */
GtkWidget *weir_flow_line_find (GtkWidget *list, guint position);

G_END_DECLS
