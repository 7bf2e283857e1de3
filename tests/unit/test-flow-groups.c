/* A group is the sum of its flows, at every moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/history-fold.h"
#include "core/group/flow-groups.h"
#include "core/group/flow-summary.h"
#include "core/filter/filter.h"
#include "fixtures.h"

#define LOCAL "192.0.2.10"
#define SECOND G_USEC_PER_SEC

/* The second @second of the tests' time, in which each of @keys carried that many bytes. */
static void
book (WeirLedger *ledger, guint second, const WeirFlowKey *keys, const uint64_t *bytes, guint n)
{
  g_autoptr (WeirBatch) batch = weir_batch_new ();

  batch->start_us = FIXTURE_START_US + second * SECOND;
  batch->end_us = batch->start_us + SECOND;
  batch->max_flows = 1000;
  batch->deltas = g_new0 (WeirFlowDelta, n);
  batch->n_deltas = n;
  batch->n_flows = n;
  for (guint i = 0; i < n; i++)
    {
      WeirFlowDelta *delta = &batch->deltas[i];

      delta->key = keys[i];
      delta->tx_bytes = bytes[i];
      delta->rx_bytes = 2 * bytes[i];
      delta->tx_packets = 1;
      delta->rx_packets = 2;
      delta->first_us = batch->start_us;
      delta->last_us = batch->end_us - 1;
      delta->is_local = TRUE;
    }
  weir_ledger_add_batch (ledger, batch);
}

/* Returns: (nullable) */
static const WeirFlowGroup *
find (const WeirFlowGroups *groups, const char *value)
{
  for (guint i = 0; i < weir_flow_groups_get_n (groups); i++)
    {
      const WeirFlowGroup *group = weir_flow_groups_get (groups, i);

      if (g_strcmp0 (group->value, value) == 0)
        return group;
    }
  return NULL;
}

/* Nothing is missing from the groups, and nothing is in two of them. */
static void
assert_sums (const WeirFlowGroups *groups, const WeirLedger *ledger)
{
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  uint64_t tx_bytes = 0, rx_bytes = 0, packets = 0;
  double rates[WEIR_N_WINDOWS] = { 0 };
  guint n_flows = 0;

  for (guint i = 0; i < weir_flow_groups_get_n (groups); i++)
    {
      const WeirFlowGroup *group = weir_flow_groups_get (groups, i);

      tx_bytes += group->sum.tx_bytes;
      rx_bytes += group->sum.rx_bytes;
      packets += group->sum.tx_packets + group->sum.rx_packets;
      n_flows += group->n_flows;
      for (guint w = 0; w < WEIR_N_WINDOWS; w++)
        rates[w] += weir_flow_get_tx_bps (&group->sum, w) + weir_flow_get_rx_bps (&group->sum, w);
    }

  g_assert_cmpuint (tx_bytes, ==, totals->counts.tx_bytes);
  g_assert_cmpuint (rx_bytes, ==, totals->counts.rx_bytes);
  g_assert_cmpuint (packets, ==, totals->counts.tx_packets + totals->counts.rx_packets);
  g_assert_cmpuint (n_flows, ==, weir_ledger_get_n_flows (ledger));
  for (guint w = 0; w < WEIR_N_WINDOWS; w++)
    g_assert_cmpfloat_with_epsilon (rates[w],
                                    weir_rate_window_get_tx_bps (&totals->window, w)
                                        + weir_rate_window_get_rx_bps (&totals->window, w),
                                    1e-6);
}

