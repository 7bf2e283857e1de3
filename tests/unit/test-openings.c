/* Which packets of the second socket lead to a look-up, and that floods do not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/source/openings.h"

#include <netinet/in.h>
#include <pcap/pcap.h>
#include <string.h>

#define SECOND G_USEC_PER_SEC
#define START (1000 * SECOND)

#define SYN 0x02
#define ACK 0x10

static const uint8_t us[4] = { 192, 0, 2, 10 };
static const uint8_t them[4] = { 198, 51, 100, 7 };
static const uint8_t others[4] = { 203, 0, 113, 5 };

typedef struct
{
  uint8_t octets[14 + 20 + 20];
  uint32_t length;
} Frame;

static Frame
make_frame (uint8_t protocol,
            const uint8_t *src,
            uint16_t src_port,
            const uint8_t *dst,
            uint16_t dst_port,
            uint8_t flags)
{
  Frame frame = { .octets = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45 } };
  uint8_t *ip = frame.octets + 14;
  uint8_t *transport = ip + 20;
  uint16_t bytes = protocol == IPPROTO_TCP ? 40 : 28;

  ip[3] = (uint8_t) bytes;
  ip[8] = 64;
  ip[9] = protocol;
  memcpy (ip + 12, src, 4);
  memcpy (ip + 16, dst, 4);
  transport[0] = (uint8_t) (src_port >> 8);
  transport[1] = (uint8_t) src_port;
  transport[2] = (uint8_t) (dst_port >> 8);
  transport[3] = (uint8_t) dst_port;
  if (protocol == IPPROTO_TCP)
    {
      transport[12] = 0x50;
      transport[13] = flags;
    }
  else
    transport[5] = 8;
  frame.length = 14 + bytes;
  return frame;
}

static WeirOpenings *
start (const char *filter)
{
  WeirOpenings *openings = weir_openings_new (filter);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", NULL);

  weir_openings_start (openings, DLT_EN10MB);
  weir_openings_set_local (openings, local);
  return openings;
}

/* Returns how many tuples it leads to; @last: (out) (optional): the last of them */
static gsize
add (WeirOpenings *openings, int64_t now_us, const Frame *frame, WeirWireTuple *last)
{
  const WeirWireTuple *tuples;
  gsize n_all = 0;
  gsize n;

  weir_openings_add_frame (openings, now_us, frame->octets, frame->length, frame->length);
  while ((tuples = weir_openings_take (openings, &n)), n > 0)
    {
      n_all += n;
      if (last != NULL)
        *last = tuples[n - 1];
    }
  return n_all;
}

/* Whether the filter that should be set lets a packet through; as it was where it is no other. */
typedef struct
{
  struct bpf_insn instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  gsize count;
  guint n_changes;
} Filter;

static void
update (WeirOpenings *openings, int64_t now_us, Filter *filter)
{
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];

  if (!weir_openings_get_filter (openings, now_us, instructions, &filter->count))
    return;
  filter->n_changes++;
  for (gsize i = 0; i < filter->count; i++)
    filter->instructions[i] = (struct bpf_insn){ .code = instructions[i].code,
                                                 .jt = instructions[i].jt,
                                                 .jf = instructions[i].jf,
                                                 .k = instructions[i].k };
}

static gboolean
lets_through (const Filter *filter, const Frame *frame)
{
  g_assert_cmpuint (filter->count, >, 0);
  return bpf_filter (filter->instructions, frame->octets, frame->length, frame->length) > 0;
}

static void
test_openings_alone_are_looked_up (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Frame out = make_frame (IPPROTO_TCP, us, 40000, them, 443, SYN);
  Frame in = make_frame (IPPROTO_TCP, them, 50000, us, 80, SYN);
  Frame answer = make_frame (IPPROTO_TCP, them, 443, us, 40000, SYN | ACK);
  Frame later = make_frame (IPPROTO_TCP, us, 40001, them, 443, ACK);
  Frame forwarded = make_frame (IPPROTO_TCP, them, 40000, others, 443, SYN);
  Frame icmp = make_frame (IPPROTO_ICMP, us, 0, them, 0, 0);
  Frame datagram = make_frame (IPPROTO_UDP, them, 53, us, 40000, 0);
  WeirWireTuple tuple;

  g_assert_cmpuint (add (openings, START, &out, &tuple), ==, 1);
  g_assert_cmpuint (tuple.family, ==, 4);
  g_assert_cmpuint (tuple.protocol, ==, IPPROTO_TCP);
  g_assert_cmpmem (tuple.local, 4, us, 4);
  g_assert_cmpmem (tuple.remote, 4, them, 4);
  g_assert_cmpuint (tuple.local_port, ==, 40000);
  g_assert_cmpuint (tuple.remote_port, ==, 443);

  g_assert_cmpuint (add (openings, START, &in, &tuple), ==, 1);
  g_assert_cmpmem (tuple.local, 4, us, 4);
  g_assert_cmpuint (tuple.local_port, ==, 80);
  g_assert_cmpuint (add (openings, START, &datagram, &tuple), ==, 1);
  g_assert_cmpuint (tuple.local_port, ==, 40000);

  g_assert_cmpuint (add (openings, START, &answer, NULL), ==, 0);
  g_assert_cmpuint (add (openings, START, &later, NULL), ==, 0);
  g_assert_cmpuint (add (openings, START, &forwarded, NULL), ==, 0);
  g_assert_cmpuint (add (openings, START, &icmp, NULL), ==, 0);

  /* Whatever is cut off or senseless. */
  for (uint32_t length = 0; length < out.length; length++)
    {
      g_autofree uint8_t *prefix = g_memdup2 (out.octets, length);

      weir_openings_add_frame (openings, START, prefix, length, out.length);
    }
}

