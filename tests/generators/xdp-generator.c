/* Lets the kernel make UDP frames that an interface receives: the fastest source there is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: xdp-generator OBJECT INTERFACE FLOWS BYTES PACKETS_PER_SECOND SECONDS   (rate 0: flat out)
 *
 * Needs Linux 5.18.  Prints how many were sent and how long it took.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "frame.h"

#define MAX_FRAME 1514
#define MAX_SECONDS 60

/* A call has a price of milliseconds. */
#define PACKETS_PER_CALL (1u << 20)

struct parameters
{
  uint32_t n_flows;
  uint32_t interval_ns_1024;
};

static double
now_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
write_frame (uint8_t *frame, uint32_t bytes)
{
  static const uint8_t head[FRAME_ETHERNET_HEADER + 20] = {
    0x02, 0, 0, 0, 0, 0xee, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x00, 0x45, 0, 0,
    0,    0, 0, 0, 0, 64,   17,   0, 0, 0, 0, 0,    0,    198,  19,   0, 1,
  };

  memcpy (frame, head, sizeof head);
  frame[16] = (uint8_t) ((bytes - 14) >> 8);
  frame[17] = (uint8_t) (bytes - 14);
  frame[37] = 9;
  frame[38] = (uint8_t) ((bytes - 34) >> 8);
  frame[39] = (uint8_t) (bytes - 34);
}

static int
load (const char *path, const struct parameters *parameters)
{
  struct bpf_object *object = bpf_object__open_file (path, NULL);
  struct bpf_map *constants;
  struct bpf_program *program;

  if (object == NULL)
    return -1;
  constants = bpf_object__find_map_by_name (object, ".rodata");
  if (constants == NULL
      || bpf_map__set_initial_value (constants, parameters, sizeof *parameters) != 0
      || bpf_object__load (object) != 0)
    return -1;
  program = bpf_object__find_program_by_name (object, "generate");
  return program != NULL ? bpf_program__fd (program) : -1;
}

int
main (int argc, char *argv[])
{
  static uint8_t frame[MAX_FRAME];
  struct parameters parameters;
  struct xdp_md context = { 0 };
  uint64_t sent = 0;
  uint32_t bytes;
  double seconds;
  double rate;
  double start_s;
  double passed_s;
  int fd;

  if (argc != 7)
    {
      fprintf (stderr, "usage: %s OBJECT INTERFACE FLOWS BYTES PACKETS_PER_SECOND SECONDS\n",
               argv[0]);
      return 2;
    }
  parameters.n_flows = (uint32_t) strtoul (argv[3], NULL, 10);
  bytes = (uint32_t) strtoul (argv[4], NULL, 10);
  rate = strtod (argv[5], NULL);
  seconds = strtod (argv[6], NULL);
  if (parameters.n_flows == 0 || bytes < FRAME_MIN || bytes > MAX_FRAME || seconds > MAX_SECONDS)
    return 2;
  parameters.interval_ns_1024 = rate > 0 ? (uint32_t) (1024e9 / rate) : 0;
  context.data_end = bytes;
  context.ingress_ifindex = if_nametoindex (argv[2]);
  write_frame (frame, bytes);

  fd = load (argv[1], &parameters);
  if (fd < 0)
    {
      perror (argv[1]);
      return 1;
    }

  start_s = now_s ();
  while ((passed_s = now_s () - start_s) < seconds)
    {
      double left = rate > 0 ? (seconds - passed_s) * rate + 1 : PACKETS_PER_CALL;
      uint32_t n_packets = left < PACKETS_PER_CALL ? (uint32_t) left : PACKETS_PER_CALL;
      struct bpf_test_run_opts options = { .sz = sizeof options,
                                           .data_in = frame,
                                           .data_size_in = bytes,
                                           .ctx_in = &context,
                                           .ctx_size_in = sizeof context,
                                           .repeat = (int) n_packets,
                                           .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
                                           .batch_size = 64 };

      if (bpf_prog_test_run_opts (fd, &options) != 0)
        {
          perror ("BPF_PROG_TEST_RUN");
          return 1;
        }
      sent += n_packets;
    }

  printf ("%llu packets in %.3f s\n", (unsigned long long) sent, now_s () - start_s);
  return 0;
}
