/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ethernet II and 802.3          IEEE 802.3 clause 3.2
 * LLC, SNAP                      IEEE 802.2; RFC 1042
 * 802.1Q, 802.1ad                IEEE 802.1Q clause 9
 * PPPoE, PPP                     RFC 2516, RFC 1661, RFC 1662
 * MPLS                           RFC 3032
 * cooked, null, loop, raw        https://www.tcpdump.org/linktypes.html
 */
#include "config.h"

#include "core/packet/link-layer.h"

#include <pcap/pcap.h>

#include "core/packet/bytes.h"
#include "core/packet/link-type.h"
#include "core/packet/packet.h"

#define ETHERTYPE_SERVICE_VLAN 0x88a8 /* 802.1ad */
#define ETHERTYPE_OLD_VLAN 0x9100     /* stacked tags from before 802.1ad */
#define ETHERTYPE_MPLS 0x8847
#define ETHERTYPE_MPLS_UPSTREAM 0x8848
#define ETHERTYPE_PPPOE_SESSION 0x8864
#define ETHERTYPE_PPP 0x880b
#define ETHERTYPE_IPX 0x8137
#define ETHERTYPE_MIN 0x0600 /* below it the field is a length */

/* What a cooked capture writes in the protocol field where there is no EtherType. */
#define COOKED_NOVELL 0x0001
#define COOKED_LLC 0x0004

#define PPP_IPV4 0x0021
#define PPP_IPV6 0x0057
#define PPP_MPLS 0x0281
#define PPP_MPLS_MULTICAST 0x0283

typedef struct
{
  const uint8_t *frame;
  uint32_t captured;
  uint32_t offset;
} Walk;

static inline uint32_t
walk_left (const Walk *walk)
{
  return walk->captured - walk->offset;
}

static inline const uint8_t *
walk_at (const Walk *walk)
{
  return walk->frame + walk->offset;
}

/* Label stack entries up to the one with the bottom-of-stack bit.  Nothing says what follows: the
 * explicit-null labels (RFC 3032 section 2.1) or else the first nibble do. */
static gboolean
walk_mpls (Walk *walk, uint16_t *protocol)
{
  uint16_t carrier = *protocol;
  uint32_t entry;

  do
    {
      if (walk_left (walk) < 4)
        return FALSE;
      entry = weir_read_be32 (walk_at (walk));
      walk->offset += 4;
    }
  while ((entry & 0x100) == 0);

  if (walk_left (walk) == 0)
    return FALSE;

  switch (*walk_at (walk) >> 4)
    {
    case 4:
      *protocol = WEIR_ETHERTYPE_IPV4;
      break;
    case 6:
      *protocol = WEIR_ETHERTYPE_IPV6;
      break;
    default:
      *protocol = carrier;
      break;
    }

  return TRUE;
}

/* The protocol field of PPP: two bytes, or one where it was compressed (RFC 1661 section 6.5). */
static gboolean
walk_ppp_protocol (Walk *walk, uint16_t carrier, uint16_t *protocol)
{
  uint16_t ppp;

  if (walk_left (walk) < 1)
    return FALSE;

  if (*walk_at (walk) & 1)
    {
      ppp = *walk_at (walk);
      walk->offset += 1;
    }
  else
    {
      if (walk_left (walk) < 2)
        return FALSE;
      ppp = weir_read_be16 (walk_at (walk));
      walk->offset += 2;
    }

  switch (ppp)
    {
    case PPP_IPV4:
      *protocol = WEIR_ETHERTYPE_IPV4;
      return TRUE;
    case PPP_IPV6:
      *protocol = WEIR_ETHERTYPE_IPV6;
      return TRUE;
    case PPP_MPLS:
    case PPP_MPLS_MULTICAST:
      *protocol = ETHERTYPE_MPLS;
      return walk_mpls (walk, protocol);
    default:
      *protocol = carrier;
      return TRUE;
    }
}

