/* Segments with known truth.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every test runs several times: where sequence numbers and times begin must not matter.
 */
#include "config.h"

#include "core/flow/tcp-quality.h"

#define S WEIR_TCP_SYN
#define F WEIR_TCP_FIN
#define R WEIR_TCP_RST
#define A WEIR_TCP_ACK

#define MS 1000
#define WINDOW 500

typedef struct
{
  WeirTcpQuality quality;
  WeirTcpFacts facts;
  uint32_t tx_base; /* the sequence numbers of a test count from these */
  uint32_t rx_base;
  int64_t time_base;
  uint16_t window; /* of the next segments */
  uint16_t id;     /* of the last one */
  gboolean is_mirrored;
} Run;

typedef void (*TestFunc) (Run *run);

static void
add (Run *run,
     guint direction,
     int64_t time_us,
     guint flags,
     uint32_t seq,
     uint32_t ack,
     guint size)
{
  const WeirTcpSegment segment = {
    .seq = seq + (direction == 0 ? run->tx_base : run->rx_base),
    .ack = (flags & A) != 0 ? ack + (direction == 0 ? run->rx_base : run->tx_base) : 0,
    .payload_bytes = size,
    .window = run->window,
    .ipv4_id = ++run->id,
    .payload_offset = 20,
    .flags = (uint8_t) flags,
  };

  weir_tcp_quality_add (&run->quality, &segment, run->is_mirrored ? !direction : direction,
                        run->time_base + time_us);
}

static void
tx (Run *run, int64_t time_us, guint flags, uint32_t seq, uint32_t ack, guint size)
{
  add (run, 0, time_us, flags, seq, ack, size);
}

static void
rx (Run *run, int64_t time_us, guint flags, uint32_t seq, uint32_t ack, guint size)
{
  add (run, 1, time_us, flags, seq, ack, size);
}

/* What is told after the interval, as the test sees the two sides. */
static gboolean
take (Run *run, WeirTcpDelta *delta)
{
  gboolean is_news = weir_tcp_quality_take (&run->quality, delta);

  g_assert_true (delta->is_from_packets);
  if (run->is_mirrored)
    weir_tcp_delta_reverse (delta);
  weir_tcp_facts_add (&run->facts, delta);
  return is_news;
}

static const WeirTcpFacts *
get_facts (Run *run)
{
  WeirTcpDelta delta;

  take (run, &delta);
  return &run->facts;
}

/* A round trip of 20 ms beyond, of 1 ms on this side; data begins at 1. */
static void
shake_hands (Run *run)
{
  tx (run, 0, S, 0, 0, 0);
  rx (run, 20 * MS, S | A, 0, 1, 0);
  tx (run, 21 * MS, A, 1, 1, 0);
}

static void
test_handshake (Run *run)
{
  shake_hands (run);
  g_assert_cmpuint (get_facts (run)->handshake_rtt_us, ==, 21 * MS);
  g_assert_cmpuint (run->facts.rtt_us, ==, 20 * MS);
  g_assert_cmpuint (run->facts.local_rtt_us, ==, 1 * MS);
}

static void
test_handshake_again (Run *run)
{
  tx (run, 0, S, 0, 0, 0);
  tx (run, 1000 * MS, S, 0, 0, 0);
  rx (run, 1020 * MS, S | A, 0, 1, 0);
  rx (run, 1220 * MS, S | A, 0, 1, 0);
  tx (run, 1221 * MS, A, 1, 1, 0);
  /* From the last SYN to its answer, and from the last of those: nobody waited on the way. */
  g_assert_cmpuint (get_facts (run)->handshake_rtt_us, ==, 21 * MS);
  g_assert_cmpuint (run->facts.tx_retransmitted_bytes, ==, 0);
}

static void
test_handshake_half (Run *run)
{
  /* The answer to the SYN was not captured. */
  tx (run, 0, S, 0, 0, 0);
  tx (run, 21 * MS, A, 1, 1, 0);
  tx (run, 22 * MS, A, 1, 1, 100);
  rx (run, 400 * MS, A, 1, 101, 0);
  g_assert_cmpuint (get_facts (run)->handshake_rtt_us, ==, 0);
  g_assert_cmpuint (run->facts.rtt_us, ==, 378 * MS);
}

