/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/interface.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/address.h"
#include "core/error.h"

void
weir_interface_free (WeirInterface *self)
{
  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->addresses);
  g_free (self);
}

const char *
weir_interface_kind_to_string (WeirInterfaceKind kind)
{
  switch (kind)
    {
    case WEIR_INTERFACE_ETHERNET:
      return _ ("Ethernet");
    case WEIR_INTERFACE_WIFI:
      return _ ("Wi-Fi");
    case WEIR_INTERFACE_MOBILE:
      return _ ("Mobile broadband");
    case WEIR_INTERFACE_LOOPBACK:
      return _ ("Loopback");
    case WEIR_INTERFACE_BRIDGE:
      return _ ("Bridge");
    case WEIR_INTERFACE_TUNNEL:
      return _ ("Tunnel");
    case WEIR_INTERFACE_VIRTUAL:
      return _ ("Virtual");
    case WEIR_INTERFACE_ANY:
      return _ ("All interfaces");
    case WEIR_INTERFACE_OTHER:
    default:
      return _ ("Other");
    }
}

static gboolean
sysfs_exists (const char *name, const char *file)
{
  g_autofree char *path = g_build_filename ("/sys/class/net", name, file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
sysfs_read (const char *name, const char *file)
{
  g_autofree char *path = g_build_filename ("/sys/class/net", name, file, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  return g_strchomp (text);
}

static gboolean
is_physical (const char *name)
{
  return sysfs_exists (name, "device");
}

/* The kernel's own word for the kind of device, where it has one (the uevent's DEVTYPE). */
static WeirInterfaceKind
kind_from_devtype (const char *name)
{
  static const struct
  {
    const char *devtype;
    WeirInterfaceKind kind;
  } table[] = {
    { "wlan", WEIR_INTERFACE_WIFI },       { "wwan", WEIR_INTERFACE_MOBILE },
    { "bridge", WEIR_INTERFACE_BRIDGE },   { "wireguard", WEIR_INTERFACE_TUNNEL },
    { "ppp", WEIR_INTERFACE_TUNNEL },      { "vlan", WEIR_INTERFACE_VIRTUAL },
    { "bond", WEIR_INTERFACE_VIRTUAL },    { "vxlan", WEIR_INTERFACE_VIRTUAL },
    { "macvlan", WEIR_INTERFACE_VIRTUAL },
  };
  g_autofree char *uevent = sysfs_read (name, "uevent");

  for (gsize i = 0; uevent != NULL && i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *line = g_strdup_printf ("DEVTYPE=%s\n", table[i].devtype);
      g_autofree char *text = g_strconcat (uevent, "\n", NULL);

      if (strstr (text, line) != NULL)
        return table[i].kind;
    }

  return WEIR_INTERFACE_OTHER;
}

static WeirInterfaceKind
get_kind (const char *name)
{
  WeirInterfaceKind kind;
  g_autofree char *type = NULL;
  guint64 arphrd;

  if (strcmp (name, "any") == 0)
    return WEIR_INTERFACE_ANY;

  kind = kind_from_devtype (name);
  if (kind != WEIR_INTERFACE_OTHER)
    return kind;

  if (sysfs_exists (name, "wireless") || sysfs_exists (name, "phy80211"))
    return WEIR_INTERFACE_WIFI;
  if (sysfs_exists (name, "bridge"))
    return WEIR_INTERFACE_BRIDGE;
  if (sysfs_exists (name, "tun_flags"))
    return WEIR_INTERFACE_TUNNEL;

  type = sysfs_read (name, "type");
  if (type == NULL || !g_ascii_string_to_unsigned (type, 10, 0, G_MAXUINT16, &arphrd, NULL))
    return WEIR_INTERFACE_OTHER;

  switch (arphrd)
    {
    case ARPHRD_LOOPBACK:
      return WEIR_INTERFACE_LOOPBACK;
    case ARPHRD_ETHER:
      return is_physical (name) ? WEIR_INTERFACE_ETHERNET : WEIR_INTERFACE_VIRTUAL;
    case ARPHRD_PPP:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_NONE:
      return WEIR_INTERFACE_TUNNEL;
    default:
      return WEIR_INTERFACE_OTHER;
    }
}

static guint
count_bits (const uint8_t *mask, gsize size)
{
  guint n_bits = 0;

  for (gsize i = 0; i < size; i++)
    n_bits += (guint) __builtin_popcount (mask[i]);

  return n_bits;
}

static char *
dup_address_text (const pcap_addr_t *address)
{
  char text[WEIR_ADDRESS_TEXT_MAX];
  WeirAddress value;
  const uint8_t *mask = NULL;

  if (address->addr == NULL)
    return NULL;

  if (address->addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *in = (const void *) address->addr;

      weir_address_set_ipv4 (&value, (const uint8_t *) &in->sin_addr);
      if (address->netmask != NULL)
        mask = (const uint8_t *) &((const struct sockaddr_in *) (const void *) address->netmask)
                   ->sin_addr;
      weir_address_format (&value, WEIR_FAMILY_IPV4, text);
      return mask != NULL ? g_strdup_printf ("%s/%u", text, count_bits (mask, 4)) : g_strdup (text);
    }

  if (address->addr->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *in6 = (const void *) address->addr;

      weir_address_set_ipv6 (&value, in6->sin6_addr.s6_addr);
      if (address->netmask != NULL)
        mask = ((const struct sockaddr_in6 *) (const void *) address->netmask)->sin6_addr.s6_addr;
      weir_address_format (&value, WEIR_FAMILY_IPV6, text);
      return mask != NULL ? g_strdup_printf ("%s/%u", text, count_bits (mask, 16))
                          : g_strdup (text);
    }

  return NULL;
}

static WeirInterface *
interface_new (const pcap_if_t *device, const char *default_name)
{
  WeirInterface *self = g_new0 (WeirInterface, 1);
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  for (const pcap_addr_t *address = device->addresses; address != NULL; address = address->next)
    {
      g_autofree char *text = dup_address_text (address);

      if (text != NULL)
        g_strv_builder_add (addresses, text);
    }

  self->name = g_strdup (device->name);
  self->description =
      device->description != NULL ? g_utf8_make_valid (device->description, -1) : NULL;
  self->addresses = g_strv_builder_end (addresses);
  self->kind = get_kind (device->name);
  self->is_up = (device->flags & PCAP_IF_UP) != 0;
  self->is_default = g_strcmp0 (device->name, default_name) == 0;

  return self;
}

/* libpcap lists what is no interface as well: netfilter queues, USB buses, D-Bus. */
static gboolean
is_interface (const pcap_if_t *device)
{
  return strcmp (device->name, "any") == 0 || if_nametoindex (device->name) != 0;
}

GPtrArray *
weir_interface_list (GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *default_name = weir_interface_dup_default ();
  char message[PCAP_ERRBUF_SIZE] = "";
  pcap_if_t *devices = NULL;
  WeirInterface *any = NULL;

  if (pcap_findalldevs (&devices, message) != 0)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
                   _ ("The network interfaces cannot be listed: %s."), message);
      return NULL;
    }

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_interface_free);
  for (const pcap_if_t *device = devices; device != NULL; device = device->next)
    {
      WeirInterface *interface;

      if (!is_interface (device))
        continue;
      interface = interface_new (device, default_name);
      if (interface->kind == WEIR_INTERFACE_ANY)
        any = interface;
      else
        g_ptr_array_add (list, interface);
    }
  if (any != NULL)
    g_ptr_array_add (list, any);

  pcap_freealldevs (devices);
  return g_steal_pointer (&list);
}

