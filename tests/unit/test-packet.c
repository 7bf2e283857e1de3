/* Every frame of the golden captures, whole and cut off after every byte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <pcap/pcap.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/packet/bytes.h"
#include "core/packet/tcp-segment.h"
#include "support/golden.h"
#include "support/packet-invariants.h"

/* The largest frame of the captures, and what mutations may make of it. */
#define ROOM 16384

/* A place for frames that ends at a page which cannot be read: one byte too far is a crash, in
 * every build.  A sanitized build sees reads before the frame as well, in the copies of
 * test_lies(). */
static uint8_t *guarded_end;

static void
guard_init (void)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  uint8_t *memory;

  memory = mmap (NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (memory != MAP_FAILED);
  guarded_end = memory + ROOM;
  g_assert_cmpint (mprotect (guarded_end, page, PROT_NONE), ==, 0);
}

/* Whoever reads on behind the headers sees the same packet, and stays inside the frame. */
static void
check_transport (const WeirPacket *packet,
                 int link_type,
                 const uint8_t *frame,
                 uint32_t captured,
                 uint32_t length)
{
  WeirTransport transport;
  WeirTcpSegment segment;
  WeirPacket same;

  memset (&same, 0xa5, sizeof same);
  same.time_us = 0;
  g_assert_true (
      weir_packet_parse_with_transport (&same, &transport, link_type, frame, captured, length));
  g_assert_cmpmem (&same, sizeof same, packet, sizeof *packet);

  if (transport.header == NULL)
    {
      g_assert_cmpuint (transport.captured, ==, 0);
      g_assert_cmpuint (packet->flags & WEIR_PACKET_HAS_PORTS, ==, 0);
      return;
    }
  g_assert_true (transport.header >= frame);
  g_assert_true (transport.captured <= captured);
  g_assert_true (transport.header + transport.captured <= frame + captured);
  g_assert_cmpuint (transport.captured, <=, transport.bytes);
  if (packet->flags & WEIR_PACKET_HAS_PORTS)
    g_assert_cmpuint (weir_read_be16 (transport.header), ==, packet->src_port);

  memset (&segment, 0xa5, sizeof segment);
  if (weir_tcp_segment_read (&segment, packet, &transport))
    {
      g_assert_cmpuint (packet->protocol, ==, IPPROTO_TCP);
      g_assert_cmpuint (packet->flags & WEIR_PACKET_FRAGMENT, ==, 0);
      g_assert_cmpuint (segment.flags, ==, packet->tcp_flags);
      g_assert_cmpuint (segment.payload_offset, >=, 20);
      g_assert_cmpuint (segment.payload_offset + segment.payload_bytes, ==, transport.bytes);
      g_assert_cmpuint (segment.payload_bytes, <=, packet->bytes - 20);
    }
  else
    {
      g_assert_cmpuint (segment.payload_offset, ==, 0);
    }
}

static gboolean
parse (WeirPacket *packet, int link_type, const uint8_t *frame, uint32_t captured, uint32_t length)
{
  uint8_t *copy = guarded_end - captured;
  const char *broken;

  g_assert_cmpuint (captured, <=, ROOM);
  memcpy (copy, frame, captured);

  /* A field that the parser forgets must not be right by accident. */
  memset (packet, 0xa5, sizeof *packet);
  packet->time_us = 0;
  if (!weir_packet_parse (packet, link_type, copy, captured, length))
    return FALSE;

  broken = weir_packet_find_broken_invariant (packet, captured, length);
  if (broken != NULL)
    {
      g_test_fail_printf ("broken with %u of %u bytes captured: %s", captured, length, broken);
    }

  check_transport (packet, link_type, copy, captured, length);
  return TRUE;
}

