/* What is kept of the past is what the ledger booked, within its bounds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/flow-owner.h"
#include "core/flow/history-fold.h"
#include "core/flow/history-sum.h"
#include "fixtures.h"

#define SECOND G_USEC_PER_SEC
#define START_SECOND (FIXTURE_START_US / SECOND)

#define UNBOUNDED                   \
  (WeirHistoryLimits)               \
  {                                 \
    .max_bytes = 1000 * 1000 * 1000 \
  }

static WeirLedger *
ledger_new (const WeirHistoryLimits *limits, const WeirLedgerOptions *options)
{
  WeirLedger *ledger = weir_ledger_new (options);

  weir_ledger_take_history (ledger, weir_history_new (limits));
  return ledger;
}

static WeirFlowKey
numbered_key (guint number)
{
  return fixture_key (IPPROTO_TCP, "192.0.2.10", 1024 + number % 50000, "198.51.100.20", 443);
}

/* @start_s, @end_s: seconds from the start of the tests' time */
static WeirBatch *
batch_new (double start_s, double end_s)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = FIXTURE_START_US + (int64_t) (start_s * SECOND);
  batch->end_us = FIXTURE_START_US + (int64_t) (end_s * SECOND);
  batch->max_flows = 100000;
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
  return delta;
}

static void
batch_add_tcp (WeirBatch *batch, uint32_t rtt_us, uint32_t retransmitted_bytes)
{
  const WeirTcpDelta tcp = {
    .tx = { .rtt_us = rtt_us, .retransmitted_bytes = retransmitted_bytes, .state = 1 },
    .delta = (uint32_t) batch->n_deltas - 1,
    .is_from_packets = TRUE,
  };

  batch->tcp = g_renew (WeirTcpDelta, batch->tcp, batch->n_tcp + 1);
  batch->tcp[batch->n_tcp++] = tcp;
}

static void
batch_add_owner (WeirBatch *batch, const WeirFlowKey *key, uint32_t pid)
{
  WeirSocketInfo *socket;

  batch->sockets = g_renew (WeirSocketInfo, batch->sockets, batch->n_sockets + 1);
  socket = &batch->sockets[batch->n_sockets++];
  memset (socket, 0, sizeof *socket);
  socket->key = *key;
  socket->inode = pid;
  socket->pid = pid;
  socket->start_time = pid;
  socket->match = WEIR_OWNER_MATCH_EXACT;
  g_snprintf (socket->process, sizeof socket->process, "process-%u", pid);
}

static void
batch_add_name (WeirBatch *batch, const WeirFlowKey *key, guint number)
{
  WeirLearntName *name;

  batch->names = g_renew (WeirLearntName, batch->names, batch->n_names + 1);
  name = &batch->names[batch->n_names++];
  memset (name, 0, sizeof *name);
  name->key = *key;
  name->source = WEIR_NAME_TLS;
  g_snprintf (name->text, sizeof name->text, "site-%u.example.org", number);
}

static void
book (WeirLedger *ledger, WeirBatch *batch)
{
  weir_ledger_add_batch (ledger, batch);
  weir_batch_free (batch);
}

/* In a batch of its own. */
static void
book_one (WeirLedger *ledger, double start_s, guint number, uint64_t tx_bytes, uint64_t rx_bytes)
{
  WeirBatch *batch = batch_new (start_s, start_s + 0.25);
  const WeirFlowKey key = numbered_key (number);

  batch_add (batch, &key, tx_bytes, rx_bytes);
  book (ledger, batch);
}

static const WeirHistory *
history_of (const WeirLedger *ledger)
{
  return weir_ledger_get_history (ledger);
}

/* @first, @last: seconds from the start of the tests' time */
static WeirLedger *
fold (const WeirLedger *ledger, int64_t first, int64_t last)
{
  return weir_history_fold (history_of (ledger), START_SECOND + first, START_SECOND + last);
}

static void
assert_counts_equal (const WeirCounts *a, const WeirCounts *b)
{
  g_assert_cmpmem (a, sizeof *a, b, sizeof *b);
}

