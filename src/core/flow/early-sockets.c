/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/early-sockets.h"

typedef struct
{
  WeirSocketInfo info; /* first: its key is the key of the table */
  int64_t added_us;
  GList link; /* in the order of age */
} Entry;

struct _WeirEarlySockets
{
  GHashTable *entries;
  GQueue by_age;
};

WeirEarlySockets *
weir_early_sockets_new (void)
{
  WeirEarlySockets *self = g_new0 (WeirEarlySockets, 1);

  self->entries = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  g_queue_init (&self->by_age);
  return self;
}

static void
remove_entry (WeirEarlySockets *self, Entry *entry)
{
  g_hash_table_remove (self->entries, entry);
  g_queue_unlink (&self->by_age, &entry->link);
  g_free (entry);
}

void
weir_early_sockets_free (WeirEarlySockets *self)
{
  while (self->by_age.head != NULL)
    remove_entry (self, self->by_age.head->data);
  g_hash_table_unref (self->entries);
  g_free (self);
}

void
weir_early_sockets_add (WeirEarlySockets *self, const WeirSocketInfo *info, int64_t now_us)
{
  Entry *entry = g_hash_table_lookup (self->entries, &info->key);

  if (entry != NULL)
    remove_entry (self, entry);
  else if (self->by_age.length == WEIR_EARLY_SOCKETS_MAX)
    remove_entry (self, self->by_age.head->data);

  entry = g_new0 (Entry, 1);
  entry->info = *info;
  entry->added_us = now_us;
  entry->link.data = entry;
  g_hash_table_add (self->entries, entry);
  g_queue_push_tail_link (&self->by_age, &entry->link);
}

WeirSocketInfo *
weir_early_sockets_take (WeirEarlySockets *self, const WeirFlowKey *key)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);
  WeirSocketInfo *info;

  if (entry == NULL)
    return NULL;

  info = g_memdup2 (&entry->info, sizeof entry->info);
  remove_entry (self, entry);
  return info;
}

void
weir_early_sockets_expire (WeirEarlySockets *self, int64_t now_us)
{
  while (self->by_age.head != NULL)
    {
      Entry *oldest = self->by_age.head->data;

      if (now_us - oldest->added_us <= WEIR_EARLY_SOCKETS_KEEP_US)
        return;
      remove_entry (self, oldest);
    }
}

guint
weir_early_sockets_get_n (const WeirEarlySockets *self)
{
  return self->by_age.length;
}
