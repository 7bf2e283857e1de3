/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/neighbours.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/naming/makers.h"

#define REFRESH_US G_USEC_PER_SEC

/* The kernel fills messages of up to 32 KiB if it is given room for them. */
#define BUFFER_BYTES 32768

/* A router may have a million routes; the default ones come first, as those with the lowest key. */
#define MAX_ROUTE_MESSAGES 4

/* What the kernel may store of changes: that there is one is enough. */
#define MONITOR_ROOM_BYTES 4096

#define CONFIRMED_STATES (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT)

typedef struct
{
  WeirAddress address; /* first: the table's key */
  uint8_t mac[6];
  gboolean has_mac;
  gboolean is_ambiguous;
  gboolean is_gateway;
} Entry;

struct _WeirNeighbours
{
  gboolean is_live;
  WeirMakers *makers;
  GHashTable *entries; /* Entry, by its address */
  int monitor_fd;      /* -1: the system does not tell */
  gboolean is_stale;
  int64_t checked_us;
};

static int
open_monitor (void)
{
  const struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_NEIGH | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
  };
  const int room = MONITOR_ROOM_BYTES;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

WeirNeighbours *
weir_neighbours_new (gboolean is_live, const char *const *maker_files)
{
  WeirNeighbours *self = g_new0 (WeirNeighbours, 1);

  self->makers = weir_makers_new (maker_files);
  self->entries =
      g_hash_table_new_full (weir_address_hash, (GEqualFunc) weir_address_equal, g_free, NULL);
  self->is_live = is_live;
  self->monitor_fd = is_live ? open_monitor () : -1;
  self->is_stale = TRUE;
  self->checked_us = G_MININT64;
  return self;
}

void
weir_neighbours_free (WeirNeighbours *self)
{
  if (self->monitor_fd >= 0)
    close (self->monitor_fd);
  g_hash_table_unref (self->entries);
  weir_makers_free (self->makers);
  g_free (self);
}

static gboolean
read_address (const struct rtattr *attribute, uint8_t family, WeirAddress *address)
{
  if (family == AF_INET && RTA_PAYLOAD (attribute) == 4)
    weir_address_set_ipv4 (address, RTA_DATA (attribute));
  else if (family == AF_INET6 && RTA_PAYLOAD (attribute) == 16)
    weir_address_set_ipv6 (address, RTA_DATA (attribute));
  else
    return FALSE;
  return TRUE;
}

static Entry *
ensure_entry (WeirNeighbours *self, const WeirAddress *address)
{
  Entry *entry = g_hash_table_lookup (self->entries, address);

  if (entry == NULL && g_hash_table_size (self->entries) < WEIR_NEIGHBOURS_MAX)
    {
      entry = g_new0 (Entry, 1);
      entry->address = *address;
      g_hash_table_add (self->entries, entry);
    }
  return entry;
}

static void
set_mac (Entry *entry, const uint8_t mac[6])
{
  if (entry->has_mac && memcmp (entry->mac, mac, sizeof entry->mac) != 0)
    entry->is_ambiguous = TRUE;
  memcpy (entry->mac, mac, sizeof entry->mac);
  entry->has_mac = TRUE;
}

static void
read_neighbour (WeirNeighbours *self, const struct nlmsghdr *header)
{
  const struct ndmsg *message = NLMSG_DATA (header);
  const struct rtattr *attribute = (const void *) (message + 1);
  const uint8_t *mac = NULL;
  gboolean has_address = FALSE;
  WeirAddress address;
  int left = (int) header->nlmsg_len - (int) NLMSG_LENGTH (sizeof *message);

  if (left < 0 || (message->ndm_state & CONFIRMED_STATES) == 0)
    return;
  for (; RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == NDA_DST)
        has_address = read_address (attribute, message->ndm_family, &address);
      else if (attribute->rta_type == NDA_LLADDR && RTA_PAYLOAD (attribute) == 6)
        mac = RTA_DATA (attribute);
    }
  if (has_address && mac != NULL)
    {
      Entry *entry = ensure_entry (self, &address);

      if (entry != NULL)
        set_mac (entry, mac);
    }
}

static void
mark_gateway (WeirNeighbours *self, const struct rtattr *attribute, uint8_t family)
{
  WeirAddress address;
  Entry *entry;

  if (!read_address (attribute, family, &address))
    return;
  entry = ensure_entry (self, &address);
  if (entry != NULL)
    entry->is_gateway = TRUE;
}

/* An IPv4 route by an IPv6 gateway (RFC 5549). */
static void
mark_via (WeirNeighbours *self, const struct rtattr *attribute)
{
  const struct rtvia *via = RTA_DATA (attribute);
  WeirAddress address;
  Entry *entry;

  if (RTA_PAYLOAD (attribute) != sizeof *via + 16 || via->rtvia_family != AF_INET6)
    return;
  weir_address_set_ipv6 (&address, via->rtvia_addr);
  entry = ensure_entry (self, &address);
  if (entry != NULL)
    entry->is_gateway = TRUE;
}

static void
read_gateways (WeirNeighbours *self, const struct rtattr *attribute, int left, uint8_t family)
{
  for (; RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == RTA_GATEWAY)
        mark_gateway (self, attribute, family);
      else if (attribute->rta_type == RTA_VIA)
        mark_via (self, attribute);
      else if (attribute->rta_type == RTA_MULTIPATH)
        {
          const struct rtnexthop *hop = RTA_DATA (attribute);
          int rest = (int) RTA_PAYLOAD (attribute);

          for (; rest >= (int) sizeof *hop && RTNH_OK (hop, rest);
               rest -= (int) RTNH_ALIGN (hop->rtnh_len), hop = RTNH_NEXT (hop))
            {
              int size = (int) hop->rtnh_len - (int) RTNH_LENGTH (0);
              const struct rtattr *inner = (const void *) RTNH_DATA (hop);

              for (; RTA_OK (inner, size); inner = RTA_NEXT (inner, size))
                if (inner->rta_type == RTA_GATEWAY)
                  mark_gateway (self, inner, family);
            }
        }
    }
}

