/* The window of the preferences.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-preferences TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/geo-database-row.h"
#include "app/preferences.h"
#include "core/source/interface.h"
#include "window-fixture.h"

static const char *traffic_path;

/* What only remembers how things were left. */
static const char *const remembered[] = {
  "window-width",   "window-height", "window-maximized", "sort-column", "sort-descending",
  "columns",        "graph-seconds", "column-widths",    "filter",      "pinned",
  "filter-history", "details-width", "details-height",
};

static GtkWidget *
find_control (GtkWidget *widget, const char *key)
{
  if (g_str_equal (gtk_widget_get_name (widget), key))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_control (child, key);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
open_preferences (Fixture *fixture)
{
  fixture_activate (fixture, "preferences", NULL);
  WAIT_UNTIL (fixture_find_window (WEIR_TYPE_PREFERENCES) != NULL);
  return fixture_find_window (WEIR_TYPE_PREFERENCES);
}

static void
close_preferences (GtkWidget *preferences)
{
  gtk_window_destroy (GTK_WINDOW (preferences));
  WAIT_UNTIL (fixture_find_window (WEIR_TYPE_PREFERENCES) == NULL);
}

/* A button, anywhere below. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_every_setting_is_here_or_remembered (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (fixture->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      gboolean is_remembered = g_strv_contains (remembered, keys[i]);
      gboolean is_here = find_control (preferences, keys[i]) != NULL;

      if (is_here != is_remembered)
        continue;
      g_test_message ("“%s” is %s", keys[i], is_here ? "in both" : "in neither");
      g_test_fail ();
    }
  close_preferences (preferences);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (says (child, text))
        return TRUE;
    }
  return FALSE;
}

static void
test_how_far_the_past_reaches_is_said (Fixture *fixture, gconstpointer user_data)
{
  const WeirHistoryLimits narrow = { .max_bytes = 20000 };
  WeirHistory *history;
  GtkWidget *preferences = open_preferences (fixture);
  g_autofree char *length = NULL;
  int64_t oldest, newest;

  g_assert_false (says (preferences, "At present"));
  fixture_show_file (fixture, traffic_path);
  history = weir_session_get_history (fixture->session);
  g_assert_true (weir_history_get_range (history, &oldest, &newest));
  length = g_strdup_printf ("At present the last 0:01:%02d, in ", (int) (newest - oldest + 1 - 60));
  g_settings_set_int (fixture->settings, "history-minutes", 30);
  WAIT_UNTIL (says (preferences, length));

  /* Less than was asked for. */
  weir_history_set_limits (history, &narrow);
  g_settings_set_int (fixture->settings, "history-minutes", 40);
  WAIT_UNTIL (says (preferences, "no more fits into the memory"));
  close_preferences (preferences);
}

static void
test_switches_and_numbers_hold_at_once (Fixture *fixture, gconstpointer user_data)
{
  static const char *const switches[] = { "promiscuous",   "show-names", "show-ports",
                                          "show-services", "show-cards", "show-graph",
                                          "show-details" };
  static const char *const numbers[] = { "refresh-seconds", "history-minutes",  "history-megabytes",
                                         "text-scale",      "record-megabytes", "record-minutes" };
  GtkWidget *preferences = open_preferences (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      GtkSwitch *control = GTK_SWITCH (find_control (preferences, switches[i]));
      gboolean was_on = g_settings_get_boolean (fixture->settings, switches[i]);

      g_assert_cmpint (gtk_switch_get_active (control), ==, was_on);
      gtk_switch_set_active (control, !was_on);
      g_assert_cmpint (g_settings_get_boolean (fixture->settings, switches[i]), ==, !was_on);
      g_settings_set_boolean (fixture->settings, switches[i], was_on);
      g_assert_cmpint (gtk_switch_get_active (control), ==, was_on);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      GtkSpinButton *control = GTK_SPIN_BUTTON (find_control (preferences, numbers[i]));
      int before = g_settings_get_int (fixture->settings, numbers[i]);
      double least, most;

      g_assert_cmpint (gtk_spin_button_get_value_as_int (control), ==, before);
      gtk_spin_button_get_range (control, &least, &most);
      gtk_spin_button_set_value (control, most + 1);
      g_assert_cmpint (g_settings_get_int (fixture->settings, numbers[i]), ==, (int) most);
      gtk_spin_button_set_value (control, least - 1);
      g_assert_cmpint (g_settings_get_int (fixture->settings, numbers[i]), ==, (int) least);
    }
  close_preferences (preferences);
}

