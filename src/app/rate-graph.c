/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/rate-graph-private.h"

#include <glib/gi18n.h>

#include "app/graph-card.h"
#include "app/graph-summary.h"
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

enum
{
  SPAN_SELECTED,
  SPAN_CLEARED,
  ZOOMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

enum
{
  PROP_FILTERED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirRateGraph, weir_rate_graph, GTK_TYPE_WIDGET)

void
weir_rate_graph_invalidate (WeirRateGraph *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->has_readout = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The axes and the description so far do not hold for what comes next. */
static void
restart (WeirRateGraph *self)
{
  self->picture.tx_end_bps = 0.0;
  self->picture.rx_end_bps = 0.0;
  self->described_us = 0;
  weir_rate_graph_invalidate (self);
}

static void
fit_axes (WeirGraphPicture *picture)
{
  double tx_peak = picture->steps->tx_peak_bps;
  double rx_peak = picture->steps->rx_peak_bps;

  picture->tx_end_bps = weir_graph_scale_get_end (
      picture->tx_end_bps, MAX (tx_peak, rx_peak / MAX_MAGNIFICATION), picture->unit);
  picture->rx_end_bps = weir_graph_scale_get_end (
      picture->rx_end_bps, MAX (rx_peak, tx_peak / MAX_MAGNIFICATION), picture->unit);
}

/* What is left of the past may be less than what is to be shown of it. */
static void
clamp_end (WeirRateGraph *self)
{
  int64_t oldest;
  int64_t newest;
  guint64 n_known;

  if (self->timeline == NULL || !weir_timeline_get_range (self->timeline, &oldest, &newest))
    return;

  n_known = (guint64) newest - (guint64) oldest;
  if (self->span == 0 || self->span >= n_known || self->end >= newest)
    self->is_in_past = FALSE;
  else
    self->end = MAX (self->end, oldest + (gint64) self->span);
}

gboolean
weir_rate_graph_fill_picture (WeirRateGraph *self,
                              WeirGraphPicture *picture,
                              WeirGraphSteps *steps,
                              WeirGraphSteps *filtered)
{
  guint max_steps;

  picture->widget = GTK_WIDGET (self);
  picture->unit = self->unit;
  picture->steps = steps;
  picture->filtered = self->filtered != NULL ? filtered : NULL;
  if (!weir_graph_picture_arrange (picture))
    return FALSE;

  max_steps = weir_graph_picture_get_max_steps (picture);
  if (self->is_in_past)
    clamp_end (self);
  if (self->is_in_past)
    weir_graph_steps_collect_until (steps, self->timeline, self->end, self->span, max_steps);
  else
    weir_graph_steps_collect (steps, self->timeline, self->span, max_steps);
  if (self->filtered != NULL)
    weir_graph_steps_collect_until (filtered, self->filtered, steps->newest, steps->span,
                                    max_steps);
  fit_axes (picture);
  return TRUE;
}

gboolean
weir_rate_graph_renew (WeirRateGraph *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->picture.full_width = gtk_widget_get_width (widget);
  self->picture.full_height = gtk_widget_get_height (widget);
  self->picture.scale = gtk_widget_get_scale_factor (widget);
  return weir_rate_graph_fill_picture (self, &self->picture, &self->steps, &self->filtered_steps);
}

static void
create_node (WeirRateGraph *self)
{
  GtkSnapshot *snapshot;

  if (!weir_rate_graph_renew (self))
    return;

  snapshot = gtk_snapshot_new ();
  weir_graph_picture_append (&self->picture, snapshot);
  self->node = gtk_snapshot_free_to_node (snapshot);
}

static gboolean
get_step_span (WeirRateGraph *self, const WeirGraphStep *step, WeirGraphSpan *span)
{
  if (step == NULL)
    return FALSE;

  span->from = weir_graph_steps_get_first_second (&self->steps, step);
  span->to = weir_graph_steps_get_last_second (&self->steps, step);
  return TRUE;
}

gboolean
weir_rate_graph_find_step (WeirRateGraph *self, double x, WeirGraphSpan *step)
{
  const GArray *steps = self->steps.steps;
  const WeirGraphStep *found;

  if (self->picture.width < 1.0 || steps->len == 0)
    return FALSE;

  found = weir_graph_steps_find (
      &self->steps, weir_graph_picture_get_age (&self->picture, MIN (x, self->picture.width - 1)));
  if (found == NULL)
    found = &g_array_index (steps, WeirGraphStep, steps->len - 1);
  return get_step_span (self, found, step);
}

gboolean
weir_rate_graph_get_cursor (WeirRateGraph *self, WeirGraphSpan *step)
{
  const WeirGraphPicture *picture = &self->picture;
  double age;

  if (picture->width < 1.0 || self->steps.steps->len == 0)
    return FALSE;

  switch (self->cursor)
    {
    case WEIR_GRAPH_CURSOR_POINTER:
      if (self->pointer_x < 0.0 || self->pointer_x >= picture->width)
        return FALSE;
      age = weir_graph_picture_get_age (picture, self->pointer_x);
      break;
    case WEIR_GRAPH_CURSOR_KEYS:
      if (self->key_follows)
        self->key_second = self->steps.newest - 1;
      age = (double) (self->steps.newest - self->key_second) - 0.5;
      break;
    case WEIR_GRAPH_CURSOR_NONE:
    default:
      return FALSE;
    }

  return get_step_span (self, weir_graph_steps_find (&self->steps, age), step);
}

/* Asks for the top flows no more often than there is something new to tell. */
static void
fill_readout (WeirRateGraph *self, WeirGraphSpan span, gboolean is_sum)
{
  WeirGraphReadout *readout = &self->readout;

  if (self->has_readout && readout->is_sum == is_sum && readout->span.from == span.from
      && readout->span.to == span.to)
    return;

  weir_graph_readout_fill (readout, span, is_sum, self->timeline, self->filtered);
  if (self->top_func != NULL)
    readout->tops =
        self->top_func (span.from, span.to, WEIR_GRAPH_READOUT_MAX_TOPS, self->top_data);
  self->has_readout = TRUE;
}

/* What the card is about: the span that is being made, else the step under the crosshair. */
static gboolean
update_readout (WeirRateGraph *self)
{
  WeirGraphSpan span;

  if (self->timeline == NULL)
    return FALSE;
  if (self->selection.is_open)
    fill_readout (self, self->selection.made, TRUE);
  else if (weir_rate_graph_get_cursor (self, &span))
    fill_readout (self, span, FALSE);
  else
    return FALSE;

  return TRUE;
}

void
weir_rate_graph_announce (WeirRateGraph *self)
{
  g_autofree char *text = NULL;

  if (self->cursor == WEIR_GRAPH_CURSOR_KEYS && update_readout (self))
    text = weir_graph_readout_dup_text (&self->readout, self->unit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : _ ("Rates of download and upload"), -1);
}

static gboolean describe_again_cb (gpointer user_data);

static void
describe (WeirRateGraph *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *description = NULL;

  if (self->described_us != 0 && now_us - self->described_us < DESCRIBE_INTERVAL_US)
    {
      /* What came last must not stay untold: of a file nothing may come after it. */
      if (self->describe_id == 0)
        self->describe_id =
            g_timeout_add_seconds (DESCRIBE_INTERVAL_US / G_USEC_PER_SEC, describe_again_cb, self);
      return;
    }
  if (self->node == NULL && !weir_rate_graph_renew (self))
    return;

  description = weir_graph_summary_dup (&self->steps, self->timeline, self->span == 0, self->unit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
  weir_rate_graph_announce (self);
  /* That there is nothing yet holds only until there is something. */
  self->described_us = self->timeline != NULL && self->steps.steps->len > 0 ? now_us : 0;
}

static gboolean
describe_again_cb (gpointer user_data)
{
  WeirRateGraph *self = user_data;

  self->describe_id = 0;
  self->described_us = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    describe (self);
  return G_SOURCE_REMOVE;
}

static void
append_card (WeirRateGraph *self, GtkSnapshot *snapshot)
{
  const WeirGraphPicture *picture = &self->picture;
  const WeirGraphSpan *span = &self->readout.span;

  weir_graph_card_append (
      GTK_WIDGET (self), snapshot, &self->readout, self->unit,
      &GRAPHENE_RECT_INIT (0, 0, (float) picture->full_width, (float) picture->full_height),
      CLAMP (weir_graph_picture_get_x (picture, span->from), 0, picture->width),
      CLAMP (weir_graph_picture_get_x (picture, span->to + 1), 0, picture->width));
}

static void
weir_rate_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (widget);
  WeirGraphSpan span;

  if (self->node == NULL)
    create_node (self);
  if (self->node == NULL)
    return;

  gtk_snapshot_append_node (snapshot, self->node);
  if (weir_graph_selection_get (&self->selection, &span))
    weir_graph_picture_append_band (&self->picture, snapshot, span.from, span.to,
                                    self->can_select && self->selection.has_marked);
  if (!self->selection.is_open && weir_rate_graph_get_cursor (self, &span))
    weir_graph_picture_append_crosshair (&self->picture, snapshot, span.from, span.to);
  if (update_readout (self))
    append_card (self, snapshot);
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
  WeirRateGraph *self = WEIR_RATE_GRAPH (widget);

  weir_rate_graph_invalidate (self);
  /* Before there was a size there was nothing to tell. */
  if (self->described_us == 0)
    describe (self);
}

static void
weir_rate_graph_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->css_changed (widget, change);
  weir_rate_graph_invalidate (WEIR_RATE_GRAPH (widget));
}

static void
weir_rate_graph_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->system_setting_changed (widget, setting);
  weir_rate_graph_invalidate (WEIR_RATE_GRAPH (widget));
}

