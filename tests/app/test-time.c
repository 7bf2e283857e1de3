/* Going back in time in the real window, beside what weir-cli counts in the same seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-time TRAFFIC.pcap WEIR-CLI, on a display of its own.
 */
#include "config.h"

#include <json-glib/json-glib.h>

#include "core/export/json-report.h"
#include "core/flow/history-fold.h"
#include "window-fixture.h"

static const char *traffic_path;
static const char *cli_path;

/* ---- the same seconds elsewhere ----------------------------------------------------------------
 */

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

/* @filter: (nullable) */
static JsonNode *
count (gint64 first, gint64 last, const char *filter)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, first);
  g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, last);
  const char *argv[] = { cli_path, "-r",     traffic_path, "-n",
                         "-N",     "--json", "--from",     from,
                         "--to",   to,       "--filter",   filter != NULL ? filter : "",
                         NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (filter == NULL)
    argv[10] = NULL;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return parse (output);
}

static JsonNode *
report (const WeirLedger *ledger)
{
  const WeirReportOptions options = {
    .is_final = TRUE,
    .hides_services = TRUE,
    .sort = WEIR_REPORT_SORT_TOTAL,
    .start_us = weir_ledger_get_totals (ledger)->start_us,
    .max_rows = G_MAXUINT,
  };
  g_autoptr (WeirReport) view = weir_report_new (ledger, &options);
  g_autoptr (WeirOutput) output = weir_output_new (NULL);

  g_assert_true (weir_json_report_write (view, output, NULL));
  return parse (output->text->str);
}

static void
assert_shows_what_is_counted (Fixture *fixture)
{
  static const char *const members[] = { "totals", "flows", "interval", "packets_received",
                                         "flows_seen" };
  g_autoptr (JsonNode) shown = report (weir_session_get_ledger (fixture->session));
  g_autoptr (JsonNode) counted = NULL;
  gint64 first, last;

  g_assert_true (weir_session_get_span (fixture->session, &first, &last));
  counted = count (first, last, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *a = json_object_get_member (json_node_get_object (shown), members[i]);
      JsonNode *b = json_object_get_member (json_node_get_object (counted), members[i]);

      if (!json_node_equal (a, b))
        g_error ("%s: %s is not %s", members[i], json_to_string (a, FALSE),
                 json_to_string (b, FALSE));
    }
}

/* ---- what the user does ------------------------------------------------------------------------
 */

static gboolean
is_in_past (Fixture *fixture)
{
  gint64 first, last;

  return weir_session_get_span (fixture->session, &first, &last);
}

static gboolean
is_bar_shown (Fixture *fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (fixture->window->time_bar));
}

static void
painted_cb (gboolean *is_painted)
{
  *is_painted = TRUE;
}

/* What is dragged is what has been drawn. */
static void
wait_for_picture (Fixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window->graph));
  gboolean is_painted = FALSE;
  gulong id;

  gtk_widget_queue_draw (GTK_WIDGET (fixture->window->graph));
  id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);
  WAIT_UNTIL (is_painted);
  g_signal_handler_disconnect (clock, id);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture_set_up (fixture, user_data);
  g_settings_set_string (fixture->settings, "graph-span", "all");
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (fixture->window->graph)) > 0);
}

/* Parts of the graph's width. */
static void
drag (Fixture *fixture, double from, double to)
{
  gint64 before_first = 0, before_last = 0, first = 0, last = 0;

  weir_session_get_span (fixture->session, &before_first, &before_last);
  wait_for_picture (fixture);
  fixture_drag (GTK_WIDGET (fixture->window->graph), from, to);
  WAIT_UNTIL (weir_session_get_span (fixture->session, &first, &last)
              && (first != before_first || last != before_last));
}

static void
test_a_dragged_span_shows_its_seconds (Fixture *fixture, gconstpointer user_data)
{
  const WeirTotals *totals;
  WeirCounts sums = { 0 };
  gint64 first, last;

  if (!fixture_has_user ())
    return;

  drag (fixture, 0.3, 0.5);
  g_assert_true (weir_session_get_span (fixture->session, &first, &last));
  g_assert_cmpint (last - first, >, 5);
  g_assert_cmpint (last - first, <, 40);
  assert_shows_what_is_counted (fixture);
  WAIT_UNTIL (is_bar_shown (fixture));

  /* Another one, to the left, and down to a few seconds. */
  drag (fixture, 0.29, 0.1);
  assert_shows_what_is_counted (fixture);
  drag (fixture, 0.6, 0.63);
  assert_shows_what_is_counted (fixture);

  /* Groups are those of the span. */
  g_settings_set_string (fixture->settings, "view", "protocol");
  totals = weir_ledger_get_totals (weir_session_get_ledger (fixture->session));
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *group = fixture_flow_at (fixture, i);

      g_assert_true (weir_flow_is_group (group));
      sums.tx_bytes += group->tx_bytes;
      sums.rx_packets += group->rx_packets;
    }
  g_assert_cmpuint (sums.tx_bytes, ==, totals->counts.tx_bytes);
  g_assert_cmpuint (sums.rx_packets, ==, totals->counts.rx_packets);
}

