/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/flow-item.h"

typedef struct
{
  WeirFlowItemFunc func;
  gpointer user_data;
} Watch;

struct _WeirFlowItem
{
  GObject parent_instance;

  WeirFlow *flow;  /* (nullable) */
  GArray *watches; /* (nullable): Watch */
  int64_t shown_last_us;
  gboolean was_active;
  gboolean is_invalid; /* the watchers have not been told what is shown */
};

G_DEFINE_FINAL_TYPE (WeirFlowItem, weir_flow_item, G_TYPE_OBJECT)

static void
weir_flow_item_finalize (GObject *object)
{
  WeirFlowItem *self = WEIR_FLOW_ITEM (object);

  g_clear_pointer (&self->watches, g_array_unref);

  G_OBJECT_CLASS (weir_flow_item_parent_class)->finalize (object);
}

static void
weir_flow_item_class_init (WeirFlowItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_flow_item_finalize;
}

static void
weir_flow_item_init (WeirFlowItem *self)
{
  self->is_invalid = TRUE;
}

WeirFlowItem *
weir_flow_item_new (void)
{
  return g_object_new (WEIR_TYPE_FLOW_ITEM, NULL);
}

void
weir_flow_item_set_flow (WeirFlowItem *self, WeirFlow *flow)
{
  if (self->flow == flow)
    return;

  /* Where rows change places the other one may have taken it already. */
  if (self->flow != NULL && self->flow->user_data == self)
    self->flow->user_data = NULL;
  self->flow = flow;
  if (flow != NULL)
    flow->user_data = self;
  self->is_invalid = TRUE;
}

const WeirFlow *
weir_flow_item_get_flow (WeirFlowItem *self)
{
  return self->flow;
}

void
weir_flow_item_leave (WeirFlow *flow)
{
  if (flow->user_data != NULL)
    weir_flow_item_set_flow (flow->user_data, NULL);
}

void
weir_flow_item_watch (WeirFlowItem *self, WeirFlowItemFunc func, gpointer user_data)
{
  Watch watch = { func, user_data };

  if (self->watches == NULL)
    self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
  g_array_append_val (self->watches, watch);
  self->is_invalid = TRUE;
}

void
weir_flow_item_unwatch (WeirFlowItem *self, gpointer user_data)
{
  for (guint i = 0; self->watches != NULL && i < self->watches->len; i++)
    {
      if (g_array_index (self->watches, Watch, i).user_data == user_data)
        {
          g_array_remove_index_fast (self->watches, i);
          break;
        }
    }

  if (self->watches != NULL && self->watches->len == 0)
    g_clear_pointer (&self->watches, g_array_unref);
}

void
weir_flow_item_look (WeirFlowItem *self)
{
  gboolean is_active = FALSE;

  if (self->flow != NULL)
    {
      /* While a flow has a window its rates can fall without a packet. */
      is_active = self->flow->window != NULL || self->flow->last_us != self->shown_last_us;
      self->shown_last_us = self->flow->last_us;
    }
  self->is_invalid |= is_active || self->was_active;
  self->was_active = is_active;
}

void
weir_flow_item_invalidate (WeirFlowItem *self)
{
  self->is_invalid = TRUE;
}

void
weir_flow_item_refresh (WeirFlowItem *self)
{
  if (!self->is_invalid)
    return;

  self->is_invalid = FALSE;
  for (guint i = 0; self->watches != NULL && i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      watch->func (watch->user_data);
    }
}
