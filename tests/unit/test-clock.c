/* A clock that is stepped, a machine that sleeps: from packets to what is shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A live source is played, with times of its own, through the clock of arrivals and the meter into
 * a ledger with its history, and under the eyes of an alert.
 */
#include "config.h"

#include <pcap/pcap.h>

#include "core/alert/alert-engine.h"
#include "core/flow/history-fold.h"
#include "core/graph-steps.h"
#include "core/source/arrival-clock.h"
#include "core/source/meter.h"
#include "fixtures.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

#define TICK_US (SECOND / 100)
#define LATENESS_US (3 * SECOND / 10)
#define FRAME_IP_BYTES 1000
#define BYTES_PER_SECOND (100 * FRAME_IP_BYTES)

typedef struct
{
  WeirMeter *meter;
  WeirArrivalClock arrivals;
  WeirLedger *ledger;
  WeirSeenStore *seen;
  WeirAlertEngine *engine;
  GPtrArray *rules;
  WeirReport known;
  guint n_alerts;
  int64_t real_us;
  int64_t steady_us;
  uint64_t n_sent;
  uint8_t frame[42];
} Bench;

static uint64_t
raised_cb (WeirAlert *alert, gpointer user_data)
{
  ((Bench *) user_data)->n_alerts++;
  weir_alert_free (alert);
  return 1;
}

static void
ended_cb (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data)
{
}

static const WeirAlertEngineFuncs alert_funcs = { raised_cb, ended_cb };

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);
  const WeirFilterContext context = { .known = &bench->known, .never_waits = TRUE };

  weir_ledger_add_batch (bench->ledger, batch);
  weir_alert_engine_look (bench->engine, bench->ledger, &context);
}

static void
bench_set_up (Bench *bench, gconstpointer user_data)
{
  const WeirMeterOptions options = { .is_live = TRUE };
  const WeirLedgerOptions ledger_options = { .keep_idle_us = 10 * MINUTE };
  const WeirHistoryLimits limits = { .max_seconds = 3600, .max_bytes = 1024 * 1024 };
  const WeirNamesOptions names_options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  uint8_t *frame = bench->frame;

  bench->meter = weir_meter_new (&options, local, interval_cb, bench);
  weir_meter_set_link_type (bench->meter, DLT_EN10MB);
  bench->ledger = weir_ledger_new (&ledger_options);
  weir_ledger_take_history (bench->ledger, weir_history_new (&limits));
  weir_arrival_clock_init (&bench->arrivals, LATENESS_US);

  bench->seen = weir_seen_store_new ();
  bench->engine = weir_alert_engine_new (bench->seen, NULL, &alert_funcs, bench);
  bench->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_rule_free);
  /* A half more than what there is. */
  g_ptr_array_add (bench->rules, weir_alert_rule_parse ("rate > 1.2Mb/s for 3s", NULL));
  weir_alert_engine_set_rules (bench->engine, bench->rules);
  bench->known.options.name = "";
  bench->known.options.names = weir_names_new (&names_options);

  memcpy (frame + 12, (const uint8_t[]){ 8, 0, 0x45, 0, FRAME_IP_BYTES >> 8 }, 5);
  frame[17] = FRAME_IP_BYTES & 0xff;
  frame[22] = 64;
  frame[23] = IPPROTO_UDP;
  memcpy (frame + 26, (const uint8_t[]){ 192, 0, 2, 1, 198, 51, 100, 1, 0, 53, 0, 54 }, 12);
  frame[38] = (FRAME_IP_BYTES - 20) >> 8;
  frame[39] = (FRAME_IP_BYTES - 20) & 0xff;
  bench->real_us = FIXTURE_START_US;
}

static void
bench_tear_down (Bench *bench, gconstpointer user_data)
{
  weir_meter_free (bench->meter);
  weir_alert_engine_free (bench->engine);
  weir_ledger_free (bench->ledger);
  weir_seen_store_free (bench->seen);
  g_ptr_array_unref (bench->rules);
  weir_names_free (bench->known.options.names);
}

static void
send_frame (Bench *bench, int64_t stamp_us)
{
  weir_meter_add_frame (bench->meter, stamp_us, bench->frame, sizeof bench->frame,
                        14 + FRAME_IP_BYTES);
  bench->n_sent++;
}

static void
tick (Bench *bench)
{
  int64_t arrived_us;

  if (weir_arrival_clock_tick (&bench->arrivals, bench->steady_us, bench->real_us, &arrived_us))
    weir_meter_advance (bench->meter, arrived_us);
}

