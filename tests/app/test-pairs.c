/* Rows that stand for all flows between two hosts, while ports are hidden: what can be done with
 * the row of a flow can be done with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-pairs TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/rate-bar.h"
#include "core/flow/history-sum.h"
#include "window-fixture.h"

static const char *traffic_path;

static const WeirFlowGroup *
group_at (Fixture *fixture, guint position)
{
  const WeirFlow *flow = fixture_flow_at (fixture, position);

  g_assert_true (weir_flow_is_pair (flow));
  return weir_flow_group_of_sum (flow);
}

/* The pair of most flows is selected.  Returns: its place */
static guint
show_pairs (Fixture *fixture)
{
  guint largest = 0;

  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (fixture_count (fixture) > 1);
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      if (group_at (fixture, i)->n_flows > group_at (fixture, largest)->n_flows)
        largest = i;
    }
  g_assert_cmpuint (group_at (fixture, largest)->n_flows, >, 1);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), largest, TRUE);
  return largest;
}

static gboolean
is_between (const WeirFlow *flow, gpointer pair)
{
  const WeirFlowKey key = weir_flow_key_without_ports (&flow->key);

  return weir_flow_key_equal (&key, pair);
}

static void
test_a_pair_has_the_peaks_of_its_flows_together (Fixture *fixture, gconstpointer user_data)
{
  const WeirFlowGroup *group;
  WeirFlowKey key;
  g_autoptr (WeirHistorySum) sum = NULL;
  const WeirTimeline *timeline;
  uint64_t tx_bytes, rx_bytes;
  int64_t oldest, newest;

  group = group_at (fixture, show_pairs (fixture));

  /* Counted in another way: what a graph of the pair draws. */
  key = group->pair;
  sum = weir_history_sum_new (weir_session_get_history (fixture->session), is_between, &key);
  while (!weir_history_sum_work (sum, G_USEC_PER_SEC))
    continue;
  timeline = weir_history_sum_get_timeline (sum);
  g_assert_true (weir_timeline_get_range (timeline, &oldest, &newest));
  weir_timeline_get_peak (timeline, oldest, (guint) (newest - oldest + 1), &tx_bytes, &rx_bytes);
  g_assert_cmpuint (rx_bytes, >, 0);
  WAIT_UNTIL (weir_flow_has_peaks (&group->sum) && group->sum.peak_tx == tx_bytes
              && group->sum.peak_rx == rx_bytes);
}

static void
test_the_details_tell_of_the_pair (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *details = GTK_WIDGET (fixture->window->details);
  char local[WEIR_ADDRESS_TEXT_MAX], remote[WEIR_ADDRESS_TEXT_MAX];
  char amount[WEIR_UNITS_TEXT_MAX], peak[WEIR_UNITS_TEXT_MAX];
  const WeirFlowGroup *group;
  g_autofree char *n_flows = NULL;

  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  group = group_at (fixture, show_pairs (fixture));
  weir_address_format (&group->pair.local, group->pair.family, local);
  weir_address_format (&group->pair.remote, group->pair.family, remote);
  weir_units_format_amount (group->sum.rx_bytes, amount);
  n_flows = g_strdup_printf ("%u", group->n_flows);

  WAIT_UNTIL (fixture_shows_text (details, local));
  g_assert_true (fixture_shows_text (details, remote));
  g_assert_true (fixture_shows_text (details, amount));
  g_assert_true (fixture_shows_text (details, n_flows));

  WAIT_UNTIL (fixture_shows_text (details, "Busiest second"));
  WAIT_UNTIL (fixture_shows_text (details, weir_units_format_rate ((double) group->sum.peak_rx * 8,
                                                                   WEIR_UNIT_BITS, TRUE, peak)));
}

static void
test_a_pair_is_pinned_and_stays_so (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowModel *model = WEIR_FLOW_MODEL (fixture->list);
  WeirFlowKey pair;
  g_auto (GStrv) kept = NULL;

  pair = group_at (fixture, show_pairs (fixture))->pair;
  fixture_activate (fixture, "pin", NULL);
  g_assert_true (weir_flow_model_is_pinned (model, fixture_flow_at (fixture, 0)));
  g_assert_true (weir_flow_key_equal (&group_at (fixture, 0)->pair, &pair));
  g_assert_false (weir_flow_model_is_pinned (model, fixture_flow_at (fixture, 1)));
  kept = g_settings_get_strv (fixture->settings, "pinned");
  g_assert_cmpuint (g_strv_length (kept), ==, 1);

  /* The pair is, not its flows; and it still is when ports are hidden again. */
  g_settings_set_boolean (fixture->settings, "show-ports", TRUE);
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_false (weir_flow_model_is_pinned (model, fixture_flow_at (fixture, i)));
  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  g_assert_true (weir_flow_key_equal (&group_at (fixture, 0)->pair, &pair));

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  fixture_activate (fixture, "pin", NULL);
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_false (weir_flow_model_is_pinned (model, fixture_flow_at (fixture, i)));
}

