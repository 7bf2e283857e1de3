/* The list of flows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/column-layout.h"
#include "app/flow-card.h"
#include "app/flow-cell.h"
#include "app/flow-filter-menu.h"
#include "app/flow-line.h"
#include "app/flow-view.h"
#include "app/rate-scale.h"

/* While the column that orders the rows is hidden. */
#define USUAL_ORDER "rate-10s"

/* Rows above and below the screen that are kept up to date. */
#define MORE_SEEN 4

struct _WeirFlowView
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkColumnView *column_view;
  GtkPopoverMenu *menu;
  GtkPopoverMenu *columns_menu;
  GMenu *filter_section;
  GMenu *pin_section;
  WeirCard *card;

  WeirFlowModel *model;
  WeirColumnLayout *layout;
  WeirRateScale *scales[2]; /* of the columns with bars: of flows, of groups */
  guint n_scales;
  const WeirFlowColumn *column; /* the order that was asked for */
  gboolean is_descending;
  const WeirFlowColumn *probed; /* the column whose sorter was asked first */
  gboolean is_sorting;          /* the header follows us, not we the header */
  gboolean is_pointed_at;
  gboolean is_updating;
  gboolean focus_is_behind; /* the selected row went elsewhere without it */
};

static void layout_changed_cb (gpointer user_data);

enum
{
  SIGNAL_ORDER_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirFlowView, weir_flow_view, GTK_TYPE_WIDGET)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkColumnViewColumn *column)
{
  WeirFlowView *self = g_object_get_data (G_OBJECT (column), "view");

  weir_flow_cell_set_up (list_item, weir_column_layout_get_column (column), self->model);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkColumnViewColumn *column)
{
  WeirFlowView *self = g_object_get_data (G_OBJECT (column), "view");

  weir_flow_cell_bind (list_item);
  weir_flow_line_bind (list_item, self->model);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkColumnViewColumn *column)
{
  weir_flow_line_unbind (list_item);
  weir_flow_cell_unbind (list_item);
}

/* GTK 4.8 does not tell by which column its view is sorted.  But its sorter asks the sorters of the
 * columns one after the other, the primary one first, and turns the answer round if the order is
 * descending.  The sorters sort nothing: the model does. */
static int
probe_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GtkColumnViewColumn *column = user_data;
  WeirFlowView *self = g_object_get_data (G_OBJECT (column), "view");

  if (self->probed == NULL)
    self->probed = weir_column_layout_get_column (column);
  return GTK_ORDERING_SMALLER;
}

static const WeirFlowColumn *
probe_order (WeirFlowView *self, gboolean *is_descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->column_view);
  g_autoptr (GObject) anything = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);

  self->probed = NULL;
  *is_descending = gtk_sorter_compare (sorter, anything, other) == GTK_ORDERING_LARGER;
  return self->probed;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, WeirFlowView *self)
{
  const WeirFlowColumn *column, *shown;
  gboolean is_descending, was_descending;

  if (self->is_sorting)
    return;

  column = probe_order (self, &is_descending);
  shown = weir_flow_model_get_order (self->model, &was_descending);
  if (column != NULL)
    weir_flow_view_sort (self, column, column == shown ? !was_descending : column->is_numeric);
}

static void
add_column (WeirFlowView *self, const WeirFlowColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;
  g_autoptr (GtkSorter) sorter = NULL;

  view_column =
      gtk_column_view_column_new (*column->title != '\0' ? _ (column->title) : "", factory);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), view_column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), view_column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), view_column);

  gtk_column_view_column_set_expand (view_column, column->expands);
  gtk_column_view_column_set_resizable (view_column, *column->title != '\0');
  g_object_set_data (G_OBJECT (view_column), "view", self);

  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, view_column, NULL));
  gtk_column_view_column_set_sorter (view_column, sorter);
  weir_column_layout_add (self->layout, view_column, column);
  g_object_unref (view_column);
}

/* The header's buttons are the column view's own; they are to be aligned and explained like the
 * cells below them. */
