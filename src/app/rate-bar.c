/* iftop's bar behind a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/rate-bar.h"

/* The bar is a tint that text can be read on, with a line at its outer edge. */
#define LINE_ALPHA 0.85f
#define LINE_HEIGHT 1.5f
#define MARGIN 2.0f

struct _WeirRateBar
{
  GtkWidget parent_instance;

  GtkWidget *child;
  double rx;
  double tx;
};

G_DEFINE_FINAL_TYPE (WeirRateBar, weir_rate_bar, GTK_TYPE_WIDGET)

static void
append_half (GtkWidget *widget,
             GtkSnapshot *snapshot,
             const char *tint_name,
             const char *line_name,
             double fraction,
             float y,
             float height,
             float line_y)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  float width = (float) (fraction * gtk_widget_get_width (widget));
  GdkRGBA tint, line;

  if (width < 1 || !gtk_style_context_lookup_color (context, tint_name, &tint)
      || !gtk_style_context_lookup_color (context, line_name, &line))
    return;

  gtk_snapshot_append_color (snapshot, &tint, &GRAPHENE_RECT_INIT (0, y, width, height));
  line.alpha *= LINE_ALPHA;
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, line_y, width, LINE_HEIGHT));
}

static void
weir_rate_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirRateBar *self = WEIR_RATE_BAR (widget);
  float height = (float) gtk_widget_get_height (widget);
  float half = height / 2;
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  gtk_snapshot_save (snapshot);
  if (is_mirrored)
    {
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget), 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  append_half (widget, snapshot, "download_bar_color", "download_color", self->rx, MARGIN,
               half - MARGIN, MARGIN);
  append_half (widget, snapshot, "upload_bar_color", "upload_color", self->tx, half, half - MARGIN,
               height - MARGIN - LINE_HEIGHT);
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
weir_rate_bar_set_fractions (WeirRateBar *self, double rx, double tx)
{
  if (self->rx == rx && self->tx == tx)
    return;

  self->rx = rx;
  self->tx = tx;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
