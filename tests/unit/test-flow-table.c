/* Packets become flows, each with a local side.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/flow-table.h"
#include "fixtures.h"

#define LOCAL "192.0.2.10"
#define LOCAL_TOO "192.0.2.11"
#define REMOTE "198.51.100.20"
#define REMOTE_TOO "203.0.113.30"

static WeirFlowTable *
table_new (guint max_flows, const char *network)
{
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();

  if (network != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WeirLocalNetwork) parsed = weir_local_network_new_parse (network, &error);

      g_assert_no_error (error);
      return weir_flow_table_new (max_flows, parsed);
    }
  return weir_flow_table_new (max_flows, local);
}

static WeirBatch *
take (WeirFlowTable *table, int64_t now_us)
{
  WeirBatch *batch = weir_batch_new ();

  weir_flow_table_take (table, batch, now_us);
  return batch;
}

static void
add (WeirFlowTable *table, WeirPacket packet)
{
  weir_flow_table_add (table, &packet, NULL, 1);
}

static WeirPacket
tcp (const char *src, uint16_t src_port, const char *dst, uint16_t dst_port, uint8_t flags)
{
  WeirPacket packet = fixture_packet (IPPROTO_TCP, src, src_port, dst, dst_port, 40);

  packet.tcp_flags = flags;
  return packet;
}

static WeirPacket
udp (const char *src, uint16_t src_port, const char *dst, uint16_t dst_port, uint32_t bytes)
{
  return fixture_packet (IPPROTO_UDP, src, src_port, dst, dst_port, bytes);
}

static void
assert_key (const WeirFlowDelta *delta,
            uint16_t protocol,
            const char *local,
            uint16_t local_port,
            const char *remote,
            uint16_t remote_port)
{
  WeirFlowKey key = fixture_key (protocol, local, local_port, remote, remote_port);

  g_assert_cmpmem (&delta->key, sizeof key, &key, sizeof key);
}

static void
test_both_directions_are_one_flow (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, LOCAL "/32");
  g_autoptr (WeirBatch) batch = NULL;
  WeirPacket packet;

  packet = udp (REMOTE, 53, LOCAL, 5000, 300);
  packet.time_us = FIXTURE_START_US + 1;
  add (table, packet);
  packet = udp (LOCAL, 5000, REMOTE, 53, 70);
  packet.time_us = FIXTURE_START_US + 5;
  add (table, packet);
  packet.time_us = FIXTURE_START_US + 9;
  add (table, packet);

  batch = take (table, FIXTURE_START_US + 10);
  g_assert_cmpuint (batch->n_deltas, ==, 1);
  assert_key (&batch->deltas[0], IPPROTO_UDP, LOCAL, 5000, REMOTE, 53);
  g_assert_cmpuint (batch->deltas[0].tx_bytes, ==, 140);
  g_assert_cmpuint (batch->deltas[0].rx_bytes, ==, 300);
  g_assert_cmpuint (batch->deltas[0].tx_wire_bytes, ==, 168);
  g_assert_cmpuint (batch->deltas[0].rx_wire_bytes, ==, 314);
  g_assert_cmpuint (batch->deltas[0].tx_packets, ==, 2);
  g_assert_cmpuint (batch->deltas[0].rx_packets, ==, 1);
  g_assert_cmpint (batch->deltas[0].first_us, ==, FIXTURE_START_US + 1);
  g_assert_cmpint (batch->deltas[0].last_us, ==, FIXTURE_START_US + 9);
  g_assert_true (batch->deltas[0].is_local);
  g_assert_cmpuint (batch->n_flows, ==, 1);
  g_assert_cmpuint (batch->max_flows, ==, 16);
}

static void
test_what_differs_in_the_key_is_another_flow (void)
{
  g_autoptr (WeirFlowTable) table = table_new (64, LOCAL "/32");
  g_autoptr (WeirBatch) batch = NULL;

  add (table, udp (LOCAL, 5000, REMOTE, 53, 1));
  add (table, udp (LOCAL, 5001, REMOTE, 53, 1));
  add (table, udp (LOCAL, 5000, REMOTE, 54, 1));
  add (table, udp (LOCAL, 53, REMOTE, 5000, 1));
  add (table, udp (LOCAL, 5000, REMOTE_TOO, 53, 1));
  add (table, tcp (LOCAL, 5000, REMOTE, 53, 0));
  add (table, fixture_packet (99, LOCAL, 0, REMOTE, 0, 1));
  add (table, fixture_packet (100, LOCAL, 0, REMOTE, 0, 1));

  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 8);
}

/* The side that @packets show to have opened the connection is left. */
static void
assert_orientation (const char *network,
                    const WeirPacket *packets,
                    guint n_packets,
                    const char *local,
                    uint16_t local_port,
                    const char *remote,
                    uint16_t remote_port,
                    gboolean is_local)
{
  /* In one burst, and each by itself. */
  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (WeirFlowTable) table = table_new (16, network);
      g_autoptr (WeirBatch) batch = NULL;

      if (pass == 0)
        weir_flow_table_add (table, packets, NULL, n_packets);
      for (guint i = 0; pass == 1 && i < n_packets; i++)
        weir_flow_table_add (table, &packets[i], NULL, 1);

      batch = take (table, FIXTURE_START_US);
      g_assert_cmpuint (batch->n_deltas, ==, 1);
      assert_key (&batch->deltas[0], packets[0].protocol, local, local_port, remote, remote_port);
      g_assert_cmpint (batch->deltas[0].is_local, ==, is_local);
      g_assert_cmpuint (batch->deltas[0].tx_packets + batch->deltas[0].rx_packets, ==, n_packets);
    }
}

