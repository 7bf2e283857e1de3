/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the helper captures, lists and refuses, on a cable of its own.
 */
#include "support/namespace.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-process.h"
#include "wire/bytes.h"

/* "Local experimental" (IEEE 802): nobody else uses it here. */
#define ETHER_TYPE 0x88b5
#define ETHER_TYPE_TEXT "0x88b5"

#define SNAPLEN 96 /* what helper_process_open() asks for */

static HelperProcess *
start (void)
{
  HelperProcess *helper = helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);
  WeirFrame frame;

  g_assert_true (helper_process_next (helper, &frame));
  g_assert_cmpint (frame.type, ==, WEIR_FRAME_HELLO);
  return helper;
}

static void
expect_opened (HelperProcess *helper, guint serial)
{
  WeirFrame frame;
  WeirWireOpened opened;

  helper_process_expect (helper, WEIR_FRAME_OPENED, &frame);
  g_assert_true (weir_wire_opened_read (&frame, &opened));
  g_assert_cmpuint (opened.serial, ==, serial);
  g_assert_cmpuint (opened.snaplen, ==, SNAPLEN);
}

/* Puts @count frames of @length octets on the cable; the fifteenth octet counts them. */
static void
send_frames (const char *interface, guint first, guint count, guint length)
{
  int fd = socket (AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  struct sockaddr_ll address = {
    .sll_family = AF_PACKET,
    .sll_ifindex = if_nametoindex (interface),
  };
  uint8_t frame[1514] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ETHER_TYPE >> 8, ETHER_TYPE & 0xff };

  g_assert_no_errno (fd);
  for (guint i = 0; i < count; i++)
    {
      frame[14] = first + i;
      frame[length - 1] = first + i;
      g_assert_cmpint (sendto (fd, frame, length, 0, (struct sockaddr *) &address, sizeof address),
                       ==, length);
    }
  close (fd);
}

static void
set_filter (HelperProcess *helper, const char *expression)
{
  pcap_t *pcap = pcap_open_dead (DLT_EN10MB, SNAPLEN);
  struct bpf_program program;
  WeirWireInstruction instructions[64];

  g_assert_cmpint (pcap_compile (pcap, &program, expression, 1, PCAP_NETMASK_UNKNOWN), ==, 0);
  g_assert_cmpuint (program.bf_len, <=, G_N_ELEMENTS (instructions));
  for (guint i = 0; i < program.bf_len; i++)
    instructions[i] = (WeirWireInstruction){ .code = program.bf_insns[i].code,
                                             .jt = program.bf_insns[i].jt,
                                             .jf = program.bf_insns[i].jf,
                                             .k = program.bf_insns[i].k };
  helper_process_filter (helper, instructions, program.bf_len);
  pcap_freecode (&program);
  pcap_close (pcap);
}

/* What was asked for before has been done when this is answered. */
static void
wait_until_served (HelperProcess *helper)
{
  WeirFrame frame;

  helper_process_ask (helper, WEIR_FRAME_LIST_INTERFACES);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
}

/* STATS tells that a filter is set. */
static void
expect_flowing (HelperProcess *helper)
{
  WeirFrame frame;

  helper_process_expect (helper, WEIR_FRAME_STATS, &frame);
}

/* Reads @count of our frames, numbered from @first on and of @length octets. */
static void
expect_frames (HelperProcess *helper, guint first, guint count, guint length)
{
  gint64 now_us = g_get_real_time ();
  guint n_seen = 0;

  while (n_seen < count)
    {
      WeirFrame frame;
      WeirWirePacket packet;

      helper_process_expect (helper, WEIR_FRAME_PACKETS, &frame);
      while (weir_wire_packet_next (&frame, &packet) == WEIR_WIRE_RECORD_NEXT)
        {
          g_assert_cmpuint (packet.length, ==, length);
          g_assert_cmpuint (packet.captured, ==, MIN (length, SNAPLEN));
          g_assert_cmpuint (packet.octets[12] << 8 | packet.octets[13], ==, ETHER_TYPE);
          g_assert_cmpuint (packet.octets[14], ==, (uint8_t) (first + n_seen));
          g_assert_cmpint (ABS (packet.time_us - now_us), <, 60 * G_USEC_PER_SEC);
          n_seen++;
        }
      g_assert_cmpint (frame.length, ==, 0);
    }
}

