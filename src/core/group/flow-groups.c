/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "core/flow/flow-owner.h"
#include "core/flow/history-peaks.h"
#include "core/group/flow-groups.h"

/* No ledger will ever have seen this many flows. */
#define FIRST_SERIAL (UINT64_C (1) << 62)

/* How long the past may be looked through at once. */
#define PIECE_US 2000

/* Where flows change from group to group all the time, a fiftieth of it is spent on their peaks. */
#define AGE_PER_COST 50

/* Peaks of groups that are gone are forgotten when there are so many of them. */
#define MAX_STALE_PEAKS 4096

/* A flow of the ledger, and whose it is. */
typedef struct
{
  uint64_t serial;
  WeirFlowGroup *group; /* (nullable) */
} Member;

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

  const WeirLedger *ledger; /* (nullable): of the last update */
  int64_t last_second;      /* that had finished then: flows that came later are no members yet */
  GArray *members;          /* of Member: by the flows' places in the ledger */
  const WeirHistory *past;  /* (nullable) */
  WeirHistoryPeaks *peaks;  /* (nullable): without a past */
  gboolean are_peaks_stale; /* a flow has come to another group since they were begun */
  int64_t peaks_begun_us;   /* monotonic */
  guint peaks_id;           /* the source that goes on with them */
  WeirFlowGroupsPeaksFunc peaks_func;
  gpointer peaks_data;
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
  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
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
  g_clear_handle_id (&self->peaks_id, g_source_remove);
  g_clear_pointer (&self->peaks, weir_history_peaks_free);
  g_array_unref (self->members);
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
  group->fullest_tx = group->fullest_rx = group->fullest_both = 0;
  group->has_peaks = FALSE;
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
  if (group->n_flows == 0 || flow->begun_us < sum->begun_us)
    sum->begun_us = flow->begun_us;
  if (group->n_flows == 0 || flow->first_us < sum->first_us)
    sum->first_us = flow->first_us;
  sum->last_us = MAX (sum->last_us, flow->last_us);
  sum->is_local |= flow->is_local;
  group->fullest_tx = MAX (group->fullest_tx, flow->peak_tx);
  group->fullest_rx = MAX (group->fullest_rx, flow->peak_rx);
  group->fullest_both = MAX (group->fullest_both, flow->peak_both);
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

/* ---- peaks ------------------------------------------------------------------------------------
 */

/* Whose a flow of the past is now. */
static uint64_t
get_part (const WeirFlow *past, gpointer user_data)
{
  const WeirFlowGroups *self = user_data;
  const WeirFlow *flow = self->ledger != NULL ? weir_ledger_find (self->ledger, &past->key) : NULL;
  const Member *member;

  if (flow == NULL || flow->index >= self->members->len)
    return 0;
  member = &g_array_index (self->members, Member, flow->index);
  return member->serial == flow->serial && member->group != NULL ? member->group->sum.serial : 0;
}

/* Of one flow they are its own; those of several are no less than those of each. */
static void
publish_peaks (WeirFlowGroups *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      WeirFlowGroup *group = g_ptr_array_index (self->groups, i);
      WeirHistoryPeak peak = { 0 };

      group->has_peaks = group->n_flows == 1
                         || (self->peaks != NULL
                             && weir_history_peaks_get (self->peaks, group->sum.serial, &peak));
      group->sum.peak_tx = MAX (group->fullest_tx, peak.tx);
      group->sum.peak_rx = MAX (group->fullest_rx, peak.rx);
      group->sum.peak_both = MAX (group->fullest_both, peak.both);
    }
}

/* Returns: how long until they may be made anew; 0: they may, or need not */
static int64_t
get_peaks_wait_us (WeirFlowGroups *self)
{
  int64_t age_us = g_get_monotonic_time () - self->peaks_begun_us;

  if (!self->are_peaks_stale)
    return 0;
  return MAX (weir_history_peaks_get_cost_us (self->peaks) * AGE_PER_COST - age_us, 0);
}

static gboolean
work_on_peaks (WeirFlowGroups *self)
{
  if (!weir_history_peaks_work (self->peaks, self->last_second, PIECE_US))
    return FALSE;
  if (!self->are_peaks_stale || get_peaks_wait_us (self) > 0)
    return TRUE;

  self->are_peaks_stale = FALSE;
  self->peaks_begun_us = g_get_monotonic_time ();
  weir_history_peaks_restart (self->peaks);
  return weir_history_peaks_work (self->peaks, self->last_second, PIECE_US);
}

static gboolean peaks_cb (gpointer user_data);

