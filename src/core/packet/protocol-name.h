/* Names of protocols, for people.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* Room for the longest name with its NUL. */
#define WEIR_PROTOCOL_NAME_MAX 24

/* The short name of a packet's protocol: "TCP", "ICMPv6", "ARP", "LLDP"; "IP 253" or
 * "EtherType 0x88b5" where it has none; "Other traffic" for WEIR_FAMILY_NONE.  Returns @name. */
const char *weir_protocol_name (WeirFamily family,
                                uint16_t protocol,
                                char name[WEIR_PROTOCOL_NAME_MAX]);

/* As WeirPacket.protocol, with the family that it belongs to. */
typedef struct
{
  uint16_t number;
  gboolean is_link; /* WEIR_FAMILY_LINK, else IPv4 or IPv6 */
} WeirProtocolId;

/* The protocols of that name, in upper or lower case: "MPLS" are three.
 * @ids: (out): room for @max of them.  Returns: how many there are, @max at most */
guint weir_protocol_lookup (const char *name, WeirProtocolId *ids, guint max);

/* Whether flows of this protocol have ports that mean something. */
gboolean weir_protocol_has_ports (WeirFamily family, uint16_t protocol);

/* ICMP and ICMPv6: there the ports of a flow hold the query's identifier. */
gboolean weir_protocol_is_icmp (WeirFamily family, uint16_t protocol);

G_END_DECLS
