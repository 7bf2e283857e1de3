/* What one tick of the window costs before anything is drawn.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every flow is active in every interval: the worst case.  Fold: one batch into the ledger; four
 * make a second, and the one that ends it moves every window.  Sort: all flows by their rate of 2
 * s.
 */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/flow/ledger.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define INTERVAL_US (G_USEC_PER_SEC / 4)
#define N_TICKS 60

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static WeirBatch *
batch_new (guint n_flows, guint tick)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = START_US + tick * (int64_t) INTERVAL_US;
  batch->end_us = batch->start_us + INTERVAL_US;
  batch->n_flows = batch->max_flows = n_flows;
  batch->n_deltas = n_flows;
  batch->deltas = g_new0 (WeirFlowDelta, n_flows);
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
      delta->tx_bytes = 40 + (i * 2654435761u + tick * 40503u) % 100000;
      delta->rx_bytes = 40 + (i * 2246822519u + tick * 40503u) % 1000000;
      delta->tx_packets = delta->rx_packets = 10;
      delta->first_us = batch->start_us;
      delta->last_us = batch->end_us - 1;
      delta->is_local = TRUE;
    }
  return batch;
}

static int
compare_rates (const void *a, const void *b)
{
  const WeirFlow *x = *(const WeirFlow *const *) a;
  const WeirFlow *y = *(const WeirFlow *const *) b;
  double x_bps =
      weir_flow_get_tx_bps (x, WEIR_WINDOW_2S) + weir_flow_get_rx_bps (x, WEIR_WINDOW_2S);
  double y_bps =
      weir_flow_get_tx_bps (y, WEIR_WINDOW_2S) + weir_flow_get_rx_bps (y, WEIR_WINDOW_2S);

  return (x_bps < y_bps) - (x_bps > y_bps);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static gsize
get_used_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
measure (guint n_flows)
{
  const WeirLedgerOptions options = { .max_flows = n_flows };
  gsize before = get_used_bytes ();
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  g_autofree WeirFlow **sorted = NULL;
  double fold_ms[N_TICKS];
  double sort_ms[N_TICKS];
  double active_bytes = 0;
  double silent_bytes;
  WeirBatch *silence;

  for (guint tick = 0; tick < N_TICKS; tick++)
    {
      WeirBatch *batch = batch_new (n_flows, tick);
      double begin = now_ms ();

      weir_ledger_add_batch (ledger, batch);
      fold_ms[tick] = now_ms () - begin;
      weir_batch_free (batch);
      if (tick == 0)
        active_bytes = ((double) get_used_bytes () - (double) before) / n_flows;

      g_free (sorted);
      begin = now_ms ();
      sorted = g_new (WeirFlow *, n_flows);
      for (guint i = 0; i < n_flows; i++)
        sorted[i] = weir_ledger_get_flow (ledger, i);
      qsort (sorted, n_flows, sizeof (WeirFlow *), compare_rates);
      sort_ms[tick] = now_ms () - begin;
    }
  g_clear_pointer (&sorted, g_free);

  silence = batch_new (0, N_TICKS + 50 * 4);
  weir_ledger_add_batch (ledger, silence);
  weir_batch_free (silence);
  silent_bytes = ((double) get_used_bytes () - (double) before) / n_flows;

  qsort (fold_ms, N_TICKS, sizeof *fold_ms, compare_doubles);
  qsort (sort_ms, N_TICKS, sizeof *sort_ms, compare_doubles);
  printf ("%10u  %12.2f  %12.2f  %12.2f  %12.2f  %12.0f  %12.0f\n", n_flows, fold_ms[N_TICKS / 2],
          fold_ms[N_TICKS * 9 / 10], sort_ms[N_TICKS / 2],
          fold_ms[N_TICKS * 9 / 10] + sort_ms[N_TICKS / 2], active_bytes, silent_bytes);
  fflush (stdout);
}

int
main (void)
{
  static const guint flow_counts[] = { 1000, 10000, 50000, 100000 };

  printf ("Milliseconds of processor time a tick with every flow active, %d ticks\n\n", N_TICKS);
  printf ("%10s  %12s  %12s  %12s  %12s  %12s  %12s\n", "flows", "fold", "fold, 90 %", "sort",
          "fold+sort", "bytes a flow", "if silent");
  for (gsize i = 0; i < G_N_ELEMENTS (flow_counts); i++)
    measure (flow_counts[i]);
  return 0;
}