/* See the kernel's net/ipv4/fib_trie.c and net/ipv6/route.c for the columns. */
char *
weir_interface_parse_routes (const char *text, gboolean is_ipv6)
{
  const guint name_column = is_ipv6 ? 9 : 0;
  const guint metric_column = is_ipv6 ? 5 : 6;
  const guint metric_base = is_ipv6 ? 16 : 10;
  const char *default_prefix = is_ipv6 ? "00000000000000000000000000000000" : "00000000";
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char *best = NULL;
  guint64 best_metric = G_MAXUINT64;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) all = g_strsplit_set (lines[i], " \t", -1);
      g_autoptr (GPtrArray) columns = g_ptr_array_new ();
      guint64 metric;
      const char *name;

      for (guint k = 0; all[k] != NULL; k++)
        {
          if (*all[k] != '\0')
            g_ptr_array_add (columns, all[k]);
        }
      if (columns->len <= MAX (name_column, metric_column))
        continue;

      name = g_ptr_array_index (columns, name_column);
      if (!g_str_has_prefix (g_ptr_array_index (columns, name_column == 0 ? 1 : 0), default_prefix)
          || !g_ascii_string_to_unsigned (g_ptr_array_index (columns, metric_column), metric_base,
                                          0, G_MAXUINT32, &metric, NULL)
          || strcmp (name, "lo") == 0 || metric >= best_metric)
        continue;

      best_metric = metric;
      g_free (best);
      best = g_strdup (name);
    }

  return best;
}

static char *
find_default_route (const char *path, gboolean is_ipv6)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? weir_interface_parse_routes (text, is_ipv6)
                                                       : NULL;
}

static char *
find_first_up (void)
{
  char message[PCAP_ERRBUF_SIZE] = "";
  pcap_if_t *devices = NULL;
  const char *loopback = NULL;
  char *name = NULL;

  if (pcap_findalldevs (&devices, message) != 0)
    return NULL;

  for (const pcap_if_t *device = devices; device != NULL && name == NULL; device = device->next)
    {
      if ((device->flags & PCAP_IF_UP) == 0 || if_nametoindex (device->name) == 0)
        continue;
      if ((device->flags & PCAP_IF_LOOPBACK) != 0)
        loopback = device->name;
      else
        name = g_strdup (device->name);
    }

  if (name == NULL)
    name = g_strdup (loopback);
  pcap_freealldevs (devices);
  return name;
}

char *
weir_interface_dup_default (void)
{
  char *name = find_default_route ("/proc/net/route", FALSE);

  if (name == NULL)
    name = find_default_route ("/proc/net/ipv6_route", TRUE);
  if (name == NULL)
    name = find_first_up ();

  return name;
}

gboolean
weir_interface_is_down (const char *name, GError **error)
{
  struct ifreq request = { 0 };
  int fd;
  gboolean is_down;

  if (strcmp (name, "any") == 0)
    return FALSE;

  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  is_down = ioctl (fd, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) == 0;
  close (fd);

  if (is_down)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN,
                 _ ("The network interface “%s” is down."), name);
  return is_down;
}