static void
test_captures_what_is_on_the_cable (void)
{
  g_autoptr (HelperProcess) helper = start ();
  WeirFrame frame;
  WeirWireStats stats;

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  helper_process_filter (helper, NULL, 0);
  expect_flowing (helper);
  send_frames ("weir-b", 0, 1000, 60);
  expect_frames (helper, 0, 1000, 60);
  send_frames ("weir-b", 0, 100, 1514);
  expect_frames (helper, 0, 100, 1514);

  /* What was sent counts as well as what came. */
  send_frames ("weir-a", 7, 10, 200);
  expect_frames (helper, 7, 10, 200);

  do
    {
      helper_process_expect (helper, WEIR_FRAME_STATS, &frame);
      g_assert_true (weir_wire_stats_read (&frame, &stats));
    }
  while (stats.received < 1110);
  g_assert_cmpuint (stats.received, ==, 1110);
  g_assert_cmpuint (stats.dropped, ==, 0);
  g_assert_cmpuint (stats.rx_packets, ==, 1100);
  g_assert_cmpuint (stats.rx_octets, ==, 1000 * 60 + 100 * 1514);
  g_assert_cmpuint (stats.tx_packets, ==, 10);
  g_assert_cmpuint (stats.tx_octets, ==, 10 * 200);
  helper_process_finish (helper, 0);
}

static void
test_nothing_passes_before_the_filter (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  send_frames ("weir-b", 0, 50, 60);
  set_filter (helper, "ether proto " ETHER_TYPE_TEXT);
  expect_flowing (helper);
  send_frames ("weir-b", 100, 5, 60);
  expect_frames (helper, 100, 5, 60);
  helper_process_finish (helper, 0);
}

static void
test_a_filter_is_replaced (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  set_filter (helper, "ether proto " ETHER_TYPE_TEXT " and ether[14] < 10");
  expect_flowing (helper);
  send_frames ("weir-b", 0, 20, 60);
  expect_frames (helper, 0, 10, 60);
  set_filter (helper, "ether proto " ETHER_TYPE_TEXT " and ether[14] >= 15");
  expect_flowing (helper);
  send_frames ("weir-b", 0, 20, 60);
  expect_frames (helper, 15, 5, 60);
  helper_process_finish (helper, 0);
}

/* Uninitialised scratch memory: libpcap lets it pass, and would run it itself. */
static const WeirWireInstruction refused_by_kernel[] = {
  { .code = BPF_LD | BPF_MEM, .k = 3 },
  { .code = BPF_RET | BPF_A },
};

static const WeirWireInstruction unknown_instruction[] = {
  { .code = 0xffff },
  { .code = BPF_RET | BPF_K, .k = 1 },
};

static const WeirWireInstruction jump_to_nowhere[] = {
  { .code = BPF_JMP | BPF_JA, .k = 100 },
  { .code = BPF_RET | BPF_K, .k = 1 },
};

static const WeirWireInstruction without_end[] = {
  { .code = BPF_LD | BPF_IMM, .k = 1 },
};

static void
test_a_refused_filter_is_told (void)
{
  static const struct
  {
    const WeirWireInstruction *instructions;
    size_t count;
  } cases[] = {
    { refused_by_kernel, G_N_ELEMENTS (refused_by_kernel) },
    { unknown_instruction, G_N_ELEMENTS (unknown_instruction) },
    { jump_to_nowhere, G_N_ELEMENTS (jump_to_nowhere) },
    { without_end, G_N_ELEMENTS (without_end) },
  };
  g_autoptr (HelperProcess) helper = start ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      helper_process_open (helper, i, "weir-a");
      expect_opened (helper, i);
      helper_process_filter (helper, cases[i].instructions, cases[i].count);
      helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_FILTER);

      /* Nothing is open then: a filter is for nobody. */
      helper_process_filter (helper, NULL, 0);
    }
  helper_process_finish (helper, 0);
}