static gboolean
walk_pppoe (Walk *walk, uint16_t *protocol)
{
  if (walk_left (walk) < 6)
    return FALSE;

  /* Version 1, type 1; code 0 is session data (RFC 2516 section 4). */
  if (walk_at (walk)[0] != 0x11 || walk_at (walk)[1] != 0x00)
    {
      *protocol = ETHERTYPE_PPPOE_SESSION;
      return TRUE;
    }

  walk->offset += 6;
  return walk_ppp_protocol (walk, ETHERTYPE_PPPOE_SESSION, protocol);
}

static gboolean
walk_llc (Walk *walk, uint16_t *protocol)
{
  const uint8_t *llc = walk_at (walk);

  if (walk_left (walk) < 3)
    return FALSE;

  /* Novell's raw 802.3: no LLC at all, the IPX checksum field comes first. */
  if (llc[0] == 0xff && llc[1] == 0xff)
    {
      *protocol = ETHERTYPE_IPX;
      return TRUE;
    }

  *protocol = WEIR_LINK_PROTOCOL_LLC (llc[0]);

  if (llc[0] == 0x06 && llc[1] == 0x06 && llc[2] == 0x03)
    {
      /* The service access point of IP itself. */
      walk->offset += 3;
      *protocol = WEIR_ETHERTYPE_IPV4;
    }
  else if (llc[0] == 0xaa && llc[1] == 0xaa && llc[2] == 0x03)
    {
      if (walk_left (walk) < 8)
        return FALSE;
      walk->offset += 8;
      /* Organisation 0 is an EtherType (RFC 1042), 0x0000f8 a bridged one (802.1H). */
      if (llc[3] == 0 && llc[4] == 0 && (llc[5] == 0 || llc[5] == 0xf8))
        *protocol = weir_read_be16 (llc + 6);
    }

  return TRUE;
}

/* From an EtherType or length field on: tags, shims and sessions, until the network layer. */
static gboolean
walk_ether_type (Walk *walk, uint16_t *protocol)
{
  for (;;)
    {
      switch (*protocol)
        {
        case WEIR_ETHERTYPE_IPV4:
        case WEIR_ETHERTYPE_IPV6:
          return TRUE;
        case WEIR_ETHERTYPE_VLAN:
        case ETHERTYPE_SERVICE_VLAN:
        case ETHERTYPE_OLD_VLAN:
          if (walk_left (walk) < 4)
            return FALSE;
          *protocol = weir_read_be16 (walk_at (walk) + 2);
          walk->offset += 4;
          break;
        case ETHERTYPE_MPLS:
        case ETHERTYPE_MPLS_UPSTREAM:
          return walk_mpls (walk, protocol);
        case ETHERTYPE_PPPOE_SESSION:
          return walk_pppoe (walk, protocol);
        case ETHERTYPE_PPP:
          return walk_ppp_protocol (walk, ETHERTYPE_PPP, protocol);
        default:
          if (*protocol >= ETHERTYPE_MIN)
            return TRUE;
          if (!walk_llc (walk, protocol))
            return FALSE;
          if (*protocol < ETHERTYPE_MIN)
            return TRUE;
          break;
        }
    }
}

static gboolean
walk_cooked (Walk *walk, uint16_t *protocol)
{
  switch (*protocol)
    {
    case COOKED_NOVELL:
      *protocol = ETHERTYPE_IPX;
      return TRUE;
    case COOKED_LLC:
      return walk_llc (walk, protocol)
             && (*protocol < ETHERTYPE_MIN || walk_ether_type (walk, protocol));
    default:
      if (*protocol < ETHERTYPE_MIN)
        {
          *protocol = WEIR_LINK_PROTOCOL_UNKNOWN;
          return TRUE;
        }
      return walk_ether_type (walk, protocol);
    }
}

/* PPP in HDLC-like framing; the address and control fields may have been negotiated away, and on a
 * serial line Cisco's HDLC has an EtherType in their place. */
