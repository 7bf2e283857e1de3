/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-picture.h"

#include <math.h>

#include "app/graph-ink.h"
#include "app/graph-time.h"
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
/* Of a handle: where one takes hold of the edge of a band. */
#define HANDLE_WIDTH 5
#define HANDLE_HEIGHT 22

#define FILL_ALPHA 0.3
#define GRID_ALPHA 0.1
#define ZERO_ALPHA 0.35
#define LABEL_ALPHA 0.7
#define CROSSHAIR_ALPHA 0.5
#define BAND_ALPHA 0.1
#define EDGE_ALPHA 0.45

/* One direction of the plot. */
typedef struct
{
  gboolean is_download;
  double sign; /* of y as the rate grows */
  double height;
  double end_bps;
  GdkRGBA color;
} Half;

/* To the pixels of the screen, which may be finer than the widget's. */
static double
snap (const WeirGraphPicture *self, double length)
{
  return round (length * self->scale) / self->scale;
}

static double
age_to_x (const WeirGraphPicture *self, guint age)
{
  double span = self->steps->span;

  return snap (self, self->width * (1.0 - MIN (age, span) / span));
}

static Half
get_half (const WeirGraphPicture *self, gboolean is_download, double alpha)
{
  Half half = {
    .is_download = is_download,
    .sign = is_download ? -1.0 : 1.0,
    .height = is_download ? self->zero - self->top : self->bottom - self->zero,
    .end_bps = is_download ? self->rx_end_bps : self->tx_end_bps,
    .color =
        weir_graph_ink_get_color (self->widget, is_download ? "download_color" : "upload_color"),
  };

  half.color.alpha *= (float) alpha;
  return half;
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
draw_half (const WeirGraphPicture *self,
           cairo_t *cr,
           const Half *half,
           const WeirGraphSteps *series)
{
  const GArray *steps = series->steps;
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
      x = step->far >= series->span ? -1.0 : age_to_x (self, step->far) + 0.5;
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
append_series (const WeirGraphPicture *self,
               GtkSnapshot *snapshot,
               const WeirGraphSteps *series,
               double alpha)
{
  const Half download = get_half (self, TRUE, alpha);
  const Half upload = get_half (self, FALSE, alpha);
  cairo_t *cr;

  if (series->steps->len == 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, (float) self->top, (float) self->width,
                                                       (float) (self->bottom + 1 - self->top)));
  draw_half (self, cr, &download, series);
  draw_half (self, cr, &upload, series);
  cairo_destroy (cr);
}

static void
append_rate_axis (const WeirGraphPicture *self, GtkSnapshot *snapshot, gboolean is_download)
{
  const Half half = get_half (self, is_download, 1.0);
  const guint n_fitting = (guint) (half.height / (self->label_height * RATE_LABEL_DISTANCE));
  const guint n = weir_graph_scale_count_ticks (half.end_bps, self->unit, n_fitting);
  const GdkRGBA grid = weir_graph_ink_get_shade (self->widget, GRID_ALPHA);
  const GdkRGBA text_color = weir_graph_ink_get_shade (self->widget, LABEL_ALPHA);

  for (guint i = 1; i <= n; i++)
    {
      double y = self->zero + half.sign * round (half.height * i / n);
      char text[WEIR_UNITS_TEXT_MAX];
      g_autoptr (PangoLayout) label = NULL;

      weir_graph_ink_append_bar (snapshot, 0, y, self->width, 1, &grid);
      if (self->steps->is_empty)
        continue;

      weir_units_format_tick (half.end_bps * i / n, self->unit, text);
      label = weir_graph_ink_create_label (self->widget, text);
      weir_graph_ink_append_label (snapshot, label, self->width + LABEL_GAP,
                                   y - self->label_height / 2.0, &text_color);
    }
}

gboolean
weir_graph_picture_is_live (const WeirGraphPicture *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  int64_t newest = self->steps->newest;

  return self->steps->is_empty || (newest >= now - LIVE_SECONDS && newest <= now + LIVE_SECONDS);
}

/* Live, times are how long ago that was.  Else, as in a file, they are those of the day, at round
 * numbers of it. */
static void
append_time_axis (const WeirGraphPicture *self, GtkSnapshot *snapshot)
{
  const guint n_fitting = (guint) (self->width / (self->label_height * TIME_LABEL_DISTANCE));
  const guint distance = weir_graph_scale_get_time_step (self->steps->span, n_fitting);
  const gboolean has_ages = !self->has_clock && weir_graph_picture_is_live (self);
  const int64_t newest = self->steps->newest;
  const GdkRGBA grid = weir_graph_ink_get_shade (self->widget, GRID_ALPHA);
  const GdkRGBA text_color = weir_graph_ink_get_shade (self->widget, LABEL_ALPHA);
  double free_to = self->width + LABEL_GAP;
  guint next = distance;

  if (!has_ages)
    {
      int64_t local = newest % distance + weir_graph_time_get_offset (newest);

      next = (guint) ((local % distance + distance) % distance);
      if (next == 0)
        next = distance;
    }

  for (guint age = 0; age <= self->steps->span; age = next, next += distance)
    {
      g_autofree char *text = has_ages ? weir_graph_scale_dup_age (age)
                                       : weir_graph_time_dup_clock (newest - (int64_t) age);
      g_autoptr (PangoLayout) label = weir_graph_ink_create_label (self->widget, text);
      double tick = age_to_x (self, age);
      double x;
      int width;

      if (age > 0 && tick > 0)
        weir_graph_ink_append_bar (snapshot, tick, self->top, 1, self->bottom - self->top, &grid);

      pango_layout_get_pixel_size (label, &width, NULL);
      x = CLAMP (tick - width / 2.0, 0.0, MAX (0.0, self->width - width));
      if (x + width + LABEL_GAP > free_to)
        continue;
      weir_graph_ink_append_label (snapshot, label, x, self->bottom + LABEL_GAP / 2.0, &text_color);
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
  label = weir_graph_ink_create_label (self->widget, text);
  pango_layout_get_pixel_size (label, &label_width, &self->label_height);

  self->width = self->full_width - label_width - LABEL_GAP;
  self->top = ceil (self->label_height / 2.0);
  self->bottom = self->full_height - self->label_height - LABEL_GAP / 2.0;
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
  const GdkRGBA zero_color = weir_graph_ink_get_shade (self->widget, ZERO_ALPHA);

  append_rate_axis (self, snapshot, TRUE);
  append_rate_axis (self, snapshot, FALSE);
  append_time_axis (self, snapshot);
  append_series (self, snapshot, self->steps,
                 self->filtered != NULL ? WEIR_GRAPH_PICTURE_FAINT_ALPHA : 1.0);
  if (self->filtered != NULL)
    append_series (self, snapshot, self->filtered, 1.0);
  weir_graph_ink_append_bar (snapshot, 0, self->zero, self->width, 1, &zero_color);
}

double
weir_graph_picture_get_x (const WeirGraphPicture *self, gint64 second)
{
  double age = (double) self->steps->newest - (double) second;

  return snap (self, self->width * (1.0 - age / self->steps->span));
}

double
weir_graph_picture_get_age (const WeirGraphPicture *self, double x)
{
  return (1.0 - x / self->width) * self->steps->span;
}

static void
append_edge (const WeirGraphPicture *self, GtkSnapshot *snapshot, double x, gboolean has_handle)
{
  const GdkRGBA line_color = weir_graph_ink_get_shade (self->widget, EDGE_ALPHA);
  const GdkRGBA handle_color = weir_graph_ink_get_shade (self->widget, 1.0);
  const double middle = (self->top + self->bottom) / 2.0;
  GskRoundedRect handle;

  if (x < 0.0 || x > self->width)
    return;

  weir_graph_ink_append_bar (snapshot, x, self->top, 1, self->bottom - self->top, &line_color);
  if (!has_handle)
    return;

  gsk_rounded_rect_init_from_rect (&handle,
                                   &GRAPHENE_RECT_INIT ((float) (x - HANDLE_WIDTH / 2.0),
                                                        (float) (middle - HANDLE_HEIGHT / 2.0),
                                                        HANDLE_WIDTH, HANDLE_HEIGHT),
                                   HANDLE_WIDTH / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &handle);
  gtk_snapshot_append_color (snapshot, &handle_color, &handle.bounds);
  gtk_snapshot_pop (snapshot);
}

void
weir_graph_picture_append_band (const WeirGraphPicture *self,
                                GtkSnapshot *snapshot,
                                gint64 from,
                                gint64 to,
                                gboolean has_handles)
{
  const GdkRGBA color = weir_graph_ink_get_shade (self->widget, BAND_ALPHA);
  const double left = weir_graph_picture_get_x (self, from);
  const double right = weir_graph_picture_get_x (self, to + 1);
  const double begin = MAX (left, 0.0);
  const double end = MIN (right, self->width);

  if (end <= begin)
    return;

  weir_graph_ink_append_bar (snapshot, begin, self->top, end - begin, self->bottom - self->top,
                             &color);
  append_edge (self, snapshot, left, has_handles);
  append_edge (self, snapshot, right, has_handles);
}

void
weir_graph_picture_append_crosshair (const WeirGraphPicture *self,
                                     GtkSnapshot *snapshot,
                                     gint64 from,
                                     gint64 to)
{
  const GdkRGBA color = weir_graph_ink_get_shade (self->widget, CROSSHAIR_ALPHA);
  const double left = MAX (weir_graph_picture_get_x (self, from), 0.0);
  const double right = MIN (weir_graph_picture_get_x (self, to + 1), self->width);

  weir_graph_ink_append_bar (snapshot, floor ((left + right) / 2.0), self->top, 1,
                             self->bottom + 1 - self->top, &color);
}
