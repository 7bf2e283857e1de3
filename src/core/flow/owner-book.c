/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/owner-book.h"

#include <netinet/in.h>
#include <string.h>

#include "core/flow/orientation.h"
#include "core/flow/socket-list.h"

/* Sockets of one list; the rest is not known. */
#define MAX_LISTED 65536

/* A flow goes by its two ends, the smaller one first, whichever way its packets go. */
typedef struct
{
  WeirFlowKey ends;
  WeirOwnedFlow flow;
  guint list; /* number of the last list that it was looked for in */
} Entry;

struct _WeirOwnerBook
{
  WeirLocalNetwork *local;
  GHashTable *young; /* Entry, by @ends: those that were asked for last */
  GHashTable *old;
  GArray *filling;        /* WeirSocketInfo: the list that is coming */
  GArray *listed;         /* the last one that is complete */
  GHashTable *exact;      /* (nullable): of @listed, by key */
  WeirSocketList *takers; /* (nullable): of the same */
  guint list;
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (weir_flow_key_hash, weir_flow_key_equal, NULL, g_free);
}

WeirOwnerBook *
weir_owner_book_new (void)
{
  WeirOwnerBook *self = g_new0 (WeirOwnerBook, 1);

  self->local = weir_local_network_new_empty ();
  self->young = new_table ();
  self->old = new_table ();
  self->filling = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  self->listed = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  return self;
}

void
weir_owner_book_free (WeirOwnerBook *self)
{
  weir_local_network_unref (self->local);
  g_hash_table_unref (self->young);
  g_hash_table_unref (self->old);
  g_clear_pointer (&self->exact, g_hash_table_unref);
  g_clear_pointer (&self->takers, weir_socket_list_free);
  g_array_unref (self->filling);
  g_array_unref (self->listed);
  g_free (self);
}

void
weir_owner_book_set_local (WeirOwnerBook *self, WeirLocalNetwork *local)
{
  weir_local_network_ref (local);
  weir_local_network_unref (self->local);
  self->local = local;
}

static WeirFlowKey
get_ends (const WeirFlowKey *key)
{
  int order = memcmp (&key->local, &key->remote, sizeof key->local);

  if (order == 0)
    order = (int) key->local_port - (int) key->remote_port;
  return order <= 0 ? *key : weir_flow_key_reversed (key);
}

/* Returns: (nullable) */
static Entry *
find_entry (WeirOwnerBook *self, const WeirFlowKey *ends)
{
  Entry *entry = g_hash_table_lookup (self->young, ends);

  if (entry != NULL)
    return entry;

  entry = g_hash_table_lookup (self->old, ends);
  if (entry != NULL)
    {
      g_hash_table_steal (self->old, ends);
      g_hash_table_add (self->young, entry);
    }
  return entry;
}

/* Two halves: when the young one is full, the old one goes. */
static Entry *
add_entry (WeirOwnerBook *self, const WeirFlowKey *ends)
{
  Entry *entry = g_new0 (Entry, 1);

  if (g_hash_table_size (self->young) >= WEIR_OWNER_BOOK_MAX_FLOWS / 2)
    {
      g_hash_table_unref (self->old);
      self->old = self->young;
      self->young = new_table ();
    }
  entry->ends = *ends;
  g_hash_table_add (self->young, entry);
  return entry;
}

static void
set_key (Entry *entry, const WeirFlowKey *key, gboolean is_local)
{
  entry->flow.key = *key;
  entry->flow.can_have_owner =
      is_local && (key->protocol == IPPROTO_TCP || key->protocol == IPPROTO_UDP)
      && (key->family == WEIR_FAMILY_IPV4 || key->family == WEIR_FAMILY_IPV6);
}

static void
set_owner (WeirOwnedFlow *flow, const WeirSocketInfo *info)
{
  if (info->pid == 0
      || (flow->process.pid == info->pid && flow->start_time == info->start_time
          && flow->n_others == info->n_others))
    return;

  flow->process.pid = info->pid;
  memcpy (flow->process.process, info->process, sizeof info->process);
  flow->start_time = info->start_time;
  flow->n_others = info->n_others;
  flow->inode = info->inode;
  flow->user_data = NULL;
}

void
weir_owner_book_add_socket (WeirOwnerBook *self, const WeirSocketInfo *info)
{
  WeirFlowKey ends;
  Entry *entry;

  if (info->match == WEIR_OWNER_MATCH_NONE)
    {
      if (self->filling->len < MAX_LISTED)
        g_array_append_vals (self->filling, info, 1);
      return;
    }

  /* An answer about one flow, which may not have come yet. */
  if (info->pid == 0)
    return;
  ends = get_ends (&info->key);
  entry = find_entry (self, &ends);
  if (entry == NULL)
    {
      entry = add_entry (self, &ends);
      set_key (entry, &info->key, TRUE);
    }
  set_owner (&entry->flow, info);
}

void
weir_owner_book_end_list (WeirOwnerBook *self)
{
  GArray *last = self->listed;

  g_clear_pointer (&self->exact, g_hash_table_unref);
  g_clear_pointer (&self->takers, weir_socket_list_free);
  self->listed = self->filling;
  self->filling = last;
  g_array_set_size (last, 0);

  self->list++;
  self->exact = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  for (guint i = 0; i < self->listed->len; i++)
    {
      WeirSocketInfo *info = &g_array_index (self->listed, WeirSocketInfo, i);

      g_hash_table_insert (self->exact, &info->key, info);
    }
  self->takers = weir_socket_list_new ((WeirSocketInfo *) self->listed->data, self->listed->len);
}

/* Once for each list, which changes once a second at most. */
static void
look_up (WeirOwnerBook *self, Entry *entry)
{
  WeirOwnedFlow *flow = &entry->flow;
  const WeirSocketInfo *info;
  WeirOwnerMatch match;
  gboolean is_shared;

  entry->list = self->list;
  info = g_hash_table_lookup (self->exact, &flow->key);
  if (info != NULL && info->inode != 0 && info->inode != flow->inode)
    set_owner (flow, info);
  if (flow->process.pid != 0)
    return;

  info = weir_socket_list_find (self->takers, &flow->key, &match, &is_shared);
  if (info != NULL)
    set_owner (flow, info);
}

WeirOwnedFlow *
weir_owner_book_find (WeirOwnerBook *self, const WeirPacket *packet)
{
  const WeirFlowKey key = {
    .local = packet->src,
    .remote = packet->dst,
    .local_port = packet->src_port,
    .remote_port = packet->dst_port,
    .protocol = packet->protocol,
    .family = packet->family,
  };
  WeirFlowKey ends = get_ends (&key);
  Entry *entry = find_entry (self, &ends);

  if (entry == NULL)
    {
      WeirFlowKey oriented;
      gboolean is_local = weir_orient (packet, self->local, &oriented, NULL);

      entry = add_entry (self, &ends);
      set_key (entry, &oriented, is_local);
    }
  if (entry->list != self->list && entry->flow.can_have_owner)
    look_up (self, entry);
  return &entry->flow;
}

guint
weir_owner_book_get_n_flows (const WeirOwnerBook *self)
{
  return g_hash_table_size (self->young) + g_hash_table_size (self->old);
}