static void
test_groups_are_the_sums_of_their_flows (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("protocol"), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  WeirFlowKey keys[30];
  uint64_t bytes[G_N_ELEMENTS (keys)] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    keys[i] = fixture_key (i % 3 == 0 ? IPPROTO_UDP : IPPROTO_TCP, LOCAL, (uint16_t) (1024 + i),
                           "198.51.100.20", 443);

  for (guint second = 0; second < 60; second++)
    {
      /* Some fall silent, for shorter and longer than a window. */
      guint n = second == 0 ? G_N_ELEMENTS (keys) : second % 7 == 0 ? 3 : 10 + second / 4;

      for (guint i = 0; i < n; i++)
        bytes[i] = 100 + i * second;
      book (ledger, second, keys, bytes, n);
      weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
      g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 2);
      assert_sums (groups, ledger);
    }

  g_assert_nonnull (find (groups, "UDP"));
  g_assert_cmpuint (find (groups, "UDP")->n_flows, ==, G_N_ELEMENTS (keys) / 3);
}

static void
test_flows_by_their_other_end (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("host"), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey keys[] = {
    fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_UDP, LOCAL, 1001, "198.51.100.20", 53),
    fixture_key (IPPROTO_TCP, LOCAL, 1002, "198.51.100.21", 443),
  };
  const uint64_t bytes[] = { 10, 200, 3 };

  book (ledger, 0, keys, bytes, G_N_ELEMENTS (keys));
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);

  g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 2);
  g_assert_cmpuint (find (groups, "198.51.100.20")->sum.tx_bytes, ==, 210);
  g_assert_cmpuint (find (groups, "198.51.100.21")->n_flows, ==, 1);
}

static gboolean
is_tcp (const WeirFlow *flow, gpointer user_data)
{
  return flow->key.protocol == IPPROTO_TCP;
}

static void
count_removed (WeirFlowGroup *group, gpointer user_data)
{
  guint *n_removed = user_data;

  (*n_removed)++;
}

static void
test_only_what_passes_the_filter_counts (void)
{
  guint n_removed = 0;
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("protocol"), count_removed, &n_removed);
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey keys[] = {
    fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_UDP, LOCAL, 1001, "198.51.100.20", 53),
  };
  const uint64_t bytes[] = { 10, 20 };
  uint64_t serial;

  book (ledger, 0, keys, bytes, G_N_ELEMENTS (keys));
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  serial = find (groups, "TCP")->sum.serial;
  g_assert_true (weir_flow_is_group (&find (groups, "TCP")->sum));

  weir_flow_groups_update (groups, ledger, &known, is_tcp, NULL);
  g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 1);
  g_assert_cmpuint (n_removed, ==, 1);
  g_assert_cmpuint (find (groups, "TCP")->sum.serial, ==, serial);
  g_assert_cmpuint (find (groups, "TCP")->sum.tx_bytes, ==, 10);

  weir_flow_groups_update (groups, NULL, &known, NULL, NULL);
  g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 0);
  g_assert_cmpuint (n_removed, ==, 2);
}

static void
test_what_is_not_known_is_a_group_of_its_own (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("application"), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443);
  const uint64_t bytes = 10;

  book (ledger, 0, &key, &bytes, 1);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 1);
  g_assert_null (weir_flow_groups_get (groups, 0)->value);
  assert_sums (groups, ledger);
}

/* Whoever opens a group sees its flows and no others. */
static void
test_a_groups_filter_lets_its_flows_through (void)
{
  static const char *const ids[] = { "host", "protocol", "service", "application", "pair" };
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey keys[] = {
    fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_UDP, LOCAL, 1001, "198.51.100.20", 53),
    fixture_key (IPPROTO_TCP, LOCAL, 1002, "198.51.100.2", 53),
    fixture_key (IPPROTO_UDP, LOCAL, 1003, "198.51.100.2", 61234),
  };
  const uint64_t bytes[] = { 10, 20, 30, 40 };

  book (ledger, 0, keys, bytes, G_N_ELEMENTS (keys));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const WeirGroupKind *kind = weir_group_kind_find (ids[i]);
      g_autoptr (WeirFlowGroups) groups = weir_flow_groups_new (kind, NULL, NULL);
      const WeirFilterContext context = { .now_us = FIXTURE_START_US, .known = &known };

      weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
      for (guint g = 0; g < weir_flow_groups_get_n (groups); g++)
        {
          const WeirFlowGroup *group = weir_flow_groups_get (groups, g);
          g_autofree char *text = weir_group_kind_dup_filter (kind, group->value);
          g_autoptr (GError) error = NULL;
          g_autoptr (WeirFilter) filter = weir_filter_new (text, NULL, &error);
          guint n_flows = 0;
          uint64_t tx_bytes = 0;

          g_test_message ("%s", text);
          g_assert_no_error (error);
          for (guint f = 0; f < weir_ledger_get_n_flows (ledger); f++)
            {
              const WeirFlow *flow = weir_ledger_get_flow (ledger, f);

              if (!weir_filter_matches (filter, flow, &context))
                continue;
              n_flows++;
              tx_bytes += flow->tx_bytes;
            }
          g_assert_cmpuint (n_flows, ==, group->n_flows);
          g_assert_cmpuint (tx_bytes, ==, group->sum.tx_bytes);
        }
    }
}

