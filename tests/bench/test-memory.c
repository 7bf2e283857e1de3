/* The same traffic over and over costs no more memory than at first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <malloc.h>
#include <pcap/dlt.h>

#include "core/flow/ledger.h"
#include "core/source/meter.h"
#include "traffic.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define N_FRAMES 20000
#define SLACK_BYTES (64 * 1024)

typedef struct
{
  WeirMeter *meter;
  WeirLedger *ledger;
} Chain;

static gsize
get_used_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
book_cb (WeirMeter *meter, gpointer user_data)
{
  Chain *chain = user_data;
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  weir_ledger_add_batch (chain->ledger, batch);
}

static void
chain_start (Chain *chain, const WeirLedgerOptions *ledger_options)
{
  static const WeirMeterOptions meter_options = { .max_flows = 5000 };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (TRAFFIC_LOCAL, NULL);

  chain->ledger = weir_ledger_new (ledger_options);
  chain->meter = weir_meter_new (&meter_options, local, book_cb, chain);
  weir_meter_set_link_type (chain->meter, DLT_EN10MB);
}

static void
chain_end (Chain *chain)
{
  weir_meter_free (chain->meter);
  weir_ledger_free (chain->ledger);
}

/* Ten seconds of packet time. */
static void
replay (Chain *chain, const Traffic *traffic, guint round)
{
  for (guint i = 0; i < traffic->n_frames; i++)
    weir_meter_add_frame (chain->meter, START_US + round * 10 * G_USEC_PER_SEC + i * (int64_t) 500,
                          traffic->frames + (gsize) i * TRAFFIC_STRIDE, TRAFFIC_CAPTURED,
                          traffic->lengths[i]);
}

static void
test_a_long_replay_does_not_grow (void)
{
  const WeirLedgerOptions options = { .keep_idle_us = 60 * G_USEC_PER_SEC };
  g_autoptr (Traffic) traffic = traffic_new (1000, N_FRAMES, TRUE);
  Chain chain;
  gsize early = 0;

  chain_start (&chain, &options);
  for (guint round = 0; round < 120; round++)
    {
      replay (&chain, traffic, round);
      if (round == 10)
        early = get_used_bytes ();
    }
  /* The timeline keeps 16 bytes a second for a day; that is known and bounded. */
  g_assert_cmpuint (get_used_bytes (), <, early + 1200 * 2 * 16 + SLACK_BYTES);
  g_assert_cmpuint (weir_ledger_get_n_flows (chain.ledger), ==, 1000);
  chain_end (&chain);
}

static void
test_ever_new_flows_do_not_grow (void)
{
  const WeirLedgerOptions options = { .max_flows = 5000, .keep_idle_us = 60 * G_USEC_PER_SEC };
  Chain chain;
  gsize early = 0;

  chain_start (&chain, &options);
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (Traffic) traffic = traffic_new (N_FRAMES, N_FRAMES, FALSE);

      /* Other addresses every time. */
      for (guint i = 0; i < traffic->n_frames; i++)
        traffic->frames[(gsize) i * TRAFFIC_STRIDE + 30] ^= (uint8_t) round;
      replay (&chain, traffic, round);
      g_clear_pointer (&traffic, traffic_free);
      if (round == 10)
        early = get_used_bytes ();
    }
  g_assert_cmpuint (get_used_bytes (), <, early + early / 4 + SLACK_BYTES);
  g_assert_cmpuint (weir_ledger_get_n_flows (chain.ledger), <=, 5000);
  chain_end (&chain);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/a-long-replay-does-not-grow", test_a_long_replay_does_not_grow);
  g_test_add_func ("/memory/ever-new-flows-do-not-grow", test_ever_new_flows_do_not_grow);
  return g_test_run ();
}
