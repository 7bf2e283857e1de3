/* What it costs to get packets from one process to another: a pipe next to shared memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The producer stands for the helper: batches as large as a block of the kernel's ring, frames as
 * wire/ writes them, output by helper/output.  It loses what a full ring would lose.  The consumer
 * stands for the worker: core/source/helper reads and checks the frames, the meter books them.
 * With shared memory only the way between the two differs.
 *
 *   bench-transport [NANOSECONDS]
 *
 * NANOSECONDS: what tcpdump -w /dev/null needs for a packet, for a column of ratios.
 */
#include "config.h"

#include <inttypes.h>
#include <pcap/dlt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/source/helper.h"
#include "core/source/meter.h"
#include "helper/output.h"
#include "memory-ring.h"
#include "traffic.h"

#define N_ROUNDS 3
#define SECONDS 1
#define N_FLOWS 1000
#define N_FRAMES 32768

/* What the kernel hands over at a time: a block of 256 KiB, with 48 octets beside each packet. */
#define BLOCK_BYTES (256 * 1024)
#define BESIDE_BYTES 48

/* As in helper/capture.c. */
#define RING_BYTES (16 * 1024 * 1024)
#define PACKETS_A_READ 4096

typedef enum
{
  PIPE,
  RING_IN_PLACE,
  RING_COPIED,
  N_TRANSPORTS
} Transport;

typedef struct
{
  guint rate;        /* packets a second; 0: as many as the other side takes */
  uint32_t captured; /* octets of each */
  int n_processors;  /* one for both, or one for each */
} Load;

static const char *const names[N_TRANSPORTS] = { "pipe", "ring, in place", "ring, copied" };

typedef struct
{
  double producer_ns;
  double consumer_ns;
  double total_ns;
  double lost_percent;
  double rate;
} Result;

static int64_t
get_ns (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

static void
use_processor (int number)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (number, &set);
  if (sysconf (_SC_NPROCESSORS_ONLN) > 1)
    sched_setaffinity (0, sizeof set, &set);
}

/* ---- producer -------------------------------------------------------------------------------- */

typedef struct
{
  WeirOutput output;
  MemoryRing *ring; /* NULL: by the output */
} Producer;

static void
begin_frame (Producer *self, WeirFrameType type)
{
  if (self->ring != NULL)
    self->output.writer.data = memory_ring_reserve (self->ring, &self->output.writer.size);
  if (self->output.writer.data == NULL)
    exit (EXIT_FAILURE);
  weir_frame_writer_begin (&self->output.writer, type);
}

static void
end_frame (Producer *self)
{
  if (self->ring == NULL)
    {
      weir_output_send (&self->output);
      return;
    }
  weir_frame_writer_end (&self->output.writer);
  memory_ring_commit (self->ring, self->output.writer.used);
}

static void
send_packets (Producer *self, const Traffic *traffic, guint64 from, guint64 n, uint32_t captured)
{
  int64_t time_us = get_ns (CLOCK_REALTIME) / 1000;

  begin_frame (self, WEIR_FRAME_PACKETS);
  for (guint64 i = from; i < from + n; i++)
    {
      guint frame = (guint) (i % traffic->n_frames);
      WeirWirePacket packet = {
        .time_us = time_us,
        .captured = captured,
        .length = MAX (traffic->lengths[frame], captured),
        .octets = traffic->frames + (gsize) frame * TRAFFIC_STRIDE,
      };

      if (weir_wire_packet_add (&self->output.writer, &packet))
        continue;
      end_frame (self);
      begin_frame (self, WEIR_FRAME_PACKETS);
      weir_wire_packet_add (&self->output.writer, &packet);
    }
  end_frame (self);
}

static void
sleep_until (int64_t when_ns)
{
  struct timespec when = { .tv_sec = when_ns / 1000000000, .tv_nsec = when_ns % 1000000000 };

  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
}

/* @rate: packets a second; 0: as many as the other side takes
 * Tells in the words of a problem how many packets there were, how many of them were lost, and what
 * it cost. */
static void
produce (Producer *self, guint rate, uint32_t captured)
{
  g_autoptr (Traffic) traffic = traffic_new (N_FLOWS, N_FRAMES, FALSE);
  guint64 block = BLOCK_BYTES / (captured + BESIDE_BYTES);
  guint64 ring = RING_BYTES / (captured + BESIDE_BYTES);
  int64_t start_ns = get_ns (CLOCK_MONOTONIC);
  int64_t used_ns = get_ns (CLOCK_PROCESS_CPUTIME_ID);
  int64_t elapsed_ns = 0;
  guint64 n_packets = 0, n_lost = 0;
  WeirWireProblem report = { .code = WEIR_WIRE_PROBLEM_FAILED };

  while (elapsed_ns < SECONDS * INT64_C (1000000000))
    {
      guint64 n_due = rate > 0 ? (guint64) elapsed_ns * rate / 1000000000 : n_packets + block;
      guint64 n_waiting = n_due - n_packets;

      if (n_waiting < block)
        sleep_until (start_ns + (int64_t) ((n_packets + block) * 1000000000 / rate) + 1000);
      else
        {
          guint64 n_over = n_waiting > ring ? n_waiting - ring : 0;
          guint64 n = MIN (n_waiting - n_over, PACKETS_A_READ);

          send_packets (self, traffic, n_packets, n, captured);
          n_lost += n_over;
          n_packets += n_over + n;
        }
      elapsed_ns = get_ns (CLOCK_MONOTONIC) - start_ns;
    }

  snprintf (report.text, sizeof report.text, "%" PRIu64 " %" PRIu64 " %" PRId64, n_packets, n_lost,
            get_ns (CLOCK_PROCESS_CPUTIME_ID) - used_ns);
  begin_frame (self, WEIR_FRAME_ERROR);
  weir_wire_problem_write (&self->output.writer, &report);
  end_frame (self);
}

