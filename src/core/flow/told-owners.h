/* Which flows' owners a capture file has told already: once for a flow is enough.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files may say with every packet whose it is.  Of more than WEIR_TOLD_OWNERS_MAX flows it begins
 * anew; of one interval no more than WEIR_TOLD_OWNERS_MAX_PER_INTERVAL are told, so that a file
 * whose packets contradict each other costs no more than another.
 */
#pragma once

#include "core/packet/packet.h"

G_BEGIN_DECLS

#define WEIR_TOLD_OWNERS_MAX 65536
#define WEIR_TOLD_OWNERS_MAX_PER_INTERVAL 16384

typedef struct _WeirToldOwners WeirToldOwners;

WeirToldOwners *weir_told_owners_new (void);
void weir_told_owners_free (WeirToldOwners *self);

/* Returns: whether the owner of this packet's flow is to be told: it is the first, or another than
 * the last. */
gboolean weir_told_owners_add (WeirToldOwners *self, const WeirPacket *packet, uint32_t pid);

void weir_told_owners_end_interval (WeirToldOwners *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirToldOwners, weir_told_owners_free)

G_END_DECLS
