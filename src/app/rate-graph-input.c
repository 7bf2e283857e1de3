/* The pointer, the keys and the wheel over a rate graph.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/rate-graph-private.h"

/* An edge of what is marked can be taken hold of from this far. */
#define EDGE_REACH 6.0

/* The least that can be shown by zooming. */
#define MIN_SPAN 30

#define ZOOM_FACTOR 1.25
#define PAN_PART 0.1

/* Wheels that turn smoothly send many small pieces. */
#define SCROLL_GRAIN 0.25

static void
redraw (WeirRateGraph *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_at (WeirRateGraph *self, double x, gint64 second)
{
  return fabs (x - weir_graph_picture_get_x (&self->picture, second)) <= EDGE_REACH;
}

/* @at_end: which one */
static gboolean
is_at_edge (WeirRateGraph *self, double x, gboolean *at_end)
{
  const WeirGraphSelection *selection = &self->selection;

  if (!self->can_select || !selection->has_marked || self->picture.width < 1.0)
    return FALSE;

  *at_end = is_at (self, x, selection->marked.to + 1);
  return *at_end || is_at (self, x, selection->marked.from);
}

static void
motion_cb (WeirRateGraph *self, double x, double y)
{
  gboolean at_end;
  gboolean is_edge = is_at_edge (self, x, &at_end);

  /* A pointer that only lies there does not take the crosshair from the keys. */
  if (self->cursor == WEIR_GRAPH_CURSOR_KEYS && x == self->pointer_x)
    return;

  self->cursor = WEIR_GRAPH_CURSOR_POINTER;
  self->pointer_x = x;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   is_edge || self->selection.is_open ? "ew-resize" : NULL);
  redraw (self);
}

static void
leave_cb (WeirRateGraph *self)
{
  if (self->cursor == WEIR_GRAPH_CURSOR_POINTER)
    self->cursor = WEIR_GRAPH_CURSOR_NONE;
  redraw (self);
}

static void
drag_begin_cb (WeirRateGraph *self, double x, double y)
{
  gboolean at_end;

  weir_graph_selection_end (&self->selection);
  if (!self->can_select || !weir_rate_graph_find_step (self, x, &self->drag_step))
    {
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  self->is_pressed = TRUE;
  self->drag_x = x;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (is_at_edge (self, x, &at_end))
    weir_graph_selection_begin_edge (&self->selection, at_end);
  redraw (self);
}

static void
drag_update_cb (WeirRateGraph *self, double dx, double dy)
{
  const double x = self->drag_x;
  WeirGraphSpan step;

  if (!self->is_pressed)
    return;
  if (!self->selection.is_open
      && gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, 0, (int) (x + dx), 0))
    weir_graph_selection_begin (&self->selection, self->drag_step);
  if (!self->selection.is_open || dx == 0.0 || !weir_rate_graph_find_step (self, x + dx, &step))
    return;

  gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
  weir_graph_selection_extend (&self->selection, step);
  redraw (self);
}

static gboolean
is_marked (WeirRateGraph *self, WeirGraphSpan span)
{
  const WeirGraphSelection *selection = &self->selection;

  return selection->has_marked && selection->marked.from == span.from
         && selection->marked.to == span.to;
}

/* Nothing is to be chosen by a click: it may have been meant for the focus. */
static void
drag_end_cb (WeirRateGraph *self, double dx, double dy)
{
  const WeirGraphSelection *selection = &self->selection;
  const WeirGraphSpan made = selection->made;
  const WeirGraphSpan clicked = self->drag_step;
  gboolean is_open = selection->is_open;

  if (!self->is_pressed)
    return;

  self->is_pressed = FALSE;
  weir_graph_selection_end (&self->selection);
  if (is_open && !is_marked (self, made))
    weir_rate_graph_select_span (self, made);
  else if (!is_open && selection->has_marked
           && (clicked.to < selection->marked.from || clicked.from > selection->marked.to))
    weir_rate_graph_clear_span (self);
  redraw (self);
}

