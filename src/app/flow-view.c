/* The list of flows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-view.h"
#include "app/rate-bar.h"

/* While the column that orders the rows is hidden. */
#define USUAL_ORDER "rate-10s"

/* Whatever the settings say. */
#define WIDEST 4096

struct _WeirFlowView
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkColumnView *column_view;
  GtkPopoverMenu *menu;

  WeirFlowModel *model;
  GSettings *settings;          /* (nullable): where the widths are kept */
  const WeirFlowColumn *column; /* the order that was asked for */
  gboolean is_descending;
  const WeirFlowColumn *probed; /* the column whose sorter was asked first */
  gboolean is_sorting;          /* the header follows us, not we the header */
  gboolean is_pointed_at;
};

/* One cell on the screen. */
typedef struct
{
  WeirFlowView *view;
  const WeirFlowColumn *column;
  GtkListItem *list_item;
  GtkInscription *inscription;
  WeirRateBar *bar; /* (nullable) */
  WeirFlowTone tone;
} Cell;

enum
{
  SIGNAL_ORDER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirFlowView, weir_flow_view, GTK_TYPE_WIDGET)

static G_DEFINE_QUARK (weir_flow_view_cell, cell)

    static const char *const tone_classes[] = {
      [WEIR_FLOW_TONE_PLAIN] = NULL,
      [WEIR_FLOW_TONE_DIM] = "faint",
      [WEIR_FLOW_TONE_DOWNLOAD] = "download",
      [WEIR_FLOW_TONE_UPLOAD] = "upload",
    };

static void
cell_set_tone (Cell *cell, WeirFlowTone tone)
{
  GtkWidget *widget = GTK_WIDGET (cell->inscription);

  if (cell->tone == tone)
    return;

  if (tone_classes[cell->tone] != NULL)
    gtk_widget_remove_css_class (widget, tone_classes[cell->tone]);
  if (tone_classes[tone] != NULL)
    gtk_widget_add_css_class (widget, tone_classes[tone]);
  cell->tone = tone;
}

static void
cell_update (gpointer user_data)
{
  Cell *cell = user_data;
  WeirFlowItem *item = gtk_list_item_get_item (cell->list_item);
  const WeirFlow *flow = weir_flow_item_get_flow (item);
  WeirFlowModel *model = cell->view->model;
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];
  double rx, tx;

  if (flow == NULL)
    {
      gtk_inscription_set_text (cell->inscription, "");
      if (cell->bar != NULL)
        weir_rate_bar_set_fractions (cell->bar, 0, 0);
      return;
    }

  cell->column->text (flow, weir_flow_model_get_unit (model), text);
  gtk_inscription_set_text (cell->inscription, text);
  cell_set_tone (cell, cell->column->tone (flow));

  if (cell->bar != NULL)
    {
      weir_flow_model_get_bar (model, flow, &rx, &tx);
      weir_rate_bar_set_fractions (cell->bar, rx, tx);
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirFlowView *self)
{
  Cell *cell = g_new0 (Cell, 1);
  GtkWidget *inscription = gtk_inscription_new (NULL);
  GtkWidget *child = inscription;

  cell->view = self;
  cell->column = g_object_get_qdata (G_OBJECT (factory), cell_quark ());
  cell->list_item = list_item;
  cell->inscription = GTK_INSCRIPTION (inscription);

  gtk_inscription_set_min_chars (cell->inscription, cell->column->min_chars);
  gtk_inscription_set_nat_chars (cell->inscription, cell->column->nat_chars);
  gtk_inscription_set_text_overflow (
      cell->inscription, cell->column->is_address ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE
                                                  : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (inscription, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (inscription, "numeric");
  if (cell->column->is_numeric)
    gtk_inscription_set_xalign (cell->inscription, 1);
  if (cell->column->has_bar)
    {
      child = weir_rate_bar_new (inscription);
      cell->bar = WEIR_RATE_BAR (child);
    }

  g_object_set_qdata_full (G_OBJECT (child), cell_quark (), cell, g_free);
  gtk_list_item_set_child (list_item, child);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirFlowView *self)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (gtk_list_item_get_child (list_item)), cell_quark ());

  weir_flow_item_watch (gtk_list_item_get_item (list_item), cell_update, cell);
  cell_update (cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirFlowView *self)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (gtk_list_item_get_child (list_item)), cell_quark ());

  weir_flow_item_unwatch (gtk_list_item_get_item (list_item), cell);
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
    self->probed = g_object_get_qdata (G_OBJECT (column), cell_quark ());
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

