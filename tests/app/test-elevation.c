/* Permission to capture, as the real window asks for it; the helper is a fake.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-elevation, on a display of its own, with the helper's path in WEIR_FAKE_HELPER.
 */
#include "config.h"

#include "app/application.h"
#include "app/main-window-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helper/fake-helper.h"
#include "core/error.h"
#include "helper-log.h"
#include "patience.h"

/* Runs as a child of the test: a window that captures, until it is killed. */
#define VICTIM "--victim"

#define LONG_MS 60000
#define SHORT_MS 100

/* What the fake's log and the helper's end change is looked at this often. */
#define LOOK_MS 10

static WeirApplication *application;
static char *folder;

typedef struct
{
  GSettings *settings;
  WeirMainWindow *window;
  WeirSession *session;
  guint look_id;
} Fixture;

static gboolean
look_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (g_file_set_contents (g_getenv (HELPER_LOG), "", 0, NULL));
  fixture->settings = g_settings_new (WEIR_APP_ID);
  g_settings_reset (fixture->settings, "last-interface");
  g_settings_reset (fixture->settings, "capture-filter");
  g_settings_reset (fixture->settings, "promiscuous");
  fixture->window =
      WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), fixture->settings));
  fixture->session = weir_main_window_get_session (fixture->window);
  fixture->look_id = g_timeout_add (LOOK_MS, look_cb, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
close_window (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (fixture->window != NULL)
    close_window (fixture);
  g_source_remove (fixture->look_id);
  g_clear_object (&fixture->settings);
}

/* ---- what the window shows ---------------------------------------------------------------------
 */

/* The first that a person could see.  Returns: (nullable) */
static GtkWidget *
find_visible (GtkWidget *root, GType type, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (!gtk_widget_get_visible (child))
        continue;
      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type)
          && (text == NULL || !GTK_IS_LABEL (child)
              || strstr (gtk_label_get_label (GTK_LABEL (child)), text) != NULL))
        return child;
      found = find_visible (child, type, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_notice (Fixture *fixture)
{
  GtkWidget *revealer = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->notice_bar));

  return gtk_revealer_get_reveal_child (GTK_REVEALER (revealer));
}

static const char *
get_notice (Fixture *fixture)
{
  GtkWidget *notice = GTK_WIDGET (fixture->window->notice_bar);

  g_assert_true (has_notice (fixture));
  return gtk_label_get_label (GTK_LABEL (find_visible (notice, GTK_TYPE_LABEL, NULL)));
}

/* There is one at a time. */
static GtkButton *
get_button (Fixture *fixture)
{
  return GTK_BUTTON (
      find_visible (GTK_WIDGET (fixture->window->notice_bar), GTK_TYPE_BUTTON, NULL));
}

static void
click (Fixture *fixture, const char *label)
{
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, label);
  g_signal_emit_by_name (get_button (fixture), "clicked");
}

static gboolean
has_spinner (Fixture *fixture)
{
  GtkWidget *spinner =
      find_visible (GTK_WIDGET (fixture->window->notice_bar), GTK_TYPE_SPINNER, NULL);

  return spinner != NULL && gtk_spinner_get_spinning (GTK_SPINNER (spinner));
}

static gboolean
counts_packets (Fixture *fixture)
{
  return find_visible (GTK_WIDGET (fixture->window->totals_bar), GTK_TYPE_LABEL, "packets") != NULL;
}

static WeirSessionKind
get_kind (Fixture *fixture)
{
  return weir_session_get_kind (fixture->session);
}

static WeirWorkerState
get_state (Fixture *fixture)
{
  return weir_session_get_status (fixture->session)->state;
}

