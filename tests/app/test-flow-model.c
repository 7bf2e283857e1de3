/* Which flow is in which row, and what is said of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/flow-model.h"
#include "ledger-fixture.h"

/* An update of 10,000 flows takes some 3 ms; with sanitizers and on a busy machine many times
 * that.  What this is to catch is a square of the number. */
#define GENEROUS_MS 400

typedef struct
{
  WeirLedger *ledger;
  WeirFlowModel *model;
  guint n_signals;
  guint position;
  guint n_removed;
  guint n_added;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  Fixture *fixture)
{
  fixture->n_signals++;
  fixture->position = position;
  fixture->n_removed = n_removed;
  fixture->n_added = n_added;
}

/* Flows 1 … @n_flows, sorted by total: number 1 received the most. */
static void
set_up (Fixture *fixture, gconstpointer n_flows)
{
  guint n = GPOINTER_TO_UINT (n_flows);

  memset (fixture, 0, sizeof *fixture);
  fixture->ledger = weir_ledger_new (NULL);
  fixture->model = weir_flow_model_new ();
  weir_flow_model_set_order (fixture->model, weir_flow_columns_find ("total"), TRUE);
  for (guint i = 1; i <= n; i++)
    ledger_fixture_book (fixture->ledger, 0, i, 1000 * (n + 1 - i));

  weir_flow_model_set_ledger (fixture->model, fixture->ledger, FALSE);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer n_flows)
{
  g_clear_object (&fixture->model);
  g_clear_pointer (&fixture->ledger, weir_ledger_free);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
}

/* The number of the flow in row @position. */
static guint
number_at (Fixture *fixture, guint position)
{
  g_autoptr (WeirFlowItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);
  const WeirFlow *flow = weir_flow_item_get_flow (item);

  return flow->key.remote.bytes[15] + 250u * (flow->key.local_port - 1024u);
}

static void
changed_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_rows_that_change_places_need_no_signal (Fixture *fixture, gconstpointer n_flows)
{
  g_autoptr (WeirFlowItem) first = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_autoptr (WeirFlowItem) second = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  guint n_second = 0;

  weir_flow_item_watch (second, changed_cb, &n_second);

  /* Number 3 overtakes number 2; all others stay. */
  ledger_fixture_book (fixture->ledger, 1, 3, 1500);
  ledger_fixture_book (fixture->ledger, 1, 1, 10);
  weir_flow_model_update (fixture->model, FALSE);

  g_assert_cmpuint (fixture->n_signals, ==, 0);
  g_assert_cmpuint (n_second, ==, 1);
  g_assert_cmpuint (number_at (fixture, 0), ==, 1);
  g_assert_cmpuint (number_at (fixture, 1), ==, 3);
  g_assert_cmpuint (number_at (fixture, 2), ==, 2);
  g_assert_true (weir_flow_item_get_flow (second)->user_data == second);
}

static void
test_a_new_flow_finds_its_place (Fixture *fixture, gconstpointer n_flows)
{
  ledger_fixture_book (fixture->ledger, 1, 9, 3500);
  weir_flow_model_update (fixture->model, FALSE);

  /* There is one row more. */
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  g_assert_cmpuint (fixture->n_removed, ==, 0);
  g_assert_cmpuint (fixture->n_added, ==, 1);
  g_assert_cmpuint (fixture->position, ==, 5);
  g_assert_cmpuint (number_at (fixture, 2), ==, 9);
}

/* What is looked at keeps its row: GTK is told which one has gone. */
static void
test_held_rows_stay_when_one_above_goes (void)
{
  WeirLedgerOptions options = { .keep_idle_us = 60 * G_USEC_PER_SEC };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  g_autoptr (WeirFlowItem) third = NULL;
  g_autoptr (WeirFlowItem) now_second = NULL;
  Fixture fixture = { .model = model };

  weir_flow_model_set_order (model, weir_flow_columns_find ("total"), TRUE);
  for (guint i = 1; i <= 3; i++)
    ledger_fixture_book (ledger, 0, i, 1000 * (4 - i));
  weir_flow_model_set_ledger (model, ledger, FALSE);
  third = g_list_model_get_item (G_LIST_MODEL (model), 2);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 2, TRUE);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &fixture);

  ledger_fixture_book (ledger, 50, 1, 10);
  ledger_fixture_book (ledger, 50, 3, 10);
  ledger_fixture_book (ledger, 100, 1, 10);
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 2);
  weir_flow_model_update (model, TRUE);

  g_assert_cmpuint (fixture.n_signals, ==, 1);
  g_assert_cmpuint (fixture.position, ==, 1);
  g_assert_cmpuint (fixture.n_removed, ==, 2);
  g_assert_cmpuint (fixture.n_added, ==, 1);
  now_second = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_assert_true (now_second == third);
  g_assert_cmpuint (number_at (&fixture, 1), ==, 3);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (model), 1));
  weir_flow_model_set_ledger (model, NULL, FALSE);
}

