/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/owner-cache.h"

#include <string.h>

#include "core/identity/socket-owners.h"

/* The owner of a socket that is not found the first time may have been about to receive it; one
 * that is not found again belongs to somebody whose processes may not be looked into. */
#define MAX_SEARCHES 2

typedef struct
{
  uint64_t cookie; /* first: the key of the table */
  guint round;     /* in which it was seen last */
  guint searches;
  uint32_t pid;
  uint64_t start_time;
  char process[WEIR_PROCESS_NAME_SIZE];
} Entry;

struct _WeirOwnerCache
{
  GHashTable *entries;
  guint round;
};

WeirOwnerCache *
weir_owner_cache_new (void)
{
  WeirOwnerCache *self = g_new0 (WeirOwnerCache, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
weir_owner_cache_free (WeirOwnerCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Entry *
ensure_entry (WeirOwnerCache *self, uint64_t cookie)
{
  Entry *entry = g_hash_table_lookup (self->entries, &cookie);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->cookie = cookie;
      g_hash_table_add (self->entries, entry);
    }

  entry->round = self->round;
  return entry;
}

void
weir_owner_cache_resolve (WeirOwnerCache *self,
                          WeirSocketInfo *infos,
                          const uint64_t *cookies,
                          gsize n_infos)
{
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();

  for (gsize i = 0; i < n_infos; i++)
    {
      Entry *entry = ensure_entry (self, cookies[i]);

      infos[i].pid = entry->pid;
      infos[i].start_time = entry->start_time;
      memcpy (infos[i].process, entry->process, sizeof entry->process);
      if (entry->pid == 0 && infos[i].inode != 0 && entry->searches < MAX_SEARCHES)
        {
          entry->searches++;
          g_ptr_array_add (unknown, &infos[i]);
        }
    }

  weir_socket_owners_find ((WeirSocketInfo *const *) unknown->pdata, unknown->len);

  for (gsize i = 0; i < n_infos; i++)
    {
      Entry *entry = ensure_entry (self, cookies[i]);

      entry->pid = infos[i].pid;
      entry->start_time = infos[i].start_time;
      memcpy (entry->process, infos[i].process, sizeof entry->process);
    }
}

static gboolean
is_of_earlier_round (gpointer key, gpointer value, gpointer user_data)
{
  return ((const Entry *) value)->round != GPOINTER_TO_UINT (user_data);
}

void
weir_owner_cache_end_round (WeirOwnerCache *self)
{
  g_hash_table_foreach_remove (self->entries, is_of_earlier_round, GUINT_TO_POINTER (self->round));
  self->round++;
}
