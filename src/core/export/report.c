/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/export/report.h"
#include "core/filter/filter.h"
#include "core/group/flow-groups.h"
#include "core/naming/services.h"

/* The first name of an order is the one that the help text gives; the others are iftop's. */
static const struct
{
  const char *name;
  WeirReportSort sort;
  gboolean is_alias;
} sort_names[] = {
  { "2s", WEIR_REPORT_SORT_2S },
  { "10s", WEIR_REPORT_SORT_10S },
  { "40s", WEIR_REPORT_SORT_40S },
  { "total", WEIR_REPORT_SORT_TOTAL },
  { "sent", WEIR_REPORT_SORT_SENT },
  { "received", WEIR_REPORT_SORT_RECEIVED },
  { "packets", WEIR_REPORT_SORT_PACKETS },
  { "local", WEIR_REPORT_SORT_LOCAL },
  { "remote", WEIR_REPORT_SORT_REMOTE },
  { "protocol", WEIR_REPORT_SORT_PROTOCOL },
  { "first", WEIR_REPORT_SORT_FIRST },
  { "last", WEIR_REPORT_SORT_LAST },
  { "source", WEIR_REPORT_SORT_LOCAL, TRUE },
  { "destination", WEIR_REPORT_SORT_REMOTE, TRUE },
};

gboolean
weir_report_sort_parse (const char *name, WeirReportSort *sort)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sort_names); i++)
    if (g_str_equal (name, sort_names[i].name))
      {
        *sort = sort_names[i].sort;
        return TRUE;
      }
  return FALSE;
}

char *
weir_report_sort_dup_names (void)
{
  GString *names = g_string_new (NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sort_names); i++)
    if (!sort_names[i].is_alias)
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", sort_names[i].name);
  return g_string_free (names, FALSE);
}

static double
rate_of (const WeirFlow *flow, WeirWindow window)
{
  return weir_flow_get_tx_bps (flow, window) + weir_flow_get_rx_bps (flow, window);
}

/* Negative if @a is the larger. */
#define DESCENDING(a, b) (((a) < (b)) - ((a) > (b)))
#define ASCENDING(a, b) (((a) > (b)) - ((a) < (b)))

static int
compare_total (const WeirFlow *a, const WeirFlow *b)
{
  return DESCENDING (a->tx_bytes + a->rx_bytes, b->tx_bytes + b->rx_bytes);
}

static int
compare_remote (const WeirFlowKey *a, const WeirFlowKey *b)
{
  int order = memcmp (a->remote.bytes, b->remote.bytes, sizeof a->remote.bytes);

  return order != 0 ? order : ASCENDING (a->remote_port, b->remote_port);
}

static int
compare_local (const WeirFlowKey *a, const WeirFlowKey *b)
{
  int order = memcmp (a->local.bytes, b->local.bytes, sizeof a->local.bytes);

  return order != 0 ? order : ASCENDING (a->local_port, b->local_port);
}

static int
compare_protocol (const WeirFlowKey *a, const WeirFlowKey *b)
{
  int order = DESCENDING (a->family, b->family);

  return order != 0 ? order : ASCENDING (a->protocol, b->protocol);
}

static int
compare_by (const WeirFlow *a, const WeirFlow *b, WeirReportSort sort)
{
  switch (sort)
    {
    case WEIR_REPORT_SORT_2S:
      return DESCENDING (rate_of (a, WEIR_WINDOW_2S), rate_of (b, WEIR_WINDOW_2S));
    case WEIR_REPORT_SORT_10S:
      return DESCENDING (rate_of (a, WEIR_WINDOW_10S), rate_of (b, WEIR_WINDOW_10S));
    case WEIR_REPORT_SORT_40S:
      return DESCENDING (rate_of (a, WEIR_WINDOW_40S), rate_of (b, WEIR_WINDOW_40S));
    case WEIR_REPORT_SORT_TOTAL:
      return compare_total (a, b);
    case WEIR_REPORT_SORT_SENT:
      return DESCENDING (a->tx_bytes, b->tx_bytes);
    case WEIR_REPORT_SORT_RECEIVED:
      return DESCENDING (a->rx_bytes, b->rx_bytes);
    case WEIR_REPORT_SORT_PACKETS:
      return DESCENDING (a->tx_packets + a->rx_packets, b->tx_packets + b->rx_packets);
    case WEIR_REPORT_SORT_LOCAL:
      return compare_local (&a->key, &b->key);
    case WEIR_REPORT_SORT_REMOTE:
      return compare_remote (&a->key, &b->key);
    case WEIR_REPORT_SORT_PROTOCOL:
      return compare_protocol (&a->key, &b->key);
    case WEIR_REPORT_SORT_FIRST:
      return ASCENDING (a->first_us, b->first_us);
    case WEIR_REPORT_SORT_LAST:
      return DESCENDING (a->last_us, b->last_us);
    default:
      return 0;
    }
}

