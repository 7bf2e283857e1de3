/* Remembers the ports of datagrams that arrive in pieces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the first fragment carries the transport header (RFC 791 section 3.2, RFC 8200 section 4.5).
 * The others are booked on its flow if it was seen, and without ports if not.  A fixed number of
 * entries, each valid for 30 s of packet time; the oldest of its place gives way.
 */
#pragma once

#include "core/packet/packet.h"

G_BEGIN_DECLS

typedef struct _WeirFragmentCache WeirFragmentCache;

WeirFragmentCache *weir_fragment_cache_new (void);
void weir_fragment_cache_free (WeirFragmentCache *self);

/* For a packet with WEIR_PACKET_FRAGMENT: learns the ports of a first fragment, fills in those of
 * a later one. */
void weir_fragment_cache_resolve (WeirFragmentCache *self, WeirPacket *packet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFragmentCache, weir_fragment_cache_free)

G_END_DECLS