static void
assert_windows_equal (const WeirRateWindow *a, const WeirRateWindow *b)
{
  for (WeirWindow window = WEIR_WINDOW_2S; window < WEIR_N_WINDOWS; window++)
    {
      g_assert_cmpfloat (weir_rate_window_get_tx_bps (a, window), ==,
                         weir_rate_window_get_tx_bps (b, window));
      g_assert_cmpfloat (weir_rate_window_get_rx_bps (a, window), ==,
                         weir_rate_window_get_rx_bps (b, window));
    }
  g_assert_cmpuint (a->peak_tx, ==, b->peak_tx);
  g_assert_cmpuint (a->peak_rx, ==, b->peak_rx);
  g_assert_cmpuint (a->peak_both, ==, b->peak_both);
}

static void
assert_flows_equal (const WeirFlow *a, const WeirFlow *b)
{
  g_assert_cmpuint (a->serial, ==, b->serial);
  g_assert_cmpuint (a->tx_bytes, ==, b->tx_bytes);
  g_assert_cmpuint (a->rx_bytes, ==, b->rx_bytes);
  g_assert_cmpuint (a->tx_packets, ==, b->tx_packets);
  g_assert_cmpuint (a->rx_packets, ==, b->rx_packets);
  g_assert_cmpuint (a->tx_wire_bytes, ==, b->tx_wire_bytes);
  g_assert_cmpuint (a->rx_wire_bytes, ==, b->rx_wire_bytes);
  g_assert_cmpint (a->first_us, ==, b->first_us);
  g_assert_cmpint (a->last_us, ==, b->last_us);
  g_assert_cmpuint (a->peak_tx, ==, b->peak_tx);
  g_assert_cmpuint (a->peak_rx, ==, b->peak_rx);
  g_assert_cmpuint (a->peak_both, ==, b->peak_both);
  g_assert_cmpuint (a->spoken, ==, b->spoken);
  for (WeirWindow window = WEIR_WINDOW_2S; window < WEIR_N_WINDOWS; window++)
    {
      g_assert_cmpfloat (weir_flow_get_tx_bps (a, window), ==, weir_flow_get_tx_bps (b, window));
      g_assert_cmpfloat (weir_flow_get_rx_bps (a, window), ==, weir_flow_get_rx_bps (b, window));
    }
  g_assert_true ((a->tcp == NULL) == (b->tcp == NULL));
  if (a->tcp != NULL)
    {
      g_assert_cmpuint (a->tcp->rtt_us, ==, b->tcp->rtt_us);
      g_assert_cmpuint (a->tcp->state, ==, b->tcp->state);
      g_assert_cmpuint (a->tcp->tx_retransmitted_bytes, ==, b->tcp->tx_retransmitted_bytes);
    }
}

static void
assert_ledgers_equal (const WeirLedger *a, const WeirLedger *b)
{
  const WeirTotals *totals_a = weir_ledger_get_totals (a);
  const WeirTotals *totals_b = weir_ledger_get_totals (b);

  assert_counts_equal (&totals_a->counts, &totals_b->counts);
  assert_counts_equal (&totals_a->forgotten, &totals_b->forgotten);
  g_assert_cmpmem (&totals_a->source, sizeof totals_a->source, &totals_b->source,
                   sizeof totals_b->source);
  assert_windows_equal (&totals_a->window, &totals_b->window);
  g_assert_cmpuint (totals_a->flows_seen, ==, totals_b->flows_seen);
  /* Outside of what is kept there is no time either. */
  if (totals_a->start_us != 0)
    {
      g_assert_cmpint (totals_a->start_us, ==, totals_b->start_us);
      g_assert_cmpint (totals_a->end_us, ==, totals_b->end_us);
    }

  g_assert_cmpuint (weir_ledger_get_n_flows (a), ==, weir_ledger_get_n_flows (b));
  for (guint i = 0; i < weir_ledger_get_n_flows (a); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (a, i);
      const WeirFlow *other = weir_ledger_find (b, &flow->key);

      g_assert_nonnull (other);
      assert_flows_equal (flow, other);
    }
}

