/* The window where there is little room, and from the keyboard.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-layout TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/preferences.h"
#include "window-fixture.h"

/* A telephone's. */
#define NARROW 360

/* More than there are controls. */
#define MANY 200

static const char *traffic_path;

/* Says who needs the room, if it is too much. */
static void
assert_fits (GtkWidget *content)
{
  int least;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least <= NARROW)
    return;

  g_test_message ("a %s “%s” needs %d pixels", G_OBJECT_TYPE_NAME (content),
                  gtk_widget_get_tooltip_text (content), least);
  for (GtkWidget *child = gtk_widget_get_first_child (content); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_fits (child);
  g_test_fail ();
}

static void
assert_window_fits (Fixture *fixture)
{
  assert_fits (adw_application_window_get_content (ADW_APPLICATION_WINDOW (fixture->window)));
}

static void
test_every_state_fits_a_narrow_window (Fixture *fixture, gconstpointer user_data)
{
  static const char *const views[] = { "flows", "host", "application", "service" };

  assert_window_fits (fixture);
  fixture_show_file (fixture, "/dev/null");
  assert_window_fits (fixture);
  fixture_show_file (fixture, traffic_path);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_settings_set_string (fixture->settings, "view", views[i]);
      assert_window_fits (fixture);
    }
  g_settings_reset (fixture->settings, "view");

  gtk_editable_set_text (fixture->window->filter_entry,
                         "port:443 !host:2001:db8:c:20::25 total>100k (tcp or udp)");
  WAIT_UNTIL (fixture_count (fixture) < 100);
  assert_window_fits (fixture);
  gtk_editable_set_text (fixture->window->filter_entry, "port:443 rate>fast");
  assert_window_fits (fixture);
  gtk_editable_set_text (fixture->window->filter_entry, "no such flow");
  WAIT_UNTIL (fixture_count (fixture) == 0);
  assert_window_fits (fixture);
  gtk_editable_set_text (fixture->window->filter_entry, "");
  WAIT_UNTIL (fixture_count (fixture) > 100);

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  assert_window_fits (fixture);
  fixture_activate (fixture, "paused", NULL);
  assert_window_fits (fixture);
}

/* What is filtered of a span of the past, while packets are recorded. */
static void
test_all_bars_at_once_fit_a_narrow_window (Fixture *fixture, gconstpointer user_data)
{
  gint64 oldest, newest;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), NARROW, 640);
  fixture_show_file (fixture, traffic_path);
  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &oldest, &newest));
  gtk_editable_set_text (fixture->window->filter_entry, "total>1k");
  g_assert_true (weir_session_show_span (fixture->session, oldest + 1, oldest + 20));
  gtk_widget_set_visible (GTK_WIDGET (fixture->window->recording_bar), TRUE);
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  assert_window_fits (fixture);
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (fixture->window)) > 0);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, NARROW);
}

static int
width_of_sums (Fixture *fixture)
{
  GtkWidget *sums = weir_totals_bar_get_segment (fixture->window->totals_bar, WEIR_TOTALS_SUMS);
  GtkWidget *viewport = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (sums));

  return gtk_widget_get_width (fixture_find (viewport, GTK_TYPE_GRID));
}

static gboolean
is_narrow (Fixture *fixture)
{
  int width = gtk_widget_get_width (GTK_WIDGET (fixture->window->totals_bar));

  return width > 0 && width_of_sums (fixture) > 0 && width_of_sums (fixture) <= width;
}

static void
test_all_sums_are_seen_in_a_narrow_window (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), NARROW, 640);
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (is_narrow (fixture));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, NARROW);
}

/* Returns: (nullable): the button or label below @widget that says this */
static GtkWidget *
find_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_TOGGLE_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)
    return widget;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_seen (Fixture *fixture, const char *text)
{
  GtkWidget *found = find_text (GTK_WIDGET (fixture->window->totals_bar), text);

  return found != NULL && gtk_widget_get_mapped (found);
}

static gboolean
is_graph_filtered (Fixture *fixture)
{
  gboolean is_filtered;

  g_object_get (fixture->window->graph, "filtered", &is_filtered, NULL);
  return is_filtered;
}

