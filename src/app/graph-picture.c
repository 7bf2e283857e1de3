/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-picture.h"

#include <math.h>

#include "core/graph-scale.h"

/* The part of the height that belongs to the download. */
#define DOWNLOAD_SHARE 0.62

/* Narrower steps run together into a block. */
#define MIN_STEP_WIDTH 1.5

/* The newest second of live traffic is not older than this. */
#define LIVE_SECONDS 5

/* Distances of labels, as multiples of their height. */
#define RATE_LABEL_DISTANCE 1.5
#define TIME_LABEL_DISTANCE 10.5

#define LABEL_GAP 8
#define POINTER_GAP 8
#define POINTER_PADDING 6

#define FILL_ALPHA 0.3
#define GRID_ALPHA 0.1
#define ZERO_ALPHA 0.35
#define LABEL_ALPHA 0.7
#define POINTER_ALPHA 0.5
#define BORDER_ALPHA 0.2

/* One direction of the plot. */
typedef struct
{
  gboolean is_download;
  double sign; /* of y as the rate grows */
  double height;
  double end_bps;
  GdkRGBA color;
} Half;

static GdkRGBA
get_shade (GtkWidget *widget, double alpha)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= (float) alpha;
  return color;
}

static GdkRGBA
get_named_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    color = get_shade (widget, 1.0);
  return color;
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
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_bar (GtkSnapshot *snapshot,
            double x,
            double y,
            double width,
            double height,
            const GdkRGBA *color)
{
  gtk_snapshot_append_color (
      snapshot, color, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* To the pixels of the screen, which may be finer than the widget's. */
static double
snap (const WeirGraphPicture *self, double length)
{
  int scale = gtk_widget_get_scale_factor (self->widget);

  return round (length * scale) / scale;
}

static double
age_to_x (const WeirGraphPicture *self, guint age)
{
  double span = self->steps->span;

  return snap (self, self->width * (1.0 - MIN (age, span) / span));
}

static Half
get_half (const WeirGraphPicture *self, gboolean is_download)
{
  return (Half){
    .is_download = is_download,
    .sign = is_download ? -1.0 : 1.0,
    .height = is_download ? self->zero - self->top : self->bottom - self->zero,
    .end_bps = is_download ? self->rx_end_bps : self->tx_end_bps,
    .color = get_named_color (self->widget, is_download ? "download_color" : "upload_color"),
  };
}

/* Anything above nothing is at least one pixel. */
static double
get_level (const WeirGraphPicture *self, const Half *half, const WeirGraphStep *step)
{
  double bps = half->is_download ? step->rx_bps : step->tx_bps;

  if (bps <= 0.0)
    return 0.0;
  return MAX (1.0, snap (self, MIN (bps / half->end_bps, 1.0) * half->height));
}

/* Coordinates are the middle of a line of one pixel, so that nothing is blurred.  A level of zero
 * lies on the zero line, which is not drawn upon. */
static void
draw_half (const WeirGraphPicture *self, cairo_t *cr, const Half *half)
{
  const GArray *steps = self->steps->steps;
  const double zero = self->zero + 0.5;
  double x = self->width + 1.0;

  cairo_save (cr);
  cairo_rectangle (cr, 0, half->is_download ? self->top : self->zero + 1, self->width,
                   half->height);
  cairo_clip (cr);

  /* Beyond the right and, where the traffic goes on, the left edge, for it has no side there. */
  cairo_move_to (cr, x, zero);
  for (guint i = 0; i < steps->len; i++)
    {
      const WeirGraphStep *step = &g_array_index (steps, WeirGraphStep, i);
      double y = zero + half->sign * get_level (self, half, step);

      cairo_line_to (cr, x, y);
      x = step->far >= self->steps->span ? -1.0 : age_to_x (self, step->far) + 0.5;
      cairo_line_to (cr, x, y);
    }
  cairo_line_to (cr, x, zero);

  cairo_set_source_rgba (cr, half->color.red, half->color.green, half->color.blue,
                         half->color.alpha * FILL_ALPHA);
  cairo_fill_preserve (cr);

  gdk_cairo_set_source_rgba (cr, &half->color);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
append_series (const WeirGraphPicture *self, GtkSnapshot *snapshot)
{
  const Half download = get_half (self, TRUE);
  const Half upload = get_half (self, FALSE);
  cairo_t *cr;

  if (self->steps->steps->len == 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, (float) self->top, (float) self->width,
                                                       (float) (self->bottom + 1 - self->top)));
  draw_half (self, cr, &download);
  draw_half (self, cr, &upload);
  cairo_destroy (cr);
}

static void
append_rate_axis (const WeirGraphPicture *self, GtkSnapshot *snapshot, gboolean is_download)
{
  const Half half = get_half (self, is_download);
  const guint n_fitting = (guint) (half.height / (self->label_height * RATE_LABEL_DISTANCE));
  const guint n = weir_graph_scale_count_ticks (half.end_bps, self->unit, n_fitting);
  const GdkRGBA grid = get_shade (self->widget, GRID_ALPHA);
  const GdkRGBA text_color = get_shade (self->widget, LABEL_ALPHA);

  for (guint i = 1; i <= n; i++)
    {
      double y = self->zero + half.sign * round (half.height * i / n);
      char text[WEIR_UNITS_TEXT_MAX];
      g_autoptr (PangoLayout) label = NULL;

      append_bar (snapshot, 0, y, self->width, 1, &grid);
      if (self->steps->is_empty)
        continue;

      weir_units_format_tick (half.end_bps * i / n, self->unit, text);
      label = create_label (self->widget, text);
      append_label (snapshot, label, self->width + LABEL_GAP, y - self->label_height / 2.0,
                    &text_color);
    }
}

static char *
dup_clock (int64_t second)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

  /* Time stamps of a file may be beyond all dates. */
  return time != NULL ? g_date_time_format (time, "%X") : g_strdup ("");
}

/* The newest moment is "now" for live traffic; for a file, the time of day at which it ends. */
static char *
dup_age_label (const WeirGraphPicture *self, guint age)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  int64_t newest = self->steps->newest;

  if (age == 0 && !self->steps->is_empty
      && (newest < now - LIVE_SECONDS || newest > now + LIVE_SECONDS))
    return dup_clock (newest);
  return weir_graph_scale_dup_age (age);
}