static void
test_what_is_beside_a_flow_is_not_the_flow (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowSummary) summary = NULL;
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey keys[] = {
    fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_UDP, LOCAL, 1001, "198.51.100.20", 53),
    fixture_key (IPPROTO_TCP, LOCAL, 1002, "198.51.100.21", 443),
    fixture_key (IPPROTO_TCP, LOCAL, 1003, "198.51.100.20", 443),
  };
  const uint64_t bytes[] = { 10, 200, 3, 1000 };

  book (ledger, 0, keys, bytes, G_N_ELEMENTS (keys));
  summary = weir_flow_summary_new_beside (ledger, &known, weir_ledger_find (ledger, &keys[0]));
  g_assert_cmpuint (summary->all.n_flows, ==, 2);
  g_assert_cmpuint (summary->all.tx_bytes, ==, 1200);
  g_assert_cmpuint (summary->all.rx_bytes, ==, 2400);
  g_assert_cmpint (summary->first_us, ==, FIXTURE_START_US);
  /* Nobody knows of which program they are. */
  g_assert_cmpstr (summary->parts[0].kind->id, ==, "application");
  g_assert_cmpuint (summary->parts[0].n_lines, ==, 1);
  g_assert_null (summary->parts[0].lines[0].value);
  g_assert_null (summary->parts[1].kind);
}

static void
test_the_summary_of_a_group_names_those_with_most (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("protocol"), NULL, NULL);
  g_autoptr (WeirFlowSummary) summary = NULL;
  g_autoptr (WeirFlowSummary) filtered = NULL;
  g_autoptr (WeirFilter) filter = weir_filter_new ("port:53", NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFilterContext context = { .now_us = FIXTURE_START_US, .known = &known };
  WeirFlowKey keys[8];
  uint64_t bytes[G_N_ELEMENTS (keys)];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *remote = g_strdup_printf ("198.51.100.%u", i);

      keys[i] = fixture_key (i == 7 ? IPPROTO_UDP : IPPROTO_TCP, LOCAL, (uint16_t) (1000 + i),
                             remote, i < 2 ? 53 : 443);
      bytes[i] = i == 1 ? 50 : 10;
    }
  book (ledger, 0, keys, bytes, G_N_ELEMENTS (keys));
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);

  summary = weir_flow_summary_new_of_group (ledger, &context, find (groups, "TCP"), NULL);
  g_assert_cmpuint (summary->all.n_flows, ==, 7);
  g_assert_cmpuint (summary->all.tx_bytes, ==, find (groups, "TCP")->sum.tx_bytes);
  g_assert_cmpstr (summary->parts[1].kind->id, ==, "host");
  g_assert_cmpuint (summary->parts[1].n_values, ==, 7);
  g_assert_cmpuint (summary->parts[1].n_lines, ==, WEIR_SUMMARY_MAX_LINES);
  g_assert_cmpstr (summary->parts[1].lines[0].value, ==, "198.51.100.1");
  /* Of as much, the first in the alphabet: they do not change places by themselves. */
  g_assert_cmpstr (summary->parts[1].lines[1].value, ==, "198.51.100.0");
  g_assert_cmpstr (summary->parts[1].lines[2].value, ==, "198.51.100.2");

  filtered = weir_flow_summary_new_of_group (ledger, &context, find (groups, "TCP"), filter);
  g_assert_cmpuint (filtered->all.n_flows, ==, 2);
  g_assert_cmpuint (filtered->all.tx_bytes, ==, 60);
}

