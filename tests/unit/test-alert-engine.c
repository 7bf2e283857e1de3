/* When a rule is met, and when it is not; time is that of the batches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/alert/alert-engine.h"
#include "fixtures.h"

#define LOCAL "192.0.2.10"
#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MBPS 125000 /* bytes a second */

typedef struct
{
  WeirSeenStore *seen;
  WeirVolumeStore *volumes;
  WeirAlertEngine *engine;
  WeirLedger *ledger;
  WeirReport known;
  GPtrArray *rules;
  GPtrArray *alerts; /* WeirAlert */
  guint n_ended;
  double peak_bps;
  int64_t now_us;
} Bench;

static uint64_t
raised_cb (WeirAlert *alert, gpointer user_data)
{
  Bench *bench = user_data;

  g_ptr_array_add (bench->alerts, alert);
  return bench->alerts->len;
}

static void
ended_cb (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data)
{
  Bench *bench = user_data;

  g_assert_cmpuint (id, <=, bench->alerts->len);
  bench->n_ended++;
  bench->peak_bps = peak_bps;
}

static const WeirAlertEngineFuncs funcs = { raised_cb, ended_cb };

static void
bench_set_up (Bench *bench, gconstpointer user_data)
{
  const WeirLedgerOptions options = { .keep_idle_us = 60 * SECOND };
  const WeirNamesOptions names_options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  bench->seen = weir_seen_store_new ();
  bench->volumes = weir_volume_store_new (zone);
  bench->engine = weir_alert_engine_new (bench->seen, bench->volumes, &funcs, bench);
  bench->ledger = weir_ledger_new (&options);
  bench->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_rule_free);
  bench->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_free);
  bench->known.options.name = "";
  bench->known.options.names = weir_names_new (&names_options);
  bench->now_us = FIXTURE_START_US;
}

static void
bench_tear_down (Bench *bench, gconstpointer user_data)
{
  weir_alert_engine_free (bench->engine);
  weir_ledger_free (bench->ledger);
  weir_seen_store_free (bench->seen);
  weir_volume_store_free (bench->volumes);
  weir_names_free (bench->known.options.names);
  g_ptr_array_unref (bench->rules);
  g_ptr_array_unref (bench->alerts);
}

static void
add_rule (Bench *bench, const char *text)
{
  g_autoptr (GError) error = NULL;
  WeirAlertRule *rule = weir_alert_rule_parse (text, &error);

  g_assert_no_error (error);
  g_ptr_array_add (bench->rules, rule);
  weir_alert_engine_set_rules (bench->engine, bench->rules);
}

typedef struct
{
  const char *remote;
  uint16_t port;
  uint64_t tx;
  uint64_t rx;
} Traffic;

/* One second, in four batches, in which each of @traffic came. */
static void
pass_second (Bench *bench, const Traffic *traffic, guint n)
{
  for (guint quarter = 0; quarter < 4; quarter++)
    {
      g_autoptr (WeirBatch) batch = weir_batch_new ();
      const WeirFilterContext context = { .known = &bench->known, .never_waits = TRUE };

      batch->start_us = bench->now_us;
      batch->end_us = bench->now_us += SECOND / 4;
      batch->max_flows = 1000;
      batch->is_live = TRUE;
      batch->n_flows = batch->n_deltas = n;
      batch->deltas = g_new0 (WeirFlowDelta, n);
      for (guint i = 0; i < n; i++)
        {
          WeirFlowDelta *delta = &batch->deltas[i];

          delta->key = fixture_key (IPPROTO_TCP, LOCAL, 50000, traffic[i].remote, traffic[i].port);
          delta->tx_bytes = traffic[i].tx / 4;
          delta->rx_bytes = traffic[i].rx / 4;
          delta->tx_packets = delta->rx_packets = 1;
          delta->first_us = batch->start_us;
          delta->last_us = batch->end_us - 1;
          delta->is_local = TRUE;
        }
      weir_ledger_add_batch (bench->ledger, batch);
      weir_alert_engine_look (bench->engine, bench->ledger, &context);
    }
}

static void
pass (Bench *bench, guint seconds, const char *remote, uint64_t tx, uint64_t rx)
{
  const Traffic traffic = { remote, 443, tx, rx };

  for (guint i = 0; i < seconds; i++)
    pass_second (bench, &traffic, 1);
}

static const WeirAlert *
get_alert (Bench *bench, guint i)
{
  g_assert_cmpuint (bench->alerts->len, >, i);
  return g_ptr_array_index (bench->alerts, i);
}

