/* Draws a rate graph: series, axes, labels, and bands of seconds.
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

/* Of the series behind the one that matters. */
#define WEIR_GRAPH_PICTURE_FAINT_ALPHA 0.35

typedef struct
{
  /* What is drawn.  Colours and fonts are the widget's. */
  GtkWidget *widget;
  const WeirGraphSteps *steps;
  const WeirGraphSteps *filtered; /* (nullable): in front of the others, which are faint then */
  WeirUnit unit;
  double tx_end_bps; /* of the axes */
  double rx_end_bps;
  int full_width; /* labels included */
  int full_height;
  gboolean has_clock; /* times are those of the day, even if they end now */
  int scale;          /* pixels of the screen for each of these */

  /* Where, in the same coordinates: set by weir_graph_picture_arrange(). */
  double width; /* of the plot, from 0 on */
  double top;
  double zero; /* upper edge of the zero line */
  double bottom;
  int label_height;
} WeirGraphPicture;

/* Lays out the plot.  %FALSE if there is no room for it; then the other functions must not be
 * called. */
gboolean weir_graph_picture_arrange (WeirGraphPicture *self);

/* Whether what is shown ends now. */
gboolean weir_graph_picture_is_live (const WeirGraphPicture *self);

/* How many steps can be told apart. */
guint weir_graph_picture_get_max_steps (const WeirGraphPicture *self);

/* The axes and the rates. */
void weir_graph_picture_append (const WeirGraphPicture *self, GtkSnapshot *snapshot);

/* Seconds @from to @to, the last included, brightened; with edges that can be taken hold of. */
void weir_graph_picture_append_band (const WeirGraphPicture *self,
                                     GtkSnapshot *snapshot,
                                     gint64 from,
                                     gint64 to,
                                     gboolean has_handles);

/* A line in the middle of the seconds @from to @to. */
void weir_graph_picture_append_crosshair (const WeirGraphPicture *self,
                                          GtkSnapshot *snapshot,
                                          gint64 from,
                                          gint64 to);

/* Where a second begins; may lie outside of the plot. */
double weir_graph_picture_get_x (const WeirGraphPicture *self, gint64 second);

/* The other way round, as an age of the steps. */
double weir_graph_picture_get_age (const WeirGraphPicture *self, double x);

G_END_DECLS
