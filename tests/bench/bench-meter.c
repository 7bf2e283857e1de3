/* What it costs to parse and account a packet, next to plain counting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without options: a table for several numbers of flows.  The meter and the reference take turns
 * over the same frames in the same process; figures are medians, trust the ratios.
 */
#include "config.h"

#include <math.h>
#include <pcap/dlt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_CALLGRIND
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT (void) 0
#endif

#include "core/source/meter.h"
#include "reference.h"
#include "traffic.h"

#define N_FRAMES 1000000
#define N_ROUNDS 7
#define START_US G_GINT64_CONSTANT (1767225600000000)

static int option_flows;
static int option_frames = N_FRAMES;
static int option_rounds = N_ROUNDS;
static char *option_instructions;

static const GOptionEntry options[] = {
  { "flows", 0, 0, G_OPTION_ARG_INT, &option_flows, "Only this number of flows", "N" },
  { "frames", 0, 0, G_OPTION_ARG_INT, &option_frames, "Frames a round", "N" },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &option_rounds, "Rounds", "N" },
  { "instructions", 0, 0, G_OPTION_ARG_STRING, &option_instructions,
    "One round under callgrind with --collect-atstart=no", "meter|names|tcp|reference" },
  { NULL },
};

static double
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static void
run_reference (Reference *reference, const Traffic *traffic)
{
  const uint8_t *frame = traffic->frames;

  for (guint i = 0; i < traffic->n_frames; i++)
    {
      reference_add_frame (reference, frame, TRAFFIC_CAPTURED, traffic->lengths[i]);
      frame += TRAFFIC_STRIDE;
    }
}

/* @step_us: from one packet to the next; 0: all at one moment, so that no interval ends. */
static void
run_meter (WeirMeter *meter, const Traffic *traffic, int64_t start_us, int64_t step_us)
{
  const uint8_t *frame = traffic->frames;

  for (guint i = 0; i < traffic->n_frames; i++)
    {
      weir_meter_add_frame (meter, start_us, frame, TRAFFIC_CAPTURED, traffic->lengths[i]);
      start_us += step_us;
      frame += TRAFFIC_STRIDE;
    }
}

static void
drop_batch_cb (WeirMeter *meter, gpointer user_data)
{
  guint *n_batches = user_data;

  weir_batch_free (weir_meter_take_batch (meter, FALSE));
  *n_batches += 1;
}

static WeirMeter *
meter_new (gboolean reads_names, gboolean follows_tcp, guint *n_batches)
{
  const WeirMeterOptions meter_options = { .reads_names = reads_names, .follows_tcp = follows_tcp };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (TRAFFIC_LOCAL, NULL);
  WeirMeter *meter = weir_meter_new (&meter_options, local, drop_batch_cb, n_batches);

  weir_meter_set_link_type (meter, DLT_EN10MB);
  return meter;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return (gsize) pages * (gsize) sysconf (_SC_PAGESIZE);
}

/* In a process of its own: what was freed before would hide what is taken. */
static double
measure_bytes_per_flow (gboolean follows_tcp, guint n_flows)
{
  double bytes = NAN;
  int ends[2];
  pid_t pid;

  if (pipe (ends) < 0)
    return bytes;
  pid = fork ();
  if (pid == 0)
    {
      g_autoptr (Traffic) traffic = traffic_new (n_flows, n_flows, FALSE);
      guint n_batches = 0;
      gsize before = get_resident_bytes ();
      g_autoptr (WeirMeter) meter = meter_new (FALSE, follows_tcp, &n_batches);

      run_meter (meter, traffic, START_US, 0);
      weir_batch_free (weir_meter_take_batch (meter, FALSE));
      bytes = ((double) get_resident_bytes () - (double) before) / n_flows;
      _exit (write (ends[1], &bytes, sizeof bytes) == sizeof bytes ? 0 : 1);
    }
  close (ends[1]);
  if (pid < 0 || read (ends[0], &bytes, sizeof bytes) != sizeof bytes)
    bytes = NAN;
  close (ends[0]);
  if (pid > 0)
    waitpid (pid, NULL, 0);
  return bytes;
}

static void
check_same_result (const WeirBatch *batch, const Reference *reference, const Traffic *traffic)
{
  uint64_t wire_bytes = 0;

  for (gsize i = 0; i < batch->n_deltas; i++)
    wire_bytes += batch->deltas[i].tx_wire_bytes + batch->deltas[i].rx_wire_bytes;
  if (batch->n_deltas != reference_get_n_flows (reference)
      || wire_bytes != reference_get_bytes (reference)
      || batch->source.received != traffic->n_frames)
    g_error ("The meter and the reference do not agree");
}

/* A round without batches, in ns a packet. */
static double
time_meter (WeirMeter *meter, const Traffic *traffic, int64_t start_us)
{
  double begin = now_ns ();
  double ns;

  run_meter (meter, traffic, start_us, 0);
  ns = (now_ns () - begin) / traffic->n_frames;
  weir_batch_free (weir_meter_take_batch (meter, FALSE));
  return ns;
}

