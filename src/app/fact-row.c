/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/fact-layout.h"
#include "app/fact-row.h"
#include "app/flow-filter-menu.h"

/* A line is in sight after one or two. */
#define MAX_FRAMES 20

struct _WeirFactRow
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *menu; /* (nullable): GtkPopoverMenu, the last that was opened */
  guint tick;      /* of the menu that waits until its line is in sight, or 0 */
  guint n_frames;  /* that it waits still */
  GtkLabel *value;
  GtkLabel *more;
  char *title;
  gboolean may_be_secret;
  gboolean is_revealed;
  WeirFactLine line;
};

G_DEFINE_FINAL_TYPE (WeirFactRow, weir_fact_row, GTK_TYPE_WIDGET)

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static gboolean
is_hidden (WeirFactRow *self)
{
  return self->may_be_secret && !self->is_revealed;
}

static void
update (WeirFactRow *self)
{
  const char *text = is_hidden (self) ? _ ("Show") : self->line.text;
  g_autofree char *name = NULL;

  if (g_strcmp0 (gtk_label_get_label (self->value), text) != 0)
    {
      gtk_label_set_label (self->value, text);
      name = g_strdup_printf ("%s: %s", self->title, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
  set_label (self->more, self->line.more != NULL ? self->line.more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), self->line.more != NULL && !is_hidden (self));
}

static void
reveal_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WeirFactRow *self = WEIR_FACT_ROW (widget);

  self->is_revealed = TRUE;
  update (self);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), WEIR_FACT_ROW (widget)->line.text);
}

static GMenuModel *
create_menu (WeirFactRow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();

  if (is_hidden (self))
    g_menu_append (menu, _ ("_Show"), "fact.reveal");
  for (guint i = 0; i < self->line.n_parts; i++)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      weir_flow_filter_menu_append_part (section, self->line.parts[i]);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  g_menu_append (copy, _ ("_Copy"), "fact.copy");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* Made when it is asked for: the details have many rows, and their lines change. */
static void
popup_menu (WeirFactRow *self)
{
  g_autoptr (GMenuModel) model = create_menu (self);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title, -1);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Scrolls to where all of the line can be seen.
 * Returns: whether it can be seen already */
static gboolean
bring_into_sight (WeirFactRow *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  graphene_rect_t area;
  double below;

  if (scrolled == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (self), scrolled, &area))
    return TRUE;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  below = area.origin.y + area.size.height - gtk_widget_get_height (scrolled);
  if (below <= 0 && area.origin.y >= 0)
    return TRUE;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment)
                                            + (area.origin.y < 0 ? area.origin.y : below));
  return FALSE;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WeirFactRow *self = WEIR_FACT_ROW (widget);

  /* A line in less room than it needs is never seen as a whole. */
  if (!bring_into_sight (self) && --self->n_frames > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  popup_menu (self);
  return G_SOURCE_REMOVE;
}

/* A screen reader may ask for the menu of a line that is scrolled away, even beyond the screen,
 * where GTK finds no monitor for a menu.  Where a line is now is known when the next frame begins.
 */
static void
open_menu (WeirFactRow *self)
{
  gtk_widget_grab_focus (self->button);
  if (bring_into_sight (self))
    popup_menu (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  self->n_frames = MAX_FRAMES;
}

/* Somebody who has gone on meanwhile is not followed by a menu. */
static void
focus_left_cb (GtkEventControllerFocus *controller, WeirFactRow *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  open_menu (WEIR_FACT_ROW (widget));
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirFactRow *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      open_menu (self);
      return;
    }
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY
      || (state & GDK_CONTROL_MASK) == 0 || self->line.n_parts == 0)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self),
                              (state & GDK_SHIFT_MASK) != 0 ? "win.filter-exclude-part"
                                                            : "win.filter-keep-part",
                              "s", self->line.parts[0]);
}

static GtkSizeRequestMode
weir_fact_row_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (WEIR_FACT_ROW (widget)->button);
}

static void
weir_fact_row_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (WEIR_FACT_ROW (widget)->button, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
weir_fact_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirFactRow *self = WEIR_FACT_ROW (widget);

  gtk_widget_size_allocate (self->button, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
weir_fact_row_dispose (GObject *object)
{
  WeirFactRow *self = WEIR_FACT_ROW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->title, g_free);
  weir_fact_line_clear (&self->line);

  G_OBJECT_CLASS (weir_fact_row_parent_class)->dispose (object);
}

static void
weir_fact_row_class_init (WeirFactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_fact_row_dispose;
  widget_class->get_request_mode = weir_fact_row_get_request_mode;
  widget_class->measure = weir_fact_row_measure;
  widget_class->size_allocate = weir_fact_row_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "factrow");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_install_action (widget_class, "fact.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "fact.reveal", NULL, reveal_cb);
}

static void
weir_fact_row_init (WeirFactRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static GtkLabel *
new_label (float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
let_wrap (GtkLabel *label)
{
  gtk_label_set_justify (label, GTK_JUSTIFY_RIGHT);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
}

GtkWidget *
weir_fact_row_new (const char *title, gboolean is_titled, gboolean may_be_secret)
{
  WeirFactRow *self = g_object_new (WEIR_TYPE_FACT_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkLabel *heading = new_label (0, "dim-label");

  self->title = g_strdup (title);
  self->may_be_secret = may_be_secret;
  self->value = new_label (1, "numeric");
  self->more = new_label (1, "more");
  let_wrap (self->value);
  let_wrap (self->more);
  gtk_label_set_label (heading, is_titled ? title : "");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (heading));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->value));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more));
  gtk_widget_set_layout_manager (box, weir_fact_layout_new ());

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP,
                                  TRUE, -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (open_menu), self);
  gtk_widget_set_tooltip_text (self->button, _ ("Filter by this, or copy it"));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
weir_fact_row_set_line (WeirFactRow *self, const WeirFactLine *line)
{
  weir_fact_line_clear (&self->line);
  weir_fact_line_copy (line, &self->line);
  update (self);
}

void
weir_fact_row_hide_secret (WeirFactRow *self)
{
  self->is_revealed = FALSE;
  if (self->may_be_secret)
    update (self);
}

char *
weir_fact_row_dup_text (WeirFactRow *self)
{
  if (is_hidden (self))
    return NULL;
  if (self->line.more == NULL)
    return g_strdup_printf ("%s: %s", self->title, self->line.text);
  return g_strdup_printf ("%s: %s (%s)", self->title, self->line.text, self->line.more);
}