static void
test_the_opening_tells_the_direction (void)
{
  const WeirPacket syn[] = { tcp (REMOTE, 80, REMOTE_TOO, 9000, WEIR_TCP_SYN),
                             tcp (REMOTE_TOO, 9000, REMOTE, 80, WEIR_TCP_SYN | WEIR_TCP_ACK) };
  const WeirPacket syn_ack[] = { tcp (REMOTE_TOO, 9000, REMOTE, 80, WEIR_TCP_SYN | WEIR_TCP_ACK),
                                 tcp (REMOTE, 80, REMOTE_TOO, 9000, WEIR_TCP_ACK) };
  const WeirPacket local_syn[] = { tcp (LOCAL, 80, LOCAL_TOO, 9000, WEIR_TCP_SYN) };
  const WeirPacket local_syn_ack[] = { tcp (LOCAL, 9000, LOCAL_TOO, 80,
                                            WEIR_TCP_SYN | WEIR_TCP_ACK) };

  /* Between two others. */
  assert_orientation (LOCAL "/32", syn, 2, REMOTE, 80, REMOTE_TOO, 9000, FALSE);
  assert_orientation (LOCAL "/32", syn_ack, 2, REMOTE, 80, REMOTE_TOO, 9000, FALSE);
  /* Between two local addresses. */
  assert_orientation ("192.0.2.0/24", local_syn, 1, LOCAL, 80, LOCAL_TOO, 9000, TRUE);
  assert_orientation ("192.0.2.0/24", local_syn_ack, 1, LOCAL_TOO, 80, LOCAL, 9000, TRUE);
}

static void
test_local_is_left_whoever_opened (void)
{
  const WeirPacket syn[] = { tcp (REMOTE, 50000, LOCAL, 22, WEIR_TCP_SYN),
                             tcp (LOCAL, 22, REMOTE, 50000, WEIR_TCP_SYN | WEIR_TCP_ACK) };

  assert_orientation (LOCAL "/32", syn, 2, LOCAL, 22, REMOTE, 50000, TRUE);
}

