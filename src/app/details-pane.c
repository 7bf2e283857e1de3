/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/details-handle.h"
#include "app/details-pane.h"

/* In pixels.  From COMFORTABLE on there is room for the list's usual columns beside the details;
 * a window that is tall enough has them below rather than squeeze the list. */
#define COMFORTABLE_WIDTH 960
#define BESIDE_WIDTH 720
#define BELOW_HEIGHT 400
#define LEAST_WIDTH 280
#define LEAST_HEIGHT 140
#define LIST_WIDTH 320
#define LIST_HEIGHT 180

struct _WeirDetailsPane
{
  GtkWidget parent_instance;

  GSettings *settings; /* (nullable): until there are any */
  WeirDetailsPlace place;
  gboolean was_open; /* before they lay over the list */
  int wanted[2];     /* pixels, by GtkOrientation, as the user wants them */
};

G_DEFINE_FINAL_TYPE (WeirDetailsPane, weir_details_pane, GTK_TYPE_WIDGET)

static const char *const keys[] = {
  [GTK_ORIENTATION_HORIZONTAL] = "details-width",
  [GTK_ORIENTATION_VERTICAL] = "details-height",
};

static AdwFlap *
get_flap (WeirDetailsPane *self)
{
  return ADW_FLAP (gtk_widget_get_first_child (GTK_WIDGET (self)));
}

static int
get_least (GtkWidget *widget, GtkOrientation orientation)
{
  int least;

  gtk_widget_measure (widget, orientation, -1, &least, NULL, NULL, NULL);
  return least;
}

/* Without the size that has been asked for. */
static int
get_least_of_details (WeirDetailsPane *self, GtkOrientation orientation)
{
  GtkWidget *details = adw_flap_get_flap (get_flap (self));
  int least = get_least (gtk_widget_get_first_child (details), orientation);

  return MAX (least, orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT);
}

static int
get_least_of_list (WeirDetailsPane *self, GtkOrientation orientation)
{
  int least = get_least (adw_flap_get_content (get_flap (self)), orientation);

  return MAX (least, orientation == GTK_ORIENTATION_HORIZONTAL ? LIST_WIDTH : LIST_HEIGHT);
}

static gboolean
has_room (WeirDetailsPane *self, GtkOrientation orientation, int size)
{
  return size > get_least_of_list (self, orientation) + get_least_of_details (self, orientation);
}

static WeirDetailsPlace
find_place (WeirDetailsPane *self, int width, int height)
{
  if (width < COMFORTABLE_WIDTH && height >= BELOW_HEIGHT
      && has_room (self, GTK_ORIENTATION_VERTICAL, height))
    return WEIR_DETAILS_BELOW;
  if (width >= BESIDE_WIDTH && has_room (self, GTK_ORIENTATION_HORIZONTAL, width))
    return WEIR_DETAILS_BESIDE;
  return WEIR_DETAILS_OVER;
}

/* Gives the details as much as they want, and leaves the list what it needs. */
static void
give_size (WeirDetailsPane *self, GtkOrientation orientation, int size)
{
  AdwFlap *flap = get_flap (self);
  GtkWidget *handle = adw_flap_get_separator (flap);
  int least = get_least_of_details (self, orientation);
  int most = size - get_least_of_list (self, orientation) - get_least (handle, orientation);
  int given;

  if (self->place == WEIR_DETAILS_OVER)
    most = size;
  given = MAX (MIN (self->wanted[orientation], most), MIN (least, size));
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    gtk_widget_set_size_request (adw_flap_get_flap (flap), given, -1);
  else
    gtk_widget_set_size_request (adw_flap_get_flap (flap), -1, given);
  weir_details_handle_set_range (WEIR_DETAILS_HANDLE (handle), least, MAX (least, most), given);
}

static void
take_place (WeirDetailsPane *self, WeirDetailsPlace place)
{
  AdwFlap *flap = get_flap (self);
  GtkOrientation orientation =
      place == WEIR_DETAILS_BELOW ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
  WeirDetailsPlace old = self->place;

  self->place = place;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (flap), orientation);
  weir_details_handle_set_orientation (WEIR_DETAILS_HANDLE (adw_flap_get_separator (flap)),
                                       orientation);
  adw_flap_set_fold_policy (flap, place == WEIR_DETAILS_OVER ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                             : ADW_FLAP_FOLD_POLICY_NEVER);
  if (place == WEIR_DETAILS_OVER)
    {
      self->was_open = adw_flap_get_reveal_flap (flap);
      adw_flap_set_reveal_flap (flap, FALSE);
    }
  else if (old == WEIR_DETAILS_OVER && self->was_open)
    {
      adw_flap_set_reveal_flap (flap, TRUE);
    }
}

/* Everything that changes here is below this widget and has its size before it is drawn. */
static void
weir_details_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirDetailsPane *self = WEIR_DETAILS_PANE (widget);
  WeirDetailsPlace place = find_place (self, width, height);

  if (place != self->place)
    take_place (self, place);
  if (place == WEIR_DETAILS_BELOW)
    give_size (self, GTK_ORIENTATION_VERTICAL, height);
  else
    give_size (self, GTK_ORIENTATION_HORIZONTAL, width);
  gtk_widget_size_allocate (GTK_WIDGET (get_flap (self)), &(GtkAllocation){ 0, 0, width, height },
                            baseline);
}

static GtkSizeRequestMode
weir_details_pane_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
weir_details_pane_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  WeirDetailsPane *self = WEIR_DETAILS_PANE (widget);
  GtkWidget *list = adw_flap_get_content (get_flap (self));
  GtkWidget *details = adw_flap_get_flap (get_flap (self));
  int least_of_details = get_least (gtk_widget_get_first_child (details), orientation);

  gtk_widget_measure (list, orientation, -1, minimum, natural, NULL, NULL);
  *minimum = MAX (*minimum, least_of_details);
  *natural = MAX (*natural, *minimum);
}

static void
moved_cb (WeirDetailsPane *self, int size, WeirDetailsHandle *handle)
{
  self->wanted[weir_details_handle_get_orientation (handle)] = size;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
ended_cb (WeirDetailsPane *self, WeirDetailsHandle *handle)
{
  GtkOrientation orientation = weir_details_handle_get_orientation (handle);

  g_settings_set_int (self->settings, keys[orientation], self->wanted[orientation]);
}

static void
read_sizes (WeirDetailsPane *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    self->wanted[i] = g_settings_get_int (self->settings, keys[i]);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
weir_details_pane_dispose (GObject *object)
{
  WeirDetailsPane *self = WEIR_DETAILS_PANE (object);
  GtkWidget *flap = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&flap, gtk_widget_unparent);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_details_pane_parent_class)->dispose (object);
}

static void
weir_details_pane_class_init (WeirDetailsPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_details_pane_dispose;
  widget_class->get_request_mode = weir_details_pane_get_request_mode;
  widget_class->measure = weir_details_pane_measure;
  widget_class->size_allocate = weir_details_pane_size_allocate;
}

static void
weir_details_pane_init (WeirDetailsPane *self)
{
}

void
weir_details_pane_keep (WeirDetailsPane *self, GSettings *settings)
{
  GtkWidget *handle = adw_flap_get_separator (get_flap (self));

  self->settings = g_object_ref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (settings, signal, G_CALLBACK (read_sizes), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (handle, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (handle, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  read_sizes (self);
}

WeirDetailsPlace
weir_details_pane_get_place (WeirDetailsPane *self)
{
  return self->place;
}