/* The bytes of the flow that the fake makes up, as listed. */
static uint64_t
get_bytes (Fixture *fixture)
{
  GListModel *list =
      G_LIST_MODEL (weir_flow_view_get_model (weir_main_window_get_flow_view (fixture->window)));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (WeirFlowItem) item = g_list_model_get_item (list, i);
      const WeirFlow *flow = weir_flow_item_get_flow (item);
      char text[2][WEIR_ADDRESS_TEXT_MAX];

      weir_address_format (&flow->key.local, flow->key.family, text[0]);
      weir_address_format (&flow->key.remote, flow->key.family, text[1]);
      if (strcmp (text[0], FAKE_HELPER_SOURCE) == 0 || strcmp (text[1], FAKE_HELPER_SOURCE) == 0)
        return flow->tx_bytes + flow->rx_bytes;
    }
  return 0;
}

#define ONE_CAPTURE (FAKE_HELPER_PACKETS * FAKE_HELPER_IP_BYTES)

static gboolean
is_running (pid_t pid)
{
  return kill (pid, 0) == 0;
}

/* ---- what the helper does ----------------------------------------------------------------------
 */

static void
show_connections (Fixture *fixture, const char *scenario, const char *text, int timeout_ms)
{
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), scenario, text, NULL };

  weir_session_set_helper_command (fixture->session, argv, timeout_ms);
  weir_session_start_interface (fixture->session, "weir-x");
  WAIT_UNTIL (get_state (fixture) == WEIR_WORKER_RUNNING);
  g_assert_cmpint (get_kind (fixture), ==, WEIR_SESSION_SOCKETS);
}

/* The first time one scenario, from then on another. */
static void
set_two_scenarios (Fixture *fixture, const char *first, const char *second)
{
  const char *const argv[] = {
    "sh",
    "-c",
    "if mkdir \"$0/ran\" 2>/dev/null; then exec \"$1\" $2; else exec \"$1\" $3; fi",
    folder,
    g_getenv ("WEIR_FAKE_HELPER"),
    first,
    second,
    NULL,
  };
  g_autofree char *ran = g_build_filename (folder, "ran", NULL);

  g_rmdir (ran);
  weir_session_set_helper_command (fixture->session, argv, LONG_MS);
}

static void
see_all_traffic (Fixture *fixture)
{
  show_connections (fixture, "works", NULL, LONG_MS);
  click (fixture, "_See All Traffic…");
  WAIT_UNTIL (get_kind (fixture) == WEIR_SESSION_INTERFACE && get_bytes (fixture) > 0);
}

/* ---- tests -------------------------------------------------------------------------------------
 */

static void
test_nobody_is_asked_before_the_user_wants_it (Fixture *fixture, gconstpointer user_data)
{
  show_connections (fixture, "works", NULL, LONG_MS);

  g_assert_nonnull (strstr (get_notice (fixture), "TCP connections"));
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_See All Traffic…");
  g_assert_false (has_spinner (fixture));
  g_assert_false (counts_packets (fixture));
  g_assert_cmpuint (helper_log_count_starts (), ==, 0);
}

static void
test_a_question_can_be_taken_back (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *offer = NULL;
  gint64 start_us;

  show_connections (fixture, "silent", NULL, LONG_MS);
  offer = g_strdup (get_notice (fixture));
  click (fixture, "_See All Traffic…");
  WAIT_UNTIL (helper_log_count_starts () == 1);
  g_assert_true (has_spinner (fixture));
  g_assert_nonnull (strstr (get_notice (fixture), "Waiting for your permission"));
  g_assert_cmpint (get_kind (fixture), ==, WEIR_SESSION_SOCKETS);

  start_us = g_get_monotonic_time ();
  click (fixture, "_Cancel");
  WAIT_UNTIL (!is_running (helper_log_get_pid ()));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
  g_assert_false (has_spinner (fixture));
  g_assert_cmpstr (get_notice (fixture), ==, offer);
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_See All Traffic…");
}

#define PKEXEC_SAYS "Error executing command as another user: "

