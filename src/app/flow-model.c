/* The flows of a ledger as a list for GTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/alerts.h"
#include "app/flow-model.h"
#include "app/flow-order.h"
#include "app/pins.h"

struct _WeirFlowModel
{
  GObject parent_instance;

  WeirLedger *ledger;
  WeirFilter *filter;      /* (nullable): everything is listed */
  WeirFlowGroups *groups;  /* (nullable): the rows are theirs */
  WeirFilterSums sums;     /* of what the filter lets through */
  const WeirHistory *past; /* (nullable) */
  const WeirFlowColumn *column;
  gboolean is_descending;
  WeirFlowOrder *order;
  WeirPins *pins;
  WeirFlowContext context;

  GArray *rows;           /* of WeirFlowRow: what the list shows */
  uint64_t newest_serial; /* flows after it have not been looked at */
  GHashTable *gone;       /* serials of flows forgotten since the last update */
  GPtrArray *items;       /* of WeirFlowItem (nullable), by row: those that were asked for */

  uint64_t selected_serial; /* 0: none */
  guint selected_position;
  WeirBarScale bar_scale;
  guint first_seen; /* of the rows whose cells are kept up to date */
  guint last_seen;
};

enum
{
  SIGNAL_PINS_CHANGED,
  SIGNAL_FROZEN_CHANGED,
  SIGNAL_PEAKS_KNOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void weir_flow_model_list_model_init (GListModelInterface *iface);
static void weir_flow_model_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirFlowModel,
                               weir_flow_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      weir_flow_model_list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          weir_flow_model_selection_model_init))

/* A set of 64 bit numbers without an allocation each; where pointers are shorter, a serial that
 * runs over costs a row its place for one update. */
#define SERIAL_TO_POINTER(serial) ((gpointer) (uintptr_t) (serial))

static inline gboolean
is_gone (WeirFlowModel *self, const WeirFlowRow *row)
{
  return g_hash_table_size (self->gone) > 0
         && g_hash_table_contains (self->gone, SERIAL_TO_POINTER (row->serial));
}

/* Returns: whether the scale has changed */
static gboolean
update_bar_scale (WeirFlowModel *self)
{
  WeirWindow window = self->column != NULL ? self->column->bar_window : WEIR_WINDOW_10S;
  const WeirListStyle *style = &self->context.style;
  double largest = 0;
  gboolean has_changed;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const WeirFlow *flow = g_array_index (self->rows, WeirFlowRow, i).flow;

      if (flow->window == NULL)
        continue;
      if (style->line_mode != WEIR_LINE_SENT)
        largest = MAX (largest, weir_flow_get_rx_bps (flow, window));
      if (style->line_mode != WEIR_LINE_RECEIVED)
        largest = MAX (largest, weir_flow_get_tx_bps (flow, window));
    }

  has_changed = weir_bar_scale_set_up (&self->bar_scale, style->bar_scale, self->context.unit,
                                       style->link_bps);
  return weir_bar_scale_fit (&self->bar_scale, largest,
                             self->ledger != NULL ? weir_ledger_get_totals (self->ledger)->now_us
                                                  : 0)
         || has_changed;
}

static void
invalidate_items (WeirFlowModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      if (g_ptr_array_index (self->items, i) != NULL)
        weir_flow_item_invalidate (g_ptr_array_index (self->items, i));
    }
}

/* Those that are seen; others when they are. */
static void
refresh_items (WeirFlowModel *self)
{
  for (guint i = self->first_seen; i < self->items->len && i <= self->last_seen; i++)
    {
      /* A handler may let go of it. */
      g_autoptr (WeirFlowItem) item = g_ptr_array_index (self->items, i);

      if (item != NULL)
        weir_flow_item_refresh (g_object_ref (item));
    }
}

static void
item_free (gpointer item)
{
  if (item == NULL)
    return;

  weir_flow_item_set_flow (item, NULL);
  g_object_unref (item);
}

static void
assign_flows (WeirFlowModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      WeirFlowItem *item = g_ptr_array_index (self->items, i);

      if (item == NULL)
        continue;
      weir_flow_item_set_flow (item, g_array_index (self->rows, WeirFlowRow, i).flow);
      weir_flow_item_look (item);
    }
}

