/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/local-network.h"

#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <string.h>

#include "core/error.h"

typedef struct
{
  WeirAddress address;
  WeirFamily family;
} Entry;

struct _WeirLocalNetwork
{
  gatomicrefcount ref_count;

  GArray *addresses;  /* Entry, sorted */
  GArray *broadcasts; /* Entry, sorted: of the interfaces' own subnets */

  WeirAddress net; /* the "-F" network, if net_family is set */
  WeirFamily net_family;
  guint prefix_bits;
};

static int
entry_compare (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  if (x->family != y->family)
    return (int) x->family - (int) y->family;

  return memcmp (x->address.bytes, y->address.bytes, sizeof x->address.bytes);
}

static gboolean
entries_contain (GArray *entries, const WeirAddress *address, WeirFamily family)
{
  Entry entry = { *address, family };

  return g_array_binary_search (entries, &entry, entry_compare, NULL);
}

static void
entries_sort (GArray *entries)
{
  guint n_unique = 0;

  g_array_sort (entries, entry_compare);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);

      if (n_unique > 0 && entry_compare (entry, &g_array_index (entries, Entry, n_unique - 1)) == 0)
        continue;
      g_array_index (entries, Entry, n_unique++) = *entry;
    }
  g_array_set_size (entries, n_unique);
}

static gboolean
entries_equal (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      if (entry_compare (&g_array_index (a, Entry, i), &g_array_index (b, Entry, i)) != 0)
        return FALSE;
    }

  return TRUE;
}

WeirLocalNetwork *
weir_local_network_new_empty (void)
{
  WeirLocalNetwork *self = g_new0 (WeirLocalNetwork, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->addresses = g_array_new (FALSE, TRUE, sizeof (Entry));
  self->broadcasts = g_array_new (FALSE, TRUE, sizeof (Entry));
  self->net_family = WEIR_FAMILY_NONE;

  return self;
}

/* "eth0:1" is an address label of eth0. */
static gboolean
is_name_of (const char *label, const char *interface)
{
  gsize length = strlen (interface);

  return strncmp (label, interface, length) == 0 && (label[length] == '\0' || label[length] == ':');
}

static void
add_ipv4 (GArray *entries, const struct sockaddr *sockaddr)
{
  const struct sockaddr_in *in = (const void *) sockaddr;
  Entry entry = { .family = WEIR_FAMILY_IPV4 };

  weir_address_set_ipv4 (&entry.address, (const uint8_t *) &in->sin_addr);
  g_array_append_val (entries, entry);
}

/* Where an address was set up without a broadcast address, the C library says the address itself:
 * the field is shared with the other end of a point-to-point link. */
static gboolean
has_broadcast (const struct ifaddrs *ifa)
{
  const struct sockaddr_in *address = (const void *) ifa->ifa_addr;
  const struct sockaddr_in *broadcast = (const void *) ifa->ifa_broadaddr;

  return (ifa->ifa_flags & IFF_BROADCAST) != 0 && broadcast != NULL
         && broadcast->sin_family == AF_INET
         && broadcast->sin_addr.s_addr != address->sin_addr.s_addr;
}

static void
add_interface_address (WeirLocalNetwork *self, const struct ifaddrs *ifa)
{
  Entry entry = { .family = WEIR_FAMILY_NONE };

  switch (ifa->ifa_addr->sa_family)
    {
    case AF_INET:
      add_ipv4 (self->addresses, ifa->ifa_addr);
      if (has_broadcast (ifa))
        add_ipv4 (self->broadcasts, ifa->ifa_broadaddr);
      break;

    case AF_INET6:
      {
        const struct sockaddr_in6 *in6 = (const void *) ifa->ifa_addr;

        entry.family = WEIR_FAMILY_IPV6;
        weir_address_set_ipv6 (&entry.address, in6->sin6_addr.s6_addr);
        g_array_append_val (self->addresses, entry);
        break;
      }

    case AF_PACKET:
      {
        const struct sockaddr_ll *ll = (const void *) ifa->ifa_addr;
        static const uint8_t none[6];

        if (ll->sll_halen != 6 || memcmp (ll->sll_addr, none, 6) == 0)
          break;
        entry.family = WEIR_FAMILY_LINK;
        weir_address_set_link (&entry.address, ll->sll_addr);
        g_array_append_val (self->addresses, entry);
        break;
      }

    default:
      break;
    }
}

WeirLocalNetwork *
weir_local_network_new_for_interface (const char *interface)
{
  WeirLocalNetwork *self = weir_local_network_new_empty ();
  gboolean is_any = interface == NULL || strcmp (interface, "any") == 0;
  struct ifaddrs *list = NULL;

  if (getifaddrs (&list) != 0)
    return self;

  for (struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
    {
      if (ifa->ifa_addr != NULL && (is_any || is_name_of (ifa->ifa_name, interface)))
        add_interface_address (self, ifa);
    }
  freeifaddrs (list);

  entries_sort (self->addresses);
  entries_sort (self->broadcasts);
  return self;
}

WeirLocalNetwork *
weir_local_network_new_parse (const char *text, GError **error)
{
  WeirAddress net;
  WeirFamily family;
  guint prefix_bits;
  WeirLocalNetwork *self;

  if (!weir_address_parse_prefix (text, &net, &family, &prefix_bits))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("“%s” is not a network. Give an address and a prefix length, such as "
                      "192.168.1.0/24 or 2001:db8::/32."),
                   text);
      return NULL;
    }

  self = weir_local_network_new_empty ();
  self->net = net;
  self->net_family = family;
  self->prefix_bits = prefix_bits;
  return self;
}

WeirLocalNetwork *
weir_local_network_ref (WeirLocalNetwork *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
weir_local_network_unref (WeirLocalNetwork *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->addresses);
  g_array_unref (self->broadcasts);
  g_free (self);
}

/* The last address of an IPv4 network, unless it is too small to have a broadcast (RFC 3021). */
static gboolean
is_net_broadcast (const WeirLocalNetwork *self, const WeirAddress *address)
{
  uint32_t value;

  if (self->net_family != WEIR_FAMILY_IPV4 || self->prefix_bits >= 31)
    return FALSE;

  memcpy (&value, address->bytes + 12, sizeof value);
  return (~GUINT32_FROM_BE (value) & (G_MAXUINT32 >> self->prefix_bits)) == 0;
}

gboolean
weir_local_network_contains (const WeirLocalNetwork *self,
                             const WeirAddress *address,
                             WeirFamily family)
{
  if (weir_address_is_group (address, family))
    return FALSE;

  if (self->net_family != WEIR_FAMILY_NONE)
    return family == self->net_family
           && weir_address_in_prefix (address, &self->net, family, self->prefix_bits)
           && !is_net_broadcast (self, address);

  if (self->addresses->len == 0 || entries_contain (self->broadcasts, address, family))
    return FALSE;

  /* All of 127.0.0.0/8 is this machine, although the interface has one address of it. */
  return weir_address_is_loopback (address, family)
         || entries_contain (self->addresses, address, family);
}

gboolean
weir_local_network_equal (const WeirLocalNetwork *a, const WeirLocalNetwork *b)
{
  return a->net_family == b->net_family
         && (a->net_family == WEIR_FAMILY_NONE
             || (a->prefix_bits == b->prefix_bits && weir_address_equal (&a->net, &b->net)))
         && entries_equal (a->addresses, b->addresses)
         && entries_equal (a->broadcasts, b->broadcasts);
}