static void
test_the_whole_run_of_a_file_can_be_chosen (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) all = report (weir_session_get_ledger (fixture->session));
  g_autoptr (JsonNode) shown = NULL;

  if (!fixture_has_user ())
    return;

  drag (fixture, 0.01, 0.99);
  assert_shows_what_is_counted (fixture);
  shown = report (weir_session_get_ledger (fixture->session));
  g_assert_true (json_node_equal (json_object_get_member (json_node_get_object (all), "totals"),
                                  json_object_get_member (json_node_get_object (shown), "totals")));
}

static void
test_l_and_a_button_lead_back_to_now (Fixture *fixture, gconstpointer user_data)
{
  WeirLedger *now = weir_session_get_ledger (fixture->session);
  guint n_flows = fixture_count (fixture);
  GtkWidget *button;

  if (!fixture_has_user ())
    return;

  drag (fixture, 0.3, 0.4);
  g_assert_cmpuint (fixture_count (fixture), <, n_flows);
  fixture_press (fixture, "l");
  WAIT_UNTIL (!is_in_past (fixture));
  g_assert_true (weir_session_get_ledger (fixture->session) == now);
  g_assert_cmpuint (fixture_count (fixture), ==, n_flows);
  WAIT_UNTIL (!is_bar_shown (fixture));

  drag (fixture, 0.5, 0.6);
  WAIT_UNTIL (is_bar_shown (fixture));
  button = fixture_find (GTK_WIDGET (fixture->window->time_bar), GTK_TYPE_BUTTON);
  WAIT_UNTIL (gtk_widget_get_width (button) > 0);
  fixture_click (button, 0.5);
  WAIT_UNTIL (!is_in_past (fixture));
}

static void
test_the_selection_goes_along (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowModel *model = WEIR_FLOW_MODEL (fixture->list);
  gint64 first, last;
  uint64_t serial;
  uint64_t bytes;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 0, TRUE);
  serial = weir_flow_model_get_selected (model, NULL)->serial;
  bytes = weir_flow_model_get_selected (model, NULL)->rx_bytes;
  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &first, &last));
  g_assert_true (weir_session_show_span (fixture->session, first + 20, first + 60));
  g_assert_cmpuint (weir_flow_model_get_selected (model, NULL)->serial, ==, serial);
  g_assert_cmpuint (weir_flow_model_get_selected (model, NULL)->rx_bytes, <, bytes);
  weir_session_show_now (fixture->session);
  g_assert_cmpuint (weir_flow_model_get_selected (model, NULL)->serial, ==, serial);
  g_assert_cmpuint (weir_flow_model_get_selected (model, NULL)->rx_bytes, ==, bytes);
}

static void
test_pause_and_past_go_together (Fixture *fixture, gconstpointer user_data)
{
  const WeirTimeline *timeline = weir_session_get_timeline (fixture->session);
  WeirLedger *now = weir_session_get_ledger (fixture->session);
  WeirLedger *span;

  if (!fixture_has_user ())
    return;

  weir_session_set_paused (fixture->session, TRUE);
  g_assert_true (weir_session_get_timeline (fixture->session) != timeline);
  drag (fixture, 0.3, 0.4);
  assert_shows_what_is_counted (fixture);
  span = weir_session_get_ledger (fixture->session);

  /* Resumed and paused under it. */
  weir_session_set_paused (fixture->session, FALSE);
  g_assert_true (weir_session_get_ledger (fixture->session) == span);
  g_assert_true (weir_session_get_timeline (fixture->session) == timeline);
  weir_session_set_paused (fixture->session, TRUE);
  g_assert_true (weir_session_get_ledger (fixture->session) == span);

  fixture_press (fixture, "l");
  WAIT_UNTIL (!is_in_past (fixture));
  g_assert_true (weir_session_get_paused (fixture->session));
  g_assert_true (weir_session_get_ledger (fixture->session) != now);
  weir_session_set_paused (fixture->session, FALSE);
  g_assert_true (weir_session_get_ledger (fixture->session) == now);
}

static void
test_another_source_is_of_now (Fixture *fixture, gconstpointer user_data)
{
  gint64 first, last;

  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &first, &last));
  g_assert_true (weir_session_show_span (fixture->session, first, first + 3));
  WAIT_UNTIL (is_bar_shown (fixture));
  fixture_show_file (fixture, traffic_path);
  g_assert_false (is_in_past (fixture));
  WAIT_UNTIL (!is_bar_shown (fixture));

  g_assert_true (weir_session_show_span (fixture->session, first, first + 3));
  weir_session_stop (fixture->session);
  g_assert_false (is_in_past (fixture));
  g_assert_false (weir_session_show_span (fixture->session, first, first + 3));
}

