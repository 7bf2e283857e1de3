/* What is asked of malloc() while packets are booked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * G_SLICE=always-malloc has to be set, so that GLib keeps no memory of its own.
 */
#include "config.h"

#include <errno.h>
#include <pcap/dlt.h>

#include "core/flow/ledger.h"
#include "core/source/meter.h"
#include "traffic.h"

#define START_US G_GINT64_CONSTANT (1767225600000000)
#define N_FLOWS 1000
#define N_FRAMES 100000

/* ---- in the place of libc's, for this whole program -------------------------------------------
 */

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);
extern void *__libc_memalign (size_t alignment, size_t size);

void *malloc (size_t size);
void *calloc (size_t n, size_t size);
void *realloc (void *memory, size_t size);
void *memalign (size_t alignment, size_t size);
void *aligned_alloc (size_t alignment, size_t size);
int posix_memalign (void **memory, size_t alignment, size_t size);

static guint n_allocations;

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_allocations++;
  return __libc_realloc (memory, size);
}

void *
memalign (size_t alignment, size_t size)
{
  n_allocations++;
  return __libc_memalign (alignment, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  return memalign (alignment, size);
}

int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  *memory = memalign (alignment, size);
  return *memory != NULL ? 0 : ENOMEM;
}

/* -----------------------------------------------------------------------------------------------
 */

typedef struct
{
  WeirMeter *meter;
  WeirLedger *ledger;
  Traffic *traffic;
} Chain;

static void
book_cb (WeirMeter *meter, gpointer user_data)
{
  Chain *chain = user_data;
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  weir_ledger_add_batch (chain->ledger, batch);
}

/* @n_frames: in one interval of a quarter of a second
 * Returns: how often memory was asked for; the end of the interval before is part of it */
static guint
count_interval (Chain *chain, guint interval, guint n_frames)
{
  int64_t begin_us = START_US + interval * (int64_t) WEIR_METER_LIVE_INTERVAL_US;
  guint before = n_allocations;

  for (guint i = 0; i < n_frames; i++)
    weir_meter_add_frame (chain->meter, begin_us + i,
                          chain->traffic->frames + (gsize) i * TRAFFIC_STRIDE, TRAFFIC_CAPTURED,
                          chain->traffic->lengths[i]);
  return n_allocations - before;
}

/* Every flow is known, and every buffer as large as it will be. */
static void
setup (Chain *chain, gconstpointer data)
{
  static const WeirMeterOptions options = { .is_live = TRUE, .follows_tcp = TRUE };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (TRAFFIC_LOCAL, NULL);

  chain->traffic = traffic_new (N_FLOWS, N_FRAMES, TRUE);
  chain->ledger = weir_ledger_new (NULL);
  chain->meter = weir_meter_new (&options, local, book_cb, chain);
  weir_meter_set_link_type (chain->meter, DLT_EN10MB);
  for (guint interval = 0; interval < 8; interval++)
    count_interval (chain, interval, N_FRAMES);
}

static void
teardown (Chain *chain, gconstpointer data)
{
  weir_meter_free (chain->meter);
  weir_ledger_free (chain->ledger);
  traffic_free (chain->traffic);
}

static void
test_the_count_counts (Chain *chain, gconstpointer data)
{
  guint before = n_allocations;

  g_free (g_malloc (1));
  g_slice_free1 (8, g_slice_alloc (8));
  g_assert_cmpuint (n_allocations, ==, before + 2);
}

static void
test_packets_need_none (Chain *chain, gconstpointer data)
{
  count_interval (chain, 8, N_FRAMES);
  /* The same interval once more: none ends. */
  g_assert_cmpuint (count_interval (chain, 8, N_FRAMES), ==, 0);
}

static void
test_an_interval_needs_the_same_for_any_number_of_packets (Chain *chain, gconstpointer data)
{
  guint few, many;

  few = count_interval (chain, 8, N_FLOWS);
  many = count_interval (chain, 9, N_FRAMES);
  g_test_message ("%u and %u", few, many);
  g_assert_cmpuint (few, ==, many);
  /* Not for each of the thousand flows either. */
  g_assert_cmpuint (many, <, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/allocations/the-count-counts", Chain, NULL, setup, test_the_count_counts, teardown);
  g_test_add ("/allocations/packets-need-none", Chain, NULL, setup, test_packets_need_none,
              teardown);
  g_test_add ("/allocations/an-interval-needs-the-same-for-any-number-of-packets", Chain, NULL,
              setup, test_an_interval_needs_the_same_for_any_number_of_packets, teardown);
  return g_test_run ();
}
