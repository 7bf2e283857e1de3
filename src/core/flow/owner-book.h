/* Whose the packets of a capture are, flow by flow, for whoever writes them down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Puts packets and the system's answers about sockets together as the ledger does, but knows no
 * more than that, so that a thread of its own can have one.  Flows beyond
 * WEIR_OWNER_BOOK_MAX_FLOWS: those that were silent for longest are forgotten.
 */
#pragma once

#include "core/flow/flow-owner.h"
#include "core/flow/local-network.h"
#include "core/packet/packet.h"

G_BEGIN_DECLS

#define WEIR_OWNER_BOOK_MAX_FLOWS 65536

typedef struct _WeirOwnerBook WeirOwnerBook;

/* What a flow's packets are written with. */
typedef struct
{
  WeirFlowKey key;
  gboolean can_have_owner; /* one of this machine's processes may be found yet */
  gboolean was_waited_for; /* the book's user: nobody was found in time */
  uint64_t inode;
  WeirSharer process; /* pid 0: not known */
  uint64_t start_time;
  uint16_t n_others;
  gpointer user_data; /* %NULL whenever the process is another one */
} WeirOwnedFlow;

WeirOwnerBook *weir_owner_book_new (void);
void weir_owner_book_free (WeirOwnerBook *self);

void weir_owner_book_set_local (WeirOwnerBook *self, WeirLocalNetwork *local);

/* As weir_meter_add_socket() and weir_meter_end_socket_list() are told. */
void weir_owner_book_add_socket (WeirOwnerBook *self, const WeirSocketInfo *info);
void weir_owner_book_end_list (WeirOwnerBook *self);

/* The flow of a packet, of which addresses, ports, protocol, family and TCP flags are looked at.
 * Returns: (transfer none): valid until the next call */
WeirOwnedFlow *weir_owner_book_find (WeirOwnerBook *self, const WeirPacket *packet);

/* For tests. */
guint weir_owner_book_get_n_flows (const WeirOwnerBook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOwnerBook, weir_owner_book_free)

G_END_DECLS