static void
test_seconds_that_are_not_kept_say_so (Fixture *fixture, gconstpointer user_data)
{
  const WeirHistoryLimits limits = { .max_seconds = 30, .max_bytes = 1000 * 1000 };
  WeirLedger *now = weir_session_get_ledger (fixture->session);
  gint64 first, last, oldest, newest;

  if (!fixture_has_user ())
    return;

  weir_history_set_limits (weir_session_get_history (fixture->session), &limits);
  wait_for_picture (fixture);
  fixture_drag (GTK_WIDGET (fixture->window->graph), 0.1, 0.3);
  WAIT_UNTIL (is_bar_shown (fixture));
  g_assert_false (is_in_past (fixture));
  g_assert_true (weir_session_get_ledger (fixture->session) == now);

  /* Of a span that reaches into what is kept, that. */
  drag (fixture, 0.31, 0.9);
  g_assert_true (weir_session_get_span (fixture->session, &first, &last));
  g_assert_true (
      weir_history_get_range (weir_session_get_history (fixture->session), &oldest, &newest));
  g_assert_cmpint (first, ==, oldest);
  assert_shows_what_is_counted (fixture);
}

/* ---- the graph of what the filter leaves -------------------------------------------------------
 */

static const WeirTimeline *filtered;

static void
filtered_cb (const WeirTimeline *timeline, gpointer user_data)
{
  filtered = timeline;
}

static guint64
get_matching (JsonNode *counted, const char *name)
{
  JsonObject *matching = json_object_get_object_member (json_node_get_object (counted), "matching");

  return (guint64) json_object_get_int_member (matching, name);
}

static void
test_the_filters_graph_is_of_what_matches (Fixture *fixture, gconstpointer user_data)
{
  const char *const texts[] = { "udp", "port:443 !udp", "host:*7", "net:2001:db8::/32" };
  g_autoptr (WeirFilteredTimeline) timeline =
      weir_filtered_timeline_new (WEIR_FLOW_MODEL (fixture->list), filtered_cb, NULL);
  gint64 oldest, newest;

  weir_filtered_timeline_set_history (timeline, weir_session_get_history (fixture->session));
  g_assert_null (filtered);
  g_assert_true (
      weir_history_get_range (weir_session_get_history (fixture->session), &oldest, &newest));

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const WeirTimeline *before = filtered;

      gtk_editable_set_text (fixture->window->filter_entry, texts[i]);
      WAIT_UNTIL (weir_flow_model_get_sums (WEIR_FLOW_MODEL (fixture->list)) != NULL);
      weir_filtered_timeline_restart (timeline);
      WAIT_UNTIL (filtered != before);

      for (gint64 second = oldest; second <= newest; second += 11)
        {
          g_autoptr (JsonNode) counted = count (second, second, texts[i]);
          uint64_t tx_bytes, rx_bytes;

          weir_timeline_get (filtered, second, &tx_bytes, &rx_bytes);
          g_assert_cmpuint (tx_bytes, ==, get_matching (counted, "tx_bytes"));
          g_assert_cmpuint (rx_bytes, ==, get_matching (counted, "rx_bytes"));
        }
    }

  gtk_editable_set_text (fixture->window->filter_entry, "");
  WAIT_UNTIL (weir_flow_model_get_sums (WEIR_FLOW_MODEL (fixture->list)) == NULL);
  weir_filtered_timeline_restart (timeline);
  g_assert_null (filtered);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  traffic_path = argv[1];
  cli_path = argv[2];
  fixture_register ();

#define ADD(name, function) \
  g_test_add ("/time/" name, Fixture, NULL, set_up, function, fixture_tear_down)
  ADD ("a-dragged-span-shows-its-seconds", test_a_dragged_span_shows_its_seconds);
  ADD ("the-whole-run-of-a-file-can-be-chosen", test_the_whole_run_of_a_file_can_be_chosen);
  ADD ("l-and-a-button-lead-back-to-now", test_l_and_a_button_lead_back_to_now);
  ADD ("the-selection-goes-along", test_the_selection_goes_along);
  ADD ("pause-and-past-go-together", test_pause_and_past_go_together);
  ADD ("another-source-is-of-now", test_another_source_is_of_now);
  ADD ("seconds-that-are-not-kept-say-so", test_seconds_that_are_not_kept_say_so);
  ADD ("the-filters-graph-is-of-what-matches", test_the_filters_graph_is_of_what_matches);
#undef ADD

  return fixture_run ();
}
