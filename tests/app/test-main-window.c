/* The real window on real capture files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window TRAFFIC.pcap DAMAGED.pcap, on a display of its own.
 */
#include "config.h"

#include "app/application.h"
#include "app/main-window-private.h"
#include "app/status-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patience.h"

static const char *traffic_path;
static const char *damaged_path;
static WeirApplication *application;

typedef struct
{
  GSettings *settings;
  WeirMainWindow *window;
  WeirSession *session;
  GListModel *list;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->settings = g_settings_new (WEIR_APP_ID);
  g_settings_reset (fixture->settings, "sort-column");
  g_settings_reset (fixture->settings, "sort-descending");
  g_settings_reset (fixture->settings, "unit");
  fixture->window =
      WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), fixture->settings));
  fixture->session = weir_main_window_get_session (fixture->window);
  fixture->list =
      G_LIST_MODEL (weir_flow_view_get_model (weir_main_window_get_flow_view (fixture->window)));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&fixture->settings);
}

static gboolean
has_ended (Fixture *fixture)
{
  const WeirWorkerStatus *status = weir_session_get_status (fixture->session);

  return status->state == WEIR_WORKER_FINISHED || status->state == WEIR_WORKER_FAILED;
}

static void
show_file (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  weir_session_start_file (fixture->session, file);
  WAIT_UNTIL (has_ended (fixture));
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (fixture->list);
}

static const WeirFlow *
flow_at (Fixture *fixture, guint position)
{
  g_autoptr (WeirFlowItem) item = g_list_model_get_item (fixture->list, position);

  return weir_flow_item_get_flow (item);
}

static void
activate (Fixture *fixture, const char *action, const char *target)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action,
                                  target != NULL ? g_variant_new_string (target) : NULL);
}

static const char *
visible_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->window->stack);
}

static void
set_filter (Fixture *fixture, const char *text, guint n_expected)
{
  gtk_editable_set_text (fixture->window->filter_entry, text);
  WAIT_UNTIL (count (fixture) == n_expected);
}

static uint64_t
total (const WeirFlow *flow)
{
  return flow->tx_bytes + flow->rx_bytes;
}

static void
test_a_capture_file_fills_the_list (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *summary = NULL;

  show_file (fixture, traffic_path);

  g_assert_cmpuint (count (fixture), >, 100);
  g_assert_cmpuint (count (fixture), ==,
                    weir_ledger_get_n_flows (weir_session_get_ledger (fixture->session)));
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
  summary = weir_status_dup_summary (fixture->session);
  g_assert_nonnull (strstr (summary, "packets in 1 min"));
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, summary);
}

static void
test_sorting_by_total_puts_the_largest_first (Fixture *fixture, gconstpointer user_data)
{
  show_file (fixture, traffic_path);
  activate (fixture, "sort", "total");

  for (guint i = 1; i < count (fixture); i++)
    g_assert_cmpuint (total (flow_at (fixture, i - 1)), >=, total (flow_at (fixture, i)));

  activate (fixture, "reverse-order", NULL);
  for (guint i = 1; i < count (fixture); i++)
    g_assert_cmpuint (total (flow_at (fixture, i - 1)), <=, total (flow_at (fixture, i)));
}

static void
test_the_order_is_remembered (Fixture *fixture, gconstpointer user_data)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *stored = NULL;

      activate (fixture, "sort", columns[i].id);
      stored = g_settings_get_string (fixture->settings, "sort-column");
      g_assert_cmpstr (stored, ==, columns[i].id);
      g_assert_true (g_settings_get_boolean (fixture->settings, "sort-descending")
                     == columns[i].is_numeric);
    }
}

/* In the middle of its height, at that part of its width: two clicks in one place would be a double
 * click.  Returns: whether there is a way to click */
static gboolean
click (GtkWidget *widget, double x_part)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  double x, y, surface_x, surface_y;
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));

  if (xdotool == NULL)
    return FALSE;

  gtk_native_get_surface_transform (GTK_NATIVE (root), &surface_x, &surface_y);
  g_assert_true (gtk_widget_translate_coordinates (widget, root,
                                                   gtk_widget_get_width (widget) * x_part,
                                                   gtk_widget_get_height (widget) / 2.0, &x, &y));
  command = g_strdup_printf ("%s mousemove %d %d click 1", xdotool, (int) (x + surface_x),
                             (int) (y + surface_y));
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
  return TRUE;
}