static void
set_owner (WeirLedger *ledger, const WeirFlowKey *key, uint32_t pid, const char *process)
{
  WeirFlow *flow = weir_ledger_find (ledger, key);

  g_free (flow->socket);
  flow->socket = g_new0 (WeirSocketInfo, 1);
  flow->socket->pid = pid;
  g_strlcpy (flow->socket->process, process, sizeof flow->socket->process);
}

/* While ports are hidden nothing else that tells flows apart is. */
static void
test_pairs_are_flows_that_differ_in_ports_alone (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_get_pairs (), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowKey keys[] = {
    fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_TCP, LOCAL, 1001, "198.51.100.20", 443),
    fixture_key (IPPROTO_UDP, LOCAL, 1000, "198.51.100.20", 443),
    fixture_key (IPPROTO_TCP, LOCAL, 1002, "198.51.100.21", 443),
    fixture_key (IPPROTO_TCP, LOCAL, 1003, "198.51.100.21", 80),
    fixture_key (IPPROTO_TCP, LOCAL, 1004, "198.51.100.21", 80),
    fixture_key (IPPROTO_TCP, "192.0.2.11", 1000, "198.51.100.20", 443),
  };
  const uint64_t bytes[] = { 10, 20, 30, 40, 50, 60, 70 };
  const WeirFlowGroup *group;

  for (guint second = 0; second < 50; second++)
    book (ledger, second, keys, bytes, second == 0 ? G_N_ELEMENTS (keys) : 1 + second % 7);
  set_owner (ledger, &keys[0], 7, "one");
  set_owner (ledger, &keys[1], 7, "one");
  set_owner (ledger, &keys[3], 7, "one");
  set_owner (ledger, &keys[4], 8, "other");
  set_owner (ledger, &keys[6], 7, "one");
  weir_ledger_find (ledger, &keys[0])->server_name = g_strdup ("one.example");
  weir_ledger_find (ledger, &keys[1])->server_name = g_strdup ("one.example");
  weir_ledger_find (ledger, &keys[3])->server_name = g_strdup ("one.example");
  /* Twice: what was agreed on last time does not count. */
  for (guint i = 0; i < 2; i++)
    weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  g_assert_cmpuint (weir_flow_groups_get_n (groups), ==, 4);
  assert_sums (groups, ledger);

  group = find (groups, "local=" LOCAL " remote=198.51.100.20 proto=TCP");
  g_assert_nonnull (group);
  g_assert_true (weir_flow_is_pair (&group->sum));
  g_assert_cmpuint (group->n_flows, ==, 2);
  g_assert_cmpuint (group->sum.key.local_port, ==, 0);
  g_assert_cmpuint (group->sum.key.remote_port, ==, 443);
  g_assert_cmpuint (group->sum.socket->pid, ==, 7);
  g_assert_cmpstr (group->sum.server_name, ==, "one.example");

  group = find (groups, "local=" LOCAL " remote=198.51.100.21 proto=TCP");
  g_assert_nonnull (group);
  g_assert_cmpuint (group->n_flows, ==, 3);
  g_assert_cmpuint (group->sum.key.remote_port, ==, 0);
  g_assert_null (group->sum.socket);
  g_assert_null (group->sum.server_name);

  /* They agree again. */
  set_owner (ledger, &keys[4], 7, "one");
  set_owner (ledger, &keys[5], 7, "one");
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  g_assert_cmpuint (group->sum.socket->pid, ==, 7);
}

