/* The real window on real capture files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window TRAFFIC.pcap DAMAGED.pcap, on a display of its own.
 */
#include "config.h"

#include "app/knowledge.h"
#include "app/status-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "window-fixture.h"

static const char *traffic_path;
static const char *damaged_path;

static const char *
visible_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->window->stack);
}

static void
set_filter (Fixture *fixture, const char *text, guint n_expected)
{
  gtk_editable_set_text (fixture->window->filter_entry, text);
  WAIT_UNTIL (fixture_count (fixture) == n_expected);
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

  fixture_show_file (fixture, traffic_path);

  g_assert_cmpuint (fixture_count (fixture), >, 100);
  g_assert_cmpuint (fixture_count (fixture), ==,
                    weir_ledger_get_n_flows (weir_session_get_ledger (fixture->session)));
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
  summary = weir_status_dup_summary (fixture->session);
  g_assert_nonnull (strstr (summary, "packets in 1 min"));
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, summary);
}

static void
test_sorting_by_total_puts_the_largest_first (Fixture *fixture, gconstpointer user_data)
{
  fixture_show_file (fixture, traffic_path);
  fixture_activate (fixture, "sort", "total");

  for (guint i = 1; i < fixture_count (fixture); i++)
    g_assert_cmpuint (total (fixture_flow_at (fixture, i - 1)), >=,
                      total (fixture_flow_at (fixture, i)));

  fixture_activate (fixture, "reverse-order", NULL);
  for (guint i = 1; i < fixture_count (fixture); i++)
    g_assert_cmpuint (total (fixture_flow_at (fixture, i - 1)), <=,
                      total (fixture_flow_at (fixture, i)));
}

static void
test_the_order_is_remembered (Fixture *fixture, gconstpointer user_data)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *stored = NULL;

      fixture_activate (fixture, "sort", columns[i].id);
      stored = g_settings_get_string (fixture->settings, "sort-column");
      g_assert_cmpstr (stored, ==, columns[i].id);
      g_assert_true (g_settings_get_boolean (fixture->settings, "sort-descending")
                     == columns[i].is_numeric);
    }
}

static GtkColumnView *
column_view (Fixture *fixture)
{
  return fixture_find (GTK_WIDGET (fixture->window->flow_view), GTK_TYPE_COLUMN_VIEW);
}

static void
test_a_click_on_a_header_sorts (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (column_view (fixture)));
  /* The last one is a picture. */
  GtkWidget *total_title = gtk_widget_get_prev_sibling (gtk_widget_get_last_child (header));
  GtkWidget *local_title = gtk_widget_get_first_child (header);

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  /* The first one is of programs, which no capture file knows. */
  while (!gtk_widget_get_visible (local_title))
    local_title = gtk_widget_get_next_sibling (local_title);
  WAIT_UNTIL (gtk_widget_get_width (total_title) > 0 && gtk_widget_get_width (local_title) > 0);

  fixture_click (total_title, 0.3);
  WAIT_UNTIL (fixture_is_sorted_by (fixture, "total", TRUE));
  fixture_click (total_title, 0.7);
  WAIT_UNTIL (fixture_is_sorted_by (fixture, "total", FALSE));
  fixture_click (local_title, 0.3);
  WAIT_UNTIL (fixture_is_sorted_by (fixture, "local", FALSE));
  fixture_click (local_title, 0.7);
  WAIT_UNTIL (fixture_is_sorted_by (fixture, "local", TRUE));
}

static void
test_the_order_of_a_hidden_column_is_not_used_and_not_forgotten (Fixture *fixture,
                                                                 gconstpointer user_data)
{
  g_autofree char *stored = NULL;

  fixture_activate (fixture, "sort", "process");
  g_assert_true (fixture_is_sorted_by (fixture, "process", FALSE));

  fixture_show_file (fixture, traffic_path);
  g_assert_true (fixture_is_sorted_by (fixture, "rate-10s", TRUE));
  stored = g_settings_get_string (fixture->settings, "sort-column");
  g_assert_cmpstr (stored, ==, "process");
  g_assert_false (g_settings_get_boolean (fixture->settings, "sort-descending"));

  weir_session_start_connections (fixture->session);
  g_assert_true (fixture_is_sorted_by (fixture, "process", FALSE));
}

