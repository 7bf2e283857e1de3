/* What makes two packets belong to the same flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* "Local" is this machine's side, shown on the left.  Of a flow between two others it is the side
 * that opened the connection, or whose packet was seen first.  Padding is part of the struct and
 * always zero: keys are compared and hashed as 40 bytes. */
typedef struct
{
  WeirAddress local;
  WeirAddress remote;
  uint16_t local_port; /* host order; 0 where the protocol has no ports; of ICMP queries
                        * the identifier, on both sides */
  uint16_t remote_port;
  uint16_t protocol; /* as WeirPacket.protocol */
  uint8_t family;    /* WeirFamily */
  uint8_t zero;
} WeirFlowKey;

G_STATIC_ASSERT (sizeof (WeirFlowKey) == 40);

guint weir_flow_key_hash (gconstpointer key); /* for GHashTable */
gboolean weir_flow_key_equal (gconstpointer a, gconstpointer b);
int weir_flow_key_compare (const WeirFlowKey *a, const WeirFlowKey *b);

/* The same flow seen from the other side. */
WeirFlowKey weir_flow_key_reversed (const WeirFlowKey *key);

/* The same for all flows between two hosts that differ in their ports alone. */
WeirFlowKey weir_flow_key_without_ports (const WeirFlowKey *key);

/* An address with brackets, a colon, a port and a NUL. */
#define WEIR_FLOW_KEY_TEXT_MAX (WEIR_ADDRESS_TEXT_MAX + 8)

/* "192.0.2.1:443", "[2001:db8::1]:443", "192.0.2.1" where there are no ports to show.
 * Returns: @text */
const char *weir_flow_key_format_local (const WeirFlowKey *key, char text[WEIR_FLOW_KEY_TEXT_MAX]);
const char *weir_flow_key_format_remote (const WeirFlowKey *key, char text[WEIR_FLOW_KEY_TEXT_MAX]);

/* The same.  Returns: (transfer full) */
char *weir_flow_key_dup_local_text (const WeirFlowKey *key);
char *weir_flow_key_dup_remote_text (const WeirFlowKey *key);

G_END_DECLS
