/* Which addresses are this machine's: what makes a packet "sent" or "received".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An immutable value behind a reference count; threads may share it.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

typedef struct _WeirLocalNetwork WeirLocalNetwork;

/* Nothing is local: for capture files whose machine is unknown. */
WeirLocalNetwork *weir_local_network_new_empty (void);

/* All addresses of the interface, of all interfaces if @interface is %NULL or "any": IPv4, IPv6
 * and link-layer.  What the system does not tell is missing, never an error. */
WeirLocalNetwork *weir_local_network_new_for_interface (const char *interface);

/* The "-F" option: "NET/PREFIX", host bits allowed.  Sets WEIR_ERROR_INVALID. */
WeirLocalNetwork *weir_local_network_new_parse (const char *text, GError **error);

WeirLocalNetwork *weir_local_network_ref (WeirLocalNetwork *self);
void weir_local_network_unref (WeirLocalNetwork *self);

/* Multicast and broadcast addresses, those of the interface's own subnets included, never are. */
gboolean weir_local_network_contains (const WeirLocalNetwork *self,
                                      const WeirAddress *address,
                                      WeirFamily family);
gboolean weir_local_network_equal (const WeirLocalNetwork *a, const WeirLocalNetwork *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLocalNetwork, weir_local_network_unref)

G_END_DECLS