static void
measure (guint n_flows)
{
  /* First: what the allocator has learnt from freeing large blocks would count. */
  double bytes = measure_bytes_per_flow (FALSE, n_flows);
  double tcp_bytes = measure_bytes_per_flow (TRUE, n_flows);
  g_autoptr (Traffic) traffic = traffic_new (n_flows, (guint) option_frames, FALSE);
  g_autoptr (Traffic) two_way = traffic_new (n_flows, (guint) option_frames, TRUE);
  g_autoptr (Reference) reference = reference_new ();
  g_autofree double *reference_ns = g_new (double, option_rounds);
  g_autofree double *meter_ns = g_new (double, option_rounds);
  g_autofree double *names_ns = g_new (double, option_rounds);
  g_autofree double *tcp_ns = g_new (double, option_rounds);
  g_autofree double *whole_ns = g_new (double, option_rounds);
  guint n_batches = 0;
  g_autoptr (WeirMeter) meter = meter_new (FALSE, FALSE, &n_batches);
  g_autoptr (WeirMeter) names_meter = meter_new (TRUE, FALSE, &n_batches);
  g_autoptr (WeirMeter) tcp_meter = meter_new (FALSE, TRUE, &n_batches);
  g_autoptr (WeirBatch) batch = NULL;
  int64_t start_us = START_US;
  double plain;
  double accounting;
  double names;
  double tcp;
  double whole;

  /* The first round makes the flows; it is not counted. */
  run_reference (reference, traffic);
  run_meter (meter, traffic, start_us, 0);
  batch = weir_meter_take_batch (meter, FALSE);
  check_same_result (batch, reference, traffic);
  time_meter (names_meter, traffic, start_us);
  time_meter (tcp_meter, two_way, start_us);

  for (int round = 0; round < option_rounds; round++)
    {
      double begin = now_ns ();

      run_reference (reference, traffic);
      reference_ns[round] = (now_ns () - begin) / traffic->n_frames;
      meter_ns[round] = time_meter (meter, traffic, start_us);
      names_ns[round] = time_meter (names_meter, traffic, start_us);
      traffic_continue (two_way);
      tcp_ns[round] = time_meter (tcp_meter, two_way, start_us);

      /* A million packets a second, a batch every 250 ms. */
      begin = now_ns ();
      run_meter (meter, traffic, start_us, 1);
      weir_batch_free (weir_meter_take_batch (meter, FALSE));
      whole_ns[round] = (now_ns () - begin) / traffic->n_frames;
      start_us += traffic->n_frames;
    }

  plain = median (reference_ns, (guint) option_rounds);
  accounting = median (meter_ns, (guint) option_rounds);
  names = median (names_ns, (guint) option_rounds);
  tcp = median (tcp_ns, (guint) option_rounds);
  whole = median (whole_ns, (guint) option_rounds);
  printf ("%7u  %14.1f  %13.1f  %5.2f  %9.1f  %5.2f  %7.1f  %5.2f  %12.1f  %5.2f  %12.0f  %8.0f\n",
          n_flows, plain, accounting, accounting / plain, names, names / accounting, tcp,
          tcp / accounting, whole, whole / plain, bytes, tcp_bytes);
  fflush (stdout);
}

static void
run_for_callgrind (guint n_flows)
{
  gboolean follows_tcp = g_str_equal (option_instructions, "tcp");
  g_autoptr (Traffic) traffic = traffic_new (n_flows, (guint) option_frames, follows_tcp);
  g_autoptr (Reference) reference = reference_new ();
  guint n_batches = 0;
  gboolean reads_names = g_str_equal (option_instructions, "names");
  g_autoptr (WeirMeter) meter = meter_new (reads_names, follows_tcp, &n_batches);
  gboolean is_meter = reads_names || follows_tcp || g_str_equal (option_instructions, "meter");

  for (guint round = 0; round < 2; round++)
    {
      if (round == 1)
        {
          traffic_continue (traffic);
          CALLGRIND_TOGGLE_COLLECT;
        }
      if (is_meter)
        run_meter (meter, traffic, START_US, 0);
      else
        run_reference (reference, traffic);
      if (round == 1)
        CALLGRIND_TOGGLE_COLLECT;
      weir_batch_free (weir_meter_take_batch (meter, FALSE));
    }
}

int
main (int argc, char *argv[])
{
  static const guint flow_counts[] = { 10, 1000, 10000, 100000 };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || option_frames < 1
      || option_rounds < 1 || option_flows < 0)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Numbers must be positive.");
      return 2;
    }

  if (option_instructions != NULL)
    {
      run_for_callgrind (option_flows > 0 ? (guint) option_flows : 10000);
      return 0;
    }

  printf ("Nanoseconds a packet, medians of %d rounds of %d packets\n\n", option_rounds,
          option_frames);
  printf ("%7s  %14s  %13s  %5s  %9s  %5s  %7s  %5s  %12s  %5s  %12s  %8s\n", "flows",
          "plain counting", "parse+account", "ratio", "and names", "ratio", "and TCP", "ratio",
          "with batches", "ratio", "bytes a flow", "with TCP");
  if (option_flows > 0)
    measure ((guint) option_flows);
  for (gsize i = 0; option_flows == 0 && i < G_N_ELEMENTS (flow_counts); i++)
    measure (flow_counts[i]);
  return 0;
}
