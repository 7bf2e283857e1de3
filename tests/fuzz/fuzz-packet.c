/* Frames of any link type through parser, fragments, flow table and ledger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: link type, options, table size, ledger size (a byte each), then records of
 * captured length (2 bytes, big-endian), time step (1 byte), missing bytes (1 byte), frame.
 * make-seeds.py writes the same form.
 */
#include "config.h"

#include <pcap/pcap.h>
#include <string.h>

#include "core/packet/link-type.h"
#include "fuzz/books.h"
#include "support/packet-invariants.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* In the order of make-seeds.py. */
static const int link_types[] = {
  DLT_EN10MB, DLT_LINUX_SLL,  DLT_LINUX_SLL2,         DLT_NULL,   DLT_LOOP,
  DLT_PPP,    DLT_PPP_SERIAL, DLT_PPP_ETHER,          DLT_C_HDLC, DLT_IPV4,
  DLT_IPV6,   DLT_RAW,        DLT_PPP_WITH_DIRECTION,
};

enum
{
  OPTION_LIVE = 1 << 0,
  OPTION_LOCAL = 1 << 1,
  OPTION_SHORT_INTERVAL = 1 << 2,
  OPTION_FORGET_IDLE = 1 << 3,
  OPTION_CHANGE_LOCAL = 1 << 4,
};

#define HEAD 4
#define RECORD_HEAD 4

typedef struct
{
  Books *books;
  WeirMeter *meter;
  int link_type;
  int64_t time_us;
  guint n_frames;
  WeirLocalNetwork *local;
  WeirLocalNetwork *nothing;
  gboolean changes_local;
} Run;

/* Small steps, long pauses and steps back. */
static int64_t
step_us (uint8_t step)
{
  if (step < 0x80)
    return step * INT64_C (997);
  if (step < 0xf0)
    return (step - 0x80) * G_USEC_PER_SEC;

  return (0xf0 - step) * G_USEC_PER_SEC;
}

static void
add_frame (Run *run, const uint8_t *bytes, uint32_t captured, uint32_t length)
{
  /* Of exactly this size, so that the address sanitizer sees one byte too far. */
  g_autofree uint8_t *frame = g_memdup2 (bytes, captured);
  WeirPacket packet;
  gboolean is_packet = weir_packet_parse (&packet, run->link_type, frame, captured, length);

  if (is_packet)
    {
      const char *broken = weir_packet_find_broken_invariant (&packet, captured, length);

      if (broken != NULL)
        g_error ("Broken: %s", broken);
    }

  if (run->changes_local && ++run->n_frames % 4 == 0)
    weir_meter_set_local (run->meter, run->n_frames % 8 == 0 ? run->local : run->nothing);

  books_add_frame (run->books, is_packet ? &packet : NULL);
  weir_meter_add_frame (run->meter, run->time_us, frame, captured, length);
}

static void
add_records (Run *run, const uint8_t *data, size_t size)
{
  while (size >= RECORD_HEAD)
    {
      uint32_t captured = (uint32_t) data[0] << 8 | data[1];

      run->time_us += step_us (data[2]);
      captured = (uint32_t) MIN (captured, size - RECORD_HEAD);
      add_frame (run, data + RECORD_HEAD, captured, captured + data[3]);
      data += RECORD_HEAD + captured;
      size -= RECORD_HEAD + captured;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WeirMeterOptions options = { 0 };
  WeirLedgerOptions ledger_options = { 0 };
  g_autoptr (WeirLocalNetwork) local = NULL;
  g_autoptr (WeirLocalNetwork) nothing = NULL;
  g_autoptr (WeirMeter) meter = NULL;
  g_autoptr (Books) books = NULL;
  Run run = { 0 };

  if (size < HEAD)
    return 0;

  local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  nothing = weir_local_network_new_empty ();
  options.is_live = (data[1] & OPTION_LIVE) != 0;
  options.interval_us = (data[1] & OPTION_SHORT_INTERVAL) != 0 ? 1500 : 0;
  options.max_flows = 1 + data[2];
  options.follows_tcp = TRUE;
  ledger_options.max_flows = 1 + data[3];
  ledger_options.keep_idle_us = (data[1] & OPTION_FORGET_IDLE) != 0 ? 30 * G_USEC_PER_SEC : 0;

  books = books_new (&ledger_options);
  meter = weir_meter_new (&options, (data[1] & OPTION_LOCAL) != 0 ? local : nothing,
                          books_take_batch, books);
  run.books = books;
  run.meter = meter;
  run.link_type = link_types[data[0] % G_N_ELEMENTS (link_types)];
  run.time_us = INT64_C (1704067200) * G_USEC_PER_SEC;
  run.local = local;
  run.nothing = nothing;
  run.changes_local = (data[1] & OPTION_CHANGE_LOCAL) != 0;
  g_assert (weir_link_type_is_supported (run.link_type));
  weir_meter_set_link_type (meter, run.link_type);

  add_records (&run, data + HEAD, size - HEAD);
  books_finish (books, meter);

  return 0;
}
