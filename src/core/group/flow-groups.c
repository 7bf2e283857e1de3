/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "core/flow/flow-owner.h"
#include "core/group/flow-groups.h"

/* No ledger will ever have seen this many flows. */
#define FIRST_SERIAL (UINT64_C (1) << 62)

struct _WeirFlowGroups
{
  const WeirGroupKind *kind;
  WeirFlowGroupRemovedFunc removed_func;
  gpointer user_data;

  GPtrArray *groups;      /* owns them */
  GHashTable *by_value;   /* char * (of the group) -> WeirFlowGroup */
  GHashTable *by_pair;    /* WeirFlowKey (of the group) -> WeirFlowGroup: sooner found than texts */
  WeirFlowGroup *unknown; /* (nullable) */
  uint64_t newest_serial;
};

static void
group_free (WeirFlowGroup *group)
{
  g_free (group->sum.window);
  g_free (group->sum.socket);
  g_free (group->sum.server_name);
  g_free (group->value);
  g_free (group);
}

WeirFlowGroups *
weir_flow_groups_new (const WeirGroupKind *kind,
                      WeirFlowGroupRemovedFunc removed_func,
                      gpointer user_data)
{
  WeirFlowGroups *self = g_new0 (WeirFlowGroups, 1);

  self->kind = kind;
  self->removed_func = removed_func;
  self->user_data = user_data;
  self->groups = g_ptr_array_new ();
  self->by_value = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_pair = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  self->newest_serial = FIRST_SERIAL;
  return self;
}

void
weir_flow_groups_free (WeirFlowGroups *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      WeirFlowGroup *group = g_ptr_array_index (self->groups, i);

      if (self->removed_func != NULL)
        self->removed_func (group, self->user_data);
      group_free (group);
    }
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->by_value);
  g_hash_table_unref (self->by_pair);
  g_free (self);
}

static WeirFlowGroup *
add_group (WeirFlowGroups *self, const char *value)
{
  WeirFlowGroup *group = g_new0 (WeirFlowGroup, 1);

  group->kind = self->kind;
  group->value = g_strdup (value);
  group->sum.serial = ++self->newest_serial;
  group->sum.window = g_new0 (WeirRateWindow, 1);
  g_ptr_array_add (self->groups, group);
  if (value != NULL)
    g_hash_table_insert (self->by_value, group->value, group);
  else
    self->unknown = group;
  return group;
}

static WeirFlowGroup *
find_pair (WeirFlowGroups *self, const WeirFlow *flow, const WeirReport *known)
{
  const WeirFlowKey pair = weir_flow_key_without_ports (&flow->key);
  WeirFlowGroup *group = g_hash_table_lookup (self->by_pair, &pair);
  WeirFieldValue room;

  if (group != NULL)
    return group;

  group = add_group (self, weir_group_kind_read (self->kind, flow, known, &room));
  group->pair = pair;
  g_hash_table_insert (self->by_pair, &group->pair, group);
  return group;
}

static WeirFlowGroup *
find_group (WeirFlowGroups *self, const WeirFlow *flow, const WeirReport *known)
{
  WeirFieldValue room;
  const char *value;
  WeirFlowGroup *group;

  if (self->kind->is_of_pairs)
    return find_pair (self, flow, known);

  value = weir_group_kind_read (self->kind, flow, known, &room);
  group = value != NULL ? g_hash_table_lookup (self->by_value, value) : self->unknown;
  return group != NULL ? group : add_group (self, value);
}

/* What belongs to GTK stays, and the serial. */
static void
clear_sums (WeirFlowGroup *group, int64_t second)
{
  WeirRateWindow *window = group->sum.window;
  const WeirFlow empty = {
    .serial = group->sum.serial,
    .user_data = group->sum.user_data,
    .window = window,
    .socket = group->sum.socket,
    .server_name = group->sum.server_name,
  };

  group->sum = empty;
  group->n_flows = 0;
  group->n_active = 0;
  group->largest_bytes = 0;
  weir_rate_window_init (window, second);
}

static gboolean
have_same_owner (const WeirSocketInfo *a, const WeirSocketInfo *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->pid == b->pid && a->start_time == b->start_time && a->uid == b->uid
         && memcmp (a->process, b->process, sizeof a->process) == 0;
}

static void
take_facts (WeirFlow *sum, const WeirFlow *flow)
{
  sum->key = flow->key;
  sum->spoken = flow->spoken;
  sum->icmp_type = flow->icmp_type;
  sum->icmp_code = flow->icmp_code;
  sum->owner_unknown = flow->owner_unknown;
  sum->server_name_source = flow->server_name_source;
  sum->server_is_local = flow->server_is_local;
  if (g_strcmp0 (sum->server_name, flow->server_name) != 0)
    {
      g_free (sum->server_name);
      sum->server_name = g_strdup (flow->server_name);
    }
  if (flow->socket == NULL)
    {
      g_clear_pointer (&sum->socket, g_free);
      return;
    }
  if (sum->socket == NULL)
    sum->socket = g_new (WeirSocketInfo, 1);
  *sum->socket = *flow->socket;
}

