/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/sparkline.h"

/* What is not nothing can be seen. */
#define LEAST_HEIGHT 1.0f

struct _WeirSparkline
{
  GtkWidget parent_instance;

  uint64_t tx[WEIR_RATE_SLOTS]; /* bytes, the oldest second first; 0 of a direction not shown */
  uint64_t rx[WEIR_RATE_SLOTS];
  uint64_t tx_peak;
  uint64_t rx_peak;
  WeirUnit unit;
  WeirLineMode line_mode;
  gboolean is_described;
};

G_DEFINE_FINAL_TYPE (WeirSparkline, weir_sparkline, GTK_TYPE_WIDGET)

/* Seconds that are equal are one stretch: most rows have few. */
static void
append_steps (WeirSparkline *self,
              GtkSnapshot *snapshot,
              const char *color_name,
              const uint64_t bytes[WEIR_RATE_SLOTS],
              float base,
              float room)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float step = (float) gtk_widget_get_width (widget) / WEIR_RATE_SLOTS;
  double peak = (double) MAX (self->tx_peak, self->rx_peak);
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), color_name, &color))
    return;

  for (guint i = 0, end; i < WEIR_RATE_SLOTS; i = end)
    {
      float x, height;

      for (end = i + 1; end < WEIR_RATE_SLOTS && bytes[end] == bytes[i];)
        end++;
      if (bytes[i] == 0)
        continue;

      /* @room is negative where it goes up. */
      height = (float) ((double) bytes[i] / peak) * ABS (room);
      height = MAX (height, LEAST_HEIGHT);
      /* On whole pixels, for neighbours not to show a seam. */
      x = roundf ((float) i * step);
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (x, room < 0 ? base - height : base,
                                                      roundf ((float) end * step) - x, height));
    }
}

static void
weir_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirSparkline *self = WEIR_SPARKLINE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float base = (float) (int) (height / 2);
  GdkRGBA line;

  if (self->line_mode == WEIR_LINE_SENT)
    base = 0;
  else if (self->line_mode == WEIR_LINE_RECEIVED)
    base = height - 1;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &line);
  line.alpha *= 0.2f;
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, base, width, 1));

  append_steps (self, snapshot, "download_color", self->rx, base, -base);
  append_steps (self, snapshot, "upload_color", self->tx, base + 1, height - base - 1);
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

static void
describe (WeirSparkline *self)
{
  char download[WEIR_UNITS_TEXT_MAX];
  char upload[WEIR_UNITS_TEXT_MAX];
  g_autofree char *label = NULL;

  weir_units_format_rate ((double) self->rx_peak * 8, self->unit, TRUE, download);
  weir_units_format_rate ((double) self->tx_peak * 8, self->unit, TRUE, upload);
  if (self->tx_peak == 0 && self->rx_peak == 0)
    label = g_strdup (_ ("Nothing in the last 40 seconds"));
  else if (self->line_mode == WEIR_LINE_SENT)
    /* Translators: a rate, as in "24.3 Mb/s" */
    label = g_strdup_printf (_ ("In the last 40 seconds, upload at most %s"), upload);
  else if (self->line_mode == WEIR_LINE_RECEIVED)
    /* Translators: a rate, as in "24.3 Mb/s" */
    label = g_strdup_printf (_ ("In the last 40 seconds, download at most %s"), download);
  else
    /* Translators: both are rates, as in "24.3 Mb/s" */
    label = g_strdup_printf (_ ("In the last 40 seconds, download at most %s, upload at most %s"),
                             download, upload);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
weir_sparkline_set_style (WeirSparkline *self, WeirLineMode line_mode, WeirUnit unit)
{
  if (self->line_mode == line_mode && self->unit == unit)
    return;

  self->line_mode = line_mode;
  self->unit = unit;
  self->is_described = FALSE;
}

void
weir_sparkline_set_window (WeirSparkline *self, const WeirRateWindow *window)
{
  uint64_t tx[WEIR_RATE_SLOTS] = { 0 };
  uint64_t rx[WEIR_RATE_SLOTS] = { 0 };
  uint64_t tx_peak = 0, rx_peak = 0;
  gboolean has_other_peaks;

  for (guint i = 0; window != NULL && i < WEIR_RATE_SLOTS; i++)
    {
      if (self->line_mode != WEIR_LINE_RECEIVED)
        tx[i] = weir_rate_window_get_slot_tx (window, WEIR_RATE_SLOTS - 1 - i);
      if (self->line_mode != WEIR_LINE_SENT)
        rx[i] = weir_rate_window_get_slot_rx (window, WEIR_RATE_SLOTS - 1 - i);
      tx_peak = MAX (tx_peak, tx[i]);
      rx_peak = MAX (rx_peak, rx[i]);
    }

  has_other_peaks = tx_peak != self->tx_peak || rx_peak != self->rx_peak || !self->is_described;
  if (!has_other_peaks && memcmp (tx, self->tx, sizeof tx) == 0
      && memcmp (rx, self->rx, sizeof rx) == 0)
    return;

  memcpy (self->tx, tx, sizeof tx);
  memcpy (self->rx, rx, sizeof rx);
  self->tx_peak = tx_peak;
  self->rx_peak = rx_peak;
  if (has_other_peaks)
    describe (self);
  self->is_described = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
