/* A rate graph as a picture for others: as it is shown, at any size, with a title and a legend.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colours and font are those of the widget, on the background of its window; the time shown, the
 * filter and the marked span are those of the moment.  Neither the crosshair nor the pointer is in
 * it.
 */
#pragma once

#include <gio/gio.h>

#include "app/rate-graph.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_GRAPH_PNG,
  WEIR_GRAPH_SVG,
} WeirGraphFormat;

#define WEIR_GRAPH_EXPORT_MIN_WIDTH 320
#define WEIR_GRAPH_EXPORT_MIN_HEIGHT 200
#define WEIR_GRAPH_EXPORT_MAX_SIZE 8192
#define WEIR_GRAPH_EXPORT_WIDTH 1200
#define WEIR_GRAPH_EXPORT_HEIGHT 480

/* What a picture is to be.  Sizes beyond the bounds above are brought within them. */
typedef struct
{
  WeirGraphFormat format;
  int width; /* 0: WEIR_GRAPH_EXPORT_WIDTH; of a SVG, in its units */
  int height;
  const char *title; /* (nullable): plain text above the graph, such as what is captured */
} WeirGraphExportOptions;

/* @stream is not closed.  The widget needs to be in a window, not to be seen.
 * Returns: whether all of it has been written; else @error is the stream's, or that of a picture
 * that could not be made (WEIR_ERROR_FAILED) */
gboolean weir_graph_export_write (WeirRateGraph *graph,
                                  const WeirGraphExportOptions *options,
                                  GOutputStream *stream,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