static void
find_selected (WeirFlowModel *self)
{
  self->selected_position = GTK_INVALID_LIST_POSITION;
  if (self->selected_serial == 0)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (g_array_index (self->rows, WeirFlowRow, i).serial == self->selected_serial)
        {
          self->selected_position = i;
          return;
        }
    }
}

/* The selection went with its flow; GTK knows places only. */
static void
move_selection (WeirFlowModel *self, guint old)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self);
  guint position = self->selected_position;

  if (position == old)
    return;
  if (old < self->rows->len)
    gtk_selection_model_selection_changed (model, old, 1);
  if (position < self->rows->len)
    gtk_selection_model_selection_changed (model, position, 1);
}

/* Shows @rows instead.
 * @n_same: so many rows are places that were there before; those that follow are others */
static void
replace_rows (WeirFlowModel *self, GArray *rows, guint n_same)
{
  guint n_old = self->rows->len;
  guint n_new = rows->len;
  guint selected = self->selected_position;

  g_array_unref (self->rows);
  self->rows = rows;
  g_hash_table_remove_all (self->gone);
  if (self->items->len > n_new)
    g_ptr_array_set_size (self->items, (int) n_new);
  assign_flows (self);
  find_selected (self);

  n_same = MIN (n_same, MIN (n_old, n_new));
  if (n_old > n_same || n_new > n_same)
    g_list_model_items_changed (G_LIST_MODEL (self), n_same, n_old - n_same, n_new - n_same);
  move_selection (self, selected);
}

/* The rows that are left of those shown.
 * @keeps_items: the items of rows that go, go, and those of the others go up with them
 * @n_same: (out): so many rows are where they were
 * Returns: (transfer full) */
static GArray *
drop_gone (WeirFlowModel *self, gboolean keeps_items, guint *n_same)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (WeirFlowRow), self->rows->len);

  *n_same = self->rows->len;
  if (g_hash_table_size (self->gone) == 0)
    {
      g_array_append_vals (rows, self->rows->data, self->rows->len);
      return rows;
    }

  for (guint i = 0; i < self->rows->len; i++)
    {
      const WeirFlowRow *row = &g_array_index (self->rows, WeirFlowRow, i);

      if (!is_gone (self, row))
        {
          g_array_append_vals (rows, row, 1);
          continue;
        }
      if (!keeps_items)
        continue;
      *n_same = MIN (*n_same, i);
      if (rows->len < self->items->len)
        g_ptr_array_remove_index (self->items, rows->len);
    }
  return rows;
}

/* Counts the flow in the sums if the filter lets it through.
 * Returns: whether it does */
static gboolean
admit (WeirFlowModel *self, const WeirFlow *flow, const WeirFilterContext *context)
{
  if (self->filter == NULL)
    return TRUE;
  if (!weir_filter_matches (self->filter, flow, context))
    return FALSE;

  weir_filter_sums_add (&self->sums, flow);
  return TRUE;
}

typedef struct
{
  WeirFlowModel *model;
  WeirFilterContext context;
} Admission;

static gboolean
admit_to_group (const WeirFlow *flow, gpointer user_data)
{
  Admission *admission = user_data;

  return admit (admission->model, flow, &admission->context);
}

static gboolean
is_alerting (const WeirFlow *flow, gpointer user_data)
{
  return weir_alerts_is_alerting (user_data, flow);
}

/* Pairs are no subject of rules: an alert is about their flows. */
static void
mark_groups (WeirFlowModel *self)
{
  if (self->groups != NULL && weir_flow_groups_get_kind (self->groups)->is_of_pairs)
    weir_flow_groups_mark (self->groups, self->context.alerts != NULL ? is_alerting : NULL,
                           self->context.alerts);
}

static void
update_groups (WeirFlowModel *self)
{
  Admission admission = { .model = self };

  self->sums = (WeirFilterSums){ 0 };
  weir_flow_model_get_filter_context (self, &admission.context);
  weir_flow_groups_update (self->groups, self->ledger, &self->context.known, admit_to_group,
                           &admission);
  mark_groups (self);
}

static void
append_row (WeirFlowModel *self, GArray *rows, WeirFlow *flow)
{
  WeirFlowRow row = { .flow = flow, .serial = flow->serial };

  row.is_pinned = weir_pins_contain (self->pins, flow);
  g_array_append_val (rows, row);
}

