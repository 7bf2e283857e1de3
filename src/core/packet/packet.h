/* One captured frame in, one small struct out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parser is pure: it keeps no state, allocates nothing and reads nothing but the bytes it is
 * given, which are taken to be hostile.  Any thread may call it.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_PACKET_FRAGMENT = 1 << 0,       /* part of a fragmented datagram (first or later) */
  WEIR_PACKET_LATER_FRAGMENT = 1 << 1, /* not the first part: it carries no transport header */
  WEIR_PACKET_HAS_PORTS = 1 << 2,      /* src_port and dst_port were read from the packet */
  WEIR_PACKET_HAS_ICMP = 1 << 3,       /* icmp_type and icmp_code were read */
} WeirPacketFlags;

/* TCP flags as they stand in the header (RFC 9293 section 3.1). */
enum
{
  WEIR_TCP_FIN = 0x01,
  WEIR_TCP_SYN = 0x02,
  WEIR_TCP_RST = 0x04,
  WEIR_TCP_ACK = 0x10,
};

/* Protocol numbers that are not IANA's, for @WeirPacket.protocol of WEIR_FAMILY_LINK packets.
 * An EtherType is 0x0600 or more (IEEE 802.3), so the numbers below are free: an LLC frame
 * without SNAP is given by its destination service access point. */
#define WEIR_LINK_PROTOCOL_LLC(dsap) ((uint16_t) (0x0100 | (dsap)))
#define WEIR_LINK_PROTOCOL_UNKNOWN ((uint16_t) 0)

typedef struct
{
  WeirAddress src;
  WeirAddress dst;
  uint16_t src_port; /* host order; for ICMP queries the identifier, in both ports;
                      * 0 where the packet has none */
  uint16_t dst_port;
  uint16_t protocol; /* IP protocol number; for WEIR_FAMILY_LINK the EtherType or
                      * one of WEIR_LINK_PROTOCOL_… */
  uint8_t family;    /* WeirFamily */
  uint8_t tcp_flags; /* 0 if not TCP */

  uint32_t bytes;       /* IP bytes: IPv4 total length, IPv6 payload + 40; the frame's
                         * length less its link header where the field is 0 (segmentation
                         * offload) and for frames that are not IP */
  uint32_t wire_bytes;  /* the frame's original length */
  uint32_t fragment_id; /* with WEIR_PACKET_FRAGMENT */
  uint8_t flags;        /* WeirPacketFlags */
  uint8_t icmp_type;
  uint8_t icmp_code;
  uint8_t fragment_protocol; /* of IPv4 fragments: the protocol field as it stands there */
  int64_t time_us;           /* the capture's time stamp; set by the caller */
} WeirPacket;

/* Where in the frame the transport of a packet begins, if it is one with ports. */
typedef struct
{
  const uint8_t *header; /* (nullable): points into the frame */
  uint32_t captured;     /* bytes from there to the end of the datagram, or of what was captured */
  uint32_t bytes;        /* from there to the end of the datagram by the IP header; not less */
  uint16_t ipv4_id;      /* the identification of RFC 791; 0 for IPv6 */
} WeirTransport;

/**
 * weir_packet_parse:
 * @packet: filled in on success; all fields but time_us
 * @link_type: a link type for which weir_link_type_is_supported() is true (a DLT_… number)
 * @frame: the captured bytes; may be unaligned
 * @captured: how many bytes there are at @frame
 * @length: the frame's length on the wire, at least @captured
 *
 * A frame that is cut short by the snapshot length is parsed as far as it goes: with its IP header
 * it is a packet, without ports if these were cut off.  A frame whose headers contradict themselves
 * or end before the fixed part of the IP header is complete is malformed.
 *
 * Returns: whether @packet was filled; if not, the frame is to be counted as malformed
 */
gboolean weir_packet_parse (WeirPacket *packet,
                            int link_type,
                            const uint8_t *frame,
                            uint32_t captured,
                            uint32_t length);

/* The same for those who read on behind the headers; costs a little more.
 * @transport: (out): without a header where the packet has none with ports (later fragments, other
 *   protocols, frames that are not IP, and what was cut off) */
gboolean weir_packet_parse_with_transport (WeirPacket *packet,
                                           WeirTransport *transport,
                                           int link_type,
                                           const uint8_t *frame,
                                           uint32_t captured,
                                           uint32_t length);

G_END_DECLS