static void
test_every_refusal_says_what_to_do (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *scenario;
    const char *text;
    int code; /* WeirErrorCode */
    const char *advice;
    gboolean is_said_already; /* by the case before */
  } cases[] = {
    { "exit=126", PKEXEC_SAYS "Request dismissed", WEIR_ERROR_DISMISSED, "Try again" },
    { "exit=127", PKEXEC_SAYS "Not authorized\n\nThis incident has been reported.",
      WEIR_ERROR_DENIED, "ask the administrator" },
    { "exit=127", PKEXEC_SAYS "No authentication agent found.", WEIR_ERROR_NO_AGENT,
      "Start a polkit authentication agent" },
    { "exit=127", "env: 'pkexec': No such file or directory", WEIR_ERROR_HELPER_MISSING,
      "Check that Weir and polkit are installed" },
    { "version", NULL, WEIR_ERROR_HELPER_VERSION, "Install both from the same package" },
    { "garbage", NULL, WEIR_ERROR_HELPER_BROKEN, "install Weir again" },
    { "torn", NULL, WEIR_ERROR_HELPER_BROKEN, "install Weir again", TRUE },
    { "unable", NULL, WEIR_ERROR_PERMISSION, "Install Weir again" },
    { "silent", NULL, WEIR_ERROR_HELPER_BROKEN, "try again" },
    { "leaves", NULL, WEIR_ERROR_HELPER_LOST, "Try again" },
  };
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean stalls = strcmp (cases[i].scenario, "silent") == 0;
      guint n_starts = helper_log_count_starts ();

      show_connections (fixture, cases[i].scenario, cases[i].text, stalls ? SHORT_MS : LONG_MS);
      g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "see-all-traffic", NULL);
      WAIT_UNTIL (!weir_session_is_asking (fixture->session));

      g_test_message ("%s: %s", cases[i].scenario, get_notice (fixture));
      g_assert_error (weir_session_get_refusal (fixture->session), WEIR_ERROR, cases[i].code);
      g_assert_nonnull (strstr (get_notice (fixture), cases[i].advice));
      g_assert_cmpint (g_hash_table_add (said, g_strdup (get_notice (fixture))), ==,
                       !cases[i].is_said_already);
      g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_Try Again…");
      g_assert_false (has_spinner (fixture));

      /* The connections are still there, nobody was asked twice, nothing is left over. */
      g_assert_cmpint (get_kind (fixture), ==, WEIR_SESSION_SOCKETS);
      g_assert_cmpint (get_state (fixture), ==, WEIR_WORKER_RUNNING);
      g_assert_cmpuint (helper_log_count_starts (), ==, n_starts + 1);
      WAIT_UNTIL (!is_running (helper_log_get_pid ()));
      weir_session_stop (fixture->session);
    }
}

static void
test_a_missing_helper_is_told (Fixture *fixture, gconstpointer user_data)
{
  const char *const argv[] = { "/nonexistent/weir-helper", NULL };

  weir_session_set_helper_command (fixture->session, argv, LONG_MS);
  weir_session_start_interface (fixture->session, "weir-x");
  click (fixture, "_See All Traffic…");
  WAIT_UNTIL (!weir_session_is_asking (fixture->session));
  g_assert_nonnull (strstr (get_notice (fixture), "/nonexistent/weir-helper"));
  g_assert_nonnull (strstr (get_notice (fixture), "Check that Weir"));
}

static void
test_asking_again_can_be_answered_otherwise (Fixture *fixture, gconstpointer user_data)
{
  set_two_scenarios (fixture, "exit=126", "works");
  weir_session_start_interface (fixture->session, "weir-x");
  click (fixture, "_See All Traffic…");
  WAIT_UNTIL (weir_session_get_refusal (fixture->session) != NULL);
  click (fixture, "_Try Again…");
  WAIT_UNTIL (get_bytes (fixture) == ONE_CAPTURE);
  g_assert_false (has_notice (fixture));
}

static void
test_packets_take_the_place_of_connections (Fixture *fixture, gconstpointer user_data)
{
  see_all_traffic (fixture);

  g_assert_cmpuint (get_bytes (fixture), ==, ONE_CAPTURE);
  g_assert_cmpuint (weir_ledger_get_n_flows (weir_session_get_ledger (fixture->session)), ==, 1);
  g_assert_false (has_notice (fixture));
  /* Also one that is out of sight would keep the window drawing. */
  g_assert_false (has_spinner (fixture));
  g_assert_true (counts_packets (fixture));
  g_assert_cmpint (helper_log_count ("weir-x flags=", NULL), ==, 1);
}