static void
append_groups_after (WeirFlowModel *self, GArray *rows, uint64_t serial)
{
  for (guint i = 0; i < weir_flow_groups_get_n (self->groups); i++)
    {
      WeirFlow *sum = &weir_flow_groups_get (self->groups, i)->sum;

      if (sum->serial <= serial)
        continue;
      self->newest_serial = MAX (self->newest_serial, sum->serial);
      append_row (self, rows, sum);
    }
}

/* @listed: (nullable): not 0 for those, by their place in the ledger, that are in @rows or have
 * been looked at */
static void
append_flows_after (WeirFlowModel *self, GArray *rows, uint64_t serial, const guint8 *listed)
{
  guint n_flows = self->ledger != NULL ? weir_ledger_get_n_flows (self->ledger) : 0;
  WeirFilterContext context;

  weir_flow_model_get_filter_context (self, &context);
  for (guint i = 0; i < n_flows; i++)
    {
      WeirFlow *flow;

      if (listed != NULL && listed[i] != 0)
        continue;
      flow = weir_ledger_get_flow (self->ledger, i);
      if (flow->serial <= serial)
        continue;
      self->newest_serial = MAX (self->newest_serial, flow->serial);
      if (admit (self, flow, &context))
        append_row (self, rows, flow);
    }
}

/* Names come late, and rates and ages change by themselves: every flow is asked again.  Those that
 * are listed keep their order. */
static void
filter_again (WeirFlowModel *self, GArray *rows, gboolean is_held)
{
  guint n_flows = self->ledger != NULL ? weir_ledger_get_n_flows (self->ledger) : 0;
  g_autofree guint8 *listed = g_new0 (guint8, n_flows + 1);
  WeirFilterContext context;
  guint n = 0;

  weir_flow_model_get_filter_context (self, &context);
  self->sums = (WeirFilterSums){ 0 };
  for (guint i = 0; i < rows->len; i++)
    {
      const WeirFlowRow row = g_array_index (rows, WeirFlowRow, i);

      listed[row.flow->index] = 1;
      if (admit (self, row.flow, &context) || is_held)
        g_array_index (rows, WeirFlowRow, n++) = row;
    }
  g_array_set_size (rows, n);
  append_flows_after (self, rows, 0, listed);
}

/* Filters and sorts everything anew. */
static void
rebuild (WeirFlowModel *self, gboolean is_all_different)
{
  g_autoptr (GArray) rows = g_array_sized_new (FALSE, FALSE, sizeof (WeirFlowRow), self->rows->len);

  self->newest_serial = 0;
  self->sums = (WeirFilterSums){ 0 };
  if (self->groups != NULL)
    {
      update_groups (self);
      append_groups_after (self, rows, 0);
    }
  else
    {
      append_flows_after (self, rows, 0, NULL);
    }
  weir_flow_order_sort (self->order, rows, &self->context);
  if (is_all_different)
    {
      g_ptr_array_set_size (self->items, 0);
      self->bar_scale = (WeirBarScale){ 0 };
    }
  replace_rows (self, g_steal_pointer (&rows), is_all_different ? 0 : G_MAXUINT);
  update_bar_scale (self);
  invalidate_items (self);
  refresh_items (self);
}

static void
flow_removed_cb (WeirFlow *flow, gpointer user_data)
{
  WeirFlowModel *self = user_data;

  weir_flow_item_leave (flow);
  weir_flow_order_forget (self->order, flow->serial);
  if (flow->serial == self->selected_serial)
    self->selected_serial = 0;

  /* Flows that came and went unseen need no mention: that bounds the set while nobody looks. */
  if (flow->serial <= self->newest_serial && (self->groups == NULL || weir_flow_is_group (flow)))
    g_hash_table_add (self->gone, SERIAL_TO_POINTER (flow->serial));
}

static void
group_removed_cb (WeirFlowGroup *group, gpointer user_data)
{
  flow_removed_cb (&group->sum, user_data);
}

static GType
weir_flow_model_get_item_type (GListModel *model)
{
  return WEIR_TYPE_FLOW_ITEM;
}

static guint
weir_flow_model_get_n_items (GListModel *model)
{
  return WEIR_FLOW_MODEL (model)->rows->len;
}

