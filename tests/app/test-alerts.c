/* Alerts in the real window: rules, the list, the marked rows, the background.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-alerts CAPTURE, on a display of its own.  Traffic is connections over loopback, which
 * the system tells of without any rights.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "app/alert-list.h"
#include "app/alert-rule-editor.h"
#include "app/alert-window.h"
#include "app/application.h"
#include "window-fixture.h"

static const char *traffic_path;

static WeirApplication *
get_application (Fixture *fixture)
{
  return WEIR_APPLICATION (gtk_window_get_application (GTK_WINDOW (fixture->window)));
}

static WeirAlerts *
get_alerts (Fixture *fixture)
{
  return weir_application_get_alerts (get_application (fixture));
}

static guint
count_alerts (Fixture *fixture)
{
  return weir_alert_log_get_n (weir_alerts_get_log (get_alerts (fixture)));
}

static void
set_rules (Fixture *fixture, const char *first, const char *second)
{
  const char *const rules[] = { first, second, NULL };

  g_settings_set_strv (fixture->settings, "alert-rules", rules);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture_set_up (fixture, user_data);
  weir_alerts_forget (get_alerts (fixture));
}

/* ---- traffic -------------------------------------------------------------------------------- */

/* A connection of this process with itself, over which bytes go whenever the loop is idle. */
typedef struct
{
  GSocketListener *listener;
  GSocketConnection *client;
  GSocketConnection *server;
  guint source;
} Traffic;

static gboolean
send_cb (gpointer user_data)
{
  static char bytes[64 * 1024];
  Traffic *traffic = user_data;
  GSocket *from = g_socket_connection_get_socket (traffic->client);
  GSocket *to = g_socket_connection_get_socket (traffic->server);

  g_socket_send (from, bytes, sizeof bytes, NULL, NULL);
  while (g_socket_receive (to, bytes, sizeof bytes, NULL, NULL) > 0)
    continue;
  return G_SOURCE_CONTINUE;
}

static void
traffic_start (Traffic *traffic)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  guint16 port;

  traffic->listener = g_socket_listener_new ();
  port = g_socket_listener_add_any_inet_port (traffic->listener, NULL, &error);
  g_assert_no_error (error);
  traffic->client = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  traffic->server = g_socket_listener_accept (traffic->listener, NULL, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (g_socket_connection_get_socket (traffic->client), FALSE);
  g_socket_set_blocking (g_socket_connection_get_socket (traffic->server), FALSE);
  traffic->source = g_timeout_add (20, send_cb, traffic);
}

static void
traffic_stop (Traffic *traffic)
{
  g_source_remove (traffic->source);
  g_object_unref (traffic->client);
  g_object_unref (traffic->server);
  g_object_unref (traffic->listener);
}

/* ---- alerts --------------------------------------------------------------------------------- */

static gboolean
is_alerting_row (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "alerting"))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_alerting_row (child))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_sign (GtkWidget *widget)
{
  if (GTK_IS_INSCRIPTION (widget))
    {
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      return text != NULL && g_str_has_prefix (text, "⚠ ");
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_sign (child))
        return TRUE;
    }
  return FALSE;
}

static void
test_a_rule_that_is_met_is_listed_and_marked (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *view = GTK_WIDGET (fixture->window->flow_view);
  const WeirAlert *alert;
  Traffic traffic;

  set_rules (fixture, "rate > 100kb/s for 1s of remote:127.0.0.1", NULL);
  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (count_alerts (fixture) == 1);
  alert = weir_alert_log_get (weir_alerts_get_log (get_alerts (fixture)), 0);
  g_assert_cmpstr (alert->filter, ==, "remote:127.0.0.1");
  WAIT_UNTIL (is_alerting_row (view) && has_sign (view));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window->alert_button)));

  /* Also where a row is all flows between two hosts. */
  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  WAIT_UNTIL (fixture_count (fixture) > 0 && weir_flow_is_pair (fixture_flow_at (fixture, 0))
              && is_alerting_row (view) && has_sign (view));

  /* The rule goes, and with it the marks; the list stays. */
  set_rules (fixture, NULL, NULL);
  WAIT_UNTIL (!is_alerting_row (view) && !has_sign (view));
  g_assert_cmpuint (count_alerts (fixture), ==, 1);
  traffic_stop (&traffic);
}

static void
note_cb (WeirAlerts *alerts, const WeirAlert *alert, char **rule)
{
  g_free (*rule);
  *rule = g_strdup (alert->rule);
}

