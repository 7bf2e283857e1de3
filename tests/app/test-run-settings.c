/* The command line, and what it does to the settings: nothing that lasts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-run-settings, on a display of its own.
 */
#include "config.h"

#include "app/app-options.h"
#include "app/application.h"
#include "app/run-settings.h"
#include "core/error.h"
#include "window-fixture.h"

typedef struct
{
  WeirRunSettings *settings;
  GSettings *run;
  GSettings *saved; /* as another program sees them */
} Run;

static void
set_up (Run *run, gconstpointer user_data)
{
  Fixture reset = { 0 };

  fixture_set_up (&reset, NULL);
  fixture_tear_down (&reset, NULL);
  run->settings = weir_run_settings_new ();
  run->run = weir_run_settings_get (run->settings);
  run->saved = g_settings_new (WEIR_APP_ID);
}

static void
tear_down (Run *run, gconstpointer user_data)
{
  weir_run_settings_free (run->settings);
  g_clear_object (&run->saved);
}

/* @values: in GVariant's text format */
static void
override (Run *run, const char *values)
{
  g_autoptr (GVariant) parsed = g_variant_ref_sink (g_variant_new_parsed (values));

  weir_run_settings_override (run->settings, parsed);
}

static gboolean
is_saved (Run *run, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_user_value (run->saved, key);

  return value != NULL;
}

static void
test_an_override_is_not_saved (Run *run, gconstpointer user_data)
{
  override (run, "{'unit': <'bytes'>, 'show-ports': <false>}");
  g_assert_cmpint (g_settings_get_enum (run->run, "unit"), ==, 1);
  g_assert_false (g_settings_get_boolean (run->run, "show-ports"));
  g_assert_false (is_saved (run, "unit"));
  g_assert_false (is_saved (run, "show-ports"));
}

static void
test_what_is_changed_by_hand_is_saved (Run *run, gconstpointer user_data)
{
  override (run, "{'unit': <'bytes'>}");
  g_settings_set_boolean (run->run, "show-names", FALSE);
  g_assert_false (g_settings_get_boolean (run->saved, "show-names"));
  g_settings_reset (run->run, "show-names");
  g_assert_false (is_saved (run, "show-names"));
  g_assert_true (g_settings_get_boolean (run->run, "show-names"));
  g_assert_false (is_saved (run, "unit"));
}

static void
test_an_override_that_is_changed_by_hand_is_saved (Run *run, gconstpointer user_data)
{
  override (run, "{'text-scale': <150>}");
  g_settings_set_int (run->run, "text-scale", 160);
  g_assert_cmpint (g_settings_get_int (run->saved, "text-scale"), ==, 160);
  /* It is none any more. */
  g_settings_set_int (run->run, "text-scale", 150);
  g_assert_cmpint (g_settings_get_int (run->saved, "text-scale"), ==, 150);
}

static void
test_what_is_written_back_is_no_change (Run *run, gconstpointer user_data)
{
  override (run, "{'filter': <'port:443'>}");
  g_settings_set_string (run->run, "filter", "port:443");
  g_assert_false (is_saved (run, "filter"));
}

static void
test_what_another_program_saves_arrives (Run *run, gconstpointer user_data)
{
  override (run, "{'unit': <'bytes'>}");
  g_settings_set_boolean (run->run, "show-ports", FALSE);

  g_settings_set_boolean (run->saved, "show-ports", TRUE);
  g_settings_set_int (run->saved, "refresh-seconds", 5);
  g_settings_set_string (run->saved, "unit", "bits");
  g_assert_true (g_settings_get_boolean (run->run, "show-ports"));
  g_assert_cmpint (g_settings_get_int (run->run, "refresh-seconds"), ==, 5);
  g_assert_cmpint (g_settings_get_enum (run->run, "unit"), ==, 1);
}

static void
test_what_is_no_setting_is_left_out (Run *run, gconstpointer user_data)
{
  override (run, "{'no-such-key': <1>, 'unit': <'furlongs'>, 'text-scale': <100000>, "
                 "'show-ports': <'no'>, 'refresh-seconds': <3>}");
  g_assert_cmpint (g_settings_get_enum (run->run, "unit"), ==, 0);
  g_assert_cmpint (g_settings_get_int (run->run, "text-scale"), ==, 100);
  g_assert_true (g_settings_get_boolean (run->run, "show-ports"));
  g_assert_cmpint (g_settings_get_int (run->run, "refresh-seconds"), ==, 3);
}

/* ---- the window ----------------------------------------------------------------------------- */

#define OF_THE_WINDOW                                                                      \
  "{'filter': <'port:443'>, 'sort-column': <'total'>, 'sort-descending': <true>, "         \
  "'view': <'host'>, 'columns': <['remote', 'total']>, 'last-interface': <'weir-none0'>, " \
  "'reverse-dns': <'off'>, 'theme': <'NeonSprawl'>, 'bar-style': <'none'>}"