static void
test_middle (Run *run)
{
  tx (run, 0, A, 5000, 900, 1000);
  tx (run, 1 * MS, A, 6000, 900, 1000);
  rx (run, 30 * MS, A, 900, 7000, 10);
  g_assert_cmpuint (get_facts (run)->handshake_rtt_us, ==, 0);
  g_assert_cmpuint (run->facts.rtt_us, ==, 30 * MS);
  g_assert_cmpuint (run->facts.state, ==, WEIR_TCP_ESTABLISHED);
  g_assert_cmpuint (run->facts.tx_retransmitted_bytes + run->facts.tx_out_of_order_bytes, ==, 0);
}

static void
test_rtt_smoothed (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 100);
  rx (run, 100 * MS + 100 * MS, A, 1, 101, 0);
  /* RFC 6298: 20 + (100 - 20) / 8. */
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 30 * MS);
  tx (run, 300 * MS, A, 101, 1, 100);
  rx (run, 330 * MS, A, 1, 201, 0);
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 30 * MS);
}

static void
test_rtt_one_at_a_time (Run *run)
{
  shake_hands (run);
  /* The second segment is not timed while the first is; the next one after that is. */
  tx (run, 100 * MS, A, 1, 1, 100);
  tx (run, 110 * MS, A, 101, 1, 100);
  rx (run, 120 * MS, A, 1, 101, 0);
  rx (run, 121 * MS, A, 1, 201, 0);
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 20 * MS);
}

static void
test_rtt_karn (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 100);
  tx (run, 400 * MS, A, 1, 1, 100);
  rx (run, 401 * MS, A, 1, 101, 0);
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 20 * MS);
  g_assert_cmpuint (run->facts.tx_retransmitted_bytes, ==, 100);
}

static void
test_rtt_unseen (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 100);
  rx (run, 400 * MS, A, 1, 5000, 0);
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 20 * MS);
}

static void
test_rtt_back_in_time (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 100);
  rx (run, 50 * MS, A, 1, 101, 0);
  g_assert_cmpuint (get_facts (run)->rtt_us, ==, 20 * MS);
}

static void
test_retransmission (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  tx (run, 101 * MS, A, 1001, 1, 1000);
  tx (run, 400 * MS, A, 1, 1, 1000);
  rx (run, 420 * MS, A, 1, 2001, 0);
  /* What has been acknowledged, too. */
  tx (run, 421 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 2000);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);
  g_assert_cmpuint (run->facts.rx_retransmitted_bytes, ==, 0);
}

static void
test_retransmission_with_news (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  tx (run, 400 * MS, A, 501, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 500);
  tx (run, 401 * MS, A, 1501, 1, 100);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 500);
}

/* Soon after the newest payload, but nothing was missing. */
static void
test_retransmission_soon (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  tx (run, 100 * MS + 1, A, 1001, 1, 1000);
  tx (run, 100 * MS + 2, A, 1, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);
}

static void
test_out_of_order (Run *run)
{
  shake_hands (run);
  rx (run, 100 * MS, A, 1, 1, 1000);
  rx (run, 101 * MS, A, 2001, 1, 1000);
  /* Within the handshake's 21 ms. */
  rx (run, 121 * MS, A, 1001, 1, 1000);
  rx (run, 122 * MS, A, 3001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_out_of_order_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.rx_retransmitted_bytes, ==, 0);
}

static void
test_out_of_order_unknown_rtt (Run *run)
{
  rx (run, 100 * MS, A, 1, 1, 1000);
  rx (run, 101 * MS, A, 2001, 1, 1000);
  rx (run, 103 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_out_of_order_bytes, ==, 1000);
  rx (run, 104 * MS, A, 4001, 1, 1000);
  rx (run, 107 * MS, A, 3001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_out_of_order_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.rx_retransmitted_bytes, ==, 1000);
}

