/* One row of the list as a whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/flow-line.h"
#include "app/flow-sentence.h"

struct _WeirFlowLine
{
  GtkWidget *row;       /* holds it */
  WeirFlowModel *model; /* outlives the rows */
  WeirFlowItem *item;   /* (nullable) */
  GPtrArray *cells;     /* of GtkListItem: those that are bound */
  gboolean is_pinned;
  char *sentence; /* (nullable): what was said last */
};

static G_DEFINE_QUARK (weir_flow_line, line)

    static guint get_position (const WeirFlowLine *self)
{
  if (self->cells->len == 0)
    return GTK_INVALID_LIST_POSITION;
  return gtk_list_item_get_position (g_ptr_array_index (self->cells, self->cells->len - 1));
}

static gboolean
is_seen (const WeirFlowLine *self)
{
  return weir_flow_model_is_seen (self->model, get_position (self));
}

static void
update (gpointer user_data)
{
  WeirFlowLine *self = user_data;
  const WeirFlow *flow = weir_flow_item_get_flow (self->item);
  gboolean is_pinned = flow != NULL && weir_flow_model_is_pinned (self->model, flow);
  g_autofree char *sentence = NULL;

  if (is_pinned != self->is_pinned)
    {
      self->is_pinned = is_pinned;
      if (is_pinned)
        gtk_widget_add_css_class (self->row, "pinned");
      else
        gtk_widget_remove_css_class (self->row, "pinned");
    }

  if (flow != NULL && self->sentence != NULL && !is_seen (self))
    return;

  if (flow != NULL)
    sentence = weir_flow_sentence_dup (flow, weir_flow_model_get_context (self->model), is_pinned);
  if (g_strcmp0 (sentence, self->sentence) == 0)
    return;

  g_free (self->sentence);
  self->sentence = g_steal_pointer (&sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->sentence != NULL ? self->sentence : "", -1);
}

static void
set_item (WeirFlowLine *self, WeirFlowItem *item)
{
  if (self->item == item)
    return;

  if (self->item != NULL)
    weir_flow_item_unwatch (self->item, self);
  g_set_object (&self->item, item);
  g_clear_pointer (&self->sentence, g_free);
  if (item != NULL)
    {
      weir_flow_item_watch (item, update, self);
      update (self);
    }
}

static void
line_free (gpointer data)
{
  WeirFlowLine *self = data;

  set_item (self, NULL);
  g_ptr_array_unref (self->cells);
  g_free (self->sentence);
  g_free (self);
}

/* Returns: (nullable) */
static GtkWidget *
get_row (GtkListItem *cell)
{
  GtkWidget *child = gtk_list_item_get_child (cell);
  GtkWidget *widget = child != NULL ? gtk_widget_get_parent (child) : NULL;

  return widget != NULL ? gtk_widget_get_parent (widget) : NULL;
}

void
weir_flow_line_bind (GtkListItem *cell, WeirFlowModel *model)
{
  GtkWidget *row = get_row (cell);
  WeirFlowLine *self;

  if (row == NULL)
    return;

  self = g_object_get_qdata (G_OBJECT (row), line_quark ());
  if (self == NULL)
    {
      self = g_new0 (WeirFlowLine, 1);
      self->row = row;
      self->model = model;
      self->cells = g_ptr_array_new ();
      g_object_set_qdata_full (G_OBJECT (row), line_quark (), self, line_free);
    }
  g_ptr_array_add (self->cells, cell);
  set_item (self, gtk_list_item_get_item (cell));
}

void
weir_flow_line_unbind (GtkListItem *cell)
{
  GtkWidget *row = get_row (cell);
  WeirFlowLine *self = row != NULL ? g_object_get_qdata (G_OBJECT (row), line_quark ()) : NULL;

  if (self == NULL)
    return;

  g_ptr_array_remove (self->cells, cell);
  if (self->cells->len == 0)
    set_item (self, NULL);
}

WeirFlowLine *
weir_flow_line_pick (GtkWidget *list, double x, double y, GdkRectangle *area)
{
  GtkWidget *widget = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != list; widget = gtk_widget_get_parent (widget))
    {
      WeirFlowLine *self = g_object_get_qdata (G_OBJECT (widget), line_quark ());
      graphene_rect_t bounds;

      if (self == NULL || !gtk_widget_compute_bounds (widget, list, &bounds))
        continue;
      *area = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                              (int) bounds.size.height };
      return self;
    }
  return NULL;
}

const WeirFlow *
weir_flow_line_get_flow (WeirFlowLine *self)
{
  return self->item != NULL ? weir_flow_item_get_flow (self->item) : NULL;
}

GtkWidget *
weir_flow_line_find (GtkWidget *list, guint position)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const WeirFlowLine *self = g_object_get_qdata (G_OBJECT (row), line_quark ());

      if (self != NULL && get_position (self) == position)
        return row;
    }
  return NULL;
}