static GtkColumnViewColumn *
find_view_column (WeirFlowView *self, const WeirFlowColumn *wanted)
{
  GListModel *columns = gtk_column_view_get_columns (self->column_view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_object_get_qdata (G_OBJECT (column), cell_quark ()) == wanted)
        return column;
    }

  return NULL;
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

  g_object_set_qdata (G_OBJECT (factory), cell_quark (), (gpointer) column);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);

  view_column =
      gtk_column_view_column_new (*column->title != '\0' ? _ (column->title) : "", factory);
  gtk_column_view_column_set_expand (view_column, column->expands);
  gtk_column_view_column_set_resizable (view_column, *column->title != '\0');
  g_object_set_qdata (G_OBJECT (view_column), cell_quark (), (gpointer) column);
  g_object_set_data (G_OBJECT (view_column), "view", self);

  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, view_column, NULL));
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_append_column (self->column_view, view_column);
  g_object_unref (view_column);
}

/* The header's buttons are the column view's own; they are to be aligned and explained like the
 * cells below them. */
static void
dress_header (WeirFlowView *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
  GtkWidget *button = gtk_widget_get_first_child (header);
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns && button != NULL; i++)
    {
      gtk_widget_set_tooltip_text (button, _ (columns[i].tooltip));
      if (columns[i].is_numeric)
        gtk_widget_set_halign (gtk_widget_get_first_child (button), GTK_ALIGN_END);
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

/* Returns: (nullable): the cell at a place of the list; the padding round it belongs to it */
static Cell *
pick_cell (GtkWidget *list, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != list; widget = gtk_widget_get_parent (widget))
    {
      for (GtkWidget *child = widget; child != NULL; child = gtk_widget_get_first_child (child))
        {
          Cell *cell = g_object_get_qdata (G_OBJECT (child), cell_quark ());

          if (cell != NULL)
            return cell;
        }
    }

  return NULL;
}

static void
popup_menu (WeirFlowView *self, const GdkRectangle *at)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFlowView *self)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  const Cell *cell = pick_cell (list, x, y);
  GdkRectangle at = { 0, 0, 1, 1 };
  double view_x, view_y;

  if (cell == NULL || gtk_list_item_get_position (cell->list_item) == GTK_INVALID_LIST_POSITION)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->model),
                                   gtk_list_item_get_position (cell->list_item), TRUE);
  gtk_widget_translate_coordinates (list, GTK_WIDGET (self), x, y, &view_x, &view_y);
  at.x = (int) view_x;
  at.y = (int) view_y;
  popup_menu (self, &at);
}

static gboolean
is_scrolled_to_top (WeirFlowView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->column_view));

  return gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment);
}

/* The list holds on to the row that is first on the screen, and goes with it when it falls.  Who
 * looks at the top wants to see the top. */
static void
scroll_to_top (WeirFlowView *self)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (self->column_view));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (widget);
  GdkRectangle at = { gtk_widget_get_width (widget) / 2, gtk_widget_get_height (widget) / 3, 1, 1 };

  if (weir_flow_model_get_selected (self->model, NULL) == NULL)
    return FALSE;

  popup_menu (self, &at);
  return TRUE;
}

static void
weir_flow_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirFlowView *self = WEIR_FLOW_VIEW (widget);

  gtk_widget_size_allocate (self->scrolled_window, &(GtkAllocation){ 0, 0, width, height },
                            baseline);
  gtk_popover_present (GTK_POPOVER (self->menu));
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

  return gtk_widget_grab_focus (gtk_widget_get_last_child (GTK_WIDGET (self->column_view)));
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
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
    }
  g_clear_object (&self->model);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_flow_view_parent_class)->dispose (object);
}

