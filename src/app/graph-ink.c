/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-ink.h"

#include <math.h>

GdkRGBA
weir_graph_ink_get_shade (GtkWidget *widget, double alpha)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= (float) alpha;
  return color;
}

GdkRGBA
weir_graph_ink_get_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    color = weir_graph_ink_get_shade (widget, 1.0);
  return color;
}

PangoLayout *
weir_graph_ink_create_label (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

void
weir_graph_ink_append_label (GtkSnapshot *snapshot,
                             PangoLayout *layout,
                             double x,
                             double y,
                             const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

void
weir_graph_ink_append_bar (GtkSnapshot *snapshot,
                           double x,
                           double y,
                           double width,
                           double height,
                           const GdkRGBA *color)
{
  gtk_snapshot_append_color (
      snapshot, color, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}