static int
run_producer (const Load *load, Transport transport)
{
  Producer self = { 0 };
  WeirWireHello hello = { 0 };

  use_processor (load->n_processors > 1 ? 0 : 1);
  if (transport != PIPE)
    self.ring = memory_ring_receive (STDIN_FILENO);
  else if (weir_output_init (&self.output))
    {
      weir_wire_hello_write (&self.output.writer, &hello);
      end_frame (&self);
    }
  if (self.ring == NULL && self.output.writer.data == NULL)
    return EXIT_FAILURE;

  produce (&self, load->rate, load->captured);
  return EXIT_SUCCESS;
}

/* ---- consumer -------------------------------------------------------------------------------- */

static void
drop_batch_cb (WeirMeter *meter, gpointer user_data)
{
  weir_batch_free (weir_meter_take_batch (meter, FALSE));
}

/* Returns: whether it was the last; then @result holds what the producer told */
static gboolean
consume (WeirMeter *meter, const WeirFrame *frame, int64_t used_ns, Result *result)
{
  WeirFrame rest = *frame;
  WeirWirePacket packet;
  WeirWireProblem report;
  double n_packets, n_lost, producer_ns, n_received;

  if (frame->type != WEIR_FRAME_ERROR)
    {
      while (weir_wire_packet_next (&rest, &packet) == WEIR_WIRE_RECORD_NEXT)
        weir_meter_add_frame (meter, packet.time_us, packet.octets, packet.captured, packet.length);
      return FALSE;
    }

  n_received = (double) weir_meter_get_n_frames (meter);
  if (!weir_wire_problem_read (frame, &report)
      || sscanf (report.text, "%lf %lf %lf", &n_packets, &n_lost, &producer_ns) != 3
      || n_packets - n_lost != n_received)
    g_error ("packets are missing that nobody has counted: %s", report.text);

  result->producer_ns = producer_ns / n_received;
  result->consumer_ns = (double) (get_ns (CLOCK_PROCESS_CPUTIME_ID) - used_ns) / n_received;
  result->total_ns = result->producer_ns + result->consumer_ns;
  result->lost_percent = n_lost / n_packets * 100;
  result->rate = n_packets / SECONDS;
  return TRUE;
}

static void
consume_pipe (WeirMeter *meter, const char *const *argv, Result *result)
{
  WeirHelper *helper = weir_helper_new (argv, WEIR_HELPER_TIMEOUT_MS);
  g_autoptr (GError) error = NULL;
  WeirFrame frame;
  int64_t used_ns;

  if (!weir_helper_start (helper, NULL, &error))
    g_error ("%s", error->message);

  used_ns = get_ns (CLOCK_PROCESS_CPUTIME_ID);
  do
    if (weir_helper_next (helper, WEIR_HELPER_TIMEOUT_MS, NULL, &frame, &error)
        != WEIR_HELPER_FRAME)
      g_error ("the producer: %s", error != NULL ? error->message : "silence");
  while (!consume (meter, &frame, used_ns, result));
  weir_helper_unref (helper);
}

/* As long as the memory may change under the reader's eyes. */
static WeirFrame
get_frame_in_place (const uint8_t *octets, size_t length)
{
  if (length < WEIR_FRAME_HEADER_SIZE)
    g_error ("half a header");
  return (WeirFrame){ .type = octets[4],
                      .payload = octets + WEIR_FRAME_HEADER_SIZE,
                      .length = length - WEIR_FRAME_HEADER_SIZE };
}

/* One read into the decoder's own memory, as from the pipe. */
static WeirFrame
get_frame_copied (WeirFrameDecoder *decoder, const uint8_t *octets, size_t length)
{
  WeirFrame frame;

  do
    {
      size_t room;
      uint8_t *to = weir_frame_decoder_reserve (decoder, &room);
      size_t n = MIN (room, length);

      memcpy (to, octets, n);
      weir_frame_decoder_commit (decoder, n);
      octets += n;
      length -= n;
    }
  while (length > 0);
  if (weir_frame_decoder_next (decoder, &frame) != WEIR_DECODE_FRAME)
    g_error ("no frame");
  return frame;
}

