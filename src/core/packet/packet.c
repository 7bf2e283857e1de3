/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IPv4                           RFC 791
 * IPv6 and its extension headers RFC 8200; routing RFC 6554, mobility RFC 6275, AH RFC 4302
 * TCP, UDP, UDP-Lite             RFC 9293, RFC 768, RFC 3828
 * SCTP, DCCP                     RFC 9260, RFC 4340
 * ICMP, ICMPv6                   RFC 792, RFC 950, RFC 8335; RFC 4443
 */
#include "config.h"

#include "core/packet/packet.h"

#include <netinet/in.h>
#include <pcap/dlt.h>

#include "core/packet/bytes.h"
#include "core/packet/link-layer.h"

#define IPV4_HEADER 20
#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_FRAGMENT_OFFSET 0x1fff
#define IPV6_HEADER 40

/* ICMP messages that carry an identifier come in pairs of query and reply. */
static gboolean
icmp_has_identifier (uint8_t protocol, uint8_t type)
{
  if (protocol == IPPROTO_ICMPV6)
    return type == 128 || type == 129     /* echo */
           || type == 160 || type == 161; /* extended echo */

  return type == 0 || type == 8        /* echo */
         || (type >= 13 && type <= 18) /* timestamp, information, address mask */
         || type == 42 || type == 43;  /* extended echo */
}

static void
parse_icmp (WeirPacket *packet, const uint8_t *at, uint32_t left)
{
  if (left < 2)
    return;

  packet->icmp_type = at[0];
  packet->icmp_code = at[1];
  packet->flags |= WEIR_PACKET_HAS_ICMP;

  if (left >= 6 && icmp_has_identifier (packet->protocol, at[0]))
    {
      packet->src_port = weir_read_be16 (at + 4);
      packet->dst_port = packet->src_port;
    }
}

static G_ALWAYS_INLINE inline void
parse_ports (WeirPacket *packet, WeirTransport *transport, const uint8_t *at, uint32_t left)
{
  uint32_t ports;

  if (transport != NULL)
    {
      transport->header = at;
      transport->captured = left;
    }
  if (left < 4)
    return;

  ports = weir_read_be32 (at);
  packet->src_port = (uint16_t) (ports >> 16);
  packet->dst_port = (uint16_t) ports;
  packet->flags |= WEIR_PACKET_HAS_PORTS;
}

static G_ALWAYS_INLINE inline void
parse_tcp (WeirPacket *packet, WeirTransport *transport, const uint8_t *at, uint32_t left)
{
  if (left >= 14)
    packet->tcp_flags = at[13];
  parse_ports (packet, transport, at, left);
}

static void
parse_transport (WeirPacket *packet, WeirTransport *transport, const uint8_t *at, uint32_t left)
{
  switch (packet->protocol)
    {
    case IPPROTO_TCP:
      parse_tcp (packet, transport, at, left);
      break;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
    case IPPROTO_SCTP:
    case IPPROTO_DCCP:
      parse_ports (packet, transport, at, left);
      break;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      parse_icmp (packet, at, left);
      break;
    default:
      break;
    }
}

/* The headers that stand between IP and the transport: of IPv6 all of RFC 8200 section 4, of IPv4
 * the authentication header alone.  Each is at least eight bytes long, so that the captured length
 * bounds their number.  Returns how far the transport header is from @at, or -1 if there is none to
 * read: then the packet's protocol is the last one that is known. */
static int
skip_extensions (WeirPacket *packet, const uint8_t *at, uint32_t left)
{
  uint32_t offset = 0;

  for (;;)
    {
      uint32_t size;
      const uint8_t *header = at + offset;
      gboolean is_ipv6 = packet->family == WEIR_FAMILY_IPV6;

      switch (packet->protocol)
        {
        case IPPROTO_HOPOPTS:
        case IPPROTO_ROUTING:
        case IPPROTO_DSTOPTS:
        case IPPROTO_MH:
          if (!is_ipv6)
            return (int) offset;
          if (left - offset < 8)
            return -1;
          size = (header[1] + 1u) * 8;
          break;

        case IPPROTO_AH:
          if (left - offset < 8)
            return -1;
          size = MAX ((header[1] + 2u) * 4, 8);
          break;

        case IPPROTO_FRAGMENT:
          if (!is_ipv6)
            return (int) offset;
          if (left - offset < 8)
            return -1;
          size = 8;
          /* A datagram in one piece with a fragment header is no fragment (RFC 6946). */
          if ((weir_read_be16 (header + 2) & 0xfff9) != 0)
            {
              packet->flags |= WEIR_PACKET_FRAGMENT;
              packet->fragment_id = weir_read_be32 (header + 4);
              if ((weir_read_be16 (header + 2) & 0xfff8) != 0)
                {
                  packet->flags |= WEIR_PACKET_LATER_FRAGMENT;
                  packet->protocol = header[0];
                  return -1;
                }
            }
          break;

        default:
          return (int) offset;
        }

      if (size > left - offset)
        return -1;

      /* A mobility header is the last one where it says so, and then nothing follows it. */
      if (packet->protocol == IPPROTO_MH && header[0] == IPPROTO_NONE)
        return -1;

      packet->protocol = header[0];
      offset += size;
    }
}

