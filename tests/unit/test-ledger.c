/* The books balance, whatever is forgotten.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/ledger.h"
#include "fixtures.h"

#define LOCAL "192.0.2.10"
#define REMOTE "198.51.100.20"

#define SECOND G_USEC_PER_SEC

/* Interval @start_s to @end_s, in seconds from the start of the tests' time. */
static WeirBatch *
batch_new (double start_s, double end_s)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = FIXTURE_START_US + (int64_t) (start_s * SECOND);
  batch->end_us = FIXTURE_START_US + (int64_t) (end_s * SECOND);
  batch->max_flows = 1000;
  return batch;
}

static WeirFlowDelta *
batch_add (WeirBatch *batch, const WeirFlowKey *key, uint64_t tx_bytes, uint64_t rx_bytes)
{
  WeirFlowDelta *delta;

  batch->deltas = g_renew (WeirFlowDelta, batch->deltas, batch->n_deltas + 1);
  delta = &batch->deltas[batch->n_deltas++];
  memset (delta, 0, sizeof *delta);
  delta->key = *key;
  delta->tx_bytes = tx_bytes;
  delta->rx_bytes = rx_bytes;
  delta->tx_packets = tx_bytes > 0;
  delta->rx_packets = rx_bytes > 0;
  delta->tx_wire_bytes = tx_bytes > 0 ? tx_bytes + 14 : 0;
  delta->rx_wire_bytes = rx_bytes > 0 ? rx_bytes + 14 : 0;
  delta->first_us = batch->start_us;
  delta->last_us = MAX (batch->start_us, batch->end_us - 1);
  delta->is_local = TRUE;
  batch->source.received += delta->tx_packets + delta->rx_packets;
  batch->n_flows = (guint) batch->n_deltas;
  return delta;
}

static void
book (WeirLedger *ledger, WeirBatch *batch)
{
  weir_ledger_add_batch (ledger, batch);
  weir_batch_free (batch);
}

static void
book_one (WeirLedger *ledger,
          double start_s,
          const WeirFlowKey *key,
          uint64_t tx_bytes,
          uint64_t rx_bytes)
{
  WeirBatch *batch = batch_new (start_s, start_s + 0.25);

  batch_add (batch, key, tx_bytes, rx_bytes);
  book (ledger, batch);
}

static WeirFlowKey
numbered_key (guint number)
{
  return fixture_key (IPPROTO_UDP, LOCAL, 1024 + number % 50000, REMOTE,
                      (uint16_t) (1 + number / 50000));
}

/* Everything booked is in a listed flow, in a forgotten one or was never listed. */
static void
assert_balance (const WeirLedger *ledger)
{
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  WeirCounts sums = totals->forgotten;

  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      g_assert_cmpuint (flow->index, ==, i);
      g_assert_true (weir_ledger_find (ledger, &flow->key) == flow);
      sums.tx_bytes += flow->tx_bytes;
      sums.rx_bytes += flow->rx_bytes;
      sums.tx_wire_bytes += flow->tx_wire_bytes;
      sums.rx_wire_bytes += flow->rx_wire_bytes;
      sums.tx_packets += flow->tx_packets;
      sums.rx_packets += flow->rx_packets;
    }
  g_assert_cmpuint (sums.tx_bytes, ==, totals->counts.tx_bytes);
  g_assert_cmpuint (sums.rx_bytes, ==, totals->counts.rx_bytes);
  g_assert_cmpuint (sums.tx_wire_bytes, ==, totals->counts.tx_wire_bytes);
  g_assert_cmpuint (sums.rx_wire_bytes, ==, totals->counts.rx_wire_bytes);
  g_assert_cmpuint (sums.tx_packets, ==, totals->counts.tx_packets);
  g_assert_cmpuint (sums.rx_packets, ==, totals->counts.rx_packets);
  g_assert_cmpuint (totals->flows_seen, ==,
                    totals->flows_forgotten + weir_ledger_get_n_flows (ledger));
}

