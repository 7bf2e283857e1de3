/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/address-scope.h"

/* Asked of every flow at every update, so IPv4 is compared as numbers. */
typedef struct
{
  uint32_t net;
  uint32_t mask;
  WeirAddressScope scope;
} Ipv4Range;

typedef struct
{
  uint8_t bytes[16];
  uint8_t prefix_bits;
  WeirAddressScope scope;
} Ipv6Range;

#define IPV4_NET(a, b, c) ((uint32_t) (a) << 24 | (uint32_t) (b) << 16 | (uint32_t) (c) << 8)
#define IPV4_MASK(bits) ((uint32_t) (UINT64_C (0xffffffff) << (32 - (bits))))

/* The first that fits counts. */
static const Ipv4Range ipv4_ranges[] = {
  { IPV4_NET (0, 0, 0), IPV4_MASK (8), WEIR_SCOPE_SPECIAL },      /* "this network", RFC 791 */
  { IPV4_NET (10, 0, 0), IPV4_MASK (8), WEIR_SCOPE_PRIVATE },     /* RFC 1918 */
  { IPV4_NET (100, 64, 0), IPV4_MASK (10), WEIR_SCOPE_SPECIAL },  /* carrier-grade NAT, RFC 6598 */
  { IPV4_NET (127, 0, 0), IPV4_MASK (8), WEIR_SCOPE_SPECIAL },    /* loopback */
  { IPV4_NET (169, 254, 0), IPV4_MASK (16), WEIR_SCOPE_SPECIAL }, /* link-local, RFC 3927 */
  { IPV4_NET (172, 16, 0), IPV4_MASK (12), WEIR_SCOPE_PRIVATE },  /* RFC 1918 */
  { IPV4_NET (192, 0, 0), IPV4_MASK (24), WEIR_SCOPE_SPECIAL }, /* protocol assignments, RFC 6890 */
  { IPV4_NET (192, 0, 2), IPV4_MASK (24), WEIR_SCOPE_SPECIAL }, /* documentation, RFC 5737 */
  { IPV4_NET (192, 88, 99), IPV4_MASK (24), WEIR_SCOPE_SPECIAL },  /* 6to4 relays, RFC 7526 */
  { IPV4_NET (192, 168, 0), IPV4_MASK (16), WEIR_SCOPE_PRIVATE },  /* RFC 1918 */
  { IPV4_NET (198, 18, 0), IPV4_MASK (15), WEIR_SCOPE_SPECIAL },   /* benchmarks, RFC 2544 */
  { IPV4_NET (198, 51, 100), IPV4_MASK (24), WEIR_SCOPE_SPECIAL }, /* documentation, RFC 5737 */
  { IPV4_NET (203, 0, 113), IPV4_MASK (24), WEIR_SCOPE_SPECIAL },  /* documentation, RFC 5737 */
  { IPV4_NET (224, 0, 0), IPV4_MASK (4), WEIR_SCOPE_SPECIAL },     /* multicast, RFC 5771 */
  { IPV4_NET (240, 0, 0), IPV4_MASK (4), WEIR_SCOPE_SPECIAL },     /* reserved; limited broadcast */
};

static const Ipv6Range ipv6_ranges[] = {
  { { 0xfc }, 7, WEIR_SCOPE_PRIVATE },                    /* RFC 4193 */
  { { 0x20, 0x01 }, 23, WEIR_SCOPE_SPECIAL },             /* Teredo, ORCHID, …: RFC 6890 */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32, WEIR_SCOPE_SPECIAL }, /* documentation, RFC 3849 */
  { { 0x3f, 0xff }, 20, WEIR_SCOPE_SPECIAL },             /* documentation, RFC 9637 */
  { { 0x20 }, 3, WEIR_SCOPE_GLOBAL },                     /* global unicast, RFC 4291 */
};

static WeirAddressScope
get_ipv4_scope (const uint8_t bytes[4])
{
  uint32_t address = IPV4_NET (bytes[0], bytes[1], bytes[2]) | bytes[3];

  for (guint i = 0; i < G_N_ELEMENTS (ipv4_ranges); i++)
    {
      if ((address & ipv4_ranges[i].mask) == ipv4_ranges[i].net)
        return ipv4_ranges[i].scope;
    }
  return WEIR_SCOPE_GLOBAL;
}

static WeirAddressScope
get_ipv6_scope (const WeirAddress *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (ipv6_ranges); i++)
    {
      WeirAddress net;

      weir_address_set_ipv6 (&net, ipv6_ranges[i].bytes);
      if (weir_address_in_prefix (address, &net, WEIR_FAMILY_IPV6, ipv6_ranges[i].prefix_bits))
        return ipv6_ranges[i].scope;
    }
  return WEIR_SCOPE_SPECIAL;
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
      return get_ipv6_scope (address);

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
