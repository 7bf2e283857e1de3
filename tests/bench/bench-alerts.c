/* What looking for alerts costs, next to the rest of a tick.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every flow is active in every second and 20 rules are looked at: of everything, of filters, by
 * host, of what is new, of months.  A tick is booking the batches of a second and ordering the
 * flows by their rate, without drawing.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/alert/alert-engine.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define BATCHES_A_SECOND 4
#define INTERVAL_US (G_USEC_PER_SEC / BATCHES_A_SECOND)
#define N_SECONDS 40
#define N_WARM_UP 10 /* until names are believed */
#define N_RULES 20

static double
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static WeirBatch *
batch_new (guint n_flows, guint n)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = START_US + n * (int64_t) INTERVAL_US;
  batch->end_us = batch->start_us + INTERVAL_US;
  batch->n_flows = batch->max_flows = n_flows;
  batch->n_deltas = n_flows;
  batch->deltas = g_new0 (WeirFlowDelta, n_flows);
  for (guint i = 0; i < n_flows; i++)
    {
      const uint8_t local[4] = { 192, 0, 2, 10 };
      const uint8_t remote[4] = { 100, (uint8_t) (i >> 12), (uint8_t) (i >> 4), 7 };
      WeirFlowDelta *delta = &batch->deltas[i];

      weir_address_set_ipv4 (&delta->key.local, local);
      weir_address_set_ipv4 (&delta->key.remote, remote);
      delta->key.family = WEIR_FAMILY_IPV4;
      delta->key.protocol = 6;
      delta->key.local_port = (uint16_t) (32768 + i % 28000);
      delta->key.remote_port = (uint16_t) (i % 10 == 0 ? 22 : 443);
      delta->tx_bytes = 40 + (i * 2654435761u + n * 40503u) % 10000;
      delta->rx_bytes = 40 + (i * 2246822519u + n * 40503u) % 100000;
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

static void
sort_flows (const WeirLedger *ledger, WeirFlow **sorted)
{
  guint n = weir_ledger_get_n_flows (ledger);

  for (guint i = 0; i < n; i++)
    sorted[i] = weir_ledger_get_flow (ledger, i);
  qsort (sorted, n, sizeof *sorted, compare_rates);
}

static uint64_t
raised_cb (WeirAlert *alert, gpointer user_data)
{
  weir_alert_free (alert);
  return 0;
}

static void
ended_cb (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data)
{
}

static GPtrArray *
rules_new (void)
{
  static const char *const texts[] = {
    "rate > 1Tb/s for 5s",
    "down > 1Tb/s for 5s",
    "up > 1Tb/s for 5s",
    "rate > 1Gb/s by application",
    "rate > 1Gb/s by host",
    "down > 1Gb/s by host",
    "new application",
    "new host",
    "new domain",
    "month > 100TB",
    "month > 1TB by application",
    "month > 1TB of port:22",
    "rate > 1Tb/s of port:22",
    "rate > 1Tb/s of net:100.1.0.0/16",
    "rate > 1Tb/s of app:firefox",
    "up > 1Tb/s of app:ssh or port:22",
    "rate > 1Tb/s of host:*.org",
    "down > 1Tb/s of udp",
    "up > 1Tb/s of country:DE",
    "rate > 1Gb/s by host of port:22",
  };
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_rule_free);

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == N_RULES);
  for (guint i = 0; i < N_RULES; i++)
    {
      g_autoptr (GError) error = NULL;
      WeirAlertRule *rule = weir_alert_rule_parse (texts[i], &error);

      if (rule == NULL)
        g_error ("%s: %s", texts[i], error->message);
      g_ptr_array_add (rules, rule);
    }
  return rules;
}

static void
measure (guint n_flows)
{
  static const WeirAlertEngineFuncs funcs = { raised_cb, ended_cb };
  const WeirLedgerOptions options = { .max_flows = n_flows };
  const WeirNamesOptions names_options = { .hosts_path = "" };
  g_autoptr (GPtrArray) rules = rules_new ();
  g_autoptr (WeirNames) names = weir_names_new (&names_options);
  g_autoptr (WeirSeenStore) seen = weir_seen_store_new ();
  g_autoptr (WeirVolumeStore) volumes = weir_volume_store_new (NULL);
  g_autoptr (WeirAlertEngine) engine = weir_alert_engine_new (seen, volumes, &funcs, NULL);
  g_autoptr (WeirLedger) ledger = weir_ledger_new (&options);
  g_autofree WeirFlow **sorted = g_new (WeirFlow *, n_flows);
  WeirReport known = { .options.name = "", .options.names = names };
  const WeirFilterContext context = { .known = &known, .never_waits = TRUE };
  double tick_us[N_SECONDS] = { 0 }, look_us[N_SECONDS] = { 0 };
  double first_us = 0;

  weir_alert_engine_set_rules (engine, rules);
  for (guint second = 0; second < N_WARM_UP + N_SECONDS; second++)
    {
      double tick = 0, begin, look;

      for (guint i = 0; i < BATCHES_A_SECOND; i++)
        {
          g_autoptr (WeirBatch) batch = batch_new (n_flows, second * BATCHES_A_SECOND + i);

          begin = now_us ();
          weir_ledger_add_batch (ledger, batch);
          tick += now_us () - begin;
        }
      begin = now_us ();
      weir_alert_engine_look (engine, ledger, &context);
      look = now_us () - begin;
      begin = now_us ();
      sort_flows (ledger, sorted);
      tick += now_us () - begin;

      if (second == 0)
        first_us = look;
      if (second >= N_WARM_UP)
        {
          tick_us[second - N_WARM_UP] = tick;
          look_us[second - N_WARM_UP] = look;
        }
    }

  qsort (tick_us, N_SECONDS, sizeof *tick_us, compare_doubles);
  qsort (look_us, N_SECONDS, sizeof *look_us, compare_doubles);
  printf ("%10u  %14.2f  %14.3f  %9.2f %%  %14.2f\n", n_flows, tick_us[N_SECONDS / 2] / 1e3,
          look_us[N_SECONDS / 2] / 1e3, 100 * look_us[N_SECONDS / 2] / tick_us[N_SECONDS / 2],
          first_us / 1e3);
  fflush (stdout);
}

int
main (void)
{
  static const guint flow_counts[] = { 1000, 10000, 50000 };

  printf ("Milliseconds a second of packet time, every flow active, %d rules\n\n", N_RULES);
  printf ("%10s  %14s  %14s  %11s  %14s\n", "flows", "fold + sort", "alerts", "share",
          "all flows new");
  for (gsize i = 0; i < G_N_ELEMENTS (flow_counts); i++)
    measure (flow_counts[i]);
  return 0;
}
