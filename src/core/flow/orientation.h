/* Which side of a packet is the local one of its flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/flow/local-network.h"
#include "core/packet/packet.h"

G_BEGIN_DECLS

/* Makes the key of a flow from its first packet: local is this machine's side.  Where both are, or
 * neither, it is the side that opens the connection, else the one with the higher port of two local
 * ones, else the sender.
 *
 * Returns: whether the local side is this machine.  @is_tx: (out) (optional): the packet goes from
 * the local side to the remote one */
gboolean weir_orient (const WeirPacket *packet,
                      const WeirLocalNetwork *local,
                      WeirFlowKey *key,
                      gboolean *is_tx);

G_END_DECLS