static void
append_time_axis (const WeirGraphPicture *self, GtkSnapshot *snapshot)
{
  const guint n_fitting = (guint) (self->width / (self->label_height * TIME_LABEL_DISTANCE));
  const guint distance = weir_graph_scale_get_time_step (self->steps->span, n_fitting);
  const GdkRGBA grid = get_shade (self->widget, GRID_ALPHA);
  const GdkRGBA text_color = get_shade (self->widget, LABEL_ALPHA);
  double free_to = self->width + LABEL_GAP;

  for (guint age = 0; age <= self->steps->span; age += distance)
    {
      g_autofree char *text = dup_age_label (self, age);
      g_autoptr (PangoLayout) label = create_label (self->widget, text);
      double tick = age_to_x (self, age);
      double x;
      int width;

      if (age > 0 && tick > 0)
        append_bar (snapshot, tick, self->top, 1, self->bottom - self->top, &grid);

      pango_layout_get_pixel_size (label, &width, NULL);
      x = CLAMP (tick - width / 2.0, 0.0, MAX (0.0, self->width - width));
      if (x + width + LABEL_GAP > free_to)
        continue;
      append_label (snapshot, label, x, self->bottom + LABEL_GAP / 2.0, &text_color);
      free_to = x;
    }
}

/* Room is kept for the widest label that is usual, so that the plot does not change its width with
 * the rates. */
gboolean
weir_graph_picture_arrange (WeirGraphPicture *self)
{
  char text[WEIR_UNITS_TEXT_MAX];
  g_autoptr (PangoLayout) label = NULL;
  int label_width;

  weir_units_format_tick (self->unit == WEIR_UNIT_BYTES ? 500e6 * 8 : 500e6, self->unit, text);
  label = create_label (self->widget, text);
  pango_layout_get_pixel_size (label, &label_width, &self->label_height);

  self->width = gtk_widget_get_width (self->widget) - label_width - LABEL_GAP;
  self->top = ceil (self->label_height / 2.0);
  self->bottom = gtk_widget_get_height (self->widget) - self->label_height - LABEL_GAP / 2.0;
  self->zero = round (self->top + (self->bottom - self->top) * DOWNLOAD_SHARE);

  return self->width >= 1.0 && self->zero > self->top && self->bottom > self->zero;
}

