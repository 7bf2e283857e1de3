/* Later fragments are given the ports of their first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/fragment-cache.h"
#include "fixtures.h"

static WeirPacket
first_fragment (const char *src, const char *dst, uint32_t id, uint16_t src_port, uint16_t dst_port)
{
  WeirPacket packet = fixture_packet (IPPROTO_UDP, src, src_port, dst, dst_port, 1500);

  packet.flags |= WEIR_PACKET_FRAGMENT;
  packet.fragment_id = id;
  packet.fragment_protocol = IPPROTO_UDP;
  return packet;
}

static WeirPacket
later_fragment (const char *src, const char *dst, uint32_t id)
{
  WeirPacket packet = fixture_packet (IPPROTO_UDP, src, 0, dst, 0, 1500);

  packet.flags = WEIR_PACKET_FRAGMENT | WEIR_PACKET_LATER_FRAGMENT;
  packet.fragment_id = id;
  packet.fragment_protocol = IPPROTO_UDP;
  return packet;
}

static void
learn (WeirFragmentCache *cache, WeirPacket packet)
{
  WeirPacket before = packet;

  weir_fragment_cache_resolve (cache, &packet);
  g_assert_cmpmem (&packet, sizeof packet, &before, sizeof before);
}

static void
assert_resolves_to (WeirFragmentCache *cache,
                    WeirPacket packet,
                    uint16_t src_port,
                    uint16_t dst_port)
{
  weir_fragment_cache_resolve (cache, &packet);
  g_assert_cmpuint (packet.src_port, ==, src_port);
  g_assert_cmpuint (packet.dst_port, ==, dst_port);
}

static void
test_later_fragments_get_the_ports_of_their_first (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();

  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5000, 53));
  for (guint i = 0; i < 3; i++)
    assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 77), 5000, 53);

  learn (cache, first_fragment ("2001:db8::1", "2001:db8::2", 0x89abcdef, 6000, 443));
  assert_resolves_to (cache, later_fragment ("2001:db8::1", "2001:db8::2", 0x89abcdef), 6000, 443);
}

static void
test_a_later_fragment_alone_stays_without_ports (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();

  /* Out of order: it came before its first.  The next one is resolved. */
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 77), 0, 0);
  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5000, 53));
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 77), 5000, 53);
}

static void
test_another_datagram_is_not_mixed_up (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();
  WeirPacket other_protocol = later_fragment ("192.0.2.1", "198.51.100.2", 77);

  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5000, 53));
  other_protocol.protocol = other_protocol.fragment_protocol = IPPROTO_TCP;

  assert_resolves_to (cache, other_protocol, 0, 0);
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 78), 0, 0);
  assert_resolves_to (cache, later_fragment ("192.0.2.9", "198.51.100.2", 77), 0, 0);
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.9", 77), 0, 0);
  assert_resolves_to (cache, later_fragment ("198.51.100.2", "192.0.2.1", 77), 0, 0);
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 77), 5000, 53);
}

static void
test_an_identifier_used_again_is_the_new_datagram (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();

  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5000, 53));
  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5001, 123));
  assert_resolves_to (cache, later_fragment ("192.0.2.1", "198.51.100.2", 77), 5001, 123);
}

static void
test_entries_expire_by_packet_time (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();
  WeirPacket later = later_fragment ("192.0.2.1", "198.51.100.2", 77);

  learn (cache, first_fragment ("192.0.2.1", "198.51.100.2", 77, 5000, 53));
  later.time_us = FIXTURE_START_US + 29 * G_USEC_PER_SEC;
  assert_resolves_to (cache, later, 5000, 53);
  later.time_us = FIXTURE_START_US + 31 * G_USEC_PER_SEC;
  assert_resolves_to (cache, later, 0, 0);
}

static void
test_icmp_fragments_keep_their_identifier (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();
  WeirPacket first = first_fragment ("192.0.2.1", "198.51.100.2", 5, 4711, 4711);
  WeirPacket later = later_fragment ("192.0.2.1", "198.51.100.2", 5);

  first.protocol = later.protocol = IPPROTO_ICMP;
  first.fragment_protocol = later.fragment_protocol = IPPROTO_ICMP;
  first.flags |= WEIR_PACKET_HAS_ICMP;
  first.icmp_type = 8;
  learn (cache, first);
  assert_resolves_to (cache, later, 4711, 4711);
}

static void
test_a_flood_leaves_the_newest (void)
{
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();
  WeirPacket first = first_fragment ("192.0.2.1", "198.51.100.2", 0, 0, 53);
  WeirPacket later = later_fragment ("192.0.2.1", "198.51.100.2", 0);

  for (uint32_t i = 0; i < 1000000; i++)
    {
      first.fragment_id = later.fragment_id = i * 2654435761u;
      first.src.bytes[15] = later.src.bytes[15] = (uint8_t) i;
      first.src_port = (uint16_t) (i % 65536);
      learn (cache, first);
      if (i % 1000 == 0)
        assert_resolves_to (cache, later, first.src_port, 53);
    }
}

static void
test_time_may_jump_anywhere (void)
{
  static const int64_t times[] = { 0, -1, G_MAXINT64, G_MININT64, FIXTURE_START_US, 1 };
  g_autoptr (WeirFragmentCache) cache = weir_fragment_cache_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (times); j++)
      {
        WeirPacket first = first_fragment ("192.0.2.1", "198.51.100.2", 9, 5000, 53);
        WeirPacket later = later_fragment ("192.0.2.1", "198.51.100.2", 9);

        first.time_us = times[i];
        later.time_us = times[j];
        weir_fragment_cache_resolve (cache, &first);
        weir_fragment_cache_resolve (cache, &later);
        g_assert_true (later.src_port == 5000 || later.src_port == 0);
        if (i == j)
          g_assert_cmpuint (later.src_port, ==, 5000);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fragment-cache/later-fragments-get-the-ports-of-their-first",
                   test_later_fragments_get_the_ports_of_their_first);
  g_test_add_func ("/fragment-cache/a-later-fragment-alone-stays-without-ports",
                   test_a_later_fragment_alone_stays_without_ports);
  g_test_add_func ("/fragment-cache/another-datagram-is-not-mixed-up",
                   test_another_datagram_is_not_mixed_up);
  g_test_add_func ("/fragment-cache/an-identifier-used-again-is-the-new-datagram",
                   test_an_identifier_used_again_is_the_new_datagram);
  g_test_add_func ("/fragment-cache/entries-expire-by-packet-time",
                   test_entries_expire_by_packet_time);
  g_test_add_func ("/fragment-cache/icmp-fragments-keep-their-identifier",
                   test_icmp_fragments_keep_their_identifier);
  g_test_add_func ("/fragment-cache/a-flood-leaves-the-newest", test_a_flood_leaves_the_newest);
  g_test_add_func ("/fragment-cache/time-may-jump-anywhere", test_time_may_jump_anywhere);
  return g_test_run ();
}
