/* What leaves the real window for files, and what becomes of it where that fails.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-export TRAFFIC.pcap, on a display of its own.  What is in the files is
 * read by python's csv and json: read-export.py.
 */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "support/temp-folder.h"
#include "window-fixture.h"

static const char *traffic_path;

/* The last; it may have to wait until others have been read. */
static gboolean
has_toast (Fixture *fixture, const char *text)
{
  return fixture->window->toast != NULL
         && strstr (adw_toast_get_title (fixture->window->toast), text) != NULL;
}

static gboolean
is_shown (Fixture *fixture, const char *text)
{
  GtkWidget *overlay = GTK_WIDGET (fixture->window->toasts);

  for (GtkWidget *child = gtk_widget_get_first_child (overlay); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkLabel *label = fixture_find (child, GTK_TYPE_LABEL);

      if (child != adw_toast_overlay_get_child (fixture->window->toasts) && label != NULL
          && strstr (gtk_label_get_label (label), text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
export_to (Fixture *fixture, const char *path)
{
  weir_main_window_export_to (fixture->window, path);
  WAIT_UNTIL (fixture->window->list_export == NULL);
}

static void
show_traffic (Fixture *fixture)
{
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (fixture_count (fixture) > 3);
}

/* The addresses of the list's rows, in their order, as the reader is to find them. */
static char *
dup_expected (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);
      char address[WEIR_ADDRESS_TEXT_MAX];
      const char *name = NULL;

      if (weir_flow_is_group (flow))
        name = weir_flow_group_of_sum (flow)->value;
      else
        name = weir_address_format (&flow->key.remote, flow->key.family, address);
      g_string_append_printf (text, "%s %" G_GUINT64_FORMAT, name != NULL ? name : "",
                              flow->rx_bytes);
      if (weir_flow_has_peaks (flow))
        g_string_append_printf (text, " %" G_GUINT64_FORMAT "\n", flow->peak_rx);
      else
        g_string_append (text, " -\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Reads the file with another program's eyes.  Returns: (transfer full): the same of it */
static char *
dup_read_back (const char *path)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "read-export.py", NULL);
  const char *const argv[] = { "python3", script, path, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return output;
}

/* Those of groups are looked up, little by little. */
static gboolean
has_peaks (Fixture *fixture)
{
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      if (!weir_flow_has_peaks (fixture_flow_at (fixture, i)))
        return FALSE;
    }
  return TRUE;
}

static void
check_read_back (Fixture *fixture, TempFolder *folder, const char *name)
{
  g_autofree char *path = temp_folder_dup_path (folder, name);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  GStatBuf status;

  WAIT_UNTIL (has_peaks (fixture));
  expected = dup_expected (fixture);
  export_to (fixture, path);
  WAIT_UNTIL (has_toast (fixture, name));
  found = dup_read_back (path);
  g_assert_cmpstr (found, ==, expected);

  /* It says with whom somebody talks: nobody else's business. */
  g_assert_no_errno (g_stat (path, &status));
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_the_list_is_read_back_as_it_is_shown (Fixture *fixture, gconstpointer user_data)
{
  const char *const names[] = { "flows.csv", "flows.json" };
  g_autoptr (TempFolder) folder = temp_folder_new ();

  show_traffic (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    check_read_back (fixture, folder, names[i]);

  /* In another order, and not all of it. */
  fixture_activate (fixture, "sort", "remote");
  gtk_editable_set_text (fixture->window->filter_entry, "tcp");
  WAIT_UNTIL (weir_flow_model_get_sums (WEIR_FLOW_MODEL (fixture->list)) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    check_read_back (fixture, folder, names[i]);
}

/* Ten of them. */
static void
show_first_seconds (Fixture *fixture)
{
  int64_t oldest, newest;

  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &oldest, &newest));
  g_assert_true (weir_session_show_span (fixture->session, oldest, oldest + 9));
}

static void
check_view (Fixture *fixture, TempFolder *folder, const char *id)
{
  g_autofree char *csv = g_strconcat (id, ".csv", NULL);
  g_autofree char *json = g_strconcat (id, ".json", NULL);

  WAIT_UNTIL (fixture_count (fixture) > 0 && weir_flow_is_group (fixture_flow_at (fixture, 0)));
  g_assert_cmpstr (weir_flow_group_of_sum (fixture_flow_at (fixture, 0))->kind->id, ==, id);
  check_read_back (fixture, folder, csv);
  check_read_back (fixture, folder, json);
}

static void
test_groups_are_read_back_as_they_are_shown (Fixture *fixture, gconstpointer user_data)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  show_traffic (fixture);
  for (guint i = 0; i < n_kinds; i++)
    {
      g_settings_set_string (fixture->settings, "view", kinds[i].id);
      check_view (fixture, folder, kinds[i].id);
    }

  /* Flows that differ in ports alone are groups as well; also of some seconds. */
  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  g_settings_set_string (fixture->settings, "view", "flows");
  check_view (fixture, folder, "pair");
  show_first_seconds (fixture);
  check_view (fixture, folder, "pair");
  weir_session_show_now (fixture->session);
  g_settings_set_string (fixture->settings, "view", "service");

  /* Also where there is none: they are no flows. */
  gtk_editable_set_text (fixture->window->filter_entry, "port:1");
  WAIT_UNTIL (fixture_count (fixture) == 0);
  check_read_back (fixture, folder, "none.csv");
  check_read_back (fixture, folder, "none.json");
  path = temp_folder_dup_path (folder, "none.json");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"groups\":[]"));
}

static void
test_text_has_the_columns_that_are_shown (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "flows.txt");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  show_traffic (fixture);
  export_to (fixture, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, fixture_count (fixture) + 4);
  g_assert_nonnull (strstr (lines[2], "Remote"));
}

