/* The last 40 seconds as a small picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sparkline.h"

struct _WeirSparkline
{
  GtkWidget parent_instance;

  /* Parts of the fullest second, 0 … 1; the oldest comes first. */
  float rx[WEIR_RATE_SLOTS];
  float tx[WEIR_RATE_SLOTS];
};

G_DEFINE_FINAL_TYPE (WeirSparkline, weir_sparkline, GTK_TYPE_WIDGET)

/* Plain rectangles: what cairo draws costs several times as much. */
static void
weir_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirSparkline *self = WEIR_SPARKLINE (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  float width = (float) gtk_widget_get_width (widget) / WEIR_RATE_SLOTS;
  float middle = (float) gtk_widget_get_height (widget) / 2;
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA rx_color, tx_color;

  if (!gtk_style_context_lookup_color (context, "download_color", &rx_color)
      || !gtk_style_context_lookup_color (context, "upload_color", &tx_color))
    return;

  for (guint i = 0; i < WEIR_RATE_SLOTS; i++)
    {
      guint place = is_mirrored ? WEIR_RATE_SLOTS - 1 - i : i;
      float x = width * (float) place;
      float up = self->rx[i] * middle;
      float down = self->tx[i] * middle;

      if (up > 0)
        gtk_snapshot_append_color (snapshot, &rx_color,
                                   &GRAPHENE_RECT_INIT (x, middle - up, width, up));
      if (down > 0)
        gtk_snapshot_append_color (snapshot, &tx_color,
                                   &GRAPHENE_RECT_INIT (x, middle, width, down));
    }
}

static void
weir_sparkline_class_init (WeirSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = weir_sparkline_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_sparkline_init (WeirSparkline *self)
{
}

GtkWidget *
weir_sparkline_new (void)
{
  return g_object_new (WEIR_TYPE_SPARKLINE, NULL);
}

void
weir_sparkline_set_window (WeirSparkline *self, const WeirRateWindow *window)
{
  uint64_t largest = 1;

  for (guint i = 0; i < WEIR_RATE_SLOTS && window != NULL; i++)
    {
      largest = MAX (largest, weir_rate_window_get_slot_rx (window, i));
      largest = MAX (largest, weir_rate_window_get_slot_tx (window, i));
    }

  for (guint i = 0; i < WEIR_RATE_SLOTS; i++)
    {
      guint age = WEIR_RATE_SLOTS - 1 - i;

      self->rx[i] = self->tx[i] = 0;
      if (window != NULL)
        {
          self->rx[i] = (float) weir_rate_window_get_slot_rx (window, age) / (float) largest;
          self->tx[i] = (float) weir_rate_window_get_slot_tx (window, age) / (float) largest;
        }
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