static void
test_interfaces_are_switched_without_root (void)
{
  g_autoptr (HelperProcess) helper = start ();

  for (guint i = 0; i < 4; i++)
    {
      helper_process_open (helper, i, i % 2 == 0 ? "weir-a" : "weir-b");
      expect_opened (helper, i);
      set_filter (helper, "ether proto " ETHER_TYPE_TEXT);
      expect_flowing (helper);
      send_frames (i % 2 == 0 ? "weir-b" : "weir-a", 30, 3, 60);
      expect_frames (helper, 30, 3, 60);
      if (i == 1)
        helper_process_ask (helper, WEIR_FRAME_CLOSE);
    }
  helper_process_open (helper, 9, "any");
  expect_opened (helper, 9);
  helper_process_finish (helper, 0);
}

static gboolean
is_promiscuous (const char *interface)
{
  g_autofree char *command = g_strdup_printf ("ip -d -o link show %s", interface);
  g_autofree char *output = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &output, NULL, NULL, NULL));
  return strstr (output, "promiscuity 1") != NULL;
}

static void
test_promiscuous_mode_needs_no_more_rights (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  g_assert_true (is_promiscuous ("weir-a"));
  helper_process_ask (helper, WEIR_FRAME_CLOSE);
  wait_until_served (helper);
  g_assert_false (is_promiscuous ("weir-a"));
  helper_process_finish (helper, 0);
}

static void
test_interfaces_that_cannot_be_opened_are_told (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-none");
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_NO_INTERFACE);
  helper_process_open (helper, 2, "usbmon0");
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_NO_INTERFACE);

  namespace_run ("ip link add weir-c type veth peer name weir-d");
  helper_process_open (helper, 3, "weir-c");
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_INTERFACE_DOWN);
  namespace_run ("ip link set weir-c up");
  helper_process_open (helper, 4, "weir-c");
  expect_opened (helper, 4);
  helper_process_filter (helper, NULL, 0);

  /* The device vanishes, and the helper goes on. */
  expect_flowing (helper);
  namespace_run ("ip link delete weir-c");
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_NO_INTERFACE);
  helper_process_open (helper, 5, "weir-a");
  expect_opened (helper, 5);
  helper_process_finish (helper, 0);
}

static void
test_nonsense_ends_it (void)
{
  uint8_t memory[64] = { 0 };
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  const WeirWireOpen path = { .snaplen = 96, .name = "../eth0" };
  const WeirWireOpen long_packets = { .snaplen = WEIR_FRAME_MAX_SNAPLEN + 1, .name = "weir-a" };
  const WeirWireOpen flags = { .snaplen = 96, .flags = 2, .name = "weir-a" };
  const WeirWireHello hello = { 0 };

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (HelperProcess) helper = start ();

      g_test_message ("case %u", i);
      if (i == 0)
        weir_wire_open_write (&writer, &path);
      else if (i == 1)
        weir_wire_open_write (&writer, &long_packets);
      else if (i == 2)
        weir_wire_open_write (&writer, &flags);
      else if (i == 3)
        weir_wire_hello_write (&writer, &hello);
      else if (i == 4)
        weir_wire_request_write (&writer, 99);
      else
        weir_wire_request_write (&writer, WEIR_FRAME_FILTER);

      if (i == 5)
        weir_put_u32 (memory, UINT32_MAX);
      else if (i == 6)
        memory[5]++; /* the version */
      else if (i == 7)
        memset (memory, 'x', sizeof memory);
      helper_process_write (helper, memory, writer.used);
      helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_PROTOCOL);
      helper_process_finish (helper, 1);
    }
}