static void
test_no_signal_without_a_change (Fixture *fixture, gconstpointer n_flows)
{
  ledger_fixture_book (fixture->ledger, 1, 1, 10);
  weir_flow_model_update (fixture->model, FALSE);

  g_assert_cmpuint (fixture->n_signals, ==, 0);
}

/* Cells that nobody sees are brought up to date when they are to be seen. */
static void
test_rows_are_told_when_they_are_seen (Fixture *fixture, gconstpointer n_flows)
{
  g_autoptr (WeirFlowItem) first = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_autoptr (WeirFlowItem) last = g_list_model_get_item (G_LIST_MODEL (fixture->model), 4);
  guint n_first = 0, n_last = 0;

  weir_flow_model_set_seen (fixture->model, 0, 2);
  weir_flow_item_watch (first, changed_cb, &n_first);
  weir_flow_item_watch (last, changed_cb, &n_last);
  weir_flow_model_update (fixture->model, FALSE);
  ledger_fixture_book (fixture->ledger, 1, 5, 10);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (n_first, >, 0);
  g_assert_cmpuint (n_last, ==, 0);

  n_first = 0;
  weir_flow_model_set_seen (fixture->model, 0, 4);
  g_assert_cmpuint (n_first, ==, 0);
  g_assert_cmpuint (n_last, ==, 1);
}

static void
test_held_rows_stay_and_new_ones_come_last (Fixture *fixture, gconstpointer n_flows)
{
  ledger_fixture_book (fixture->ledger, 1, 5, 100000);
  ledger_fixture_book (fixture->ledger, 1, 9, 50000);
  weir_flow_model_update (fixture->model, TRUE);

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (number_at (fixture, i), ==, i + 1);
  g_assert_cmpuint (number_at (fixture, 5), ==, 9);

  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 5);
  g_assert_cmpuint (number_at (fixture, 1), ==, 9);
}

static void
test_equal_flows_stand_by_total_then_age (Fixture *fixture, gconstpointer n_flows)
{
  ledger_fixture_book (fixture->ledger, 1, 9, 3000);
  for (int64_t second = 2; second < 60; second++)
    ledger_fixture_book (fixture->ledger, second, 1, 1);
  weir_flow_model_set_order (fixture->model, weir_flow_columns_find ("rx-2s"), TRUE);

  /* Number 1 alone moves; of 3 and 9, which received as much, 3 came first. */
  g_assert_cmpuint (number_at (fixture, 0), ==, 1);
  g_assert_cmpuint (number_at (fixture, 1), ==, 2);
  g_assert_cmpuint (number_at (fixture, 2), ==, 3);
  g_assert_cmpuint (number_at (fixture, 3), ==, 9);
}

static void
test_every_column_is_a_total_order (Fixture *fixture, gconstpointer n_flows)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree guint *up = g_new (guint, count (fixture));

      /* Twice the same way is the same order, whatever order there was in between. */
      weir_flow_model_set_order (fixture->model, &columns[i], FALSE);
      for (guint row = 0; row < count (fixture); row++)
        up[row] = number_at (fixture, row);
      weir_flow_model_set_order (fixture->model, &columns[i], TRUE);
      weir_flow_model_set_order (fixture->model, &columns[i], FALSE);
      for (guint row = 0; row < count (fixture); row++)
        g_assert_cmpuint (number_at (fixture, row), ==, up[row]);
    }
}

