/* What is spoken, by any bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says the transport, the next two how much longer the packet was than what was
 * captured of it, the rest is the transport's header and payload.
 */
#include "config.h"

#include "core/packet/spoken.h"

#define HEAD 3

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const uint16_t ports[] = { 0, 53, 5353, 5355 };
  WeirPacket packet = { 0 };
  WeirTransport transport = { 0 };
  WeirSpoken spoken;

  if (size < HEAD)
    return 0;

  packet.protocol = data[0] & 1 ? IPPROTO_TCP : IPPROTO_UDP;
  packet.dst_port = ports[data[0] >> 1 & 3];
  transport.header = data + HEAD;
  transport.captured = (uint32_t) (size - HEAD);
  transport.bytes = transport.captured + (uint32_t) (data[1] << 8 | data[2]);
  spoken = weir_spoken_read (&packet, &transport);
  g_assert (spoken < WEIR_N_SPOKEN);
  g_assert ((weir_spoken_get_name (spoken) == NULL) == (spoken == WEIR_SPOKEN_NONE));
  return 0;
}