guint
weir_graph_picture_get_max_steps (const WeirGraphPicture *self)
{
  return MAX (1, (guint) (self->width / MIN_STEP_WIDTH));
}

void
weir_graph_picture_append (const WeirGraphPicture *self, GtkSnapshot *snapshot)
{
  const GdkRGBA zero_color = get_shade (self->widget, ZERO_ALPHA);

  append_rate_axis (self, snapshot, TRUE);
  append_rate_axis (self, snapshot, FALSE);
  append_time_axis (self, snapshot);
  append_series (self, snapshot);
  append_bar (snapshot, 0, self->zero, self->width, 1, &zero_color);
}

/* Appends a line in a colour of its own. */
static void
append_rate (GString *text,
             PangoAttrList *attributes,
             const char *arrow,
             double bps,
             WeirUnit unit,
             const GdkRGBA *color)
{
  char rate[WEIR_UNITS_TEXT_MAX];
  PangoAttribute *attribute = pango_attr_foreground_new ((guint16) (color->red * G_MAXUINT16),
                                                         (guint16) (color->green * G_MAXUINT16),
                                                         (guint16) (color->blue * G_MAXUINT16));

  attribute->start_index = (guint) text->len;
  g_string_append_printf (text, "\n%s %s", arrow, weir_units_format_rate (bps, unit, TRUE, rate));
  attribute->end_index = (guint) text->len;
  pango_attr_list_insert (attributes, attribute);
}

static PangoLayout *
create_pointer_label (const WeirGraphPicture *self, const WeirGraphStep *step)
{
  g_autofree char *first = dup_clock (self->steps->newest - step->far);
  g_autoptr (GString) text = g_string_new (first);
  PangoLayout *label = create_label (self->widget, NULL);
  PangoAttrList *attributes = pango_layout_get_attributes (label);
  const Half download = get_half (self, TRUE);
  const Half upload = get_half (self, FALSE);

  if (step->far - step->near > 1)
    {
      g_autofree char *last = dup_clock (self->steps->newest - step->near - 1);

      g_string_append_printf (text, " – %s", last);
    }
  append_rate (text, attributes, "↓", step->rx_bps, self->unit, &download.color);
  append_rate (text, attributes, "↑", step->tx_bps, self->unit, &upload.color);

  pango_layout_set_text (label, text->str, -1);
  return label;
}

void
weir_graph_picture_append_pointer (const WeirGraphPicture *self, GtkSnapshot *snapshot, double x)
{
  const WeirGraphStep *step =
      weir_graph_steps_find (self->steps, (1.0 - x / self->width) * self->steps->span);
  const GdkRGBA line_color = get_shade (self->widget, POINTER_ALPHA);
  const GdkRGBA border_color = get_shade (self->widget, BORDER_ALPHA);
  const GdkRGBA background = get_named_color (self->widget, "popover_bg_color");
  const GdkRGBA text_color = get_named_color (self->widget, "popover_fg_color");
  g_autoptr (PangoLayout) label = NULL;
  GskRoundedRect box;
  double box_x;
  int width;
  int height;

  if (x < 0.0 || step == NULL)
    return;

  append_bar (snapshot, floor (x), self->top, 1, self->bottom + 1 - self->top, &line_color);

  label = create_pointer_label (self, step);
  pango_layout_get_pixel_size (label, &width, &height);
  width += 2 * POINTER_PADDING;
  height += 2 * POINTER_PADDING;

  box_x = floor (x) + POINTER_GAP;
  if (box_x + width > self->width)
    box_x = MAX (0.0, floor (x) - POINTER_GAP - width);

  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT ((float) box_x, (float) self->top, (float) width, (float) height),
      POINTER_PADDING);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &background, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &box, (float[]){ 1, 1, 1, 1 },
      (GdkRGBA[]){ border_color, border_color, border_color, border_color });
  append_label (snapshot, label, box_x + POINTER_PADDING, self->top + POINTER_PADDING, &text_color);
}
