/* What everything in a rate graph is drawn with: shades, named colours, small labels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Style and font are those of a widget.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The widget's own colour. */
GdkRGBA weir_graph_ink_get_shade (GtkWidget *widget, double alpha);

/* A named colour of the style sheet; the widget's own where there is no such. */
GdkRGBA weir_graph_ink_get_color (GtkWidget *widget, const char *name);

/* Small, with digits that are all of one width.  @text: plain.  Returns: (transfer full) */
PangoLayout *weir_graph_ink_create_label (GtkWidget *widget, const char *text);

/* At whole coordinates, so that it is sharp. */
void weir_graph_ink_append_label (GtkSnapshot *snapshot,
                                  PangoLayout *layout,
                                  double x,
                                  double y,
                                  const GdkRGBA *color);

void weir_graph_ink_append_bar (GtkSnapshot *snapshot,
                                double x,
                                double y,
                                double width,
                                double height,
                                const GdkRGBA *color);

G_END_DECLS