static void
test_what_is_muted_is_listed_and_not_told (Fixture *fixture, gconstpointer user_data)
{
  WeirAlerts *alerts = get_alerts (fixture);
  g_autofree char *told = NULL;
  Traffic traffic;
  gulong handler;

  set_rules (fixture, "rate > 100kb/s for 1s", "rate > 50kb/s for 1s");
  weir_alerts_mute (alerts, "rate > 100kb/s for 1s");
  weir_alerts_mute (alerts, "there is no such rule");
  g_assert_true (weir_alerts_is_muted (alerts, "rate > 100kb/s for 1s"));
  g_assert_false (weir_alerts_is_muted (alerts, "there is no such rule"));

  handler = g_signal_connect (alerts, "raised", G_CALLBACK (note_cb), &told);
  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (count_alerts (fixture) == 2);
  g_assert_cmpstr (told, ==, "rate > 50kb/s for 1s");
  g_signal_handler_disconnect (alerts, handler);
  traffic_stop (&traffic);
}

static void
test_pausing_does_not_stop_the_alerts (Fixture *fixture, gconstpointer user_data)
{
  Traffic traffic;

  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (fixture_count (fixture) > 0);
  weir_session_set_paused (fixture->session, TRUE);
  set_rules (fixture, "rate > 100kb/s for 1s", NULL);
  WAIT_UNTIL (count_alerts (fixture) == 1);
  traffic_stop (&traffic);
}

static void
test_a_capture_file_raises_nothing (Fixture *fixture, gconstpointer user_data)
{
  set_rules (fixture, "rate > 1b/s for 1s", "month > 1B");
  fixture_show_file (fixture, traffic_path);
  g_assert_cmpuint (fixture_count (fixture), >, 0);
  g_assert_cmpuint (count_alerts (fixture), ==, 0);
}

