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

  WeirFlow *flow;
  GHashTable *watched;
  GArray *watches; /* (nullable): Watch */
  int64_t shown_last_us;
  gboolean was_active;
};

G_DEFINE_FINAL_TYPE (WeirFlowItem, weir_flow_item, G_TYPE_OBJECT)

static void
weir_flow_item_finalize (GObject *object)
{
  WeirFlowItem *self = WEIR_FLOW_ITEM (object);

  if (self->watches != NULL)
    g_hash_table_remove (self->watched, self);
  g_clear_pointer (&self->watches, g_array_unref);
  g_hash_table_unref (self->watched);

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
}

WeirFlowItem *
weir_flow_item_get_for_flow (WeirFlow *flow, GHashTable *watched)
{
  WeirFlowItem *self;

  if (flow != NULL && flow->user_data != NULL)
    return g_object_ref (flow->user_data);

  self = g_object_new (WEIR_TYPE_FLOW_ITEM, NULL);
  self->watched = g_hash_table_ref (watched);
  self->was_active = TRUE;
  self->flow = flow;
  if (flow != NULL)
    flow->user_data = g_object_ref (self);

  return self;
}

const WeirFlow *
weir_flow_item_get_flow (WeirFlowItem *self)
{
  return self->flow;
}

void
weir_flow_item_leave (WeirFlow *flow, WeirFlow *heir)
{
  WeirFlowItem *self = g_steal_pointer (&flow->user_data);

  if (self == NULL)
    return;

  self->flow = heir;
  self->was_active = TRUE;
  if (heir != NULL)
    heir->user_data = self;
  else
    g_object_unref (self);
}

void
weir_flow_item_watch (WeirFlowItem *self, WeirFlowItemFunc func, gpointer user_data)
{
  Watch watch = { func, user_data };

  if (self->watches == NULL)
    {
      self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
      g_hash_table_add (self->watched, self);
    }
  g_array_append_val (self->watches, watch);
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
    {
      g_clear_pointer (&self->watches, g_array_unref);
      g_hash_table_remove (self->watched, self);
    }
}

void
weir_flow_item_refresh (WeirFlowItem *self, gboolean force)
{
  gboolean is_active = FALSE;
  gboolean is_due;

  if (self->flow != NULL)
    {
      /* While a flow has a window its rates can fall without a packet. */
      is_active = self->flow->window != NULL || self->flow->last_us != self->shown_last_us;
      self->shown_last_us = self->flow->last_us;
    }

  is_due = is_active || self->was_active || force;
  self->was_active = is_active;

  for (guint i = 0; is_due && self->watches != NULL && i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      watch->func (watch->user_data);
    }
}
