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

void
weir_graph_steps_collect (WeirGraphSteps *self,
                          const WeirTimeline *timeline,
                          guint span,
                          guint max_steps)
{
  int64_t oldest = 0;
  int64_t newest = 0;
  guint n_finished;
  guint length;
  guint far;

  g_return_if_fail (max_steps > 0);

  self->is_empty = timeline == NULL || !weir_timeline_get_range (timeline, &oldest, &newest);
  self->newest = newest;
  g_array_set_size (self->steps, 0);
  self->tx_peak_bps = 0.0;
  self->rx_peak_bps = 0.0;

  n_finished = (guint) (newest - oldest);
  self->span = span > 0 ? span : MAX (n_finished, WEIR_GRAPH_STEPS_MIN_SPAN);

  length = (self->span - 1) / max_steps + 1;
  far = (guint) ((newest % length + length) % length);
  if (far == 0)
    far = length;

  for (guint near = 0; near < MIN (n_finished, self->span); near = far, far += length)
    {
      far = MIN (far, n_finished);
      append_step (self, timeline, near, far);
    }
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