static void
test_lost_before_here (Run *run)
{
  shake_hands (run);
  rx (run, 100 * MS, A, 1, 1, 1000);
  rx (run, 101 * MS, A, 2001, 1, 1000);
  rx (run, 300 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_retransmitted_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.rx_out_of_order_bytes, ==, 0);
}

static void
test_fast_retransmission (Run *run)
{
  shake_hands (run);
  rx (run, 100 * MS, A, 1, 1, 1000);
  tx (run, 100 * MS + 1, A, 1, 1001, 0);
  rx (run, 101 * MS, A, 2001, 1, 1000);
  tx (run, 101 * MS + 1, A, 1, 1001, 0);
  rx (run, 102 * MS, A, 3001, 1, 1000);
  tx (run, 102 * MS + 1, A, 1, 1001, 0);
  /* Soon enough to be out of order, but it was asked for. */
  rx (run, 110 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_retransmitted_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.rx_out_of_order_bytes, ==, 0);
}

static void
test_gap_closed (Run *run)
{
  shake_hands (run);
  /* What was lost between here and nobody: the capture has missed it. */
  rx (run, 100 * MS, A, 1, 1, 1000);
  rx (run, 101 * MS, A, 2001, 1, 1000);
  tx (run, 102 * MS, A, 1, 3001, 0);
  rx (run, 103 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_retransmitted_bytes, ==, 1000);
  g_assert_cmpuint (run->facts.rx_out_of_order_bytes, ==, 0);
}

static void
test_keep_alive (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  rx (run, 120 * MS, A, 1, 1001, 0);
  tx (run, 60000 * MS, A, 1000, 1, 0);
  rx (run, 60020 * MS, A, 1, 1001, 0);
  tx (run, 61000 * MS, A, 1000, 1, 1);
  rx (run, 61020 * MS, A, 1, 1001, 0);
  tx (run, 62000 * MS, A, 1001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 0);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);
}

static void
test_zero_window (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  run->window = 0;
  rx (run, 120 * MS, A, 1, 1001, 0);
  run->window = WINDOW;
  /* The probe is no payload of its own: what comes next holds its byte. */
  tx (run, 320 * MS, A, 1001, 1, 1);
  run->window = 0;
  rx (run, 340 * MS, A, 1, 1001, 0);
  run->window = WINDOW;
  tx (run, 740 * MS, A, 1001, 1, 1);
  rx (run, 760 * MS, A, 1, 1002, 0);
  tx (run, 761 * MS, A, 1001, 1, 1000);
  tx (run, 762 * MS, A, 2001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->rx_zero_windows, ==, 2);
  g_assert_cmpuint (run->facts.tx_zero_windows, ==, 0);
  g_assert_cmpuint (run->facts.tx_retransmitted_bytes, ==, 0);
}

static void
test_zero_window_of_closing (Run *run)
{
  run->window = 0;
  tx (run, 0, S, 0, 0, 0);
  rx (run, 20 * MS, R | A, 0, 1, 0);
  g_assert_cmpuint (get_facts (run)->tx_zero_windows + run->facts.rx_zero_windows, ==, 0);
}

static void
test_copies (Run *run)
{
  static const struct
  {
    guint direction, flags, seq, ack, size;
  } segments[] = { { 0, S, 0, 0, 0 },        { 1, S | A, 0, 1, 0 },    { 0, A, 1, 1, 0 },
                   { 0, A, 1, 1, 1000 },     { 0, A, 1001, 1, 500 },   { 1, A, 1, 1501, 0 },
                   { 0, F | A, 1501, 1, 9 }, { 1, F | A, 1, 1511, 0 }, { 0, A, 1511, 2, 0 } };

  /* Each is seen three times on its way through the machine. */
  for (guint i = 0; i < G_N_ELEMENTS (segments) * 3; i++)
    {
      guint n = i / 3;

      if (i % 3 != 0)
        run->id--;
      run->window = n == 5 ? 0 : WINDOW;
      add (run, segments[n].direction, n * 10 * MS + i % 3 * 30, segments[n].flags, segments[n].seq,
           segments[n].ack, segments[n].size);
    }
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 0);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);
  g_assert_cmpuint (run->facts.rx_zero_windows, ==, 1);
  g_assert_cmpuint (run->facts.handshake_rtt_us, ==, 20 * MS);
  g_assert_cmpuint (run->facts.state, ==, WEIR_TCP_TIME_WAIT);

  /* The same again after the millisecond has not been captured twice. */
  tx (run, 200 * MS, A, 1501, 2, 9);
  run->id--;
  tx (run, 202 * MS, A, 1501, 2, 9);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 18);
}

