/* Where an address means the same machine: everywhere, in one organisation, or nowhere beyond a
 * link.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decides what may be sent to a DNS server (core/naming/reverse-dns.h) and what a database of
 * countries can know.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_SCOPE_GLOBAL,  /* one machine in the whole Internet */
  WEIR_SCOPE_PRIVATE, /* given out freely within a network: RFC 1918, RFC 4193 */
  WEIR_SCOPE_SPECIAL, /* all others: loopback, link-local, carrier-grade NAT (RFC 6598), multicast,
                       * broadcast, documentation, benchmarks, reserved, not an IP address */
} WeirAddressScope;

/* By the registries of special-purpose addresses (RFC 6890).  An IPv6 address that carries an IPv4
 * address (RFC 3056, RFC 6052) is in that one's scope. */
WeirAddressScope weir_address_get_scope (const WeirAddress *address, WeirFamily family);

/* An address's own family: IPv4 is stored IPv4-mapped, which no host has as an IPv6 address. */
WeirFamily weir_address_get_ip_family (const WeirAddress *address);

G_END_DECLS