/* What is not known comes last. */
static int
compare_names (const WeirFlow *a, const WeirFlow *b)
{
  const char *name_a = weir_flow_group_of_sum (a)->value;
  const char *name_b = weir_flow_group_of_sum (b)->value;

  if (name_a == NULL || name_b == NULL)
    return ASCENDING (name_a == NULL, name_b == NULL);
  return strcmp (name_a, name_b);
}

static gboolean
is_by_name (WeirReportSort sort)
{
  return sort == WEIR_REPORT_SORT_LOCAL || sort == WEIR_REPORT_SORT_REMOTE
         || sort == WEIR_REPORT_SORT_PROTOCOL;
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const WeirFlow *group_a = *(const WeirFlow *const *) a;
  const WeirFlow *group_b = *(const WeirFlow *const *) b;
  const WeirReportSort sort = *(const WeirReportSort *) user_data;
  int order = is_by_name (sort) ? 0 : compare_by (group_a, group_b, sort);

  if (order == 0 && !is_by_name (sort))
    order = compare_total (group_a, group_b);
  return order != 0 ? order : compare_names (group_a, group_b);
}

/* A total order: the same flows always come out in the same order. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const WeirFlow *flow_a = *(const WeirFlow *const *) a;
  const WeirFlow *flow_b = *(const WeirFlow *const *) b;
  int order = compare_by (flow_a, flow_b, *(const WeirReportSort *) user_data);

  if (order == 0)
    order = compare_total (flow_a, flow_b);
  if (order == 0)
    order = weir_flow_key_compare (&flow_a->key, &flow_b->key);
  return order;
}

static guint
pair_hash (gconstpointer flow)
{
  WeirFlowKey key = weir_flow_key_without_ports (&((const WeirFlow *) flow)->key);

  return weir_flow_key_hash (&key);
}

static gboolean
pair_equal (gconstpointer a, gconstpointer b)
{
  WeirFlowKey key_a = weir_flow_key_without_ports (&((const WeirFlow *) a)->key);
  WeirFlowKey key_b = weir_flow_key_without_ports (&((const WeirFlow *) b)->key);

  return weir_flow_key_equal (&key_a, &key_b);
}

static void
merged_flow_free (gpointer data)
{
  WeirFlow *flow = data;

  g_free (flow->window);
  g_free (flow);
}

/* Sums of windows are sums of rates: all windows of a ledger end in the same second. */
static void
merge_window (WeirFlow *into, const WeirRateWindow *window)
{
  if (into->window == NULL)
    into->window = g_new0 (WeirRateWindow, 1);
  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    {
      into->window->tx_sum[i] += window->tx_sum[i];
      into->window->rx_sum[i] += window->rx_sum[i];
    }
}

/* The name of a row is that of all of its flows, and stays theirs. */
static void
merge_server_name (WeirFlow *into, const WeirFlow *flow)
{
  if (g_strcmp0 (into->server_name, flow->server_name) != 0
      || into->server_is_local != flow->server_is_local)
    into->server_name = NULL;
}

static void
merge_flow (WeirFlow *into, const WeirFlow *flow)
{
  into->tx_bytes += flow->tx_bytes;
  into->rx_bytes += flow->rx_bytes;
  into->tx_packets += flow->tx_packets;
  into->rx_packets += flow->rx_packets;
  into->tx_wire_bytes += flow->tx_wire_bytes;
  into->rx_wire_bytes += flow->rx_wire_bytes;
  into->begun_us = MIN (into->begun_us, flow->begun_us);
  into->first_us = MIN (into->first_us, flow->first_us);
  into->last_us = MAX (into->last_us, flow->last_us);
  if (flow->window != NULL)
    merge_window (into, flow->window);
  merge_server_name (into, flow);
}

static WeirFlow *
new_pair (const WeirFlow *flow)
{
  WeirFlow *pair = g_new0 (WeirFlow, 1);

  pair->key = weir_flow_key_without_ports (&flow->key);
  pair->begun_us = flow->begun_us;
  pair->first_us = flow->first_us;
  pair->last_us = flow->last_us;
  pair->is_local = flow->is_local;
  pair->server_name = flow->server_name;
  pair->server_name_source = flow->server_name_source;
  pair->server_is_local = flow->server_is_local;
  merge_flow (pair, flow);
  return pair;
}

/* Rows for pairs of addresses instead of flows.  A flow that is alone between its two addresses
 * stays what it is, which spares the memory for most of those of a scan. */
static void
merge_ports (WeirReport *self)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new (pair_hash, pair_equal);
  GHashTableIter iter;
  gpointer row;

  self->merged = g_hash_table_new_full (NULL, NULL, merged_flow_free, NULL);
  for (guint i = 0; i < self->flows->len; i++)
    {
      WeirFlow *flow = g_ptr_array_index (self->flows, i);
      WeirFlow *pair = g_hash_table_lookup (pairs, flow);

      if (pair == NULL)
        {
          g_hash_table_add (pairs, flow);
          continue;
        }
      if (!g_hash_table_contains (self->merged, pair))
        {
          pair = new_pair (pair);
          g_hash_table_add (self->merged, pair);
          g_hash_table_add (pairs, pair);
        }
      merge_flow (pair, flow);
    }

  g_ptr_array_set_size (self->flows, 0);
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    g_ptr_array_add (self->flows, row);
}