static void
test_a_click_with_control_filters_by_the_pair (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *view = GTK_WIDGET (fixture->window->flow_view);
  char remote[WEIR_ADDRESS_TEXT_MAX];
  g_autofree char *expected = NULL;
  const WeirFlowGroup *group;
  GtkWidget *cell;
  guint n_pairs;

  if (!fixture_has_user ())
    return;

  show_pairs (fixture);
  n_pairs = fixture_count (fixture);
  WAIT_UNTIL ((cell = fixture_find (view, WEIR_TYPE_RATE_BAR)) != NULL
              && gtk_widget_get_mapped (cell) && gtk_widget_get_width (cell) > 0);
  group = group_at (fixture, 0);
  weir_address_format (&group->pair.remote, group->pair.family, remote);
  expected = g_strconcat ("remote:", remote, NULL);

  g_assert_true (g_spawn_command_line_sync ("xdotool keydown ctrl", NULL, NULL, NULL, NULL));
  fixture_click (cell, 0.3);
  g_assert_true (g_spawn_command_line_sync ("xdotool keyup ctrl", NULL, NULL, NULL, NULL));
  WAIT_UNTIL (g_str_equal (gtk_editable_get_text (fixture->window->filter_entry), expected));
  WAIT_UNTIL (fixture_count (fixture) < n_pairs);
  g_assert_cmpuint (fixture_count (fixture), >, 0);
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_true (weir_flow_is_pair (fixture_flow_at (fixture, i)));
}

static void
test_a_pair_is_copied (Fixture *fixture, gconstpointer user_data)
{
  char local[WEIR_ADDRESS_TEXT_MAX], remote[WEIR_ADDRESS_TEXT_MAX];
  g_autofree char *line = NULL;
  g_autofree char *address = NULL;
  g_autofree char *json = NULL;
  g_autofree char *n_flows = NULL;
  const WeirFlowGroup *group;

  group = group_at (fixture, show_pairs (fixture));
  WAIT_UNTIL (weir_flow_has_peaks (&group->sum));
  weir_address_format (&group->pair.local, group->pair.family, local);
  weir_address_format (&group->pair.remote, group->pair.family, remote);

  /* Nothing that only some of its flows are. */
  fixture_activate (fixture, "copy", NULL);
  line = fixture_dup_clipboard (fixture);
  g_assert_true (g_str_has_prefix (line, local));
  g_assert_nonnull (strstr (line, remote));
  g_assert_cmpint (line[strlen (local)], ==, '\t');

  fixture_activate (fixture, "copy-remote", NULL);
  address = fixture_dup_clipboard (fixture);
  g_assert_cmpstr (address, ==, remote);

  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "copy-json"));
  fixture_activate (fixture, "copy-json", NULL);
  json = fixture_dup_clipboard (fixture);
  n_flows = g_strdup_printf ("\"flows\":%u,", group->n_flows);
  g_assert_true (g_str_has_prefix (json, "{\"group_by\":\"pair\",\"group\":\"local="));
  g_assert_nonnull (strstr (json, n_flows));
  g_assert_nonnull (strstr (json, "\"rate_peak\":"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

#define ADD(name, func) \
  g_test_add ("/pairs/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("a-pair-has-the-peaks-of-its-flows-together",
       test_a_pair_has_the_peaks_of_its_flows_together);
  ADD ("the-details-tell-of-the-pair", test_the_details_tell_of_the_pair);
  ADD ("a-pair-is-pinned-and-stays-so", test_a_pair_is_pinned_and_stays_so);
  ADD ("a-click-with-control-filters-by-the-pair", test_a_click_with_control_filters_by_the_pair);
  ADD ("a-pair-is-copied", test_a_pair_is_copied);

  return fixture_run ();
}
