/* Sockets between the helper's words and ours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/socket-info.h"
#include "wire/message.h"

G_BEGIN_DECLS

void weir_wire_socket_to_info (const WeirWireSocket *socket, WeirSocketInfo *info);

/* Only whose it is: pid, process, sharers, and why there is none. */
void weir_wire_socket_to_owner (const WeirWireSocket *socket, WeirSocketInfo *info);

/* @key: of IPv4 or IPv6 */
void weir_wire_tuple_from_key (WeirWireTuple *tuple, const WeirFlowKey *key);

G_END_DECLS