static void
test_ports_again (Run *run)
{
  shake_hands (run);
  tx (run, 30 * MS, A, 1, 1, 1000);
  tx (run, 40 * MS, F | A, 1001, 1, 0);
  rx (run, 60 * MS, F | A, 1, 1002, 0);
  tx (run, 61 * MS, A, 1002, 2, 0);
  g_assert_cmpuint (get_facts (run)->state, ==, WEIR_TCP_TIME_WAIT);

  /* Lower numbers than before are no retransmissions. */
  run->tx_base -= 500000;
  run->rx_base -= 700000;
  tx (run, 1000 * MS, S, 0, 0, 0);
  g_assert_cmpuint (get_facts (run)->state, ==, WEIR_TCP_SYN_SENT);
  rx (run, 1050 * MS, S | A, 0, 1, 0);
  tx (run, 1051 * MS, A, 1, 1, 1000);
  g_assert_cmpuint (get_facts (run)->state, ==, WEIR_TCP_ESTABLISHED);
  g_assert_cmpuint (run->facts.handshake_rtt_us, ==, 51 * MS);
  g_assert_cmpuint (run->facts.tx_retransmitted_bytes, ==, 0);

  /* Nor are those of the other side, when that opens one. */
  run->tx_base += 1234;
  run->rx_base -= 99999;
  rx (run, 2000 * MS, S, 0, 0, 0);
  g_assert_cmpuint (get_facts (run)->state, ==, WEIR_TCP_SYN_RECV);
  tx (run, 2001 * MS, S | A, 0, 1, 0);
  rx (run, 2101 * MS, A, 1, 1, 100);
  g_assert_cmpuint (get_facts (run)->handshake_rtt_us, ==, 101 * MS);
  g_assert_cmpuint (run->facts.rx_retransmitted_bytes, ==, 0);
}

/* The counts of a connection that has ended are told with the next one's. */
static void
test_ports_again_in_an_interval (Run *run)
{
  shake_hands (run);
  tx (run, 30 * MS, A, 1, 1, 1000);
  tx (run, 330 * MS, A, 1, 1, 1000);
  run->tx_base += 77777;
  tx (run, 400 * MS, S, 0, 0, 0);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 1000);
}

static void
test_super_packets (Run *run)
{
  uint32_t seq = 1;

  shake_hands (run);
  for (guint i = 0; i < 100; i++)
    {
      tx (run, (100 + i) * MS, A, seq, 1, 500000);
      seq += 500000;
    }
  tx (run, 300 * MS, A, seq - 500000, 1, 1448);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 1448);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);
}

static void
test_wild_numbers (Run *run)
{
  shake_hands (run);
  tx (run, 100 * MS, A, 1, 1, 1000);
  tx (run, 101 * MS, A, 1 + (3u << 29), 1, 1000);
  tx (run, 102 * MS, A, 1001, 1, 1000);
  tx (run, 103 * MS, A, 2001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 0);
  g_assert_cmpuint (run->facts.tx_out_of_order_bytes, ==, 0);

  /* What resets a connection may carry any number. */
  tx (run, 104 * MS, R, 3001 + 77777, 1, 0);
  tx (run, 105 * MS, A, 3001, 1, 1000);
  g_assert_cmpuint (get_facts (run)->tx_retransmitted_bytes, ==, 0);
  g_assert_cmpuint (run->facts.state, ==, WEIR_TCP_ESTABLISHED);
}