static void
test_a_flow_is_looked_up_once (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Frame datagram = make_frame (IPPROTO_UDP, us, 40000, them, 443, 0);
  Frame answer = make_frame (IPPROTO_UDP, them, 443, us, 40000, 0);
  Frame syn = make_frame (IPPROTO_TCP, us, 40000, them, 443, SYN);

  g_assert_cmpuint (add (openings, START, &datagram, NULL), ==, 1);
  for (int i = 0; i < 50; i++)
    {
      g_assert_cmpuint (add (openings, START + i * SECOND, &answer, NULL), ==, 0);
      g_assert_cmpuint (add (openings, START + i * SECOND, &datagram, NULL), ==, 0);
    }
  g_assert_cmpuint (add (openings, START + 100 * SECOND, &datagram, NULL), ==, 1);

  /* The same addresses and ports may be another connection's later. */
  g_assert_cmpuint (add (openings, START + 200 * SECOND, &syn, NULL), ==, 1);
  g_assert_cmpuint (add (openings, START + 200 * SECOND + 1000, &syn, NULL), ==, 0);
  g_assert_cmpuint (add (openings, START + 201 * SECOND, &syn, NULL), ==, 1);
}

static void
test_the_filter_takes_openings (void)
{
  g_autoptr (WeirOpenings) openings = start ("not port 22");
  Filter filter = { .count = 0 };
  Frame syn = make_frame (IPPROTO_TCP, us, 40000, them, 443, SYN);
  Frame answer = make_frame (IPPROTO_TCP, them, 443, us, 40000, SYN | ACK);
  Frame later = make_frame (IPPROTO_TCP, us, 40000, them, 443, ACK);
  Frame datagram = make_frame (IPPROTO_UDP, us, 40000, them, 443, 0);
  Frame left_out = make_frame (IPPROTO_TCP, us, 40000, them, 22, SYN);

  update (openings, START, &filter);
  g_assert_cmpuint (filter.n_changes, ==, 1);
  g_assert_true (lets_through (&filter, &syn));
  g_assert_true (lets_through (&filter, &datagram));
  g_assert_false (lets_through (&filter, &answer));
  g_assert_false (lets_through (&filter, &later));
  g_assert_false (lets_through (&filter, &left_out));
  update (openings, START + SECOND, &filter);
  g_assert_cmpuint (filter.n_changes, ==, 1);

  /* Where there is no such thing, there are no openings. */
  weir_openings_start (openings, DLT_USB);
  update (openings, START + 2 * SECOND, &filter);
  g_assert_cmpuint (filter.n_changes, ==, 2);
  g_assert_cmpuint (filter.count, ==, 0);
}

static void
test_a_flood_of_openings_costs_nothing (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Filter filter = { .count = 0 };
  gsize n_looked_up = 0;
  gsize n_read = 0;
  guint n_frames = 0;

  /* A hundred thousand a second, each from elsewhere; those that the filter lets through. */
  update (openings, START, &filter);
  for (int64_t now_us = START; now_us < START + 10 * SECOND; now_us += 10)
    {
      Frame syn = make_frame (IPPROTO_TCP, (const uint8_t *) &n_frames,
                              (uint16_t) (1024 + n_frames), us, 80, SYN);

      n_frames++;
      if (lets_through (&filter, &syn))
        {
          n_read++;
          n_looked_up += add (openings, now_us, &syn, NULL);
        }
      if (n_frames % 100 == 0)
        update (openings, now_us, &filter);
    }
  g_assert_cmpuint (n_looked_up, <=, 11 * WEIR_OPENINGS_PER_SECOND);
  g_assert_cmpuint (n_looked_up, >, 5 * WEIR_OPENINGS_PER_SECOND);
  /* What is read in vain is little: until the filter is closed. */
  g_assert_cmpuint (n_read, <, n_looked_up + n_looked_up / 2);
  g_assert_cmpuint (filter.n_changes, <=, 102);
}