static void
dress_header (WeirFlowView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->column_view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
  GtkWidget *button = gtk_widget_get_first_child (header);
  /* Numbers end on the right everywhere. */
  gboolean is_mirrored = gtk_widget_get_direction (header) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < g_list_model_get_n_items (columns) && button != NULL; i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      gtk_widget_set_tooltip_text (button, _ (column->tooltip));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (*column->title != '\0' ? column->title : column->name),
                                      -1);
      if (column->has_bar && self->n_scales < G_N_ELEMENTS (self->scales))
        self->scales[self->n_scales++] = weir_rate_scale_attach (button, _ (column->tooltip));
      if (column->is_numeric)
        gtk_widget_set_halign (gtk_widget_get_first_child (button),
                               is_mirrored ? GTK_ALIGN_START : GTK_ALIGN_END);
      button = gtk_widget_get_next_sibling (button);
    }
}

static void
pointer_enter_cb (GtkEventControllerMotion *motion, double x, double y, WeirFlowView *self)
{
  self->is_pointed_at = TRUE;
}

static void
pointer_leave_cb (GtkEventControllerMotion *motion, WeirFlowView *self)
{
  self->is_pointed_at = FALSE;
}

static GtkWidget *
get_list (WeirFlowView *self)
{
  return gtk_widget_get_last_child (GTK_WIDGET (self->column_view));
}

/* @column: (nullable): the one pointed at */
static void
fill_menu (WeirFlowView *self, const WeirFlowColumn *column)
{
  const WeirFlow *flow = weir_flow_model_get_selected (self->model, NULL);
  WeirFilterContext context;

  if (flow == NULL)
    return;

  weir_flow_model_get_filter_context (self->model, &context);
  weir_flow_filter_menu_fill (self->filter_section, column, flow, &context);
  g_menu_remove_all (self->pin_section);
  g_menu_append (self->pin_section,
                 weir_flow_model_is_pinned (self->model, flow) ? _ ("Un_pin") : _ ("_Pin to Top"),
                 "win.pin");
}

static void
popup_menu (GtkPopoverMenu *menu, const GdkRectangle *at)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (menu), at);
  gtk_popover_popup (GTK_POPOVER (menu));
}

/* @widget: where the pointer is at @x, @y */
static void
popup_menu_at (WeirFlowView *self, GtkPopoverMenu *menu, GtkWidget *widget, double x, double y)
{
  GdkRectangle at = { 0, 0, 1, 1 };
  double view_x, view_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &view_x, &view_y);
  at.x = (int) view_x;
  at.y = (int) view_y;
  popup_menu (menu, &at);
}

static void
header_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFlowView *self)
{
  GtkWidget *header = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu_at (self, self->columns_menu, header, x, y);
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFlowView *self)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  WeirFlowCell *cell = weir_flow_cell_pick (list, x, y);
  guint position = cell != NULL ? weir_flow_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->model), position, TRUE);
  fill_menu (self, weir_flow_cell_get_column (cell));
  popup_menu_at (self, self->menu, list, x, y);
}

/* As in the original: the middle button pins. */
static void
middle_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFlowView *self)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  WeirFlowCell *cell = weir_flow_cell_pick (list, x, y);
  const WeirFlow *flow = cell != NULL ? weir_flow_cell_get_flow (cell) : NULL;

  if (flow == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->model),
                                   weir_flow_cell_get_position (cell), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.pin", NULL);
}

/* With Control, a click on a cell keeps only what it says; with Shift as well, it excludes it. */
static void
primary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFlowView *self)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (gesture);
  GtkWidget *list = gtk_event_controller_get_widget (controller);
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  WeirFlowCell *cell = weir_flow_cell_pick (list, x, y);
  const WeirFlow *flow = cell != NULL ? weir_flow_cell_get_flow (cell) : NULL;
  const WeirFilterField *field;
  WeirFilterContext context;
  g_autofree char *value = NULL;

  if ((state & GDK_CONTROL_MASK) == 0 || flow == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  weir_flow_model_get_filter_context (self->model, &context);
  field = weir_flow_filter_menu_get_part (weir_flow_cell_get_column (cell), flow, &context, &value);
  if (field != NULL)
    gtk_widget_activate_action (
        GTK_WIDGET (self), (state & GDK_SHIFT_MASK) != 0 ? "win.filter-exclude" : "win.filter-keep",
        "(ss)", field->name, value);
}

