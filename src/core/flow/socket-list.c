/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/socket-list.h"

#include <netinet/in.h>

typedef struct
{
  const WeirSocketInfo *info;
  guint next; /* place of the next one on the same port, plus one; 0: none */
} Entry;

struct _WeirSocketList
{
  GArray *entries;   /* Entry */
  GHashTable *first; /* protocol and port → place of an entry, plus one */
};

static gpointer
port_id (const WeirFlowKey *key)
{
  return GUINT_TO_POINTER ((guint) key->protocol << 16 | key->local_port);
}

static gboolean
takes_from_anybody (const WeirSocketInfo *info)
{
  return info->key.remote_port == 0 && weir_address_is_unspecified (&info->key.remote)
         && (info->key.protocol != IPPROTO_TCP || info->state == WEIR_TCP_LISTEN);
}

WeirSocketList *
weir_socket_list_new (const WeirSocketInfo *infos, gsize n_infos)
{
  WeirSocketList *self = g_new0 (WeirSocketList, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->first = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < n_infos; i++)
    {
      gpointer id = port_id (&infos[i].key);
      Entry entry = { .info = &infos[i] };

      if (!takes_from_anybody (&infos[i]))
        continue;
      entry.next = GPOINTER_TO_UINT (g_hash_table_lookup (self->first, id));
      g_array_append_val (self->entries, entry);
      g_hash_table_insert (self->first, id, GUINT_TO_POINTER (self->entries->len));
    }

  return self;
}

void
weir_socket_list_free (WeirSocketList *self)
{
  g_array_unref (self->entries);
  g_hash_table_unref (self->first);
  g_free (self);
}

/* How good a socket is for a flow; 0: not at all. */
static guint
get_rank (const WeirSocketInfo *info, const WeirFlowKey *key)
{
  if (!weir_address_is_unspecified (&info->key.local))
    return info->key.family == key->family && weir_address_equal (&info->key.local, &key->local)
               ? 3
               : 0;
  if (info->key.family == key->family)
    return 2;
  return info->key.family == WEIR_FAMILY_IPV6 ? 1 : 0;
}

const WeirSocketInfo *
weir_socket_list_find (const WeirSocketList *self,
                       const WeirFlowKey *key,
                       WeirOwnerMatch *match,
                       gboolean *is_shared)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->first, port_id (key)));
  const WeirSocketInfo *best = NULL;
  guint best_rank = 0;

  *is_shared = FALSE;
  for (guint i = 0; place != 0; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, place - 1);
      guint rank = get_rank (entry->info, key);

      if (rank > best_rank)
        {
          best = entry->info;
          best_rank = rank;
          *is_shared = FALSE;
        }
      else if (rank > 0 && rank == best_rank && entry->info->pid != best->pid)
        *is_shared = TRUE;
      place = entry->next;
      if (i == WEIR_SOCKET_LIST_MAX_PER_PORT)
        {
          *is_shared = best != NULL;
          break;
        }
    }

  if (best == NULL || *is_shared)
    return NULL;

  if (key->protocol == IPPROTO_TCP)
    *match = WEIR_OWNER_MATCH_LISTENER;
  else
    *match = best_rank == 3 ? WEIR_OWNER_MATCH_LOCAL : WEIR_OWNER_MATCH_WILDCARD;
  return best;
}