static GtkColumnViewColumn *
view_column (GtkColumnView *view, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
        return column;
    }

  g_error ("no column \"%s\"", title);
}

static int
width (Fixture *fixture, const char *title)
{
  return gtk_column_view_column_get_fixed_width (view_column (column_view (fixture), title));
}

static WeirMainWindow *
another_window (Fixture *fixture)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (fixture->window));

  return WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), fixture->settings));
}

static void
test_the_widths_of_columns_are_remembered (Fixture *fixture, gconstpointer user_data)
{
  Fixture later = { 0 };

  gtk_column_view_column_set_fixed_width (view_column (column_view (fixture), "Local"), 321);
  later.window = another_window (fixture);

  g_assert_cmpint (width (&later, "Local"), ==, 321);
  g_assert_cmpint (width (&later, "Remote"), ==, -1);
  gtk_window_destroy (GTK_WINDOW (later.window));
}

static GtkColumnViewColumn *
column_of (Fixture *fixture, const char *id)
{
  return weir_column_layout_find (weir_flow_view_get_layout (fixture->window->flow_view),
                                  weir_flow_columns_find (id));
}

static gboolean
is_column_shown (Fixture *fixture, const char *id)
{
  return gtk_column_view_column_get_visible (column_of (fixture, id));
}

static void
switch_column (Fixture *fixture, const char *id)
{
  g_autofree char *action = g_strconcat ("columns.", id, NULL);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static void
test_columns_are_shown_and_hidden_as_asked (Fixture *fixture, gconstpointer user_data)
{
  g_auto (GStrv) stored = NULL;

  g_assert_true (is_column_shown (fixture, "service"));
  g_assert_false (is_column_shown (fixture, "country"));

  switch_column (fixture, "service");
  switch_column (fixture, "country");
  g_assert_false (is_column_shown (fixture, "service"));
  g_assert_true (is_column_shown (fixture, "country"));

  stored = g_settings_get_strv (fixture->settings, "columns");
  g_assert_true (g_strv_contains ((const char *const *) stored, "country"));
  g_assert_false (g_strv_contains ((const char *const *) stored, "service"));
}

static void
test_the_last_column_stays (Fixture *fixture, gconstpointer user_data)
{
  const char *const only[] = { "total", "no such column", "total", NULL };
  Fixture later = { 0 };

  g_settings_set_strv (fixture->settings, "columns", only);
  later.window = another_window (fixture);
  g_assert_true (is_column_shown (&later, "total"));
  g_assert_false (is_column_shown (&later, "remote"));

  switch_column (&later, "total");
  g_assert_true (is_column_shown (&later, "total"));
  gtk_window_destroy (GTK_WINDOW (later.window));
}

static GtkColumnViewColumn *
first_shown_column (Fixture *fixture)
{
  GListModel *columns = gtk_column_view_get_columns (column_view (fixture));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column))
        return column;
    }
  return NULL;
}

static void
test_the_order_of_columns_is_remembered (Fixture *fixture, gconstpointer user_data)
{
  Fixture later = { 0 };

  /* As a drag of its title does. */
  gtk_column_view_insert_column (column_view (fixture), 0, column_of (fixture, "total"));
  later.window = another_window (fixture);

  g_assert_true (first_shown_column (&later) == column_of (&later, "total"));
  gtk_window_destroy (GTK_WINDOW (later.window));
}

/* Nothing is missing from the groups of any view, and nothing is in two of them. */
static void
test_groups_add_up_to_everything (Fixture *fixture, gconstpointer user_data)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);
  const WeirTotals *totals;

  fixture_show_file (fixture, traffic_path);
  totals = weir_ledger_get_totals (weir_session_get_ledger (fixture->session));
  for (guint i = 0; i < n_kinds; i++)
    {
      uint64_t bytes = 0;

      g_settings_set_string (fixture->settings, "view", kinds[i].id);
      g_assert_cmpuint (fixture_count (fixture), >, 0);
      for (guint j = 0; j < fixture_count (fixture); j++)
        {
          const WeirFlow *sum = fixture_flow_at (fixture, j);

          g_assert_true (weir_flow_is_group (sum));
          bytes += sum->tx_bytes + sum->rx_bytes;
        }
      g_assert_cmpuint (bytes, ==, totals->counts.tx_bytes + totals->counts.rx_bytes);
    }

  g_settings_set_string (fixture->settings, "view", "no such view");
  g_assert_cmpuint (fixture_count (fixture), ==,
                    weir_ledger_get_n_flows (weir_session_get_ledger (fixture->session)));
}

