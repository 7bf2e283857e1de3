/* Sends UDP frames through a packet socket: the real way through a driver's queue.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: packet-generator INTERFACE FLOWS BYTES PACKETS_PER_SECOND SECONDS   (rate 0: flat out)
 *
 * Prints how many were sent and how long it took.  Only for interfaces made for it.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "frame.h"

#define BURST 64
#define MAX_FRAME 1514
#define MAX_SECONDS 60

static uint64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

static void
put_be16 (uint8_t *at, uint32_t value)
{
  at[0] = (uint8_t) (value >> 8);
  at[1] = (uint8_t) value;
}

static void
put_be32 (uint8_t *at, uint32_t value)
{
  put_be16 (at, value >> 16);
  put_be16 (at + 2, value);
}

static void
write_frame (uint8_t *frame, uint32_t bytes)
{
  static const uint8_t ethernet[FRAME_ETHERNET_HEADER] = {
    0x02, 0, 0, 0, 0, 0xee, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x00,
  };
  uint8_t *ip = frame + FRAME_ETHERNET_HEADER;

  memset (frame, 0, bytes);
  memcpy (frame, ethernet, sizeof ethernet);
  ip[0] = 0x45;
  put_be16 (ip + 2, bytes - FRAME_ETHERNET_HEADER);
  ip[8] = 64;
  ip[9] = 17;
  put_be32 (ip + 16, FRAME_DESTINATION);
  put_be16 (ip + 22, 9);
  put_be16 (ip + 24, bytes - FRAME_ETHERNET_HEADER - 20);
}

static void
write_flow (uint8_t *frame, uint32_t flow)
{
  put_be32 (frame + FRAME_SOURCE_OFFSET, FRAME_FIRST_SOURCE + flow / FRAME_FLOWS_PER_ADDRESS);
  put_be16 (frame + FRAME_SOURCE_PORT_OFFSET, FRAME_FIRST_PORT + flow % FRAME_FLOWS_PER_ADDRESS);
}

static int
open_socket (const char *interface, struct sockaddr_ll *address)
{
  static const int one = 1;
  int fd = socket (AF_PACKET, SOCK_RAW, 0);

  memset (address, 0, sizeof *address);
  address->sll_family = AF_PACKET;
  address->sll_ifindex = (int) if_nametoindex (interface);
  if (fd < 0 || address->sll_ifindex == 0)
    {
      perror (interface);
      return -1;
    }

  /* Without the queueing discipline a frame costs half as much. */
  setsockopt (fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  return fd;
}

/* How many frames are due; never more than a burst, so that nothing is made up for in a heap. */
static uint32_t
get_due (uint64_t start_ns, uint64_t sent, double rate)
{
  double due;

  if (rate <= 0)
    return BURST;

  due = (double) (now_ns () - start_ns) * rate / 1e9 - (double) sent;
  return due < 1 ? 0 : due > BURST ? BURST : (uint32_t) due;
}

int
main (int argc, char *argv[])
{
  static uint8_t frames[BURST][MAX_FRAME];
  struct mmsghdr messages[BURST] = { 0 };
  struct iovec parts[BURST];
  struct sockaddr_ll address;
  uint64_t start_ns;
  uint64_t end_ns;
  uint64_t sent = 0;
  uint32_t flow = 0;
  uint32_t n_flows;
  uint32_t bytes;
  double rate;
  int fd;

  if (argc != 6)
    {
      fprintf (stderr, "usage: %s INTERFACE FLOWS BYTES PACKETS_PER_SECOND SECONDS\n", argv[0]);
      return 2;
    }
  n_flows = (uint32_t) strtoul (argv[2], NULL, 10);
  bytes = (uint32_t) strtoul (argv[3], NULL, 10);
  rate = strtod (argv[4], NULL);
  if (n_flows == 0 || bytes < FRAME_MIN || bytes > MAX_FRAME
      || strtoul (argv[5], NULL, 10) > MAX_SECONDS)
    return 2;

  fd = open_socket (argv[1], &address);
  if (fd < 0)
    return 1;
  for (uint32_t i = 0; i < BURST; i++)
    {
      write_frame (frames[i], bytes);
      parts[i].iov_base = frames[i];
      parts[i].iov_len = bytes;
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &address;
      messages[i].msg_hdr.msg_namelen = sizeof address;
    }

  start_ns = now_ns ();
  end_ns = start_ns + strtoul (argv[5], NULL, 10) * 1000000000u;
  while (now_ns () < end_ns)
    {
      uint32_t due = get_due (start_ns, sent, rate);
      int done;

      if (due == 0)
        continue;
      for (uint32_t i = 0; i < due; i++)
        write_flow (frames[i], (flow + i) % n_flows);
      done = sendmmsg (fd, messages, due, 0);
      if (done < 0 && errno != ENOBUFS && errno != EAGAIN)
        {
          perror ("sendmmsg");
          return 1;
        }
      if (done > 0)
        {
          sent += (uint64_t) done;
          flow = (flow + (uint32_t) done) % n_flows;
        }
    }

  printf ("%llu packets in %.3f s\n", (unsigned long long) sent,
          (double) (now_ns () - start_ns) / 1e9);
  return 0;
}
