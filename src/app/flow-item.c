/* A row of the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/flow-item.h"

struct _WeirFlowItem
{
  GObject parent_instance;

  WeirFlow *flow;
  GHashTable *registry;
  int64_t shown_last_us;
  gboolean was_active;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirFlowItem, weir_flow_item, G_TYPE_OBJECT)

static void
weir_flow_item_finalize (GObject *object)
{
  WeirFlowItem *self = WEIR_FLOW_ITEM (object);

  weir_flow_item_set_flow (self, NULL);
  g_hash_table_remove (self->registry, self);
  g_hash_table_unref (self->registry);

  G_OBJECT_CLASS (weir_flow_item_parent_class)->finalize (object);
}

static void
weir_flow_item_class_init (WeirFlowItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_flow_item_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_flow_item_init (WeirFlowItem *self)
{
}

WeirFlowItem *
weir_flow_item_get_for_flow (WeirFlow *flow, GHashTable *registry)
{
  WeirFlowItem *self;

  if (flow != NULL && flow->user_data != NULL)
    return g_object_ref (flow->user_data);

  self = g_object_new (WEIR_TYPE_FLOW_ITEM, NULL);
  self->registry = g_hash_table_ref (registry);
  g_hash_table_add (registry, self);
  weir_flow_item_set_flow (self, flow);
  return self;
}

const WeirFlow *
weir_flow_item_get_flow (WeirFlowItem *self)
{
  return self->flow;
}

void
weir_flow_item_set_flow (WeirFlowItem *self, WeirFlow *flow)
{
  if (self->flow != NULL)
    self->flow->user_data = NULL;

  self->flow = flow;
  self->was_active = TRUE;

  if (flow != NULL)
    flow->user_data = self;
}

void
weir_flow_item_refresh (WeirFlowItem *self, gboolean force)
{
  gboolean is_active = FALSE;

  if (self->flow != NULL)
    {
      /* While a flow has a window its rates can fall without a packet. */
      is_active = self->flow->window != NULL || self->flow->last_us != self->shown_last_us;
      self->shown_last_us = self->flow->last_us;
    }

  if (is_active || self->was_active || force)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  self->was_active = is_active;
}