/* The packet in the form of the ".packets" files. */
static char *
describe (const WeirPacket *packet)
{
  char src[WEIR_ADDRESS_TEXT_MAX];
  char dst[WEIR_ADDRESS_TEXT_MAX];
  g_autofree char *fragment = g_strdup ("-");
  g_autofree char *icmp = g_strdup ("-");
  g_autofree char *tcp = g_strdup ("-");

  if (packet->flags & WEIR_PACKET_FRAGMENT)
    {
      g_free (fragment);
      fragment =
          g_strdup_printf ("%s:%u", packet->flags & WEIR_PACKET_LATER_FRAGMENT ? "later" : "first",
                           packet->fragment_id);
    }
  if (packet->flags & WEIR_PACKET_HAS_ICMP)
    {
      g_free (icmp);
      icmp = g_strdup_printf ("%u/%u", packet->icmp_type, packet->icmp_code);
    }
  if (packet->tcp_flags != 0)
    {
      g_free (tcp);
      tcp = g_strdup_printf ("0x%02x", packet->tcp_flags);
    }

  return g_strdup_printf ("%u 0x%04x %s %u %s %u %u %u %s %s %s", packet->family, packet->protocol,
                          weir_address_format (&packet->src, packet->family, src), packet->src_port,
                          weir_address_format (&packet->dst, packet->family, dst), packet->dst_port,
                          packet->bytes, packet->wire_bytes, fragment, icmp, tcp);
}

/* From how many captured bytes on something is to be found; G_MAXUINT for never. */
typedef struct
{
  guint least; /* fewer are malformed */
  guint whole; /* so many are a packet */
  guint ports;
  guint icmp;
  guint tcp;
} Limits;

static guint
read_limit (const char *text)
{
  return strcmp (text, "-") == 0 ? G_MAXUINT : (guint) g_ascii_strtoull (text, NULL, 10);
}

static void
read_limits (Limits *limits, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 5);
  limits->least = read_limit (words[0]);
  limits->whole = read_limit (words[1]);
  limits->ports = read_limit (words[2]);
  limits->icmp = read_limit (words[3]);
  limits->tcp = read_limit (words[4]);
}

/* What @full becomes when only @captured bytes of its frame are there. */
static WeirPacket
take_away (const WeirPacket *full, const Limits *limits, guint captured)
{
  WeirPacket packet = *full;

  if (captured < limits->ports)
    {
      packet.src_port = packet.dst_port = 0;
      packet.flags &= (uint8_t) ~WEIR_PACKET_HAS_PORTS;
    }
  if (captured < limits->icmp)
    {
      packet.icmp_type = packet.icmp_code = 0;
      packet.flags &= (uint8_t) ~WEIR_PACKET_HAS_ICMP;
    }
  if (captured < limits->tcp)
    packet.tcp_flags = 0;

  return packet;
}

/* Between the end of the fixed IP header and that of its options or extension headers a packet may
 * be refused, or be one whose protocol is not known yet; never another one. */
static void
check_half_header (const WeirPacket *packet, const WeirPacket *full)
{
  g_assert_cmpuint (packet->family, ==, full->family);
  g_assert_cmpuint (packet->bytes, ==, full->bytes);
  g_assert_true (weir_address_equal (&packet->src, &full->src));
  g_assert_true (weir_address_equal (&packet->dst, &full->dst));
  g_assert_cmpuint (packet->src_port, ==, 0);
  g_assert_cmpuint (packet->dst_port, ==, 0);
  g_assert_cmpuint (packet->flags & (WEIR_PACKET_HAS_PORTS | WEIR_PACKET_HAS_ICMP), ==, 0);
}