static void
test_between_two_local_sides_the_higher_port_is_left (void)
{
  const WeirPacket request[] = { udp (LOCAL, 40000, LOCAL_TOO, 53, 60),
                                 udp (LOCAL_TOO, 53, LOCAL, 40000, 90) };
  const WeirPacket answer[] = { udp (LOCAL_TOO, 53, LOCAL, 40000, 90),
                                udp (LOCAL, 40000, LOCAL_TOO, 53, 60) };
  const WeirPacket middle[] = { tcp (LOCAL_TOO, 22, LOCAL, 40000, WEIR_TCP_ACK) };
  const WeirPacket same_host[] = { udp ("127.0.0.1", 53, "127.0.0.1", 40000, 90),
                                   udp ("127.0.0.1", 40000, "127.0.0.1", 53, 60) };
  const WeirPacket same_ports[] = { udp (LOCAL_TOO, 123, LOCAL, 123, 76),
                                    udp (LOCAL, 123, LOCAL_TOO, 123, 76) };

  assert_orientation ("192.0.2.0/24", request, 2, LOCAL, 40000, LOCAL_TOO, 53, TRUE);
  assert_orientation ("192.0.2.0/24", answer, 2, LOCAL, 40000, LOCAL_TOO, 53, TRUE);
  assert_orientation ("192.0.2.0/24", middle, 1, LOCAL, 40000, LOCAL_TOO, 22, TRUE);
  assert_orientation ("127.0.0.0/8", same_host, 2, "127.0.0.1", 40000, "127.0.0.1", 53, TRUE);
  assert_orientation ("192.0.2.0/24", same_ports, 2, LOCAL_TOO, 123, LOCAL, 123, TRUE);
}

static void
test_between_two_others_the_first_sender_is_left (void)
{
  const WeirPacket packets[] = { udp (REMOTE, 53, REMOTE_TOO, 40000, 60),
                                 udp (REMOTE_TOO, 40000, REMOTE, 53, 60) };

  assert_orientation (LOCAL "/32", packets, 2, REMOTE, 53, REMOTE_TOO, 40000, FALSE);
  assert_orientation (NULL, packets, 2, REMOTE, 53, REMOTE_TOO, 40000, FALSE);
}

static void
test_a_group_is_never_left (void)
{
  const WeirPacket sent[] = { udp (LOCAL, 5353, "224.0.0.251", 5353, 60) };
  const WeirPacket heard[] = { udp (REMOTE, 5353, "224.0.0.251", 5353, 60) };
  const WeirPacket broadcast[] = { udp ("0.0.0.0", 68, "255.255.255.255", 67, 300) };

  assert_orientation ("0.0.0.0/0", sent, 1, LOCAL, 5353, "224.0.0.251", 5353, TRUE);
  assert_orientation (LOCAL "/32", sent, 1, LOCAL, 5353, "224.0.0.251", 5353, TRUE);
  assert_orientation (LOCAL "/32", heard, 1, REMOTE, 5353, "224.0.0.251", 5353, FALSE);
  assert_orientation (LOCAL "/32", broadcast, 1, "0.0.0.0", 68, "255.255.255.255", 67, FALSE);
}

static void
test_a_flow_keeps_its_direction_between_intervals (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, NULL);
  g_autoptr (WeirBatch) first = NULL;
  g_autoptr (WeirBatch) second = NULL;

  add (table, udp (REMOTE, 53, REMOTE_TOO, 40000, 60));
  first = take (table, FIXTURE_START_US);
  add (table, udp (REMOTE_TOO, 40000, REMOTE, 53, 90));
  second = take (table, FIXTURE_START_US);

  g_assert_cmpuint (second->n_deltas, ==, 1);
  assert_key (&second->deltas[0], IPPROTO_UDP, REMOTE, 53, REMOTE_TOO, 40000);
  g_assert_cmpuint (second->deltas[0].tx_bytes, ==, 0);
  g_assert_cmpuint (second->deltas[0].rx_bytes, ==, 90);
}

static void
test_an_interval_holds_only_its_own (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, LOCAL "/32");
  g_autoptr (WeirBatch) first = NULL;
  g_autoptr (WeirBatch) second = NULL;
  g_autoptr (WeirBatch) third = NULL;

  g_assert_true (weir_flow_table_is_empty_interval (table));
  add (table, udp (LOCAL, 1, REMOTE, 2, 10));
  add (table, udp (LOCAL, 3, REMOTE, 4, 20));
  g_assert_false (weir_flow_table_is_empty_interval (table));
  first = take (table, FIXTURE_START_US);
  g_assert_true (weir_flow_table_is_empty_interval (table));

  add (table, udp (LOCAL, 1, REMOTE, 2, 30));
  second = take (table, FIXTURE_START_US);
  third = take (table, FIXTURE_START_US);

  g_assert_cmpuint (first->n_deltas, ==, 2);
  g_assert_cmpuint (second->n_deltas, ==, 1);
  g_assert_cmpuint (second->deltas[0].tx_bytes, ==, 30);
  g_assert_cmpuint (second->n_flows, ==, 2);
  g_assert_cmpuint (third->n_deltas, ==, 0);
}