static gpointer
weir_flow_model_get_item (GListModel *model, guint position)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (model);
  const WeirFlowRow *row;
  gpointer *item;

  if (position >= self->rows->len)
    return NULL;

  if (position >= self->items->len)
    g_ptr_array_set_size (self->items, (int) position + 1);
  item = &g_ptr_array_index (self->items, position);
  if (*item == NULL)
    {
      row = &g_array_index (self->rows, WeirFlowRow, position);
      *item = weir_flow_item_new ();
      /* Between two updates the list may hold flows that are no more. */
      if (!is_gone (self, row))
        weir_flow_item_set_flow (*item, row->flow);
    }
  return g_object_ref (*item);
}

static void
weir_flow_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = weir_flow_model_get_item_type;
  iface->get_n_items = weir_flow_model_get_n_items;
  iface->get_item = weir_flow_model_get_item;
}

static gboolean
weir_flow_model_is_selected (GtkSelectionModel *model, guint position)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (model);

  return self->selected_serial != 0 && position == self->selected_position;
}

static GtkBitset *
weir_flow_model_get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (model);
  GtkBitset *selection = gtk_bitset_new_empty ();

  if (self->selected_serial != 0 && self->selected_position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selection, self->selected_position);
  return selection;
}

static void
select_position (WeirFlowModel *self, guint position)
{
  guint old = self->selected_position;
  guint first, last;

  if (position < self->rows->len)
    self->selected_serial = g_array_index (self->rows, WeirFlowRow, position).serial;
  else
    self->selected_serial = 0;

  self->selected_position = self->selected_serial != 0 ? position : GTK_INVALID_LIST_POSITION;
  position = self->selected_position;
  if (position == old)
    return;

  first = MIN (old, position);
  last = old == GTK_INVALID_LIST_POSITION || position == GTK_INVALID_LIST_POSITION
             ? first
             : MAX (old, position);
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
}

static gboolean
weir_flow_model_select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  select_position (WEIR_FLOW_MODEL (model), position);
  return TRUE;
}

static gboolean
weir_flow_model_unselect_item (GtkSelectionModel *model, guint position)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (model);

  if (position == self->selected_position)
    select_position (self, GTK_INVALID_LIST_POSITION);
  return TRUE;
}

static gboolean
weir_flow_model_unselect_all (GtkSelectionModel *model)
{
  select_position (WEIR_FLOW_MODEL (model), GTK_INVALID_LIST_POSITION);
  return TRUE;
}

static void
weir_flow_model_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = weir_flow_model_is_selected;
  iface->get_selection_in_range = weir_flow_model_get_selection_in_range;
  iface->select_item = weir_flow_model_select_item;
  iface->unselect_item = weir_flow_model_unselect_item;
  iface->unselect_all = weir_flow_model_unselect_all;
}

static void
weir_flow_model_dispose (GObject *object)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (object);

  if (self->ledger != NULL)
    weir_ledger_set_removed_func (self->ledger, NULL, NULL);
  g_ptr_array_set_size (self->items, 0);
  g_clear_pointer (&self->groups, weir_flow_groups_free);
  self->ledger = NULL;

  G_OBJECT_CLASS (weir_flow_model_parent_class)->dispose (object);
}

static void
weir_flow_model_finalize (GObject *object)
{
  WeirFlowModel *self = WEIR_FLOW_MODEL (object);

  g_clear_pointer (&self->filter, weir_filter_free);
  g_clear_pointer (&self->order, weir_flow_order_free);
  g_clear_pointer (&self->pins, weir_pins_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->gone, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (weir_flow_model_parent_class)->finalize (object);
}

static void
weir_flow_model_class_init (WeirFlowModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_flow_model_dispose;
  object_class->finalize = weir_flow_model_finalize;

  signals[SIGNAL_PINS_CHANGED] =
      g_signal_new ("pins-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FROZEN_CHANGED] =
      g_signal_new ("frozen-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PEAKS_KNOWN] =
      g_signal_new ("peaks-known", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
weir_flow_model_init (WeirFlowModel *self)
{
  self->last_seen = G_MAXUINT;
  self->order = weir_flow_order_new ();
  self->pins = weir_pins_new ();
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirFlowRow));
  self->gone = g_hash_table_new (NULL, NULL);
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->selected_position = GTK_INVALID_LIST_POSITION;
}

WeirFlowModel *
weir_flow_model_new (void)
{
  return g_object_new (WEIR_TYPE_FLOW_MODEL, NULL);
}

/* What is shown from now on has nothing to do with what was: its first order is the frozen one. */
static void
forget_places (WeirFlowModel *self)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (WeirFlowRow));

  if (weir_flow_order_is_frozen (self->order))
    weir_flow_order_freeze (self->order, nothing);
}

void
weir_flow_model_set_ledger (WeirFlowModel *self, WeirLedger *ledger, gboolean is_continued)
{
  if (self->ledger != NULL)
    weir_ledger_set_removed_func (self->ledger, NULL, NULL);

  /* The old one may be freed as soon as this is over. */
  for (guint i = 0; i < self->items->len; i++)
    {
      if (g_ptr_array_index (self->items, i) != NULL)
        weir_flow_item_set_flow (g_ptr_array_index (self->items, i), NULL);
    }

  self->ledger = ledger;
  if (!is_continued)
    self->selected_serial = 0;
  if (ledger != NULL)
    weir_ledger_set_removed_func (ledger, flow_removed_cb, self);

  if (!is_continued)
    forget_places (self);
  rebuild (self, !is_continued);
}

static void
peaks_known (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_PEAKS_KNOWN], 0);
}