static void
check_prefixes (int link_type,
                const uint8_t *frame,
                uint32_t length,
                const WeirPacket *full,
                const Limits *limits,
                uint32_t captured)
{
  for (uint32_t n = 0; n < captured; n++)
    {
      WeirPacket packet;
      WeirPacket expected;
      gboolean is_packet = parse (&packet, link_type, frame, n, length);

      if (full == NULL)
        continue;
      if (n < limits->least)
        {
          if (is_packet)
            g_test_fail_printf ("%u of %u bytes are a packet, not malformed", n, length);
        }
      else if (n < limits->whole)
        {
          if (is_packet)
            check_half_header (&packet, full);
        }
      else
        {
          g_autofree char *want = NULL;
          g_autofree char *have = NULL;

          if (!is_packet)
            {
              g_test_fail_printf ("%u of %u bytes are malformed, not a packet", n, length);
              continue;
            }
          expected = take_away (full, limits, n);
          want = describe (&expected);
          have = describe (&packet);
          g_assert_cmpstr (have, ==, want);
          g_assert_cmpuint (packet.flags, ==, expected.flags);
        }
    }
}

static void
check_frame (int link_type,
             const uint8_t *frame,
             uint32_t captured,
             uint32_t length,
             const char *line)
{
  WeirPacket packet;
  Limits limits = { 0 };
  gboolean is_packet = parse (&packet, link_type, frame, captured, length);
  g_autofree char *have = is_packet ? describe (&packet) : g_strdup ("malformed");
  g_auto (GStrv) halves = g_strsplit (line, " | ", 2);

  g_assert_cmpstr (have, ==, halves[0]);
  if (is_packet)
    {
      read_limits (&limits, halves[1]);
      g_assert_cmpint ((packet.flags & WEIR_PACKET_HAS_PORTS) != 0, ==,
                       captured >= limits.ports && limits.icmp == G_MAXUINT);
    }

  check_prefixes (link_type, frame, length, is_packet ? &packet : NULL, &limits, captured);
}

static pcap_t *
open_capture (const char *name)
{
  g_autofree char *path = golden_path (name);
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, message);

  if (pcap == NULL)
    g_error ("%s: %s", path, message);

  return pcap;
}

static void
test_reads (gconstpointer data)
{
  const char *name = data;
  g_auto (GStrv) lines = golden_lines (name, ".packets");
  pcap_t *pcap = open_capture (name);
  struct pcap_pkthdr *header;
  const uint8_t *frame;
  guint n = 0;

  while (pcap_next_ex (pcap, &header, &frame) == 1)
    {
      g_assert_nonnull (lines[n]);
      check_frame (pcap_datalink (pcap), frame, header->caplen, header->len, lines[n]);
      n++;
    }

  g_assert_cmpuint (n, ==, g_strv_length (lines));
  pcap_close (pcap);
}

static void
mutate (GRand *random, uint8_t *bytes, uint32_t size)
{
  gint32 n_changes = g_rand_int_range (random, 1, 9);

  for (gint32 i = 0; i < n_changes && size > 0; i++)
    {
      uint8_t *byte = bytes + g_rand_int_range (random, 0, (gint32) size);

      /* Single bits, extremes and anything: length fields meet all their corners. */
      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          *byte ^= (uint8_t) (1 << g_rand_int_range (random, 0, 8));
          break;
        case 1:
          *byte = 0;
          break;
        case 2:
          *byte = 0xff;
          break;
        default:
          *byte = (uint8_t) g_rand_int (random);
          break;
        }
    }
}

#define MUTATIONS_PER_FRAME 2000

static void
test_survives_mutations (void)
{
  g_auto (GStrv) names = golden_names ("", ".packets");
  g_autoptr (GRand) random = g_rand_new_with_seed (20240101);
  uint8_t copy[ROOM];
  guint n_packets = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      pcap_t *pcap = open_capture (names[i]);
      struct pcap_pkthdr *header;
      const uint8_t *frame;

      while (pcap_next_ex (pcap, &header, &frame) == 1)
        {
          for (guint j = 0; j < MUTATIONS_PER_FRAME; j++)
            {
              uint32_t cut = (uint32_t) g_rand_int_range (random, 0, (gint32) header->caplen + 1);
              uint32_t captured = j % 2 == 0 ? header->caplen : cut;
              WeirPacket packet;

              memcpy (copy, frame, captured);
              mutate (random, copy, captured);
              n_packets += parse (&packet, pcap_datalink (pcap), copy, captured, header->len);
            }
        }
      pcap_close (pcap);
    }

  /* Most of them still are packets, or this would test little. */
  g_assert_cmpuint (n_packets, >, 10000);
}

