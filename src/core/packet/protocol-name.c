/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names as IANA and IEEE register them, in the form that people of the field use.
 */
#include "config.h"

#include "core/packet/protocol-name.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>

#include "core/packet/packet.h"

typedef struct
{
  uint16_t number;
  const char *name;
} Name;

static const Name ip_names[] = {
  { 0, "HOPOPT" },     { 1, "ICMP" },        { 2, "IGMP" },        { 4, "IPv4" },
  { 6, "TCP" },        { 8, "EGP" },         { 9, "IGP" },         { 17, "UDP" },
  { 33, "DCCP" },      { 41, "IPv6" },       { 43, "IPv6-Route" }, { 44, "IPv6-Frag" },
  { 46, "RSVP" },      { 47, "GRE" },        { 50, "ESP" },        { 51, "AH" },
  { 58, "ICMPv6" },    { 59, "IPv6-NoNxt" }, { 60, "IPv6-Opts" },  { 88, "EIGRP" },
  { 89, "OSPF" },      { 94, "IPIP" },       { 97, "EtherIP" },    { 98, "ENCAP" },
  { 103, "PIM" },      { 108, "IPComp" },    { 112, "VRRP" },      { 115, "L2TP" },
  { 124, "IS-IS" },    { 132, "SCTP" },      { 133, "FC" },        { 135, "Mobility" },
  { 136, "UDP-Lite" }, { 137, "MPLS" },      { 139, "HIP" },       { 140, "Shim6" },
  { 143, "Ethernet" }, { 255, "Raw" },
};

static const Name link_names[] = {
  { WEIR_LINK_PROTOCOL_UNKNOWN, "Unknown" },
  { WEIR_LINK_PROTOCOL_LLC (0x42), "STP" },
  { WEIR_LINK_PROTOCOL_LLC (0xaa), "SNAP" },
  { WEIR_LINK_PROTOCOL_LLC (0xe0), "IPX" },
  { WEIR_LINK_PROTOCOL_LLC (0xf0), "NetBEUI" },
  { WEIR_LINK_PROTOCOL_LLC (0xfe), "IS-IS" },
  { 0x0806, "ARP" },
  { 0x0842, "Wake-on-LAN" },
  { 0x2000, "CDP" },
  { 0x22ea, "SRP" },
  { 0x22f0, "AVTP" },
  { 0x22f3, "TRILL" },
  { 0x6003, "DECnet" },
  { 0x8035, "RARP" },
  { 0x809b, "AppleTalk" },
  { 0x80f3, "AARP" },
  { 0x8137, "IPX" },
  { 0x8808, "Flow control" },
  { 0x8809, "LACP" },
  { 0x880b, "PPP" },
  { 0x8847, "MPLS" },
  { 0x8848, "MPLS" },
  { 0x8863, "PPPoE discovery" },
  { 0x8864, "PPPoE session" },
  { 0x888e, "EAPOL" },
  { 0x8892, "PROFINET" },
  { 0x88a2, "ATAoE" },
  { 0x88a4, "EtherCAT" },
  { 0x88b8, "GOOSE" },
  { 0x88cc, "LLDP" },
  { 0x88e1, "HomePlug" },
  { 0x88e5, "MACsec" },
  { 0x88e7, "PBB" },
  { 0x88f7, "PTP" },
  { 0x8902, "CFM" },
  { 0x8906, "FCoE" },
  { 0x8914, "FCoE discovery" },
  { 0x9000, "Loopback test" },
};

static const char *
find_name (const Name *names, gsize n_names, uint16_t number)
{
  for (gsize i = 0; i < n_names; i++)
    {
      if (names[i].number == number)
        return names[i].name;
    }

  return NULL;
}

const char *
weir_protocol_name (WeirFamily family, uint16_t protocol, char name[WEIR_PROTOCOL_NAME_MAX])
{
  const char *known;

  if (family == WEIR_FAMILY_NONE)
    known = _ ("Other traffic");
  else if (family == WEIR_FAMILY_LINK)
    known = find_name (link_names, G_N_ELEMENTS (link_names), protocol);
  else
    known = find_name (ip_names, G_N_ELEMENTS (ip_names), protocol);

  if (known != NULL)
    g_strlcpy (name, known, WEIR_PROTOCOL_NAME_MAX);
  else if (family != WEIR_FAMILY_LINK)
    g_snprintf (name, WEIR_PROTOCOL_NAME_MAX, "IP %u", protocol);
  else if (protocol >= 0x0600)
    g_snprintf (name, WEIR_PROTOCOL_NAME_MAX, "EtherType 0x%04x", protocol);
  else
    g_snprintf (name, WEIR_PROTOCOL_NAME_MAX, "LLC 0x%02x", protocol & 0xffu);

  return name;
}

static guint
lookup (const char *name,
        const Name *names,
        gsize n_names,
        gboolean is_link,
        WeirProtocolId *ids,
        guint max)
{
  guint n = 0;

  for (gsize i = 0; i < n_names && n < max; i++)
    {
      if (g_ascii_strcasecmp (names[i].name, name) == 0)
        ids[n++] = (WeirProtocolId){ names[i].number, is_link };
    }
  return n;
}

guint
weir_protocol_lookup (const char *name, WeirProtocolId *ids, guint max)
{
  guint n = lookup (name, ip_names, G_N_ELEMENTS (ip_names), FALSE, ids, max);

  return n + lookup (name, link_names, G_N_ELEMENTS (link_names), TRUE, ids + n, max - n);
}

gboolean
weir_protocol_has_ports (WeirFamily family, uint16_t protocol)
{
  if (family != WEIR_FAMILY_IPV4 && family != WEIR_FAMILY_IPV6)
    return FALSE;

  return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE
         || protocol == IPPROTO_SCTP || protocol == IPPROTO_DCCP;
}

gboolean
weir_protocol_is_icmp (WeirFamily family, uint16_t protocol)
{
  return family != WEIR_FAMILY_LINK && (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6);
}