static void
drag_cancel_cb (WeirRateGraph *self)
{
  self->is_pressed = FALSE;
  weir_graph_selection_end (&self->selection);
  redraw (self);
}

/* What is left of the view stays where it is as seen from its beginning or its end. */
static void
move_end (WeirRateGraph *self, gint64 end)
{
  self->is_in_past = TRUE;
  self->end = end;
}

/* The moment under the pointer stays under it, but for live traffic, which ends at the edge. */
static void
zoom (WeirRateGraph *self, double steps)
{
  int64_t oldest;
  int64_t newest;
  double wanted;
  guint span;
  guint seconds;

  weir_rate_graph_renew (self);
  span = self->steps.span;
  wanted = round (span * pow (ZOOM_FACTOR, steps));
  if (self->timeline == NULL || !weir_timeline_get_range (self->timeline, &oldest, &newest))
    return;

  seconds = (guint) CLAMP (wanted, MIN_SPAN, WEIR_TIMELINE_SECONDS);
  if (steps < 0 && seconds >= span)
    return;
  if (steps > 0 && (double) seconds >= (double) newest - (double) oldest)
    seconds = 0;

  if (seconds > 0 && (self->is_in_past || !weir_graph_picture_is_live (&self->picture))
      && self->cursor == WEIR_GRAPH_CURSOR_POINTER)
    {
      double part = CLAMP (1.0 - self->pointer_x / self->picture.width, 0.0, 1.0);

      move_end (self, self->steps.newest - (gint64) round (part * ((double) span - seconds)));
    }
  weir_rate_graph_zoom (self, seconds);
}

void
weir_rate_graph_turn_zoom (WeirRateGraph *self, int direction)
{
  static const guint round_spans[] = { 30,   60,   120,      300,      600,
                                       1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600 };
  const guint n = G_N_ELEMENTS (round_spans);
  int64_t oldest;
  int64_t newest;
  guint span;
  guint seconds = 0;

  g_return_if_fail (WEIR_IS_RATE_GRAPH (self));

  weir_rate_graph_renew (self);
  span = self->steps.span;
  if (self->timeline == NULL || !weir_timeline_get_range (self->timeline, &oldest, &newest))
    return;

  if (direction < 0)
    {
      for (guint i = 0; i < n && round_spans[i] < span; i++)
        seconds = round_spans[i];
      if (seconds == 0)
        return;
    }
  else
    {
      for (guint i = n; i > 0 && round_spans[i - 1] > span; i--)
        seconds = round_spans[i - 1];
      if ((double) seconds >= (double) newest - (double) oldest)
        seconds = 0;
    }
  weir_rate_graph_zoom (self, seconds);
}

static void
pan (WeirRateGraph *self, double steps)
{
  weir_rate_graph_renew (self);
  move_end (self, self->steps.newest + (gint64) round (steps * PAN_PART * self->steps.span));
  weir_rate_graph_invalidate (self);
}

static gboolean
scroll_cb (GtkEventController *controller, double dx, double dy, WeirRateGraph *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  gboolean is_sideways = dx != 0.0 || (state & GDK_SHIFT_MASK) != 0;

  self->scrolled += dx != 0.0 ? dx : dy;
  if (fabs (self->scrolled) < SCROLL_GRAIN)
    return TRUE;

  if (is_sideways)
    pan (self, self->scrolled);
  else
    zoom (self, self->scrolled);
  self->scrolled = 0.0;
  return TRUE;
}