/* What has no room in the cell, or more of it. */
static gboolean
query_tooltip_cb (GtkWidget *list,
                  int x,
                  int y,
                  gboolean is_by_keyboard,
                  GtkTooltip *tooltip,
                  WeirFlowView *self)
{
  WeirFlowCell *cell = is_by_keyboard ? NULL : weir_flow_cell_pick (list, x, y);
  g_autofree char *text = cell != NULL ? weir_flow_cell_dup_tooltip (cell) : NULL;

  /* The card, where there is one, tells the same and comes a moment later. */
  if (text == NULL || weir_card_get_enabled (self->card))
    return FALSE;

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static gboolean
fill_card_cb (WeirCard *card, double x, double y, GdkRectangle *area, gpointer user_data)
{
  WeirFlowView *self = user_data;
  WeirFlowLine *line = weir_flow_line_pick (get_list (self), x, y, area);
  const WeirFlow *flow = line != NULL ? weir_flow_line_get_flow (line) : NULL;

  if (flow == NULL || gtk_widget_get_visible (GTK_WIDGET (self->menu)))
    return FALSE;

  weir_flow_card_fill (card, flow, weir_flow_model_get_context (self->model),
                       weir_flow_model_is_pinned (self->model, flow));
  return TRUE;
}

/* What is on the screen, and a little more, as places and heights are only known so well. */
static void
update_seen (WeirFlowView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->column_view));
  double n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  double height = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double first, rows;

  if (height <= 0 || page <= 0 || n_items < 1)
    {
      weir_flow_model_set_seen (self->model, 0, G_MAXUINT);
      return;
    }

  first = floor (gtk_adjustment_get_value (adjustment) / height * n_items);
  rows = ceil (page / height * n_items);
  weir_flow_model_set_seen (self->model, (guint) MAX (first - MORE_SEEN, 0),
                            (guint) (first + rows + MORE_SEEN));
}

static void
scroll_to_top (WeirFlowView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->column_view));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
}

/* As GTK's own keys do it: the focus goes with the selection. */
static void
focus_position (WeirFlowView *self, guint position)
{
  GtkWidget *list = get_list (self);
  GtkWidget *row;

  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  row = weir_flow_line_find (list, position);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

/* Whether the row that has or had the focus is at @position. */
static gboolean
is_focus_at (WeirFlowView *self, guint position)
{
  GtkWidget *list = get_list (self);

  return gtk_widget_get_focus_child (list) != NULL
         && gtk_widget_get_focus_child (list) == weir_flow_line_find (list, position);
}

/* The selected row has gone elsewhere.  Focusing one that is not on the screen would scroll to it:
 * that is left to the next key. */
static void
follow_with_focus (WeirFlowView *self, guint position)
{
  GtkWidget *list = get_list (self);
  GtkWidget *row = weir_flow_line_find (list, position);
  GtkRoot *root = gtk_widget_get_root (list);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;

  self->focus_is_behind = TRUE;
  if (row == NULL || focus == NULL || !gtk_widget_is_ancestor (focus, list)
      || !gtk_widget_compute_bounds (row, list, &bounds) || bounds.origin.y < 0
      || bounds.origin.y + bounds.size.height > (float) gtk_widget_get_height (list))
    return;

  gtk_widget_grab_focus (row);
  self->focus_is_behind = FALSE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                WeirFlowView *self)
{
  guint position;

  if (self->focus_is_behind && weir_flow_model_get_selected (self->model, &position) != NULL)
    focus_position (self, position);
  self->focus_is_behind = FALSE;
  return GDK_EVENT_PROPAGATE;
}

static void
selection_changed_cb (WeirFlowView *self)
{
  if (!self->is_updating)
    self->focus_is_behind = FALSE;
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (widget);
  GdkRectangle at = { gtk_widget_get_width (widget) / 2, gtk_widget_get_height (widget) / 3, 1, 1 };

  if (weir_flow_model_get_selected (self->model, NULL) == NULL)
    return FALSE;

  fill_menu (self, NULL);
  popup_menu (self->menu, &at);
  return TRUE;
}

static void
weir_flow_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (widget);

  gtk_widget_size_allocate (self->scrolled_window, &(GtkAllocation){ 0, 0, width, height },
                            baseline);
  gtk_popover_present (GTK_POPOVER (self->menu));
  gtk_popover_present (GTK_POPOVER (self->columns_menu));
  weir_column_layout_set_room (self->layout, width);
  gtk_popover_present (GTK_POPOVER (self->card));
}

