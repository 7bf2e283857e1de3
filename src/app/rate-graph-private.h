/* What rate-graph.c, which draws and tells, and rate-graph-input.c, which is asked, share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/graph-picture.h"
#include "app/graph-readout.h"
#include "app/rate-graph.h"

G_BEGIN_DECLS

/* Who moves the crosshair. */
typedef enum
{
  WEIR_GRAPH_CURSOR_NONE,
  WEIR_GRAPH_CURSOR_POINTER,
  WEIR_GRAPH_CURSOR_KEYS,
} WeirGraphCursor;

struct _WeirRateGraph
{
  GtkWidget parent_instance;

  const WeirTimeline *timeline;
  const WeirTimeline *filtered;
  WeirUnit unit;
  guint span;
  gint64 end; /* if is_in_past: the first second that is not shown any more */

  /* What was drawn last, as the pointer needs it, and as it can be shown again as long as nothing
   * but the pointer moves; NULL when it is out of date or there was no room. */
  WeirGraphSteps steps;
  WeirGraphSteps filtered_steps;
  WeirGraphPicture picture;
  GskRenderNode *node;

  WeirGraphCursor cursor;
  double pointer_x;
  gint64 key_second;

  WeirGraphSelection selection;
  GtkGesture *drag;
  WeirGraphSpan drag_step; /* on which it began */
  double drag_x;

  /* Of what the card says. */
  WeirGraphReadout readout;
  WeirGraphTopFunc top_func;
  gpointer top_data;
  GDestroyNotify top_destroy;

  double scrolled;
  gint64 described_us;
  guint describe_id;

  guint can_select : 1;
  guint is_in_past : 1;
  guint key_follows : 1; /* the crosshair stays on the newest second */
  guint is_pressed : 1;  /* the button is down, and what comes of it has not been given up */
  guint has_readout : 1;
};

/* The node is out of date. */
void weir_rate_graph_invalidate (WeirRateGraph *self);

/* What is shown now, in a picture of its own size (and its .full_width, .full_height and .scale).
 * %FALSE if there is no room. */
gboolean weir_rate_graph_fill_picture (WeirRateGraph *self,
                                       WeirGraphPicture *picture,
                                       WeirGraphSteps *steps,
                                       WeirGraphSteps *filtered);

/* Steps and layout are those of the timeline as it is now.  %FALSE if there is no room. */
gboolean weir_rate_graph_renew (WeirRateGraph *self);

/* The step at @x; where there is none, the one that is nearest.  %FALSE if there are no steps. */
gboolean weir_rate_graph_find_step (WeirRateGraph *self, double x, WeirGraphSpan *step);

/* The step under the crosshair. */
gboolean weir_rate_graph_get_cursor (WeirRateGraph *self, WeirGraphSpan *step);

/* Tells what the crosshair is on, or, without one, what the graph is. */
void weir_rate_graph_announce (WeirRateGraph *self);

/* Pointer, keys and scrolling. */
void weir_rate_graph_add_input (WeirRateGraph *self);

/* Emit. */
void weir_rate_graph_select_span (WeirRateGraph *self, WeirGraphSpan span);
void weir_rate_graph_clear_span (WeirRateGraph *self);
void weir_rate_graph_zoom (WeirRateGraph *self, guint seconds);

G_END_DECLS