static const WeirFlow *
get_flow (Bench *bench, const char *remote)
{
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 50000, remote, 443);
  const WeirFlow *flow = weir_ledger_find (bench->ledger, &key);

  g_assert_nonnull (flow);
  return flow;
}

#define HOST "198.51.100.1"
#define OTHER "198.51.100.2"

static void
test_a_rate_has_to_last (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "rate > 10Mb/s for 5s");
  pass (bench, 4, HOST, 0, 11 * MBPS);
  pass (bench, 1, HOST, 0, 9 * MBPS);
  pass (bench, 4, HOST, 5 * MBPS, 6 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 0);
  pass (bench, 1, HOST, 0, 12 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpint (get_alert (bench, 0)->event, ==, WEIR_ALERT_KIND_OVER);
  g_assert_cmpfloat_with_epsilon (get_alert (bench, 0)->value, 12e6, 1e3);
  g_assert_cmpint (get_alert (bench, 0)->time_us, ==, bench->now_us);
}

static void
test_a_rate_that_wavers_is_told_once (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "rate > 10Mb/s for 2s");
  pass (bench, 2, HOST, 0, 11 * MBPS);
  for (guint i = 0; i < 60; i++)
    {
      /* Around the limit, and now and then well below it, but not for long. */
      pass (bench, 1, HOST, 0, 9 * MBPS);
      pass (bench, 2, HOST, 0, 14 * MBPS);
      pass (bench, 4, HOST, 0, 1 * MBPS);
      pass (bench, 2, HOST, 0, 11 * MBPS);
    }
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpuint (bench->n_ended, ==, 0);
  pass (bench, 5, HOST, 0, 7 * MBPS);
  g_assert_cmpuint (bench->n_ended, ==, 1);
  g_assert_cmpfloat_with_epsilon (bench->peak_bps, 14e6, 1e3);
  pass (bench, 2, HOST, 0, 11 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 2);
}

static void
test_between_the_limit_and_four_fifths_nothing_ends (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "rate > 10Mb/s for 1s");
  pass (bench, 1, HOST, 0, 11 * MBPS);
  pass (bench, 120, HOST, 0, 9 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpuint (bench->n_ended, ==, 0);
}

static void
test_directions_are_told_apart (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "up > 10M for 1s");
  add_rule (bench, "down > 10M for 1s");
  pass (bench, 3, HOST, 11 * MBPS, 9 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->rule, ==, "up > 10M for 1s");
}

static void
test_a_host_is_told_by_its_name (Bench *bench, gconstpointer user_data)
{
  const Traffic traffic[] = { { HOST, 443, 0, 6 * MBPS },
                              { HOST, 80, 0, 6 * MBPS },
                              { OTHER, 443, 0, 9 * MBPS } };

  add_rule (bench, "rate > 10Mb/s for 2s by host");
  pass_second (bench, traffic, G_N_ELEMENTS (traffic));
  g_assert_cmpuint (bench->alerts->len, ==, 0);
  pass_second (bench, traffic, G_N_ELEMENTS (traffic));
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, HOST);
  g_assert_cmpstr (get_alert (bench, 0)->filter, ==, "remote=" HOST);

  g_assert_true (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, HOST)));
  g_assert_false (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, OTHER)));
  g_assert_true (weir_alert_engine_is_name_alerting (bench->engine, WEIR_ALERT_BY_HOST, HOST));
  g_assert_false (weir_alert_engine_is_name_alerting (bench->engine, WEIR_ALERT_BY_HOST, OTHER));

  pass (bench, 6, OTHER, 0, MBPS);
  g_assert_cmpuint (bench->n_ended, ==, 1);
  g_assert_false (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, HOST)));
}

static void
test_a_filter_is_added_up (Bench *bench, gconstpointer user_data)
{
  const Traffic traffic[] = { { HOST, 443, 0, 6 * MBPS },
                              { OTHER, 443, 0, 6 * MBPS },
                              { OTHER, 80, 0, 90 * MBPS } };

  add_rule (bench, "rate > 10Mb/s for 2s of port:443");
  add_rule (bench, "rate > 100Mb/s for 2s of port:443");
  pass_second (bench, traffic, G_N_ELEMENTS (traffic));
  pass_second (bench, traffic, G_N_ELEMENTS (traffic));
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (get_alert (bench, 0)->value, 12e6, 1e3);
  g_assert_null (get_alert (bench, 0)->subject);
  g_assert_true (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, HOST)));
  g_assert_cmpfloat_with_epsilon (
      weir_alert_engine_get_highest (bench->engine, "rate > 100Mb/s for 2s of port:443"), 12e6,
      1e3);
}