#define N_HEADERS 255

/* A frame of IPv6 with @n_headers destination options headers and UDP, in a copy of its exact size.
 */
static uint8_t *
new_chain (guint n_headers, uint32_t *size)
{
  uint32_t payload = n_headers * 8 + 8;
  uint8_t *frame;

  *size = 40 + payload;
  frame = g_malloc0 (*size);
  frame[0] = 0x60;
  frame[4] = (uint8_t) (payload >> 8);
  frame[5] = (uint8_t) payload;
  frame[6] = n_headers > 0 ? 60 : 17;
  for (guint i = 0; i < n_headers; i++)
    frame[40 + i * 8] = i + 1 < n_headers ? 60 : 17;
  frame[*size - 8 + 1] = 7;
  frame[*size - 8 + 3] = 9;

  return frame;
}

static void
test_long_chains_end (void)
{
  static const guint lengths[] = { 0, 1, 8, N_HEADERS, 8000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      uint32_t size;
      g_autofree uint8_t *frame = new_chain (lengths[i], &size);
      WeirPacket packet;

      g_assert_true (weir_packet_parse (&packet, DLT_IPV6, frame, size, size));
      g_assert_null (weir_packet_find_broken_invariant (&packet, size, size));
      g_assert_cmpuint (packet.bytes, ==, size);

      /* A chain may be given up, but what is found at its end is right. */
      if (lengths[i] <= 8)
        g_assert_cmpuint (packet.flags, ==, WEIR_PACKET_HAS_PORTS);
      if (packet.flags & WEIR_PACKET_HAS_PORTS)
        {
          g_assert_cmpuint (packet.protocol, ==, 17);
          g_assert_cmpuint (packet.src_port, ==, 7);
          g_assert_cmpuint (packet.dst_port, ==, 9);
        }
    }
}

/* Each length field of the chain's first headers, at every value, in copies of exact size. */
static void
test_lying_extension_lengths_stay_inside (void)
{
  for (guint at = 0; at < 4; at++)
    {
      for (guint value = 0; value < 256; value++)
        {
          uint32_t size;
          g_autofree uint8_t *frame = new_chain (4, &size);
          WeirPacket packet;

          frame[40 + at * 8 + 1] = (uint8_t) value;
          g_assert_true (weir_packet_parse (&packet, DLT_IPV6, frame, size, size));
          g_assert_null (weir_packet_find_broken_invariant (&packet, size, size));
          if (value > 3)
            g_assert_cmpuint (packet.flags & WEIR_PACKET_HAS_PORTS, ==, 0);
        }
    }
}

/* The frame may start at any address. */
static void
test_unaligned_frames_read_the_same (void)
{
  uint32_t size;
  g_autofree uint8_t *frame = new_chain (2, &size);
  g_autofree uint8_t *room = g_malloc (size + 8);

  for (guint shift = 0; shift < 8; shift++)
    {
      WeirPacket packet;

      memcpy (room + shift, frame, size);
      g_assert_true (weir_packet_parse (&packet, DLT_IPV6, room + shift, size, size));
      g_assert_cmpuint (packet.src_port, ==, 7);
      g_assert_cmpuint (packet.dst_port, ==, 9);
    }
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) names = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  guard_init ();

  names = golden_names ("", ".packets");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/packet/reads/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_reads);
    }
  g_test_add_func ("/packet/survives-mutations", test_survives_mutations);
  g_test_add_func ("/packet/long-extension-chains-end", test_long_chains_end);
  g_test_add_func ("/packet/lying-extension-lengths-stay-inside",
                   test_lying_extension_lengths_stay_inside);
  g_test_add_func ("/packet/unaligned-frames-read-the-same", test_unaligned_frames_read_the_same);

  return g_test_run ();
}