static void
weir_flow_view_class_init (WeirFlowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_flow_view_dispose;
  widget_class->grab_focus = weir_flow_view_grab_focus;
  widget_class->measure = weir_flow_view_measure;
  widget_class->size_allocate = weir_flow_view_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class, WEIR_RESOURCE_PATH "/ui/flow-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, column_view);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowView, menu);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);

  signals[SIGNAL_ORDER_CHANGED] =
      g_signal_new ("order-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
weir_flow_view_init (WeirFlowView *self)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkWidget *list;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->model = weir_flow_model_new ();

  for (guint i = 0; i < n_columns; i++)
    add_column (self, &columns[i]);
  dress_header (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, 0);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->model));

  /* The rows without the header, where a click is an order to sort. */
  list = gtk_widget_get_last_child (GTK_WIDGET (self->column_view));
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_enter_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_leave_cb), self);
  gtk_widget_add_controller (list, motion);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (secondary));
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
  gboolean is_at_top = is_scrolled_to_top (self);

  weir_flow_model_update (self->model, is_held);
  if (is_at_top)
    scroll_to_top (self);
}

/* Nobody could see why the rows stand in the order of a hidden column. */
static void
apply_order (WeirFlowView *self)
{
  const WeirFlowColumn *column = self->column;
  gboolean is_descending = self->is_descending;
  GtkColumnViewColumn *view_column = find_view_column (self, column);

  if (!gtk_column_view_column_get_visible (view_column))
    {
      column = weir_flow_columns_find (USUAL_ORDER);
      is_descending = column->is_numeric;
      view_column = find_view_column (self, column);
    }

  self->is_sorting = TRUE;
  gtk_column_view_sort_by_column (self->column_view, view_column,
                                  is_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->is_sorting = FALSE;

  weir_flow_model_set_order (self->model, column, is_descending);
  scroll_to_top (self);
}

void
weir_flow_view_sort (WeirFlowView *self, const WeirFlowColumn *column, gboolean is_descending)
{
  self->column = column;
  self->is_descending = is_descending;
  apply_order (self);
  g_signal_emit (self, signals[SIGNAL_ORDER_CHANGED], 0);
}

const WeirFlowColumn *
weir_flow_view_get_order (WeirFlowView *self, gboolean *is_descending)
{
  *is_descending = self->is_descending;
  return self->column;
}

void
weir_flow_view_set_shows_process (WeirFlowView *self, gboolean shows_process)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      GtkColumnViewColumn *view_column = find_view_column (self, &columns[i]);

      if (!columns[i].is_of_sockets
          || gtk_column_view_column_get_visible (view_column) == shows_process)
        continue;

      gtk_column_view_column_set_visible (view_column, shows_process);
      if (self->column == &columns[i])
        apply_order (self);
    }
}

/* Somebody drags the edge of a column. */
static void
width_changed_cb (WeirFlowView *self)
{
  g_auto (GVariantBuilder) widths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      int width = gtk_column_view_column_get_fixed_width (find_view_column (self, &columns[i]));

      if (width > 0)
        g_variant_builder_add (&widths, "{si}", columns[i].id, width);
    }
  g_settings_set_value (self->settings, "column-widths", g_variant_builder_end (&widths));
}

void
weir_flow_view_keep_widths (WeirFlowView *self, GSettings *settings)
{
  g_autoptr (GVariant) widths = g_settings_get_value (settings, "column-widths");
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  self->settings = g_object_ref (settings);
  for (guint i = 0; i < n_columns; i++)
    {
      GtkColumnViewColumn *view_column = find_view_column (self, &columns[i]);
      int width;

      if (g_variant_lookup (widths, columns[i].id, "i", &width) && width > 0)
        gtk_column_view_column_set_fixed_width (view_column, MIN (width, WIDEST));
      g_signal_connect_object (view_column, "notify::fixed-width", G_CALLBACK (width_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
}
