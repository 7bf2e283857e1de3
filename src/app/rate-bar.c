/* iftop's bar behind a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/rate-bar.h"

/* Nothing but the tint lies behind the text, which can be read on it; the line runs along the outer
 * edge.  Of a row of the usual height, in pixels; they grow with it. */
#define USUAL_HEIGHT 26.0f
#define LINE_ALPHA 0.85f
#define LINE_HEIGHT 1.5f
#define THIN_HEIGHT 3.0f
#define MARGIN 2.0f
#define BLOCK_WIDTH 6.0f
#define BLOCK_GAP 2.0f

/* What is left of a gradient where it begins. */
#define FAINTEST 0.15f

struct _WeirRateBar
{
  GtkWidget parent_instance;

  GtkWidget *child;
  WeirBarStyle style;
  WeirLineMode line_mode;
  double rx;
  double tx;
};

G_DEFINE_FINAL_TYPE (WeirRateBar, weir_rate_bar, GTK_TYPE_WIDGET)

/* One direction: where it lies, and which of its edges is the outer one. */
typedef struct
{
  float y;
  float height;
  float width;
  float scale;
  gboolean is_above;
  GdkRGBA tint;
  GdkRGBA line;
} Band;

static void
append_stretch (GtkSnapshot *snapshot,
                const GdkRGBA *color,
                const graphene_rect_t *area,
                gboolean is_gradient)
{
  GskColorStop stops[2] = { { 0, *color }, { 1, *color } };

  if (!is_gradient)
    {
      gtk_snapshot_append_color (snapshot, color, area);
      return;
    }

  stops[0].color.alpha *= FAINTEST;
  gtk_snapshot_append_linear_gradient (snapshot, area, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (area->origin.x + area->size.width, 0),
                                       stops, 2);
}

static void
append_line (GtkSnapshot *snapshot, const Band *band, float height, gboolean is_gradient)
{
  float y = band->is_above ? band->y : band->y + band->height - height;

  append_stretch (snapshot, &band->line, &GRAPHENE_RECT_INIT (0, y, band->width, height),
                  is_gradient);
}

/* As of characters: there is a whole one or none. */
static void
append_blocks (GtkSnapshot *snapshot, const Band *band)
{
  float width = roundf (BLOCK_WIDTH * band->scale);
  float step = width + roundf (BLOCK_GAP * band->scale);
  guint n = (guint) ceilf (band->width / step);
  float line = LINE_HEIGHT * band->scale;

  for (guint i = 0; i < n; i++)
    {
      float x = (float) i * step;

      gtk_snapshot_append_color (snapshot, &band->tint,
                                 &GRAPHENE_RECT_INIT (x, band->y, width, band->height));
      gtk_snapshot_append_color (
          snapshot, &band->line,
          &GRAPHENE_RECT_INIT (x, band->is_above ? band->y : band->y + band->height - line, width,
                               line));
    }
}

static void
append_band (WeirRateBar *self, GtkSnapshot *snapshot, const Band *band)
{
  gboolean is_gradient = self->style == WEIR_BAR_GRADIENT;

  switch (self->style)
    {
    case WEIR_BAR_GRADIENT:
    case WEIR_BAR_SOLID:
      append_stretch (snapshot, &band->tint,
                      &GRAPHENE_RECT_INIT (0, band->y, band->width, band->height), is_gradient);
      append_line (snapshot, band, LINE_HEIGHT * band->scale, is_gradient);
      break;
    case WEIR_BAR_THIN:
      append_line (snapshot, band, THIN_HEIGHT * band->scale, FALSE);
      break;
    case WEIR_BAR_BLOCKS:
      append_blocks (snapshot, band);
      break;
    case WEIR_BAR_NONE:
    default:
      break;
    }
}

/* @part: 0: above, 1: below, -1: the whole height */
static void
append_direction (WeirRateBar *self, GtkSnapshot *snapshot, gboolean is_upload, int part)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  float height = (float) gtk_widget_get_height (widget);
  float scale = height / (self->line_mode == WEIR_LINE_TWO ? 2 * USUAL_HEIGHT : USUAL_HEIGHT);
  float margin = MARGIN * scale;
  float half = (height - 2 * margin) / 2;
  Band band = {
    .y = part == 1 ? margin + half : margin,
    .height = part == -1 ? 2 * half : half,
    .width = (float) ((is_upload ? self->tx : self->rx) * gtk_widget_get_width (widget)),
    .scale = MAX (scale, 0.5f),
    .is_above = part == 0,
  };

  if (band.width < 1
      || !gtk_style_context_lookup_color (
          context, is_upload ? "upload_bar_color" : "download_bar_color", &band.tint)
      || !gtk_style_context_lookup_color (context, is_upload ? "upload_color" : "download_color",
                                          &band.line))
    return;

  band.line.alpha *= LINE_ALPHA;
  append_band (self, snapshot, &band);
}

static void
append_bars (WeirRateBar *self, GtkSnapshot *snapshot)
{
  switch (self->line_mode)
    {
    case WEIR_LINE_SENT:
      append_direction (self, snapshot, TRUE, -1);
      break;
    case WEIR_LINE_RECEIVED:
      append_direction (self, snapshot, FALSE, -1);
      break;
    case WEIR_LINE_TWO:
      append_direction (self, snapshot, TRUE, 0);
      append_direction (self, snapshot, FALSE, 1);
      break;
    case WEIR_LINE_BOTH:
    default:
      append_direction (self, snapshot, FALSE, 0);
      append_direction (self, snapshot, TRUE, 1);
      break;
    }
}

static void
weir_rate_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirRateBar *self = WEIR_RATE_BAR (widget);

  gtk_snapshot_save (snapshot);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    {
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget), 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  append_bars (self, snapshot);
  gtk_snapshot_restore (snapshot);

  gtk_widget_snapshot_child (widget, self->child, snapshot);
}

static void
weir_rate_bar_dispose (GObject *object)
{
  WeirRateBar *self = WEIR_RATE_BAR (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_rate_bar_parent_class)->dispose (object);
}

static void
weir_rate_bar_class_init (WeirRateBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_rate_bar_dispose;
  widget_class->snapshot = weir_rate_bar_snapshot;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "rate-bar");
  /* Its length is in the sentence of its row. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
weir_rate_bar_init (WeirRateBar *self)
{
}

GtkWidget *
weir_rate_bar_new (GtkWidget *child)
{
  WeirRateBar *self = g_object_new (WEIR_TYPE_RATE_BAR, NULL);

  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
weir_rate_bar_set_style (WeirRateBar *self, WeirBarStyle style, WeirLineMode line_mode)
{
  if (self->style == style && self->line_mode == line_mode)
    return;

  self->style = style;
  self->line_mode = line_mode;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
weir_rate_bar_set_fractions (WeirRateBar *self, double rx, double tx)
{
  if (self->rx == rx && self->tx == tx)
    return;

  self->rx = rx;
  self->tx = tx;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