static void
subtract_row (WeirCounts *counts, const WeirFlow *flow)
{
  counts->tx_bytes -= flow->tx_bytes;
  counts->rx_bytes -= flow->rx_bytes;
  counts->tx_packets -= flow->tx_packets;
  counts->rx_packets -= flow->rx_packets;
  counts->tx_wire_bytes -= flow->tx_wire_bytes;
  counts->rx_wire_bytes -= flow->rx_wire_bytes;
}

static void
count_unlisted (WeirReport *self)
{
  self->unlisted = self->totals->counts;
  for (guint i = 0; i < self->flows->len; i++)
    subtract_row (&self->unlisted, g_ptr_array_index (self->flows, i));
}

/* Whether something happened at or after the start.  @last_us: flows know no step of the clock */
static gboolean
is_since_start (const WeirReport *self, int64_t last_us)
{
  return last_us >= self->options.start_us + (self->totals->now_us - self->totals->end_us);
}

static gboolean
is_listed (const WeirReport *self, const WeirFlow *flow)
{
  return self->options.is_final || flow->window != NULL || is_since_start (self, flow->last_us);
}

/* Each flow is asked once. */
static gboolean
lets_through (const WeirFlow *flow, gpointer user_data)
{
  WeirReport *self = user_data;
  const WeirFilterContext context = { .now_us = self->totals->now_us,
                                      .interface = self->options.interface,
                                      .known = self };

  if (self->options.filter == NULL)
    return TRUE;
  if (!weir_filter_matches (self->options.filter, flow, &context))
    return FALSE;
  weir_filter_sums_add (&self->matching, flow);
  return TRUE;
}

static void
list_flows (WeirReport *self, const WeirLedger *ledger)
{
  guint n = weir_ledger_get_n_flows (ledger);

  for (guint i = 0; i < n; i++)
    {
      WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      if (lets_through (flow, self) && is_listed (self, flow))
        g_ptr_array_add (self->flows, flow);
    }
  if (self->options.merges_ports)
    merge_ports (self);
  g_ptr_array_sort_with_data (self->flows, compare_rows, &self->options.sort);
}

static void
list_groups (WeirReport *self, const WeirLedger *ledger)
{
  const WeirReportOptions *options = &self->options;

  self->groups = weir_flow_groups_new (options->group_by, NULL, NULL);
  weir_flow_groups_update (self->groups, ledger, self, lets_through, self);
  for (guint i = 0; i < weir_flow_groups_get_n (self->groups); i++)
    {
      WeirFlowGroup *group = weir_flow_groups_get (self->groups, i);

      if (options->is_final || group->n_active > 0 || is_since_start (self, group->sum.last_us))
        g_ptr_array_add (self->flows, &group->sum);
    }
  g_ptr_array_sort_with_data (self->flows, compare_groups, &self->options.sort);
}

WeirReport *
weir_report_new (const WeirLedger *ledger, const WeirReportOptions *options)
{
  WeirReport *self = g_new0 (WeirReport, 1);

  self->options = *options;
  self->totals = weir_ledger_get_totals (ledger);
  self->flows = g_ptr_array_new ();
  if (options->group_by != NULL)
    list_groups (self, ledger);
  else
    list_flows (self, ledger);
  if (self->flows->len > options->max_rows)
    {
      self->n_more = self->flows->len - options->max_rows;
      g_ptr_array_set_size (self->flows, (int) options->max_rows);
    }

  count_unlisted (self);
  return self;
}

WeirReport *
weir_report_new_of_rows (const WeirTotals *totals,
                         GPtrArray *rows,
                         const WeirFilterSums *matching,
                         const WeirReportOptions *options)
{
  WeirReport *self = g_new0 (WeirReport, 1);

  self->options = *options;
  self->totals = totals;
  self->flows = g_ptr_array_ref (rows);
  if (matching != NULL)
    self->matching = *matching;
  count_unlisted (self);
  return self;
}

void
weir_report_free (WeirReport *self)
{
  g_ptr_array_unref (self->flows);
  g_clear_pointer (&self->merged, g_hash_table_unref);
  g_clear_pointer (&self->groups, weir_flow_groups_free);
  g_free (self);
}

const char *
weir_report_get_service (const WeirReport *self, const WeirFlow *flow, gboolean *is_remote)
{
  uint16_t port = 0;
  const char *name;

  if (self != NULL && self->options.hides_services)
    return NULL;
  name = weir_services_for_flow (&flow->key, &port);
  if (name != NULL && is_remote != NULL)
    *is_remote = port == flow->key.remote_port;
  return name;
}
