/* The filter of the real window, written, clicked and taken away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-filter-bar TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include <string.h>

#include "app/rate-bar.h"
#include "window-fixture.h"

static const char *traffic_path;

static const char *
get_text (Fixture *fixture)
{
  return gtk_editable_get_text (fixture->window->filter_entry);
}

static void
set_text (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->window->filter_entry, text);
}

/* Returns: (nullable) (transfer none): the first below @widget with this class */
static GtkWidget *
find_class (GtkWidget *widget, const char *css_class)
{
  if (gtk_widget_has_css_class (widget, css_class))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_class (child, css_class);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
get_bar (Fixture *fixture)
{
  return GTK_WIDGET (fixture->window->filter_bar);
}

/* The texts of the pills, one after the other. */
static char *
dup_pills (Fixture *fixture)
{
  GtkWidget *pills = find_class (get_bar (fixture), "filter-pills");
  GString *text = g_string_new (NULL);

  for (GtkWidget *pill = gtk_widget_get_first_child (pills); pill != NULL;
       pill = gtk_widget_get_next_sibling (pill))
    {
      GtkLabel *label = fixture_find (pill, GTK_TYPE_LABEL);

      g_string_append_printf (text, "[%s]", gtk_label_get_label (label));
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_pills (Fixture *fixture, const char *wanted)
{
  g_autofree char *pills = dup_pills (fixture);

  return g_str_equal (pills, wanted);
}

/* Only the flows that match are listed, and they are what is summed up. */
static void
assert_list_is_sum (Fixture *fixture)
{
  WeirFlowModel *model = weir_flow_view_get_model (fixture->window->flow_view);
  const WeirFilterSums *sums = weir_flow_model_get_sums (model);
  uint64_t bytes = 0;

  g_assert_nonnull (sums);
  for (guint i = 0; i < fixture_count (fixture); i++)
    bytes += fixture_flow_at (fixture, i)->rx_bytes;
  g_assert_cmpuint (sums->n_flows, ==, fixture_count (fixture));
  g_assert_cmpuint (sums->counts.rx_bytes, ==, bytes);
}

static void
test_its_parts_are_pills_that_go_one_by_one (Fixture *fixture, gconstpointer user_data)
{
  guint n_flows, n_matching;
  GtkWidget *pills;

  fixture_show_file (fixture, traffic_path);
  n_flows = fixture_count (fixture);
  set_text (fixture, "port:443 !udp (total>1k or is:ipv6)");
  WAIT_UNTIL (has_pills (fixture, "[port:443][!udp][total>1k or is:ipv6]"));
  n_matching = fixture_count (fixture);
  g_assert_cmpuint (n_matching, <, n_flows);
  assert_list_is_sum (fixture);

  pills = find_class (get_bar (fixture), "filter-pills");
  g_signal_emit_by_name (gtk_widget_get_first_child (pills), "clicked");
  WAIT_UNTIL (has_pills (fixture, "[!udp][total>1k or is:ipv6]"));
  g_assert_cmpstr (get_text (fixture), ==, "!udp (total>1k or is:ipv6)");
  g_assert_cmpuint (fixture_count (fixture), >, n_matching);
  assert_list_is_sum (fixture);

  g_signal_emit_by_name (gtk_widget_get_last_child (pills), "clicked");
  g_signal_emit_by_name (gtk_widget_get_last_child (pills), "clicked");
  g_assert_cmpstr (get_text (fixture), ==, "");
  g_assert_cmpuint (fixture_count (fixture), ==, n_flows);
  g_assert_false (gtk_widget_get_mapped (pills));
}

static void
test_a_mistake_is_shown_at_its_place_and_changes_nothing (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *message = find_class (get_bar (fixture), "filter-message");
  guint n_matching;

  fixture_show_file (fixture, traffic_path);
  set_text (fixture, "port:443");
  WAIT_UNTIL (has_pills (fixture, "[port:443]"));
  n_matching = fixture_count (fixture);
  g_assert_false (gtk_widget_get_visible (message));

  /* As if it was typed: what stands there is not taken away first. */
  gtk_editable_set_position (fixture->window->filter_entry, -1);
  for (const char *p = " udp rate>fast"; *p != '\0'; p++)
    {
      int position = gtk_editable_get_position (fixture->window->filter_entry);

      gtk_editable_insert_text (fixture->window->filter_entry, p, 1, &position);
      gtk_editable_set_position (fixture->window->filter_entry, position);
    }
  WAIT_UNTIL (gtk_widget_get_visible (message));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (message)), "“fast” is not a rate"));
  g_assert_cmpint (gtk_widget_get_margin_start (message), >, 60);
  g_assert_cmpuint (fixture_count (fixture), ==, n_matching);
  g_assert_true (has_pills (fixture, "[port:443]"));

  set_text (fixture, "port:443");
  WAIT_UNTIL (!gtk_widget_get_visible (message));
}

static void
keep (Fixture *fixture, const char *action, const char *field, const char *value)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action,
                                  g_variant_new ("(ss)", field, value));
}

