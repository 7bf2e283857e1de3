/* Stands in for weir-helper, without any rights: the states that a program has to cope with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   fake-helper SCENARIO [TEXT]
 *
 * TEXT goes to standard error first.  Before it is ready:
 *
 *   exit=N    ends with that status, as pkexec does
 *   silent    says nothing          garbage   says something else
 *   version   speaks another version          torn      ends in the middle of its first frame
 *   unable    has no right to capture         leaves    ends as soon as it is ready
 *
 * Ready, it captures: for every FILTER, the packets of fake-helper.h; and then
 *
 *   works     goes on               dies      ends          hangs     is silent
 *   lies      sends a packet that is longer than its frame
 *   babbles   sends garbage
 *   stale     answers what was opened before as well
 *   refuses=N answers OPEN with that problem    deaf      does not answer OPEN
 *   cut=N     ends behind octet N of all that it says, in the middle of whatever that is
 *   stall=N   says nothing any more behind octet N, until its input ends
 *
 * Where WEIR_FAKE_HELPER_LOG names a file, a line is added to it for the start, with the process's
 * number, and for every request.
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fake-helper.h"
#include "wire/bytes.h"
#include "wire/message.h"

#define STATS_INTERVAL_MS 50

static uint8_t memory[64 * 1024];
static WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
static const char *scenario;
static bool is_flowing;

static bool
is_scenario (const char *name)
{
  return strncmp (scenario, name, strlen (name)) == 0;
}

static int
get_number (void)
{
  return atoi (strchr (scenario, '=') + 1);
}

static void
write_log (const char *what, const char *detail, uintmax_t number)
{
  const char *path = getenv ("WEIR_FAKE_HELPER_LOG");
  FILE *file = path != NULL ? fopen (path, "a") : NULL;

  if (file == NULL)
    return;
  fprintf (file, "%s %s%" PRIuMAX "\n", what, detail, number);
  fclose (file);
}

/* Nobody who is given a part of a frame is told that it is one. */
static void
send_part (const void *octets, size_t length)
{
  uint8_t ignored[256];

  if (write (STDOUT_FILENO, octets, length) != (ssize_t) length)
    exit (EXIT_SUCCESS);
  if (is_scenario ("cut="))
    raise (SIGKILL);
  write_log ("stalled", "", 0);
  while (read (STDIN_FILENO, ignored, sizeof ignored) > 0)
    continue;
  exit (EXIT_SUCCESS);
}

static void
send_octets (const void *octets, size_t length)
{
  static size_t sent;

  if ((is_scenario ("cut=") || is_scenario ("stall=")) && sent + length >= (size_t) get_number ())
    send_part (octets, (size_t) get_number () - sent);
  sent += length;
  if (write (STDOUT_FILENO, octets, length) != (ssize_t) length)
    exit (EXIT_SUCCESS);
}

static void
send_frame (void)
{
  send_octets (writer.data, writer.used);
}

static void
send_garbage (void)
{
  static const char garbage[] = "Password: this is not what was expected\n";

  send_octets (garbage, sizeof garbage);
}

static void
send_problem (WeirWireProblemCode code, uint32_t serial)
{
  WeirWireProblem problem = { .code = code, .serial = serial, .text = "a reason" };

  weir_wire_problem_write (&writer, &problem);
  send_frame ();
}

static void
send_opened (uint32_t serial)
{
  const WeirWireOpened opened = { .serial = serial, .link_type = 1, .snaplen = 128 };

  weir_wire_opened_write (&writer, &opened);
  send_frame ();
}

/* UDP from FAKE_HELPER_SOURCE to FAKE_HELPER_DESTINATION over Ethernet, captured without what it
 * carries. */
static void
send_packets (void)
{
  uint8_t octets[14 + 20 + 8] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0 };
  struct timespec now;

  octets[14] = 0x45;
  octets[16] = FAKE_HELPER_IP_BYTES >> 8;
  octets[17] = FAKE_HELPER_IP_BYTES & 0xff;
  octets[22] = 64;
  octets[23] = IPPROTO_UDP;
  memcpy (octets + 26, (const uint8_t[]){ 192, 0, 2, 1 }, 4);
  memcpy (octets + 30, (const uint8_t[]){ 198, 51, 100, 1 }, 4);
  octets[35] = 53;
  octets[37] = 54;
  octets[38] = (FAKE_HELPER_IP_BYTES - 20) >> 8;
  octets[39] = (FAKE_HELPER_IP_BYTES - 20) & 0xff;

  clock_gettime (CLOCK_REALTIME, &now);
  weir_frame_writer_begin (&writer, WEIR_FRAME_PACKETS);
  for (int i = 0; i < FAKE_HELPER_PACKETS; i++)
    {
      const WeirWirePacket packet = {
        .time_us = now.tv_sec * INT64_C (1000000) + now.tv_nsec / 1000,
        .captured = sizeof octets,
        .length = 14 + FAKE_HELPER_IP_BYTES,
        .octets = octets,
      };

      weir_wire_packet_add (&writer, &packet);
    }
  weir_frame_writer_end (&writer);
  if (is_scenario ("lies"))
    weir_put_u32 (memory + WEIR_FRAME_HEADER_SIZE + 8, UINT32_MAX);
  send_frame ();
}