/* Traffic of all kinds: flows that pause, silent seconds, what is in no flow, connections. */
static WeirBatch *
random_batch (GRand *rand, guint quarter)
{
  WeirBatch *batch = batch_new (quarter * 0.25, (quarter + 1) * 0.25);
  guint n = (guint) g_rand_int_range (rand, 0, 12);

  for (guint i = 0; i < n; i++)
    {
      WeirFlowKey key = numbered_key (quarter / 40 + i * 7 % 13);
      WeirFlowDelta *delta =
          batch_add (batch, &key, (uint64_t) g_rand_int_range (rand, 0, 100000),
                     (uint64_t) g_rand_int_range (rand, 0, 3) * 1000 * 1000 * 1000);

      delta->rx_wire_bytes += (uint64_t) g_rand_int_range (rand, 0, 3);
      delta->first_us += g_rand_int_range (rand, 0, 1000);
      delta->last_us -= g_rand_int_range (rand, 0, 1000);
      if (g_rand_boolean (rand))
        batch_add_tcp (batch, (uint32_t) g_rand_int_range (rand, 0, 50000),
                       g_rand_boolean (rand) ? 1460 : 0);
    }
  batch->source.dropped = (uint64_t) g_rand_int_range (rand, 0, 2);
  if (quarter % 17 == 0)
    {
      batch->unlisted.tx_bytes = 500;
      batch->unlisted.tx_packets = 1;
    }
  return batch;
}

#define N_QUARTERS 600

/* The seconds are cut out by the ledger itself, without a history. */
static WeirLedger *
count_span (const GPtrArray *batches, int64_t first, int64_t last)
{
  const WeirLedgerOptions options = { .has_span = TRUE,
                                      .span_first = START_SECOND + first,
                                      .span_last = START_SECOND + last };
  WeirLedger *ledger = weir_ledger_new (&options);

  for (guint i = 0; i < batches->len; i++)
    weir_ledger_add_batch (ledger, g_ptr_array_index (batches, i));
  weir_ledger_finish (ledger);
  return ledger;
}

static void
test_a_span_is_what_a_ledger_would_have_made_of_it (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_batch_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (WeirLedger) everything = NULL;

  for (guint quarter = 0; quarter < N_QUARTERS; quarter++)
    {
      /* A silence, in which no batch comes. */
      if (quarter % 150 > 120)
        continue;
      g_ptr_array_add (batches, random_batch (rand, quarter));
    }
  for (guint i = 0; i < batches->len; i++)
    weir_ledger_add_batch (ledger, g_ptr_array_index (batches, i));
  weir_ledger_finish (ledger);

  for (guint i = 0; i < 200; i++)
    {
      int64_t first = g_rand_int_range (rand, 0, N_QUARTERS / 4);
      int64_t last = first + g_rand_int_range (rand, 0, 60);
      g_autoptr (WeirLedger) folded = fold (ledger, first, last);
      g_autoptr (WeirLedger) counted = count_span (batches, first, last);

      assert_ledgers_equal (folded, counted);
    }

  everything = fold (ledger, 0, N_QUARTERS);
  assert_ledgers_equal (everything, ledger);
}

static void
test_seconds_outside_are_empty (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  g_autoptr (WeirLedger) none = fold (ledger, 0, 10);
  const int64_t spans[][2] = { { -10, -1 }, { 30, 40 }, { 3, 2 }, { 5, 5 }, { 12, 12 } };
  int64_t oldest, newest;

  g_assert_cmpuint (weir_ledger_get_n_flows (none), ==, 0);
  g_assert_false (weir_history_get_range (history_of (ledger), &oldest, &newest));

  book_one (ledger, 2, 1, 100, 1);
  book_one (ledger, 3, 1, 100, 1);
  book_one (ledger, 12, 1, 100, 1);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autoptr (WeirLedger) folded = fold (ledger, spans[i][0], spans[i][1]);

      g_assert_cmpuint (weir_ledger_get_n_flows (folded), ==, 0);
      g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.tx_bytes, ==, 0);
    }

  /* The second that is filling is not one of the past. */
  g_assert_true (weir_history_get_range (history_of (ledger), &oldest, &newest));
  g_assert_cmpint (oldest, ==, START_SECOND + 2);
  g_assert_cmpint (newest, ==, START_SECOND + 11);
  weir_ledger_finish (ledger);
  g_assert_true (weir_history_get_range (history_of (ledger), &oldest, &newest));
  g_assert_cmpint (newest, ==, START_SECOND + 12);
}