static void
consume_ring (WeirMeter *meter, const char *const *argv, gboolean is_copied, Result *result)
{
  MemoryRing *ring = memory_ring_new ();
  WeirFrameDecoder decoder;
  gboolean is_last;
  int64_t used_ns;
  int ends[2];
  pid_t pid;

  if (ring == NULL || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0
      || !weir_frame_decoder_init (&decoder, WEIR_FRAME_TO_PROGRAM))
    g_error ("no shared memory");
  pid = fork ();
  if (pid == 0)
    {
      dup2 (ends[0], STDIN_FILENO);
      execv (argv[0], (char **) argv);
      _exit (EXIT_FAILURE);
    }
  close (ends[0]);
  if (!memory_ring_send (ring, ends[1]))
    g_error ("the producer is gone");

  used_ns = get_ns (CLOCK_PROCESS_CPUTIME_ID);
  do
    {
      size_t length;
      const uint8_t *octets = memory_ring_get (ring, &length);
      WeirFrame frame;

      if (octets == NULL)
        g_error ("the producer is gone");
      frame = is_copied ? get_frame_copied (&decoder, octets, length)
                        : get_frame_in_place (octets, length);
      is_last = consume (meter, &frame, used_ns, result);
      memory_ring_release (ring);
    }
  while (!is_last);

  waitpid (pid, NULL, 0);
  close (ends[1]);
  weir_frame_decoder_clear (&decoder);
  memory_ring_free (ring);
}

static Result
measure (const Load *load, Transport transport)
{
  static const WeirMeterOptions options = { .is_live = TRUE };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (TRAFFIC_LOCAL, NULL);
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, local, drop_batch_cb, NULL);
  g_autofree char *transport_text = g_strdup_printf ("%d", transport);
  g_autofree char *rate = g_strdup_printf ("%u", load->rate);
  g_autofree char *captured = g_strdup_printf ("%u", load->captured);
  g_autofree char *n_processors = g_strdup_printf ("%d", load->n_processors);
  const char *argv[] = { "/proc/self/exe", "--produce", transport_text, rate, captured,
                         n_processors,     NULL };
  Result result = { 0 };

  weir_meter_set_link_type (meter, DLT_EN10MB);
  if (transport == PIPE)
    consume_pipe (meter, argv, &result);
  else
    consume_ring (meter, argv, transport == RING_COPIED, &result);
  return result;
}

static int
compare_costs (const void *a, const void *b)
{
  double x = ((const Result *) a)->total_ns;
  double y = ((const Result *) b)->total_ns;

  return (x > y) - (x < y);
}

static void
show (const Load *load, double yardstick_ns)
{
  Result results[N_TRANSPORTS][N_ROUNDS];
  double pipe_ns;

  for (guint round = 0; round < N_ROUNDS; round++)
    for (Transport transport = 0; transport < N_TRANSPORTS; transport++)
      results[transport][round] = measure (load, transport);
  for (Transport transport = 0; transport < N_TRANSPORTS; transport++)
    qsort (results[transport], N_ROUNDS, sizeof (Result), compare_costs);

  pipe_ns = results[PIPE][N_ROUNDS / 2].total_ns;
  for (Transport transport = 0; transport < N_TRANSPORTS; transport++)
    {
      const Result *middle = &results[transport][N_ROUNDS / 2];

      printf ("%14s  %8u  %10d  %8.0f  %6.1f  %6.1f  %6.1f  %6.2f  %7.2f", names[transport],
              load->captured, load->n_processors, middle->rate / 1e3, middle->producer_ns,
              middle->consumer_ns, middle->total_ns, middle->lost_percent,
              middle->total_ns / pipe_ns);
      if (yardstick_ns > 0)
        printf ("  %10.2f", middle->total_ns / yardstick_ns);
      printf ("\n");
      fflush (stdout);
    }
}

int
main (int argc, char **argv)
{
  /* The first ones as './dev bench helper' has it: all who capture share a processor. */
  static const Load loads[] = {
    { 1000000, 96, 1 },
    { 1000000, 128, 1 },
    { 1000000, 128, 2 },
    { 0, 128, 2 },
  };
  double yardstick_ns = argc == 2 ? g_ascii_strtod (argv[1], NULL) : 0;

  if (argc == 6 && strcmp (argv[1], "--produce") == 0)
    {
      const Load load = { (guint) atoi (argv[3]), (uint32_t) atoi (argv[4]), atoi (argv[5]) };

      return run_producer (&load, (Transport) atoi (argv[2]));
    }

  use_processor (1);
  printf (
      "Packets from one process to another, %d flows; medians of %d interleaved rounds of %d s. "
      " Rate in\nthousand packets a second (1000: paced; else flat out); ns of processor time a "
      "packet: frames are\nwritten; read, checked, parsed and accounted; both\n\n",
      N_FLOWS, N_ROUNDS, SECONDS);
  printf ("%14s  %8s  %10s  %8s  %6s  %6s  %6s  %6s  %7s%s\n", "transport", "snapshot",
          "processors", "rate", "writer", "reader", "both", "lost %", "to pipe",
          yardstick_ns > 0 ? "  to tcpdump" : "");
  for (gsize i = 0; i < G_N_ELEMENTS (loads); i++)
    show (&loads[i], yardstick_ns);
  return 0;
}
