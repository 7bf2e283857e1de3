/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/rate-graph.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/graph-scale.h"

#define MIN_WIDTH 120
#define NATURAL_WIDTH 480
#define MIN_HEIGHT 120
#define NATURAL_HEIGHT 180

/* The part of the height that belongs to the download. */
#define DOWNLOAD_SHARE 0.62

/* The lesser half is magnified no more than this against the other, so that a few acknowledgements
 * do not look like a flood. */
#define MAX_MAGNIFICATION 20.0

/* Narrower steps run together into a block. */
#define MIN_STEP_WIDTH 1.5

/* "All" of the first moments. */
#define MIN_SPAN 10

/* The newest second of live traffic is not older than this. */
#define LIVE_SECONDS 5

/* A screen reader should not be interrupted by every sample. */
#define DESCRIBE_INTERVAL_US (5 * G_USEC_PER_SEC)

#define LABEL_GAP 8
#define POINTER_GAP 8
#define POINTER_PADDING 6

#define FILL_ALPHA 0.3
#define GRID_ALPHA 0.1
#define ZERO_ALPHA 0.35
#define LABEL_ALPHA 0.7
#define POINTER_ALPHA 0.5

/* One or more seconds drawn as one level.  Ages count back from the second that is still
 * filling: the newest finished one reaches from age 1 to age 0. */
typedef struct
{
  guint near;
  guint far;
  double tx_bps;
  double rx_bps;
} Step;

/* Where things are, in the widget's coordinates. */
typedef struct
{
  float x;
  float width;
  float top;
  float zero; /* upper edge of the zero line */
  float bottom;
  int label_height;
} Plot;

struct _WeirRateGraph
{
  GtkWidget parent_instance;

  const WeirTimeline *timeline;
  WeirUnit unit;
  guint span_wanted;

  /* The picture, all but the pointer, as it was last drawn, and what it was drawn from. */
  GskRenderNode *picture;
  GArray *steps; /* of Step, newest first */
  Plot plot;
  int64_t newest;
  guint span;
  double tx_end_bps;
  double rx_end_bps;

  double pointer_x;
  gint64 described_us;

  guint has_newest : 1;
  guint has_pointer : 1;
};

G_DEFINE_FINAL_TYPE (WeirRateGraph, weir_rate_graph, GTK_TYPE_WIDGET)

