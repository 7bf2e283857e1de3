/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/own-networks.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

typedef struct
{
  WeirAddress net;
  WeirFamily family;
  guint prefix_bits;
} Network;

struct _WeirOwnNetworks
{
  GArray *networks; /* Network */
};

static guint
count_bits (const uint8_t *mask, gsize size)
{
  guint bits = 0;

  for (gsize i = 0; i < size; i++)
    bits += (guint) __builtin_popcount (mask[i]);
  return bits;
}

static void
add_network (WeirOwnNetworks *self, const struct ifaddrs *ifa)
{
  Network network;

  if (ifa->ifa_addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *address = (const void *) ifa->ifa_addr;
      const struct sockaddr_in *mask = (const void *) ifa->ifa_netmask;

      network.family = WEIR_FAMILY_IPV4;
      weir_address_set_ipv4 (&network.net, (const uint8_t *) &address->sin_addr);
      network.prefix_bits = count_bits ((const uint8_t *) &mask->sin_addr, 4);
    }
  else
    {
      const struct sockaddr_in6 *address = (const void *) ifa->ifa_addr;
      const struct sockaddr_in6 *mask = (const void *) ifa->ifa_netmask;

      network.family = WEIR_FAMILY_IPV6;
      weir_address_set_ipv6 (&network.net, address->sin6_addr.s6_addr);
      network.prefix_bits = count_bits (mask->sin6_addr.s6_addr, 16);
    }
  g_array_append_val (self->networks, network);
}

WeirOwnNetworks *
weir_own_networks_new (void)
{
  WeirOwnNetworks *self = g_new0 (WeirOwnNetworks, 1);
  struct ifaddrs *list = NULL;

  self->networks = g_array_new (FALSE, FALSE, sizeof (Network));
  if (getifaddrs (&list) != 0)
    return self;

  for (struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
    if (ifa->ifa_addr != NULL && ifa->ifa_netmask != NULL
        && (ifa->ifa_addr->sa_family == AF_INET || ifa->ifa_addr->sa_family == AF_INET6))
      add_network (self, ifa);
  freeifaddrs (list);
  return self;
}

void
weir_own_networks_free (WeirOwnNetworks *self)
{
  g_array_unref (self->networks);
  g_free (self);
}

/* The first and the last address of an IPv4 subnet are no host's, unless it has but two (RFC 3021).
 */
static gboolean
is_edge (const Network *network, const WeirAddress *address)
{
  uint32_t value, host_bits;

  if (network->family != WEIR_FAMILY_IPV4 || network->prefix_bits >= 31)
    return FALSE;
  memcpy (&value, address->bytes + 12, sizeof value);
  host_bits = G_MAXUINT32 >> network->prefix_bits;
  value = GUINT32_FROM_BE (value) & host_bits;
  return value == 0 || value == host_bits;
}

gboolean
weir_own_networks_contains (const WeirOwnNetworks *self,
                            const WeirAddress *address,
                            WeirFamily family)
{
  gboolean is_contained = FALSE;

  for (guint i = 0; i < self->networks->len; i++)
    {
      const Network *network = &g_array_index (self->networks, Network, i);

      if (network->family != family
          || !weir_address_in_prefix (address, &network->net, family, network->prefix_bits))
        continue;
      if (is_edge (network, address))
        return FALSE;
      is_contained = TRUE;
    }
  return is_contained;
}
