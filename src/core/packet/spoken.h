/* What is spoken on a connection, by what stands in its packets and not by its ports.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As pure as the parser: no state, no allocation, and the bytes are taken to be hostile.  A
 * protocol is recognised where a message of it begins, by at least four bytes that it always has
 * there; what begins otherwise is not guessed.  Why not by a library: docs/ndpi.md.
 */
#pragma once

#include <netinet/in.h>

#include "core/packet/packet.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_SPOKEN_NONE, /* not recognised, or not yet */
  WEIR_SPOKEN_BITTORRENT,
  WEIR_SPOKEN_DHCP,
  WEIR_SPOKEN_DNS,
  WEIR_SPOKEN_DTLS,
  WEIR_SPOKEN_HTTP,
  WEIR_SPOKEN_HTTP2, /* unencrypted */
  WEIR_SPOKEN_IMAP,
  WEIR_SPOKEN_LLMNR,
  WEIR_SPOKEN_MDNS,
  WEIR_SPOKEN_MQTT,
  WEIR_SPOKEN_POSTGRESQL,
  WEIR_SPOKEN_QUIC,
  WEIR_SPOKEN_RDP,
  WEIR_SPOKEN_REDIS,
  WEIR_SPOKEN_RFB,
  WEIR_SPOKEN_RTSP,
  WEIR_SPOKEN_SIP,
  WEIR_SPOKEN_SMB,
  WEIR_SPOKEN_SMTP,
  WEIR_SPOKEN_SSDP,
  WEIR_SPOKEN_SSH,
  WEIR_SPOKEN_STUN,
  WEIR_SPOKEN_TLS,
  WEIR_SPOKEN_WIREGUARD,
  WEIR_SPOKEN_XMPP,
  WEIR_N_SPOKEN,
} WeirSpoken;

/* As people write it: "SSH", "BitTorrent"; %NULL for WEIR_SPOKEN_NONE.  Any thread. */
const char *weir_spoken_get_name (WeirSpoken spoken);

/* Which protocols a first byte of a payload may begin. */
enum
{
  WEIR_SPOKEN_STARTS_TCP = 1 << 0,
  WEIR_SPOKEN_STARTS_UDP = 1 << 1,
};

extern const uint8_t weir_spoken_starts[256];

/* @size: of what was captured; not 0 */
WeirSpoken weir_spoken_read_tcp (const uint8_t *payload, gsize size);

/* @length: of the payload, captured or not
 * @port: of either end, if it is one of DNS; else 0 */
WeirSpoken weir_spoken_read_udp (const uint8_t *payload, gsize size, gsize length, uint16_t port);

/* @packet, @transport: of the same frame.  Inline, since it is called for every packet. */
static inline WeirSpoken
weir_spoken_read (const WeirPacket *packet, const WeirTransport *transport)
{
  const uint8_t *header = transport->header;

  if (packet->protocol == IPPROTO_TCP)
    {
      uint32_t header_size;

      if (transport->captured <= 20)
        return WEIR_SPOKEN_NONE;
      header_size = (header[12] >> 4) * 4u;
      if (header_size < 20 || transport->captured <= header_size
          || G_LIKELY ((weir_spoken_starts[header[header_size]] & WEIR_SPOKEN_STARTS_TCP) == 0))
        return WEIR_SPOKEN_NONE;
      return weir_spoken_read_tcp (header + header_size, transport->captured - header_size);
    }
  if (packet->protocol == IPPROTO_UDP && transport->captured > 8)
    {
      /* 53, 5353 and 5355 */
      uint16_t port = packet->dst_port == 53 || (packet->dst_port | 2) == 5355   ? packet->dst_port
                      : packet->src_port == 53 || (packet->src_port | 2) == 5355 ? packet->src_port
                                                                                 : 0;

      if (port == 0 && (weir_spoken_starts[header[8]] & WEIR_SPOKEN_STARTS_UDP) == 0)
        return WEIR_SPOKEN_NONE;
      return weir_spoken_read_udp (header + 8, transport->captured - 8, transport->bytes - 8, port);
    }
  return WEIR_SPOKEN_NONE;
}

G_END_DECLS
