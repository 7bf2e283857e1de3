/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/address-scope.h"

typedef struct
{
  uint8_t bytes[16];
  uint8_t prefix_bits;
  WeirAddressScope scope;
} Range;

/* The first that fits counts. */
static const Range ipv4_ranges[] = {
  { { 0 }, 8, WEIR_SCOPE_SPECIAL },             /* "this network", RFC 791 */
  { { 10 }, 8, WEIR_SCOPE_PRIVATE },            /* RFC 1918 */
  { { 100, 64 }, 10, WEIR_SCOPE_SPECIAL },      /* carrier-grade NAT, RFC 6598 */
  { { 127 }, 8, WEIR_SCOPE_SPECIAL },           /* loopback */
  { { 169, 254 }, 16, WEIR_SCOPE_SPECIAL },     /* link-local, RFC 3927 */
  { { 172, 16 }, 12, WEIR_SCOPE_PRIVATE },      /* RFC 1918 */
  { { 192, 0, 0 }, 24, WEIR_SCOPE_SPECIAL },    /* protocol assignments, RFC 6890 */
  { { 192, 0, 2 }, 24, WEIR_SCOPE_SPECIAL },    /* documentation, RFC 5737 */
  { { 192, 88, 99 }, 24, WEIR_SCOPE_SPECIAL },  /* 6to4 relays, RFC 7526 */
  { { 192, 168 }, 16, WEIR_SCOPE_PRIVATE },     /* RFC 1918 */
  { { 198, 18 }, 15, WEIR_SCOPE_SPECIAL },      /* benchmarks, RFC 2544 */
  { { 198, 51, 100 }, 24, WEIR_SCOPE_SPECIAL }, /* documentation, RFC 5737 */
  { { 203, 0, 113 }, 24, WEIR_SCOPE_SPECIAL },  /* documentation, RFC 5737 */
  { { 224 }, 4, WEIR_SCOPE_SPECIAL },           /* multicast, RFC 5771 */
  { { 240 }, 4, WEIR_SCOPE_SPECIAL },           /* reserved; limited broadcast */
  { { 0 }, 0, WEIR_SCOPE_GLOBAL },
};

static const Range ipv6_ranges[] = {
  { { 0xfc }, 7, WEIR_SCOPE_PRIVATE },                    /* RFC 4193 */
  { { 0x20, 0x01 }, 23, WEIR_SCOPE_SPECIAL },             /* Teredo, ORCHID, …: RFC 6890 */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32, WEIR_SCOPE_SPECIAL }, /* documentation, RFC 3849 */
  { { 0x3f, 0xff }, 20, WEIR_SCOPE_SPECIAL },             /* documentation, RFC 9637 */
  { { 0x20 }, 3, WEIR_SCOPE_GLOBAL },                     /* global unicast, RFC 4291 */
  { { 0 }, 0, WEIR_SCOPE_SPECIAL },
};

static WeirAddressScope
find_scope (const Range *ranges, const WeirAddress *address, WeirFamily family)
{
  for (;; ranges++)
    {
      WeirAddress net;

      if (family == WEIR_FAMILY_IPV4)
        weir_address_set_ipv4 (&net, ranges->bytes);
      else
        weir_address_set_ipv6 (&net, ranges->bytes);
      if (weir_address_in_prefix (address, &net, family, ranges->prefix_bits))
        return ranges->scope;
    }
}

static WeirAddressScope
get_ipv4_scope (const uint8_t bytes[4])
{
  WeirAddress address;

  weir_address_set_ipv4 (&address, bytes);
  return find_scope (ipv4_ranges, &address, WEIR_FAMILY_IPV4);
}

WeirAddressScope
weir_address_get_scope (const WeirAddress *address, WeirFamily family)
{
  static const uint8_t translated[12] = { 0x00, 0x64, 0xff, 0x9b }; /* 64:ff9b::/96, RFC 6052 */
  const uint8_t *bytes = address->bytes;

  switch (family)
    {
    case WEIR_FAMILY_IPV4:
      return get_ipv4_scope (bytes + 12);

    case WEIR_FAMILY_IPV6:
      if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 2002::/16, RFC 3056 */
        return get_ipv4_scope (bytes + 2);
      if (memcmp (bytes, translated, sizeof translated) == 0)
        return get_ipv4_scope (bytes + 12);
      return find_scope (ipv6_ranges, address, family);

    case WEIR_FAMILY_NONE:
    case WEIR_FAMILY_LINK:
    default:
      return WEIR_SCOPE_SPECIAL;
    }
}

WeirFamily
weir_address_get_ip_family (const WeirAddress *address)
{
  static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

  return memcmp (address->bytes, mapped, sizeof mapped) == 0 ? WEIR_FAMILY_IPV4 : WEIR_FAMILY_IPV6;
}