static void
test_the_first_icmp_type_is_kept (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, LOCAL "/32");
  g_autoptr (WeirBatch) batch = NULL;
  WeirPacket packet = fixture_packet (IPPROTO_ICMP, LOCAL, 4711, REMOTE, 4711, 84);

  packet.flags = WEIR_PACKET_HAS_ICMP;
  packet.icmp_type = 8;
  packet.icmp_code = 1;
  add (table, packet);
  packet = fixture_packet (IPPROTO_ICMP, REMOTE, 4711, LOCAL, 4711, 84);
  packet.flags = WEIR_PACKET_HAS_ICMP;
  add (table, packet);

  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 1);
  g_assert_cmpuint (batch->deltas[0].icmp_type, ==, 8);
  g_assert_cmpuint (batch->deltas[0].icmp_code, ==, 1);
  g_assert_cmpuint (batch->deltas[0].rx_packets, ==, 1);
}

static void
test_new_addresses_turn_flows_round (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, NULL);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (LOCAL "/32", NULL);
  g_autoptr (WeirBatch) before = NULL;
  g_autoptr (WeirBatch) after = NULL;

  add (table, udp (REMOTE, 53, LOCAL, 40000, 60));
  add (table, udp (REMOTE, 53, REMOTE_TOO, 40000, 60));
  before = take (table, FIXTURE_START_US);

  weir_flow_table_set_local (table, local);
  add (table, udp (REMOTE, 53, LOCAL, 40000, 7));
  add (table, udp (REMOTE_TOO, 40000, REMOTE, 53, 8));
  after = take (table, FIXTURE_START_US);

  g_assert_cmpuint (before->n_deltas, ==, 2);
  g_assert_cmpuint (after->n_deltas, ==, 2);
  for (gsize i = 0; i < after->n_deltas; i++)
    {
      if (after->deltas[i].rx_bytes == 7)
        {
          assert_key (&after->deltas[i], IPPROTO_UDP, LOCAL, 40000, REMOTE, 53);
          g_assert_true (after->deltas[i].is_local);
        }
      else
        {
          /* Still between two others: it goes on. */
          assert_key (&after->deltas[i], IPPROTO_UDP, REMOTE, 53, REMOTE_TOO, 40000);
          g_assert_cmpuint (after->deltas[i].rx_bytes, ==, 8);
        }
    }
}

static void
test_new_addresses_lose_nothing_of_the_open_interval (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, NULL);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (LOCAL "/32", NULL);
  g_autoptr (WeirBatch) batch = NULL;
  uint64_t bytes = 0;

  add (table, udp (REMOTE, 53, LOCAL, 40000, 60));
  weir_flow_table_set_local (table, local);
  add (table, udp (REMOTE, 53, LOCAL, 40000, 7));
  batch = take (table, FIXTURE_START_US);

  for (gsize i = 0; i < batch->n_deltas; i++)
    bytes += batch->deltas[i].tx_bytes + batch->deltas[i].rx_bytes;
  g_assert_cmpuint (bytes + batch->unlisted.tx_bytes + batch->unlisted.rx_bytes, ==, 67);
}

static void
test_idle_flows_are_dropped (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, LOCAL "/32");
  g_autoptr (WeirBatch) first = NULL;
  g_autoptr (WeirBatch) kept = NULL;
  g_autoptr (WeirBatch) last = NULL;

  add (table, udp (LOCAL, 1, REMOTE, 2, 10));
  first = take (table, FIXTURE_START_US);
  kept = take (table, FIXTURE_START_US + WEIR_FLOW_TABLE_IDLE_US - G_USEC_PER_SEC);
  g_assert_cmpuint (weir_flow_table_get_n_flows (table), ==, 1);
  last = take (table, FIXTURE_START_US + WEIR_FLOW_TABLE_IDLE_US + G_USEC_PER_SEC);
  g_assert_cmpuint (weir_flow_table_get_n_flows (table), ==, 0);
}

