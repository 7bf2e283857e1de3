/* Names in packets of many flows: what goes on in other packets, and the bounds of what is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: options (1 byte), then transports: flow (1 byte), seconds since the last one (1 byte),
 * length (2 bytes, big-endian), the header of TCP or UDP and what it carries.
 */
#include "check-name.h"
#include "core/naming/name-reader.h"
#include "core/naming/stream-start.h"
#include "core/packet/bytes.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define HEAD 4

enum
{
  OPTION_LIVE = 1 << 0,
};

enum
{
  FLOW_UDP = 1 << 7,
};

static void
take (WeirNameReader *reader)
{
  gsize n_names;
  g_autofree WeirLearntName *names = weir_name_reader_take (reader, &n_names);

  g_assert (n_names <= WEIR_NAME_READER_MAX_NAMES);
  for (gsize i = 0; i < n_names; i++)
    check_name (names[i].text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const uint16_t ports[] = { 53, 5353, 5355, 40000, 40064, 443 };
  g_autoptr (WeirNameReader) reader = NULL;
  WeirPacket packet = { .family = WEIR_FAMILY_IPV4, .dst_port = 443 };

  if (size < 1)
    return 0;
  reader = weir_name_reader_new ((data[0] & OPTION_LIVE) != 0);
  data++;
  size--;

  while (size >= HEAD)
    {
      gsize length = MIN (weir_read_be16 (data + 2), size - HEAD);
      g_autofree uint8_t *copy = g_memdup2 (data + HEAD, length);
      const WeirTransport transport = { copy, (uint32_t) length };
      WeirNameReaderCounts counts;

      packet.protocol = data[0] & FLOW_UDP ? IPPROTO_UDP : IPPROTO_TCP;
      packet.src_port = ports[(data[0] & 0x7f) % G_N_ELEMENTS (ports)];
      packet.src.bytes[15] = data[0] & 0x70;
      packet.time_us += (int8_t) data[1] * G_USEC_PER_SEC;
      weir_name_reader_add (reader, &packet, &transport);

      counts = weir_name_reader_get_counts (reader);
      g_assert (counts.n_streams <= WEIR_NAME_READER_STREAMS);
      g_assert (counts.waiting_bytes <= (gsize) counts.n_streams * WEIR_STREAM_START_MAX);
      data += HEAD + length;
      size -= HEAD + length;
    }
  take (reader);
  return 0;
}
