/* Draws a rate graph: series, axes, labels, and what is under the pointer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value that its widget fills in; it decides nothing but where things go.
 */
#pragma once

#include <gtk/gtk.h>

#include "core/graph-steps.h"
#include "core/units.h"

G_BEGIN_DECLS

typedef struct
{
  /* What is drawn.  Style, size and scale factor are the widget's. */
  GtkWidget *widget;
  const WeirGraphSteps *steps;
  WeirUnit unit;
  double tx_end_bps; /* of the axes */
  double rx_end_bps;

  /* Where, in the widget's coordinates: set by weir_graph_picture_arrange(). */
  double width; /* of the plot, from 0 on */
  double top;
  double zero; /* upper edge of the zero line */
  double bottom;
  int label_height;
} WeirGraphPicture;

/* Lays out the plot in the widget as it is now.  %FALSE if there is no room for it; then the other
 * functions must not be called. */
gboolean weir_graph_picture_arrange (WeirGraphPicture *self);

/* How many steps can be told apart. */
guint weir_graph_picture_get_max_steps (const WeirGraphPicture *self);

/* All but the pointer. */
void weir_graph_picture_append (const WeirGraphPicture *self, GtkSnapshot *snapshot);

/* A line at @x with the time and the rates there; nothing where there is no traffic to tell of. */
void weir_graph_picture_append_pointer (const WeirGraphPicture *self,
                                        GtkSnapshot *snapshot,
                                        double x);

G_END_DECLS