/* ---- peaks ----------------------------------------------------------------------------------- */

/* Two flows of one pair, and another one. */
static void
make_pair_keys (WeirFlowKey keys[3])
{
  keys[0] = fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.20", 443);
  keys[1] = fixture_key (IPPROTO_TCP, LOCAL, 1001, "198.51.100.20", 80);
  keys[2] = fixture_key (IPPROTO_TCP, LOCAL, 1000, "198.51.100.21", 443);
}

/* Each of the two is fullest when the other one is not, long before rates forget; together they are
 * in second 2. */
static WeirLedger *
ledger_with_past_new (const WeirFlowKey keys[3])
{
  static const uint64_t bytes[][3] = { { 100, 1, 5 }, { 1, 90, 7 }, { 80, 80, 6 }, { 2, 2, 2 } };
  const WeirHistoryLimits limits = { .max_bytes = 1000 * 1000 };
  WeirLedger *ledger = weir_ledger_new (NULL);

  weir_ledger_take_history (ledger, weir_history_new (&limits));
  for (guint second = 0; second < 100; second++)
    book (ledger, second, keys, bytes[MIN (second, G_N_ELEMENTS (bytes) - 1)], 3);
  return ledger;
}

/* What is looked up may take more than one update on a machine that has much to do. */
static void
wait_for_peaks (const WeirFlowGroup *group, uint64_t tx, uint64_t both)
{
  while (!group->has_peaks || group->sum.peak_tx != tx || group->sum.peak_both != both)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_known (gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_the_peak_of_a_pair_is_that_of_its_flows_together (void)
{
  WeirFlowKey keys[3];
  g_autoptr (WeirLedger) ledger = NULL;
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_get_pairs (), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const uint64_t more[] = { 300, 200, 9 };
  const WeirFlowGroup *two, *one;
  guint n_known = 0;

  make_pair_keys (keys);
  ledger = ledger_with_past_new (keys);

  /* Without a past only one flow by itself has a peak. */
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  two = find (groups, "local=" LOCAL " remote=198.51.100.20 proto=TCP");
  one = find (groups, "local=" LOCAL " remote=198.51.100.21 proto=TCP");
  g_assert_false (weir_flow_has_peaks (&two->sum));
  g_assert_true (weir_flow_has_peaks (&one->sum));
  g_assert_cmpuint (one->sum.peak_tx, ==, 7);
  g_assert_cmpuint (one->sum.peak_both, ==, 21);

  weir_flow_groups_set_past (groups, weir_ledger_get_history (ledger), count_known, &n_known);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  wait_for_peaks (two, 160, 480);
  g_assert_cmpuint (two->sum.peak_rx, ==, 320);
  g_assert_cmpuint (one->sum.peak_both, ==, 21);

  /* It goes on with the seconds that are finished. */
  book (ledger, 100, keys, more, 3);
  book (ledger, 101, keys, more, 1);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  wait_for_peaks (two, 500, 1500);
  g_assert_cmpuint (one->sum.peak_tx, ==, 9);

  weir_flow_groups_set_past (groups, NULL, NULL, NULL);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  g_assert_false (two->has_peaks);
}

static gboolean
is_to_443 (const WeirFlow *flow, gpointer user_data)
{
  return flow->key.remote_port == 443;
}

static void
test_peaks_are_those_of_what_the_filter_lets_through (void)
{
  WeirFlowKey keys[3];
  g_autoptr (WeirLedger) ledger = NULL;
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_find ("protocol"), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowGroup *tcp;

  make_pair_keys (keys);
  ledger = ledger_with_past_new (keys);
  weir_flow_groups_set_past (groups, weir_ledger_get_history (ledger), NULL, NULL);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  tcp = find (groups, "TCP");
  wait_for_peaks (tcp, 166, 498);

  weir_flow_groups_update (groups, ledger, &known, is_to_443, NULL);
  g_assert_true (tcp == find (groups, "TCP"));
  wait_for_peaks (tcp, 105, 315);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  wait_for_peaks (tcp, 166, 498);
}

static void
test_in_a_span_peaks_are_those_of_its_seconds (void)
{
  WeirFlowKey keys[3];
  g_autoptr (WeirLedger) ledger = NULL;
  g_autoptr (WeirLedger) span = NULL;
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_get_pairs (), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const int64_t start = FIXTURE_START_US / SECOND;
  const WeirFlowGroup *two;

  make_pair_keys (keys);
  ledger = ledger_with_past_new (keys);
  span = weir_history_fold (weir_ledger_get_history (ledger), start, start + 1);
  weir_flow_groups_set_past (groups, weir_ledger_get_history (ledger), NULL, NULL);
  weir_flow_groups_update (groups, span, &known, NULL, NULL);
  two = find (groups, "local=" LOCAL " remote=198.51.100.20 proto=TCP");
  wait_for_peaks (two, 101, 303);

  /* Now again. */
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  wait_for_peaks (two, 160, 480);
}

static void
test_a_pair_is_marked_if_one_of_its_flows_is (void)
{
  WeirFlowKey keys[3];
  g_autoptr (WeirLedger) ledger = NULL;
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_get_pairs (), NULL, NULL);
  const WeirReport known = { .options.name = "" };
  const WeirFlowGroup *two, *one;

  make_pair_keys (keys);
  keys[2].remote_port = 22;
  ledger = ledger_with_past_new (keys);
  weir_flow_groups_mark (groups, is_to_443, NULL);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  two = find (groups, "local=" LOCAL " remote=198.51.100.20 proto=TCP");
  one = find (groups, "local=" LOCAL " remote=198.51.100.21 proto=TCP");
  g_assert_false (two->is_marked);

  weir_flow_groups_mark (groups, is_to_443, NULL);
  g_assert_true (two->is_marked);
  g_assert_false (one->is_marked);
  weir_flow_groups_mark (groups, NULL, NULL);
  g_assert_false (two->is_marked);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/flow-groups/are-the-sums-of-their-flows",
                   test_groups_are_the_sums_of_their_flows);
  g_test_add_func ("/flow-groups/flows-by-their-other-end", test_flows_by_their_other_end);
  g_test_add_func ("/flow-groups/only-what-passes-the-filter-counts",
                   test_only_what_passes_the_filter_counts);
  g_test_add_func ("/flow-groups/what-is-not-known-is-a-group-of-its-own",
                   test_what_is_not_known_is_a_group_of_its_own);
  g_test_add_func ("/flow-groups/a-groups-filter-lets-its-flows-through",
                   test_a_groups_filter_lets_its_flows_through);
  g_test_add_func ("/flow-groups/pairs-are-flows-that-differ-in-ports-alone",
                   test_pairs_are_flows_that_differ_in_ports_alone);
  g_test_add_func ("/flow-groups/the-peak-of-a-pair-is-that-of-its-flows-together",
                   test_the_peak_of_a_pair_is_that_of_its_flows_together);
  g_test_add_func ("/flow-groups/peaks-are-those-of-what-the-filter-lets-through",
                   test_peaks_are_those_of_what_the_filter_lets_through);
  g_test_add_func ("/flow-groups/in-a-span-peaks-are-those-of-its-seconds",
                   test_in_a_span_peaks_are_those_of_its_seconds);
  g_test_add_func ("/flow-groups/a-pair-is-marked-if-one-of-its-flows-is",
                   test_a_pair_is_marked_if_one_of_its_flows_is);
  g_test_add_func ("/flow-groups/what-is-beside-a-flow-is-not-the-flow",
                   test_what_is_beside_a_flow_is_not_the_flow);
  g_test_add_func ("/flow-groups/the-summary-of-a-group-names-those-with-most",
                   test_the_summary_of_a_group_names_those_with_most);

  return g_test_run ();
}
