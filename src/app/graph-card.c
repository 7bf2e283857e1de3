/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/graph-ink.h"

#define GAP 10
#define PADDING 8
#define RADIUS 8
#define ROW_GAP 2
#define COLUMN_GAP 18
#define BORDER_ALPHA 0.2
#define DIM_ALPHA 0.7

/* Wide enough for most, so that it keeps its width while the numbers change; no wider than the
 * names of top flows may make it. */
#define MIN_WIDTH 150
#define MAX_NAME_WIDTH 190

/* The time, both directions, the top flows. */
#define MAX_ROWS (3 + WEIR_GRAPH_READOUT_MAX_TOPS)

typedef struct
{
  PangoLayout *label;
  PangoLayout *value; /* (nullable) */
  GdkRGBA label_color;
  GdkRGBA value_color;
  gboolean is_after_line;
} Row;

typedef struct
{
  GtkWidget *widget;
  GdkRGBA color;
  GdkRGBA dim;
  Row rows[MAX_ROWS];
  guint n_rows;
} Card;

static Row *
add_row (Card *self, const char *label, const char *value)
{
  Row *row = &self->rows[self->n_rows++];

  row->label = weir_graph_ink_create_label (self->widget, label);
  row->value = value != NULL ? weir_graph_ink_create_label (self->widget, value) : NULL;
  row->label_color = self->dim;
  row->value_color = self->color;
  return row;
}

static void
add_direction (Card *self, const WeirGraphReadout *readout, gboolean is_download, WeirUnit unit)
{
  g_autofree char *value = weir_graph_readout_dup_value (readout, is_download, unit);
  gboolean is_peak = !readout->is_sum && readout->span.from != readout->span.to;
  const char *label;
  Row *row;

  if (is_download)
    label = is_peak ? _ ("Download, at most") : _ ("Download");
  else
    label = is_peak ? _ ("Upload, at most") : _ ("Upload");

  row = add_row (self, label, value);
  row->value_color =
      weir_graph_ink_get_color (self->widget, is_download ? "download_color" : "upload_color");
}