static void
wait_a_tick (Bench *bench)
{
  bench->real_us += TICK_US;
  bench->steady_us += TICK_US;
}

/* Steady traffic. */
static void
pass (Bench *bench, guint seconds)
{
  for (int64_t end_us = bench->steady_us + seconds * SECOND; bench->steady_us < end_us;)
    {
      send_frame (bench, bench->real_us);
      tick (bench);
      wait_a_tick (bench);
    }
}

static const WeirTotals *
get_totals (const Bench *bench)
{
  return weir_ledger_get_totals (bench->ledger);
}

/* What is shown is what there was, a minute after whatever happened. */
static void
assert_steady (Bench *bench)
{
  const WeirTotals *totals = get_totals (bench);
  const WeirRateWindow *window = &totals->window;
  const WeirTimeline *timeline = weir_ledger_get_timeline (bench->ledger);
  WeirGraphSteps steps;
  uint64_t tx, rx;

  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    g_assert_cmpfloat (weir_rate_window_get_tx_bps (window, i), ==, BYTES_PER_SECOND * 8);
  g_assert_cmpuint (weir_ledger_get_n_flows (bench->ledger), ==, 1);
  g_assert_cmpuint (weir_ledger_get_flow (bench->ledger, 0)->tx_bytes, ==, totals->counts.tx_bytes);
  /* No moment counts twice as one second, but the one in which time was set back by less. */
  g_assert_cmpuint (window->peak_tx, <=, 2 * BYTES_PER_SECOND + FRAME_IP_BYTES);
  g_assert_cmpuint (bench->n_alerts, ==, 0);

  weir_graph_steps_init (&steps);
  weir_graph_steps_collect (&steps, timeline, 30, 100);
  for (guint i = 0; i < steps.steps->len; i++)
    g_assert_cmpfloat (g_array_index (steps.steps, WeirGraphStep, i).tx_bps, ==,
                       BYTES_PER_SECOND * 8);
  weir_graph_steps_collect (&steps, timeline, 0, 100);
  g_assert_cmpuint (steps.steps->len, <=, 101);
  weir_timeline_get_peak (timeline, window->second - 30, 30, &tx, &rx);
  g_assert_cmpuint (tx, ==, BYTES_PER_SECOND);
  weir_graph_steps_clear (&steps);
}

/* Every byte is somewhere, in the sums and, if it was long enough ago to be finished and not too
 * long, in the timeline and the history. */
static void
assert_balance (Bench *bench)
{
  const WeirTotals *totals = get_totals (bench);
  const WeirTimeline *timeline = weir_ledger_get_timeline (bench->ledger);
  const WeirHistory *history = weir_ledger_get_history (bench->ledger);
  g_autoptr (WeirLedger) folded = NULL;
  uint64_t tx, rx, in_history = 0;
  int64_t oldest, newest;

  interval_cb (bench->meter, bench);
  g_assert_cmpuint (totals->counts.tx_bytes, ==, bench->n_sent * FRAME_IP_BYTES);
  g_assert_cmpuint (totals->counts.tx_packets, ==, bench->n_sent);
  g_assert_cmpuint (totals->source.received, ==, bench->n_sent);
  g_assert_cmpuint (totals->source.malformed, ==, 0);

  g_assert_true (weir_history_get_range (history, &oldest, &newest));
  g_assert_cmpint (newest - oldest, <, 3600);
  g_assert_cmpuint (weir_history_get_bytes (history), <, 2 * 1024 * 1024);
  for (int64_t second = oldest; second <= newest; second++)
    {
      weir_timeline_get (timeline, second, &tx, &rx);
      in_history += tx;
    }
  folded = weir_history_fold (history, oldest, newest);
  g_assert_cmpuint (weir_ledger_get_totals (folded)->counts.tx_bytes, ==, in_history);

  g_assert_true (weir_timeline_get_range (timeline, &oldest, &newest));
  g_assert_cmpint (newest - oldest, <, WEIR_TIMELINE_SECONDS);
}

