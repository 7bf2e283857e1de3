/* What the past costs: to keep it, and to go back to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every flow is active in every interval: the worst case.  Kept: what one batch of a quarter of a
 * second takes with a history and without; the fourth of a second writes the second down.  Fold:
 * all of these seconds as a ledger of their own.  Filter: their timeline by a filter that lets
 * every other flow through.  Top: the flows that carried most in one second.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/flow/history-fold.h"
#include "core/flow/history-sum.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define INTERVAL_US (G_USEC_PER_SEC / 4)
#define N_REPEATS 5

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Of a connection that goes on: with its round trips, and the times of its packets. */
static WeirBatch *
batch_new (guint n_flows)
{
  WeirBatch *batch = weir_batch_new ();

  batch->n_flows = batch->max_flows = n_flows;
  batch->n_deltas = batch->n_tcp = n_flows;
  batch->deltas = g_new0 (WeirFlowDelta, n_flows);
  batch->tcp = g_new0 (WeirTcpDelta, n_flows);
  for (guint i = 0; i < n_flows; i++)
    {
      const uint8_t local[4] = { 192, 0, 2, 10 };
      const uint8_t remote[4] = { 100, (uint8_t) (i >> 16), (uint8_t) (i >> 8), (uint8_t) i };
      WeirFlowDelta *delta = &batch->deltas[i];

      weir_address_set_ipv4 (&delta->key.local, local);
      weir_address_set_ipv4 (&delta->key.remote, remote);
      delta->key.family = WEIR_FAMILY_IPV4;
      delta->key.protocol = 6;
      delta->key.local_port = (uint16_t) (32768 + i % 28000);
      delta->key.remote_port = 443;
      delta->is_local = TRUE;
    }
  return batch;
}

static void
batch_renew (WeirBatch *batch, guint tick)
{
  batch->start_us = START_US + tick * (int64_t) INTERVAL_US;
  batch->end_us = batch->start_us + INTERVAL_US;
  for (guint i = 0; i < batch->n_deltas; i++)
    {
      WeirFlowDelta *delta = &batch->deltas[i];
      WeirTcpDelta *tcp = &batch->tcp[i];
      uint32_t number = i * 2654435761u + tick * 40503u;

      delta->tx_packets = 1 + number % 4;
      delta->rx_packets = 1 + number % 9;
      delta->tx_bytes = delta->tx_packets * 40 + number % 300;
      delta->rx_bytes = delta->rx_packets * 40 + number % 10000;
      delta->tx_wire_bytes = delta->tx_bytes + 14 * delta->tx_packets;
      delta->rx_wire_bytes = delta->rx_bytes + 14 * delta->rx_packets;
      delta->first_us = batch->start_us + number % 100000;
      delta->last_us = batch->end_us - number % 100000 - 1;
      tcp->delta = i;
      tcp->is_from_packets = TRUE;
      tcp->tx.rtt_us = 10000 + number % 20000;
      tcp->tx.state = WEIR_TCP_ESTABLISHED;
    }
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/* Milliseconds of a batch in the middle of a second, and of one that ends it.
 * @ledger: filled */
static void
fill (WeirLedger *ledger, guint n_flows, guint n_seconds, double *plain_ms, double *ending_ms)
{
  g_autoptr (WeirBatch) batch = batch_new (n_flows);
  g_autofree double *plain = g_new (double, n_seconds);
  g_autofree double *ending = g_new (double, n_seconds);

  for (guint tick = 0; tick < n_seconds * 4; tick++)
    {
      double begin;

      batch_renew (batch, tick);
      begin = now_ms ();
      weir_ledger_add_batch (ledger, batch);
      if (tick % 4 == 3)
        ending[tick / 4] = now_ms () - begin;
      else
        plain[tick / 4] = now_ms () - begin;
    }
  *plain_ms = get_median (plain, n_seconds);
  *ending_ms = get_median (ending, n_seconds);
}

static double
measure_fold (const WeirHistory *history)
{
  double ms[N_REPEATS];

  for (guint i = 0; i < N_REPEATS; i++)
    {
      double begin = now_ms ();
      g_autoptr (WeirLedger) ledger = weir_history_fold (history, 0, G_MAXINT64);

      ms[i] = now_ms () - begin;
    }
  return get_median (ms, N_REPEATS);
}

static gboolean
is_odd (const WeirFlow *flow, gpointer user_data)
{
  return flow->key.remote.bytes[15] % 2 == 1;
}

static double
measure_filter (const WeirHistory *history)
{
  double ms[N_REPEATS];

  for (guint i = 0; i < N_REPEATS; i++)
    {
      g_autoptr (WeirHistorySum) sum = weir_history_sum_new (history, is_odd, NULL);
      double begin = now_ms ();

      weir_history_sum_work (sum, G_MAXINT64);
      ms[i] = now_ms () - begin;
    }
  return get_median (ms, N_REPEATS);
}

static double
measure_top (const WeirHistory *history)
{
  double ms[N_REPEATS];
  WeirHistoryShare shares[5];
  int64_t oldest, newest;

  weir_history_get_range (history, &oldest, &newest);
  for (guint i = 0; i < N_REPEATS; i++)
    {
      double begin = now_ms ();

      weir_history_get_top (history, newest - i, newest - i, NULL, NULL, shares, 5);
      ms[i] = now_ms () - begin;
    }
  return get_median (ms, N_REPEATS);
}

static void
measure (guint n_flows, guint n_seconds)
{
  const WeirHistoryLimits limits = { .max_bytes = 1000 * 1000 * 1000 };
  const WeirLedgerOptions options = { .max_flows = n_flows };
  g_autoptr (WeirLedger) without = weir_ledger_new (&options);
  g_autoptr (WeirLedger) with = weir_ledger_new (&options);
  const WeirHistory *history;
  double plain_ms, ending_ms, kept_plain_ms, kept_ending_ms;

  weir_ledger_take_history (with, weir_history_new (&limits));
  history = weir_ledger_get_history (with);
  fill (without, n_flows, MIN (n_seconds, 60), &plain_ms, &ending_ms);
  fill (with, n_flows, n_seconds, &kept_plain_ms, &kept_ending_ms);

  printf ("%8u  %8u  %8.1f  %8.1f  %8.2f  %8.2f  %8.2f  %8.2f  %8.1f  %8.1f  %8.2f\n", n_flows,
          n_seconds, (double) weir_history_get_bytes (history) / 1e6,
          (double) weir_history_get_bytes (history) / (double) weir_history_get_n_records (history),
          plain_ms, kept_plain_ms, ending_ms, kept_ending_ms, measure_fold (history),
          measure_filter (history), measure_top (history));
  fflush (stdout);
}

int
main (void)
{
  printf ("Milliseconds of processor time; every flow a TCP connection that is active in every "
          "interval\n\n");
  printf ("%8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s\n", "flows", "seconds", "MB",
          "bytes", "batch", "kept", "ending", "kept", "fold", "filter", "top 5");
  measure (100, 3600);
  measure (1000, 225);
  measure (1000, 900);
  measure (1000, 3600);
  measure (10000, 300);
  return 0;
}
