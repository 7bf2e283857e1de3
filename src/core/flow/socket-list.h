/* The sockets of one list by their local ports: which of them a flow without a socket of its own
 * belongs to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the time of one batch; the infos are the caller's.
 */
#pragma once

#include "core/flow/flow-owner.h"

G_BEGIN_DECLS

typedef struct _WeirSocketList WeirSocketList;

/* Of so many sockets on one port that have not been looked at, the rest counts as somebody else's.
 */
#define WEIR_SOCKET_LIST_MAX_PER_PORT 64

/* Takes those of @infos that receive from anybody: listeners, and unconnected UDP sockets. */
WeirSocketList *weir_socket_list_new (const WeirSocketInfo *infos, gsize n_infos);
void weir_socket_list_free (WeirSocketList *self);

/* The socket that packets of @key would be given to: one bound to the local address before one of
 * all addresses, one of the flow's own family before one of IPv6 that takes IPv4 as well.  Where
 * several processes have one that is as good, packets do not tell which it is.
 *
 * Returns: (nullable): none, or, with @is_shared set, several.  @match: (out) */
const WeirSocketInfo *weir_socket_list_find (const WeirSocketList *self,
                                             const WeirFlowKey *key,
                                             WeirOwnerMatch *match,
                                             gboolean *is_shared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSocketList, weir_socket_list_free)

G_END_DECLS