static void
test_a_filter_by_host (Bench *bench, gconstpointer user_data)
{
  const Traffic traffic[] = { { HOST, 443, 0, 12 * MBPS }, { OTHER, 80, 0, 12 * MBPS } };

  add_rule (bench, "rate > 10Mb/s for 1s by host of port:443");
  pass_second (bench, traffic, G_N_ELEMENTS (traffic));
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, HOST);
}

static void
test_a_filter_that_asks_for_rates_is_asked_every_second (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "rate > 1Mb/s for 1s of down>5M");
  pass (bench, 60, HOST, 0, 2 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 0);
  pass (bench, 12, HOST, 0, 20 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
}

/* Flows are forgotten and others take their places: each is still counted for whom it belongs to.
 */
static void
test_flows_that_change_places_are_followed (Bench *bench, gconstpointer user_data)
{
  char names[40][32];
  Traffic traffic[G_N_ELEMENTS (names)];

  add_rule (bench, "rate > 10Mb/s for 30s by host");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_snprintf (names[i], sizeof names[i], "198.51.100.%u", i + 1);
      traffic[i] = (Traffic){ names[i], 443, 1000, 1000 };
    }
  /* One after the other falls silent and is forgotten after a minute; the last is the fast one. */
  traffic[G_N_ELEMENTS (names) - 1].rx = 11 * MBPS;
  for (guint second = 0; second < 90; second++)
    {
      guint n = second < 39 ? 40 - second : 1;

      pass_second (bench, traffic + G_N_ELEMENTS (names) - n, n);
    }
  g_assert_cmpuint (weir_ledger_get_n_flows (bench->ledger), <, 20);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, "198.51.100.40");
  g_assert_cmpuint (bench->n_ended, ==, 0);
  g_assert_true (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, names[39])));
}

static void
test_what_is_known_is_not_new (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "new host after 60s");
  pass (bench, 30, HOST, 0, 1000);
  pass (bench, 40, OTHER, 0, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 0);
  pass (bench, 10, "198.51.100.3", 0, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, "198.51.100.3");
  g_assert_cmpint (get_alert (bench, 0)->event, ==, WEIR_ALERT_KIND_NEW);
  g_assert_true (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, "198.51.100.3")));
  pass (bench, 40, "198.51.100.3", 0, 1000);
  g_assert_false (weir_alert_engine_is_alerting (bench->engine, get_flow (bench, "198.51.100.3")));
  g_assert_cmpuint (bench->alerts->len, ==, 1);

  /* Another run, with what this one has learnt. */
  weir_alert_engine_begin (bench->engine);
  weir_ledger_free (bench->ledger);
  bench->ledger = weir_ledger_new (NULL);
  pass (bench, 20, HOST, 0, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  pass (bench, 10, "198.51.100.4", 0, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 2);
}

static void
test_a_name_that_comes_late_is_waited_for (Bench *bench, gconstpointer user_data)
{
  WeirFlow *flow;

  add_rule (bench, "new host after 8s");
  pass (bench, 10, HOST, 0, 1000);
  pass (bench, 2, OTHER, 0, 1000);
  flow = (WeirFlow *) get_flow (bench, OTHER);
  flow->server_name = g_strdup ("www.example.org");
  flow->server_name_source = WEIR_NAME_TLS;
  pass (bench, 10, OTHER, 0, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, "www.example.org");
}

static void
test_a_month_counts_once (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "month > 10MB");
  add_rule (bench, "month > 1MB of port:443");
  pass (bench, 9, HOST, 400000, 600000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->rule, ==, "month > 1MB of port:443");
  pass (bench, 20, HOST, 400000, 600000);
  g_assert_cmpuint (bench->alerts->len, ==, 2);
  g_assert_cmpstr (get_alert (bench, 1)->rule, ==, "month > 10MB");

  weir_alert_engine_begin (bench->engine);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, WEIR_VOLUME_EVERYTHING), ==, 29000000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "of port:443"), ==, 29000000);
}

/* Four flows: of one host two, on two ports. */
static void
pass_to_two_hosts (Bench *bench, guint seconds)
{
  static const Traffic traffic[] = {
    { HOST, 443, 1000, 3000 },
    { HOST, 22, 500, 500 },
    { OTHER, 443, 100, 100 },
    { OTHER, 22, 10000, 10000 },
  };

  for (guint i = 0; i < seconds; i++)
    pass_second (bench, traffic, G_N_ELEMENTS (traffic));
}

