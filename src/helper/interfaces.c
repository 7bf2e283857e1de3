/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/interfaces.h"

#include <ifaddrs.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static uint8_t
prefix_length (const uint8_t *mask, size_t size)
{
  uint8_t length = 0;

  for (size_t i = 0; i < size; i++)
    length += __builtin_popcount (mask[i]);
  return length;
}

/* false: neither the interface itself nor an IP address of it */
static bool
fill (WeirWireLink *link, const struct ifaddrs *from)
{
  memset (link, 0, sizeof *link);
  if (!from->ifa_addr || !weir_wire_name_is_valid (from->ifa_name))
    return false;

  strncpy (link->name, from->ifa_name, sizeof link->name - 1);
  link->index = if_nametoindex (from->ifa_name);
  link->flags = from->ifa_flags;
  if (from->ifa_addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *address = (const void *) from->ifa_addr;
      const struct sockaddr_in *mask = (const void *) from->ifa_netmask;

      link->family = 4;
      link->prefix = mask ? prefix_length ((const uint8_t *) &mask->sin_addr, 4) : 32;
      memcpy (link->address, &address->sin_addr, 4);
    }
  else if (from->ifa_addr->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *address = (const void *) from->ifa_addr;
      const struct sockaddr_in6 *mask = (const void *) from->ifa_netmask;

      link->family = 6;
      link->prefix = mask ? prefix_length (mask->sin6_addr.s6_addr, 16) : 128;
      memcpy (link->address, &address->sin6_addr, 16);
    }
  return link->family != 0 || from->ifa_addr->sa_family == AF_PACKET;
}

void
weir_interfaces_send (WeirOutput *output)
{
  struct ifaddrs *list = NULL;
  WeirWireLink link;

  if (getifaddrs (&list) != 0)
    list = NULL;

  weir_frame_writer_begin (&output->writer, WEIR_FRAME_INTERFACES);
  for (const struct ifaddrs *each = list; each; each = each->ifa_next)
    if (fill (&link, each) && !weir_wire_link_add (&output->writer, &link))
      {
        weir_output_send (output);
        weir_frame_writer_begin (&output->writer, WEIR_FRAME_INTERFACES);
        weir_wire_link_add (&output->writer, &link);
      }
  if (output->writer.used > WEIR_FRAME_HEADER_SIZE)
    weir_output_send (output);
  weir_wire_end_write (&output->writer, WEIR_FRAME_INTERFACES);
  weir_output_send (output);

  if (list)
    freeifaddrs (list);
}

bool
weir_interface_count_line (const char *line, const char *name, WeirWireStats *sum)
{
  const char *start = line + strspn (line, " ");
  const char *colon = strchr (start, ':');
  uint64_t rx_octets, rx_packets, tx_octets, tx_packets;

  if (!colon
      || (strcmp (name, "any") != 0
          && (strlen (name) != (size_t) (colon - start)
              || strncmp (start, name, colon - start) != 0))
      || sscanf (colon + 1, "%" SCNu64 " %" SCNu64 " %*s %*s %*s %*s %*s %*s %" SCNu64 " %" SCNu64,
                 &rx_octets, &rx_packets, &tx_octets, &tx_packets)
             != 4)
    return false;

  sum->rx_octets += rx_octets;
  sum->rx_packets += rx_packets;
  sum->tx_octets += tx_octets;
  sum->tx_packets += tx_packets;
  return true;
}

/* (What sysfs shows belongs to the namespace that mounted it.) */
void
weir_interface_count (const char *name, WeirWireStats *stats)
{
  WeirWireStats sum = { 0 };
  FILE *file = fopen ("/proc/net/dev", "re");
  char line[512];
  bool is_found = strcmp (name, "any") == 0;

  if (!file)
    return;

  while (fgets (line, sizeof line, file))
    is_found |= weir_interface_count_line (line, name, &sum);
  fclose (file);

  if (!is_found)
    return;
  stats->rx_octets = sum.rx_octets;
  stats->rx_packets = sum.rx_packets;
  stats->tx_octets = sum.tx_octets;
  stats->tx_packets = sum.tx_packets;
}