static void
test_batches_add_up (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey a = numbered_key (1);
  WeirFlowKey b = numbered_key (2);
  const WeirTotals *totals;
  const WeirFlow *flow;
  WeirBatch *batch;

  batch = batch_new (0, 0.25);
  batch_add (batch, &a, 100, 0)->icmp_type = 8;
  batch_add (batch, &b, 0, 50);
  batch->source.dropped = 3;
  book (ledger, batch);
  batch = batch_new (0.25, 0.5);
  batch_add (batch, &a, 10, 1000);
  batch->source.dropped = 4;
  book (ledger, batch);

  totals = weir_ledger_get_totals (ledger);
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 2);
  g_assert_cmpuint (totals->counts.tx_bytes, ==, 110);
  g_assert_cmpuint (totals->counts.rx_bytes, ==, 1050);
  g_assert_cmpuint (totals->counts.tx_packets, ==, 2);
  g_assert_cmpuint (totals->counts.rx_packets, ==, 2);
  g_assert_cmpuint (totals->source.received, ==, 4);
  g_assert_cmpuint (totals->source.dropped, ==, 7);
  g_assert_cmpuint (totals->flows_seen, ==, 2);
  g_assert_cmpint (totals->start_us, ==, FIXTURE_START_US);
  g_assert_cmpint (totals->end_us, ==, FIXTURE_START_US + SECOND / 2);
  g_assert_false (totals->limit_reached);

  flow = weir_ledger_find (ledger, &a);
  g_assert_nonnull (flow);
  g_assert_cmpuint (flow->serial, ==, 1);
  g_assert_cmpuint (flow->tx_bytes, ==, 110);
  g_assert_cmpuint (flow->rx_bytes, ==, 1000);
  g_assert_cmpuint (flow->tx_packets, ==, 2);
  g_assert_cmpuint (flow->tx_wire_bytes, ==, 138);
  g_assert_cmpint (flow->first_us, ==, FIXTURE_START_US);
  g_assert_cmpint (flow->last_us, ==, FIXTURE_START_US + SECOND / 2 - 1);
  g_assert_true (flow->is_local);
  assert_balance (ledger);
}

static void
test_rates_are_of_finished_seconds (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = numbered_key (1);
  const WeirFlow *flow;
  const WeirTotals *totals = weir_ledger_get_totals (ledger);

  for (guint quarter = 0; quarter < 10; quarter++)
    book_one (ledger, quarter * 0.25, &key, 1000, 10);
  flow = weir_ledger_find (ledger, &key);

  /* The first half of the third second is not in it yet. */
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), ==, 8000 * 8 / 2);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_10S), ==, 8000 * 8 / 10);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_40S), ==, 8000 * 8 / 40);
  g_assert_cmpfloat (weir_flow_get_rx_bps (flow, WEIR_WINDOW_2S), ==, 80 * 8 / 2);
  g_assert_cmpuint (flow->peak_tx, ==, 4000);
  g_assert_cmpuint (flow->peak_rx, ==, 40);
  g_assert_cmpuint (flow->peak_both, ==, 4040);
  g_assert_cmpuint (totals->window.peak_both, ==, 4040);
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (&totals->window, WEIR_WINDOW_2S), ==,
                     8000 * 8 / 2);

  weir_ledger_finish (ledger);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), ==, 6000 * 8 / 2);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_10S), ==, 10000 * 8 / 10);
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (&totals->window, WEIR_WINDOW_2S), ==,
                     6000 * 8 / 2);
}

static void
test_a_silent_flows_rate_falls_to_zero (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey silent = numbered_key (1);
  WeirFlowKey steady = numbered_key (2);
  const WeirFlow *flow;

  book_one (ledger, 0, &silent, 40000, 0);
  for (guint second = 0; second < 50; second++)
    {
      book_one (ledger, second + 0.5, &steady, 1, 1);
      flow = weir_ledger_find (ledger, &silent);
      g_assert_nonnull (flow);
      g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), ==,
                         second >= 1 && second <= 2 ? 40000 * 8 / 2 : 0);
      g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_10S), ==,
                         second >= 1 && second <= 10 ? 40000 * 8 / 10 : 0);
      g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_40S), ==,
                         second >= 1 && second <= 40 ? 40000 * 8 / 40 : 0);
    }
  g_assert_null (weir_ledger_find (ledger, &silent)->window);
  g_assert_cmpuint (weir_ledger_find (ledger, &silent)->peak_tx, ==, 40000);

  /* It speaks again. */
  book_one (ledger, 50, &silent, 800, 0);
  book_one (ledger, 51, &steady, 1, 1);
  flow = weir_ledger_find (ledger, &silent);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), ==, 800 * 8 / 2);
  g_assert_cmpfloat (weir_flow_get_tx_bps (flow, WEIR_WINDOW_40S), ==, 800 * 8 / 40);
  g_assert_cmpuint (flow->tx_bytes, ==, 40800);
  assert_balance (ledger);
}

