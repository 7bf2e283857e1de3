/* A network address as a value: IPv4, IPv6 or a link-layer address.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_FAMILY_NONE = 0,
  WEIR_FAMILY_LINK = 1, /* EUI-48 link-layer addresses, for frames that are not IP */
  WEIR_FAMILY_IPV4 = 4,
  WEIR_FAMILY_IPV6 = 6,
} WeirFamily;

/* 16 bytes in network order.  IPv4 is stored IPv4-mapped (RFC 4291 section 2.5.5.2), so that one
 * comparison serves both families; a link-layer address fills the first six bytes, the rest is
 * zero.  The family is kept beside the address, not in it. */
typedef union
{
  uint8_t bytes[16];
  uint64_t words[2];
} WeirAddress;

/* Room for the longest text form with its terminating NUL. */
#define WEIR_ADDRESS_TEXT_MAX 48

static inline gboolean
weir_address_equal (const WeirAddress *a, const WeirAddress *b)
{
  return a->words[0] == b->words[0] && a->words[1] == b->words[1];
}

/* Inline, because the parser calls them twice a packet. */
static inline void
weir_address_set_ipv4 (WeirAddress *address, const uint8_t bytes[4])
{
  address->words[0] = 0;
  memcpy (address->bytes + 8, "\0\0\xff\xff", 4);
  memcpy (address->bytes + 12, bytes, 4);
}

static inline void
weir_address_set_ipv6 (WeirAddress *address, const uint8_t bytes[16])
{
  memcpy (address->bytes, bytes, 16);
}

void weir_address_set_link (WeirAddress *address, const uint8_t bytes[6]);

/* For a GHashTable whose keys begin with an address, together with weir_address_equal(). */
guint weir_address_hash (gconstpointer address);

/* Canonical text (RFC 5952 for IPv6).  Returns @text. */
const char *weir_address_format (const WeirAddress *address,
                                 WeirFamily family,
                                 char text[WEIR_ADDRESS_TEXT_MAX]);

/* Reads an IPv4 or IPv6 literal, nothing else: no blanks, no zone, no prefix. */
gboolean weir_address_parse (const char *text, WeirAddress *address, WeirFamily *family);

/* "192.0.2.0/24", "2001:db8::/32": an address and a prefix length; host bits are allowed. */
gboolean weir_address_parse_prefix (const char *text,
                                    WeirAddress *net,
                                    WeirFamily *family,
                                    guint *prefix_bits);

/* Multicast of any family, the IPv4 limited broadcast 255.255.255.255, the link-layer group bit. */
gboolean weir_address_is_group (const WeirAddress *address, WeirFamily family);

/* 0.0.0.0 and ::, "any address". */
gboolean weir_address_is_unspecified (const WeirAddress *address);

/* 127.0.0.0/8 and ::1. */
gboolean weir_address_is_loopback (const WeirAddress *address, WeirFamily family);

/* Whether the first @prefix_bits bits (counted in the address's own family) agree. */
gboolean weir_address_in_prefix (const WeirAddress *address,
                                 const WeirAddress *net,
                                 WeirFamily family,
                                 guint prefix_bits);

G_END_DECLS