static void
test_a_rule_that_cannot_be_read_is_kept_and_told (Fixture *fixture, gconstpointer user_data)
{
  WeirAlerts *alerts = get_alerts (fixture);
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse ("new application", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) texts = NULL;

  set_rules (fixture, "speed > <b>5", "rate > 1M");
  g_assert_cmpuint (weir_alerts_get_n_rules (alerts), ==, 2);
  g_assert_null (weir_alerts_get_rule (alerts, 0)->rule);
  g_assert_nonnull (weir_alerts_get_rule (alerts, 0)->error);

  fixture_activate (fixture, "show-alerts", NULL);
  WAIT_UNTIL (fixture_find_window (WEIR_TYPE_ALERT_WINDOW) != NULL);
  g_assert_true (weir_alerts_save_rule (alerts, rule, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (weir_alerts_save_rule (alerts, rule, NULL, &error));
  g_assert_nonnull (error);
  texts = g_settings_get_strv (fixture->settings, "alert-rules");
  g_assert_cmpstr (texts[0], ==, "speed > <b>5");
  g_assert_cmpstr (texts[2], ==, "new application");
  weir_alerts_remove_rule (alerts, "speed > <b>5");
  g_assert_cmpuint (weir_alerts_get_n_rules (alerts), ==, 2);
  gtk_window_destroy (fixture_find_window (WEIR_TYPE_ALERT_WINDOW));
}

/* A button by its label, anywhere below. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0
      && gtk_widget_get_mapped (widget))
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
test_show_filters_to_what_it_was_about (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window, *list, *show;
  Traffic traffic;

  set_rules (fixture, "rate > 100kb/s for 1s by host", NULL);
  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (count_alerts (fixture) > 0);
  fixture_activate (fixture, "show-alerts", NULL);
  WAIT_UNTIL ((window = fixture_find_window (WEIR_TYPE_ALERT_WINDOW)) != NULL);
  list = fixture_find (window, WEIR_TYPE_ALERT_LIST);
  WAIT_UNTIL ((show = find_button (list, "Show")) != NULL);
  g_assert_cmpuint (weir_alert_log_get_n_unread (weir_alerts_get_log (get_alerts (fixture))), ==,
                    0);
  g_signal_emit_by_name (show, "clicked");
  WAIT_UNTIL (g_str_has_prefix (gtk_editable_get_text (fixture->window->filter_entry), "remote="));
  WAIT_UNTIL (fixture_count (fixture) > 0);

  WAIT_UNTIL (find_button (window, "_Clear") != NULL);
  g_signal_emit_by_name (find_button (window, "_Clear"), "clicked");
  g_assert_cmpuint (count_alerts (fixture), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  traffic_stop (&traffic);
}

static void
test_a_row_has_a_rule_made (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *editor;
  const WeirAlertEntry *entry;

  fixture_show_file (fixture, traffic_path);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  fixture_activate (fixture, "create-alert", NULL);
  WAIT_UNTIL ((editor = fixture_find_window (WEIR_TYPE_ALERT_RULE_EDITOR)) != NULL);
  WAIT_UNTIL (find_button (editor, "_Save") != NULL);
  g_assert_true (gtk_widget_get_sensitive (find_button (editor, "_Save")));
  g_signal_emit_by_name (find_button (editor, "_Save"), "clicked");
  WAIT_UNTIL (weir_alerts_get_n_rules (get_alerts (fixture)) == 1);
  entry = weir_alerts_get_rule (get_alerts (fixture), 0);
  g_assert_nonnull (entry->rule);
  g_assert_true (g_str_has_prefix (entry->rule->filter_text, "remote="));
}

static void
test_what_makes_no_sense_cannot_be_saved (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *editor;
  GtkEditable *limit;

  weir_alert_rule_editor_present (GTK_WINDOW (fixture->window), get_alerts (fixture),
                                  fixture->settings, NULL, "");
  WAIT_UNTIL ((editor = fixture_find_window (WEIR_TYPE_ALERT_RULE_EDITOR)) != NULL);
  WAIT_UNTIL (find_button (editor, "_Save") != NULL);
  limit = fixture_find (editor, ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (limit, "very fast");
  g_assert_false (gtk_widget_get_sensitive (find_button (editor, "_Save")));
  gtk_editable_set_text (limit, "2,5 MB/s");
  g_assert_true (gtk_widget_get_sensitive (find_button (editor, "_Save")));
  g_signal_emit_by_name (find_button (editor, "_Save"), "clicked");
  WAIT_UNTIL (weir_alerts_get_n_rules (get_alerts (fixture)) == 1);
  g_assert_cmpstr (weir_alerts_get_rule (get_alerts (fixture), 0)->text, ==,
                   "rate > 2.5MB/s for 10s");
}

static gpointer
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
open_editor (Fixture *fixture, const char *text)
{
  GtkWidget *editor;

  weir_alert_rule_editor_present (GTK_WINDOW (fixture->window), get_alerts (fixture),
                                  fixture->settings, text, "");
  WAIT_UNTIL ((editor = fixture_find_window (WEIR_TYPE_ALERT_RULE_EDITOR)) != NULL);
  WAIT_UNTIL (find_button (editor, "_Save") != NULL);
  return editor;
}

static void
test_a_month_of_hosts_and_a_filter_is_made_and_met (Fixture *fixture, gconstpointer user_data)
{
  static const char text[] = "month > 5kB by host of tcp";
  GtkWidget *editor = open_editor (fixture, NULL);
  Traffic traffic;
  const WeirAlert *alert;

  adw_combo_row_set_selected (find_row (editor, "_Tell Me Of"), 6);
  gtk_editable_set_text (find_row (editor, "More Than, Such as 100GB"), "5 kB");
  adw_combo_row_set_selected (find_row (editor, "_Counted"), 2);
  gtk_editable_set_text (find_row (editor, "Only Flows That Match This Filter"), "tcp");
  g_assert_true (gtk_widget_get_sensitive (find_button (editor, "_Save")));
  g_signal_emit_by_name (find_button (editor, "_Save"), "clicked");
  WAIT_UNTIL (weir_alerts_get_n_rules (get_alerts (fixture)) == 1);
  g_assert_cmpstr (weir_alerts_get_rule (get_alerts (fixture), 0)->text, ==, text);

  /* What is opened again is what was saved. */
  WAIT_UNTIL (fixture_find_window (WEIR_TYPE_ALERT_RULE_EDITOR) == NULL);
  editor = open_editor (fixture, text);
  g_assert_cmpuint (adw_combo_row_get_selected (find_row (editor, "_Counted")), ==, 2);
  g_signal_emit_by_name (find_button (editor, "_Save"), "clicked");
  g_assert_cmpuint (weir_alerts_get_n_rules (get_alerts (fixture)), ==, 1);
  g_assert_cmpstr (weir_alerts_get_rule (get_alerts (fixture), 0)->text, ==, text);

  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (count_alerts (fixture) > 0);
  alert = weir_alert_log_get (weir_alerts_get_log (get_alerts (fixture)), 0);
  g_assert_cmpstr (alert->rule, ==, text);
  g_assert_nonnull (alert->subject);
  g_assert_true (g_str_has_prefix (alert->filter, "(tcp) "));
  traffic_stop (&traffic);
  weir_session_stop (fixture->session);
}

/* ---- what is kept --------------------------------------------------------------------------- */

static void
test_what_is_kept_is_private_and_can_be_forgotten (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "alerts.jsonl", "seen.txt", "months.txt" };
  Traffic traffic;

  set_rules (fixture, "rate > 100kb/s for 1s", "new host after 1h");
  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (count_alerts (fixture) > 0);
  weir_alerts_flush (get_alerts (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (g_get_user_data_dir (), "weir", names[i], NULL);
      struct stat file;

      g_test_message ("%s", path);
      g_assert_cmpint (g_stat (path, &file), ==, 0);
      g_assert_cmpint (file.st_mode & 0777, ==, 0600);
    }
  traffic_stop (&traffic);
  weir_session_stop (fixture->session);
  weir_alerts_forget (get_alerts (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (g_get_user_data_dir (), "weir", names[i], NULL);

      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_a_damaged_file_is_told_and_kept (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-alerts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "alerts.jsonl", NULL);
  g_autofree char *aside = g_strconcat (path, ".damaged-1", NULL);
  g_autofree char *kept = NULL;
  WeirAlerts *alerts;

  g_assert_true (g_file_set_contents (path, "{\"id\": 5\n\xff\xfe", -1, NULL));
  alerts = weir_alerts_new (fixture->settings, folder);
  g_assert_nonnull (weir_alerts_get_problem (alerts));
  g_assert_nonnull (strstr (weir_alerts_get_problem (alerts), aside));
  g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "{\"id\": 5\n\xff\xfe");
  g_object_unref (alerts);
  g_unlink (path);
  g_unlink (aside);
  g_rmdir (folder);
}

/* ---- the background ------------------------------------------------------------------------- */

static void
test_a_closed_window_goes_on_and_comes_back (Fixture *fixture, gconstpointer user_data)
{
  Traffic traffic;

  g_settings_set_boolean (fixture->settings, "run-in-background", TRUE);
  traffic_start (&traffic);
  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (fixture_count (fixture) > 0);
  fixture_activate (fixture, "show-alerts", NULL);
  WAIT_UNTIL (fixture_find_window (WEIR_TYPE_ALERT_WINDOW) != NULL);
  gtk_window_close (GTK_WINDOW (fixture->window));
  WAIT_UNTIL (!gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  g_assert_false (fixture->window->is_shown);
  g_assert_null (fixture_find_window (WEIR_TYPE_ALERT_WINDOW));

  set_rules (fixture, "rate > 100kb/s for 1s", NULL);
  WAIT_UNTIL (count_alerts (fixture) == 1);
  g_application_activate (G_APPLICATION (get_application (fixture)));
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  traffic_stop (&traffic);
}

static void
test_without_the_setting_a_closed_window_is_gone (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  WAIT_UNTIL (gtk_application_get_windows (GTK_APPLICATION (g_application_get_default ())) == NULL);
}

#define ADD(name, func) g_test_add ("/alerts/" name, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  /* GIO warns that this desktop has no notifications; that may do no harm. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  fixture_register ();

  ADD ("a-rule-that-is-met-is-listed-and-marked", test_a_rule_that_is_met_is_listed_and_marked);
  ADD ("what-is-muted-is-listed-and-not-told", test_what_is_muted_is_listed_and_not_told);
  ADD ("pausing-does-not-stop-the-alerts", test_pausing_does_not_stop_the_alerts);
  ADD ("a-capture-file-raises-nothing", test_a_capture_file_raises_nothing);
  ADD ("a-rule-that-cannot-be-read-is-kept-and-told",
       test_a_rule_that_cannot_be_read_is_kept_and_told);
  ADD ("show-filters-to-what-it-was-about", test_show_filters_to_what_it_was_about);
  ADD ("a-row-has-a-rule-made", test_a_row_has_a_rule_made);
  ADD ("what-makes-no-sense-cannot-be-saved", test_what_makes_no_sense_cannot_be_saved);
  ADD ("a-month-of-hosts-and-a-filter-is-made-and-met",
       test_a_month_of_hosts_and_a_filter_is_made_and_met);
  ADD ("what-is-kept-is-private-and-can-be-forgotten",
       test_what_is_kept_is_private_and_can_be_forgotten);
  ADD ("a-damaged-file-is-told-and-kept", test_a_damaged_file_is_told_and_kept);
  ADD ("a-closed-window-goes-on-and-comes-back", test_a_closed_window_goes_on_and_comes_back);
  ADD ("without-the-setting-a-closed-window-is-gone",
       test_without_the_setting_a_closed_window_is_gone);
  return fixture_run ();
}