static void
invalidate (WeirRateGraph *self)
{
  g_clear_pointer (&self->picture, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What was learnt from the data shown so far does not hold for those shown next. */
static void
restart (WeirRateGraph *self)
{
  self->tx_end_bps = 0.0;
  self->rx_end_bps = 0.0;
  self->described_us = 0;
  invalidate (self);
}

static void
shade (GtkWidget *widget, double alpha, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
  color->alpha *= (float) alpha;
}

static void
named_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

static PangoLayout *
create_label (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static void
append_label (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf ((float) x), roundf ((float) y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_bar (GtkSnapshot *snapshot,
            float x,
            float y,
            float width,
            float height,
            const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* Steps begin at multiples of their length, not at the edge of the picture: what they show then
 * stays the same while they move. */
static void
collect_steps (WeirRateGraph *self, guint max_steps)
{
  int64_t oldest = 0;
  guint n_finished = 0;
  guint length;
  guint far;

  g_array_set_size (self->steps, 0);
  self->has_newest =
      self->timeline != NULL && weir_timeline_get_range (self->timeline, &oldest, &self->newest);
  if (self->has_newest)
    n_finished = (guint) (self->newest - oldest);

  self->span = self->span_wanted > 0 ? self->span_wanted : MAX (n_finished, MIN_SPAN);
  if (!self->has_newest)
    return;

  length = (self->span + max_steps - 1) / max_steps;
  far = (guint) ((self->newest % length + length) % length);
  if (far == 0)
    far = length;

  for (guint near = 0; near < MIN (n_finished, self->span); near = far, far += length)
    {
      uint64_t tx;
      uint64_t rx;
      Step step;

      far = MIN (far, n_finished);
      weir_timeline_get_peak (self->timeline, self->newest - far, far - near, &tx, &rx);
      step = (Step){ near, far, (double) tx * 8.0, (double) rx * 8.0 };
      g_array_append_val (self->steps, step);
    }
}

static void
fit_scales (WeirRateGraph *self)
{
  double tx_peak = 0.0;
  double rx_peak = 0.0;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);

      tx_peak = MAX (tx_peak, step->tx_bps);
      rx_peak = MAX (rx_peak, step->rx_bps);
    }

  self->tx_end_bps = weir_graph_scale_get_end (
      self->tx_end_bps, MAX (tx_peak, rx_peak / MAX_MAGNIFICATION), self->unit);
  self->rx_end_bps = weir_graph_scale_get_end (
      self->rx_end_bps, MAX (rx_peak, tx_peak / MAX_MAGNIFICATION), self->unit);
}

static float
age_to_x (const WeirRateGraph *self, double age)
{
  const Plot *plot = &self->plot;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double x = plot->x + plot->width * (1.0 - MIN (age, self->span) / self->span);

  return (float) (round (x * scale) / scale);
}

/* Anything above nothing is at least one pixel. */
static double
bps_to_height (const WeirRateGraph *self, double bps, double end_bps, double height)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (bps <= 0.0)
    return 0.0;
  return MAX (1.0, round (MIN (bps / end_bps, 1.0) * height * scale) / scale);
}

/* Every coordinate is the middle of a line of one pixel, so that nothing is blurred.  A level of
 * zero lies under the zero line. */
static void
draw_half (WeirRateGraph *self, cairo_t *cr, gboolean is_download, const GdkRGBA *color)
{
  const Plot *plot = &self->plot;
  const double height = is_download ? plot->zero - plot->top : plot->bottom - plot->zero;
  const double end_bps = is_download ? self->rx_end_bps : self->tx_end_bps;
  const double zero = plot->zero + 0.5;
  double x = plot->x + plot->width;
  GdkRGBA fill = *color;

  cairo_new_path (cr);
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      double level =
          bps_to_height (self, is_download ? step->rx_bps : step->tx_bps, end_bps, height);
      double y = is_download ? zero - level : zero + level;

      if (i == 0)
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
      x = age_to_x (self, step->far) + 0.5;
      cairo_line_to (cr, x, y);
    }
  cairo_line_to (cr, x, zero);

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke_preserve (cr);

  cairo_line_to (cr, plot->x + plot->width, zero);
  cairo_close_path (cr);
  fill.alpha *= FILL_ALPHA;
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
}

static void
append_series (WeirRateGraph *self, GtkSnapshot *snapshot)
{
  const Plot *plot = &self->plot;
  GdkRGBA download;
  GdkRGBA upload;
  cairo_t *cr;

  if (self->steps->len == 0)
    return;

  named_color (GTK_WIDGET (self), "download_color", &download);
  named_color (GTK_WIDGET (self), "upload_color", &upload);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (plot->x, plot->top, plot->width,
                                                                 plot->bottom + 1 - plot->top));
  draw_half (self, cr, TRUE, &download);
  draw_half (self, cr, FALSE, &upload);
  cairo_destroy (cr);
}

static void
append_rate_axis (WeirRateGraph *self, GtkSnapshot *snapshot, gboolean is_download)
{
  const Plot *plot = &self->plot;
  const float height = is_download ? plot->zero - plot->top : plot->bottom - plot->zero;
  const double end_bps = is_download ? self->rx_end_bps : self->tx_end_bps;
  const guint n_fitting = (guint) (height / ((float) plot->label_height * 1.4F));
  const guint n = weir_graph_scale_count_ticks (end_bps, self->unit, n_fitting);
  GdkRGBA grid;
  GdkRGBA text_color;

  shade (GTK_WIDGET (self), GRID_ALPHA, &grid);
  shade (GTK_WIDGET (self), LABEL_ALPHA, &text_color);

  for (guint i = 1; i <= n; i++)
    {
      float distance = roundf (height * (float) i / (float) n);
      float y = is_download ? plot->zero - distance : plot->zero + distance;
      char text[WEIR_UNITS_TEXT_MAX];
      g_autoptr (PangoLayout) label = NULL;

      append_bar (snapshot, plot->x, y, plot->width, 1, &grid);

      weir_units_format_tick (end_bps * i / n, self->unit, text);
      label = create_label (GTK_WIDGET (self), text);
      append_label (snapshot, label, plot->x + plot->width + LABEL_GAP,
                    y - (float) plot->label_height / 2, &text_color);
    }
}

static char *
dup_clock (int64_t second)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

  /* Time stamps of a file may be beyond all dates. */
  return time != NULL ? g_date_time_format (time, "%X") : g_strdup ("");
}