static void
test_the_selection_follows_the_flow (Fixture *fixture, gconstpointer n_flows)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->model);
  guint position;

  gtk_selection_model_select_item (selection, 4, TRUE);
  g_assert_true (gtk_selection_model_is_selected (selection, 4));

  ledger_fixture_book (fixture->ledger, 1, 5, 100000);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_true (gtk_selection_model_is_selected (selection, 0));
  g_assert_false (gtk_selection_model_is_selected (selection, 4));
  g_assert_nonnull (weir_flow_model_get_selected (fixture->model, &position));
  g_assert_cmpuint (position, ==, 0);

  /* Filtered out it is not selected; back again it is. */
  weir_flow_model_take_filter (fixture->model, weir_filter_new ("198.51.100.3", NULL, NULL));
  g_assert_null (weir_flow_model_get_selected (fixture->model, NULL));
  weir_flow_model_take_filter (fixture->model, NULL);
  g_assert_true (gtk_selection_model_is_selected (selection, 0));
}

static void
test_one_row_at_most_is_selected (Fixture *fixture, gconstpointer n_flows)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->model);
  g_autoptr (GtkBitset) selected = NULL;

  gtk_selection_model_select_item (selection, 1, FALSE);
  gtk_selection_model_select_item (selection, 3, FALSE);
  selected = gtk_selection_model_get_selection (selection);
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  g_assert_true (gtk_bitset_contains (selected, 3));
  gtk_selection_model_unselect_item (selection, 3);
  g_assert_null (weir_flow_model_get_selected (fixture->model, NULL));
}

static void
test_the_filter_knows_address_service_port_and_protocol (Fixture *fixture, gconstpointer n_flows)
{
  static const struct
  {
    const char *text;
    guint n_rows;
  } cases[] = {
    { "198.51.100.2", 1 }, { "198.51", 5 },  { ":443", 5 },          { "HTTPS", 5 }, { "tcp", 5 },
    { "udp", 0 },          { "https 4", 5 }, { "https .100.4:", 1 }, { "   ", 5 },   { "", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      weir_flow_model_take_filter (fixture->model, weir_filter_new (cases[i].text, NULL, NULL));
      g_assert_cmpuint (count (fixture), ==, cases[i].n_rows);
    }
}

static void
test_new_flows_are_filtered_too (Fixture *fixture, gconstpointer n_flows)
{
  weir_flow_model_take_filter (fixture->model, weir_filter_new (".100.3:", NULL, NULL));
  g_assert_cmpuint (count (fixture), ==, 1);

  ledger_fixture_book (fixture->ledger, 1, 9, 5000);
  ledger_fixture_book (fixture->ledger, 1, 253, 5000);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (count (fixture), ==, 2);
  g_assert_cmpuint (number_at (fixture, 0), ==, 253);
}

static WeirFilter *
filter_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  WeirFilter *filter = weir_filter_new (text, NULL, &error);

  g_assert_no_error (error);
  return filter;
}

/* Five flows of a second; then number 3 is the only one that goes on. */
static void
test_what_matches_now_is_listed_now (Fixture *fixture, gconstpointer n_flows)
{
  const WeirFilterSums *sums;

  weir_flow_model_take_filter (fixture->model, filter_new ("rate2>100k"));
  g_assert_cmpuint (count (fixture), ==, 0);

  ledger_fixture_book (fixture->ledger, 1, 3, 100000);
  ledger_fixture_book (fixture->ledger, 2, 3, 100000);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (number_at (fixture, 0), ==, 3);
  sums = weir_flow_model_get_sums (fixture->model);
  g_assert_cmpuint (sums->n_flows, ==, 1);
  g_assert_cmpfloat (sums->rx_bps[WEIR_WINDOW_2S], >=, 800000);

  /* What matches no more stays while it is looked at, but not in the sums. */
  ledger_fixture_book (fixture->ledger, 9, 3, 1);
  weir_flow_model_update (fixture->model, TRUE);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (weir_flow_model_get_sums (fixture->model)->n_flows, ==, 0);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (count (fixture), ==, 0);

  weir_flow_model_take_filter (fixture->model, NULL);
  g_assert_cmpuint (count (fixture), ==, 5);
  g_assert_null (weir_flow_model_get_sums (fixture->model));
}

