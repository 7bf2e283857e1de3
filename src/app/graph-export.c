/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-export.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>

#include "app/graph-ink.h"
#include "app/graph-time.h"
#include "app/rate-graph-private.h"
#include "core/error.h"

#define MARGIN 20
#define LINE_GAP 8
#define LEGEND_GAP 22
#define SWATCH 10

typedef struct
{
  GOutputStream *stream;
  GCancellable *cancellable;
  GError **error;
} Target;

/* Cairo gives what it has as it goes. */
static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  Target *target = closure;

  return g_output_stream_write_all (target->stream, data, length, NULL, target->cancellable,
                                    target->error)
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_WRITE_ERROR;
}

/* Returns: the x behind it */
static double
append_entry (GtkSnapshot *snapshot,
              GtkWidget *widget,
              double x,
              double y,
              const char *color_name,
              double alpha,
              const char *text)
{
  g_autoptr (PangoLayout) label = weir_graph_ink_create_label (widget, text);
  GdkRGBA color = weir_graph_ink_get_color (widget, color_name);
  const GdkRGBA text_color = weir_graph_ink_get_color (widget, "window_fg_color");
  int width;
  int height;

  color.alpha *= (float) alpha;
  pango_layout_get_pixel_size (label, &width, &height);
  weir_graph_ink_append_bar (snapshot, x, y + (height - SWATCH) / 2.0, SWATCH, SWATCH, &color);
  weir_graph_ink_append_label (snapshot, label, x + SWATCH + LINE_GAP, y, &text_color);
  return x + SWATCH + LINE_GAP + width + LEGEND_GAP;
}

static void
append_legend (WeirRateGraph *graph,
               const WeirGraphPicture *picture,
               GtkSnapshot *snapshot,
               double y)
{
  GtkWidget *widget = GTK_WIDGET (graph);
  gboolean is_filtered = picture->filtered != NULL;
  double x = MARGIN;

  x = append_entry (snapshot, widget, x, y, "download_color", 1.0,
                    is_filtered ? _ ("Download, filtered") : _ ("Download"));
  x = append_entry (snapshot, widget, x, y, "upload_color", 1.0,
                    is_filtered ? _ ("Upload, filtered") : _ ("Upload"));
  if (is_filtered)
    append_entry (snapshot, widget, x, y, "window_fg_color", WEIR_GRAPH_PICTURE_FAINT_ALPHA,
                  _ ("Everything"));
}

/* What is drawn, and when that was. */
static PangoLayout *
create_heading (GtkWidget *widget, const char *title, const WeirGraphSteps *steps, int width)
{
  g_autofree char *begin = weir_graph_time_dup_moment (steps->newest - (gint64) steps->span);
  g_autofree char *end = weir_graph_time_dup_moment (steps->newest);
  g_autofree char *times = NULL;
  g_autofree char *text = NULL;
  PangoLayout *heading;

  if (!steps->is_empty)
    /* Translators: a range of time, as in "14:03:10 – 14:03:14" */
    times = g_strdup_printf (C_ ("graph", "%s – %s"), begin, end);
  text = g_strjoin (title != NULL && times != NULL ? "   " : "", title != NULL ? title : "",
                    times != NULL ? times : "", NULL);
  heading = gtk_widget_create_pango_layout (widget, text);
  pango_layout_set_single_paragraph_mode (heading, TRUE);
  pango_layout_set_ellipsize (heading, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (heading, width * PANGO_SCALE);
  return heading;
}

/* Returns: (nullable): there is no room */
static GskRenderNode *
compose (WeirRateGraph *graph, const char *title, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (graph);
  const GdkRGBA background = weir_graph_ink_get_color (widget, "window_bg_color");
  const GdkRGBA text_color = weir_graph_ink_get_color (widget, "window_fg_color");
  WeirGraphPicture picture = { .full_width = width - 2 * MARGIN, .scale = 1, .has_clock = TRUE };
  g_autoptr (PangoLayout) heading = NULL;
  WeirGraphSteps steps;
  WeirGraphSteps filtered;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int line_height;
  int top;

  weir_graph_steps_init (&steps);
  weir_graph_steps_init (&filtered);

  /* How high a line is does not depend on what it says. */
  heading = gtk_widget_create_pango_layout (widget, "0");
  pango_layout_get_pixel_size (heading, NULL, &line_height);
  g_clear_object (&heading);
  top = MARGIN + 2 * (line_height + LINE_GAP);
  picture.full_height = height - top - MARGIN;

  if (weir_rate_graph_fill_picture (graph, &picture, &steps, &filtered))
    {
      heading = create_heading (widget, title, &steps, picture.full_width);
      gtk_snapshot_append_color (snapshot, &background,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
      weir_graph_ink_append_label (snapshot, heading, MARGIN, MARGIN, &text_color);
      append_legend (graph, &picture, snapshot, MARGIN + line_height + LINE_GAP);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MARGIN, (float) top));
      weir_graph_picture_append (&picture, snapshot);
      if (graph->selection.has_marked)
        weir_graph_picture_append_band (&picture, snapshot, graph->selection.marked.from,
                                        graph->selection.marked.to, FALSE);
    }

  weir_graph_steps_clear (&steps);
  weir_graph_steps_clear (&filtered);
  return gtk_snapshot_free_to_node (snapshot);
}

static cairo_status_t
paint (GskRenderNode *node, WeirGraphFormat format, int width, int height, Target *target)
{
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == WEIR_GRAPH_SVG)
    surface = cairo_svg_surface_create_for_stream (write_cb, target, width, height);
  else
    surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == WEIR_GRAPH_PNG)
    status = cairo_surface_write_to_png_stream (surface, write_cb, target);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static int
clamp_size (int size, int usual, int min)
{
  return size == 0 ? usual : CLAMP (size, min, WEIR_GRAPH_EXPORT_MAX_SIZE);
}

gboolean
weir_graph_export_write (WeirRateGraph *graph,
                         const WeirGraphExportOptions *options,
                         GOutputStream *stream,
                         GCancellable *cancellable,
                         GError **error)
{
  const int width =
      clamp_size (options->width, WEIR_GRAPH_EXPORT_WIDTH, WEIR_GRAPH_EXPORT_MIN_WIDTH);
  const int height =
      clamp_size (options->height, WEIR_GRAPH_EXPORT_HEIGHT, WEIR_GRAPH_EXPORT_MIN_HEIGHT);
  g_autoptr (GError) write_error = NULL;
  Target target = { stream, cancellable, &write_error };
  g_autoptr (GskRenderNode) node = NULL;
  cairo_status_t status;

  g_return_val_if_fail (WEIR_IS_RATE_GRAPH (graph), FALSE);

  node = compose (graph, options->title, width, height);
  status = node != NULL ? paint (node, options->format, width, height, &target)
                        : CAIRO_STATUS_INVALID_SIZE;
  if (write_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&write_error));
      return FALSE;
    }
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("The picture could not be made: %s."),
                   cairo_status_to_string (status));
      return FALSE;
    }
  return TRUE;
}
