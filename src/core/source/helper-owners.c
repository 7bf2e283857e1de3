/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/helper-owners.h"

#include <string.h>

G_STATIC_ASSERT (WEIR_PROCESS_NAME_SIZE == WEIR_WIRE_NAME_SIZE);

/* A socket for both families carries IPv4 packets under IPv4-mapped addresses, which is how
 * WeirAddress keeps IPv4 too. */
static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static void
set_address (WeirAddress *address, const uint8_t *octets, uint8_t family)
{
  if (family == 4)
    weir_address_set_ipv4 (address, octets);
  else
    weir_address_set_ipv6 (address, octets);
}

static void
add_socket (WeirHelperOwners *self, const WeirWireSocket *socket)
{
  WeirSocketInfo info = {
    .key = { .local_port = socket->local_port,
             .remote_port = socket->remote_port,
             .protocol = socket->protocol,
             .family = socket->family == 6 && memcmp (socket->remote, mapped, sizeof mapped) != 0
                               && memcmp (socket->local, mapped, sizeof mapped) != 0
                           ? WEIR_FAMILY_IPV6
                           : WEIR_FAMILY_IPV4 },
    .inode = socket->inode,
    .uid = socket->uid,
    .pid = socket->pid,
    .start_time = socket->start_time,
    .state = socket->state,
  };

  set_address (&info.key.local, socket->local, socket->family);
  set_address (&info.key.remote, socket->remote, socket->family);
  memcpy (info.process, socket->command, sizeof info.process);
  if (self->infos->len < WEIR_HELPER_OWNERS_MAX)
    g_array_append_val (self->infos, info);
}

void
weir_helper_owners_init (WeirHelperOwners *self)
{
  self->infos = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
}

void
weir_helper_owners_clear (WeirHelperOwners *self)
{
  g_clear_pointer (&self->infos, g_array_unref);
}

gboolean
weir_helper_owners_add (WeirHelperOwners *self, const WeirFrame *frame)
{
  WeirFrame rest = *frame;
  WeirWireRecordResult result;
  WeirWireSocket socket;

  while ((result = weir_wire_socket_next (&rest, &socket)) == WEIR_WIRE_RECORD_NEXT)
    add_socket (self, &socket);

  return result == WEIR_WIRE_RECORD_END;
}

void
weir_helper_owners_tell (WeirHelperOwners *self, WeirMeter *meter)
{
  for (guint i = 0; i < self->infos->len; i++)
    weir_meter_add_socket (meter, &g_array_index (self->infos, WeirSocketInfo, i));

  weir_meter_end_socket_list (meter);
  g_array_set_size (self->infos, 0);
}