static void
test_a_month_of_names_and_a_filter (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "month > 30kB by host of port:443");
  add_rule (bench, "month > 1TB by host");
  add_rule (bench, "month > 1TB by application of port:443");
  pass_to_two_hosts (bench, 20);
  weir_alert_engine_begin (bench->engine);

  g_assert_cmpuint (bench->alerts->len, ==, 1);
  g_assert_cmpstr (get_alert (bench, 0)->subject, ==, HOST);
  g_assert_cmpstr (get_alert (bench, 0)->filter, ==, "(port:443) remote=" HOST);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host-of 8 port:443 " HOST), ==,
                    20 * 4000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host-of 8 port:443 " OTHER), ==,
                    20 * 200);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host " HOST), ==, 20 * 5000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host " OTHER), ==, 20 * 20200);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, WEIR_VOLUME_EVERYTHING), ==, 20 * 25200);
}

static void
test_several_limits_of_a_sum_count_it_once (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "month > 1TB of port:443");
  add_rule (bench, "month > 2TB of port:443");
  add_rule (bench, "month > 1TB by host of port:443");
  add_rule (bench, "month > 2TB by host of port:443");
  add_rule (bench, "month > 1TB by host");
  add_rule (bench, "month > 2TB by host");
  pass_to_two_hosts (bench, 20);
  weir_alert_engine_begin (bench->engine);

  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "of port:443"), ==, 20 * 4200);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host-of 8 port:443 " HOST), ==,
                    20 * 4000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host " HOST), ==, 20 * 5000);
  g_assert_cmpfloat (weir_alert_engine_get_highest (bench->engine, "month > 2TB by host"), ==,
                     20 * 20200);
}

/* Its flow is forgotten before its name is believed, while others come to take its number. */
static void
test_a_flow_that_goes_early_is_counted_for_its_own_host (Bench *bench, gconstpointer user_data)
{
  const WeirLedgerOptions options = { .keep_idle_us = 2 * SECOND };
  uint64_t sum = 0;

  weir_ledger_free (bench->ledger);
  bench->ledger = weir_ledger_new (&options);
  add_rule (bench, "month > 1TB by host");
  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *host = g_strdup_printf ("198.51.100.%u", i);

      pass (bench, 1, host, 400 * i, 0);
    }
  weir_alert_engine_begin (bench->engine);
  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("host 198.51.100.%u", i);

      g_assert_cmpuint (weir_volume_store_get (bench->volumes, name), ==, 400 * i);
      sum += 400 * i;
    }
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, WEIR_VOLUME_EVERYTHING), ==, sum);
}

static void
test_a_restart_loses_no_bytes_and_doubles_none (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "month > 1TB of port:443");
  add_rule (bench, "month > 1TB by host of port:443");
  for (guint run = 0; run < 3; run++)
    {
      g_autoptr (GString) kept = NULL;
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

      /* Shorter than a name takes to be believed. */
      pass (bench, 3, HOST, 1000, 1000);
      weir_alert_engine_free (bench->engine);
      weir_ledger_free (bench->ledger);
      kept = weir_volume_store_to_text (bench->volumes);
      weir_volume_store_free (bench->volumes);
      bench->volumes = weir_volume_store_new (zone);
      g_assert_true (weir_volume_store_read (bench->volumes, kept->str, kept->len));
      bench->ledger = weir_ledger_new (NULL);
      bench->engine = weir_alert_engine_new (bench->seen, bench->volumes, &funcs, bench);
      weir_alert_engine_set_rules (bench->engine, bench->rules);
    }
  weir_volume_store_set_time (bench->volumes, bench->now_us);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, WEIR_VOLUME_EVERYTHING), ==, 18000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "of port:443"), ==, 18000);
  g_assert_cmpuint (weir_volume_store_get (bench->volumes, "host-of 8 port:443 " HOST), ==, 18000);
}