/* "now" for live traffic; for a file, the time of day at which it ends. */
static char *
dup_time_label (WeirRateGraph *self, guint age)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (age == 0 && (self->newest < now - LIVE_SECONDS || self->newest > now + LIVE_SECONDS))
    return dup_clock (self->newest);
  return weir_graph_scale_dup_age (age);
}

static void
append_time_axis (WeirRateGraph *self, GtkSnapshot *snapshot)
{
  const Plot *plot = &self->plot;
  const guint n_fitting = (guint) (plot->width / ((float) plot->label_height * 8));
  const guint distance = weir_graph_scale_get_time_step (self->span, n_fitting);
  double free_to = plot->x + plot->width;
  GdkRGBA grid;
  GdkRGBA text_color;

  shade (GTK_WIDGET (self), GRID_ALPHA, &grid);
  shade (GTK_WIDGET (self), LABEL_ALPHA, &text_color);

  for (guint age = 0; age <= self->span; age += distance)
    {
      g_autofree char *text = dup_time_label (self, age);
      g_autoptr (PangoLayout) label = create_label (GTK_WIDGET (self), text);
      float tick = age_to_x (self, age);
      int width;
      double x;

      pango_layout_get_pixel_size (label, &width, NULL);
      x = CLAMP (tick - width / 2.0, plot->x, MAX (plot->x, plot->x + plot->width - width));
      if (age > 0)
        {
          append_bar (snapshot, tick, plot->top, 1, plot->bottom - plot->top, &grid);
          if (x + width + LABEL_GAP > free_to)
            continue;
        }
      append_label (snapshot, label, x, plot->bottom + LABEL_GAP / 2.0, &text_color);
      free_to = x;
    }
}

/* Room for the labels is kept for the widest that is usual, so that the plot does not change its
 * width with the rates. */
static gboolean
arrange (WeirRateGraph *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  char text[WEIR_UNITS_TEXT_MAX];
  g_autoptr (PangoLayout) label = NULL;
  Plot *plot = &self->plot;
  int label_width;

  weir_units_format_tick (self->unit == WEIR_UNIT_BYTES ? 500e6 * 8 : 500e6, self->unit, text);
  label = create_label (widget, text);
  pango_layout_get_pixel_size (label, &label_width, &plot->label_height);

  plot->x = 0;
  plot->width = (float) (gtk_widget_get_width (widget) - label_width - LABEL_GAP);
  plot->top = (float) (plot->label_height / 2);
  plot->bottom = (float) (gtk_widget_get_height (widget) - plot->label_height - LABEL_GAP / 2);
  plot->zero = roundf (plot->top + (plot->bottom - plot->top) * (float) DOWNLOAD_SHARE);

  return plot->width >= 1 && plot->zero > plot->top && plot->bottom > plot->zero;
}

static GskRenderNode *
create_picture (WeirRateGraph *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const Plot *plot = &self->plot;
  GdkRGBA zero_color;

  if (arrange (self))
    {
      collect_steps (self, MAX (1, (guint) (plot->width / MIN_STEP_WIDTH)));
      fit_scales (self);

      append_series (self, snapshot);
      append_rate_axis (self, snapshot, TRUE);
      append_rate_axis (self, snapshot, FALSE);
      append_time_axis (self, snapshot);
      shade (GTK_WIDGET (self), ZERO_ALPHA, &zero_color);
      append_bar (snapshot, plot->x, plot->zero, plot->width, 1, &zero_color);
    }

  return gtk_snapshot_free_to_node (snapshot);
}

static const Step *
find_step (const WeirRateGraph *self, double x)
{
  const Plot *plot = &self->plot;
  double age = (plot->x + plot->width - x) / plot->width * self->span;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);

      if (age >= step->near && age < step->far)
        return step;
    }

  return NULL;
}

