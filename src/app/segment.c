/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/segment.h"

typedef struct
{
  WeirSegmentFunc func;
  gpointer user_data;
} Segment;

static gboolean
fill_cb (WeirCard *card, double x, double y, GdkRectangle *area, gpointer user_data)
{
  const Segment *self = user_data;
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (card));

  /* However wide it is: its numbers grow and shrink, and it is the same segment. */
  *area = (GdkRectangle){ 0, 0, G_MAXINT16, gtk_widget_get_height (widget) };
  self->func (card, self->user_data);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirCard *card)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  weir_card_open (card, x, y);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        WeirCard *card)
{
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (card));
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (!(keyval == GDK_KEY_Menu && modifiers == 0)
      && !(keyval == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    return FALSE;

  weir_card_open (card, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

WeirCard *
weir_segment_add_card (GtkWidget *widget, WeirSegmentFunc func, gpointer user_data)
{
  Segment *self = g_new (Segment, 1);
  WeirCard *card = weir_card_new (widget, widget, fill_cb, self);
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  *self = (Segment){ func, user_data };
  g_object_set_data_full (G_OBJECT (card), "weir-segment", self, g_free);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (pressed_cb), card, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), card, 0);
  gtk_widget_add_controller (widget, key);
  return card;
}