/* A new ledger, and in it what the fake sends once for every filter. */
static void
wait_for_next_capture (Fixture *fixture, guint n_filters)
{
  WAIT_UNTIL (helper_log_count ("filter ", NULL) == n_filters);
  WAIT_UNTIL (get_bytes (fixture) == ONE_CAPTURE);
  g_assert_cmpint (get_kind (fixture), ==, WEIR_SESSION_INTERFACE);
  g_assert_false (has_notice (fixture));
}

static void
test_one_permission_holds_for_everything (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *line = NULL;
  pid_t pid;

  see_all_traffic (fixture);
  pid = helper_log_get_pid ();

  weir_session_start_interface (fixture->session, "weir-y");
  wait_for_next_capture (fixture, 2);
  g_assert_cmpuint (helper_log_count ("weir-y flags=0", NULL), ==, 1);

  g_settings_set_string (fixture->settings, "capture-filter", "udp port 53");
  wait_for_next_capture (fixture, 3);
  g_assert_cmpuint (helper_log_count ("filter octets=0", NULL), <, 3);

  g_settings_set_boolean (fixture->settings, "promiscuous", TRUE);
  wait_for_next_capture (fixture, 4);
  helper_log_count ("weir-y flags=", &line);
  g_assert_cmpstr (line, ==, "weir-y flags=1");

  weir_session_start_connections (fixture->session);
  WAIT_UNTIL (get_kind (fixture) == WEIR_SESSION_SOCKETS
              && get_state (fixture) == WEIR_WORKER_RUNNING);
  g_assert_true (has_notice (fixture));
  click (fixture, "_See All Traffic…");
  g_assert_false (weir_session_is_asking (fixture->session));
  wait_for_next_capture (fixture, 5);

  g_assert_cmpuint (helper_log_count_starts (), ==, 1);
  g_assert_true (is_running (pid));
}

static void
test_a_pause_keeps_the_helper (Fixture *fixture, gconstpointer user_data)
{
  see_all_traffic (fixture);
  weir_session_set_paused (fixture->session, TRUE);
  g_assert_cmpuint (get_bytes (fixture), ==, ONE_CAPTURE);
  weir_session_set_paused (fixture->session, FALSE);
  g_assert_cmpuint (get_bytes (fixture), ==, ONE_CAPTURE);
  g_assert_cmpint (get_state (fixture), ==, WEIR_WORKER_RUNNING);
  g_assert_cmpuint (helper_log_count_starts (), ==, 1);
}

/* A helper that is not ready before a file is there. */
static void
test_what_is_chosen_while_asking_counts (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *answer = g_build_filename (folder, "answer", NULL);
  const char *const argv[] = {
    "sh", "-c", "while [ ! -e \"$0\" ]; do sleep 0.01; done; exec \"$1\" works", answer, NULL, NULL,
  };
  const char *command[G_N_ELEMENTS (argv)];
  g_autofree char *line = NULL;

  memcpy (command, argv, sizeof argv);
  command[4] = g_getenv ("WEIR_FAKE_HELPER");
  weir_session_set_helper_command (fixture->session, command, LONG_MS);
  weir_session_start_interface (fixture->session, "weir-x");
  click (fixture, "_See All Traffic…");
  weir_session_start_interface (fixture->session, "weir-y");
  g_settings_set_boolean (fixture->settings, "promiscuous", TRUE);
  g_assert_true (weir_session_is_asking (fixture->session));

  g_assert_true (g_file_set_contents (answer, "", 0, NULL));
  WAIT_UNTIL (helper_log_count ("weir-y flags=", &line) == 1);
  g_assert_cmpstr (line, ==, "weir-y flags=1");
  WAIT_UNTIL (get_bytes (fixture) == ONE_CAPTURE);
  g_assert_cmpuint (helper_log_count_starts (), ==, 1);
  g_unlink (answer);
}