static char *
dup_step_time (const WeirRateGraph *self, const Step *step)
{
  g_autofree char *first = dup_clock (self->newest - step->far);
  g_autofree char *last = dup_clock (self->newest - step->near - 1);

  if (step->far - step->near == 1)
    return g_steal_pointer (&first);
  return g_strdup_printf ("%s – %s", first, last);
}

/* Colours the last line of @text, which is to be the text of the label. */
static void
color_last_line (PangoAttrList *attributes, const GString *text, const GdkRGBA *color)
{
  const char *line = strrchr (text->str, '\n');
  PangoAttribute *attribute = pango_attr_foreground_new ((guint16) (color->red * G_MAXUINT16),
                                                         (guint16) (color->green * G_MAXUINT16),
                                                         (guint16) (color->blue * G_MAXUINT16));

  attribute->start_index = line != NULL ? (guint) (line - text->str) : 0;
  attribute->end_index = (guint) text->len;
  pango_attr_list_insert (attributes, attribute);
}

static PangoLayout *
create_pointer_label (WeirRateGraph *self, const Step *step)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *time = dup_step_time (self, step);
  g_autoptr (GString) text = g_string_new (time);
  PangoLayout *label = create_label (widget, "");
  PangoAttrList *attributes = pango_layout_get_attributes (label);
  char rate[WEIR_UNITS_TEXT_MAX];
  GdkRGBA color;

  g_string_append_printf (text, "\n↓ %s",
                          weir_units_format_rate (step->rx_bps, self->unit, TRUE, rate));
  named_color (widget, "download_color", &color);
  color_last_line (attributes, text, &color);

  g_string_append_printf (text, "\n↑ %s",
                          weir_units_format_rate (step->tx_bps, self->unit, TRUE, rate));
  named_color (widget, "upload_color", &color);
  color_last_line (attributes, text, &color);

  pango_layout_set_text (label, text->str, -1);
  return label;
}

static void
append_pointer (WeirRateGraph *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const Plot *plot = &self->plot;
  const Step *step = find_step (self, self->pointer_x);
  g_autoptr (PangoLayout) label = NULL;
  GskRoundedRect box;
  GdkRGBA color;
  int width;
  int height;
  double x;

  if (step == NULL)
    return;

  shade (widget, POINTER_ALPHA, &color);
  append_bar (snapshot, floorf ((float) self->pointer_x), plot->top, 1,
              plot->bottom + 1 - plot->top, &color);

  label = create_pointer_label (self, step);
  pango_layout_get_pixel_size (label, &width, &height);
  width += 2 * POINTER_PADDING;
  height += 2 * POINTER_PADDING;

  x = self->pointer_x + POINTER_GAP;
  if (x + width > plot->x + plot->width)
    x = MAX (plot->x, self->pointer_x - POINTER_GAP - width);

  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT (roundf ((float) x), plot->top, (float) width, (float) height),
      POINTER_PADDING);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  named_color (widget, "popover_bg_color", &color);
  gtk_snapshot_append_color (snapshot, &color, &box.bounds);
  gtk_snapshot_pop (snapshot);

  named_color (widget, "popover_fg_color", &color);
  append_label (snapshot, label, x + POINTER_PADDING, plot->top + POINTER_PADDING, &color);
}

static char *
dup_description (WeirRateGraph *self)
{
  int64_t oldest;
  int64_t newest;
  uint64_t tx;
  uint64_t rx;
  char download[WEIR_UNITS_TEXT_MAX];
  char upload[WEIR_UNITS_TEXT_MAX];
  guint span = self->span_wanted;

  if (self->timeline == NULL || !weir_timeline_get_range (self->timeline, &oldest, &newest)
      || newest == oldest)
    return g_strdup (_ ("Rates of download and upload, no traffic yet"));

  weir_timeline_get (self->timeline, newest - 1, &tx, &rx);
  weir_units_format_rate ((double) rx * 8.0, self->unit, TRUE, download);
  weir_units_format_rate ((double) tx * 8.0, self->unit, TRUE, upload);

  if (span == 0)
    /* Translators: both are rates, as in "24.3 Mb/s" */
    return g_strdup_printf (_ ("Download %s, upload %s, over the whole time"), download, upload);
  if (span % 3600 == 0)
    return g_strdup_printf (ngettext ("Download %s, upload %s, over the last %u hour",
                                      "Download %s, upload %s, over the last %u hours",
                                      span / 3600),
                            download, upload, span / 3600);
  if (span % 60 == 0)
    return g_strdup_printf (ngettext ("Download %s, upload %s, over the last %u minute",
                                      "Download %s, upload %s, over the last %u minutes",
                                      span / 60),
                            download, upload, span / 60);
  return g_strdup_printf (ngettext ("Download %s, upload %s, over the last %u second",
                                    "Download %s, upload %s, over the last %u seconds", span),
                          download, upload, span);
}

