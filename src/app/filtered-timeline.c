/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/filtered-timeline.h"

/* What is done at a time while nothing else is to be done, and what a tick waits for: one second of
 * 10,000 flows takes about 0.2 ms. */
#define PIECE_US 2000

/* Flows are asked again after this long, or after this many times what it costs. */
#define LEAST_AGE_US (2 * G_USEC_PER_SEC)
#define AGE_PER_COST 50

struct _WeirFilteredTimeline
{
  WeirFlowModel *model;
  WeirFilteredTimelineFunc func;
  gpointer user_data;

  const WeirHistory *history; /* (nullable) */
  WeirHistorySum *sum;        /* (nullable): without a history, or without a filter */
  const WeirTimeline *told;   /* (nullable) */
  gint64 started_us;
  guint work_id;
};

static gboolean
admits (const WeirFlow *flow, gpointer user_data)
{
  WeirFilteredTimeline *self = user_data;

  return weir_flow_model_admits (self->model, flow);
}

static void
tell (WeirFilteredTimeline *self, const WeirTimeline *timeline)
{
  if (timeline == self->told)
    return;

  self->told = timeline;
  self->func (timeline, self->user_data);
}

static gboolean
work_cb (gpointer user_data)
{
  WeirFilteredTimeline *self = user_data;
  gboolean is_complete = weir_history_sum_work (self->sum, PIECE_US);

  tell (self, weir_history_sum_get_timeline (self->sum));
  if (!is_complete)
    return G_SOURCE_CONTINUE;

  self->work_id = 0;
  return G_SOURCE_REMOVE;
}

/* After events, drawing, and the batches that wait. */
static void
work_later (WeirFilteredTimeline *self)
{
  if (self->work_id == 0)
    self->work_id = g_idle_add_full (G_PRIORITY_LOW, work_cb, self, NULL);
}

static void
stop (WeirFilteredTimeline *self)
{
  g_clear_handle_id (&self->work_id, g_source_remove);
  tell (self, NULL);
  g_clear_pointer (&self->sum, weir_history_sum_free);
}

WeirFilteredTimeline *
weir_filtered_timeline_new (WeirFlowModel *model, WeirFilteredTimelineFunc func, gpointer user_data)
{
  WeirFilteredTimeline *self = g_new0 (WeirFilteredTimeline, 1);

  self->model = g_object_ref (model);
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
weir_filtered_timeline_free (WeirFilteredTimeline *self)
{
  stop (self);
  g_object_unref (self->model);
  g_free (self);
}

void
weir_filtered_timeline_set_history (WeirFilteredTimeline *self, const WeirHistory *history)
{
  stop (self);
  self->history = history;
  weir_filtered_timeline_restart (self);
}

void
weir_filtered_timeline_restart (WeirFilteredTimeline *self)
{
  if (self->history == NULL || weir_flow_model_get_sums (self->model) == NULL)
    {
      stop (self);
      return;
    }

  if (self->sum == NULL)
    self->sum = weir_history_sum_new (self->history, admits, self);
  else
    weir_history_sum_restart (self->sum);
  self->started_us = g_get_monotonic_time ();
  work_later (self);
}

void
weir_filtered_timeline_tick (WeirFilteredTimeline *self)
{
  gint64 age_us;

  if (self->sum == NULL)
    return;

  /* So that the newest second is there when the graph is drawn. */
  if (self->work_id == 0 && !weir_history_sum_work (self->sum, PIECE_US))
    work_later (self);
  tell (self, weir_history_sum_get_timeline (self->sum));

  age_us = g_get_monotonic_time () - self->started_us;
  if (self->work_id == 0
      && age_us > MAX (LEAST_AGE_US, weir_history_sum_get_cost_us (self->sum) * AGE_PER_COST))
    weir_filtered_timeline_restart (self);
}