static void
test_the_oldest_seconds_go_first (void)
{
  const WeirHistoryLimits limits = { .max_seconds = 60, .max_bytes = 1000 * 1000 };
  const WeirHistoryLimits fewer = { .max_seconds = 10, .max_bytes = 1000 * 1000 };
  g_autoptr (WeirLedger) ledger = ledger_new (&limits, NULL);
  g_autoptr (WeirLedger) folded = NULL;
  int64_t oldest, newest;

  for (guint second = 0; second < 200; second++)
    book_one (ledger, second, second % 3, 100, 1);

  g_assert_true (weir_history_get_range (history_of (ledger), &oldest, &newest));
  g_assert_cmpint (newest, ==, START_SECOND + 198);
  g_assert_cmpint (oldest, ==, START_SECOND + 139);
  g_assert_cmpuint (weir_history_get_n_records (history_of (ledger)), ==, 60);
  folded = fold (ledger, 0, 200);
  g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.tx_packets, ==, 60);

  weir_history_set_limits (weir_ledger_get_history (ledger), &fewer);
  g_assert_cmpuint (weir_history_get_n_records (history_of (ledger)), ==, 10);
}

static void
test_memory_is_bounded (void)
{
  const WeirHistoryLimits limits = { .max_bytes = 200 * 1000 };
  const WeirLedgerOptions options = { .max_flows = 500 };
  g_autoptr (WeirLedger) ledger = ledger_new (&limits, &options);
  int64_t oldest, newest;

  /* Ever new flows, more than the ledger remembers. */
  for (guint second = 0; second < 500; second++)
    {
      WeirBatch *batch = batch_new (second, second + 0.25);

      for (guint i = 0; i < 50; i++)
        {
          WeirFlowKey key = numbered_key (second * 50 + i);

          batch_add (batch, &key, 1000 * 1000 + i, 1000 * 1000 * 1000);
          batch_add_tcp (batch, 10000, 1000);
        }
      book (ledger, batch);
      g_assert_cmpuint (weir_history_get_bytes (history_of (ledger)), <=, limits.max_bytes);
    }

  g_assert_true (weir_history_get_range (history_of (ledger), &oldest, &newest));
  g_assert_cmpint (oldest, >, START_SECOND);
  g_assert_cmpint (newest - oldest, >, 5);
}

static void
test_a_flow_takes_about_a_dozen_bytes_a_second (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  const WeirHistory *history = history_of (ledger);
  double bytes;

  for (guint quarter = 0; quarter < 4 * 60; quarter++)
    {
      WeirBatch *batch = batch_new (quarter * 0.25, (quarter + 1) * 0.25);

      for (guint i = 0; i < 200; i++)
        {
          WeirFlowKey key = numbered_key (i);

          batch_add (batch, &key, 300, 1500 * (i % 10));
        }
      book (ledger, batch);
    }

  bytes = (double) weir_history_get_bytes (history) / (double) weir_history_get_n_records (history);
  g_test_message ("%.1f bytes", bytes);
  g_assert_cmpfloat (bytes, <, 16);
}

static void
test_forgotten_flows_stay_in_their_seconds (void)
{
  const WeirLedgerOptions options = { .keep_idle_us = 10 * SECOND };
  const WeirHistoryLimits limits = { .max_seconds = 100, .max_bytes = 1000 * 1000 };
  g_autoptr (WeirLedger) ledger = ledger_new (&limits, &options);
  g_autoptr (WeirLedger) folded = NULL;
  g_autoptr (WeirLedger) both = NULL;
  const WeirFlowKey key = numbered_key (1);
  WeirBatch *batch = batch_new (0, 0.25);
  const WeirFlow *flow;

  /* With all that was known of it. */
  batch_add (batch, &key, 100, 1)->spoken = 3;
  batch_add_tcp (batch, 1234, 0);
  batch->names = g_new0 (WeirLearntName, 1);
  batch->n_names = 1;
  batch->names->key = key;
  batch->names->source = WEIR_NAME_TLS;
  g_strlcpy (batch->names->text, "www.example.org", sizeof batch->names->text);
  batch_add_owner (batch, &key, 9);
  book (ledger, batch);
  for (guint second = 1; second < 30; second++)
    book_one (ledger, second, 2, 10, 10);
  g_assert_null (weir_ledger_find (ledger, &key));

  folded = fold (ledger, 0, 0);
  g_assert_cmpuint (weir_ledger_get_n_flows (folded), ==, 1);
  flow = weir_ledger_get_flow (folded, 0);
  g_assert_cmpuint (flow->socket->pid, ==, 9);
  g_assert_cmpuint (flow->serial, ==, 1);
  g_assert_cmpuint (flow->tx_bytes, ==, 100);
  g_assert_cmpuint (flow->spoken, ==, 3);
  g_assert_cmpuint (flow->tcp->rtt_us, ==, 1234);
  g_assert_cmpstr (flow->server_name, ==, "www.example.org");

  /* It comes again, and is one flow of these seconds: with the newer serial. */
  book_one (ledger, 30, 1, 1000, 0);
  book_one (ledger, 31, 2, 1, 1);
  both = fold (ledger, 0, 30);
  g_assert_cmpuint (weir_ledger_get_n_flows (both), ==, 2);
  flow = weir_ledger_find (both, &key);
  g_assert_cmpuint (flow->tx_bytes, ==, 1100);
  g_assert_cmpuint (flow->peak_tx, ==, 1000);
  g_assert_cmpuint (flow->serial, ==, 3);

  /* Once none of its seconds is left, nothing is. */
  for (guint second = 32; second < 200; second++)
    book_one (ledger, second, 2, 10, 10);
  g_assert_cmpuint (weir_history_get_n_records (history_of (ledger)), ==, 100);
  for (guint i = 1, n = 0; i < weir_history_get_n_slots (history_of (ledger)); i++)
    {
      n += weir_history_get_flow (history_of (ledger), i) != NULL;
      g_assert_cmpuint (n, <=, 1);
    }
}

