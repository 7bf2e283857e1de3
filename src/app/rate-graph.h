/* Download above, upload below, over one time axis.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each half has its own scale, for an upload is often a small part of the download, but the
 * smaller scale is kept within reach of the larger one.  Draws finished seconds only.  Where more
 * of them than fit are to be shown, several share a step, which is as high as the highest of them.
 *
 * Time runs from left to right in every language: a graph of measurements is read as notes and maps
 * are, and "earlier" changing its side with the language would make the same picture mean two
 * things.  Texts follow the language.
 *
 * What can be done with it, with the pointer or, where it has the focus, by keys:
 *
 *   pointer, Left, Right, Home, End   a crosshair on a step, and a card with its values
 *   drag, Shift+Left, Shift+Right     a span of seconds, snapped to steps; a drag ends with
 *                                     "span-selected", Enter chooses what the keys have marked
 *   click beside the span, Escape     "span-cleared"
 *   scrolling                         "zoomed"; sideways or with Shift: into the past and back
 *
 * Signals:
 *   "span-selected" (gint64 from, gint64 to): both are seconds since 1970, the last included
 *   "span-cleared" ()
 *   "zoomed" (guint seconds): the span of time that the user wants to be shown, 0: all.  It is
 * shown only when it is set with weir_rate_graph_set_span(), for who keeps it decides.
 *
 * Property "filtered" (boolean, only to be read): whether there is a filtered timeline.
 *
 * Colours are the named colours "download_color" and "upload_color" of the style sheet; everything
 * else is a shade of the widget's own colour.  The CSS name is "rategraph".  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/graph-top.h"
#include "core/flow/timeline.h"
#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_TYPE_RATE_GRAPH (weir_rate_graph_get_type ())
G_DECLARE_FINAL_TYPE (WeirRateGraph, weir_rate_graph, WEIR, RATE_GRAPH, GtkWidget)

GtkWidget *weir_rate_graph_new (void);

/* @timeline is borrowed: it must stay alive until another one, or %NULL, is set. */
void weir_rate_graph_set_timeline (WeirRateGraph *self, const WeirTimeline *timeline);

/* What the filter leaves of it, in the strong colours; the whole stays faint behind.  Set it again
 * when seconds that are finished have changed, as with another filter.
 * @filtered: (nullable): there is no filter; borrowed as the timeline is */
void weir_rate_graph_set_filtered (WeirRateGraph *self, const WeirTimeline *filtered);

void weir_rate_graph_set_unit (WeirRateGraph *self, WeirUnit unit);

/* How many seconds of the past are shown; 0: all. */
void weir_rate_graph_set_span (WeirRateGraph *self, guint seconds);

/* One step of round times shorter (-1) or longer (1) than what is shown, as "zoomed". */
void weir_rate_graph_turn_zoom (WeirRateGraph *self, int direction);

/* Whether spans can be dragged and chosen; FALSE at first. */
void weir_rate_graph_set_can_select (WeirRateGraph *self, gboolean can_select);

/* The band of seconds that the rest of the window shows, the last included; 0, 0: none.  Its edges
 * can be dragged.  Emits nothing. */
void weir_rate_graph_set_marked_span (WeirRateGraph *self, gint64 from, gint64 to);

/* The edge at the right is the newest second again, and stays so. */
void weir_rate_graph_show_newest (WeirRateGraph *self);

/* Who tells of the top flows of a moment.  Asked once for every step that the crosshair comes to
 * and once a second while it rests on the newest.
 * @func: (nullable) */
void weir_rate_graph_set_top_func (WeirRateGraph *self,
                                   WeirGraphTopFunc func,
                                   gpointer user_data,
                                   GDestroyNotify destroy);

/* The timeline may have changed.  Cheap: draws only if a second has been finished since, and
 * nothing while the widget is not mapped. */
void weir_rate_graph_update (WeirRateGraph *self);

G_END_DECLS