static void
add_top (Card *self, const WeirGraphTop *top, WeirUnit unit, gboolean is_first)
{
  char rate[WEIR_UNITS_TEXT_MAX];
  Row *row;

  weir_units_format_rate (top->rx_bps + top->tx_bps, unit, TRUE, rate);
  row = add_row (self, top->name, rate);
  row->label_color = self->color;
  row->value_color = weir_graph_ink_get_color (
      self->widget, top->rx_bps >= top->tx_bps ? "download_color" : "upload_color");
  row->is_after_line = is_first;
  pango_layout_set_single_paragraph_mode (row->label, TRUE);
  pango_layout_set_ellipsize (row->label, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_width (row->label, MAX_NAME_WIDTH * PANGO_SCALE);
}

static void
fill (Card *self, const WeirGraphReadout *readout, WeirUnit unit)
{
  g_autofree char *time = weir_graph_readout_dup_time (readout);

  self->color = weir_graph_ink_get_color (self->widget, "popover_fg_color");
  self->dim = self->color;
  self->dim.alpha *= (float) DIM_ALPHA;

  add_row (self, time, NULL)->label_color = self->color;
  add_direction (self, readout, TRUE, unit);
  add_direction (self, readout, FALSE, unit);
  for (guint i = 0; readout->tops != NULL && i < readout->tops->len && self->n_rows < MAX_ROWS; i++)
    add_top (self, g_ptr_array_index (readout->tops, i), unit, i == 0);
}

static void
clear (Card *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    {
      g_clear_object (&self->rows[i].label);
      g_clear_object (&self->rows[i].value);
    }
}

static int
get_width (PangoLayout *layout)
{
  int width = 0;

  if (layout != NULL)
    pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static int
get_row_height (const Card *self)
{
  int height;

  pango_layout_get_pixel_size (self->rows[0].label, NULL, &height);
  return height + ROW_GAP;
}

static int
measure (const Card *self, guint n_rows)
{
  int width = MIN_WIDTH;

  for (guint i = 0; i < n_rows; i++)
    {
      const Row *row = &self->rows[i];
      int gap = row->value != NULL ? COLUMN_GAP : 0;

      width = MAX (width, get_width (row->label) + gap + get_width (row->value));
    }
  return width;
}

/* Names give way where there is not enough room beside the place. */
static void
fit_names (Card *self, int width)
{
  for (guint i = 3; i < self->n_rows; i++)
    {
      const Row *row = &self->rows[i];

      if (get_width (row->label) + COLUMN_GAP + get_width (row->value) > width)
        pango_layout_set_width (row->label,
                                MAX (0, width - COLUMN_GAP - get_width (row->value)) * PANGO_SCALE);
    }
}

/* The larger of what is free at both sides of the place, without what belongs to the card but is no
 * text. */
static int
get_free_width (const graphene_rect_t *area, double left, double right)
{
  double free_width = MAX (left - area->origin.x, area->origin.x + area->size.width - right);

  return (int) free_width - GAP - 2 * PADDING;
}

/* Labels begin where lines of the language do, values end at the other side. */
static void
append_row (const Card *self, GtkSnapshot *snapshot, const Row *row, double x, double y, int width)
{
  gboolean is_rtl = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
  double label_end = x + width - get_width (row->label);
  double value_end = x + width - get_width (row->value);

  weir_graph_ink_append_label (snapshot, row->label, is_rtl ? label_end : x, y, &row->label_color);
  if (row->value != NULL)
    weir_graph_ink_append_label (snapshot, row->value, is_rtl ? x : value_end, y,
                                 &row->value_color);
}

static void
append_box (const Card *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  const GdkRGBA background = weir_graph_ink_get_color (self->widget, "popover_bg_color");
  GdkRGBA border_color = self->color;
  GskRoundedRect box;

  border_color.alpha *= (float) BORDER_ALPHA;
  gsk_rounded_rect_init_from_rect (&box, bounds, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &background, bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &box, (float[]){ 1, 1, 1, 1 },
      (GdkRGBA[]){ border_color, border_color, border_color, border_color });
}

/* Beside the place: at its right, at its left, or over it where neither has room. */
static double
choose_x (const graphene_rect_t *area, double left, double right, double width)
{
  const double begin = area->origin.x;
  const double end = begin + area->size.width;

  if (right + GAP + width <= end)
    return right + GAP;
  if (left - GAP - width >= begin)
    return left - GAP - width;
  return MAX (begin, left > end - right ? begin : end - width);
}

void
weir_graph_card_append (GtkWidget *widget,
                        GtkSnapshot *snapshot,
                        const WeirGraphReadout *readout,
                        WeirUnit unit,
                        const graphene_rect_t *area,
                        double left,
                        double right)
{
  Card card = { .widget = widget };
  int row_height;
  guint n_rows;
  int width;
  double x;
  double y;

  fill (&card, readout, unit);
  row_height = get_row_height (&card);
  n_rows = (guint) MAX (3, (area->size.height - 3 * PADDING) / row_height);
  n_rows = MIN (n_rows, card.n_rows);
  width =
      MIN (measure (&card, n_rows), MAX (measure (&card, 3), get_free_width (area, left, right)));
  width = MIN (width, (int) area->size.width - 2 * PADDING);
  fit_names (&card, width);

  x = floor (choose_x (area, floor (left), ceil (right), width + 2 * PADDING));
  y = area->origin.y;
  append_box (
      &card, snapshot,
      &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) (width + 2 * PADDING),
                           (float) ((int) n_rows * row_height + (n_rows > 3 ? 3 : 2) * PADDING)));
  x += PADDING;
  y += PADDING;
  for (guint i = 0; i < n_rows; i++)
    {
      if (card.rows[i].is_after_line)
        {
          GdkRGBA line = card.color;

          line.alpha *= (float) BORDER_ALPHA;
          weir_graph_ink_append_bar (snapshot, x, y + PADDING / 2.0, width, 1, &line);
          y += PADDING;
        }
      append_row (&card, snapshot, &card.rows[i], x, y, width);
      y += row_height;
    }
  clear (&card);
}