static void
test_a_full_table_gives_up_silent_flows_first (void)
{
  g_autoptr (WeirFlowTable) table = table_new (4, LOCAL "/32");

  for (guint interval = 0; interval < 5; interval++)
    {
      g_autoptr (WeirBatch) batch = NULL;

      for (guint i = 0; i < 4; i++)
        add (table, udp (LOCAL, 1000 + interval * 4 + i, REMOTE, 53, 10));
      batch = take (table, FIXTURE_START_US + interval);
      g_assert_cmpuint (batch->n_deltas, ==, 4);
      g_assert_cmpuint (batch->unlisted.tx_packets, ==, 0);
      g_assert_cmpuint (batch->n_flows, <=, 4);
    }
}

static void
test_what_finds_no_room_is_in_the_sums (void)
{
  g_autoptr (WeirFlowTable) table = table_new (4, LOCAL "/32");
  g_autoptr (WeirBatch) batch = NULL;
  uint64_t tx_bytes = 0;

  for (guint i = 0; i < 10; i++)
    add (table, udp (LOCAL, 1000 + i, REMOTE, 53, 100));
  for (guint i = 0; i < 10; i++)
    add (table, udp (REMOTE, 53, LOCAL, 1000 + i, 1));

  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 4);
  for (gsize i = 0; i < batch->n_deltas; i++)
    tx_bytes += batch->deltas[i].tx_bytes;
  g_assert_cmpuint (tx_bytes, ==, 400);
  g_assert_cmpuint (batch->unlisted.tx_bytes, ==, 600);
  g_assert_cmpuint (batch->unlisted.rx_bytes, ==, 6);
  g_assert_cmpuint (batch->unlisted.tx_packets, ==, 6);
  g_assert_cmpuint (batch->unlisted.rx_packets, ==, 6);
  g_assert_cmpuint (batch->unlisted.tx_wire_bytes, ==, 6 * 114);
  g_assert_cmpuint (batch->unlisted.rx_wire_bytes, ==, 6 * 15);
}

static void
test_a_million_flows_stay_within_the_bound (void)
{
  enum
  {
    MAX_FLOWS = 5000,
    N_PACKETS = 1000000,
    INTERVAL = 20000,
  };
  g_autoptr (WeirFlowTable) table = table_new (MAX_FLOWS, "10.0.0.0/8");
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  WeirPacket burst[WEIR_FLOW_TABLE_BURST];
  uint64_t sent_tx = 0;
  uint64_t sent_rx = 0;
  uint64_t seen_tx = 0;
  uint64_t seen_rx = 0;
  uint64_t seen_packets = 0;
  guint n_burst = 0;

  for (guint i = 1; i <= N_PACKETS; i++)
    {
      WeirPacket packet = udp ("10.0.0.1", 1, "198.51.100.1", 2, 0);
      uint32_t host = g_rand_int (rand);

      packet.bytes = (uint32_t) g_rand_int_range (rand, 28, 1500);
      packet.time_us += i;
      packet.src_port = (uint16_t) g_rand_int (rand);
      memcpy (&packet.dst.bytes[13], &host, 3);
      if (host & 0x80000000)
        {
          WeirAddress address = packet.src;

          packet.src = packet.dst;
          packet.dst = address;
          sent_rx += packet.bytes;
        }
      else
        sent_tx += packet.bytes;
      burst[n_burst++] = packet;

      if (n_burst == G_N_ELEMENTS (burst) || i % INTERVAL == 0)
        {
          weir_flow_table_add (table, burst, NULL, n_burst);
          n_burst = 0;
          g_assert_cmpuint (weir_flow_table_get_n_flows (table), <=, MAX_FLOWS);
        }
      if (i % INTERVAL == 0)
        {
          g_autoptr (WeirBatch) batch = take (table, packet.time_us);

          g_assert_cmpuint (batch->n_deltas, ==, MAX_FLOWS);
          g_assert_cmpuint (batch->n_flows, <=, MAX_FLOWS);
          for (gsize d = 0; d < batch->n_deltas; d++)
            {
              seen_tx += batch->deltas[d].tx_bytes;
              seen_rx += batch->deltas[d].rx_bytes;
              seen_packets += batch->deltas[d].tx_packets + batch->deltas[d].rx_packets;
            }
          seen_tx += batch->unlisted.tx_bytes;
          seen_rx += batch->unlisted.rx_bytes;
          seen_packets += batch->unlisted.tx_packets + batch->unlisted.rx_packets;
        }
    }

  g_assert_cmpuint (seen_packets, ==, N_PACKETS);
  g_assert_cmpuint (seen_tx, ==, sent_tx);
  g_assert_cmpuint (seen_rx, ==, sent_rx);
}

