/* Packets of the socket that takes openings alone, of any link type.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: link type (1 byte), then records of captured length (1 byte), time step (1 byte),
 * frame.
 */
#include "config.h"

#include <linux/filter.h>
#include <pcap/pcap.h>

#include "core/source/openings.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define RECORD_HEAD 2

static void
get_filter (WeirOpenings *openings, int64_t now_us)
{
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  gsize count = 0;

  if (weir_openings_get_filter (openings, now_us, instructions, &count))
    g_assert (count <= WEIR_WIRE_FILTER_MAX_LENGTH);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const int link_types[] = { DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_NULL };
  g_autoptr (WeirLocalNetwork) local = NULL;
  g_autoptr (WeirOpenings) openings = NULL;
  int64_t now_us = 0;

  if (size < 1)
    return 0;

  local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  openings = weir_openings_new (NULL);
  weir_openings_set_local (openings, local);
  weir_openings_start (openings, link_types[data[0] % G_N_ELEMENTS (link_types)]);
  get_filter (openings, now_us);
  for (data++, size--; size >= RECORD_HEAD;)
    {
      uint32_t captured = (uint32_t) MIN (data[0], size - RECORD_HEAD);
      g_autofree uint8_t *frame = g_memdup2 (data + RECORD_HEAD, captured);
      const WeirWireTuple *tuples;
      gsize count;

      now_us += data[1] * INT64_C (10000);
      weir_openings_add_frame (openings, now_us, frame, captured, captured + data[1]);
      while ((tuples = weir_openings_take (openings, &count)) != NULL && count > 0)
        {
          g_assert (count <= WEIR_WIRE_MAX_LOOK_UPS);
          for (gsize i = 0; i < count; i++)
            g_assert (tuples[i].family == 4 || tuples[i].family == 6);
        }
      data += RECORD_HEAD + captured;
      size -= RECORD_HEAD + captured;
    }
  get_filter (openings, now_us);
  return 0;
}