static void
test_silence_counts_while_batches_are_empty (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = numbered_key (1);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);

  book_one (ledger, 0, &key, 2000, 0);
  book (ledger, batch_new (0.25, 1));
  book (ledger, batch_new (1, 1.25));
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (&totals->window, WEIR_WINDOW_2S), ==,
                     2000 * 8 / 2);
  book (ledger, batch_new (1.25, 3.25));
  g_assert_cmpfloat (weir_rate_window_get_tx_bps (&totals->window, WEIR_WINDOW_2S), ==, 0);
  g_assert_cmpfloat (weir_flow_get_tx_bps (weir_ledger_find (ledger, &key), WEIR_WINDOW_2S), ==, 0);
}

static void
test_the_peak_of_the_total_is_a_maximum_of_sums (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey a = numbered_key (1);
  WeirFlowKey b = numbered_key (2);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);

  book_one (ledger, 0, &a, 500, 0);
  book_one (ledger, 1, &b, 300, 200);
  book_one (ledger, 2, &b, 0, 600);
  weir_ledger_finish (ledger);

  g_assert_cmpuint (totals->window.peak_tx, ==, 500);
  g_assert_cmpuint (totals->window.peak_rx, ==, 600);
  g_assert_cmpuint (totals->window.peak_both, ==, 600);
}

static void
test_unlisted_counts_are_in_the_totals (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  WeirFlowKey key = numbered_key (1);
  WeirBatch *batch = batch_new (0, 0.25);

  batch_add (batch, &key, 100, 10);
  batch->unlisted.tx_bytes = 5000;
  batch->unlisted.rx_bytes = 600;
  batch->unlisted.tx_wire_bytes = 5140;
  batch->unlisted.rx_wire_bytes = 614;
  batch->unlisted.tx_packets = 10;
  batch->unlisted.rx_packets = 1;
  book (ledger, batch);
  weir_ledger_finish (ledger);

  g_assert_cmpuint (totals->counts.tx_bytes, ==, 5100);
  g_assert_cmpuint (totals->counts.rx_bytes, ==, 610);
  g_assert_cmpuint (totals->counts.tx_packets, ==, 11);
  g_assert_cmpuint (totals->window.peak_tx, ==, 5100);
  g_assert_true (totals->limit_reached);
  assert_balance (ledger);
}

static void
test_the_timeline_holds_every_byte (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = numbered_key (1);
  const WeirTimeline *timeline = weir_ledger_get_timeline (ledger);
  WeirBatch *batch;
  int64_t oldest;
  int64_t newest;
  uint64_t tx_sum = 0;
  uint64_t rx_sum = 0;

  book_one (ledger, 0, &key, 100, 1);
  book_one (ledger, 5, &key, 200, 2);
  /* A batch of several seconds, as a busy window gets them. */
  batch = batch_new (5.25, 9.5);
  batch_add (batch, &key, 7001, 333);
  batch->unlisted.tx_bytes = 11;
  batch->unlisted.tx_packets = 1;
  book (ledger, batch);

  g_assert_true (weir_timeline_get_range (timeline, &oldest, &newest));
  g_assert_cmpint (oldest, ==, FIXTURE_START_US / SECOND);
  g_assert_cmpint (newest, <=, FIXTURE_START_US / SECOND + 9);
  for (int64_t second = oldest; second <= newest; second++)
    {
      uint64_t tx_bytes;
      uint64_t rx_bytes;

      weir_timeline_get (timeline, second, &tx_bytes, &rx_bytes);
      tx_sum += tx_bytes;
      rx_sum += rx_bytes;
    }
  g_assert_cmpuint (tx_sum, ==, 100 + 200 + 7001 + 11);
  g_assert_cmpuint (rx_sum, ==, 1 + 2 + 333);
}

static void
test_a_long_batch_is_no_peak (void)
{
  /* The window was busy for four seconds and got them as one batch. */
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = numbered_key (1);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  WeirBatch *batch = batch_new (0, 4);

  batch_add (batch, &key, 4000, 400);
  book (ledger, batch);

  g_assert_cmpuint (totals->window.peak_tx, ==, 1000);
  g_assert_cmpuint (totals->window.peak_rx, ==, 100);
  g_assert_cmpuint (weir_ledger_find (ledger, &key)->peak_tx, ==, 1000);
  g_assert_cmpfloat (weir_flow_get_tx_bps (weir_ledger_find (ledger, &key), WEIR_WINDOW_2S), ==,
                     2000 * 8 / 2);
  g_assert_cmpfloat (weir_flow_get_tx_bps (weir_ledger_find (ledger, &key), WEIR_WINDOW_10S), ==,
                     4000 * 8 / 10);
}