static void
test_busy_ports_are_left_out (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Filter filter = { .count = 0 };
  Frame busy = make_frame (IPPROTO_UDP, them, 443, us, 40000, 0);
  Frame other = make_frame (IPPROTO_UDP, us, 40001, them, 443, 0);
  Frame syn = make_frame (IPPROTO_TCP, us, 40000, them, 443, SYN);
  int64_t now_us = START;

  update (openings, now_us, &filter);
  for (guint i = 0; i < WEIR_OPENINGS_PER_PORT; i++)
    add (openings, now_us += 1000, &busy, NULL);
  update (openings, now_us += SECOND / 10, &filter);
  g_assert_cmpuint (filter.n_changes, ==, 2);
  g_assert_false (lets_through (&filter, &busy));
  g_assert_true (lets_through (&filter, &other));
  g_assert_true (lets_through (&filter, &syn));

  /* Later it has another chance. */
  update (openings, now_us + WEIR_OPENINGS_LEFT_OUT_US, &filter);
  g_assert_true (lets_through (&filter, &busy));
}

static void
test_too_many_busy_ports_are_all_left_out (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Filter filter = { .count = 0 };
  Frame other = make_frame (IPPROTO_UDP, us, 9, them, 443, 0);
  Frame syn = make_frame (IPPROTO_TCP, us, 9, them, 443, SYN);
  int64_t now_us = START;

  for (uint16_t port = 1; port <= WEIR_OPENINGS_MAX_LEFT_OUT + 1; port++)
    {
      Frame busy = make_frame (IPPROTO_UDP, them, 443, us, (uint16_t) (40000 + port), 0);

      for (guint i = 0; i < WEIR_OPENINGS_PER_PORT; i++)
        add (openings, now_us, &busy, NULL);
      now_us += SECOND / 10;
    }
  update (openings, now_us, &filter);
  g_assert_cmpuint (filter.count, <, WEIR_WIRE_FILTER_MAX_LENGTH);
  g_assert_false (lets_through (&filter, &other));
  g_assert_true (lets_through (&filter, &syn));
}

/* A thousand flows at once, none of whose ports is busy: they are looked up once, not read for
 * ever. */
static void
test_known_flows_leave_udp_out (void)
{
  g_autoptr (WeirOpenings) openings = start (NULL);
  Filter filter = { .count = 0 };
  Frame syn = make_frame (IPPROTO_TCP, us, 9, them, 443, SYN);
  gsize n_looked_up = 0;
  gsize n_read = 0;
  guint n_frames = 0;

  update (openings, START, &filter);
  for (int64_t now_us = START; now_us < START + 20 * SECOND; now_us += 50)
    {
      Frame frame = make_frame (IPPROTO_UDP, us, (uint16_t) (1024 + n_frames % 1000), them, 443, 0);

      n_frames++;
      if (lets_through (&filter, &frame))
        {
          n_read++;
          n_looked_up += add (openings, now_us, &frame, NULL);
        }
      if (n_frames % 100 == 0)
        update (openings, now_us, &filter);
    }
  /* Where two share a place, each displaces the other one. */
  g_assert_cmpuint (n_looked_up, >=, 1000);
  g_assert_cmpuint (n_looked_up, <, 3000);
  g_assert_cmpuint (n_read, <, 5 * 2 * WEIR_OPENINGS_SEEN_PER_SECOND);
  g_assert_cmpuint (filter.n_changes, <=, 10);
  g_assert_true (lets_through (&filter, &syn));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/openings/alone-are-looked-up", test_openings_alone_are_looked_up);
  g_test_add_func ("/openings/a-flow-is-looked-up-once", test_a_flow_is_looked_up_once);
  g_test_add_func ("/openings/the-filter-takes-nothing-else", test_the_filter_takes_openings);
  g_test_add_func ("/openings/a-flood-costs-nothing", test_a_flood_of_openings_costs_nothing);
  g_test_add_func ("/openings/a-busy-port-is-left-out-for-a-while", test_busy_ports_are_left_out);
  g_test_add_func ("/openings/too-many-busy-ports-leave-udp-out",
                   test_too_many_busy_ports_are_all_left_out);
  g_test_add_func ("/openings/known-flows-leave-udp-out", test_known_flows_leave_udp_out);
  return g_test_run ();
}