static void
test_no_news (Run *run)
{
  WeirTcpDelta delta;

  shake_hands (run);
  g_assert_true (take (run, &delta));
  g_assert_false (take (run, &delta));
  tx (run, 100 * MS, A, 1, 1, 100);
  g_assert_false (take (run, &delta));
  rx (run, 120 * MS, A, 1, 101, 0);
  g_assert_true (take (run, &delta));
  g_assert_cmpuint (delta.tx.rtt_us, !=, 0);
  g_assert_cmpuint (delta.rx.rtt_us, ==, 0);
  g_assert_cmpuint (delta.handshake_rtt_us, ==, 0);
}

/* In turn: a segment, and what the two ends are then. */
static void
check_states (Run *run, WeirTcpState tx_state, WeirTcpState rx_state)
{
  WeirTcpDelta delta;

  take (run, &delta);
  g_assert_cmpuint (delta.tx.state, ==, tx_state);
  g_assert_cmpuint (delta.rx.state, ==, rx_state);
}

static void
test_states (Run *run)
{
  tx (run, 0, S, 0, 0, 0);
  check_states (run, WEIR_TCP_SYN_SENT, WEIR_TCP_SYN_RECV);
  rx (run, 10, S | A, 0, 1, 0);
  check_states (run, WEIR_TCP_SYN_SENT, WEIR_TCP_SYN_RECV);
  tx (run, 20, A, 1, 1, 0);
  check_states (run, WEIR_TCP_ESTABLISHED, WEIR_TCP_ESTABLISHED);
  tx (run, 30, F | A, 1, 1, 10);
  check_states (run, WEIR_TCP_FIN_WAIT1, WEIR_TCP_CLOSE_WAIT);
  rx (run, 40, A, 1, 12, 0);
  check_states (run, WEIR_TCP_FIN_WAIT2, WEIR_TCP_CLOSE_WAIT);
  rx (run, 50, F | A, 1, 12, 0);
  check_states (run, WEIR_TCP_TIME_WAIT, WEIR_TCP_LAST_ACK);
  tx (run, 60, A, 12, 2, 0);
  check_states (run, WEIR_TCP_TIME_WAIT, WEIR_TCP_CLOSE);
}

static void
test_states_of_a_refusal (Run *run)
{
  tx (run, 0, S, 0, 0, 0);
  rx (run, 10, R | A, 0, 1, 0);
  check_states (run, WEIR_TCP_CLOSE, WEIR_TCP_CLOSE);
}

static void
test_states_of_both_opening (Run *run)
{
  tx (run, 0, S, 0, 0, 0);
  rx (run, 10, S, 0, 0, 0);
  tx (run, 20, S | A, 0, 1, 0);
  rx (run, 30, S | A, 0, 1, 0);
  check_states (run, WEIR_TCP_SYN_RECV, WEIR_TCP_SYN_RECV);
  tx (run, 40, A, 1, 1, 5);
  check_states (run, WEIR_TCP_ESTABLISHED, WEIR_TCP_ESTABLISHED);
}

/* ---- the same from elsewhere, and with other numbers -------------------------------------------
 */

static void
run_everywhere (gconstpointer data)
{
  static const uint32_t bases[] = { 0, 0xffffffff, 0xfffffc00, 0x7ffffff0, 0x80000000, 0xfff00000 };
  static const int64_t times[] = { INT64_C (1767225600000000), INT64_C (0x64200fffffffe),
                                   INT64_C (0x6420100000000) - 100 * MS };
  TestFunc func = *(const TestFunc *) data;

  for (guint i = 0; i < G_N_ELEMENTS (bases) * G_N_ELEMENTS (times) * 2; i++)
    {
      Run run = { 0 };

      run.tx_base = bases[i % G_N_ELEMENTS (bases)];
      run.rx_base = bases[(i + 1) % G_N_ELEMENTS (bases)];
      run.time_base = times[i / 2 % G_N_ELEMENTS (times)];
      run.window = WINDOW;
      run.is_mirrored = i >= G_N_ELEMENTS (bases) * G_N_ELEMENTS (times);
      func (&run);
    }
}