static void
count_removed_cb (WeirFlow *flow, gpointer user_data)
{
  GArray *serials = user_data;

  g_array_append_val (serials, flow->serial);
}

static void
test_idle_flows_are_forgotten_but_not_their_bytes (void)
{
  const WeirLedgerOptions options = { .keep_idle_us = 60 * SECOND };
  g_autoptr (GArray) removed = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  WeirFlowKey keys[5];

  weir_ledger_set_removed_func (ledger, count_removed_cb, removed);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      keys[i] = numbered_key (i);
      book_one (ledger, 10 * i, &keys[i], 1000 + i, i);
    }
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 5);

  /* At 75 s the flows of 0 and 10 s have been silent for a minute. */
  book (ledger, batch_new (74, 75));
  g_assert_cmpuint (removed->len, ==, 2);
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 3);
  g_assert_null (weir_ledger_find (ledger, &keys[0]));
  g_assert_null (weir_ledger_find (ledger, &keys[1]));
  g_assert_nonnull (weir_ledger_find (ledger, &keys[2]));
  g_assert_cmpuint (totals->flows_forgotten, ==, 2);
  g_assert_cmpuint (totals->forgotten.tx_bytes, ==, 2001);
  g_assert_cmpuint (totals->counts.tx_bytes, ==, 5010);
  g_assert_false (totals->limit_reached);
  assert_balance (ledger);

  /* It returns as another flow with the same key. */
  book_one (ledger, 76, &keys[0], 1, 1);
  g_assert_cmpuint (weir_ledger_find (ledger, &keys[0])->serial, ==, 6);
  g_assert_cmpuint (weir_ledger_find (ledger, &keys[0])->tx_bytes, ==, 1);
  assert_balance (ledger);
}

static void
test_nothing_is_forgotten_where_idle_is_for_ever (void)
{
  const WeirLedgerOptions options = { .keep_idle_us = 0 };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  WeirFlowKey key = numbered_key (0);

  book_one (ledger, 0, &key, 1, 1);
  book (ledger, batch_new (1e6, 1e6 + 1));
  g_assert_nonnull (weir_ledger_find (ledger, &key));
}

static void
test_the_limit_keeps_memory_and_sums (void)
{
  const WeirLedgerOptions options = { .max_flows = 100 };
  g_autoptr (GArray) removed = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  uint64_t tx_bytes = 0;

  weir_ledger_set_removed_func (ledger, count_removed_cb, removed);
  for (guint round = 0; round < 50; round++)
    {
      WeirBatch *batch = batch_new (round, round + 0.25);

      for (guint i = 0; i < 40; i++)
        {
          WeirFlowKey key = numbered_key (round * 40 + i);

          batch_add (batch, &key, 10 + i, 1);
          tx_bytes += 10 + i;
        }
      book (ledger, batch);
      g_assert_cmpuint (weir_ledger_get_n_flows (ledger), <=, 100);
      g_assert_cmpint (totals->limit_reached, ==, round * 40 + 40 > 100);
      assert_balance (ledger);
    }
  g_assert_cmpuint (totals->counts.tx_bytes, ==, tx_bytes);
  g_assert_cmpuint (totals->flows_forgotten, ==, removed->len);
}

static void
test_more_active_flows_than_room_still_add_up (void)
{
  const WeirLedgerOptions options = { .max_flows = 10 };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  const WeirTotals *totals = weir_ledger_get_totals (ledger);

  for (guint round = 0; round < 3; round++)
    {
      WeirBatch *batch = batch_new (round, round + 1);

      for (guint i = 0; i < 1000; i++)
        {
          WeirFlowKey key = numbered_key (i);

          batch_add (batch, &key, 7, 3);
        }
      book (ledger, batch);
      g_assert_cmpuint (weir_ledger_get_n_flows (ledger), <=, 10);
      g_assert_cmpuint (totals->counts.tx_bytes, ==, (round + 1) * 7000);
      g_assert_cmpuint (totals->counts.rx_packets, ==, (round + 1) * 1000);
      g_assert_true (totals->limit_reached);
    }
}