static void
weir_flow_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (WEIR_FLOW_VIEW (widget)->scrolled_window, orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

static gboolean
weir_flow_view_grab_focus (GtkWidget *widget)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (widget);

  return gtk_widget_grab_focus (get_list (self));
}

/* By Tab GTK 4.8 goes from row to row, through all there are; that is what arrows are for. */
static gboolean
weir_flow_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *list = get_list (WEIR_FLOW_VIEW (widget));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if ((direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD) && focus != NULL
      && (focus == list || gtk_widget_is_ancestor (focus, list)))
    return FALSE;

  return GTK_WIDGET_CLASS (weir_flow_view_parent_class)->focus (widget, direction);
}

static void
weir_flow_view_dispose (GObject *object)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (object);

  if (self->scrolled_window != NULL)
    {
      /* Columns that go change the sorter. */
      self->is_sorting = TRUE;
      gtk_column_view_set_model (self->column_view, NULL);
      g_clear_pointer (&self->layout, weir_column_layout_free);
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      gtk_widget_unparent (GTK_WIDGET (self->columns_menu));
      gtk_widget_unparent (GTK_WIDGET (self->card));
      g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
    }
  g_clear_object (&self->model);

  G_OBJECT_CLASS (weir_flow_view_parent_class)->dispose (object);
}

static void
weir_flow_view_class_init (WeirFlowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_flow_view_dispose;
  widget_class->focus = weir_flow_view_focus;
  widget_class->grab_focus = weir_flow_view_grab_focus;
  widget_class->measure = weir_flow_view_measure;
  widget_class->size_allocate = weir_flow_view_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class, WEIR_RESOURCE_PATH "/ui/flow-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, column_view);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, menu);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, columns_menu);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, filter_section);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, pin_section);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);

  signals[SIGNAL_ORDER_CHANGED] =
      g_signal_new ("order-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
activate_cb (GtkColumnView *column_view, guint position, WeirFlowView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
weir_flow_view_init (WeirFlowView *self)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkGesture *middle = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *on_header = gtk_gesture_click_new ();
  g_autoptr (GMenuModel) columns_menu = weir_column_layout_create_menu ();
  GtkAdjustment *adjustment;
  GtkWidget *list, *header;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->model = weir_flow_model_new ();
  self->layout = weir_column_layout_new (self->column_view, layout_changed_cb, self);

  for (guint i = 0; i < n_columns; i++)
    add_column (self, &columns[i]);
  dress_header (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, 0);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->model));
  g_signal_connect (self->column_view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_object (self->model, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);

  /* The rows without the header, where a click is an order to sort. */
  list = get_list (self);
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_enter_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_leave_cb), self);
  gtk_widget_add_controller (list, motion);

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (list, key);

  gtk_widget_set_has_tooltip (list, TRUE);
  g_signal_connect (list, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (primary), GTK_PHASE_CAPTURE);
  g_signal_connect (primary, "pressed", G_CALLBACK (primary_pressed_cb), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (primary));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (middle), GDK_BUTTON_MIDDLE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (middle), GTK_PHASE_CAPTURE);
  g_signal_connect (middle, "pressed", G_CALLBACK (middle_pressed_cb), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (middle));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (secondary));

  header = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
  gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Flows"),
                                  -1);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (on_header), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (on_header), GTK_PHASE_CAPTURE);
  g_signal_connect (on_header, "pressed", G_CALLBACK (header_pressed_cb), self);
  gtk_widget_add_controller (header, GTK_EVENT_CONTROLLER (on_header));
  gtk_popover_menu_set_menu_model (self->columns_menu, columns_menu);

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled_window));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (update_seen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (update_seen), self,
                           G_CONNECT_SWAPPED);

  self->card = weir_card_new (GTK_WIDGET (self), list, fill_card_cb, self);
}