static void
test_a_limit_of_a_month_is_told_once_across_starts (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "month > 1kB");
  pass (bench, 3, HOST, 1000, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  weir_alert_engine_begin (bench->engine);
  weir_ledger_free (bench->ledger);
  bench->ledger = weir_ledger_new (NULL);
  pass (bench, 3, HOST, 1000, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
  bench->now_us += 40 * 24 * 3600 * SECOND;
  pass (bench, 3, HOST, 1000, 1000);
  g_assert_cmpuint (bench->alerts->len, ==, 2);
}

static void
test_a_clock_that_is_set_back_raises_nothing (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "rate > 10Mb/s for 5s");
  pass (bench, 3, HOST, 0, 9 * MBPS);
  bench->now_us -= 3600 * SECOND;
  pass (bench, 20, HOST, 0, 9 * MBPS);
  bench->now_us += 7200 * SECOND;
  pass (bench, 20, HOST, 0, 9 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 0);
  /* The second that is looked at may begin within one. */
  pass (bench, 6, HOST, 0, 11 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 1);
}

static void
test_other_rules_change_nothing_for_those_that_stay (Bench *bench, gconstpointer user_data)
{
  g_autoptr (WeirAlertRule) removed = NULL;

  add_rule (bench, "rate > 10Mb/s for 2s of port:443");
  pass (bench, 3, HOST, 0, 11 * MBPS);
  add_rule (bench, "rate > 10Mb/s for 2s by host");
  pass (bench, 3, HOST, 0, 11 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 2);
  g_assert_cmpuint (bench->n_ended, ==, 0);

  /* The rule itself has to live until the engine has others. */
  removed = g_ptr_array_steal_index (bench->rules, 0);
  weir_alert_engine_set_rules (bench->engine, bench->rules);
  g_assert_cmpuint (bench->n_ended, ==, 1);
}

static void
test_a_rule_that_is_off_is_silent (Bench *bench, gconstpointer user_data)
{
  add_rule (bench, "off rate > 1Mb/s for 1s");
  pass (bench, 10, HOST, 0, 11 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, 0);
}

static void
test_the_rules_are_bounded (Bench *bench, gconstpointer user_data)
{
  for (guint i = 0; i < WEIR_ALERT_MAX_RULES + 8; i++)
    {
      g_autofree char *text = g_strdup_printf ("rate > %ukb/s for 1s of port:443", i + 1);

      add_rule (bench, text);
    }
  pass (bench, 2, HOST, 0, 11 * MBPS);
  g_assert_cmpuint (bench->alerts->len, ==, WEIR_ALERT_MAX_RULES);
}

#define ADD(name, func) \
  g_test_add ("/alert-engine/" name, Bench, NULL, bench_set_up, func, bench_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-rate-has-to-last", test_a_rate_has_to_last);
  ADD ("a-rate-that-wavers-is-told-once", test_a_rate_that_wavers_is_told_once);
  ADD ("between-the-limit-and-four-fifths-nothing-ends",
       test_between_the_limit_and_four_fifths_nothing_ends);
  ADD ("directions-are-told-apart", test_directions_are_told_apart);
  ADD ("a-host-is-told-by-its-name", test_a_host_is_told_by_its_name);
  ADD ("a-filter-is-added-up", test_a_filter_is_added_up);
  ADD ("a-filter-by-host", test_a_filter_by_host);
  ADD ("a-filter-that-asks-for-rates-is-asked-every-second",
       test_a_filter_that_asks_for_rates_is_asked_every_second);
  ADD ("flows-that-change-places-are-followed", test_flows_that_change_places_are_followed);
  ADD ("what-is-known-is-not-new", test_what_is_known_is_not_new);
  ADD ("a-name-that-comes-late-is-waited-for", test_a_name_that_comes_late_is_waited_for);
  ADD ("a-month-counts-once", test_a_month_counts_once);
  ADD ("a-month-of-names-and-a-filter", test_a_month_of_names_and_a_filter);
  ADD ("several-limits-of-a-sum-count-it-once", test_several_limits_of_a_sum_count_it_once);
  ADD ("a-flow-that-goes-early-is-counted-for-its-own-host",
       test_a_flow_that_goes_early_is_counted_for_its_own_host);
  ADD ("a-restart-loses-no-bytes-and-doubles-none", test_a_restart_loses_no_bytes_and_doubles_none);
  ADD ("a-limit-of-a-month-is-told-once-across-starts",
       test_a_limit_of_a_month_is_told_once_across_starts);
  ADD ("a-clock-that-is-set-back-raises-nothing", test_a_clock_that_is_set_back_raises_nothing);
  ADD ("other-rules-change-nothing-for-those-that-stay",
       test_other_rules_change_nothing_for_those_that_stay);
  ADD ("a-rule-that-is-off-is-silent", test_a_rule_that_is_off_is_silent);
  ADD ("the-rules-are-bounded", test_the_rules_are_bounded);
  return g_test_run ();
}