static void
test_find_knows_both_sides_apart (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 5000, REMOTE, 443);
  WeirFlowKey reversed = weir_flow_key_reversed (&key);
  WeirFlowKey other = fixture_key (IPPROTO_UDP, LOCAL, 5000, REMOTE, 443);

  book_one (ledger, 0, &key, 1, 1);
  g_assert_nonnull (weir_ledger_find (ledger, &key));
  g_assert_null (weir_ledger_find (ledger, &other));
  reversed = weir_flow_key_reversed (&reversed);
  g_assert_nonnull (weir_ledger_find (ledger, &reversed));
}

static void
test_places_change_only_when_a_flow_goes (void)
{
  const WeirLedgerOptions options = { .keep_idle_us = 60 * SECOND };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint second = 0; second < 600; second++)
    {
      WeirBatch *batch = batch_new (second, second + 1);
      guint n = (guint) g_rand_int_range (rand, 0, 20);
      guint base = (guint) g_rand_int_range (rand, 0, 300);

      for (guint i = 0; i < n; i++)
        {
          WeirFlowKey key = numbered_key (base + i);

          batch_add (batch, &key, (uint64_t) g_rand_int_range (rand, 1, 1500), 1);
        }
      book (ledger, batch);
      assert_balance (ledger);
    }
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->flows_forgotten, >, 0);
}

static void
test_time_may_go_back_or_leap (void)
{
  static const double starts_s[] = { 100, 0, 99, -1e6, 1e6, 5, 1e6 + 1 };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = numbered_key (1);
  uint64_t tx_bytes = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (starts_s); i++)
    {
      book_one (ledger, starts_s[i], &key, 100, 1);
      tx_bytes += 100;
      g_assert_cmpuint (weir_ledger_get_totals (ledger)->counts.tx_bytes, ==, tx_bytes);
    }
  weir_ledger_finish (ledger);
  assert_balance (ledger);
}

static void
test_an_hour_of_the_same_traffic_does_not_grow (void)
{
  const WeirLedgerOptions options = { .max_flows = 1000, .keep_idle_us = 60 * SECOND };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);

  for (guint second = 0; second < 3600; second++)
    {
      WeirBatch *batch = batch_new (second, second + 1);

      for (guint i = 0; i < 10; i++)
        {
          WeirFlowKey key = numbered_key (second * 10 + i);

          batch_add (batch, &key, 1000, 100);
        }
      book (ledger, batch);
      g_assert_cmpuint (weir_ledger_get_n_flows (ledger), <=, 620);
    }
  g_assert_false (weir_ledger_get_totals (ledger)->limit_reached);
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->flows_seen, ==, 36000);
  assert_balance (ledger);
}

static void
test_a_copy_goes_its_own_way (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirLedger) copy = NULL;
  WeirFlowKey key = numbered_key (1);
  WeirBatch *batch = batch_new (0, 1);
  const WeirFlow *original;
  const WeirFlow *copied;

  batch_add (batch, &key, 1000, 0);
  batch->sockets = g_new0 (WeirSocketInfo, 1);
  batch->n_sockets = 1;
  batch->sockets[0].key = key;
  batch->sockets[0].pid = 42;
  book (ledger, batch);

  copy = weir_ledger_copy (ledger);
  original = weir_ledger_find (ledger, &key);
  copied = weir_ledger_find (copy, &key);
  g_assert_true (copied != original);
  g_assert_cmpuint (copied->socket->pid, ==, 42);

  /* Time passes for one of them, then for the other. */
  book (ledger, batch_new (1, 50));
  g_assert_null (original->window);
  g_assert_cmpfloat (weir_flow_get_tx_bps (copied, WEIR_WINDOW_2S), ==, 4000);
  book (copy, batch_new (1, 50));
  g_assert_null (copied->window);
  book_one (copy, 50, &key, 500, 0);
  g_assert_cmpuint (original->tx_bytes, ==, 1000);
  g_assert_cmpuint (copied->tx_bytes, ==, 1500);
  assert_balance (ledger);
  assert_balance (copy);
}

static void
batch_add_socket (WeirBatch *batch, const WeirFlowKey *key, uint64_t inode, uint32_t pid)
{
  WeirSocketInfo *info;

  batch->sockets = g_renew (WeirSocketInfo, batch->sockets, batch->n_sockets + 1);
  info = &batch->sockets[batch->n_sockets++];
  *info = (WeirSocketInfo){ .key = *key, .inode = inode, .pid = pid };
  g_snprintf (info->process, sizeof info->process, "process-%u", pid);
}