static void
test_sums_of_the_filter_are_seen_in_a_narrow_window (Fixture *fixture, gconstpointer user_data)
{
  char all[WEIR_UNITS_TEXT_MAX], matching[WEIR_UNITS_TEXT_MAX];
  GtkWidget *button;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), NARROW, 640);
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (is_narrow (fixture));
  gtk_editable_set_text (fixture->window->filter_entry, "udp");
  WAIT_UNTIL (weir_flow_model_get_sums (WEIR_FLOW_MODEL (fixture->list)) != NULL);
  weir_units_format_amount (
      weir_ledger_get_totals (weir_session_get_ledger (fixture->session))->counts.rx_bytes, all);
  weir_units_format_amount (
      weir_flow_model_get_sums (WEIR_FLOW_MODEL (fixture->list))->counts.rx_bytes, matching);
  g_assert_cmpstr (all, !=, matching);

  button = find_text (GTK_WIDGET (fixture->window->totals_bar), "Matching");
  WAIT_UNTIL (gtk_widget_get_mapped (button) && is_seen (fixture, matching));
  g_assert_false (is_seen (fixture, all));
  WAIT_UNTIL (is_graph_filtered (fixture));
  assert_window_fits (fixture);
  g_assert_cmpint (width_of_sums (fixture), <=, NARROW);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
  WAIT_UNTIL (is_seen (fixture, all));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);

  /* One direction alone has sums of that alone. */
  g_settings_set_string (fixture->settings, "line-mode", "sent");
  WAIT_UNTIL (!is_seen (fixture, matching));
  g_assert_true (is_seen (fixture, "Sent"));
  g_assert_false (is_seen (fixture, "Received"));
  g_settings_reset (fixture->settings, "line-mode");

  /* Beside each other where there is room. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1260, 640);
  WAIT_UNTIL (!gtk_widget_get_mapped (button));
  WAIT_UNTIL (is_seen (fixture, matching) && is_seen (fixture, all));
}

static void
test_the_preferences_fit_a_narrow_window (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences;

  fixture_activate (fixture, "preferences", NULL);
  WAIT_UNTIL ((preferences = fixture_find_window (WEIR_TYPE_PREFERENCES)) != NULL);
  assert_fits (gtk_widget_get_first_child (preferences));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* ---- the details --------------------------------------------------------------------------- */

static void
resize (Fixture *fixture, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
}

static gboolean
stand (Fixture *fixture, WeirDetailsPlace place, gboolean is_open)
{
  AdwFlap *flap = fixture->window->flap;

  return weir_details_pane_get_place (fixture->window->details_pane) == place
         && adw_flap_get_reveal_flap (flap) == is_open
         && adw_flap_get_reveal_progress (flap) == (is_open ? 1 : 0);
}

static GdkRectangle
bounds_of (Fixture *fixture, gpointer widget)
{
  graphene_rect_t bounds;

  g_assert_true (
      gtk_widget_compute_bounds (widget, GTK_WIDGET (fixture->window->details_pane), &bounds));
  return (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                         (int) bounds.size.height };
}

static void
test_details_stand_where_there_is_room (Fixture *fixture, gconstpointer user_data)
{
  WeirMainWindow *window = fixture->window;
  GdkRectangle list, details;
  guint position;

  resize (fixture, 1250, 780);
  fixture_show_file (fixture, traffic_path);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 3, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (window->flow_view));
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_BESIDE, TRUE));
  list = bounds_of (fixture, window->stack);
  details = bounds_of (fixture, window->details);
  g_assert_cmpint (details.x, >=, list.x + list.width);
  g_assert_cmpint (details.height, ==, list.height);

  resize (fixture, 800, 1000);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_BELOW, TRUE));
  list = bounds_of (fixture, window->stack);
  details = bounds_of (fixture, window->details);
  g_assert_cmpint (details.y, >=, list.y + list.height);
  g_assert_cmpint (details.width, ==, list.width);
  g_assert_cmpint (list.height, >=, 180);

  /* Over the list they would hide it: closed, and as they were where there is room again. */
  resize (fixture, NARROW, 640);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_OVER, FALSE));
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_OVER, TRUE));
  g_assert_cmpint (bounds_of (fixture, window->stack).width, ==,
                   gtk_widget_get_width (GTK_WIDGET (window->details_pane)));
  g_settings_set_boolean (fixture->settings, "show-details", FALSE);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_OVER, FALSE));
  resize (fixture, 800, 1000);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_BELOW, TRUE));

  g_assert_nonnull (
      weir_flow_model_get_selected (weir_flow_view_get_model (window->flow_view), &position));
  g_assert_cmpuint (position, ==, 3);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         GTK_WIDGET (window->stack)));
}

