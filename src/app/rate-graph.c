/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/rate-graph.h"

#include <glib/gi18n.h>

#include "app/graph-picture.h"
#include "core/graph-scale.h"

#define MIN_WIDTH 120
#define NATURAL_WIDTH 480
#define MIN_HEIGHT 120
#define NATURAL_HEIGHT 180

/* The lesser half is magnified no more than this against the other, so that a few acknowledgements
 * do not look like a flood. */
#define MAX_MAGNIFICATION 20.0

/* A screen reader should not be interrupted by every sample. */
#define DESCRIBE_INTERVAL_US (5 * G_USEC_PER_SEC)

struct _WeirRateGraph
{
  GtkWidget parent_instance;

  const WeirTimeline *timeline;
  guint span;

  /* What was drawn last, as the pointer needs it, and as it can be shown again as long as nothing
   * but the pointer moves; NULL when it is out of date or there was no room. */
  WeirGraphSteps steps;
  WeirGraphPicture picture;
  GskRenderNode *node;

  double pointer_x;
  gint64 described_us;

  guint has_pointer : 1;
};

G_DEFINE_FINAL_TYPE (WeirRateGraph, weir_rate_graph, GTK_TYPE_WIDGET)

static void
invalidate (WeirRateGraph *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The axes and the description so far do not hold for what comes next. */
static void
restart (WeirRateGraph *self)
{
  self->picture.tx_end_bps = 0.0;
  self->picture.rx_end_bps = 0.0;
  self->described_us = 0;
  invalidate (self);
}

static void
fit_axes (WeirRateGraph *self)
{
  WeirGraphPicture *picture = &self->picture;
  double tx_peak = self->steps.tx_peak_bps;
  double rx_peak = self->steps.rx_peak_bps;

  picture->tx_end_bps = weir_graph_scale_get_end (
      picture->tx_end_bps, MAX (tx_peak, rx_peak / MAX_MAGNIFICATION), picture->unit);
  picture->rx_end_bps = weir_graph_scale_get_end (
      picture->rx_end_bps, MAX (rx_peak, tx_peak / MAX_MAGNIFICATION), picture->unit);
}

static void
renew (WeirRateGraph *self)
{
  GtkSnapshot *snapshot;

  if (!weir_graph_picture_arrange (&self->picture))
    return;

  weir_graph_steps_collect (&self->steps, self->timeline, self->span,
                            weir_graph_picture_get_max_steps (&self->picture));
  fit_axes (self);

  snapshot = gtk_snapshot_new ();
  weir_graph_picture_append (&self->picture, snapshot);
  self->node = gtk_snapshot_free_to_node (snapshot);
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
  const guint span = self->span;
  const WeirUnit unit = self->picture.unit;

  if (self->timeline == NULL || !weir_timeline_get_range (self->timeline, &oldest, &newest)
      || newest == oldest)
    return g_strdup (_ ("Rates of download and upload, no traffic yet"));

  weir_timeline_get (self->timeline, newest - 1, &tx, &rx);
  weir_units_format_rate ((double) rx * 8.0, unit, TRUE, download);
  weir_units_format_rate ((double) tx * 8.0, unit, TRUE, upload);

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

  if (self->node == NULL)
    renew (self);
  if (self->node == NULL)
    return;

  gtk_snapshot_append_node (snapshot, self->node);
  if (self->has_pointer)
    weir_graph_picture_append_pointer (&self->picture, snapshot, self->pointer_x);
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
  g_clear_pointer (&self->node, gsk_render_node_unref);

  G_OBJECT_CLASS (weir_rate_graph_parent_class)->dispose (object);
}

static void
weir_rate_graph_finalize (GObject *object)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (object);

  weir_graph_steps_clear (&self->steps);

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

  weir_graph_steps_init (&self->steps);
  self->picture.widget = GTK_WIDGET (self);
  self->picture.steps = &self->steps;

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

  self->picture.unit = unit;
  restart (self);
}

void
weir_rate_graph_set_span (WeirRateGraph *self, guint seconds)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->span = MIN (seconds, WEIR_TIMELINE_SECONDS);
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

  if (self->steps.is_empty || newest != self->steps.newest)
    invalidate (self);
  describe (self);
}