static void
test_half_a_request_and_the_end_is_the_end (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_write (helper, "\x1c\0\0", 3);
  helper_process_finish (helper, 0);
}

static void
test_the_end_of_file_ends_a_capture (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  helper_process_filter (helper, NULL, 0);
  helper_process_ask (helper, WEIR_FRAME_LIST_SOCKETS);
  helper_process_finish (helper, 0);
}

/* Nobody reads, the pipe is full, and the helper waits: it still sees that nobody asks. */
static void
test_the_end_of_file_ends_a_helper_that_waits (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  helper_process_filter (helper, NULL, 0);
  expect_flowing (helper);
  for (guint i = 0; i < 40; i++)
    send_frames ("weir-b", 0, 1000, 1514);
  helper_process_finish (helper, 0);
}

static void
test_a_broken_pipe_ends_it (void)
{
  g_autoptr (HelperProcess) helper = start ();
  int status;

  helper_process_open (helper, 1, "weir-a");
  expect_opened (helper, 1);
  helper_process_filter (helper, NULL, 0);
  close (helper->output);
  helper->output = -1;

  /* STATS find nobody to read them. */
  status = helper_process_wait (helper);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_requests_may_be_torn_and_bundled (void)
{
  g_autoptr (HelperProcess) helper = start ();
  uint8_t memory[128] = { 0 };
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirFrame frame;

  weir_wire_request_write (&writer, WEIR_FRAME_LIST_INTERFACES);
  for (size_t i = 0; i < writer.used; i++)
    helper_process_write (helper, memory + i, 1);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);

  memcpy (memory + writer.used, memory, writer.used);
  helper_process_write (helper, memory, 2 * writer.used);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
  helper_process_finish (helper, 0);
}

static void
test_lists_interfaces_with_addresses (void)
{
  g_autoptr (HelperProcess) helper = start ();
  gboolean has_name = FALSE, has_v4 = FALSE, has_v6 = FALSE;
  WeirFrame frame;
  WeirWireLink link;

  namespace_run ("ip address add 192.0.2.1/24 dev weir-a");
  helper_process_ask (helper, WEIR_FRAME_LIST_INTERFACES);
  helper_process_expect (helper, WEIR_FRAME_INTERFACES, &frame);
  while (weir_wire_link_next (&frame, &link) == WEIR_WIRE_RECORD_NEXT)
    {
      const uint8_t v4[] = { 192, 0, 2, 1 };
      const uint8_t v6[16] = { [15] = 1 };

      if (!strcmp (link.name, "weir-b") && link.family == 0)
        has_name = link.index == if_nametoindex ("weir-b") && (link.flags & IFF_UP);
      if (!strcmp (link.name, "weir-a") && link.family == 4)
        has_v4 = link.prefix == 24 && memcmp (link.address, v4, 4) == 0;
      if (!strcmp (link.name, "lo") && link.family == 6)
        has_v6 = link.prefix == 128 && memcmp (link.address, v6, 16) == 0;
    }
  g_assert_true (has_name);
  g_assert_true (has_v4);
  g_assert_true (has_v6);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
  namespace_run ("ip address flush dev weir-a");
  helper_process_finish (helper, 0);
}

/* Another user's process: neither the tests' own user nor the helper's. */
#define OTHER_USER 54322