/* It was given, only that is of no use here: the password was not typed in vain. */
static void
test_permission_outlives_an_interface_that_fails (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *scenario;
    WeirWorkerState state;
  } cases[] = {
    { "refuses=2", WEIR_WORKER_FAILED },  /* no such interface */
    { "refuses=3", WEIR_WORKER_WAITING }, /* it is down */
    { "refuses=5", WEIR_WORKER_FAILED },  /* the filter */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      show_connections (fixture, cases[i].scenario, NULL, LONG_MS);
      click (fixture, "_See All Traffic…");
      WAIT_UNTIL (get_kind (fixture) == WEIR_SESSION_INTERFACE
                  && get_state (fixture) == cases[i].state);
      g_assert_false (has_notice (fixture));
      weir_session_start_interface (fixture->session, "weir-y");
      WAIT_UNTIL (helper_log_count ("weir-y flags=", NULL) == i + 1);
      g_assert_cmpuint (helper_log_count_starts (), ==, i + 1);
      weir_session_stop (fixture->session);
    }
}

static void
test_a_lost_helper_comes_back_without_a_question (Fixture *fixture, gconstpointer user_data)
{
  pid_t pid;

  see_all_traffic (fixture);
  pid = helper_log_get_pid ();
  g_assert_no_errno (kill (pid, SIGKILL));
  WAIT_UNTIL (get_state (fixture) == WEIR_WORKER_WAITING);
  g_assert_error (weir_session_get_status (fixture->session)->error, WEIR_ERROR,
                  WEIR_ERROR_HELPER_LOST);

  WAIT_UNTIL (get_state (fixture) == WEIR_WORKER_RUNNING);
  g_assert_cmpint (get_kind (fixture), ==, WEIR_SESSION_INTERFACE);
  g_assert_false (has_notice (fixture));
  g_assert_cmpuint (helper_log_count_starts (), ==, 2);
  g_assert_cmpint (helper_log_get_pid (), !=, pid);

  /* What was counted before counts. */
  WAIT_UNTIL (get_bytes (fixture) == 2 * ONE_CAPTURE);
}

static void
test_a_question_that_comes_back_can_be_refused (Fixture *fixture, gconstpointer user_data)
{
  set_two_scenarios (fixture, "works", "exit=126");
  weir_session_start_interface (fixture->session, "weir-x");
  click (fixture, "_See All Traffic…");
  WAIT_UNTIL (get_kind (fixture) == WEIR_SESSION_INTERFACE);
  /* As from the launcher's menu: there is nothing to ask for. */
  weir_session_see_all_traffic (fixture->session);
  g_assert_no_errno (kill (helper_log_get_pid (), SIGKILL));

  WAIT_UNTIL (get_kind (fixture) == WEIR_SESSION_SOCKETS
              && get_state (fixture) == WEIR_WORKER_RUNNING);
  g_assert_error (weir_session_get_refusal (fixture->session), WEIR_ERROR, WEIR_ERROR_DISMISSED);
  g_assert_nonnull (strstr (get_notice (fixture), "Try again"));
  g_assert_false (weir_session_is_asking (fixture->session));
  g_assert_cmpuint (helper_log_count_starts (), ==, 2);
}

static void
test_all_traffic_can_be_asked_for_from_a_file (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/file.pcap");
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), "works", NULL };

  g_settings_set_string (fixture->settings, "last-interface", "weir-x");
  weir_session_set_helper_command (fixture->session, argv, LONG_MS);
  weir_session_start_file (fixture->session, file);
  weir_session_see_all_traffic (fixture->session);
  WAIT_UNTIL (get_bytes (fixture) == ONE_CAPTURE);
  g_assert_cmpint (helper_log_count ("weir-x flags=", NULL), ==, 1);
}