static void
test_an_opened_group_shows_its_flows_and_the_way_back (Fixture *fixture, gconstpointer user_data)
{
  const WeirFlowGroup *group;
  g_autofree char *title = NULL;
  guint n_flows, n_groups;

  fixture_show_file (fixture, traffic_path);
  g_settings_set_string (fixture->settings, "view", "service");
  n_groups = fixture_count (fixture);
  group = weir_flow_group_of_sum (fixture_flow_at (fixture, 0));
  n_flows = group->n_flows;
  title = g_strdup (weir_flow_group_get_title (group));

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  g_signal_emit_by_name (fixture->window->flow_view, "activated");
  g_assert_cmpuint (fixture_count (fixture), ==, n_flows);
  g_assert_false (weir_flow_is_group (fixture_flow_at (fixture, 0)));
  WAIT_UNTIL (fixture_shows_text (GTK_WIDGET (fixture->window->path_bar), title));

  fixture_activate (fixture, "back", NULL);
  g_assert_cmpuint (fixture_count (fixture), ==, n_groups);
  g_assert_true (weir_path_bar_is_empty (fixture->window->path_bar));
  g_assert_cmpstr (gtk_editable_get_text (fixture->window->filter_entry), ==, "");
}

static void
test_the_details_tell_of_the_selected_flow (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *details = GTK_WIDGET (fixture->window->details);

  fixture_show_file (fixture, traffic_path);
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  WAIT_UNTIL (fixture_shows_text (details, "No Flow Selected"));

  for (guint i = 0; i < 3; i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);
      g_autofree char *local = weir_flow_key_dup_local_text (&flow->key);
      g_autofree char *remote = weir_flow_key_dup_remote_text (&flow->key);
      char amount[WEIR_UNITS_TEXT_MAX];

      weir_units_format_amount (flow->rx_bytes, amount);
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), i, TRUE);
      WAIT_UNTIL (fixture_shows_text (details, local));
      g_assert_true (fixture_shows_text (details, remote));
      g_assert_true (fixture_shows_text (details, amount));
      g_assert_true (fixture_shows_text (details, "from a file"));
    }
}

/* Returns: (nullable): the question that is open */
static AdwMessageDialog *
open_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

/* How names are looked up after somebody has switched it on and answered the question so. */
static WeirReverseDns
answer_for_names (Fixture *fixture, const char *response)
{
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "reverse-dns",
                                      g_variant_new_boolean (TRUE));
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "reverse-dns"), ==,
                   WEIR_REVERSE_DNS_ASK);
  WAIT_UNTIL (open_question () != NULL);
  adw_message_dialog_response (open_question (), response);
  gtk_window_destroy (GTK_WINDOW (open_question ()));
  return (WeirReverseDns) g_settings_get_enum (fixture->settings, "reverse-dns");
}

static void
test_no_server_is_asked_for_names_without_consent (Fixture *fixture, gconstpointer user_data)
{
  g_settings_reset (fixture->settings, "reverse-dns");
  g_assert_cmpint (answer_for_names (fixture, "cancel"), ==, WEIR_REVERSE_DNS_ASK);
  g_assert_cmpint (answer_for_names (fixture, "look-up"), ==, WEIR_REVERSE_DNS_ON);

  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "reverse-dns",
                                      g_variant_new_boolean (FALSE));
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "reverse-dns"), ==,
                   WEIR_REVERSE_DNS_OFF);
}