static void
test_flows_survive_the_coming_and_going_of_others (void)
{
  /* Dropping a record from an open-addressing table must not hide those behind it. */
  g_autoptr (WeirFlowTable) table = table_new (4096, LOCAL "/32");

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (WeirBatch) batch = NULL;
      int64_t now_us = FIXTURE_START_US + round * (int64_t) (10 * G_USEC_PER_SEC);
      guint n_steady = 0;

      for (guint i = 0; i < 500; i++)
        {
          WeirPacket steady = udp (LOCAL, 1000 + i, REMOTE, 53, 1);
          WeirPacket passing = udp (LOCAL, 1000 + i, REMOTE_TOO, round * 100 + i % 97, 1);

          steady.time_us = passing.time_us = now_us;
          add (table, steady);
          add (table, passing);
        }
      batch = take (table, now_us);
      for (gsize d = 0; d < batch->n_deltas; d++)
        n_steady += batch->deltas[d].key.remote_port == 53
                    && batch->deltas[d].key.remote.bytes[12] == 198
                    && batch->deltas[d].tx_packets == 1;
      g_assert_cmpuint (n_steady, ==, 500);
      g_assert_cmpuint (batch->n_flows, <=, 4096);
    }
}

static void
add_segment (WeirFlowTable *table, WeirPacket packet, uint32_t seq, uint32_t bytes)
{
  const WeirTcpSegment segment = {
    .seq = seq, .payload_bytes = bytes, .window = 1, .payload_offset = 20, .flags = packet.tcp_flags
  };

  packet.bytes = bytes + 40;
  weir_flow_table_add (table, &packet, &segment, 1);
}

static void
test_connections_are_told_beside_their_flows (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, LOCAL "/32");
  g_autoptr (WeirBatch) batch = NULL;
  const WeirTcpSegment none = { 0 };
  WeirPacket packet = udp (LOCAL, 5000, REMOTE, 53, 60);

  weir_flow_table_add (table, &packet, &none, 1);
  add_segment (table, tcp (LOCAL, 5000, REMOTE, 443, WEIR_TCP_ACK), 1000, 100);
  add_segment (table, tcp (LOCAL, 5000, REMOTE, 443, WEIR_TCP_ACK), 1000, 100);
  add_segment (table, tcp (REMOTE_TOO, 443, LOCAL, 5000, WEIR_TCP_ACK), 1, 50);
  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 3);
  g_assert_cmpuint (batch->n_tcp, ==, 2);
  g_assert_cmpuint (batch->tcp[0].delta, ==, 1);
  /* Within the same moment: captured twice. */
  g_assert_cmpuint (batch->tcp[0].tx.retransmitted_bytes, ==, 0);
  g_assert_cmpuint (batch->tcp[1].delta, ==, 2);
  g_assert_cmpuint (batch->tcp[1].tx.state, ==, WEIR_TCP_ESTABLISHED);

  /* It goes on where it was, though its counts begin anew. */
  packet = tcp (LOCAL, 5000, REMOTE, 443, WEIR_TCP_ACK);
  packet.time_us += G_USEC_PER_SEC;
  add_segment (table, packet, 1050, 50);
  packet = tcp (REMOTE_TOO, 443, LOCAL, 5000, WEIR_TCP_ACK);
  packet.time_us += G_USEC_PER_SEC;
  add_segment (table, packet, 51, 50);
  g_clear_pointer (&batch, weir_batch_free);
  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 2);
  g_assert_cmpuint (batch->n_tcp, ==, 1);
  g_assert_cmpuint (batch->tcp[0].delta, ==, 0);
  g_assert_cmpuint (batch->tcp[0].tx.retransmitted_bytes, ==, 50);
}

