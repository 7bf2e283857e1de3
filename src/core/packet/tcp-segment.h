/* What the header of a TCP segment says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As pure as the parser: no state, no allocation, and the bytes are taken to be hostile.
 */
#pragma once

#include <netinet/in.h>

#include "core/packet/bytes.h"
#include "core/packet/packet.h"

G_BEGIN_DECLS

typedef struct
{
  uint32_t seq;           /* RFC 9293 section 3.1, host order */
  uint32_t ack;           /* means something with WEIR_TCP_ACK alone */
  uint32_t payload_bytes; /* by the IP header, whether captured or not; more than 65,535 where the
                           * sender has left the cutting to its interface */
  uint16_t window;        /* as it stands there, not scaled (RFC 7323) */
  uint16_t ipv4_id;       /* as WeirTransport.ipv4_id */
  uint8_t payload_offset; /* from the TCP header on: its size, options included; 0: no segment */
  uint8_t flags;          /* WEIR_TCP_… */
  uint8_t spoken;         /* WeirSpoken, of packets that are no segments, too; set by the caller */
} WeirTcpSegment;

#define WEIR_TCP_MIN_HEADER 20u

/* Reads the segment of @packet, whose transport @transport is.
 *
 * Returns: whether there is one.  If not, @segment->payload_offset is 0: another protocol, a piece
 * of a fragmented datagram, a header whose fixed part is cut off, or one that contradicts itself.
 */
static inline gboolean
weir_tcp_segment_read (WeirTcpSegment *segment,
                       const WeirPacket *packet,
                       const WeirTransport *transport)
{
  const uint8_t *header = transport->header;
  uint32_t header_bytes;

  segment->payload_offset = 0;
  if (packet->protocol != IPPROTO_TCP || (packet->flags & WEIR_PACKET_FRAGMENT) != 0
      || transport->captured < WEIR_TCP_MIN_HEADER)
    return FALSE;

  header_bytes = (header[12] >> 4) * 4u;
  if (header_bytes < WEIR_TCP_MIN_HEADER || header_bytes > transport->bytes)
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

G_END_DECLS