static void
describe (WeirRateGraph *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *description = NULL;

  if (self->described_us != 0 && now_us - self->described_us < DESCRIBE_INTERVAL_US)
    return;

  description = dup_description (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
  self->described_us = now_us;
}

static void
motion_cb (WeirRateGraph *self, double x, double y)
{
  self->has_pointer = TRUE;
  self->pointer_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (WeirRateGraph *self)
{
  self->has_pointer = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
weir_rate_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (widget);

  if (self->picture == NULL)
    self->picture = create_picture (self);
  if (self->picture != NULL)
    gtk_snapshot_append_node (snapshot, self->picture);
  if (self->has_pointer)
    append_pointer (self, snapshot);
}

static void
weir_rate_graph_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_width ? MIN_WIDTH : MIN_HEIGHT;
  *natural = is_width ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
weir_rate_graph_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (WEIR_RATE_GRAPH (widget));
}

static void
weir_rate_graph_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->css_changed (widget, change);
  invalidate (WEIR_RATE_GRAPH (widget));
}

static void
weir_rate_graph_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->system_setting_changed (widget, setting);
  invalidate (WEIR_RATE_GRAPH (widget));
}

static void
weir_rate_graph_map (GtkWidget *widget)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (widget);

  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->map (widget);
  invalidate (self);
  describe (self);
}

static void
weir_rate_graph_dispose (GObject *object)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (object);

  self->timeline = NULL;
  g_clear_pointer (&self->picture, gsk_render_node_unref);

  G_OBJECT_CLASS (weir_rate_graph_parent_class)->dispose (object);
}

static void
weir_rate_graph_finalize (GObject *object)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (object);

  g_array_unref (self->steps);

  G_OBJECT_CLASS (weir_rate_graph_parent_class)->finalize (object);
}

static void
weir_rate_graph_class_init (WeirRateGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_rate_graph_dispose;
  object_class->finalize = weir_rate_graph_finalize;

  widget_class->snapshot = weir_rate_graph_snapshot;
  widget_class->measure = weir_rate_graph_measure;
  widget_class->size_allocate = weir_rate_graph_size_allocate;
  widget_class->css_changed = weir_rate_graph_css_changed;
  widget_class->system_setting_changed = weir_rate_graph_system_setting_changed;
  widget_class->map = weir_rate_graph_map;

  gtk_widget_class_set_css_name (widget_class, "rategraph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_rate_graph_init (WeirRateGraph *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (invalidate), NULL);
}

GtkWidget *
weir_rate_graph_new (void)
{
  return g_object_new (WEIR_TYPE_RATE_GRAPH, NULL);
}

void
weir_rate_graph_set_timeline (WeirRateGraph *self, const WeirTimeline *timeline)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->timeline = timeline;
  restart (self);
}

void
weir_rate_graph_set_unit (WeirRateGraph *self, WeirUnit unit)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->unit = unit;
  restart (self);
}

void
weir_rate_graph_set_span (WeirRateGraph *self, guint seconds)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->span_wanted = MIN (seconds, WEIR_TIMELINE_SECONDS);
  restart (self);
}

void
weir_rate_graph_update (WeirRateGraph *self)
{
  int64_t oldest;
  int64_t newest;

  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  if (self->timeline == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || !weir_timeline_get_range (self->timeline, &oldest, &newest))
    return;

  if (!self->has_newest || newest != self->newest)
    invalidate (self);
  describe (self);
}