WeirFlowModel *
weir_flow_view_get_model (WeirFlowView *self)
{
  return self->model;
}

void
weir_flow_view_update (WeirFlowView *self)
{
  gboolean is_held = self->is_pointed_at || gtk_widget_get_visible (GTK_WIDGET (self->menu));
  guint before = GTK_INVALID_LIST_POSITION, after;
  gboolean has_focus;

  weir_flow_model_get_selected (self->model, &before);
  has_focus = self->focus_is_behind || is_focus_at (self, before);

  self->is_updating = TRUE;
  weir_flow_model_update (self->model, is_held);
  self->is_updating = FALSE;

  if (has_focus && weir_flow_model_get_selected (self->model, &after) != NULL && after != before)
    follow_with_focus (self, after);
  weir_flow_view_show_scale (self);
  weir_card_update (self->card);
}

gboolean
weir_flow_view_get_updating (WeirFlowView *self)
{
  return self->is_updating;
}

void
weir_flow_view_show_scale (WeirFlowView *self)
{
  const WeirListStyle *style = &weir_flow_model_get_context (self->model)->style;

  for (guint i = 0; i < self->n_scales; i++)
    weir_rate_scale_show (self->scales[i], style->bar_style != WEIR_BAR_NONE
                                               ? weir_flow_model_get_bar_scale (self->model)
                                               : NULL);
}

/* Nobody could see why the rows stand in the order of a hidden column. */
static void
apply_order (WeirFlowView *self)
{
  const WeirFlowColumn *column = weir_column_layout_get_stand_in (self->layout, self->column);
  gboolean is_descending = self->is_descending;

  if (column == NULL)
    {
      column = weir_flow_columns_find (USUAL_ORDER);
      is_descending = column->is_numeric;
    }

  self->is_sorting = TRUE;
  gtk_column_view_sort_by_column (self->column_view, weir_column_layout_find (self->layout, column),
                                  is_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->is_sorting = FALSE;

  weir_flow_model_set_order (self->model, column, is_descending);
  scroll_to_top (self);
}

static void
layout_changed_cb (gpointer user_data)
{
  WeirFlowView *self = user_data;

  if (self->column != NULL)
    apply_order (self);
}

void
weir_flow_view_sort (WeirFlowView *self, const WeirFlowColumn *column, gboolean is_descending)
{
  gboolean is_same = self->column == column && self->is_descending == is_descending;

  self->column = column;
  self->is_descending = is_descending;
  apply_order (self);
  if (is_same && weir_flow_model_get_frozen (self->model))
    weir_flow_model_sort_again (self->model);
  g_signal_emit (self, signals[SIGNAL_ORDER_CHANGED], 0);
}

const WeirFlowColumn *
weir_flow_view_get_order (WeirFlowView *self, gboolean *is_descending)
{
  *is_descending = self->is_descending;
  return self->column;
}

WeirColumnLayout *
weir_flow_view_get_layout (WeirFlowView *self)
{
  return self->layout;
}

WeirCard *
weir_flow_view_get_card (WeirFlowView *self)
{
  return self->card;
}

void
weir_flow_view_move_selection (WeirFlowView *self, int n_rows)
{
  gint64 n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint position;
  gint64 target;

  if (n_items == 0)
    return;

  if (weir_flow_model_get_selected (self->model, &position) != NULL)
    target = CLAMP ((gint64) position + n_rows, 0, n_items - 1);
  else
    target = n_rows == G_MAXINT ? n_items - 1 : 0;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->model), (guint) target, TRUE);
  focus_position (self, (guint) target);
}
