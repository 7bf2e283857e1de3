/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/packet/tcp-segment.h"

#include <netinet/in.h>

#include "core/packet/bytes.h"

#define TCP_HEADER 20

gboolean
weir_tcp_segment_read (WeirTcpSegment *segment,
                       const WeirPacket *packet,
                       const WeirTransport *transport)
{
  const uint8_t *header = transport->header;
  uint32_t header_bytes;

  segment->payload_offset = 0;
  if (packet->protocol != IPPROTO_TCP || (packet->flags & WEIR_PACKET_FRAGMENT) != 0
      || transport->captured < TCP_HEADER)
    return FALSE;

  header_bytes = (header[12] >> 4) * 4u;
  if (header_bytes < TCP_HEADER || header_bytes > transport->bytes)
    return FALSE;

  segment->seq = weir_read_be32 (header + 4);
  segment->ack = weir_read_be32 (header + 8);
  segment->payload_bytes = transport->bytes - header_bytes;
  segment->window = weir_read_be16 (header + 14);
  segment->ipv4_id = transport->ipv4_id;
  segment->payload_offset = (uint8_t) header_bytes;
  segment->flags = packet->tcp_flags;
  return TRUE;
}