static gboolean
is_sorted_by (Fixture *fixture, const char *id, gboolean is_descending)
{
  gboolean is_so;
  const WeirFlowColumn *column;

  column = weir_flow_model_get_order (WEIR_FLOW_MODEL (fixture->list), &is_so);
  return strcmp (column->id, id) == 0 && is_so == is_descending;
}

static void
test_a_click_on_a_header_sorts (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *scrolled = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->flow_view));
  GtkWidget *column_view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled));
  GtkWidget *header = gtk_widget_get_first_child (column_view);
  GtkWidget *total_title = gtk_widget_get_last_child (header);
  GtkWidget *local_title = gtk_widget_get_first_child (header);

  show_file (fixture, traffic_path);
  /* The first one is of programs, which no capture file knows. */
  while (!gtk_widget_get_visible (local_title))
    local_title = gtk_widget_get_next_sibling (local_title);
  WAIT_UNTIL (gtk_widget_get_width (total_title) > 0 && gtk_widget_get_width (local_title) > 0);

  if (!click (total_title, 0.3))
    {
      g_test_skip ("xdotool is not installed");
      return;
    }
  WAIT_UNTIL (is_sorted_by (fixture, "total", TRUE));
  click (total_title, 0.7);
  WAIT_UNTIL (is_sorted_by (fixture, "total", FALSE));
  click (local_title, 0.3);
  WAIT_UNTIL (is_sorted_by (fixture, "local", FALSE));
  click (local_title, 0.7);
  WAIT_UNTIL (is_sorted_by (fixture, "local", TRUE));
}

static void
test_the_filter_narrows_the_list (Fixture *fixture, gconstpointer user_data)
{
  guint n_flows;

  show_file (fixture, traffic_path);
  n_flows = count (fixture);

  set_filter (fixture, "rsync", 1);
  g_assert_cmpuint (flow_at (fixture, 0)->key.remote_port, ==, 873);

  set_filter (fixture, "no such thing", 0);
  g_assert_cmpstr (visible_page (fixture), ==, "empty");
  g_assert_true (gtk_widget_get_visible (fixture->window->clear_filter_button));

  activate (fixture, "clear-filter", NULL);
  WAIT_UNTIL (count (fixture) == n_flows);
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
}

static void
text_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static char *
dup_clipboard (Fixture *fixture)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), NULL,
                                 text_cb, &text);
  WAIT_UNTIL (text != NULL);
  return text;
}

static void
test_copy_takes_the_selected_line (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *line = NULL;
  g_autofree char *address = NULL;

  show_file (fixture, traffic_path);
  set_filter (fixture, "rsync", 1);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "copy"));

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  activate (fixture, "copy", NULL);
  line = dup_clipboard (fixture);
  g_assert_nonnull (strstr (line, "203.0.113.77:873\trsync · TCP\t"));
  g_assert_true (g_str_has_prefix (line, "192.0.2.20:"));

  activate (fixture, "copy-remote", NULL);
  address = dup_clipboard (fixture);
  g_assert_cmpstr (address, ==, "203.0.113.77");
}

static void
test_the_selection_follows_its_flow (Fixture *fixture, gconstpointer user_data)
{
  const WeirFlow *flow;
  guint position;

  show_file (fixture, traffic_path);
  activate (fixture, "sort", "total");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 3, TRUE);
  flow = flow_at (fixture, 3);

  activate (fixture, "reverse-order", NULL);
  g_assert_true (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), &position) == flow);
  g_assert_cmpuint (position, ==, count (fixture) - 4);
}

/* The worker reads no faster than the main loop takes its batches. */
static void
write_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n > 0)
        {
          data += n;
          length -= (gsize) n;
        }
      else
        {
          g_assert_cmpint (errno, ==, EAGAIN);
          g_main_context_iteration (NULL, FALSE);
        }
    }
}

static uint64_t
shown_packets (Fixture *fixture)
{
  return weir_ledger_get_totals (weir_session_get_ledger (fixture->session))->source.received;
}