static const char *const of_the_window[] = { "filter",      "sort-column", "sort-descending",
                                             "view",        "columns",     "last-interface",
                                             "reverse-dns", "theme",       "bar-style" };

static WeirMainWindow *
open_window (Run *run)
{
  WeirMainWindow *window = WEIR_MAIN_WINDOW (
      weir_main_window_new (ADW_APPLICATION (g_application_get_default ()), run->run));

  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

static const char *
id_of_first_column (WeirMainWindow *window)
{
  GtkColumnView *view = fixture_find (GTK_WIDGET (window->flow_view), GTK_TYPE_COLUMN_VIEW);
  g_autoptr (GtkColumnViewColumn) column =
      g_list_model_get_item (gtk_column_view_get_columns (view), 0);

  return weir_column_layout_get_column (column)->id;
}

static void
assert_shown (WeirMainWindow *window)
{
  WeirColumnLayout *layout = weir_flow_view_get_layout (window->flow_view);
  gboolean is_descending;
  const WeirFlowColumn *column = weir_flow_view_get_order (window->flow_view, &is_descending);

  g_assert_cmpstr (gtk_editable_get_text (window->filter_entry), ==, "port:443");
  g_assert_cmpstr (column->id, ==, "total");
  g_assert_cmpstr (gtk_menu_button_get_label (window->view_button), ==, "Hosts");
  g_assert_false (weir_column_layout_is_shown (layout, weir_flow_columns_find ("rate-40s")));
  g_assert_true (weir_column_layout_is_shown (layout, weir_flow_columns_find ("total")));
  g_assert_cmpstr (id_of_first_column (window), ==, "group");
}

static void
assert_nothing_saved (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (of_the_window); i++)
    {
      if (!is_saved (run, of_the_window[i]))
        continue;
      g_test_message ("“%s” is saved", of_the_window[i]);
      g_test_fail ();
    }
}

static void
close_window (WeirMainWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_a_window_keeps_overrides_to_itself (Run *run, gconstpointer user_data)
{
  WeirMainWindow *window;

  override (run, OF_THE_WINDOW);
  window = open_window (run);
  weir_session_start_default (weir_main_window_get_session (window));
  g_assert_cmpstr (weir_session_get_name (weir_main_window_get_session (window)), ==, "weir-none0");
  assert_shown (window);
  close_window (window);
  assert_nothing_saved (run);
}

static void
test_a_window_that_is_there_follows (Run *run, gconstpointer user_data)
{
  WeirMainWindow *window = open_window (run);

  override (run, OF_THE_WINDOW);
  weir_main_window_follow_settings (window);
  assert_shown (window);
  assert_nothing_saved (run);

  /* By hand. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "view", g_variant_new_string ("user"));
  g_assert_true (is_saved (run, "view"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "sort", g_variant_new_string ("remote"));
  g_assert_true (is_saved (run, "sort-column"));
  g_assert_false (is_saved (run, "filter"));
  close_window (window);
}

/* ---- the command line ----------------------------------------------------------------------- */

static void
test_options_are_settings (Run *run, gconstpointer user_data)
{
  static const struct
  {
    const char *options; /* as GApplication hands them over */
    const char *values;
  } cases[] = {
    { "@a{sv} {}", "@a{sv} {}" },
    { "{'interface': <'lo'>}", "{'last-interface': <'lo'>}" },
    { "{'capture-filter': <'not port 22'>}", "{'capture-filter': <'not port 22'>}" },
    { "{'promiscuous': <true>}", "{'promiscuous': <true>}" },
    { "{'filter': <'port:443 rate>1M'>}", "{'filter': <'port:443 rate>1M'>}" },
    { "{'view': <'application'>}", "{'view': <'application'>}" },
    { "{'view': <'flows'>}", "{'view': <'flows'>}" },
    { "{'sort': <'10s'>}", "{'sort-column': <'rate-10s'>, 'sort-descending': <true>}" },
    { "{'sort': <'destination'>}", "{'sort-column': <'remote'>, 'sort-descending': <false>}" },
    { "{'sort': <'total'>}", "{'sort-column': <'total'>, 'sort-descending': <true>}" },
    { "{'no-dns': <true>}", "{'show-names': <false>}" },
    { "{'reverse-dns': <true>}", "{'reverse-dns': <'on'>}" },
    { "{'no-port-names': <true>}", "{'show-services': <false>}" },
    { "{'show-ports': <true>}", "{'show-ports': <true>}" },
    { "{'hide-ports': <true>}", "{'show-ports': <false>}" },
    { "{'bytes': <true>}", "{'unit': <'bytes'>}" },
    { "{'no-bars': <true>}", "{'bar-style': <'none'>}" },
    { "{'interval': <'10'>}", "{'refresh-seconds': <10>}" },
    { "{'theme': <'NeonSprawl'>}", "{'theme': <'NeonSprawl'>}" },
    { "{'theme': <'System'>}", "{'theme': <'System'>}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) given = g_variant_ref_sink (g_variant_new_parsed (cases[i].options));
      g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed (cases[i].values));
      g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (given);
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) values = weir_app_options_read (&options, run->saved, &error);

      g_assert_no_error (error);
      g_variant_ref_sink (values);
      g_assert_cmpvariant (values, expected);
    }
}

static void
test_wrong_values_are_refused_with_a_sentence (Run *run, gconstpointer user_data)
{
  static const struct
  {
    const char *options;
    const char *sentence; /* part of it */
  } cases[] = {
    { "{'interface': <''>}", "-i takes the name" },
    { "{'capture-filter': <'port many'>}", "port many" },
    { "{'filter': <'port:443 rate>fast'>}", "--filter, at character" },
    { "{'view': <'colour'>}", "“colour” is not a view. There are: flows, application" },
    { "{'sort': <'beauty'>}", "“beauty” is not a sort key. There are: 2s, 10s, 40s" },
    { "{'interval': <'0'>}", "--interval takes a whole number" },
    { "{'interval': <'11'>}", "--interval takes a whole number" },
    { "{'interval': <'1.5'>}", "--interval takes a whole number" },
    { "{'theme': <'Beige'>}", "There is no theme “Beige”." },
    { "{'theme': <'none.css'>}", "The theme “none.css” cannot be used: " },
    { "{'theme': <'../../x.css'>}", "There is no theme" },
    { "{'geo-database': <b'/dev/null'>}", "/dev/null" },
    { "{'geo-database': <b'/\\377'>}", "is not text" },
    { "{'no-dns': <true>, 'reverse-dns': <true>}", "only one" },
    { "{'show-ports': <true>, 'hide-ports': <true>}", "only one" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) given = g_variant_ref_sink (g_variant_new_parsed (cases[i].options));
      g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (given);
      g_autoptr (GError) error = NULL;

      g_assert_null (weir_app_options_read (&options, run->saved, &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].sentence) == NULL)
        g_error ("%s: %s", cases[i].options, error->message);
    }
}

