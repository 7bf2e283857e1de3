/* A card beside what the pointer rests on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/card.h"
#include "app/sparkline.h"

/* A hand is never quite still. */
#define REST_PIXELS 3

#define MAX_VALUE_CHARS 48

struct _WeirCard
{
  GtkPopover parent_instance;

  GtkWidget *rested_on; /* its parent outlives the card */
  GtkWidget *root;      /* whose keys and activity are watched */
  WeirCardFunc func;
  gpointer user_data;
  gboolean is_enabled;

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkGrid *grid;
  WeirSparkline *sparkline;
  guint n_rows;

  guint rest_id;
  double x, y;           /* where the pointer is, in rested_on */
  GdkRectangle area;     /* in rested_on */
  gboolean is_dismissed; /* until the pointer has left the area */
};

enum
{
  PROP_0,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirCard, weir_card, GTK_TYPE_POPOVER)

static gboolean
contains (const GdkRectangle *area, double x, double y)
{
  return x >= area->x && y >= area->y && x < area->x + area->width && y < area->y + area->height;
}

static void
clear (WeirCard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_rows = 0;
  weir_card_set_history (self, NULL);
}

static gboolean
fill (WeirCard *self, GdkRectangle *area)
{
  clear (self);
  return self->func (self, self->x, self->y, area, self->user_data);
}

static void
point_to (WeirCard *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GdkRectangle at = self->area;
  double x, y;

  /* In a wide row the card stands where the pointer is, not in its middle. */
  gtk_widget_translate_coordinates (self->rested_on, parent, self->x, self->area.y, &x, &y);
  at.x = (int) x;
  at.y = (int) y;
  at.width = 1;
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &at);
}

static void
open_card (WeirCard *self, const GdkRectangle *area)
{
  self->area = *area;
  point_to (self);
  gtk_popover_popup (GTK_POPOVER (self));
}

/* Where a pointer rests that works in another window is nothing that is asked for, and a card would
 * stand above that window. */
static gboolean
is_in_active_window (WeirCard *self)
{
  GtkRoot *root = gtk_widget_get_root (self->rested_on);

  return GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root));
}

static gboolean
rest_cb (gpointer user_data)
{
  WeirCard *self = user_data;
  GdkRectangle area = { 0 };

  self->rest_id = 0;
  if (!self->is_enabled || self->is_dismissed || !gtk_widget_get_mapped (self->rested_on)
      || !is_in_active_window (self))
    return G_SOURCE_REMOVE;
  if (fill (self, &area) && contains (&area, self->x, self->y))
    open_card (self, &area);
  return G_SOURCE_REMOVE;
}

static void
close_card (WeirCard *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (weir_card_is_open (self))
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
begin_rest (WeirCard *self, double x, double y)
{
  self->x = x;
  self->y = y;
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->is_enabled && !self->is_dismissed)
    self->rest_id = g_timeout_add (WEIR_CARD_REST_MS, rest_cb, self);
}

static void
enter_cb (GtkEventControllerMotion *motion, double x, double y, WeirCard *self)
{
  self->is_dismissed = FALSE;
  begin_rest (self, x, y);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WeirCard *self)
{
  if (weir_card_is_open (self))
    {
      if (contains (&self->area, x, y))
        {
          self->x = x;
          self->y = y;
          return;
        }
      close_card (self);
    }

  if (self->is_dismissed && !contains (&self->area, x, y))
    self->is_dismissed = FALSE;
  if (self->rest_id == 0 || ABS (x - self->x) > REST_PIXELS || ABS (y - self->y) > REST_PIXELS)
    begin_rest (self, x, y);
}

static void
leave_cb (GtkEventControllerMotion *motion, WeirCard *self)
{
  close_card (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirCard *self)
{
  weir_card_hide (self);
  /* Other gestures are to see the press as if this one were not there. */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        WeirCard *self)
{
  weir_card_hide (self);
  return FALSE;
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, WeirCard *self)
{
  close_card (self);
  return FALSE;
}

/* Pointers pass through.  GTK gives the popover the shape of what it shows whenever that changes.
 */
static void
let_pointers_through (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (widget));
  cairo_region_t *nothing = cairo_region_create ();

  if (surface != NULL)
    gdk_surface_set_input_region (surface, nothing);
  cairo_region_destroy (nothing);
}

static void
weir_card_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_card_parent_class)->realize (widget);
  let_pointers_through (widget);
}

static void
weir_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_card_parent_class)->map (widget);
  let_pointers_through (widget);
}

static void
weir_card_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (weir_card_parent_class)->size_allocate (widget, width, height, baseline);
  let_pointers_through (widget);
}

