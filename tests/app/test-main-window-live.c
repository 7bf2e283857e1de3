/* The real window on interfaces that it captures on itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-live, on a display of its own.
 */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/status-text.h"
#include "support/namespace.h"
#include "window-fixture.h"

#define FIRST_PORT 7001
#define SECOND_PORT 7002

/* Until it is seen: who opens an interface misses what came before. */
#define SEND_MS 20

static gboolean
is_state (Fixture *fixture, WeirWorkerState state)
{
  const WeirWorkerStatus *status = weir_session_get_status (fixture->session);

  return status != NULL && status->state == state;
}

static gboolean
send_cb (gpointer user_data)
{
  const struct sockaddr_in to = {
    .sin_family = AF_INET,
    .sin_port = htons ((uint16_t) GPOINTER_TO_UINT (user_data)),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (fd);
  /* Nobody listens there, and nobody has to. */
  sendto (fd, "weir", 4, 0, (const struct sockaddr *) &to, sizeof to);
  close (fd);
  return G_SOURCE_CONTINUE;
}

static gboolean
has_flow (Fixture *fixture, guint port)
{
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);

      if (flow->key.local_port == port || flow->key.remote_port == port)
        return TRUE;
    }

  return FALSE;
}

static void
wait_for_flow (Fixture *fixture, guint port)
{
  guint id = g_timeout_add (SEND_MS, send_cb, GUINT_TO_POINTER (port));

  WAIT_UNTIL (has_flow (fixture, port));
  g_source_remove (id);
}

static GtkWidget *
find_row (Fixture *fixture, const char *interface)
{
  GtkWidget *list =
      fixture_find (GTK_WIDGET (fixture->window->interface_button), GTK_TYPE_LIST_BOX);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "interface"), interface) == 0)
        return row;
    }

  g_error ("there is no %s to choose", interface);
}

static void
choose (Fixture *fixture, const char *interface)
{
  GtkWidget *root = GTK_WIDGET (fixture->window->interface_button);
  GtkMenuButton *button = fixture_find (root, GTK_TYPE_MENU_BUTTON);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));

  gtk_menu_button_popup (button);
  WAIT_UNTIL (gtk_widget_get_mapped (popover));
  g_assert_true (gtk_widget_activate (find_row (fixture, interface)));
  WAIT_UNTIL (!gtk_widget_get_mapped (popover));
}

static void
test_the_chooser_switches (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *button = GTK_WIDGET (fixture->window->interface_button);
  GtkLabel *label = fixture_find (button, GTK_TYPE_LABEL);
  g_autofree char *summary = NULL;
  g_autofree char *stored = NULL;

  weir_session_start_interface (fixture->session, "lo");
  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  g_assert_cmpstr (gtk_label_get_label (label), ==, "lo");
  wait_for_flow (fixture, FIRST_PORT);

  choose (fixture, "any");
  g_assert_cmpint (weir_session_get_kind (fixture->session), ==, WEIR_SESSION_INTERFACE);
  g_assert_cmpstr (weir_session_get_name (fixture->session), ==, "any");
  g_assert_cmpstr (gtk_label_get_label (label), ==, "any");
  g_assert_false (has_flow (fixture, FIRST_PORT));
  stored = g_settings_get_string (fixture->settings, "last-interface");
  g_assert_cmpstr (stored, ==, "any");

  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  wait_for_flow (fixture, SECOND_PORT);
  g_assert_false (has_flow (fixture, FIRST_PORT));
  summary = weir_status_dup_summary (fixture->session);
  g_assert_cmpstr (summary, ==, "Capturing on any");
}

static gboolean
is_recording (Fixture *fixture)
{
  return weir_recording_bar_is_recording (fixture->window->recording_bar);
}

static guint64
get_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

/* Stopped by its key, or by another source: what was recorded can be opened. */
static void
test_a_recording_is_seen_and_can_be_opened (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-recording-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "capture.pcapng", NULL);
  GtkWidget *bar = GTK_WIDGET (fixture->window->recording_bar);
  guint id;

  weir_session_start_interface (fixture->session, "lo");
  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  weir_main_window_record_to (fixture->window, path);
  WAIT_UNTIL (gtk_widget_get_mapped (bar));
  id = g_timeout_add (SEND_MS, send_cb, GUINT_TO_POINTER (FIRST_PORT));
  WAIT_UNTIL (get_size (path) > 2000);
  g_source_remove (id);

  fixture_activate (fixture, "stop-recording", NULL);
  WAIT_UNTIL (!is_recording (fixture));
  WAIT_UNTIL (!gtk_widget_get_mapped (bar));
  g_assert_nonnull (fixture->window->toast);
  g_assert_nonnull (strstr (adw_toast_get_title (fixture->window->toast), "“capture.pcapng”"));

  fixture_show_file (fixture, path);
  g_assert_true (has_flow (fixture, FIRST_PORT));
  g_unlink (path);
  g_rmdir (folder);
}