static void
weir_rate_graph_map (GtkWidget *widget)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (widget);

  GTK_WIDGET_CLASS (weir_rate_graph_parent_class)->map (widget);
  weir_rate_graph_invalidate (self);
  describe (self);
}

static void
weir_rate_graph_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FILTERED)
    g_value_set_boolean (value, WEIR_RATE_GRAPH (object)->filtered != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
weir_rate_graph_dispose (GObject *object)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (object);

  self->timeline = NULL;
  self->filtered = NULL;
  g_clear_handle_id (&self->describe_id, g_source_remove);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  weir_rate_graph_set_top_func (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (weir_rate_graph_parent_class)->dispose (object);
}

static void
weir_rate_graph_finalize (GObject *object)
{
  WeirRateGraph *self = WEIR_RATE_GRAPH (object);

  weir_graph_steps_clear (&self->steps);
  weir_graph_steps_clear (&self->filtered_steps);
  weir_graph_readout_clear (&self->readout);

  G_OBJECT_CLASS (weir_rate_graph_parent_class)->finalize (object);
}

static void
weir_rate_graph_class_init (WeirRateGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = weir_rate_graph_get_property;
  object_class->dispose = weir_rate_graph_dispose;
  object_class->finalize = weir_rate_graph_finalize;

  widget_class->snapshot = weir_rate_graph_snapshot;
  widget_class->measure = weir_rate_graph_measure;
  widget_class->size_allocate = weir_rate_graph_size_allocate;
  widget_class->css_changed = weir_rate_graph_css_changed;
  widget_class->system_setting_changed = weir_rate_graph_system_setting_changed;
  widget_class->map = weir_rate_graph_map;

  props[PROP_FILTERED] = g_param_spec_boolean ("filtered", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SPAN_SELECTED] =
      g_signal_new ("span-selected", WEIR_TYPE_RATE_GRAPH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SPAN_CLEARED] = g_signal_new ("span-cleared", WEIR_TYPE_RATE_GRAPH, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ZOOMED] = g_signal_new ("zoomed", WEIR_TYPE_RATE_GRAPH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "rategraph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_rate_graph_init (WeirRateGraph *self)
{
  weir_graph_steps_init (&self->steps);
  weir_graph_steps_init (&self->filtered_steps);

  self->picture.steps = &self->steps;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  weir_rate_graph_add_input (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (weir_rate_graph_invalidate), NULL);
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
weir_rate_graph_set_filtered (WeirRateGraph *self, const WeirTimeline *filtered)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->filtered = filtered;
  weir_rate_graph_invalidate (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTERED]);
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

  self->span = MIN (seconds, WEIR_TIMELINE_SECONDS);
  restart (self);
}

void
weir_rate_graph_set_can_select (WeirRateGraph *self, gboolean can_select)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->can_select = can_select;
}

void
weir_rate_graph_set_marked_span (WeirRateGraph *self, gint64 from, gint64 to)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  weir_graph_selection_mark (&self->selection, from, to);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
weir_rate_graph_show_newest (WeirRateGraph *self)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  self->is_in_past = FALSE;
  restart (self);
}

void
weir_rate_graph_set_top_func (WeirRateGraph *self,
                              WeirGraphTopFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  if (self->top_destroy != NULL)
    self->top_destroy (self->top_data);
  self->top_func = func;
  self->top_data = user_data;
  self->top_destroy = destroy;
  self->has_readout = FALSE;
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

  if (self->steps.is_empty || (newest != self->steps.newest && !self->is_in_past))
    weir_rate_graph_invalidate (self);
  describe (self);
}

void
weir_rate_graph_select_span (WeirRateGraph *self, WeirGraphSpan span)
{
  g_signal_emit (self, signals[SPAN_SELECTED], 0, span.from, span.to);
}

void
weir_rate_graph_clear_span (WeirRateGraph *self)
{
  g_signal_emit (self, signals[SPAN_CLEARED], 0);
}

void
weir_rate_graph_zoom (WeirRateGraph *self, guint seconds)
{
  g_signal_emit (self, signals[ZOOMED], 0, seconds);
}