static void
test_sockets_find_their_flows (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirBatch *batch = batch_new (0, 0.25);
  WeirFlowKey connected = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  WeirFlowKey other = fixture_key (IPPROTO_TCP, LOCAL, 40001, REMOTE, 443);
  WeirFlowKey from_anywhere = fixture_key (IPPROTO_UDP, LOCAL, 5353, REMOTE, 9999);
  WeirFlowKey shared = fixture_key (IPPROTO_UDP, LOCAL, 1900, REMOTE, 9999);
  WeirFlowKey elsewhere = fixture_key (IPPROTO_UDP, LOCAL, 123, REMOTE, 9999);
  WeirFlowKey wildcard = fixture_key (IPPROTO_UDP, "0.0.0.0", 5353, "0.0.0.0", 0);
  WeirFlowKey wildcard_shared = fixture_key (IPPROTO_UDP, "0.0.0.0", 1900, "0.0.0.0", 0);
  WeirFlowKey bound_elsewhere = fixture_key (IPPROTO_UDP, "192.0.2.99", 123, "0.0.0.0", 0);

  batch_add (batch, &connected, 1, 0);
  batch_add (batch, &other, 1, 0);
  batch_add (batch, &from_anywhere, 1, 0);
  batch_add (batch, &shared, 1, 0);
  batch_add (batch, &elsewhere, 1, 0);
  batch_add_socket (batch, &connected, 1, 11);
  batch_add_socket (batch, &wildcard, 2, 12);
  batch_add_socket (batch, &wildcard_shared, 3, 13);
  batch_add_socket (batch, &wildcard_shared, 4, 14);
  batch_add_socket (batch, &bound_elsewhere, 5, 15);
  batch->lists_sockets = TRUE;
  book (ledger, batch);

  g_assert_cmpuint (weir_ledger_find (ledger, &connected)->socket->pid, ==, 11);
  g_assert_null (weir_ledger_find (ledger, &other)->socket);
  g_assert_cmpuint (weir_ledger_find (ledger, &from_anywhere)->socket->pid, ==, 12);
  /* Two processes share the port: it could be either, so it is neither. */
  g_assert_null (weir_ledger_find (ledger, &shared)->socket);
  g_assert_null (weir_ledger_find (ledger, &elsewhere)->socket);
}

static void
test_an_owner_outlives_its_socket (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  WeirBatch *batch = batch_new (0, 0.25);

  batch_add (batch, &key, 1, 0);
  batch_add_socket (batch, &key, 1, 11);
  book (ledger, batch);

  batch = batch_new (0.25, 0.5);
  batch_add (batch, &key, 1, 0);
  batch_add_socket (batch, &key, 0, 0);
  book (ledger, batch);

  g_assert_cmpuint (weir_ledger_find (ledger, &key)->socket->pid, ==, 11);
  g_assert_cmpstr (weir_ledger_find (ledger, &key)->socket->process, ==, "process-11");
}

static void
batch_add_tcp (WeirBatch *batch, guint delta, uint32_t rtt_us, uint32_t again, WeirTcpState state)
{
  batch->tcp = g_renew (WeirTcpDelta, batch->tcp, batch->n_tcp + 1);
  batch->tcp[batch->n_tcp++] = (WeirTcpDelta){
    .tx = { .rtt_us = rtt_us, .retransmitted_bytes = again, .state = (uint8_t) state },
    .rx = { .out_of_order_bytes = 7, .zero_windows = 1 },
    .delta = delta,
    .is_from_packets = TRUE,
  };
}

