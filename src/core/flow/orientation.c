/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/orientation.h"

#include <netinet/in.h>
#include <string.h>

/* Whether the sender of a flow's first packet is its local side. */
static gboolean
sender_is_left (const WeirPacket *packet, gboolean src_is_local, gboolean dst_is_local)
{
  if (src_is_local != dst_is_local)
    return src_is_local;

  /* A SYN comes from the side that opens, its acknowledgement from the other. */
  if (packet->protocol == IPPROTO_TCP && (packet->tcp_flags & WEIR_TCP_SYN) != 0)
    return (packet->tcp_flags & WEIR_TCP_ACK) == 0;

  if (!src_is_local)
    return TRUE;

  /* The higher port is most often the client's.  Where that does not tell either, the addresses
   * give the same answer for both directions. */
  if (packet->src_port != packet->dst_port)
    return packet->src_port > packet->dst_port;
  return memcmp (packet->src.bytes, packet->dst.bytes, sizeof packet->src.bytes) >= 0;
}

gboolean
weir_orient (const WeirPacket *packet,
             const WeirLocalNetwork *local,
             WeirFlowKey *key,
             gboolean *is_tx)
{
  gboolean src_is_local = weir_local_network_contains (local, &packet->src, packet->family);
  gboolean dst_is_local = weir_local_network_contains (local, &packet->dst, packet->family);
  gboolean is_left = sender_is_left (packet, src_is_local, dst_is_local);

  memset (key, 0, sizeof *key);
  key->local = packet->src;
  key->remote = packet->dst;
  key->local_port = packet->src_port;
  key->remote_port = packet->dst_port;
  key->protocol = packet->protocol;
  key->family = packet->family;
  if (!is_left)
    *key = weir_flow_key_reversed (key);

  if (is_tx != NULL)
    *is_tx = is_left;
  return src_is_local || dst_is_local;
}