static void
go_on_later (WeirFlowGroups *self, gboolean is_complete)
{
  int64_t wait_us = is_complete ? get_peaks_wait_us (self) : 0;

  if (self->peaks_id != 0)
    return;
  if (!is_complete)
    self->peaks_id = g_idle_add_full (G_PRIORITY_LOW, peaks_cb, self, NULL);
  else if (self->are_peaks_stale)
    self->peaks_id =
        g_timeout_add_full (G_PRIORITY_LOW, (guint) (wait_us / 1000) + 1, peaks_cb, self, NULL);
}

static gboolean
peaks_cb (gpointer user_data)
{
  WeirFlowGroups *self = user_data;
  gboolean is_complete = work_on_peaks (self);

  self->peaks_id = 0;
  go_on_later (self, is_complete);
  if (!is_complete)
    return G_SOURCE_REMOVE;

  publish_peaks (self);
  if (self->peaks_func != NULL)
    self->peaks_func (self->peaks_data);
  return G_SOURCE_REMOVE;
}

/* Another ledger shows other seconds. */
static void
begin_peaks (WeirFlowGroups *self)
{
  gboolean is_live;

  g_clear_handle_id (&self->peaks_id, g_source_remove);
  g_clear_pointer (&self->peaks, weir_history_peaks_free);
  self->are_peaks_stale = FALSE;
  self->peaks_begun_us = g_get_monotonic_time ();
  if (self->ledger == NULL || self->past == NULL)
    return;

  is_live = weir_ledger_get_history (self->ledger) == self->past;
  self->peaks = weir_history_peaks_new (
      self->past,
      is_live ? G_MININT64 : weir_ledger_get_totals (self->ledger)->start_us / G_USEC_PER_SEC,
      get_part, self);
}

static void
update_peaks (WeirFlowGroups *self)
{
  gboolean is_complete;

  if (self->peaks != NULL)
    {
      if (weir_history_peaks_get_n (self->peaks) > 2 * self->groups->len + MAX_STALE_PEAKS)
        self->are_peaks_stale = TRUE;
      is_complete = work_on_peaks (self);
      go_on_later (self, is_complete);
    }
  publish_peaks (self);
}

void
weir_flow_groups_set_past (WeirFlowGroups *self,
                           const WeirHistory *history,
                           WeirFlowGroupsPeaksFunc func,
                           gpointer user_data)
{
  self->past = history;
  self->peaks_func = func;
  self->peaks_data = user_data;
  begin_peaks (self);
}

/* ---- counting -----------------------------------------------------------------------------------
 */

/* As many as @ledger has flows, none of them new. */
static void
make_room (WeirFlowGroups *self, const WeirLedger *ledger, guint n_flows)
{
  guint n_before = self->members->len;

  if (ledger != self->ledger)
    n_before = 0;
  g_array_set_size (self->members, n_flows);
  if (n_flows > n_before)
    memset (&g_array_index (self->members, Member, n_before), 0,
            (n_flows - n_before) * sizeof (Member));
}

static void
note_member (WeirFlowGroups *self, guint index, const WeirFlow *flow, WeirFlowGroup *group)
{
  Member *member = &g_array_index (self->members, Member, index);

  if (member->serial == flow->serial && member->group != group)
    self->are_peaks_stale = TRUE;
  *member = (Member){ flow->serial, group };
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
  make_room (self, ledger, n_flows);

  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);
      WeirFlowGroup *group = NULL;

      if (filter == NULL || filter (flow, filter_data))
        group = find_group (self, flow, known);
      note_member (self, i, flow, group);
      if (group == NULL)
        continue;
      if (group->n_flows == 0)
        weir_rate_window_init (group->sum.window, second);
      add_flow (group, flow);
    }

  remove_empty (self);
  self->last_second = second - 1;
  if (ledger != self->ledger)
    {
      self->ledger = ledger;
      begin_peaks (self);
    }
  update_peaks (self);
}

void
weir_flow_groups_mark (WeirFlowGroups *self, WeirFlowGroupsFilter filter, gpointer user_data)
{
  for (guint i = 0; i < self->groups->len; i++)
    ((WeirFlowGroup *) g_ptr_array_index (self->groups, i))->is_marked = FALSE;
  if (filter == NULL || self->ledger == NULL)
    return;

  for (guint i = 0; i < MIN (self->members->len, weir_ledger_get_n_flows (self->ledger)); i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);
      const WeirFlow *flow = weir_ledger_get_flow (self->ledger, i);

      if (member->group != NULL && member->serial == flow->serial && !member->group->is_marked)
        member->group->is_marked = filter (flow, user_data);
    }
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

gboolean
weir_flow_has_peaks (const WeirFlow *flow)
{
  return !weir_flow_is_group (flow) || weir_flow_group_of_sum (flow)->has_peaks;
}

const WeirFlowGroup *
weir_flow_group_of_sum (const WeirFlow *flow)
{
  G_STATIC_ASSERT (G_STRUCT_OFFSET (WeirFlowGroup, sum) == 0);

  return (const WeirFlowGroup *) (gconstpointer) flow;
}