void
weir_flow_model_set_past (WeirFlowModel *self, const WeirHistory *history)
{
  self->past = history;
  if (self->groups != NULL)
    weir_flow_groups_set_past (self->groups, history, peaks_known, self);
}

void
weir_flow_model_update (WeirFlowModel *self, gboolean is_held)
{
  g_autoptr (GArray) rows = NULL;
  guint n_same;

  if (self->groups != NULL)
    update_groups (self);

  rows = drop_gone (self, is_held, &n_same);
  if (self->groups != NULL)
    append_groups_after (self, rows, self->newest_serial);
  else if (self->filter != NULL)
    filter_again (self, rows, is_held);
  else
    append_flows_after (self, rows, self->newest_serial, NULL);
  if (!is_held)
    weir_flow_order_sort (self->order, rows, &self->context);

  replace_rows (self, g_steal_pointer (&rows), n_same);
  if (update_bar_scale (self))
    invalidate_items (self);
  refresh_items (self);
}

void
weir_flow_model_take_filter (WeirFlowModel *self, WeirFilter *filter)
{
  g_clear_pointer (&self->filter, weir_filter_free);
  self->filter = filter;
  rebuild (self, FALSE);
}

void
weir_flow_model_set_grouping (WeirFlowModel *self, const WeirGroupKind *kind)
{
  g_clear_pointer (&self->groups, weir_flow_groups_free);
  if (kind != NULL)
    {
      self->groups = weir_flow_groups_new (kind, group_removed_cb, self);
      weir_flow_groups_set_past (self->groups, self->past, peaks_known, self);
    }

  self->selected_serial = 0;
  forget_places (self);
  rebuild (self, TRUE);
}

const WeirGroupKind *
weir_flow_model_get_grouping (WeirFlowModel *self)
{
  return self->groups != NULL ? weir_flow_groups_get_kind (self->groups) : NULL;
}

const WeirFilter *
weir_flow_model_get_filter (WeirFlowModel *self)
{
  return self->filter;
}

const WeirFilterSums *
weir_flow_model_get_sums (WeirFlowModel *self)
{
  return self->filter != NULL ? &self->sums : NULL;
}

gboolean
weir_flow_model_admits (WeirFlowModel *self, const WeirFlow *flow)
{
  WeirFilterContext context;

  if (self->filter == NULL)
    return TRUE;

  weir_flow_model_get_filter_context (self, &context);
  return weir_filter_matches (self->filter, flow, &context);
}

void
weir_flow_model_get_filter_context (WeirFlowModel *self, WeirFilterContext *context)
{
  *context = (WeirFilterContext){
    .now_us = self->ledger != NULL ? weir_ledger_get_totals (self->ledger)->now_us : 0,
    .interface = self->context.known.options.interface,
    .known = &self->context.known,
    .never_waits = TRUE,
  };
}

const WeirLedger *
weir_flow_model_get_ledger (WeirFlowModel *self)
{
  return self->ledger;
}

void
weir_flow_model_set_order (WeirFlowModel *self,
                           const WeirFlowColumn *column,
                           gboolean is_descending)
{
  if (self->column == column && self->is_descending == is_descending)
    return;

  self->column = column;
  self->is_descending = is_descending;
  weir_flow_order_set_column (self->order, column, is_descending);
  weir_flow_model_sort_again (self);
}