static void
test_programs_are_left_out_of_the_columns_there_are (Run *run, gconstpointer user_data)
{
  const char *const chosen[] = { "process", "remote", "pid", NULL };
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) usual = NULL, left = NULL;
  g_auto (GStrv) ids = NULL, left_ids = NULL;

  g_variant_dict_insert (&options, "no-processes", "b", TRUE);
  usual = g_variant_ref_sink (weir_app_options_read (&options, run->saved, NULL));
  g_assert_true (g_variant_lookup (usual, "columns", "^as", &ids));
  g_assert_false (g_strv_contains ((const char *const *) ids, "process"));
  g_assert_true (g_strv_contains ((const char *const *) ids, "remote"));

  g_settings_set_strv (run->saved, "columns", chosen);
  left = g_variant_ref_sink (weir_app_options_read (&options, run->saved, NULL));
  g_assert_true (g_variant_lookup (left, "columns", "^as", &left_ids));
  g_assert_cmpuint (g_strv_length (left_ids), ==, 2);
  g_assert_cmpstr (left_ids[0], ==, "remote");
  g_assert_cmpstr (left_ids[1], ==, "pid");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_register ();

#define ADD(name, func) g_test_add ("/run-settings/" name, Run, NULL, set_up, func, tear_down)

  ADD ("an-override-is-not-saved", test_an_override_is_not_saved);
  ADD ("what-is-changed-by-hand-is-saved", test_what_is_changed_by_hand_is_saved);
  ADD ("an-override-that-is-changed-by-hand-is-saved",
       test_an_override_that_is_changed_by_hand_is_saved);
  ADD ("what-is-written-back-is-no-change", test_what_is_written_back_is_no_change);
  ADD ("what-another-program-saves-arrives", test_what_another_program_saves_arrives);
  ADD ("what-is-no-setting-is-left-out", test_what_is_no_setting_is_left_out);
  ADD ("a-window-keeps-overrides-to-itself", test_a_window_keeps_overrides_to_itself);
  ADD ("a-window-that-is-there-follows", test_a_window_that_is_there_follows);
  ADD ("options-are-settings", test_options_are_settings);
  ADD ("wrong-values-are-refused-with-a-sentence", test_wrong_values_are_refused_with_a_sentence);
  ADD ("programs-are-left-out-of-the-columns-there-are",
       test_programs_are_left_out_of_the_columns_there_are);

  return fixture_run ();
}
