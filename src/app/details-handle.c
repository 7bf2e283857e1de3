/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details-handle.h"

/* Pixels, for each press of a key. */
#define STEP 24

struct _WeirDetailsHandle
{
  GtkWidget parent_instance;

  GtkOrientation orientation;
  double start_x; /* of the drag, in the window's coordinates: this widget moves */
  double start_y;
  int size_at_start;
  int least, most, size; /* of the details, in pixels */
};

enum
{
  SIGNAL_MOVED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirDetailsHandle, weir_details_handle, GTK_TYPE_WIDGET)

/* The details stand after the list: what moves the line back makes them larger. */
static int
get_growth (WeirDetailsHandle *self, double dx, double dy)
{
  if (self->orientation == GTK_ORIENTATION_VERTICAL)
    return (int) -dy;
  return (int) (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? dx : -dx);
}

static void
move (WeirDetailsHandle *self, int size)
{
  g_signal_emit (self, signals[SIGNAL_MOVED], 0, CLAMP (size, self->least, self->most));
}

static gboolean
find_pointer (WeirDetailsHandle *self, GtkGestureDrag *drag, double dx, double dy, double place[2])
{
  double x, y;

  if (!gtk_gesture_drag_get_start_point (drag, &x, &y))
    return FALSE;
  return gtk_widget_translate_coordinates (GTK_WIDGET (self),
                                           GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                                           x + dx, y + dy, &place[0], &place[1]);
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WeirDetailsHandle *self)
{
  double place[2];

  if (!find_pointer (self, drag, 0, 0, place))
    return;
  self->start_x = place[0];
  self->start_y = place[1];
  self->size_at_start = self->size;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WeirDetailsHandle *self)
{
  double place[2];

  if (find_pointer (self, drag, dx, dy, place))
    move (self, self->size_at_start
                    + get_growth (self, place[0] - self->start_x, place[1] - self->start_y));
}

static void
drag_end_cb (WeirDetailsHandle *self)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static gboolean
key_pressed_cb (WeirDetailsHandle *self, guint keyval)
{
  gboolean is_vertical = self->orientation == GTK_ORIENTATION_VERTICAL;
  int growth = 0;

  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (is_vertical)
        growth = get_growth (self, 0, keyval == GDK_KEY_Up ? -STEP : STEP);
      break;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      if (!is_vertical)
        growth = get_growth (self, keyval == GDK_KEY_Left ? -STEP : STEP, 0);
      break;
    default:
      break;
    }
  if (growth == 0)
    return GDK_EVENT_PROPAGATE;

  move (self, self->size + growth);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  return GDK_EVENT_STOP;
}

static void
weir_details_handle_class_init (WeirDetailsHandleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[SIGNAL_MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_ENDED] =
      g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "details-handle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEPARATOR);
}

static void
weir_details_handle_init (WeirDetailsHandle *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->orientation = GTK_ORIENTATION_VERTICAL;
  weir_details_handle_set_orientation (self, GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Size of the details"), -1);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
weir_details_handle_set_orientation (WeirDetailsHandle *self, GtkOrientation orientation)
{
  gboolean is_vertical = orientation == GTK_ORIENTATION_VERTICAL;

  if (self->orientation == orientation)
    return;

  self->orientation = orientation;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), is_vertical ? "row-resize" : "col-resize");
  gtk_widget_remove_css_class (GTK_WIDGET (self), is_vertical ? "upright" : "level");
  gtk_widget_add_css_class (GTK_WIDGET (self), is_vertical ? "level" : "upright");
}

GtkOrientation
weir_details_handle_get_orientation (WeirDetailsHandle *self)
{
  return self->orientation;
}

void
weir_details_handle_set_range (WeirDetailsHandle *self, int least, int most, int size)
{
  if (self->least == least && self->most == most && self->size == size)
    return;

  self->least = least;
  self->most = most;
  self->size = size;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  (double) least, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) most,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) size, -1);
}