static void
test_new_addresses_lose_nothing_of_a_connection (void)
{
  g_autoptr (WeirFlowTable) table = table_new (16, NULL);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (LOCAL "/32", NULL);
  g_autoptr (WeirBatch) batch = NULL;
  WeirPacket packet = tcp (REMOTE, 443, LOCAL, 5000, WEIR_TCP_ACK);

  add_segment (table, packet, 1, 50);
  packet.time_us += G_USEC_PER_SEC;
  add_segment (table, packet, 1, 50);
  weir_flow_table_set_local (table, local);
  packet.time_us += G_USEC_PER_SEC;
  add_segment (table, packet, 1, 50);
  batch = take (table, FIXTURE_START_US);
  g_assert_cmpuint (batch->n_deltas, ==, 2);
  g_assert_cmpuint (batch->n_tcp, ==, 2);
  g_assert_cmpuint (batch->tcp[0].delta, ==, 0);
  g_assert_cmpuint (batch->tcp[0].tx.retransmitted_bytes, ==, 50);
  g_assert_cmpuint (batch->tcp[1].delta, ==, 1);
  g_assert_cmpuint (batch->tcp[1].tx.retransmitted_bytes, ==, 0);
  g_assert_cmpuint (batch->tcp[1].rx.retransmitted_bytes, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow-table/both-directions-are-one-flow", test_both_directions_are_one_flow);
  g_test_add_func ("/flow-table/what-differs-in-the-key-is-another-flow",
                   test_what_differs_in_the_key_is_another_flow);
  g_test_add_func ("/flow-table/the-opening-tells-the-direction",
                   test_the_opening_tells_the_direction);
  g_test_add_func ("/flow-table/local-is-left-whoever-opened", test_local_is_left_whoever_opened);
  g_test_add_func ("/flow-table/between-two-local-sides-the-higher-port-is-left",
                   test_between_two_local_sides_the_higher_port_is_left);
  g_test_add_func ("/flow-table/between-two-others-the-first-sender-is-left",
                   test_between_two_others_the_first_sender_is_left);
  g_test_add_func ("/flow-table/a-group-is-never-left", test_a_group_is_never_left);
  g_test_add_func ("/flow-table/a-flow-keeps-its-direction-between-intervals",
                   test_a_flow_keeps_its_direction_between_intervals);
  g_test_add_func ("/flow-table/an-interval-holds-only-its-own",
                   test_an_interval_holds_only_its_own);
  g_test_add_func ("/flow-table/the-first-icmp-type-is-kept", test_the_first_icmp_type_is_kept);
  g_test_add_func ("/flow-table/new-addresses-turn-flows-round",
                   test_new_addresses_turn_flows_round);
  g_test_add_func ("/flow-table/new-addresses-lose-nothing-of-the-open-interval",
                   test_new_addresses_lose_nothing_of_the_open_interval);
  g_test_add_func ("/flow-table/idle-flows-are-dropped", test_idle_flows_are_dropped);
  g_test_add_func ("/flow-table/a-full-table-gives-up-silent-flows-first",
                   test_a_full_table_gives_up_silent_flows_first);
  g_test_add_func ("/flow-table/what-finds-no-room-is-in-the-sums",
                   test_what_finds_no_room_is_in_the_sums);
  g_test_add_func ("/flow-table/a-million-flows-stay-within-the-bound",
                   test_a_million_flows_stay_within_the_bound);
  g_test_add_func ("/flow-table/flows-survive-the-coming-and-going-of-others",
                   test_flows_survive_the_coming_and_going_of_others);
  g_test_add_func ("/flow-table/connections-are-told-beside-their-flows",
                   test_connections_are_told_beside_their_flows);
  g_test_add_func ("/flow-table/new-addresses-lose-nothing-of-a-connection",
                   test_new_addresses_lose_nothing_of_a_connection);
  return g_test_run ();
}