/* Flow 1 changes its owner in seconds 10 and 20, and its name in second 15; what flow 2 is, is
 * found in second 12.  Both are active all the time. */
static WeirBatch *
changing_batch (guint second)
{
  WeirBatch *batch = batch_new (second, second + 0.25);
  const WeirFlowKey changing = numbered_key (1);
  const WeirFlowKey late = numbered_key (2);

  batch_add (batch, &changing, 100, 10);
  batch_add (batch, &late, 100, 10);
  if (second % 10 == 0)
    batch_add_owner (batch, &changing, 1 + second / 10);
  if (second == 5 || second == 15)
    batch_add_name (batch, &changing, second);
  if (second == 12)
    {
      batch_add_owner (batch, &late, 7);
      batch_add_name (batch, &late, second);
    }
  return batch;
}

static void
assert_facts (const WeirLedger *ledger, guint number, uint32_t pid, const char *name)
{
  const WeirFlowKey key = numbered_key (number);
  const WeirFlow *flow = weir_ledger_find (ledger, &key);

  g_assert_cmpuint (flow->socket->pid, ==, pid);
  g_assert_cmpstr (flow->server_name, ==, name);
  g_assert_cmpint (flow->begun_us, ==, FIXTURE_START_US);
}

/* As it was in those seconds; in a run that counts no others, too. */
static void
test_a_span_has_the_owners_and_names_of_its_time (void)
{
  static const struct
  {
    gint64 first, last;
    uint32_t pid;
    const char *name;
  } spans[] = {
    { 0, 4, 1, "site-5.example.org" },    { 2, 9, 1, "site-5.example.org" },
    { 9, 10, 2, "site-5.example.org" },   { 12, 14, 2, "site-5.example.org" },
    { 15, 19, 2, "site-15.example.org" }, { 3, 20, 3, "site-15.example.org" },
    { 25, 29, 3, "site-15.example.org" },
  };
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);

  for (guint second = 0; second < 30; second++)
    book (ledger, changing_batch (second));
  weir_ledger_finish (ledger);

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      const WeirLedgerOptions options = {
        .has_span = TRUE,
        .span_first = START_SECOND + spans[i].first,
        .span_last = START_SECOND + spans[i].last,
      };
      g_autoptr (WeirLedger) folded = fold (ledger, spans[i].first, spans[i].last);
      g_autoptr (WeirLedger) counted = weir_ledger_new (&options);

      for (guint second = 0; second < 30; second++)
        book (counted, changing_batch (second));
      weir_ledger_finish (counted);
      assert_ledgers_equal (folded, counted);
      assert_facts (folded, 1, spans[i].pid, spans[i].name);
      assert_facts (counted, 1, spans[i].pid, spans[i].name);
      /* What was found late was so before. */
      assert_facts (folded, 2, 7, "site-12.example.org");
      assert_facts (counted, 2, 7, "site-12.example.org");
    }
}