static void
test_absurd_widths_are_not_obeyed (Fixture *fixture, gconstpointer user_data)
{
  Fixture later = { 0 };

  g_assert_true (g_settings_set_value (
      fixture->settings, "column-widths",
      g_variant_new_parsed ("{'local': -5, 'remote': %i, 'none': 7}", G_MAXINT)));
  later.window = another_window (fixture);

  g_assert_cmpint (width (&later, "Local"), ==, -1);
  g_assert_cmpint (width (&later, "Remote"), <, 10000);
  gtk_window_destroy (GTK_WINDOW (later.window));
}

static void
test_the_filter_narrows_the_list (Fixture *fixture, gconstpointer user_data)
{
  guint n_flows;

  fixture_show_file (fixture, traffic_path);
  n_flows = fixture_count (fixture);

  set_filter (fixture, "rsync", 1);
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->key.remote_port, ==, 873);

  set_filter (fixture, "no such thing", 0);
  g_assert_cmpstr (visible_page (fixture), ==, "empty");
  g_assert_true (gtk_widget_get_visible (fixture->window->clear_filter_button));

  fixture_activate (fixture, "clear-filter", NULL);
  WAIT_UNTIL (fixture_count (fixture) == n_flows);
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
}

static void
test_copy_takes_the_selected_line (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *line = NULL;
  g_autofree char *address = NULL;

  fixture_show_file (fixture, traffic_path);
  set_filter (fixture, "rsync", 1);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "copy"));

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  fixture_activate (fixture, "copy", NULL);
  line = fixture_dup_clipboard (fixture);
  g_assert_nonnull (strstr (line, "203.0.113.77:873\trsync · TCP\t"));
  g_assert_true (g_str_has_prefix (line, "192.0.2.20:"));

  fixture_activate (fixture, "copy-remote", NULL);
  address = fixture_dup_clipboard (fixture);
  g_assert_cmpstr (address, ==, "203.0.113.77");
}

static void
test_the_selection_follows_its_flow (Fixture *fixture, gconstpointer user_data)
{
  const WeirFlow *flow;
  guint position;

  fixture_show_file (fixture, traffic_path);
  fixture_activate (fixture, "sort", "total");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 3, TRUE);
  flow = fixture_flow_at (fixture, 3);

  fixture_activate (fixture, "reverse-order", NULL);
  g_assert_true (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), &position) == flow);
  g_assert_cmpuint (position, ==, fixture_count (fixture) - 4);
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
  WAIT_UNTIL (fixture_count (fixture) > 0);

  fixture_activate (fixture, "paused", NULL);
  g_assert_true (weir_session_get_paused (fixture->session));
  paused_packets = shown_packets (fixture);

  write_all (fd, data + 40000, length - 40000);
  close (fd);
  WAIT_UNTIL (fixture_has_ended (fixture));
  g_assert_cmpuint (shown_packets (fixture), ==, paused_packets);

  fixture_activate (fixture, "paused", NULL);
  g_assert_cmpuint (shown_packets (fixture), >, paused_packets);
  g_assert_cmpuint (fixture_count (fixture), ==,
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

  fixture_show_file (fixture, traffic_path);
  before = fixture_count (fixture);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  fixture_show_file (fixture, other);

  g_assert_cmpuint (fixture_count (fixture), >, 0);
  g_assert_cmpuint (fixture_count (fixture), <, before);
  g_assert_cmpstr (weir_session_get_name (fixture->session), ==, "cooked-v1.pcap");
  g_assert_null (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL));
}

static GtkDropTarget *
drop_target (Fixture *fixture)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }

  g_error ("nothing can be dropped on the window");
}

static void
test_a_file_that_is_dropped_is_opened (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_path (traffic_path);
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST);
  GtkDropTarget *target = drop_target (fixture);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_assert_true (gdk_content_formats_match (gtk_drop_target_get_formats (target), formats));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  g_signal_emit_by_name (target, "drop", &value, 10.0, 20.0, &is_taken);

  g_assert_true (is_taken);
  g_assert_cmpstr (weir_session_get_name (fixture->session), ==, "traffic.pcap");
  WAIT_UNTIL (fixture_has_ended (fixture));
  g_assert_cmpuint (fixture_count (fixture), >, 100);
}