static void
test_what_is_told_of_a_connection_stays_with_its_flow (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirLedger) copy = NULL;
  WeirFlowKey udp = numbered_key (1);
  WeirFlowKey a = fixture_key (IPPROTO_TCP, LOCAL, 5000, REMOTE, 443);
  WeirFlowKey b = fixture_key (IPPROTO_TCP, LOCAL, 5001, REMOTE, 443);
  WeirBatch *batch = batch_new (0, 0.25);
  const WeirTcpFacts *facts;
  WeirFlowKey reversed = weir_flow_key_reversed (&a);

  batch_add (batch, &udp, 100, 0);
  batch_add (batch, &a, 100, 0);
  batch_add (batch, &b, 100, 0);
  batch_add_tcp (batch, 1, 500, 10, WEIR_TCP_ESTABLISHED);
  batch_add_tcp (batch, 2, 900, 0, WEIR_TCP_SYN_SENT);
  book (ledger, batch);

  /* The worker has turned it round since. */
  batch = batch_new (0.25, 0.5);
  batch_add (batch, &reversed, 100, 0);
  batch_add_tcp (batch, 0, 40, 30, WEIR_TCP_FIN_WAIT1);
  book (ledger, batch);

  copy = weir_ledger_copy (ledger);
  g_clear_pointer (&ledger, weir_ledger_free);
  g_assert_null (weir_ledger_find (copy, &udp)->tcp);
  facts = weir_ledger_find (copy, &b)->tcp;
  g_assert_cmpuint (facts->rtt_us, ==, 900);
  g_assert_cmpuint (facts->state, ==, WEIR_TCP_SYN_SENT);
  facts = weir_ledger_find (copy, &a)->tcp;
  g_assert_cmpuint (facts->rtt_us, ==, 500);
  g_assert_cmpuint (facts->local_rtt_us, ==, 40);
  g_assert_cmpuint (facts->tx_retransmitted_bytes, ==, 10);
  g_assert_cmpuint (facts->rx_retransmitted_bytes, ==, 30);
  g_assert_cmpuint (facts->tx_out_of_order_bytes, ==, 7);
  g_assert_cmpuint (facts->rx_out_of_order_bytes, ==, 7);
  g_assert_cmpuint (facts->tx_zero_windows, ==, 1);
  g_assert_cmpuint (facts->rx_zero_windows, ==, 1);
  g_assert_cmpuint (facts->state, ==, WEIR_TCP_ESTABLISHED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ledger/batches-add-up", test_batches_add_up);
  g_test_add_func ("/ledger/rates-are-of-finished-seconds", test_rates_are_of_finished_seconds);
  g_test_add_func ("/ledger/a-silent-flows-rate-falls-to-zero",
                   test_a_silent_flows_rate_falls_to_zero);
  g_test_add_func ("/ledger/silence-counts-while-batches-are-empty",
                   test_silence_counts_while_batches_are_empty);
  g_test_add_func ("/ledger/the-peak-of-the-total-is-a-maximum-of-sums",
                   test_the_peak_of_the_total_is_a_maximum_of_sums);
  g_test_add_func ("/ledger/unlisted-counts-are-in-the-totals",
                   test_unlisted_counts_are_in_the_totals);
  g_test_add_func ("/ledger/the-timeline-holds-every-byte", test_the_timeline_holds_every_byte);
  g_test_add_func ("/ledger/a-long-batch-is-no-peak", test_a_long_batch_is_no_peak);
  g_test_add_func ("/ledger/idle-flows-are-forgotten-but-not-their-bytes",
                   test_idle_flows_are_forgotten_but_not_their_bytes);
  g_test_add_func ("/ledger/nothing-is-forgotten-where-idle-is-for-ever",
                   test_nothing_is_forgotten_where_idle_is_for_ever);
  g_test_add_func ("/ledger/the-limit-keeps-memory-and-sums", test_the_limit_keeps_memory_and_sums);
  g_test_add_func ("/ledger/more-active-flows-than-room-still-add-up",
                   test_more_active_flows_than_room_still_add_up);
  g_test_add_func ("/ledger/find-knows-both-sides-apart", test_find_knows_both_sides_apart);
  g_test_add_func ("/ledger/places-change-only-when-a-flow-goes",
                   test_places_change_only_when_a_flow_goes);
  g_test_add_func ("/ledger/a-copy-goes-its-own-way", test_a_copy_goes_its_own_way);
  g_test_add_func ("/ledger/sockets-find-their-flows", test_sockets_find_their_flows);
  g_test_add_func ("/ledger/an-owner-outlives-its-socket", test_an_owner_outlives_its_socket);
  g_test_add_func ("/ledger/time-may-go-back-or-leap", test_time_may_go_back_or_leap);
  g_test_add_func ("/ledger/an-hour-of-the-same-traffic-does-not-grow",
                   test_an_hour_of_the_same_traffic_does_not_grow);
  g_test_add_func ("/ledger/what-is-told-of-a-connection-stays-with-its-flow",
                   test_what_is_told_of_a_connection_stays_with_its_flow);
  return g_test_run ();
}