/* The file comes through a pipe, half of it before and half of it during the pause. */
static void
test_pause_freezes_what_is_shown (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-pipe-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pipe.pcap", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *data = NULL;
  gsize length;
  uint64_t paused_packets;
  int fd;

  g_assert_true (g_file_get_contents (traffic_path, &data, &length, NULL));
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);

  weir_session_start_file (fixture->session, file);
  write_all (fd, data, 40000);
  WAIT_UNTIL (count (fixture) > 0);

  activate (fixture, "paused", NULL);
  g_assert_true (weir_session_get_paused (fixture->session));
  paused_packets = shown_packets (fixture);

  write_all (fd, data + 40000, length - 40000);
  close (fd);
  WAIT_UNTIL (has_ended (fixture));
  g_assert_cmpuint (shown_packets (fixture), ==, paused_packets);

  activate (fixture, "paused", NULL);
  g_assert_cmpuint (shown_packets (fixture), >, paused_packets);
  g_assert_cmpuint (count (fixture), ==,
                    weir_ledger_get_n_flows (weir_session_get_ledger (fixture->session)));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_another_file_takes_the_place_of_the_first (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *other =
      g_test_build_filename (G_TEST_DIST, "..", "captures", "cooked-v1.pcap", NULL);
  guint before;

  show_file (fixture, traffic_path);
  before = count (fixture);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  show_file (fixture, other);

  g_assert_cmpuint (count (fixture), >, 0);
  g_assert_cmpuint (count (fixture), <, before);
  g_assert_cmpstr (weir_session_get_name (fixture->session), ==, "cooked-v1.pcap");
  g_assert_null (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL));
}

static void
test_a_damaged_file_says_so_and_shows_the_rest (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *problem = NULL;

  show_file (fixture, damaged_path);
  g_assert_cmpuint (count (fixture), >, 100);
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
  problem = weir_status_dup_problem (fixture->session);
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "ends in the middle of a record"));
}

static void
test_what_is_no_capture_file_says_so (Fixture *fixture, gconstpointer user_data)
{
  show_file (fixture, "/etc/passwd");
  g_assert_cmpstr (visible_page (fixture), ==, "empty");
  g_assert_nonnull (strstr (adw_status_page_get_description (fixture->window->empty_page),
                            "is not a capture file"));

  show_file (fixture, "/nonexistent/file.pcap");
  g_assert_nonnull (
      strstr (adw_status_page_get_description (fixture->window->empty_page), "cannot be opened"));
}

static void
test_units_change_everywhere (Fixture *fixture, gconstpointer user_data)
{
  show_file (fixture, traffic_path);
  g_assert_true (g_str_has_suffix (gtk_label_get_label (fixture->window->download_label), "b/s"));
  activate (fixture, "toggle-unit", NULL);
  g_assert_true (g_str_has_suffix (gtk_label_get_label (fixture->window->download_label), "B/s"));
  g_assert_cmpint (weir_flow_model_get_unit (WEIR_FLOW_MODEL (fixture->list)), ==, WEIR_UNIT_BYTES);
}

#define ADD(name, function) g_test_add ("/window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  traffic_path = argv[1];
  damaged_path = argv[2];

  application = weir_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  ADD ("a-capture-file-fills-the-list", test_a_capture_file_fills_the_list);
  ADD ("sorting-by-total-puts-the-largest-first", test_sorting_by_total_puts_the_largest_first);
  ADD ("the-order-is-remembered", test_the_order_is_remembered);
  ADD ("a-click-on-a-header-sorts", test_a_click_on_a_header_sorts);
  ADD ("the-filter-narrows-the-list", test_the_filter_narrows_the_list);
  ADD ("copy-takes-the-selected-line", test_copy_takes_the_selected_line);
  ADD ("the-selection-follows-its-flow", test_the_selection_follows_its_flow);
  ADD ("pause-freezes-what-is-shown", test_pause_freezes_what_is_shown);
  ADD ("another-file-takes-the-place-of-the-first", test_another_file_takes_the_place_of_the_first);
  ADD ("a-damaged-file-says-so-and-shows-the-rest", test_a_damaged_file_says_so_and_shows_the_rest);
  ADD ("what-is-no-capture-file-says-so", test_what_is_no_capture_file_says_so);
  ADD ("units-change-everywhere", test_units_change_everywhere);

  result = g_test_run ();
  g_object_unref (application);
  return result;
}