/* Kept out of the common path, which needs neither a loop nor room on the stack. */
static G_GNUC_NO_INLINE gboolean
parse_behind_extensions (WeirPacket *packet,
                         WeirTransport *transport,
                         const uint8_t *at,
                         uint32_t left)
{
  int offset = skip_extensions (packet, at, left);

  if (transport != NULL && offset >= 0)
    transport->bytes -= (uint32_t) offset;
  if (offset >= 0)
    parse_transport (packet, transport, at + offset, left - (uint32_t) offset);

  return TRUE;
}

static G_ALWAYS_INLINE inline gboolean
parse_payload (WeirPacket *packet, WeirTransport *transport, const uint8_t *at, uint32_t left)
{
  if (packet->protocol == IPPROTO_TCP)
    parse_tcp (packet, transport, at, left);
  else if (G_LIKELY (packet->protocol == IPPROTO_UDP))
    parse_ports (packet, transport, at, left);
  else
    return parse_behind_extensions (packet, transport, at, left);

  return TRUE;
}

static inline void
packet_init (WeirPacket *packet, WeirFamily family, uint16_t protocol, uint32_t wire_bytes)
{
  packet->src_port = 0;
  packet->dst_port = 0;
  packet->protocol = protocol;
  packet->family = (uint8_t) family;
  packet->tcp_flags = 0;
  packet->wire_bytes = wire_bytes;
  packet->fragment_id = 0;
  packet->flags = 0;
  packet->icmp_type = 0;
  packet->icmp_code = 0;
  packet->fragment_protocol = 0;
}

/* @offset: where the IP header begins in the frame; at most @captured, which is at most @length */
static G_ALWAYS_INLINE inline gboolean
parse_ipv4 (WeirPacket *packet,
            WeirTransport *transport,
            uint32_t offset,
            const uint8_t *frame,
            uint32_t captured,
            uint32_t length)
{
  const uint8_t *ip = frame + offset;
  uint32_t left = captured - offset;
  uint32_t header_size;
  uint32_t total;

  /* The first byte is the version and the header's size in words, 5 to 15. */
  if (left < IPV4_HEADER || ip[0] < 0x45 || ip[0] > 0x4f)
    return FALSE;

  header_size = (ip[0] & 0x0fu) * 4;
  total = weir_read_be16 (ip + 2);
  if (G_UNLIKELY (total < header_size))
    {
      /* Segmentation offload leaves it zero: the packet was never cut to fit the field. */
      if (total != 0 || length - offset < header_size)
        return FALSE;
      total = length - offset;
    }

  packet_init (packet, WEIR_FAMILY_IPV4, ip[9], length);
  packet->bytes = total;
  weir_address_set_ipv4 (&packet->src, ip + 12);
  weir_address_set_ipv4 (&packet->dst, ip + 16);

  /* What follows the datagram in the frame is padding, not a transport header. */
  left = MIN (left, total);
  if (G_UNLIKELY (header_size > left))
    return TRUE;

  if (G_UNLIKELY (weir_has_bits_be16 (ip + 6, IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET)))
    {
      packet->flags |= WEIR_PACKET_FRAGMENT;
      packet->fragment_id = weir_read_be16 (ip + 4);
      packet->fragment_protocol = ip[9];
      if (weir_has_bits_be16 (ip + 6, IPV4_FRAGMENT_OFFSET))
        {
          packet->flags |= WEIR_PACKET_LATER_FRAGMENT;
          return TRUE;
        }
    }

  if (transport != NULL)
    {
      transport->bytes = total - header_size;
      transport->ipv4_id = weir_read_be16 (ip + 4);
    }
  return parse_payload (packet, transport, ip + header_size, left - header_size);
}