static void
send_stats (uint32_t n_dropped)
{
  const WeirWireStats stats = { .received = FAKE_HELPER_PACKETS + n_dropped, .dropped = n_dropped };

  weir_wire_stats_write (&writer, &stats);
  send_frame ();
}

static void
answer_open (const WeirFrame *frame)
{
  WeirWireOpen request;

  if (!weir_wire_open_read (frame, &request))
    exit (EXIT_FAILURE);
  write_log (request.name, "flags=", request.flags);
  if (is_scenario ("deaf"))
    return;
  if (is_scenario ("refuses="))
    {
      send_problem (get_number (), request.serial);
      return;
    }
  if (is_scenario ("stale"))
    {
      send_packets ();
      send_problem (WEIR_WIRE_PROBLEM_FILTER, request.serial - 1);
      send_opened (request.serial - 1);
      send_stats (0);
    }
  send_opened (request.serial);
}

static void
answer_filter (const WeirFrame *frame)
{
  write_log ("filter", "octets=", frame->length);
  send_stats (0);
  if (is_scenario ("hangs"))
    return;
  if (is_scenario ("babbles"))
    {
      send_garbage ();
      return;
    }

  send_packets ();
  send_stats (FAKE_HELPER_DROPPED);
  if (is_scenario ("dies"))
    exit (3);
}

/* The socket of the flow, as one for both families has it, and one that is connected to nobody. */
static void
answer_list_sockets (void)
{
  const WeirWireSocket connected = {
    .tuple = { .family = 6,
               .protocol = IPPROTO_UDP,
               .local_port = 53,
               .remote_port = 54,
               .local = { [10] = 0xff, [11] = 0xff, 192, 0, 2, 1 },
               .remote = { [10] = 0xff, [11] = 0xff, 198, 51, 100, 1 } },
    .inode = 1,
    .uid = FAKE_HELPER_UID,
    .pid = FAKE_HELPER_PID,
    .command = FAKE_HELPER_COMMAND,
  };
  const WeirWireSocket bound = {
    .tuple = { .family = 4, .protocol = IPPROTO_UDP, .local_port = 53 },
  };

  weir_frame_writer_begin (&writer, WEIR_FRAME_SOCKETS);
  weir_wire_socket_add (&writer, &connected);
  weir_wire_socket_add (&writer, &bound);
  weir_frame_writer_end (&writer);
  send_frame ();
  weir_wire_end_write (&writer, WEIR_FRAME_SOCKETS);
  send_frame ();
}

static void
read_requests (WeirFrameDecoder *decoder)
{
  size_t room;
  uint8_t *to = weir_frame_decoder_reserve (decoder, &room);
  ssize_t got = read (STDIN_FILENO, to, room);
  WeirFrame frame;

  if (got <= 0)
    exit (EXIT_SUCCESS);
  weir_frame_decoder_commit (decoder, got);
  while (weir_frame_decoder_next (decoder, &frame) == WEIR_DECODE_FRAME)
    {
      if (frame.type == WEIR_FRAME_OPEN)
        answer_open (&frame);
      else if (frame.type == WEIR_FRAME_FILTER)
        answer_filter (&frame);
      else if (frame.type == WEIR_FRAME_LIST_SOCKETS)
        answer_list_sockets ();
      if (frame.type == WEIR_FRAME_FILTER || frame.type == WEIR_FRAME_CLOSE)
        is_flowing = frame.type == WEIR_FRAME_FILTER;
    }
}

static void
serve (void)
{
  const WeirWireHello hello = { 0 };
  WeirFrameDecoder decoder;
  struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

  if (!weir_frame_decoder_init (&decoder, WEIR_FRAME_TO_HELPER))
    exit (EXIT_FAILURE);
  weir_wire_hello_write (&writer, &hello);
  send_frame ();
  if (is_scenario ("leaves"))
    return;
  for (;;)
    {
      if (poll (&input, 1, STATS_INTERVAL_MS) > 0)
        read_requests (&decoder);
      else if (is_flowing && !is_scenario ("hangs"))
        send_stats (FAKE_HELPER_DROPPED);
    }
}

int
main (int argc, char **argv)
{
  const WeirWireHello hello = { 0 };

  if (argc < 2)
    return EXIT_FAILURE;
  scenario = argv[1];
  if (argc > 2)
    fprintf (stderr, "%s\n", argv[2]);
  write_log ("start", "pid=", getpid ());

  if (is_scenario ("exit="))
    return get_number ();
  if (is_scenario ("silent"))
    while (read (STDIN_FILENO, memory, sizeof memory) > 0)
      continue;
  else if (is_scenario ("garbage"))
    send_garbage ();
  else if (is_scenario ("unable"))
    send_problem (WEIR_WIRE_PROBLEM_PRIVILEGES, 0);
  else if (is_scenario ("torn") || is_scenario ("version"))
    {
      weir_wire_hello_write (&writer, &hello);
      if (is_scenario ("version"))
        memory[5]++;
      send_octets (memory, writer.used - is_scenario ("torn"));
    }
  else
    serve ();
  return EXIT_SUCCESS;
}