static void
read_route (WeirNeighbours *self, const struct nlmsghdr *header)
{
  const struct rtmsg *message = NLMSG_DATA (header);
  int left = (int) header->nlmsg_len - (int) NLMSG_LENGTH (sizeof *message);

  if (left >= 0 && message->rtm_dst_len == 0 && message->rtm_type == RTN_UNICAST)
    read_gateways (self, (const void *) (message + 1), left, message->rtm_family);
}

gboolean
weir_neighbours_read_answer (WeirNeighbours *self, const void *answer, gsize size)
{
  const struct nlmsghdr *header = answer;
  /* Signed: behind a last message whose length is no multiple of four, it is below zero. */
  int left = (int) size;

  for (; NLMSG_OK (header, left); header = NLMSG_NEXT (header, left))
    {
      if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
        return FALSE;
      if (header->nlmsg_type == RTM_NEWNEIGH)
        read_neighbour (self, header);
      else if (header->nlmsg_type == RTM_NEWROUTE)
        read_route (self, header);
    }
  return TRUE;
}

/* The kernel answers a dump from within the calls: nothing has to be waited for. */
static void
dump (WeirNeighbours *self, uint16_t type, uint8_t family, guint max_messages)
{
  struct
  {
    struct nlmsghdr header;
    struct rtmsg body; /* struct ndmsg is as large and begins with the family, too */
  } request = {
    .header = {
      .nlmsg_len = sizeof request,
      .nlmsg_type = type,
      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
    },
    .body.rtm_family = family,
  };
  g_autofree char *buffer = NULL;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  G_STATIC_ASSERT (sizeof (struct rtmsg) == sizeof (struct ndmsg));

  if (fd < 0)
    return;
  buffer = g_malloc (BUFFER_BYTES);
  if (send (fd, &request, sizeof request, 0) == (ssize_t) sizeof request)
    for (guint i = 0; i < max_messages; i++)
      {
        ssize_t size = recv (fd, buffer, BUFFER_BYTES, MSG_DONTWAIT);

        if (size <= 0 || !weir_neighbours_read_answer (self, buffer, (gsize) size))
          break;
      }
  close (fd);
}

/* What a message says is not needed.  An overrun says as much. */
static gboolean
has_changed (WeirNeighbours *self)
{
  gboolean is_changed = FALSE;
  char message[4096];

  if (self->monitor_fd < 0)
    return TRUE;
  while (recv (self->monitor_fd, message, sizeof message, 0) > 0 || errno == ENOBUFS)
    {
      is_changed = TRUE;
      errno = 0;
    }
  return is_changed;
}

static void
refresh (WeirNeighbours *self, int64_t now_us)
{
  if (!self->is_stale && now_us - self->checked_us < REFRESH_US)
    return;
  self->checked_us = now_us;
  if (!has_changed (self) && !self->is_stale)
    return;

  self->is_stale = FALSE;
  g_hash_table_remove_all (self->entries);
  /* The gateways first, so that they have a place. */
  dump (self, RTM_GETROUTE, AF_INET, MAX_ROUTE_MESSAGES);
  dump (self, RTM_GETROUTE, AF_INET6, MAX_ROUTE_MESSAGES);
  dump (self, RTM_GETNEIGH, AF_INET, WEIR_NEIGHBOURS_MAX);
  dump (self, RTM_GETNEIGH, AF_INET6, WEIR_NEIGHBOURS_MAX);
}

static void
describe_mac (WeirNeighbours *self, const uint8_t mac[6], WeirNeighbour *neighbour)
{
  gboolean is_group = (mac[0] & 1) != 0;

  memcpy (neighbour->mac, mac, sizeof neighbour->mac);
  neighbour->has_mac = TRUE;
  neighbour->is_locally_administered = !is_group && (mac[0] & 2) != 0;
  if (!is_group && !neighbour->is_locally_administered)
    neighbour->maker = weir_makers_lookup (self->makers, mac);
}

gboolean
weir_neighbours_lookup (WeirNeighbours *self,
                        const WeirAddress *address,
                        WeirFamily family,
                        int64_t now_us,
                        WeirNeighbour *neighbour)
{
  const Entry *entry = NULL;

  memset (neighbour, 0, sizeof *neighbour);
  if (family == WEIR_FAMILY_LINK)
    {
      describe_mac (self, address->bytes, neighbour);
      return TRUE;
    }
  if (self->is_live && (family == WEIR_FAMILY_IPV4 || family == WEIR_FAMILY_IPV6))
    {
      refresh (self, now_us);
      entry = g_hash_table_lookup (self->entries, address);
    }
  if (entry == NULL)
    return FALSE;

  neighbour->is_gateway = entry->is_gateway;
  if (entry->has_mac && !entry->is_ambiguous)
    describe_mac (self, entry->mac, neighbour);
  return neighbour->has_mac || neighbour->is_gateway;
}

gboolean
weir_neighbours_is_loading (const WeirNeighbours *self)
{
  return weir_makers_is_loading (self->makers);
}

guint
weir_neighbours_get_n (const WeirNeighbours *self)
{
  return g_hash_table_size (self->entries);
}