static void
test_an_item_outlives_its_flow (void)
{
  WeirLedgerOptions options = { .keep_idle_us = 60 * G_USEC_PER_SEC };
  WeirLedger *ledger = weir_ledger_new (&options);
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  g_autoptr (WeirFlowItem) old = NULL;
  g_autoptr (WeirFlowItem) late = NULL;

  weir_flow_model_set_order (model, weir_flow_columns_find ("total"), TRUE);
  ledger_fixture_book (ledger, 0, 1, 5000);
  ledger_fixture_book (ledger, 0, 2, 4000);
  weir_flow_model_set_ledger (model, ledger, FALSE);
  old = g_list_model_get_item (G_LIST_MODEL (model), 0);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 0, TRUE);

  ledger_fixture_book (ledger, 200, 3, 100);
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 1);
  g_assert_null (weir_flow_item_get_flow (old));
  g_assert_null (weir_flow_model_get_selected (model, NULL));

  /* Not updated yet: the rows are there, and empty. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  late = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_assert_null (weir_flow_item_get_flow (late));

  weir_flow_model_update (model, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);

  weir_flow_model_set_ledger (model, NULL, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  weir_ledger_free (ledger);
}

static void
test_a_copy_of_the_ledger_changes_no_row (Fixture *fixture, gconstpointer n_flows)
{
  g_autoptr (WeirLedger) copy = weir_ledger_copy (fixture->ledger);
  g_autoptr (WeirFlowItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 2);
  g_autoptr (WeirFlowItem) same = NULL;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->model), 2, TRUE);
  weir_flow_model_set_ledger (fixture->model, copy, TRUE);
  ledger_fixture_book (fixture->ledger, 1, 5, 100000);

  g_assert_cmpuint (fixture->n_signals, ==, 0);
  same = g_list_model_get_item (G_LIST_MODEL (fixture->model), 2);
  g_assert_true (same == item);
  g_assert_true (weir_flow_item_get_flow (item)
                 == weir_ledger_find (copy, &weir_flow_item_get_flow (item)->key));

  /* Back to the original, which went on. */
  weir_flow_model_set_ledger (fixture->model, fixture->ledger, TRUE);
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  g_assert_cmpuint (number_at (fixture, 0), ==, 5);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->model), 3));
}

static void
test_only_rows_that_moved_are_redrawn (Fixture *fixture, gconstpointer n_flows)
{
  g_autoptr (WeirFlowItem) busy = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_autoptr (WeirFlowItem) idle = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  guint n_busy = 0, n_idle = 0;

  /* After 40 seconds without a packet the rates of the others have come to rest. */
  for (int64_t second = 1; second < 60; second++)
    ledger_fixture_book (fixture->ledger, second, 1, 1000);
  weir_flow_item_watch (busy, changed_cb, &n_busy);
  weir_flow_item_watch (idle, changed_cb, &n_idle);
  weir_flow_model_update (fixture->model, FALSE);
  weir_flow_model_update (fixture->model, FALSE);
  n_busy = n_idle = 0;

  ledger_fixture_book (fixture->ledger, 60, 1, 1000);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (n_busy, ==, 1);
  g_assert_cmpuint (n_idle, ==, 0);
}

static void
test_ten_thousand_flows_are_cheap (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  int64_t began_us;
  double ms;

  for (int64_t second = 0; second < 3; second++)
    {
      g_autoptr (WeirBatch) batch = ledger_fixture_batch (second);

      for (guint i = 0; i < 10000; i++)
        ledger_fixture_add (batch, i, 100, 1000 + i * 7919 % 10007 * (guint) (second + 1));
      weir_ledger_add_batch (ledger, batch);
    }

  weir_flow_model_set_order (model, weir_flow_columns_find ("rate-10s"), TRUE);
  weir_flow_model_set_ledger (model, ledger, FALSE);
  began_us = g_get_monotonic_time ();
  weir_flow_model_update (model, FALSE);
  ms = (double) (g_get_monotonic_time () - began_us) / 1000;

  g_test_message ("an update of 10,000 flows took %.1f ms", ms);
  g_assert_cmpfloat (ms, <, GENEROUS_MS);

  weir_flow_model_take_filter (
      model, filter_new ("port:443 !host:*.example.org net:198.51.100.0/24 rate>1k (tcp or udp)"));
  began_us = g_get_monotonic_time ();
  weir_flow_model_update (model, FALSE);
  ms = (double) (g_get_monotonic_time () - began_us) / 1000;

  g_test_message ("an update of 10,000 flows with a busy filter took %.1f ms", ms);
  g_assert_cmpfloat (ms, <, GENEROUS_MS);
  weir_flow_model_set_ledger (model, NULL, FALSE);
}