static void
weir_card_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, WEIR_CARD (object)->is_enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_card_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ENABLED:
      weir_card_set_enabled (WEIR_CARD (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_card_dispose (GObject *object)
{
  WeirCard *self = WEIR_CARD (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->is_enabled = FALSE;

  G_OBJECT_CLASS (weir_card_parent_class)->dispose (object);
}

static void
weir_card_class_init (WeirCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = weir_card_get_property;
  object_class->set_property = weir_card_set_property;
  object_class->dispose = weir_card_dispose;
  widget_class->realize = weir_card_realize;
  widget_class->map = weir_card_map;
  widget_class->size_allocate = weir_card_size_allocate;

  properties[PROP_ENABLED] =
      g_param_spec_boolean ("enabled", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static GtkLabel *
add_label (GtkBox *box, const char *css_class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (label, MAX_VALUE_CHARS);
  gtk_widget_add_css_class (GTK_WIDGET (label), css_class);
  gtk_box_append (box, GTK_WIDGET (label));
  return label;
}

static void
weir_card_init (WeirCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->is_enabled = TRUE;
  self->title = add_label (GTK_BOX (box), "heading");
  self->subtitle = add_label (GTK_BOX (box), "dim-label");
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  self->sparkline = WEIR_SPARKLINE (weir_sparkline_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sparkline));
  gtk_popover_set_child (GTK_POPOVER (self), box);

  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "fact-card");
  clear (self);
}

static void
watch_pointer (WeirCard *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (motion, "enter", G_CALLBACK (enter_cb), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (self->rested_on, motion);

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, 0);
  gtk_widget_add_controller (self->rested_on, scroll);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (self->rested_on, GTK_EVENT_CONTROLLER (click));
}

static void
active_cb (GtkWindow *window, GParamSpec *pspec, WeirCard *self)
{
  if (!gtk_window_is_active (window))
    close_card (self);
}

/* Keys go to the focus, wherever that is in the window. */
static void
watch_window (WeirCard *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->rested_on));
  GtkEventController *key;

  if (root == self->root)
    return;

  key = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (root, key);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (active_cb), self, 0);
  self->root = root;
}

WeirCard *
weir_card_new (GtkWidget *parent, GtkWidget *rested_on, WeirCardFunc func, gpointer user_data)
{
  WeirCard *self = g_object_new (WEIR_TYPE_CARD, NULL);

  self->rested_on = rested_on;
  self->func = func;
  self->user_data = user_data;
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  watch_pointer (self);
  g_signal_connect (self, "map", G_CALLBACK (watch_window), NULL);
  return self;
}

void
weir_card_set_enabled (WeirCard *self, gboolean is_enabled)
{
  if (self->is_enabled == is_enabled)
    return;

  self->is_enabled = is_enabled;
  if (!is_enabled)
    close_card (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

gboolean
weir_card_get_enabled (WeirCard *self)
{
  return self->is_enabled;
}

void
weir_card_set_title (WeirCard *self, const char *title, const char *subtitle)
{
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

static GtkWidget *
cell_new (const char *text, const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_VALUE_CHARS);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static gboolean
add_row (WeirCard *self, const char *label)
{
  if (self->n_rows >= WEIR_CARD_MAX_ROWS)
    return FALSE;

  gtk_grid_attach (self->grid, cell_new (label, "dim-label", 0), 0, (int) self->n_rows, 1, 1);
  self->n_rows++;
  return TRUE;
}

void
weir_card_add (WeirCard *self, const char *label, const char *value)
{
  if (value != NULL && add_row (self, label))
    gtk_grid_attach (self->grid, cell_new (value, "numeric", 0), 1, (int) self->n_rows - 1, 2, 1);
}

void
weir_card_add_both (WeirCard *self, const char *label, const char *download, const char *upload)
{
  g_autofree char *down = g_strconcat ("↓ ", download, NULL);
  g_autofree char *up = g_strconcat ("↑ ", upload, NULL);
  GtkWidget *cells[2];

  if (!add_row (self, label))
    return;

  cells[0] = cell_new (down, "download", 1);
  cells[1] = cell_new (up, "upload", 1);
  for (int i = 0; i < 2; i++)
    {
      gtk_widget_add_css_class (cells[i], "numeric");
      gtk_widget_set_hexpand (cells[i], TRUE);
      gtk_label_set_width_chars (GTK_LABEL (cells[i]), 11);
      gtk_grid_attach (self->grid, cells[i], 1 + i, (int) self->n_rows - 1, 1, 1);
    }
}

void
weir_card_add_separator (WeirCard *self)
{
  GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

  if (self->n_rows == 0 || self->n_rows >= WEIR_CARD_MAX_ROWS)
    {
      g_object_ref_sink (separator);
      g_object_unref (separator);
      return;
    }
  gtk_grid_attach (self->grid, separator, 0, (int) self->n_rows, 3, 1);
  self->n_rows++;
}

void
weir_card_set_history (WeirCard *self, const WeirRateWindow *window)
{
  gtk_widget_set_visible (GTK_WIDGET (self->sparkline), window != NULL);
  weir_sparkline_set_window (self->sparkline, window);
}

void
weir_card_update (WeirCard *self)
{
  GdkRectangle area = { 0 };

  if (!weir_card_is_open (self))
    return;

  if (!fill (self, &area) || !gdk_rectangle_equal (&area, &self->area))
    close_card (self);
}

void
weir_card_open (WeirCard *self, double x, double y)
{
  GdkRectangle area = { 0 };

  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->is_dismissed = FALSE;
  self->x = x;
  self->y = y;
  if (fill (self, &area))
    open_card (self, &area);
}

void
weir_card_hide (WeirCard *self)
{
  self->is_dismissed = TRUE;
  close_card (self);
}

gboolean
weir_card_is_open (WeirCard *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}
