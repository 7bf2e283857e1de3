/* What it costs to ask every flow whether it matches, as the window does once a tick.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every flow has a process, a name and a rate, so that no question is answered by absence.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/filter/filter.h"
#include "core/filter/filter-values.h"
#include "core/flow/ledger.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define N_FLOWS 10000
#define N_RUNS 21

static const char *const filters[] = {
  "port:443",
  "rate>1M",
  "net:100.0.0.0/8",
  "app:firefox",
  "host:*.example.org",
  "some-word",
  "app:firefox port:443 !host:*.example.org net:100.0.0.0/8 rate>1k (tcp or udp)",
  "(app:ssh or app:fire*) !host:*.example.net !some-word !(port:22 or service:imap) age>0",
  "a-word or another or third or fourth or fifth or sixth or seventh or eighth",
};

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
fill (WeirLedger *ledger, WeirNames *names)
{
  g_autoptr (WeirBatch) batch = weir_batch_new ();

  batch->start_us = START_US;
  batch->end_us = START_US + G_USEC_PER_SEC;
  batch->n_flows = batch->max_flows = N_FLOWS;
  batch->n_deltas = N_FLOWS;
  batch->deltas = g_new0 (WeirFlowDelta, N_FLOWS);
  for (guint i = 0; i < N_FLOWS; i++)
    {
      const uint8_t local[4] = { 192, 0, 2, 10 };
      const uint8_t remote[4] = { 100, (uint8_t) (i >> 16), (uint8_t) (i >> 8), (uint8_t) i };
      WeirFlowDelta *delta = &batch->deltas[i];
      g_autofree char *name = g_strdup_printf ("host-%u.example.com", i);

      weir_address_set_ipv4 (&delta->key.local, local);
      weir_address_set_ipv4 (&delta->key.remote, remote);
      delta->key.family = WEIR_FAMILY_IPV4;
      delta->key.protocol = 6;
      delta->key.local_port = (uint16_t) (32768 + i % 28000);
      delta->key.remote_port = 443;
      delta->tx_bytes = 100 * i;
      delta->rx_bytes = 200 * i;
      delta->tx_packets = delta->rx_packets = 10;
      delta->first_us = batch->start_us;
      delta->last_us = batch->end_us - 1;
      delta->is_local = TRUE;
      weir_names_learn (names, &delta->key.remote, name, WEIR_NAME_DNS, START_US,
                        START_US + G_USEC_PER_SEC);
    }
  weir_ledger_add_batch (ledger, batch);
}

/* Of a few hundred processes that are no more. */
static void
own (WeirLedger *ledger)
{
  for (guint i = 0; i < N_FLOWS; i++)
    {
      WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      if (flow->socket == NULL)
        flow->socket = g_new0 (WeirSocketInfo, 1);
      flow->socket->pid = 100000 + i % 300;
      flow->socket->start_time = G_MAXUINT64;
      flow->socket->uid = 0;
      g_snprintf (flow->socket->process, sizeof flow->socket->process, "firefox-%u", i % 300);
    }
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure (const char *text, const WeirLedger *ledger, const WeirFilterContext *context)
{
  g_autoptr (WeirFilter) filter = weir_filter_new (text, NULL, NULL);
  double runs_ms[N_RUNS];
  guint n_matching = 0;

  for (guint run = 0; run < N_RUNS; run++)
    {
      double begin = now_ms ();

      n_matching = 0;
      for (guint i = 0; i < N_FLOWS; i++)
        n_matching += weir_filter_matches (filter, weir_ledger_get_flow (ledger, i), context) != 0;
      runs_ms[run] = now_ms () - begin;
    }

  qsort (runs_ms, N_RUNS, sizeof *runs_ms, compare_doubles);
  printf ("%8.2f  %8.2f  %8u  %s\n", runs_ms[N_RUNS / 2], runs_ms[N_RUNS * 9 / 10], n_matching,
          text);
}

int
main (void)
{
  const WeirNamesOptions names_options = { .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&names_options);
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirReport known = { .options = { .names = names } };
  WeirFilterContext context = { .known = &known, .never_waits = TRUE };
  double begin;

  fill (ledger, names);
  weir_ledger_finish (ledger);
  own (ledger);
  context.now_us = weir_ledger_get_totals (ledger)->end_us;

  printf ("Milliseconds of processor time to ask %d flows\n\n%8s  %8s  %8s  %s\n", N_FLOWS,
          "median", "90 %", "matching", "filter");
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    measure (filters[i], ledger, &context);

  begin = now_ms ();
  g_ptr_array_unref (
      weir_filter_values_collect (ledger, weir_filter_field_find ("host", -1), &context, "", 12));
  printf ("\nMilliseconds of processor time to collect the values of “host”: %.2f\n",
          now_ms () - begin);
  return 0;
}
