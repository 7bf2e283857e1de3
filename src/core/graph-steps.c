/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/graph-steps.h"

void
weir_graph_steps_init (WeirGraphSteps *self)
{
  *self = (WeirGraphSteps){
    .span = WEIR_GRAPH_STEPS_MIN_SPAN,
    .is_empty = TRUE,
    .steps = g_array_new (FALSE, FALSE, sizeof (WeirGraphStep)),
  };
}

void
weir_graph_steps_clear (WeirGraphSteps *self)
{
  g_clear_pointer (&self->steps, g_array_unref);
}

static void
append_step (WeirGraphSteps *self, const WeirTimeline *timeline, guint near, guint far)
{
  uint64_t tx;
  uint64_t rx;
  WeirGraphStep step;

  weir_timeline_get_peak (timeline, self->newest - far, far - near, &tx, &rx);
  step = (WeirGraphStep){ near, far, (double) tx * 8.0, (double) rx * 8.0 };
  g_array_append_val (self->steps, step);

  self->tx_peak_bps = MAX (self->tx_peak_bps, step.tx_bps);
  self->rx_peak_bps = MAX (self->rx_peak_bps, step.rx_bps);
}

static void
collect (WeirGraphSteps *self,
         const WeirTimeline *timeline,
         guint n_known,
         guint span,
         guint max_steps)
{
  guint length;
  guint far;

  g_return_if_fail (max_steps > 0);

  g_array_set_size (self->steps, 0);
  self->tx_peak_bps = 0.0;
  self->rx_peak_bps = 0.0;
  self->span = span > 0 ? span : MAX (n_known, WEIR_GRAPH_STEPS_MIN_SPAN);

  length = (self->span - 1) / max_steps + 1;
  far = (guint) ((self->newest % length + length) % length);
  if (far == 0)
    far = length;

  for (guint near = 0; near < MIN (n_known, self->span); near = far, far += length)
    {
      far = MIN (far, n_known);
      append_step (self, timeline, near, far);
    }
}

void
weir_graph_steps_collect (WeirGraphSteps *self,
                          const WeirTimeline *timeline,
                          guint span,
                          guint max_steps)
{
  int64_t oldest = 0;
  int64_t newest = 0;

  self->is_empty = timeline == NULL || !weir_timeline_get_range (timeline, &oldest, &newest);
  self->newest = newest;
  collect (self, timeline, (guint) (newest - oldest), span, max_steps);
}

void
weir_graph_steps_collect_until (WeirGraphSteps *self,
                                const WeirTimeline *timeline,
                                int64_t end,
                                guint span,
                                guint max_steps)
{
  int64_t oldest;
  int64_t newest;
  guint n_known = 0;

  self->is_empty = timeline == NULL || !weir_timeline_get_range (timeline, &oldest, &newest);
  self->newest = end;
  if (!self->is_empty && end > oldest)
    n_known = (guint) MIN ((uint64_t) end - (uint64_t) oldest, G_MAXUINT / 4);
  collect (self, timeline, n_known, span, max_steps);
}

int64_t
weir_graph_steps_get_first_second (const WeirGraphSteps *self, const WeirGraphStep *step)
{
  return self->newest - step->far;
}

int64_t
weir_graph_steps_get_last_second (const WeirGraphSteps *self, const WeirGraphStep *step)
{
  return self->newest - step->near - 1;
}

const WeirGraphStep *
weir_graph_steps_find (const WeirGraphSteps *self, double age)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const WeirGraphStep *step = &g_array_index (self->steps, WeirGraphStep, i);

      if (age >= step->near && age < step->far)
        return step;
    }

  return NULL;
}