static void
test_a_damaged_file_says_so_and_shows_the_rest (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *problem = NULL;

  fixture_show_file (fixture, damaged_path);
  g_assert_cmpuint (fixture_count (fixture), >, 100);
  g_assert_cmpstr (visible_page (fixture), ==, "flows");
  problem = weir_status_dup_problem (fixture->session);
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "ends in the middle of a record"));
}

static void
test_what_is_no_capture_file_says_so (Fixture *fixture, gconstpointer user_data)
{
  fixture_show_file (fixture, "/etc/passwd");
  g_assert_cmpstr (visible_page (fixture), ==, "empty");
  g_assert_nonnull (strstr (adw_status_page_get_description (fixture->window->empty_page),
                            "is not a capture file"));

  fixture_show_file (fixture, "/nonexistent/file.pcap");
  g_assert_nonnull (
      strstr (adw_status_page_get_description (fixture->window->empty_page), "cannot be opened"));
}

static void
test_units_change_everywhere (Fixture *fixture, gconstpointer user_data)
{
  fixture_show_file (fixture, traffic_path);
  g_assert_true (g_str_has_suffix (gtk_label_get_label (fixture->window->download_label), "b/s"));
  fixture_activate (fixture, "toggle-unit", NULL);
  g_assert_true (g_str_has_suffix (gtk_label_get_label (fixture->window->download_label), "B/s"));
  g_assert_cmpint (weir_flow_model_get_context (WEIR_FLOW_MODEL (fixture->list))->unit, ==,
                   WEIR_UNIT_BYTES);
}

#define ADD(name, function) \
  g_test_add ("/window/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  traffic_path = argv[1];
  damaged_path = argv[2];

  fixture_register ();

  ADD ("a-capture-file-fills-the-list", test_a_capture_file_fills_the_list);
  ADD ("sorting-by-total-puts-the-largest-first", test_sorting_by_total_puts_the_largest_first);
  ADD ("the-order-is-remembered", test_the_order_is_remembered);
  ADD ("a-click-on-a-header-sorts", test_a_click_on_a_header_sorts);
  ADD ("the-order-of-a-hidden-column-is-not-used-and-not-forgotten",
       test_the_order_of_a_hidden_column_is_not_used_and_not_forgotten);
  ADD ("the-widths-of-columns-are-remembered", test_the_widths_of_columns_are_remembered);
  ADD ("columns-are-shown-and-hidden-as-asked", test_columns_are_shown_and_hidden_as_asked);
  ADD ("the-last-column-stays", test_the_last_column_stays);
  ADD ("the-order-of-columns-is-remembered", test_the_order_of_columns_is_remembered);
  ADD ("groups-add-up-to-everything", test_groups_add_up_to_everything);
  ADD ("an-opened-group-shows-its-flows-and-the-way-back",
       test_an_opened_group_shows_its_flows_and_the_way_back);
  ADD ("the-details-tell-of-the-selected-flow", test_the_details_tell_of_the_selected_flow);
  ADD ("no-server-is-asked-for-names-without-consent",
       test_no_server_is_asked_for_names_without_consent);
  ADD ("absurd-widths-are-not-obeyed", test_absurd_widths_are_not_obeyed);
  ADD ("the-filter-narrows-the-list", test_the_filter_narrows_the_list);
  ADD ("copy-takes-the-selected-line", test_copy_takes_the_selected_line);
  ADD ("the-selection-follows-its-flow", test_the_selection_follows_its_flow);
  ADD ("pause-freezes-what-is-shown", test_pause_freezes_what_is_shown);
  ADD ("another-file-takes-the-place-of-the-first", test_another_file_takes_the_place_of_the_first);
  ADD ("a-file-that-is-dropped-is-opened", test_a_file_that_is_dropped_is_opened);
  ADD ("a-damaged-file-says-so-and-shows-the-rest", test_a_damaged_file_says_so_and_shows_the_rest);
  ADD ("what-is-no-capture-file-says-so", test_what_is_no_capture_file_says_so);
  ADD ("units-change-everywhere", test_units_change_everywhere);

  return fixture_run ();
}