static void
test_what_is_clicked_is_kept_or_excluded (Fixture *fixture, gconstpointer user_data)
{
  fixture_show_file (fixture, traffic_path);

  keep (fixture, "filter-keep", "app", "Web (\"Content\")");
  g_assert_cmpstr (get_text (fixture), ==, "app=\"Web (\\\"Content\\\")\"");
  keep (fixture, "filter-keep", "app", "Firefox");
  g_assert_cmpstr (get_text (fixture), ==, "app=Firefox");
  keep (fixture, "filter-exclude", "app", "Firefox");
  keep (fixture, "filter-exclude", "port", "443");
  g_assert_cmpstr (get_text (fixture), ==, "!app=Firefox !port:443");
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_cmpuint (fixture_flow_at (fixture, i)->key.remote_port, !=, 443);
  assert_list_is_sum (fixture);

  /* No such field, from a damaged menu. */
  keep (fixture, "filter-keep", "nonsense", "1");
  g_assert_cmpstr (get_text (fixture), ==, "!app=Firefox !port:443");
}

static void
test_another_language_is_copied_or_refused (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *message = find_class (get_bar (fixture), "filter-message");
  g_autofree char *bpf = NULL;
  g_autofree char *wireshark = NULL;

  set_text (fixture, "host:192.0.2.1 tcp");
  WAIT_UNTIL (has_pills (fixture, "[host:192.0.2.1][tcp]"));
  g_assert_true (gtk_widget_activate_action (get_bar (fixture), "filter.copy-bpf", NULL));
  bpf = fixture_dup_clipboard (fixture);
  g_assert_cmpstr (bpf, ==, "ip host 192.0.2.1 and tcp");
  g_assert_true (gtk_widget_activate_action (get_bar (fixture), "filter.copy-wireshark", NULL));
  wireshark = fixture_dup_clipboard (fixture);
  g_assert_cmpstr (wireshark, ==, "ip.addr == 192.0.2.1 and tcp");

  set_text (fixture, "tcp rate>1M");
  WAIT_UNTIL (has_pills (fixture, "[tcp][rate>1M]"));
  g_assert_true (gtk_widget_activate_action (get_bar (fixture), "filter.copy-bpf", NULL));
  g_assert_true (gtk_widget_get_visible (message));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (message)), "“rate>1M”"));
}

static void
test_history_is_bounded_and_the_newest_comes_first (Fixture *fixture, gconstpointer user_data)
{
  g_auto (GStrv) history = NULL;

  for (guint i = 0; i < WEIR_FILTER_BAR_MAX_HISTORY + 5; i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", i);

      keep (fixture, "filter-keep", "port", port);
    }
  keep (fixture, "filter-keep", "port", "10");

  history = g_settings_get_strv (fixture->settings, "filter-history");
  g_assert_cmpuint (g_strv_length (history), ==, WEIR_FILTER_BAR_MAX_HISTORY);
  g_assert_cmpstr (history[0], ==, "port:10");
  g_assert_cmpstr (history[1], ==, "port:24");

  g_assert_true (gtk_widget_activate_action (get_bar (fixture), "filter.use", "s", history[1]));
  g_assert_cmpstr (get_text (fixture), ==, "port:24");
  g_assert_true (gtk_widget_activate_action (get_bar (fixture), "filter.forget-history", NULL));
  g_strfreev (history);
  history = g_settings_get_strv (fixture->settings, "filter-history");
  g_assert_cmpuint (g_strv_length (history), ==, 0);
}

/* A window that is opened with these settings. */
static void
test_it_is_remembered_and_damage_is_shown_and_kept (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *kept = NULL;
  g_autoptr (WeirFilterBar) bar = NULL;
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  g_autofree char *endless = g_strnfill (100000, 'x');

  set_text (fixture, "port:443");
  WAIT_UNTIL (has_pills (fixture, "[port:443]"));
  kept = g_settings_get_string (fixture->settings, "filter");
  g_assert_cmpstr (kept, ==, "port:443");

  bar = g_object_ref_sink (g_object_new (WEIR_TYPE_FILTER_BAR, NULL));
  weir_filter_bar_set_model (bar, model, fixture->settings);
  g_assert_cmpstr (gtk_editable_get_text (weir_filter_bar_get_entry (bar)), ==, "port:443");
  g_assert_nonnull (weir_flow_model_get_sums (model));

  g_settings_set_string (fixture->settings, "filter", endless);
  g_clear_object (&bar);
  bar = g_object_ref_sink (g_object_new (WEIR_TYPE_FILTER_BAR, NULL));
  weir_filter_bar_set_model (bar, model, fixture->settings);
  g_assert_true (
      g_str_has_prefix (endless, gtk_editable_get_text (weir_filter_bar_get_entry (bar))));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (weir_filter_bar_get_entry (bar)), "error"));
  g_free (kept);
  kept = g_settings_get_string (fixture->settings, "filter");
  g_assert_cmpstr (kept, ==, endless);
}

