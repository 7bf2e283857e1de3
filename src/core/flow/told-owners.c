/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/told-owners.h"

#include "core/flow/flow-key.h"

typedef struct
{
  WeirFlowKey key; /* local: the sender; each direction for itself */
  uint32_t pid;
} Told;

struct _WeirToldOwners
{
  GHashTable *told;
  guint n_in_interval;
};

WeirToldOwners *
weir_told_owners_new (void)
{
  WeirToldOwners *self = g_new0 (WeirToldOwners, 1);

  self->told = g_hash_table_new_full (weir_flow_key_hash, weir_flow_key_equal, g_free, NULL);
  return self;
}

void
weir_told_owners_free (WeirToldOwners *self)
{
  g_hash_table_unref (self->told);
  g_free (self);
}

gboolean
weir_told_owners_add (WeirToldOwners *self, const WeirPacket *packet, uint32_t pid)
{
  const Told wanted = {
    .key = {
      .local = packet->src,
      .remote = packet->dst,
      .local_port = packet->src_port,
      .remote_port = packet->dst_port,
      .protocol = packet->protocol,
      .family = packet->family,
    },
    .pid = pid,
  };
  Told *told = g_hash_table_lookup (self->told, &wanted);

  if ((told != NULL && told->pid == pid)
      || self->n_in_interval >= WEIR_TOLD_OWNERS_MAX_PER_INTERVAL)
    return FALSE;

  self->n_in_interval++;
  if (told != NULL)
    {
      told->pid = pid;
      return TRUE;
    }
  if (g_hash_table_size (self->told) >= WEIR_TOLD_OWNERS_MAX)
    g_hash_table_remove_all (self->told);
  g_hash_table_add (self->told, g_memdup2 (&wanted, sizeof wanted));
  return TRUE;
}

void
weir_told_owners_end_interval (WeirToldOwners *self)
{
  self->n_in_interval = 0;
}
