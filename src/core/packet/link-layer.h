/* The headers before the network layer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  uint32_t offset;    /* where the network layer begins; at most the captured length */
  uint16_t protocol;  /* EtherType, or one of WEIR_LINK_PROTOCOL_… */
  const uint8_t *src; /* (nullable): link-layer addresses, six bytes each */
  const uint8_t *dst;
} WeirLinkLayer;

#define WEIR_ETHERNET_HEADER 14u
#define WEIR_VLAN_TAG 4u
#define WEIR_ETHERTYPE_IPV4 0x0800
#define WEIR_ETHERTYPE_IPV6 0x86dd
#define WEIR_ETHERTYPE_VLAN 0x8100 /* 802.1Q */

/* Walks the link headers of one frame; @link_type must be supported.  Returns %FALSE if they are
 * not complete. */
gboolean weir_link_layer_parse (WeirLinkLayer *link,
                                int link_type,
                                const uint8_t *frame,
                                uint32_t captured);

G_END_DECLS