static void
test_a_closed_window_leaves_no_helper (Fixture *fixture, gconstpointer user_data)
{
  gint64 start_us;
  pid_t pid;

  see_all_traffic (fixture);
  pid = helper_log_get_pid ();
  g_assert_true (is_running (pid));
  start_us = g_get_monotonic_time ();
  close_window (fixture);
  WAIT_UNTIL (!is_running (pid));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
}

static void
test_a_killed_window_leaves_no_helper (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  char *argv[] = { program, (char *) VICTIM, NULL };
  g_autoptr (GError) error = NULL;
  gint64 start_us;
  pid_t helper;
  GPid window;

  /* The orphan comes to this process, which thus sees its end. */
  g_assert_no_errno (prctl (PR_SET_CHILD_SUBREAPER, 1));
  g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &window, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (helper_log_count ("filter ", NULL) == 1);
  helper = helper_log_get_pid ();

  start_us = g_get_monotonic_time ();
  g_assert_no_errno (kill (window, SIGKILL));
  g_assert_cmpint (waitpid (window, NULL, 0), ==, window);
  WAIT_UNTIL (waitpid (helper, NULL, WNOHANG) == helper);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
  g_assert_no_errno (prctl (PR_SET_CHILD_SUBREAPER, 0));
}

static void
remove_folder (void)
{
  g_autofree char *ran = g_build_filename (folder, "ran", NULL);

  g_rmdir (ran);
  g_unlink (g_getenv (HELPER_LOG));
  g_rmdir (folder);
}

static void G_GNUC_NORETURN
run_victim (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, NULL);
  see_all_traffic (&fixture);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, function) \
  g_test_add ("/elevation/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;
  gboolean is_victim = argc == 2 && strcmp (argv[1], VICTIM) == 0;
  int result;

  if (!is_victim)
    {
      g_test_init (&argc, &argv, NULL);
      folder = g_dir_make_tmp ("weir-elevation-XXXXXX", &error);
      g_assert_no_error (error);
      log = g_build_filename (folder, "log", NULL);
      g_setenv (HELPER_LOG, log, TRUE);
    }

  application =
      g_object_new (WEIR_TYPE_APPLICATION, "application-id", WEIR_APP_ID, "flags",
                    G_APPLICATION_NON_UNIQUE, "resource-base-path", WEIR_RESOURCE_PATH, NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  if (is_victim)
    run_victim ();

  ADD ("nobody-is-asked-before-the-user-wants-it", test_nobody_is_asked_before_the_user_wants_it);
  ADD ("a-question-can-be-taken-back", test_a_question_can_be_taken_back);
  ADD ("every-refusal-says-what-to-do", test_every_refusal_says_what_to_do);
  ADD ("a-missing-helper-is-told", test_a_missing_helper_is_told);
  ADD ("asking-again-can-be-answered-otherwise", test_asking_again_can_be_answered_otherwise);
  ADD ("packets-take-the-place-of-connections", test_packets_take_the_place_of_connections);
  ADD ("one-permission-holds-for-everything", test_one_permission_holds_for_everything);
  ADD ("a-pause-keeps-the-helper", test_a_pause_keeps_the_helper);
  ADD ("what-is-chosen-while-asking-counts", test_what_is_chosen_while_asking_counts);
  ADD ("permission-outlives-an-interface-that-fails",
       test_permission_outlives_an_interface_that_fails);
  ADD ("a-lost-helper-comes-back-without-a-question",
       test_a_lost_helper_comes_back_without_a_question);
  ADD ("a-question-that-comes-back-can-be-refused", test_a_question_that_comes_back_can_be_refused);
  ADD ("all-traffic-can-be-asked-for-from-a-file", test_all_traffic_can_be_asked_for_from_a_file);
  ADD ("a-closed-window-leaves-no-helper", test_a_closed_window_leaves_no_helper);
  ADD ("a-killed-window-leaves-no-helper", test_a_killed_window_leaves_no_helper);

  result = g_test_run ();
  g_object_unref (application);
  remove_folder ();
  return result;
}