static void
test_a_frozen_order_stays_while_numbers_change (Fixture *fixture, gconstpointer n_flows)
{
  weir_flow_model_set_frozen (fixture->model, TRUE);
  ledger_fixture_book (fixture->ledger, 1, 5, 100000);
  ledger_fixture_book (fixture->ledger, 1, 9, 50000);
  weir_flow_model_update (fixture->model, FALSE);

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (number_at (fixture, i), ==, i + 1);
  g_assert_cmpuint (number_at (fixture, 5), ==, 9);

  /* A header that is clicked is obeyed once. */
  weir_flow_model_set_order (fixture->model, weir_flow_columns_find ("rx-2s"), TRUE);
  g_assert_true (weir_flow_model_get_frozen (fixture->model));
  weir_flow_model_sort_again (fixture->model);
  ledger_fixture_book (fixture->ledger, 2, 4, 900000);
  ledger_fixture_book (fixture->ledger, 3, 4, 900000);
  weir_flow_model_set_order (fixture->model, weir_flow_columns_find ("total"), TRUE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 4);
  ledger_fixture_book (fixture->ledger, 4, 2, 9000000);
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 4);

  weir_flow_model_set_frozen (fixture->model, FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 2);
}

static void
test_a_frozen_row_has_its_place_after_the_filter (Fixture *fixture, gconstpointer n_flows)
{
  weir_flow_model_set_frozen (fixture->model, TRUE);
  weir_flow_model_take_filter (fixture->model, weir_filter_new (".100.3:", NULL, NULL));
  g_assert_cmpuint (count (fixture), ==, 1);
  ledger_fixture_book (fixture->ledger, 1, 5, 100000);
  weir_flow_model_update (fixture->model, FALSE);

  weir_flow_model_take_filter (fixture->model, NULL);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (number_at (fixture, i), ==, i + 1);
}

static const WeirFlow *
flow_at (Fixture *fixture, guint position)
{
  g_autoptr (WeirFlowItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);

  return weir_flow_item_get_flow (item);
}

static void
test_pinned_rows_are_on_top_in_the_lists_order (Fixture *fixture, gconstpointer n_flows)
{
  g_auto (GStrv) pins = NULL;

  g_assert_true (weir_flow_model_toggle_pin (fixture->model, flow_at (fixture, 4)));
  g_assert_cmpuint (number_at (fixture, 0), ==, 5);
  g_assert_cmpuint (number_at (fixture, 1), ==, 1);
  g_assert_true (weir_flow_model_toggle_pin (fixture->model, flow_at (fixture, 3)));
  g_assert_true (weir_flow_model_is_pinned (fixture->model, flow_at (fixture, 0)));

  /* 3 carried more than 5. */
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 3);
  g_assert_cmpuint (number_at (fixture, 1), ==, 5);
  g_assert_cmpuint (number_at (fixture, 2), ==, 1);

  /* Also in another order, and in another ledger. */
  weir_flow_model_set_order (fixture->model, weir_flow_columns_find ("total"), FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 5);
  g_assert_cmpuint (number_at (fixture, 1), ==, 3);

  pins = weir_flow_model_dup_pins (fixture->model);
  g_assert_cmpuint (g_strv_length (pins), ==, 2);
  g_assert_false (weir_flow_model_toggle_pin (fixture->model, flow_at (fixture, 0)));
  weir_flow_model_update (fixture->model, FALSE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 3);
}

/* Its flow goes for good and comes back. */
static void
test_a_flow_that_comes_back_is_pinned_again (void)
{
  WeirLedgerOptions options = { .keep_idle_us = 60 * G_USEC_PER_SEC };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  g_autoptr (WeirFlowItem) first = NULL;
  const char *const pins[] = { "flow 6 192.0.2.10 1024 198.51.100.1 443", NULL };

  weir_flow_model_set_order (model, weir_flow_columns_find ("total"), TRUE);
  weir_flow_model_set_ledger (model, ledger, FALSE);
  weir_flow_model_read_pins (model, pins);
  ledger_fixture_book (ledger, 0, 1, 10);
  ledger_fixture_book (ledger, 0, 2, 4000);
  weir_flow_model_update (model, FALSE);
  ledger_fixture_book (ledger, 200, 3, 4000);
  weir_flow_model_update (model, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);

  ledger_fixture_book (ledger, 201, 1, 10);
  weir_flow_model_update (model, FALSE);
  first = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpuint (weir_flow_item_get_flow (first)->key.remote.bytes[15], ==, 1);
  weir_flow_model_set_ledger (model, NULL, FALSE);
}