void
weir_flow_model_sort_again (WeirFlowModel *self)
{
  forget_places (self);
  rebuild (self, FALSE);
}

void
weir_flow_model_set_frozen (WeirFlowModel *self, gboolean is_frozen)
{
  if (is_frozen == weir_flow_order_is_frozen (self->order))
    return;

  weir_flow_order_freeze (self->order, is_frozen ? self->rows : NULL);
  if (!is_frozen)
    rebuild (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_FROZEN_CHANGED], 0);
}

gboolean
weir_flow_model_get_frozen (WeirFlowModel *self)
{
  return weir_flow_order_is_frozen (self->order);
}

/* Nothing moves but what has been pinned or taken off: the pointer may be over the list. */
static void
pins_changed (WeirFlowModel *self)
{
  guint n_same;
  g_autoptr (GArray) rows = drop_gone (self, TRUE, &n_same);

  for (guint i = 0; i < rows->len; i++)
    {
      WeirFlowRow *row = &g_array_index (rows, WeirFlowRow, i);

      row->is_pinned = weir_pins_contain (self->pins, row->flow);
    }
  weir_flow_order_lift_pinned (rows);
  replace_rows (self, g_steal_pointer (&rows), n_same);
  invalidate_items (self);
  refresh_items (self);
  g_signal_emit (self, signals[SIGNAL_PINS_CHANGED], 0);
}

void
weir_flow_model_read_pins (WeirFlowModel *self, const char *const *texts)
{
  weir_pins_read (self->pins, texts);
  pins_changed (self);
}

char **
weir_flow_model_dup_pins (WeirFlowModel *self)
{
  return weir_pins_dup_texts (self->pins);
}

gboolean
weir_flow_model_toggle_pin (WeirFlowModel *self, const WeirFlow *flow)
{
  gboolean is_pinned = weir_pins_toggle (self->pins, flow);

  pins_changed (self);
  return is_pinned;
}

gboolean
weir_flow_model_is_pinned (WeirFlowModel *self, const WeirFlow *flow)
{
  return weir_pins_contain (self->pins, flow);
}

const WeirFlowColumn *
weir_flow_model_get_order (WeirFlowModel *self, gboolean *is_descending)
{
  *is_descending = self->is_descending;
  return self->column;
}

void
weir_flow_model_set_context (WeirFlowModel *self, const WeirFlowContext *context)
{
  gboolean is_other_mode = context->style.line_mode != self->context.style.line_mode;

  self->context = *context;
  mark_groups (self);
  if (is_other_mode)
    {
      /* What the keys of the order count is something else now. */
      rebuild (self, FALSE);
      return;
    }
  update_bar_scale (self);
  invalidate_items (self);
  refresh_items (self);
}

const WeirFlowContext *
weir_flow_model_get_context (WeirFlowModel *self)
{
  return &self->context;
}

const WeirFlow *
weir_flow_model_get_selected (WeirFlowModel *self, guint *position)
{
  const WeirFlowRow *row;

  if (self->selected_serial == 0 || self->selected_position >= self->rows->len)
    return NULL;

  row = &g_array_index (self->rows, WeirFlowRow, self->selected_position);
  if (position != NULL)
    *position = self->selected_position;
  return row->flow;
}

const WeirBarScale *
weir_flow_model_get_bar_scale (WeirFlowModel *self)
{
  return &self->bar_scale;
}

void
weir_flow_model_get_bar (WeirFlowModel *self,
                         const WeirFlow *flow,
                         double *rx_fraction,
                         double *tx_fraction)
{
  WeirWindow window = self->column != NULL ? self->column->bar_window : WEIR_WINDOW_10S;

  *rx_fraction =
      weir_bar_scale_get_fraction (&self->bar_scale, weir_flow_get_rx_bps (flow, window));
  *tx_fraction =
      weir_bar_scale_get_fraction (&self->bar_scale, weir_flow_get_tx_bps (flow, window));
}

void
weir_flow_model_set_seen (WeirFlowModel *self, guint first, guint last)
{
  if (self->first_seen == first && self->last_seen == last)
    return;

  self->first_seen = first;
  self->last_seen = last;
  refresh_items (self);
}

gboolean
weir_flow_model_is_seen (WeirFlowModel *self, guint position)
{
  return position >= self->first_seen && position <= self->last_seen;
}