/* Whoever changes them all the time does not take memory all the time. */
static void
test_former_owners_and_names_are_bounded (void)
{
  const WeirHistoryLimits limits = { .max_seconds = 100, .max_bytes = 1000 * 1000 };
  g_autoptr (WeirLedger) ledger = ledger_new (&limits, NULL);
  const WeirFlowKey key = numbered_key (1);
  gsize most = 0;

  for (guint second = 0; second < 400; second++)
    {
      WeirBatch *batch = batch_new (second, second + 0.25);

      if (second < 200)
        {
          batch_add (batch, &key, 1, 1);
          batch_add_owner (batch, &key, 1 + second);
          batch_add_name (batch, &key, second);
        }
      else
        {
          const WeirFlowKey other = numbered_key (2);

          batch_add (batch, &other, 1, 1);
        }
      book (ledger, batch);
      if (second == 20)
        most = weir_history_get_bytes (history_of (ledger));
      if (second > 20 && second < 200)
        g_assert_cmpuint (weir_history_get_bytes (history_of (ledger)), <, most + 200 * 200);
    }
  /* With its last second goes what it was. */
  g_assert_cmpuint (weir_history_get_bytes (history_of (ledger)), <, most + 100 * 100);
}

static void
test_a_batch_of_many_seconds_is_spread_as_the_graph_shows_it (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  const WeirFlowKey key = numbered_key (1);
  WeirBatch *batch = batch_new (0.5, 10.25);
  uint64_t sum = 0;

  batch_add (batch, &key, 1003, 77);
  book (ledger, batch);
  book_one (ledger, 10.25, 1, 10, 0);
  weir_ledger_finish (ledger);

  for (int64_t second = 0; second <= 10; second++)
    {
      g_autoptr (WeirLedger) folded = fold (ledger, second, second);
      uint64_t tx_bytes, rx_bytes;

      weir_timeline_get (weir_ledger_get_timeline (ledger), START_SECOND + second, &tx_bytes,
                         &rx_bytes);
      g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.tx_bytes, ==, tx_bytes);
      g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.rx_bytes, ==, rx_bytes);
      sum += tx_bytes;
    }
  g_assert_cmpuint (sum, ==, 1013);
}

static void
test_the_clock_may_be_set_back (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  g_autoptr (WeirLedger) folded = NULL;
  const WeirTimeline *timeline = weir_ledger_get_timeline (ledger);
  uint64_t tx_bytes, rx_bytes;
  int64_t oldest, newest;

  for (guint second = 0; second < 10; second++)
    book_one (ledger, second, 1, 100, 0);
  for (guint second = 0; second < 10; second++)
    book_one (ledger, -3600.0 + second, 1, 1000, 0);
  weir_ledger_finish (ledger);

  g_assert_true (weir_history_get_range (history_of (ledger), &oldest, &newest));
  g_assert_cmpint (oldest, ==, START_SECOND);
  for (int64_t second = oldest; second <= newest; second++)
    {
      g_autoptr (WeirLedger) one = weir_history_fold (history_of (ledger), second, second);

      weir_timeline_get (timeline, second, &tx_bytes, &rx_bytes);
      g_assert_cmpuint (weir_ledger_get_totals (one)->counts.tx_bytes, ==, tx_bytes);
    }
  folded = weir_history_fold (history_of (ledger), oldest, newest);
  g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.tx_bytes, ==, 11000);
  g_assert_cmpint (weir_ledger_get_totals (folded)->end_us, >=,
                   weir_ledger_get_totals (folded)->start_us);
}

static guint n_asked;

static gboolean
has_odd_port (const WeirFlow *flow, gpointer user_data)
{
  n_asked++;
  return flow->key.local_port % 2 == 1;
}

static void
test_what_carried_most_comes_first (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  WeirHistoryShare shares[3];
  guint n;

  for (guint second = 0; second < 10; second++)
    {
      WeirBatch *batch = batch_new (second, second + 1);

      for (guint i = 0; i < 20; i++)
        {
          WeirFlowKey key = numbered_key (i);

          batch_add (batch, &key, (i * 7 + second) % 20 + 1, 0);
        }
      book (ledger, batch);
    }

  /* In second 0: 3 × 7 = 21, 17 × 7 = 119 → 20, 14 × 7 = 98 → 19, 11 × 7 = 77 → 18. */
  n = weir_history_get_top (history_of (ledger), START_SECOND, START_SECOND, NULL, NULL, shares, 3);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (shares[0].tx_bytes, ==, 20);
  g_assert_cmpuint (shares[1].tx_bytes, ==, 19);
  g_assert_cmpuint (shares[2].tx_bytes, ==, 18);
  g_assert_cmpuint (shares[0].flow->key.local_port, ==, 1024 + 17);

  n = weir_history_get_top (history_of (ledger), START_SECOND, START_SECOND, has_odd_port, NULL,
                            shares, 3);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (shares[1].tx_bytes, ==, 18);
  g_assert_cmpuint (shares[1].flow->key.local_port, ==, 1024 + 11);
  g_assert_cmpuint (weir_history_get_top (history_of (ledger), START_SECOND + 50, G_MAXINT64, NULL,
                                          NULL, shares, 3),
                    ==, 0);
}

