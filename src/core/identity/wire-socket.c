/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/wire-socket.h"

#include <string.h>

#include "core/flow/flow-owner.h"

G_STATIC_ASSERT (WEIR_PROCESS_NAME_SIZE == WEIR_WIRE_NAME_SIZE);
G_STATIC_ASSERT (WEIR_MAX_SHARERS == WEIR_WIRE_MAX_SHARERS);
G_STATIC_ASSERT ((int) WEIR_OWNER_MATCH_EXACT == (int) WEIR_WIRE_MATCH_EXACT);
G_STATIC_ASSERT ((int) WEIR_OWNER_MATCH_LISTENER == (int) WEIR_WIRE_MATCH_LISTENER);
G_STATIC_ASSERT ((int) WEIR_OWNER_NOT_LOOKED_UP == (int) WEIR_WIRE_OWNER_NOT_LOOKED_UP);
G_STATIC_ASSERT ((int) WEIR_OWNER_KERNEL == (int) WEIR_WIRE_OWNER_KERNEL);
G_STATIC_ASSERT ((int) WEIR_OWNER_CLOSED == (int) WEIR_WIRE_OWNER_CLOSED);
G_STATIC_ASSERT ((int) WEIR_OWNER_SHARED_PORT == (int) WEIR_WIRE_OWNER_SHARED_PORT);

/* A socket for both families carries IPv4 packets under IPv4-mapped addresses, which is how
 * WeirAddress keeps IPv4 too. */
static gboolean
is_mapped (const uint8_t *address)
{
  static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

  return memcmp (address, prefix, sizeof prefix) == 0;
}

static void
set_address (WeirAddress *address, const uint8_t *octets, uint8_t family)
{
  if (family == 4)
    weir_address_set_ipv4 (address, octets);
  else
    weir_address_set_ipv6 (address, octets);
}

void
weir_wire_socket_to_owner (const WeirWireSocket *socket, WeirSocketInfo *info)
{
  info->pid = socket->pid;
  info->start_time = socket->start_time;
  info->unknown = socket->unknown;
  info->n_others = socket->n_others;
  info->n_sharers = socket->n_sharers;
  memcpy (info->process, socket->command, sizeof info->process);
  for (guint i = 0; i < socket->n_sharers; i++)
    {
      info->sharers[i].pid = socket->sharers[i].pid;
      memcpy (info->sharers[i].process, socket->sharers[i].command, WEIR_PROCESS_NAME_SIZE);
    }
}

void
weir_wire_socket_to_info (const WeirWireSocket *socket, WeirSocketInfo *info)
{
  const WeirWireTuple *tuple = &socket->tuple;

  memset (info, 0, sizeof *info);
  info->key.local_port = tuple->local_port;
  info->key.remote_port = tuple->remote_port;
  info->key.protocol = tuple->protocol;
  info->key.family = tuple->family == 4 || is_mapped (tuple->remote) || is_mapped (tuple->local)
                         ? WEIR_FAMILY_IPV4
                         : WEIR_FAMILY_IPV6;
  set_address (&info->key.local, tuple->local, tuple->family);
  set_address (&info->key.remote, tuple->remote, tuple->family);
  info->inode = socket->inode;
  info->cgroup_id = socket->cgroup_id;
  info->uid = socket->uid;
  info->state = socket->state;
  info->match = socket->match;
  weir_wire_socket_to_owner (socket, info);
}

void
weir_wire_tuple_from_key (WeirWireTuple *tuple, const WeirFlowKey *key)
{
  gsize skipped = key->family == WEIR_FAMILY_IPV4 ? 12 : 0;

  memset (tuple, 0, sizeof *tuple);
  tuple->family = key->family == WEIR_FAMILY_IPV4 ? 4 : 6;
  tuple->protocol = (uint8_t) key->protocol;
  tuple->local_port = key->local_port;
  tuple->remote_port = key->remote_port;
  memcpy (tuple->local, key->local.bytes + skipped, sizeof tuple->local - skipped);
  memcpy (tuple->remote, key->remote.bytes + skipped, sizeof tuple->remote - skipped);
}
