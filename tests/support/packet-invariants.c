/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/packet-invariants.h"

#include <netinet/in.h>

static gboolean
is_mapped (const WeirAddress *address)
{
  static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

  return memcmp (address->bytes, prefix, sizeof prefix) == 0;
}

static gboolean
is_link_address (const WeirAddress *address)
{
  static const uint8_t rest[10];

  return memcmp (address->bytes + 6, rest, sizeof rest) == 0;
}

static const char *
check_family (const WeirPacket *packet, uint32_t length)
{
  switch (packet->family)
    {
    case WEIR_FAMILY_LINK:
      if (packet->bytes > length)
        return "a frame that is not IP has no more bytes than the wire saw";
      if (packet->flags != 0)
        return "a frame that is not IP has no flags";
      if (!is_link_address (&packet->src) || !is_link_address (&packet->dst))
        return "link-layer addresses fill six bytes";
      return NULL;
    case WEIR_FAMILY_IPV4:
      if (packet->bytes < 20)
        return "an IPv4 packet has at least its header";
      if (!is_mapped (&packet->src) || !is_mapped (&packet->dst))
        return "IPv4 addresses are stored mapped";
      return NULL;
    case WEIR_FAMILY_IPV6:
      if (packet->bytes < 40)
        return "an IPv6 packet has at least its header";
      return NULL;
    default:
      return "the family is one of three";
    }
}

static gboolean
is_icmp (const WeirPacket *packet)
{
  return packet->protocol == IPPROTO_ICMP || packet->protocol == IPPROTO_ICMPV6;
}

static const char *
check_transport (const WeirPacket *packet)
{
  gboolean has_ports = (packet->flags & WEIR_PACKET_HAS_PORTS) != 0;
  gboolean has_icmp = (packet->flags & WEIR_PACKET_HAS_ICMP) != 0;

  if (packet->flags & WEIR_PACKET_LATER_FRAGMENT)
    {
      if ((packet->flags & WEIR_PACKET_FRAGMENT) == 0)
        return "a later fragment is a fragment";
      if (has_ports || has_icmp || packet->src_port != 0 || packet->dst_port != 0
          || packet->tcp_flags != 0)
        return "a later fragment carries no transport header";
    }
  else if ((packet->flags & WEIR_PACKET_FRAGMENT) == 0 && packet->fragment_id != 0)
    {
      return "only fragments have an identification";
    }

  if (has_ports && has_icmp)
    return "ports and ICMP exclude each other";
  if (!has_ports && packet->tcp_flags != 0)
    return "TCP flags lie behind the ports";
  if (packet->tcp_flags != 0 && packet->protocol != IPPROTO_TCP)
    return "only TCP has TCP flags";
  if (has_icmp && !is_icmp (packet))
    return "only ICMP has a type";
  if (!has_icmp && (packet->icmp_type != 0 || packet->icmp_code != 0))
    return "a type that was not read is zero";
  if (has_icmp && packet->src_port != packet->dst_port)
    return "the identifier of ICMP stands in both ports";
  if (!has_ports && !has_icmp && (packet->src_port != 0 || packet->dst_port != 0))
    return "ports that were not read are zero";

  return NULL;
}

const char *
weir_packet_find_broken_invariant (const WeirPacket *packet, uint32_t captured, uint32_t length)
{
  const char *broken;

  if (packet->wire_bytes != MAX (captured, length))
    return "the wire bytes are the frame's length";

  broken = check_family (packet, MAX (captured, length));
  if (broken == NULL)
    broken = check_transport (packet);

  return broken;
}