/* From the step that has the crosshair; the newest that is shown if none has. */
static void
move_cursor (WeirRateGraph *self, int direction, gboolean extends)
{
  WeirGraphSpan step;
  gboolean has_cursor;
  gint64 first_shown;

  weir_rate_graph_renew (self);
  has_cursor = weir_rate_graph_get_cursor (self, &step);
  first_shown = self->steps.newest - (gint64) self->steps.span;
  if (!has_cursor && !weir_rate_graph_find_step (self, self->picture.width, &step))
    return;
  if (extends && !self->selection.is_open)
    weir_graph_selection_begin (&self->selection, step);

  self->key_second = step.from;
  if (has_cursor)
    self->key_second = direction < 0 ? step.from - 1 : step.to + 1;

  /* Beyond the edges the view goes along, as far as there is something. */
  if (self->key_second < first_shown)
    move_end (self, self->key_second + self->steps.span);
  else if (self->key_second >= self->steps.newest && self->is_in_past)
    move_end (self, self->key_second + (step.to - step.from) + 1);
  weir_rate_graph_renew (self);

  self->cursor = WEIR_GRAPH_CURSOR_KEYS;
  self->key_follows = FALSE;
  if (!weir_rate_graph_get_cursor (self, &step))
    {
      double x = direction < 0 ? 0.0 : self->picture.width;

      if (weir_rate_graph_find_step (self, x, &step))
        self->key_second = step.from;
    }
  self->key_follows = !self->is_in_past && step.to == self->steps.newest - 1;
  if (extends)
    weir_graph_selection_extend (&self->selection, step);
  else
    weir_graph_selection_end (&self->selection);
}

static void
jump (WeirRateGraph *self, double x)
{
  WeirGraphSpan step;

  weir_rate_graph_renew (self);
  if (!weir_rate_graph_find_step (self, x, &step))
    return;

  weir_graph_selection_end (&self->selection);
  self->cursor = WEIR_GRAPH_CURSOR_KEYS;
  self->key_second = step.from;
  self->key_follows = !self->is_in_past && step.to == self->steps.newest - 1;
}

static gboolean
choose (WeirRateGraph *self)
{
  WeirGraphSpan span;

  if (!self->can_select || self->cursor != WEIR_GRAPH_CURSOR_KEYS)
    return FALSE;

  if (self->selection.is_open)
    span = self->selection.made;
  else if (!weir_rate_graph_get_cursor (self, &span))
    return FALSE;

  weir_graph_selection_end (&self->selection);
  weir_rate_graph_select_span (self, span);
  return TRUE;
}

/* Returns: whether there was something to leave */
static gboolean
leave (WeirRateGraph *self)
{
  if (self->selection.is_open)
    {
      drag_cancel_cb (self);
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
    }
  else if (self->selection.has_marked && self->can_select)
    {
      self->cursor = WEIR_GRAPH_CURSOR_NONE;
      weir_rate_graph_clear_span (self);
    }
  else if (self->cursor == WEIR_GRAPH_CURSOR_KEYS)
    {
      self->cursor = WEIR_GRAPH_CURSOR_NONE;
    }
  else
    {
      return FALSE;
    }
  return TRUE;
}

static gboolean
key_pressed_cb (WeirRateGraph *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean extends = modifiers == GDK_SHIFT_MASK && self->can_select;

  if (modifiers != 0 && !extends)
    return FALSE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_cursor (self, -1, extends);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_cursor (self, 1, extends);
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      jump (self, 0.0);
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      self->is_in_past = FALSE;
      jump (self, self->picture.width);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!choose (self))
        return FALSE;
      break;
    case GDK_KEY_Escape:
      if (!leave (self))
        return FALSE;
      break;
    default:
      return FALSE;
    }

  weir_rate_graph_invalidate (self);
  weir_rate_graph_announce (self);
  return TRUE;
}

static void
focus_leave_cb (WeirRateGraph *self)
{
  if (self->cursor != WEIR_GRAPH_CURSOR_KEYS)
    return;

  self->cursor = WEIR_GRAPH_CURSOR_NONE;
  weir_graph_selection_end (&self->selection);
  weir_rate_graph_announce (self);
  redraw (self);
}

void
weir_rate_graph_add_input (WeirRateGraph *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, keys);

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (widget, focus);

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (self->drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag));
}