static const char *
get_title (AdwComboRow *row, guint position)
{
  return gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (row)), position);
}

static void
choose (AdwComboRow *row, const char *title)
{
  guint n = g_list_model_get_n_items (adw_combo_row_get_model (row));

  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (get_title (row, i), title))
        {
          adw_combo_row_set_selected (row, i);
          return;
        }
    }
  g_error ("there is no “%s”", title);
}

static void
test_a_choice_means_what_it_says (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *key;
    const char *title;
    const char *value;
  } choices[] = {
    { "unit", "Bytes per second", "bytes" },
    { "unit", "Bits per second", "bits" },
    { "line-mode", "A line each", "two-lines" },
    { "line-mode", "Only sent", "sent" },
    { "line-mode", "Only received", "received" },
    { "line-mode", "In one line", "both" },
    { "bar-style", "Solid", "solid" },
    { "bar-style", "Thin", "thin" },
    { "bar-style", "Blocks", "blocks" },
    { "bar-style", "None", "none" },
    { "bar-style", "Gradient", "gradient" },
    { "bar-scale", "Linear", "linear" },
    { "bar-scale", "Logarithmic", "logarithmic" },
    { "graph-span", "Half a minute", "half-minute" },
    { "graph-span", "A minute", "minute" },
    { "graph-span", "An hour", "hour" },
    { "graph-span", "Everything", "all" },
    { "graph-span", "Five minutes", "five-minutes" },
    { "view", "Applications", "application" },
    { "view", "Flows", "flows" },
  };
  GtkWidget *preferences = open_preferences (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      AdwComboRow *row = ADW_COMBO_ROW (find_control (preferences, choices[i].key));
      g_autofree char *value = NULL;

      choose (row, choices[i].title);
      value = g_settings_get_string (fixture->settings, choices[i].key);
      g_assert_cmpstr (value, ==, choices[i].value);
    }

  g_settings_set_string (fixture->settings, "view", "host");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (find_control (preferences, "view"))),
                    ==, 3);
  close_preferences (preferences);
}

static void
answer (GtkWidget *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  WAIT_UNTIL (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
test_names_are_looked_up_after_a_yes_alone (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);
  GtkSwitch *control = GTK_SWITCH (find_control (preferences, "reverse-dns"));
  g_autofree char *asked = NULL, *agreed = NULL, *off = NULL;

  gtk_switch_set_active (control, TRUE);
  WAIT_UNTIL (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_false (gtk_switch_get_active (control));
  answer (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), "cancel");
  asked = g_settings_get_string (fixture->settings, "reverse-dns");
  g_assert_cmpstr (asked, ==, "ask");
  g_assert_false (gtk_switch_get_active (control));

  gtk_switch_set_active (control, TRUE);
  WAIT_UNTIL (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), "look-up");
  agreed = g_settings_get_string (fixture->settings, "reverse-dns");
  g_assert_cmpstr (agreed, ==, "on");
  g_assert_true (gtk_switch_get_active (control));

  gtk_switch_set_active (control, FALSE);
  off = g_settings_get_string (fixture->settings, "reverse-dns");
  g_assert_cmpstr (off, ==, "off");
  close_preferences (preferences);
}

static void
test_a_capture_filter_that_does_not_compile_is_refused (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);
  GtkWidget *row = find_control (preferences, "capture-filter");
  g_autofree char *refused = NULL, *taken = NULL;

  gtk_editable_set_text (GTK_EDITABLE (row), "port many");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_signal_emit_by_name (row, "apply");
  refused = g_settings_get_string (fixture->settings, "capture-filter");
  g_assert_cmpstr (refused, ==, "");

  gtk_editable_set_text (GTK_EDITABLE (row), "not port 22");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_signal_emit_by_name (row, "apply");
  taken = g_settings_get_string (fixture->settings, "capture-filter");
  g_assert_cmpstr (taken, ==, "not port 22");
  close_preferences (preferences);
}