static void
test_details_take_the_size_they_are_given (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *handle = adw_flap_get_separator (fixture->window->flap);
  GtkWidget *details = GTK_WIDGET (fixture->window->details);
  int size;

  if (!fixture_has_user ())
    return;

  resize (fixture, 800, 1000);
  fixture_show_file (fixture, traffic_path);
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  WAIT_UNTIL (stand (fixture, WEIR_DETAILS_BELOW, TRUE));
  size = gtk_widget_get_height (details);
  g_assert_cmpint (size, ==, g_settings_get_int (fixture->settings, "details-height"));

  gtk_widget_grab_focus (handle);
  fixture_press (fixture, "Up");
  WAIT_UNTIL (gtk_widget_get_height (details) > size);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "details-height"), ==,
                   gtk_widget_get_height (details));

  /* Never more than leaves the list its place, whatever the settings say. */
  g_settings_set_int (fixture->settings, "details-height", 4000);
  WAIT_UNTIL (gtk_widget_get_height (details) > size + 48);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fixture->window->stack)), >=, 180);
  g_settings_set_int (fixture->settings, "details-height", 100);
  WAIT_UNTIL (gtk_widget_get_height (details) < size);
}

/* ---- the keyboard --------------------------------------------------------------------------- */

/* What somebody would press or write in: that it is reached is what is asked for. */
static gboolean
is_control (GtkWidget *widget)
{
  if (GTK_IS_MENU_BUTTON (widget))
    return FALSE; /* the button in it is */
  return GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget) || GTK_IS_SWITCH (widget);
}

/* Of the window's frame are for the pointer; what is in a row of a list is reached by its keys. */
static gboolean
is_apart (GtkWidget *widget)
{
  return GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_LIST_BASE (widget) || GTK_IS_POPOVER (widget);
}

static void
add_controls (GtkWidget *widget, GHashTable *controls)
{
  if (is_apart (widget) || !gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget)
      || !gtk_widget_is_sensitive (widget))
    return;
  if (is_control (widget))
    g_hash_table_add (controls, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_controls (child, controls);
}

static void
test_tab_reaches_every_control (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr (GHashTable) controls = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer control;

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window->flow_view)));
  /* And from then on it is to be seen where one is. */
  fixture_press (fixture, "Tab");
  WAIT_UNTIL (gtk_window_get_focus_visible (GTK_WINDOW (window)));
  add_controls (window, controls);
  g_assert_cmpuint (g_hash_table_size (controls), >, 8);

  for (guint i = 0; i < MANY; i++)
    {
      GtkWidget *focus;

      g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      g_assert_nonnull (focus);
      g_hash_table_add (reached, focus);
    }

  g_hash_table_iter_init (&iter, controls);
  while (g_hash_table_iter_next (&iter, &control, NULL))
    {
      if (g_hash_table_contains (reached, control))
        continue;
      g_test_message ("Tab passes over a %s “%s” in a %s", G_OBJECT_TYPE_NAME (control),
                      gtk_widget_get_tooltip_text (control),
                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (control)));
      g_test_fail ();
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

#define ADD(name, func) \
  g_test_add ("/layout/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("every-state-fits-a-narrow-window", test_every_state_fits_a_narrow_window);
  ADD ("all-bars-at-once-fit-a-narrow-window", test_all_bars_at_once_fit_a_narrow_window);
  ADD ("all-sums-are-seen-in-a-narrow-window", test_all_sums_are_seen_in_a_narrow_window);
  ADD ("sums-of-the-filter-are-seen-in-a-narrow-window",
       test_sums_of_the_filter_are_seen_in_a_narrow_window);
  ADD ("the-preferences-fit-a-narrow-window", test_the_preferences_fit_a_narrow_window);
  ADD ("details-stand-where-there-is-room", test_details_stand_where_there_is_room);
  ADD ("details-take-the-size-they-are-given", test_details_take_the_size_they_are_given);
  ADD ("tab-reaches-every-control", test_tab_reaches_every_control);

  return fixture_run ();
}