static gboolean
walk_ppp_frame (Walk *walk, uint16_t *protocol)
{
  const uint8_t *at = walk_at (walk);

  if (walk_left (walk) < 2)
    return FALSE;

  if (at[0] == 0xff && at[1] == 0x03)
    {
      walk->offset += 2;
    }
  else if ((at[0] == 0x0f || at[0] == 0x8f) && at[1] == 0x00)
    {
      if (walk_left (walk) < 4)
        return FALSE;
      *protocol = weir_read_be16 (at + 2);
      walk->offset += 4;
      return *protocol < ETHERTYPE_MIN || walk_ether_type (walk, protocol);
    }

  return walk_ppp_protocol (walk, ETHERTYPE_PPP, protocol);
}

/* An address family of the machine that wrote the file, in its own byte order. */
static uint16_t
protocol_from_family (uint32_t family)
{
  if (family > 0xffff)
    family = GUINT32_SWAP_LE_BE (family);

  switch (family)
    {
    case 2:
      return WEIR_ETHERTYPE_IPV4;
    case 10: /* Linux */
    case 24: /* NetBSD, OpenBSD */
    case 28: /* FreeBSD */
    case 30: /* macOS */
      return WEIR_ETHERTYPE_IPV6;
    default:
      return WEIR_LINK_PROTOCOL_UNKNOWN;
    }
}

static gboolean
protocol_from_version (const Walk *walk, uint16_t *protocol)
{
  if (walk_left (walk) < 1)
    return FALSE;

  switch (*walk_at (walk) >> 4)
    {
    case 4:
      *protocol = WEIR_ETHERTYPE_IPV4;
      return TRUE;
    case 6:
      *protocol = WEIR_ETHERTYPE_IPV6;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
walk_frame (Walk *walk, WeirLinkLayer *link, int link_type)
{
  const uint8_t *frame = walk->frame;
  uint32_t captured = walk->captured;

  switch (link_type)
    {
    case DLT_LINUX_SLL:
      if (captured < 16)
        return FALSE;
      if (weir_read_be16 (frame + 4) == 6)
        link->src = frame + 6;
      link->protocol = weir_read_be16 (frame + 14);
      walk->offset = 16;
      return walk_cooked (walk, &link->protocol);

    case DLT_LINUX_SLL2:
      if (captured < 20)
        return FALSE;
      if (frame[11] == 6)
        link->src = frame + 12;
      link->protocol = weir_read_be16 (frame);
      walk->offset = 20;
      return walk_cooked (walk, &link->protocol);

    case DLT_NULL:
    case DLT_LOOP:
      if (captured < 4)
        return FALSE;
      link->protocol = protocol_from_family (weir_read_be32 (frame));
      walk->offset = 4;
      return TRUE;

    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_C_HDLC:
      return walk_ppp_frame (walk, &link->protocol);

    case DLT_PPP_WITH_DIRECTION:
      if (captured < 1)
        return FALSE;
      walk->offset = 1;
      return walk_ppp_frame (walk, &link->protocol);

    case DLT_PPP_ETHER:
      return walk_pppoe (walk, &link->protocol);

    case DLT_IPV4:
      link->protocol = WEIR_ETHERTYPE_IPV4;
      return TRUE;

    case DLT_IPV6:
      link->protocol = WEIR_ETHERTYPE_IPV6;
      return TRUE;

    case WEIR_DLT_RAW_BSD:
    case WEIR_DLT_RAW_OPENBSD:
    case WEIR_DLT_RAW_FILE:
      return protocol_from_version (walk, &link->protocol);

    default:
      return FALSE;
    }
}

gboolean
weir_link_layer_parse (WeirLinkLayer *link, int link_type, const uint8_t *frame, uint32_t captured)
{
  Walk walk = { frame, captured, 0 };

  if (link_type == DLT_EN10MB)
    {
      if (captured < WEIR_ETHERNET_HEADER)
        return FALSE;
      link->dst = frame;
      link->src = frame + 6;
      link->protocol = weir_read_be16 (frame + 12);
      walk.offset = WEIR_ETHERNET_HEADER;
      if (!walk_ether_type (&walk, &link->protocol))
        return FALSE;
    }
  else
    {
      link->src = NULL;
      link->dst = NULL;
      link->protocol = WEIR_LINK_PROTOCOL_UNKNOWN;
      if (!walk_frame (&walk, link, link_type))
        return FALSE;
    }

  link->offset = walk.offset;
  return TRUE;
}