/* The pointer is over the list. */
static void
test_ten_thousand_changing_flows_stay_where_they_are (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowModel) model = weir_flow_model_new ();
  g_autofree const WeirFlow **before = NULL;
  guint n_rows, position;

  for (int64_t second = 0; second < 20; second++)
    {
      g_autoptr (WeirBatch) batch = ledger_fixture_batch (second);

      for (guint i = 0; i < 10000; i++)
        ledger_fixture_add (batch, i, 100, 1000 + (i * 7919 + (guint) second * 104729) % 100003);
      weir_ledger_add_batch (ledger, batch);
      if (second == 2)
        {
          weir_flow_model_set_order (model, weir_flow_columns_find ("rx-2s"), TRUE);
          weir_flow_model_set_ledger (model, ledger, FALSE);
          gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 1234, TRUE);
          n_rows = g_list_model_get_n_items (G_LIST_MODEL (model));
          g_assert_cmpuint (n_rows, ==, 10000);
          before = g_new (const WeirFlow *, n_rows);
          for (guint i = 0; i < n_rows; i++)
            {
              g_autoptr (WeirFlowItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

              before[i] = weir_flow_item_get_flow (item);
            }
        }
      if (second <= 2)
        continue;

      weir_flow_model_update (model, TRUE);
      for (guint i = 0; i < 10000; i++)
        {
          g_autoptr (WeirFlowItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

          g_assert_true (weir_flow_item_get_flow (item) == before[i]);
        }
      g_assert_true (weir_flow_model_get_selected (model, &position) == before[1234]);
      g_assert_cmpuint (position, ==, 1234);
    }

  /* Once the pointer has gone they do move, but the selection is still that flow's. */
  weir_flow_model_update (model, FALSE);
  g_assert_true (weir_flow_model_get_selected (model, &position) == before[1234]);
  weir_flow_model_set_ledger (model, NULL, FALSE);
}

#define ADD(name, function) \
  g_test_add ("/flow-model/" name, Fixture, GUINT_TO_POINTER (5), set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rows-that-change-places-need-no-signal", test_rows_that_change_places_need_no_signal);
  ADD ("rows-are-told-when-they-are-seen", test_rows_are_told_when_they_are_seen);
  g_test_add_func ("/flow-model/held-rows-stay-when-one-above-goes",
                   test_held_rows_stay_when_one_above_goes);
  ADD ("no-signal-without-a-change", test_no_signal_without_a_change);
  ADD ("a-new-flow-finds-its-place", test_a_new_flow_finds_its_place);
  ADD ("held-rows-stay-and-new-ones-come-last", test_held_rows_stay_and_new_ones_come_last);
  ADD ("a-frozen-order-stays-while-numbers-change", test_a_frozen_order_stays_while_numbers_change);
  ADD ("a-frozen-row-has-its-place-after-the-filter",
       test_a_frozen_row_has_its_place_after_the_filter);
  ADD ("pinned-rows-are-on-top-in-the-lists-order", test_pinned_rows_are_on_top_in_the_lists_order);
  g_test_add_func ("/flow-model/a-flow-that-comes-back-is-pinned-again",
                   test_a_flow_that_comes_back_is_pinned_again);
  g_test_add_func ("/flow-model/ten-thousand-changing-flows-stay-where-they-are",
                   test_ten_thousand_changing_flows_stay_where_they_are);
  ADD ("equal-flows-stand-by-total-then-age", test_equal_flows_stand_by_total_then_age);
  ADD ("every-column-is-a-total-order", test_every_column_is_a_total_order);
  ADD ("the-selection-follows-the-flow", test_the_selection_follows_the_flow);
  ADD ("one-row-at-most-is-selected", test_one_row_at_most_is_selected);
  ADD ("the-filter-knows-address-service-port-and-protocol",
       test_the_filter_knows_address_service_port_and_protocol);
  ADD ("new-flows-are-filtered-too", test_new_flows_are_filtered_too);
  ADD ("what-matches-now-is-listed-now", test_what_matches_now_is_listed_now);
  ADD ("a-copy-of-the-ledger-changes-no-row", test_a_copy_of_the_ledger_changes_no_row);
  ADD ("only-rows-that-moved-are-redrawn", test_only_rows_that_moved_are_redrawn);
  g_test_add_func ("/flow-model/an-item-outlives-its-flow", test_an_item_outlives_its_flow);
  g_test_add_func ("/flow-model/ten-thousand-flows-are-cheap", test_ten_thousand_flows_are_cheap);
  return g_test_run ();
}