static void
test_lists_owners_of_other_users_sockets (void)
{
  g_autoptr (HelperProcess) helper = start ();
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  struct sockaddr_in bound;
  socklen_t size = sizeof bound;
  int ready[2];
  pid_t other;
  gboolean is_found = FALSE;
  WeirFrame frame;
  WeirFrameType list;

  g_assert_no_errno (pipe (ready));
  other = fork ();
  g_assert_no_errno (other);
  if (other == 0)
    {
      int fd;

      if (setresuid (OTHER_USER, OTHER_USER, OTHER_USER) != 0)
        _exit (1);
      fd = socket (AF_INET, SOCK_STREAM, 0);
      if (bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 || listen (fd, 1) != 0
          || getsockname (fd, (struct sockaddr *) &bound, &size) != 0
          || write (ready[1], &bound.sin_port, sizeof bound.sin_port) < 0)
        _exit (1);
      pause ();
    }
  g_assert_cmpint (read (ready[0], &bound.sin_port, sizeof bound.sin_port), ==,
                   sizeof bound.sin_port);

  /* Asked twice while it works, it answers once. */
  helper_process_ask (helper, WEIR_FRAME_LIST_SOCKETS);
  helper_process_ask (helper, WEIR_FRAME_LIST_SOCKETS);
  do
    {
      WeirWireSocket each;

      g_assert_true (helper_process_next (helper, &frame));
      if (frame.type == WEIR_FRAME_SOCKETS)
        while (weir_wire_socket_next (&frame, &each) == WEIR_WIRE_RECORD_NEXT)
          if (each.tuple.local_port == ntohs (bound.sin_port) && each.tuple.protocol == IPPROTO_TCP)
            {
              g_assert_cmpuint (each.tuple.family, ==, 4);
              g_assert_cmpuint (each.pid, ==, other);
              g_assert_cmpuint (each.uid, ==, OTHER_USER);
              g_assert_cmpuint (each.start_time, >, 0);
              g_assert_cmpuint (each.inode, >, 0);
              g_assert_cmpstr (each.command, ==, "test-helper-cap");
              is_found = TRUE;
            }
    }
  while (frame.type != WEIR_FRAME_END);
  g_assert_true (weir_wire_end_read (&frame, &list));
  g_assert_cmpint (list, ==, WEIR_FRAME_SOCKETS);
  g_assert_true (is_found);

  kill (other, SIGKILL);
  waitpid (other, NULL, 0);
  close (ready[0]);
  close (ready[1]);
  helper_process_finish (helper, 0);
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/captures-what-is-on-the-cable", test_captures_what_is_on_the_cable);
  g_test_add_func ("/helper/nothing-passes-before-the-filter",
                   test_nothing_passes_before_the_filter);
  g_test_add_func ("/helper/a-filter-is-replaced", test_a_filter_is_replaced);
  g_test_add_func ("/helper/a-refused-filter-is-told", test_a_refused_filter_is_told);
  g_test_add_func ("/helper/interfaces-are-switched-without-root",
                   test_interfaces_are_switched_without_root);
  g_test_add_func ("/helper/promiscuous-mode-needs-no-more-rights",
                   test_promiscuous_mode_needs_no_more_rights);
  g_test_add_func ("/helper/interfaces-that-cannot-be-opened-are-told",
                   test_interfaces_that_cannot_be_opened_are_told);
  g_test_add_func ("/helper/nonsense-ends-it", test_nonsense_ends_it);
  g_test_add_func ("/helper/half-a-request-and-the-end-is-the-end",
                   test_half_a_request_and_the_end_is_the_end);
  g_test_add_func ("/helper/the-end-of-file-ends-a-capture", test_the_end_of_file_ends_a_capture);
  g_test_add_func ("/helper/the-end-of-file-ends-a-helper-that-waits",
                   test_the_end_of_file_ends_a_helper_that_waits);
  g_test_add_func ("/helper/a-broken-pipe-ends-it", test_a_broken_pipe_ends_it);
  g_test_add_func ("/helper/requests-may-be-torn-and-bundled",
                   test_requests_may_be_torn_and_bundled);
  g_test_add_func ("/helper/lists-interfaces-with-addresses", test_lists_interfaces_with_addresses);
  g_test_add_func ("/helper/lists-owners-of-other-users-sockets",
                   test_lists_owners_of_other_users_sockets);
  return namespace_run_tests (NULL);
}
