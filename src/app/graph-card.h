/* The card of a rate graph: what a readout says, drawn beside the place that it is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawn by the graph's own widget rather than shown in a popover: it can neither take the focus nor
 * leave the window, and follows the pointer in the same frame.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/graph-readout.h"

G_BEGIN_DECLS

/* @area: must hold all of it; top flows for which it has no height are left out
 * @left, @right: of the place in @area; the card is at one side of it, where there is room */
void weir_graph_card_append (GtkWidget *widget,
                             GtkSnapshot *snapshot,
                             const WeirGraphReadout *readout,
                             WeirUnit unit,
                             const graphene_rect_t *area,
                             double left,
                             double right);

G_END_DECLS