static void
test_kernel_after_packets (void)
{
  const WeirTcpDelta packets = { .tx = { .rtt_us = 500, .retransmitted_bytes = 7 },
                                 .is_from_packets = TRUE };
  const WeirTcpDelta kernel = {
    .tx = { .rtt_us = 900, .retransmitted_bytes = 100, .state = WEIR_TCP_ESTABLISHED }
  };
  WeirTcpFacts facts = { 0 };

  weir_tcp_facts_add (&facts, &kernel);
  g_assert_cmpuint (facts.rtt_us, ==, 900);
  g_assert_cmpuint (facts.state, ==, WEIR_TCP_ESTABLISHED);
  weir_tcp_facts_add (&facts, &packets);
  weir_tcp_facts_add (&facts, &kernel);
  g_assert_cmpuint (facts.rtt_us, ==, 500);
  g_assert_cmpuint (facts.tx_retransmitted_bytes, ==, 107);
}

static void
test_state_ids (void)
{
  g_assert_null (weir_tcp_state_get_id (WEIR_TCP_STATE_UNKNOWN));
  g_assert_null (weir_tcp_state_get_id ((WeirTcpState) 12));
  g_assert_cmpstr (weir_tcp_state_get_id (WEIR_TCP_CLOSING), ==, "closing");
  for (int state = 1; state <= WEIR_TCP_CLOSING; state++)
    g_assert_nonnull (weir_tcp_state_get_id ((WeirTcpState) state));
}

static const struct
{
  const char *claim;
  TestFunc func;
} tests[] = {
  { "the-handshake-takes-from-syn-to-the-last-ack", test_handshake },
  { "nobody-waits-for-a-syn-sent-again", test_handshake_again },
  { "half-a-handshake-is-none", test_handshake_half },
  { "any-segment-may-be-the-first", test_middle },
  { "round-trips-are-smoothed", test_rtt_smoothed },
  { "one-segment-is-timed-at-a-time", test_rtt_one_at_a_time },
  { "what-was-sent-again-is-not-timed", test_rtt_karn },
  { "an-ack-of-what-was-not-seen-times-nothing", test_rtt_unseen },
  { "a-clock-set-back-times-nothing", test_rtt_back_in_time },
  { "payload-sent-before-is-a-retransmission", test_retransmission },
  { "of-old-and-new-payload-the-old-counts", test_retransmission_with_news },
  { "what-was-there-is-never-out-of-order", test_retransmission_soon },
  { "what-fills-a-gap-soon-is-out-of-order", test_out_of_order },
  { "without-a-handshake-soon-is-3-ms", test_out_of_order_unknown_rtt },
  { "what-fills-a-gap-late-was-sent-again", test_lost_before_here },
  { "what-duplicate-acks-asked-for-was-sent-again", test_fast_retransmission },
  { "what-was-acknowledged-leaves-no-gap", test_gap_closed },
  { "keep-alives-are-no-retransmissions", test_keep_alive },
  { "probes-of-a-closed-window-are-no-payload", test_zero_window },
  { "opening-and-resetting-close-no-window", test_zero_window_of_closing },
  { "a-segment-captured-thrice-was-sent-once", test_copies },
  { "another-syn-begins-another-connection", test_ports_again },
  { "another-connection-takes-no-counts-away", test_ports_again_in_an_interval },
  { "uncut-segments-count-in-full", test_super_packets },
  { "wild-numbers-count-nothing", test_wild_numbers },
  { "what-is-not-new-is-not-told", test_no_news },
  { "both-ends-have-their-state", test_states },
  { "who-is-refused-is-closed", test_states_of_a_refusal },
  { "both-may-open", test_states_of_both_opening },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/tcp-quality/", tests[i].claim, NULL);

      g_test_add_data_func (path, &tests[i].func, run_everywhere);
    }
  g_test_add_func ("/tcp-facts/packets-tell-more-than-the-kernel", test_kernel_after_packets);
  g_test_add_func ("/tcp-state/every-state-has-a-name", test_state_ids);
  return g_test_run ();
}