static G_ALWAYS_INLINE inline gboolean
parse_ipv6 (WeirPacket *packet,
            WeirTransport *transport,
            uint32_t offset,
            const uint8_t *frame,
            uint32_t captured,
            uint32_t length)
{
  const uint8_t *ip = frame + offset;
  uint32_t left = captured - offset;
  uint32_t payload;

  if (left < IPV6_HEADER || ip[0] >> 4 != 6)
    return FALSE;

  packet_init (packet, WEIR_FAMILY_IPV6, ip[6], length);
  weir_address_set_ipv6 (&packet->src, ip + 8);
  weir_address_set_ipv6 (&packet->dst, ip + 24);

  /* No length: a jumbogram (RFC 2675) or segmentation offload, unless nothing was to follow. */
  payload = weir_read_be16 (ip + 4);
  if (payload == 0 && packet->protocol != IPPROTO_NONE)
    payload = length - offset - IPV6_HEADER;
  packet->bytes = payload + IPV6_HEADER;

  if (transport != NULL)
    transport->bytes = payload;
  return parse_payload (packet, transport, ip + IPV6_HEADER, MIN (left - IPV6_HEADER, payload));
}

/* Any link type, with whatever there is before the network layer. */
static G_GNUC_NO_INLINE gboolean
parse_frame (WeirPacket *packet,
             WeirTransport *transport,
             int link_type,
             const uint8_t *frame,
             uint32_t captured,
             uint32_t length)
{
  static const uint8_t unknown[6];
  WeirLinkLayer link;

  if (!weir_link_layer_parse (&link, link_type, frame, captured))
    return FALSE;

  switch (link.protocol)
    {
    case WEIR_ETHERTYPE_IPV4:
      return parse_ipv4 (packet, transport, link.offset, frame, captured, length);
    case WEIR_ETHERTYPE_IPV6:
      return parse_ipv6 (packet, transport, link.offset, frame, captured, length);
    default:
      packet_init (packet, WEIR_FAMILY_LINK, link.protocol, length);
      packet->bytes = length - link.offset;
      weir_address_set_link (&packet->src, link.src != NULL ? link.src : unknown);
      weir_address_set_link (&packet->dst, link.dst != NULL ? link.dst : unknown);
      return TRUE;
    }
}

/* @transport: NULL where nobody wants to know; the compiler makes that a function of its own. */
static G_ALWAYS_INLINE inline gboolean
parse (WeirPacket *packet,
       WeirTransport *transport,
       int link_type,
       const uint8_t *frame,
       uint32_t captured,
       uint32_t length)
{
  length = MAX (length, captured);

  /* IP in Ethernet, with a tag or without, is nearly every frame there is. */
  if (G_LIKELY (link_type == DLT_EN10MB && captured >= WEIR_ETHERNET_HEADER + WEIR_VLAN_TAG))
    {
      uint32_t offset = WEIR_ETHERNET_HEADER;
      uint16_t ether_type = weir_read_be16 (frame + 12);

      if (ether_type == WEIR_ETHERTYPE_VLAN)
        {
          ether_type = weir_read_be16 (frame + 16);
          offset += WEIR_VLAN_TAG;
        }
      if (ether_type == WEIR_ETHERTYPE_IPV4)
        return parse_ipv4 (packet, transport, offset, frame, captured, length);
      if (ether_type == WEIR_ETHERTYPE_IPV6)
        return parse_ipv6 (packet, transport, offset, frame, captured, length);
    }

  return parse_frame (packet, transport, link_type, frame, captured, length);
}

gboolean
weir_packet_parse (WeirPacket *packet,
                   int link_type,
                   const uint8_t *frame,
                   uint32_t captured,
                   uint32_t length)
{
  return parse (packet, NULL, link_type, frame, captured, length);
}

gboolean
weir_packet_parse_with_transport (WeirPacket *packet,
                                  WeirTransport *transport,
                                  int link_type,
                                  const uint8_t *frame,
                                  uint32_t captured,
                                  uint32_t length)
{
  *transport = (WeirTransport){ 0 };
  return parse (packet, transport, link_type, frame, captured, length);
}