static void
test_the_timeline_of_some_flows_follows (void)
{
  g_autoptr (WeirLedger) ledger = ledger_new (&UNBOUNDED, NULL);
  g_autoptr (WeirHistorySum) sum = weir_history_sum_new (history_of (ledger), has_odd_port, NULL);
  uint64_t tx_bytes, rx_bytes;
  int64_t oldest, newest;
  guint n_steps = 0;

  g_assert_false (weir_history_sum_work (sum, 1000));
  for (guint second = 0; second < 50; second++)
    {
      WeirBatch *batch = batch_new (second, second + 0.25);

      for (guint i = 0; i < 4; i++)
        {
          WeirFlowKey key = numbered_key (i);

          batch_add (batch, &key, second * 10 + i, 5);
        }
      book (ledger, batch);
    }

  /* However little time it is given, it comes to an end. */
  n_asked = 0;
  while (!weir_history_sum_work (sum, 1))
    n_steps++;
  g_assert_cmpuint (n_steps, <, 50);
  g_assert_cmpuint (n_asked, ==, 4);
  for (guint second = 0; second < 49; second++)
    {
      weir_timeline_get (weir_history_sum_get_timeline (sum), START_SECOND + second, &tx_bytes,
                         &rx_bytes);
      g_assert_cmpuint (tx_bytes, ==, second * 20 + 4);
      g_assert_cmpuint (rx_bytes, ==, 10);
    }
  g_assert_true (weir_timeline_get_range (weir_history_sum_get_timeline (sum), &oldest, &newest));
  g_assert_cmpint (oldest, ==, START_SECOND);
  g_assert_cmpint (newest, ==, START_SECOND + 49);

  book_one (ledger, 55, 1, 7, 0);
  book_one (ledger, 56, 1, 7, 0);
  g_assert_true (weir_history_sum_work (sum, G_MAXINT64));
  weir_timeline_get (weir_history_sum_get_timeline (sum), START_SECOND + 55, &tx_bytes, &rx_bytes);
  g_assert_cmpuint (tx_bytes, ==, 7);
  g_assert_cmpuint (n_asked, ==, 4);

  /* What there is stays until the new one is complete. */
  weir_history_sum_restart (sum);
  g_assert_nonnull (weir_history_sum_get_timeline (sum));
  while (!weir_history_sum_work (sum, 1))
    ;
  g_assert_cmpuint (n_asked, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/history/a-span-is-what-a-ledger-would-have-made-of-it",
                   test_a_span_is_what_a_ledger_would_have_made_of_it);
  g_test_add_func ("/history/seconds-outside-are-empty", test_seconds_outside_are_empty);
  g_test_add_func ("/history/the-oldest-seconds-go-first", test_the_oldest_seconds_go_first);
  g_test_add_func ("/history/memory-is-bounded", test_memory_is_bounded);
  g_test_add_func ("/history/a-flow-takes-about-a-dozen-bytes-a-second",
                   test_a_flow_takes_about_a_dozen_bytes_a_second);
  g_test_add_func ("/history/forgotten-flows-stay-in-their-seconds",
                   test_forgotten_flows_stay_in_their_seconds);
  g_test_add_func ("/history/a-span-has-the-owners-and-names-of-its-time",
                   test_a_span_has_the_owners_and_names_of_its_time);
  g_test_add_func ("/history/former-owners-and-names-are-bounded",
                   test_former_owners_and_names_are_bounded);
  g_test_add_func ("/history/a-batch-of-many-seconds-is-spread-as-the-graph-shows-it",
                   test_a_batch_of_many_seconds_is_spread_as_the_graph_shows_it);
  g_test_add_func ("/history/the-clock-may-be-set-back", test_the_clock_may_be_set_back);
  g_test_add_func ("/history/what-carried-most-comes-first", test_what_carried_most_comes_first);
  g_test_add_func ("/history/the-timeline-of-some-flows-follows",
                   test_the_timeline_of_some_flows_follows);
  return g_test_run ();
}