/* The disk has no more room in the middle of it. */
static void
test_a_recording_that_fails_says_so (Fixture *fixture, gconstpointer user_data)
{
  const struct rlimit narrow = { 3000, RLIM_INFINITY };
  const struct rlimit wide = { RLIM_INFINITY, RLIM_INFINITY };
  g_autofree char *folder = g_dir_make_tmp ("weir-recording-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "capture.pcapng", NULL);
  guint id;

  signal (SIGXFSZ, SIG_IGN);
  weir_session_start_interface (fixture->session, "lo");
  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &narrow));
  weir_main_window_record_to (fixture->window, path);
  id = g_timeout_add (SEND_MS, send_cb, GUINT_TO_POINTER (FIRST_PORT));
  WAIT_UNTIL (!is_recording (fixture));
  g_source_remove (id);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &wide));
  g_assert_nonnull (
      strstr (adw_toast_get_title (fixture->window->toast), "what was recorded until then"));
  g_unlink (path);
  g_rmdir (folder);
}

static gboolean
status_bar_says (Fixture *fixture, const char *text)
{
  GtkWidget *bar = GTK_WIDGET (fixture->window->status_bar);
  GtkLabel *label = fixture_find (bar, GTK_TYPE_LABEL);

  return gtk_widget_get_mapped (bar) && strstr (gtk_label_get_label (label), text) != NULL;
}

static void
make_interface (void)
{
  namespace_run ("ip link add weir-c type veth peer name weir-d");
  namespace_run ("ip link set weir-d up");
  namespace_run ("ip link set weir-c up");
}

static void
capture_on_new_interface (Fixture *fixture)
{
  make_interface ();
  weir_session_start_interface (fixture->session, "weir-c");
  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window->status_bar)));
}

static void
assert_goes_on (Fixture *fixture)
{
  g_autofree char *summary = NULL;

  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_RUNNING));
  summary = weir_status_dup_summary (fixture->session);
  g_assert_cmpstr (summary, ==, "Capturing on weir-c");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window->status_bar)));
  namespace_run ("ip link delete weir-c");
}

static void
test_an_interface_that_disappears_is_waited_for (Fixture *fixture, gconstpointer user_data)
{
  capture_on_new_interface (fixture);

  namespace_run ("ip link delete weir-c");
  WAIT_UNTIL (is_state (fixture, WEIR_WORKER_WAITING));
  WAIT_UNTIL (status_bar_says (fixture, "weir-c"));
  /* The delays grow: from some attempt on there is something to count down. */
  WAIT_UNTIL (status_bar_says (fixture, "Next attempt in 2 seconds."));
  WAIT_UNTIL (status_bar_says (fixture, "Next attempt in 1 second."));

  make_interface ();
  assert_goes_on (fixture);
}

static void
test_retry_now_does_not_wait (Fixture *fixture, gconstpointer user_data)
{
  int64_t retry_at_us;

  capture_on_new_interface (fixture);
  namespace_run ("ip link delete weir-c");
  WAIT_UNTIL (status_bar_says (fixture, "Next attempt in 4 seconds."));
  retry_at_us = weir_session_get_status (fixture->session)->retry_at_us;

  make_interface ();
  fixture_activate (fixture, "retry", NULL);
  assert_goes_on (fixture);
  g_assert_cmpint (g_get_monotonic_time (), <, retry_at_us);
}

static void
test_an_interface_that_is_down_is_waited_for (Fixture *fixture, gconstpointer user_data)
{
  capture_on_new_interface (fixture);

  namespace_run ("ip link set weir-c down");
  WAIT_UNTIL (status_bar_says (fixture, "Capturing goes on as soon as it can."));
  namespace_run ("ip link set weir-c up");
  assert_goes_on (fixture);
}

static gboolean
set_up (void)
{
  fixture_register ();
  return TRUE;
}

#define ADD(name, function) \
  g_test_add ("/window-live/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("the-chooser-switches", test_the_chooser_switches);
  ADD ("a-recording-is-seen-and-can-be-opened", test_a_recording_is_seen_and_can_be_opened);
  ADD ("a-recording-that-fails-says-so", test_a_recording_that_fails_says_so);
  ADD ("an-interface-that-disappears-is-waited-for",
       test_an_interface_that_disappears_is_waited_for);
  ADD ("retry-now-does-not-wait", test_retry_now_does_not_wait);
  ADD ("an-interface-that-is-down-is-waited-for", test_an_interface_that_is_down_is_waited_for);

  return namespace_run_tests (set_up);
}
