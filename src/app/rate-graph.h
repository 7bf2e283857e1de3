/* Download above, upload below, over one time axis.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each half has its own scale, for an upload is often a small part of the download, but the
 * smaller scale is kept within reach of the larger one.  Draws finished seconds only.  Where more
 * of them than fit are to be shown, several share a step, which is as high as the highest of them.
 *
 * Colours are the named colours "download_color" and "upload_color" of the style sheet; everything
 * else is a shade of the widget's own colour.  The CSS name is "rategraph".
 */
#pragma once

#include <gtk/gtk.h>

#include "core/flow/timeline.h"
#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_TYPE_RATE_GRAPH (weir_rate_graph_get_type ())
G_DECLARE_FINAL_TYPE (WeirRateGraph, weir_rate_graph, WEIR, RATE_GRAPH, GtkWidget)

GtkWidget *weir_rate_graph_new (void);

/* @timeline is borrowed: it must stay alive until another one, or %NULL, is set. */
void weir_rate_graph_set_timeline (WeirRateGraph *self, const WeirTimeline *timeline);

void weir_rate_graph_set_unit (WeirRateGraph *self, WeirUnit unit);

/* How many seconds of the past are shown; 0: all. */
void weir_rate_graph_set_span (WeirRateGraph *self, guint seconds);

/* The timeline may have changed.  Cheap: draws only if a second has been finished since, and
 * nothing while the widget is not mapped. */
void weir_rate_graph_update (WeirRateGraph *self);

G_END_DECLS
