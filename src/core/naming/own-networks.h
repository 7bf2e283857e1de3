/* The networks that this machine is attached to: the subnets of its interfaces' addresses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A private address (RFC 1918, RFC 4193) means a machine of ours only within these; elsewhere
 * the same address is another network's.  One thread.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

typedef struct _WeirOwnNetworks WeirOwnNetworks;

/* As the system has them now; what it does not tell is missing, never an error. */
WeirOwnNetworks *weir_own_networks_new (void);
void weir_own_networks_free (WeirOwnNetworks *self);

/* Whether a host in one of the networks may have the address: a subnet's broadcast address is
 * none's. */
gboolean weir_own_networks_contains (const WeirOwnNetworks *self,
                                     const WeirAddress *address,
                                     WeirFamily family);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOwnNetworks, weir_own_networks_free)

G_END_DECLS