static void
check_picture (Fixture *fixture, TempFolder *folder, const char *name, const char *beginning)
{
  g_autofree char *path = temp_folder_dup_path (folder, name);
  g_autofree char *bytes = NULL;
  gsize size;

  export_to (fixture, path);
  WAIT_UNTIL (has_toast (fixture, name));
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 1000);
  g_assert_true (memcmp (bytes, beginning, strlen (beginning)) == 0);
}

static void
test_the_graph_becomes_a_picture (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();

  show_traffic (fixture);
  check_picture (fixture, folder, "graph.png", "\x89PNG");
  check_picture (fixture, folder, "graph.svg", "<?xml");
}

/* Nothing is left behind but what was there. */
static void
assert_holds (TempFolder *folder, const char *name, const char *contents)
{
  g_autoptr (GDir) entries = g_dir_open (temp_folder_get_path (folder), 0, NULL);
  g_autofree char *path = temp_folder_dup_path (folder, name);
  g_autofree char *found = NULL;

  g_assert_cmpstr (g_dir_read_name (entries), ==, name);
  g_assert_null (g_dir_read_name (entries));
  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, contents);
}

/* No file may be larger, as on a disk that is full: write() fails in the middle. */
static void
test_a_disk_that_is_full_leaves_the_old_file (Fixture *fixture, gconstpointer user_data)
{
  const struct rlimit narrow = { 1000, RLIM_INFINITY };
  const struct rlimit wide = { RLIM_INFINITY, RLIM_INFINITY };
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "flows.csv");

  signal (SIGXFSZ, SIG_IGN);
  temp_folder_write (folder, "flows.csv", "old", -1);
  show_traffic (fixture);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &narrow));
  export_to (fixture, path);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &wide));
  WAIT_UNTIL (has_toast (fixture, "“flows.csv” was not written"));
  assert_holds (folder, "flows.csv", "old");
}

static void
test_a_folder_that_is_gone_is_said (Fixture *fixture, gconstpointer user_data)
{
  show_traffic (fixture);
  export_to (fixture, "/nonexistent/folder/flows.csv");
  WAIT_UNTIL (has_toast (fixture, "“flows.csv” was not written: No such file or directory"));
}

/* /proc takes no files from anybody. */
static void
test_a_disk_that_takes_nothing_is_said (Fixture *fixture, gconstpointer user_data)
{
  show_traffic (fixture);
  export_to (fixture, "/proc/flows.json");
  WAIT_UNTIL (has_toast (fixture, "“flows.json” was not written"));
}

/* Names of files are shown, not obeyed. */
static void
test_a_name_breaks_out_of_no_toast (Fixture *fixture, gconstpointer user_data)
{
  show_traffic (fixture);
  export_to (fixture, "/nonexistent/<b>&.csv");
  WAIT_UNTIL (is_shown (fixture, ".csv” was not written"));
  WAIT_UNTIL (has_toast (fixture, "“&lt;b&gt;&amp;.csv” was not written"));
}

static void
test_another_source_does_not_end_an_export (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "flows.json");
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  show_traffic (fixture);
  expected = dup_expected (fixture);
  weir_main_window_export_to (fixture->window, path);
  weir_session_stop (fixture->session);
  WAIT_UNTIL (fixture->window->list_export == NULL);
  found = dup_read_back (path);
  g_assert_cmpstr (found, ==, expected);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

  add ("/window-export/the-list-is-read-back-as-it-is-shown",
       test_the_list_is_read_back_as_it_is_shown);
  add ("/window-export/groups-are-read-back-as-they-are-shown",
       test_groups_are_read_back_as_they_are_shown);
  add ("/window-export/text-has-the-columns-that-are-shown",
       test_text_has_the_columns_that_are_shown);
  add ("/window-export/the-graph-becomes-a-picture", test_the_graph_becomes_a_picture);
  add ("/window-export/a-disk-that-is-full-leaves-the-old-file",
       test_a_disk_that_is_full_leaves_the_old_file);
  add ("/window-export/a-folder-that-is-gone-is-said", test_a_folder_that_is_gone_is_said);
  add ("/window-export/a-disk-that-takes-nothing-is-said", test_a_disk_that_takes_nothing_is_said);
  add ("/window-export/a-name-breaks-out-of-no-toast", test_a_name_breaks_out_of_no_toast);
  add ("/window-export/another-source-does-not-end-an-export",
       test_another_source_does_not_end_an_export);

  return fixture_run ();
}