static GtkPopover *
get_completion (Fixture *fixture)
{
  return GTK_POPOVER (find_class (get_bar (fixture), "filter-completion"));
}

static gboolean
is_completing (Fixture *fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (get_completion (fixture)));
}

static gboolean
offers_one (Fixture *fixture)
{
  GtkListBox *list = fixture_find (GTK_WIDGET (get_completion (fixture)), GTK_TYPE_LIST_BOX);

  return is_completing (fixture) && gtk_list_box_get_row_at_index (list, 0) != NULL
         && gtk_list_box_get_row_at_index (list, 1) == NULL;
}

static void
type (Fixture *fixture, const char *letters)
{
  for (; *letters != '\0'; letters++)
    {
      const char letter[] = { *letters, '\0' };

      fixture_press (fixture, letter);
    }
}

static void
test_what_was_begun_is_completed_with_keys (Fixture *fixture, gconstpointer user_data)
{
  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  fixture_press (fixture, "slash");
  type (fixture, "prot");
  WAIT_UNTIL (is_completing (fixture));
  fixture_press (fixture, "Tab");
  WAIT_UNTIL (g_str_equal (get_text (fixture), "proto:"));

  /* Its values, those of the flows. */
  WAIT_UNTIL (is_completing (fixture));
  type (fixture, "ud");
  WAIT_UNTIL (offers_one (fixture));
  fixture_press (fixture, "Down");
  fixture_press (fixture, "Return");
  WAIT_UNTIL (g_str_equal (get_text (fixture), "proto:UDP "));
  WAIT_UNTIL (!is_completing (fixture));

  /* Escape closes what is offered, and only then clears. */
  type (fixture, "ap");
  WAIT_UNTIL (is_completing (fixture));
  fixture_press (fixture, "Escape");
  WAIT_UNTIL (!is_completing (fixture));
  g_assert_cmpstr (get_text (fixture), ==, "proto:UDP ap");
  fixture_press (fixture, "Escape");
  WAIT_UNTIL (*get_text (fixture) == '\0');
}

/* With the Control key held down, and Shift if it is to be excluded. */
static void
control_click (GtkWidget *cell, gboolean with_shift)
{
  g_assert_true (g_spawn_command_line_sync (with_shift ? "xdotool keydown ctrl keydown shift"
                                                       : "xdotool keydown ctrl",
                                            NULL, NULL, NULL, NULL));
  fixture_click (cell, 0.3);
  g_assert_true (
      g_spawn_command_line_sync ("xdotool keyup ctrl keyup shift", NULL, NULL, NULL, NULL));
}

static void
test_a_click_with_control_filters_by_the_cell (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowView *view = fixture->window->flow_view;
  g_autofree char *kept = NULL;
  char remote[WEIR_ADDRESS_TEXT_MAX];
  const WeirFlow *flow;
  GtkWidget *cell;
  guint n_flows;

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  n_flows = fixture_count (fixture);
  WAIT_UNTIL ((cell = fixture_find (GTK_WIDGET (view), WEIR_TYPE_RATE_BAR)) != NULL
              && gtk_widget_get_mapped (cell) && gtk_widget_get_width (cell) > 0);
  flow = fixture_flow_at (fixture, 0);
  weir_address_format (&flow->key.remote, flow->key.family, remote);
  kept = g_strconcat ("remote:", remote, NULL);

  control_click (cell, FALSE);
  WAIT_UNTIL (g_str_equal (get_text (fixture), kept));
  WAIT_UNTIL (fixture_count (fixture) < n_flows);
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_true (
        weir_address_equal (&fixture_flow_at (fixture, i)->key.remote, &flow->key.remote));

  /* The same place again, the other way round. */
  control_click (fixture_find (GTK_WIDGET (view), WEIR_TYPE_RATE_BAR), TRUE);
  WAIT_UNTIL (*get_text (fixture) == '!');
  g_assert_cmpstr (get_text (fixture) + 1, ==, kept);
}

int
main (int argc, char *argv[])
{

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

#define ADD(name, func) \
  g_test_add ("/filter-bar/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("its-parts-are-pills-that-go-one-by-one", test_its_parts_are_pills_that_go_one_by_one);
  ADD ("a-mistake-is-shown-at-its-place-and-changes-nothing",
       test_a_mistake_is_shown_at_its_place_and_changes_nothing);
  ADD ("what-is-clicked-is-kept-or-excluded", test_what_is_clicked_is_kept_or_excluded);
  ADD ("another-language-is-copied-or-refused", test_another_language_is_copied_or_refused);
  ADD ("history-is-bounded-and-the-newest-comes-first",
       test_history_is_bounded_and_the_newest_comes_first);
  ADD ("it-is-remembered-and-damage-is-shown-and-kept",
       test_it_is_remembered_and_damage_is_shown_and_kept);
  ADD ("what-was-begun-is-completed-with-keys", test_what_was_begun_is_completed_with_keys);
  ADD ("a-click-with-control-filters-by-the-cell", test_a_click_with_control_filters_by_the_cell);

  return fixture_run ();
}