static void
test_a_file_that_is_no_database_is_refused (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);
  GtkWidget *row = find_control (preferences, "geo-database");
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/null");
  g_autofree char *path = NULL;

  weir_geo_database_row_choose (WEIR_GEO_DATABASE_ROW (row), file);
  WAIT_UNTIL (gtk_widget_has_css_class (row, "error"));
  path = g_settings_get_string (fixture->settings, "geo-database");
  g_assert_cmpstr (path, ==, "");
  close_preferences (preferences);
}

/* Whether a label below has just this text. */
static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (shows (child, text))
        return TRUE;
    }
  return FALSE;
}

/* A name is no markup. */
static void
test_a_name_is_shown_as_it_is (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences;
  AdwComboRow *interface;

  g_settings_set_string (fixture->settings, "geo-database", "/tmp/<b>&amp;.mmdb");
  g_settings_set_string (fixture->settings, "last-interface", "<b>0");
  preferences = open_preferences (fixture);
  g_assert_true (shows (find_control (preferences, "geo-database"), "/tmp/<b>&amp;.mmdb"));
  interface = ADW_COMBO_ROW (find_control (preferences, "last-interface"));
  g_assert_cmpstr (get_title (interface, adw_combo_row_get_selected (interface)), ==,
                   "<b>0 · not there");
  close_preferences (preferences);
}

static void
test_an_interface_is_listened_on_at_once (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);
  AdwComboRow *row = ADW_COMBO_ROW (find_control (preferences, "last-interface"));
  g_autofree char *loopback =
      g_strdup_printf ("lo · %s", weir_interface_kind_to_string (WEIR_INTERFACE_LOOPBACK));

  g_assert_null (weir_session_get_name (fixture->session));
  choose (row, loopback);
  g_assert_cmpstr (weir_session_get_name (fixture->session), ==, "lo");
  g_assert_cmpstr (get_title (row, adw_combo_row_get_selected (row)), ==, loopback);
  weir_session_stop (fixture->session);
  close_preferences (preferences);
}

static void
test_a_reset_can_be_taken_back (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *preferences = open_preferences (fixture);

  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  g_settings_set_string (fixture->settings, "bar-style", "thin");
  g_settings_set_string (fixture->settings, "sort-column", "total");
  g_settings_set_string (fixture->settings, "last-interface", "lo");
  g_signal_emit_by_name (find_button (preferences, "_Reset Settings"), "clicked");
  g_assert_true (g_settings_get_boolean (fixture->settings, "show-ports"));
  g_assert_null (g_settings_get_user_value (fixture->settings, "bar-style"));
  /* Neither of them is a setting of this window. */
  g_assert_nonnull (g_settings_get_user_value (fixture->settings, "sort-column"));
  g_assert_nonnull (g_settings_get_user_value (fixture->settings, "last-interface"));

  WAIT_UNTIL (find_button (preferences, "_Undo") != NULL);
  g_signal_emit_by_name (find_button (preferences, "_Undo"), "clicked");
  g_assert_false (g_settings_get_boolean (fixture->settings, "show-ports"));
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "bar-style"), ==, 2);
  close_preferences (preferences);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

#define ADD(name, func) \
  g_test_add ("/preferences/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("every-setting-is-here-or-remembered", test_every_setting_is_here_or_remembered);
  ADD ("how-far-the-past-reaches-is-said", test_how_far_the_past_reaches_is_said);
  ADD ("switches-and-numbers-hold-at-once", test_switches_and_numbers_hold_at_once);
  ADD ("a-choice-means-what-it-says", test_a_choice_means_what_it_says);
  ADD ("names-are-looked-up-after-a-yes-alone", test_names_are_looked_up_after_a_yes_alone);
  ADD ("a-capture-filter-that-does-not-compile-is-refused",
       test_a_capture_filter_that_does_not_compile_is_refused);
  ADD ("a-file-that-is-no-database-is-refused", test_a_file_that_is_no_database_is_refused);
  ADD ("a-name-is-shown-as-it-is", test_a_name_is_shown_as_it_is);
  ADD ("an-interface-is-listened-on-at-once", test_an_interface_is_listened_on_at_once);
  ADD ("a-reset-can-be-taken-back", test_a_reset_can_be_taken_back);

  return fixture_run ();
}