static void
test_whatever_step_rates_and_sums_are_right (Bench *bench, gconstpointer user_data)
{
  static const int64_t steps_us[] = {
    HOUR,
    -HOUR,
    -2 * SECOND,
    3 * SECOND,
    -SECOND / 2,
    SECOND / 2,
    -SECOND,
    -1,
    -15 * SECOND,
    -DAY,
    DAY,
    30 * DAY,
    -31 * DAY,
    10 * YEAR,
    -20 * YEAR,
    -YEAR,
    11 * YEAR,
    -9 * SECOND,
    -11 * HOUR,
    5 * MINUTE,
    -60 * YEAR - HOUR,
    60 * YEAR + HOUR,
  };

  pass (bench, 60);
  assert_steady (bench);
  for (guint i = 0; i < G_N_ELEMENTS (steps_us); i++)
    {
      int64_t length_us = get_totals (bench)->now_us - get_totals (bench)->start_us;

      g_test_message ("%" PRId64 " s", steps_us[i] / SECOND);
      bench->real_us += steps_us[i];
      pass (bench, 60);
      assert_steady (bench);
      /* Time goes on, whatever the clock shows. */
      g_assert_cmpint (get_totals (bench)->now_us - get_totals (bench)->start_us, >=,
                       length_us + 58 * SECOND);
      g_assert_cmpint (ABS (get_totals (bench)->end_us - bench->real_us), <=, SECOND);
    }
  assert_balance (bench);
}

static void
test_sleep_is_a_gap_and_nothing_more (Bench *bench, gconstpointer user_data)
{
  const WeirTimeline *timeline = weir_ledger_get_timeline (bench->ledger);
  uint64_t tx, rx;

  pass (bench, 60);
  for (guint i = 0; i < 3; i++)
    {
      int64_t second = bench->real_us / SECOND;

      /* What came before it went to sleep is delivered after that; the steady clock stood still. */
      bench->real_us += 8 * HOUR;
      tick (bench);
      wait_a_tick (bench);
      for (guint n = 0; n < 10; n++)
        send_frame (bench, bench->real_us - 8 * HOUR - (10 - (int64_t) n) * TICK_US);
      tick (bench);
      pass (bench, 60);
      assert_steady (bench);
      g_assert_cmpint (get_totals (bench)->now_us, ==, get_totals (bench)->end_us);
      weir_timeline_get_peak (timeline, second + 2, 8 * 3600 - 4, &tx, &rx);
      g_assert_cmpuint (tx, ==, 0);
    }
  assert_balance (bench);
}

static void
test_who_was_stopped_has_nothing_too_late (Bench *bench, gconstpointer user_data)
{
  pass (bench, 60);
  for (guint i = 0; i < 3; i++)
    {
      int64_t from_us = bench->real_us;

      /* Twenty seconds wait in the kernel; then they come at once, in two pieces. */
      bench->real_us += 20 * SECOND;
      bench->steady_us += 20 * SECOND;
      for (guint n = 0; n < 2000; n++)
        {
          send_frame (bench, from_us + n * TICK_US);
          if (n == 1000)
            tick (bench);
        }
      pass (bench, 60);
      assert_steady (bench);
      g_assert_cmpint (get_totals (bench)->now_us, ==, get_totals (bench)->end_us);
      /* Each byte stands in its own second. */
      g_assert_cmpuint (get_totals (bench)->window.peak_tx, ==, BYTES_PER_SECOND);
    }
  assert_balance (bench);
}

/* After the clock was set back, what is silent is forgotten as soon as ever. */
static void
test_silent_flows_go_although_the_clock_went_back (Bench *bench, gconstpointer user_data)
{
  pass (bench, 10);
  bench->real_us -= DAY;
  bench->frame[35] = 99;
  pass (bench, 10 * 60 - 30);
  g_assert_cmpuint (weir_ledger_get_n_flows (bench->ledger), ==, 2);
  pass (bench, 60);
  g_assert_cmpuint (weir_ledger_get_n_flows (bench->ledger), ==, 1);
  assert_balance (bench);
}

static void
add (const char *path, void (*test) (Bench *, gconstpointer))
{
  g_test_add (path, Bench, NULL, bench_set_up, test, bench_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/clock/whatever-step-rates-and-sums-are-right",
       test_whatever_step_rates_and_sums_are_right);
  add ("/clock/sleep-is-a-gap-and-nothing-more", test_sleep_is_a_gap_and_nothing_more);
  add ("/clock/who-was-stopped-has-nothing-too-late", test_who_was_stopped_has_nothing_too_late);
  add ("/clock/silent-flows-go-although-the-clock-went-back",
       test_silent_flows_go_although_the_clock_went_back);
  return g_test_run ();
}