/* What not all flows of the pair agree on is not known of it. */
static void
keep_common_facts (WeirFlow *sum, const WeirFlow *flow)
{
  if (sum->key.local_port != flow->key.local_port)
    sum->key.local_port = 0;
  if (sum->key.remote_port != flow->key.remote_port)
    sum->key.remote_port = 0;
  if (sum->spoken != flow->spoken)
    sum->spoken = 0;
  if (sum->owner_unknown != flow->owner_unknown)
    sum->owner_unknown = WEIR_OWNER_KNOWN;
  if (!have_same_owner (sum->socket, flow->socket))
    g_clear_pointer (&sum->socket, g_free);
  if (g_strcmp0 (sum->server_name, flow->server_name) != 0
      || sum->server_is_local != flow->server_is_local)
    g_clear_pointer (&sum->server_name, g_free);
}

static void
add_flow (WeirFlowGroup *group, const WeirFlow *flow)
{
  WeirFlow *sum = &group->sum;

  sum->tx_bytes += flow->tx_bytes;
  sum->rx_bytes += flow->rx_bytes;
  sum->tx_packets += flow->tx_packets;
  sum->rx_packets += flow->rx_packets;
  sum->tx_wire_bytes += flow->tx_wire_bytes;
  sum->rx_wire_bytes += flow->rx_wire_bytes;
  if (group->n_flows == 0 || flow->first_us < sum->first_us)
    sum->first_us = flow->first_us;
  sum->last_us = MAX (sum->last_us, flow->last_us);
  sum->is_local |= flow->is_local;
  if (group->kind->is_of_pairs && group->n_flows == 0)
    take_facts (sum, flow);
  else if (group->kind->is_of_pairs)
    keep_common_facts (sum, flow);
  if (group->kind->is_of_programs && flow->socket != NULL
      && (sum->socket == NULL || flow->tx_bytes + flow->rx_bytes > group->largest_bytes))
    {
      /* A copy: the flow may go before the group is counted anew. */
      if (sum->socket == NULL)
        sum->socket = g_new (WeirSocketInfo, 1);
      *sum->socket = *flow->socket;
      group->largest_bytes = flow->tx_bytes + flow->rx_bytes;
    }

  group->n_flows++;
  if (flow->window != NULL)
    {
      group->n_active++;
      weir_rate_window_add_window (sum->window, flow->window);
    }
}

/* Those that were there before and have no flow now. */
static void
remove_empty (WeirFlowGroups *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->groups->len; i++)
    {
      WeirFlowGroup *group = g_ptr_array_index (self->groups, i);

      if (group->n_flows > 0)
        {
          g_ptr_array_index (self->groups, n_kept++) = group;
          continue;
        }

      if (self->removed_func != NULL)
        self->removed_func (group, self->user_data);
      if (group->value != NULL)
        g_hash_table_remove (self->by_value, group->value);
      else
        self->unknown = NULL;
      if (self->kind->is_of_pairs)
        g_hash_table_remove (self->by_pair, &group->pair);
      group_free (group);
    }
  g_ptr_array_set_size (self->groups, (int) n_kept);
}

void
weir_flow_groups_update (WeirFlowGroups *self,
                         const WeirLedger *ledger,
                         const WeirReport *known,
                         WeirFlowGroupsFilter filter,
                         gpointer filter_data)
{
  guint n_flows = ledger != NULL ? weir_ledger_get_n_flows (ledger) : 0;
  int64_t second = 0;

  if (ledger != NULL)
    second = weir_ledger_get_totals (ledger)->window.second;
  for (guint i = 0; i < self->groups->len; i++)
    clear_sums (g_ptr_array_index (self->groups, i), second);

  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);
      WeirFlowGroup *group;

      if (filter != NULL && !filter (flow, filter_data))
        continue;
      group = find_group (self, flow, known);
      if (group->n_flows == 0)
        weir_rate_window_init (group->sum.window, second);
      add_flow (group, flow);
    }

  remove_empty (self);
}

const WeirGroupKind *
weir_flow_groups_get_kind (const WeirFlowGroups *self)
{
  return self->kind;
}

guint
weir_flow_groups_get_n (const WeirFlowGroups *self)
{
  return self->groups->len;
}

WeirFlowGroup *
weir_flow_groups_get (const WeirFlowGroups *self, guint index)
{
  return g_ptr_array_index (self->groups, index);
}

const char *
weir_flow_group_get_title (const WeirFlowGroup *self)
{
  return self->value != NULL ? self->value : _ (self->kind->unknown);
}

gboolean
weir_flow_is_group (const WeirFlow *flow)
{
  return flow->serial > FIRST_SERIAL;
}

gboolean
weir_flow_is_pair (const WeirFlow *flow)
{
  return weir_flow_is_group (flow) && weir_flow_group_of_sum (flow)->kind->is_of_pairs;
}

const WeirFlowGroup *
weir_flow_group_of_sum (const WeirFlow *flow)
{
  G_STATIC_ASSERT (G_STRUCT_OFFSET (WeirFlowGroup, sum) == 0);

  return (const WeirFlowGroup *) (gconstpointer) flow;
}
