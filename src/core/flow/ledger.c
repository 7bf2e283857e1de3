/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/ledger.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "core/flow/early-sockets.h"
#include "core/flow/flow-owner.h"
#include "core/flow/socket-list.h"

/* When the ledger is full, this share of it goes at a time, the longest silent first: searching for
 * them costs a sort, which many new flows then share. */
#define EVICT_SHARE 8

/* Flows that go on and are not in so many lists of sockets have none here. */
#define MAX_MISSED 3

/* The first packet of a flow that has done nothing yet in the seconds that are counted. */
#define NOT_COUNTED G_MAXINT64

/* Beside them, its places in the table and in the list. */
G_STATIC_ASSERT (sizeof (WeirFlow) + sizeof (WeirRateWindow) + sizeof (WeirSocketInfo)
                     + sizeof (WeirTcpFacts) + 64
                 <= WEIR_LEDGER_FLOW_BYTES);

struct _WeirLedger
{
  guint max_flows;
  int64_t keep_idle_us;
  gboolean has_span;
  int64_t span_first;
  int64_t span_last;
  int64_t run_start_us; /* of all batches, counted or not */
  int64_t run_end_us;
  gboolean has_run;

  GHashTable *by_key; /* WeirFlowKey inside a WeirFlow → that WeirFlow */
  GPtrArray *flows;
  WeirFlow *active; /* (nullable): those with a window, the only ones for which time passes */
  uint64_t last_serial;

  WeirTotals totals;
  WeirTimeline *timeline;
  WeirHistory *history; /* (nullable) */
  WeirEarlySockets *early_sockets;
  guint guessed;     /* index: the flow that the next delta may be of */
  int64_t listed_us; /* packet time of the last list of sockets */
  gboolean is_live;
  gboolean has_started;
  int64_t second;       /* the one that is filling */
  int64_t last_forget;  /* the second in which idle flows were looked for last */
  int64_t batch_second; /* the newest that the batch being booked tells of */
  gboolean is_after_span;
  int64_t offset_us; /* added to packet time so that it never goes back */

  GArray *second_sums; /* SecondSum: scratch of add_batch() */

  WeirLedgerRemovedFunc removed_func;
  gpointer removed_data;
};

typedef struct
{
  uint64_t tx_bytes;
  uint64_t rx_bytes;
} SecondSum;

/* A batch that covers more seconds than this has had no reader for so long that the older ones no
 * longer show in any window. */
#define MAX_SECONDS_PER_BATCH 3600

WeirLedger *
weir_ledger_new (const WeirLedgerOptions *options)
{
  WeirLedger *self = g_new0 (WeirLedger, 1);

  self->max_flows = options != NULL && options->max_flows > 0 ? options->max_flows
                                                              : WEIR_LEDGER_DEFAULT_MAX_FLOWS;
  if (options != NULL)
    {
      self->keep_idle_us = options->keep_idle_us;
      self->has_span = options->has_span;
      self->span_first = options->span_first;
      self->span_last = options->span_last;
    }
  self->by_key = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  self->flows = g_ptr_array_new ();
  self->timeline = weir_timeline_new ();
  self->early_sockets = weir_early_sockets_new ();
  self->second_sums = g_array_new (FALSE, TRUE, sizeof (SecondSum));

  return self;
}

void
weir_ledger_free (WeirLedger *self)
{
  /* First: it knows the flows. */
  g_clear_pointer (&self->history, weir_history_free);
  for (guint i = 0; i < self->flows->len; i++)
    {
      WeirFlow *flow = g_ptr_array_index (self->flows, i);

      if (self->removed_func != NULL)
        self->removed_func (flow, self->removed_data);
      weir_flow_free (flow);
    }

  g_ptr_array_unref (self->flows);
  g_hash_table_unref (self->by_key);
  g_array_unref (self->second_sums);
  weir_timeline_free (self->timeline);
  weir_early_sockets_free (self->early_sockets);
  g_free (self);
}

static void
link_active (WeirLedger *self, WeirFlow *flow)
{
  flow->prev = NULL;
  flow->next = self->active;
  if (flow->next != NULL)
    flow->next->prev = flow;
  self->active = flow;
}

WeirLedger *
weir_ledger_copy (const WeirLedger *self)
{
  WeirLedger *copy = g_memdup2 (self, sizeof *self);

  copy->by_key = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  copy->flows = g_ptr_array_sized_new (self->flows->len);
  copy->timeline = weir_timeline_copy (self->timeline);
  copy->early_sockets = weir_early_sockets_new ();
  copy->second_sums = g_array_new (FALSE, TRUE, sizeof (SecondSum));
  copy->history = NULL;
  copy->removed_func = NULL;
  copy->active = NULL;

  for (guint i = 0; i < self->flows->len; i++)
    {
      WeirFlow *flow = weir_flow_copy (g_ptr_array_index (self->flows, i));

      if (flow->window != NULL)
        link_active (copy, flow);
      g_ptr_array_add (copy->flows, flow);
      g_hash_table_add (copy->by_key, flow);
    }

  return copy;
}

WeirLedger *
weir_ledger_new_finished (GPtrArray *flows,
                          const WeirTotals *totals,
                          WeirTimeline *timeline,
                          int64_t second)
{
  WeirLedger *self = weir_ledger_new (NULL);

  g_ptr_array_unref (self->flows);
  self->flows = flows;
  for (guint i = 0; i < flows->len; i++)
    {
      WeirFlow *flow = g_ptr_array_index (flows, i);

      flow->index = i;
      g_hash_table_add (self->by_key, flow);
      if (flow->window != NULL)
        link_active (self, flow);
      self->last_serial = MAX (self->last_serial, flow->serial);
    }

  weir_timeline_free (self->timeline);
  self->timeline = timeline;
  self->totals = *totals;
  self->second = second;
  self->has_started = TRUE;
  return self;
}

void
weir_ledger_take_history (WeirLedger *self, WeirHistory *history)
{
  g_return_if_fail (self->history == NULL && !self->has_started);

  self->history = history;
}

WeirHistory *
weir_ledger_get_history (const WeirLedger *self)
{
  return self->history;
}

void
weir_ledger_set_removed_func (WeirLedger *self, WeirLedgerRemovedFunc func, gpointer user_data)
{
  self->removed_func = func;
  self->removed_data = user_data;
}

static void
add_window (WeirLedger *self, WeirFlow *flow, int64_t second)
{
  flow->window = g_new (WeirRateWindow, 1);
  weir_rate_window_init (flow->window, second);
  flow->window->peak_tx = flow->peak_tx;
  flow->window->peak_rx = flow->peak_rx;
  flow->window->peak_both = flow->peak_both;

  link_active (self, flow);
}

static void
remove_window (WeirLedger *self, WeirFlow *flow)
{
  if (flow->window == NULL)
    return;

  if (flow->prev != NULL)
    flow->prev->next = flow->next;
  else
    self->active = flow->next;
  if (flow->next != NULL)
    flow->next->prev = flow->prev;
  g_clear_pointer (&flow->window, g_free);
}

static void
forget (WeirLedger *self, WeirFlow *flow)
{
  const WeirCounts counts = {
    flow->tx_bytes,      flow->rx_bytes,   flow->tx_wire_bytes,
    flow->rx_wire_bytes, flow->tx_packets, flow->rx_packets,
  };
  guint index = flow->index;

  if (self->removed_func != NULL)
    self->removed_func (flow, self->removed_data);

  weir_counts_add (&self->totals.forgotten, &counts);
  if (flow->first_us != NOT_COUNTED)
    self->totals.flows_forgotten++;

  g_hash_table_remove (self->by_key, &flow->key);
  g_ptr_array_remove_index_fast (self->flows, index);
  if (index < self->flows->len)
    ((WeirFlow *) g_ptr_array_index (self->flows, index))->index = index;
  remove_window (self, flow);
  if (self->history == NULL || !weir_history_take_flow (self->history, flow))
    weir_flow_free (flow);
}

static int
compare_last_us (gconstpointer a, gconstpointer b)
{
  const WeirFlow *x = *(const WeirFlow *const *) a;
  const WeirFlow *y = *(const WeirFlow *const *) b;

  return (x->last_us > y->last_us) - (x->last_us < y->last_us);
}

static void
evict_longest_silent (WeirLedger *self)
{
  guint n_evict = self->max_flows / EVICT_SHARE + 1;
  g_autofree WeirFlow **sorted =
      g_memdup2 (self->flows->pdata, self->flows->len * sizeof (gpointer));

  qsort (sorted, self->flows->len, sizeof (gpointer), compare_last_us);
  n_evict = MIN (n_evict, self->flows->len);
  for (guint i = 0; i < n_evict; i++)
    forget (self, sorted[i]);

  self->totals.limit_reached = TRUE;
}

/* What is known of the old socket stays where the new one does not tell: it may have been closed
 * since, and belong to nobody any more; nor does a socket that takes from anybody know better than
 * the flow's own. */
static void
keep_owner (WeirSocketInfo *info, const WeirSocketInfo *old)
{
  if (info->inode == 0)
    info->inode = old->inode;
  if (info->cgroup_id == 0)
    info->cgroup_id = old->cgroup_id;
  if (old->pid == 0 || (info->pid != 0 && info->match <= old->match))
    return;

  info->pid = old->pid;
  info->uid = old->uid;
  info->start_time = old->start_time;
  info->match = old->match;
  info->n_others = old->n_others;
  info->n_sharers = old->n_sharers;
  memcpy (info->process, old->process, sizeof old->process);
  memcpy (info->sharers, old->sharers, sizeof old->sharers);
}

static gboolean
is_same_owner (const WeirSocketInfo *a, const WeirSocketInfo *b)
{
  return a->pid == b->pid && a->start_time == b->start_time;
}

static void
set_socket (WeirLedger *self, WeirFlow *flow, const WeirSocketInfo *info, WeirOwnerMatch match)
{
  gboolean had_owner = weir_flow_has_owner (flow);
  WeirSocketInfo new = *info;

  new.key = flow->key;
  new.match = match;
  if (flow->socket == NULL)
    flow->socket = g_new0 (WeirSocketInfo, 1);
  else
    keep_owner (&new, flow->socket);
  if (flow->socket->pid != 0 && !is_same_owner (flow->socket, &new))
    {
      if (self->is_after_span)
        return;
      if (self->history != NULL)
        weir_history_keep_owner (self->history, flow, self->batch_second);
    }
  *flow->socket = new;

  flow->n_missed = 0;
  if (info->unknown != WEIR_OWNER_KNOWN)
    flow->owner_unknown = info->unknown;
  else if (new.inode == 0)
    flow->owner_unknown = WEIR_OWNER_CLOSED;
  if (!had_owner && weir_flow_has_owner (flow))
    self->totals.attributed_bytes += flow->tx_bytes + flow->rx_bytes;
}

static WeirFlow *
add_flow (WeirLedger *self, const WeirFlowDelta *delta)
{
  g_autofree WeirSocketInfo *early = NULL;
  WeirFlow *flow;

  if (self->flows->len >= self->max_flows)
    evict_longest_silent (self);

  flow = g_new0 (WeirFlow, 1);
  flow->key = delta->key;
  flow->serial = ++self->last_serial;
  flow->begun_us = delta->first_us + self->offset_us;
  flow->first_us = NOT_COUNTED;
  flow->last_us = G_MININT64;
  flow->icmp_type = delta->icmp_type;
  flow->icmp_code = delta->icmp_code;
  flow->is_local = delta->is_local;
  flow->index = self->flows->len;

  g_ptr_array_add (self->flows, flow);
  g_hash_table_add (self->by_key, flow);

  early = weir_early_sockets_take (self->early_sockets, &flow->key);
  if (early != NULL)
    set_socket (self, flow, early, early->match);
  else if (!self->is_live)
    flow->owner_unknown = WEIR_OWNER_NOT_LIVE;

  return flow;
}

#define SWAP(type, a, b) \
  G_STMT_START           \
  {                      \
    type swap_ = (a);    \
    (a) = (b);           \
    (b) = swap_;         \
  }                      \
  G_STMT_END

static void
reverse_delta (WeirFlowDelta *delta)
{
  delta->key = weir_flow_key_reversed (&delta->key);
  SWAP (uint64_t, delta->tx_bytes, delta->rx_bytes);
  SWAP (uint64_t, delta->tx_wire_bytes, delta->rx_wire_bytes);
  SWAP (uint32_t, delta->tx_packets, delta->rx_packets);
}

/* Flows whose memory is fetched while those before them are booked. */
#define FETCH_AHEAD 8

#define CACHE_LINE 64

/* What booking in @second, and finishing it, touch. */
static inline void
fetch_window (const WeirRateWindow *window, int64_t second)
{
  if (window == NULL)
    return;
  __builtin_prefetch (window);
  __builtin_prefetch (&window->tx[second % G_N_ELEMENTS (window->tx)]);
  __builtin_prefetch (&window->rx[second % G_N_ELEMENTS (window->rx)]);
  __builtin_prefetch (window->tx_sum);
  __builtin_prefetch (&window->peak_both);
}

/* The flow of @key, if it is the one after the last that was found: the worker tells of the same
 * flows in the same order as long as they are all active, and with many of them each step through
 * the hash table waits for memory, which this does not.  %NULL: it has to be looked up. */
static WeirFlow *
guess (WeirLedger *self, const WeirFlowKey *key)
{
  GPtrArray *flows = self->flows;
  guint place = self->guessed;
  WeirFlow *flow;

  if (place >= flows->len)
    return NULL;
  flow = g_ptr_array_index (flows, place);
  if (!weir_flow_key_equal (&flow->key, key))
    return NULL;

  if (place + FETCH_AHEAD < flows->len)
    {
      const WeirFlow *later = g_ptr_array_index (flows, place + FETCH_AHEAD);
      const WeirFlow *sooner = g_ptr_array_index (flows, place + FETCH_AHEAD / 2);

      for (gsize at = 0; at < sizeof *later; at += CACHE_LINE)
        __builtin_prefetch ((const char *) later + at);
      fetch_window (sooner->window, self->second);
    }
  return flow;
}

static WeirFlow *
find (WeirLedger *self, const WeirFlowKey *key)
{
  WeirFlow *flow = guess (self, key);

  if (flow == NULL)
    flow = g_hash_table_lookup (self->by_key, key);
  if (flow != NULL)
    self->guessed = flow->index + 1;
  return flow;
}

/* Finds the flow of a delta, or adds it.  The worker may have forgotten the direction of a flow and
 * decided anew; then the ledger's stands, unless the new one is better founded: the local side has
 * become known since.  In that case the old one is a flow of its own, seen from the other side, and
 * stays as it was. */
static WeirFlow *
find_or_add (WeirLedger *self, WeirFlowDelta *delta)
{
  WeirFlow *flow = find (self, &delta->key);

  if (flow == NULL)
    {
      const WeirFlowKey reversed = weir_flow_key_reversed (&delta->key);

      flow = g_hash_table_lookup (self->by_key, &reversed);
      if (flow != NULL && flow->is_local == delta->is_local)
        {
          reverse_delta (delta);
          return flow;
        }
      flow = add_flow (self, delta);
    }

  return flow;
}

/* Spreads a delta evenly over the seconds between its first and its last packet; nearly always that
 * is a single one. */
static void
book_rates (WeirLedger *self,
            WeirFlow *flow,
            const WeirFlowDelta *delta,
            int64_t first,
            int64_t last)
{
  uint64_t n_seconds = (uint64_t) (last - first) + 1;

  if (flow->window == NULL)
    add_window (self, flow, first);

  for (uint64_t i = 0; i < n_seconds; i++)
    {
      SecondSum *sum =
          &g_array_index (self->second_sums, SecondSum, first - self->second + (gint64) i);
      uint64_t tx = weir_delta_get_share (delta->tx_bytes, n_seconds, i);
      uint64_t rx = weir_delta_get_share (delta->rx_bytes, n_seconds, i);

      weir_rate_window_add (flow->window, first + (int64_t) i, tx, rx);
      sum->tx_bytes += tx;
      sum->rx_bytes += rx;
    }
}

static void
book_tcp (WeirFlow *flow, const WeirTcpDelta *tcp)
{
  if (flow->tcp == NULL)
    flow->tcp = g_new0 (WeirTcpFacts, 1);
  weir_tcp_facts_add (flow->tcp, tcp);
}

/* @tcp: (nullable): what the batch tells of its connection */
static void
book_delta (WeirLedger *self,
            const WeirFlowDelta *from,
            const WeirTcpDelta *tcp,
            int64_t last_second)
{
  WeirFlowDelta delta = *from;
  WeirTcpDelta tcp_delta;
  WeirFlow *flow = find_or_add (self, &delta);
  WeirCounts counts;
  int64_t first, last;

  delta.first_us += self->offset_us;
  delta.last_us += self->offset_us;
  first = delta.first_us / G_USEC_PER_SEC;
  last = delta.last_us / G_USEC_PER_SEC;

  if (tcp != NULL)
    {
      tcp_delta = *tcp;
      if (!weir_flow_key_equal (&delta.key, &from->key))
        weir_tcp_delta_reverse (&tcp_delta);
      book_tcp (flow, &tcp_delta);
    }

  if (flow->first_us == NOT_COUNTED)
    self->totals.flows_seen++;
  flow->tx_bytes += delta.tx_bytes;
  flow->rx_bytes += delta.rx_bytes;
  flow->tx_packets += delta.tx_packets;
  flow->rx_packets += delta.rx_packets;
  flow->tx_wire_bytes += delta.tx_wire_bytes;
  flow->rx_wire_bytes += delta.rx_wire_bytes;
  flow->begun_us = MIN (flow->begun_us, delta.first_us);
  flow->first_us = MIN (flow->first_us, delta.first_us);
  flow->last_us = MAX (flow->last_us, delta.last_us);
  if (flow->spoken == 0)
    flow->spoken = delta.spoken;

  /* From the delta as the flow took it: the sums are always those of the flows. */
  counts = (WeirCounts){
    delta.tx_bytes,      delta.rx_bytes,   delta.tx_wire_bytes,
    delta.rx_wire_bytes, delta.tx_packets, delta.rx_packets,
  };
  weir_counts_add (&self->totals.counts, &counts);
  if (weir_flow_has_owner (flow))
    self->totals.attributed_bytes += delta.tx_bytes + delta.rx_bytes;

  first = CLAMP (first, self->second, last_second);
  last = CLAMP (last, first, last_second);
  book_rates (self, flow, &delta, first, last);
  if (self->history != NULL)
    weir_history_add (self->history, flow, &delta, tcp != NULL ? &tcp_delta : NULL, first, last);
}

/* A batch of other seconds than those that are counted: what it tells of the flows. */
static void
learn_delta (WeirLedger *self, const WeirFlowDelta *from, const WeirTcpDelta *tcp, gboolean is_past)
{
  WeirFlowDelta delta = *from;
  WeirFlow *flow = find_or_add (self, &delta);

  if (flow->spoken == 0)
    flow->spoken = delta.spoken;
  if (tcp == NULL)
    return;

  /* A handshake that these seconds have begun may end after them. */
  if (!is_past && flow->tcp != NULL && flow->tcp->handshake_rtt_us == 0)
    flow->tcp->handshake_rtt_us = tcp->handshake_rtt_us;
  if (is_past)
    {
      WeirTcpDelta tcp_delta = *tcp;

      if (!weir_flow_key_equal (&delta.key, &from->key))
        weir_tcp_delta_reverse (&tcp_delta);
      book_tcp (flow, &tcp_delta);
      weir_tcp_facts_clear_counts (flow->tcp);
    }
}

static void
flow_advance (WeirLedger *self, WeirFlow *flow, int64_t second)
{
  weir_rate_window_advance (flow->window, second);
  flow->peak_tx = flow->window->peak_tx;
  flow->peak_rx = flow->window->peak_rx;
  flow->peak_both = flow->window->peak_both;

  if (weir_rate_window_is_idle (flow->window))
    remove_window (self, flow);
}

/* Finishes all seconds before @second, in every flow that has a window. */
static void
advance (WeirLedger *self, int64_t second)
{
  if (second <= self->second)
    return;

  weir_rate_window_advance (&self->totals.window, second);
  weir_timeline_add (self->timeline, second, 0, 0);
  for (WeirFlow *next, *flow = self->active; flow != NULL; flow = next)
    {
      next = flow->next;
      if (next != NULL)
        fetch_window (next->window, self->second);
      flow_advance (self, flow, second);
    }
  self->second = second;
}

static void
forget_idle (WeirLedger *self)
{
  int64_t limit_us;

  if (self->keep_idle_us <= 0 || self->last_forget == self->second)
    return;
  self->last_forget = self->second;

  limit_us = self->totals.now_us - self->keep_idle_us;
  for (guint i = self->flows->len; i > 0; i--)
    {
      WeirFlow *flow = g_ptr_array_index (self->flows, i - 1);

      if (flow->last_us < limit_us)
        forget (self, flow);
    }
}

/* What the batch counts beside its flows.
 * @last: the second that it ends in */
static void
book_rest (WeirLedger *self, const WeirBatch *batch, int64_t last)
{
  WeirTotals *totals = &self->totals;

  if (self->history != NULL)
    weir_history_add_rest (self->history, last, &batch->unlisted, &batch->source);
  weir_counts_add (&totals->counts, &batch->unlisted);
  weir_counts_add (&totals->forgotten, &batch->unlisted);
  weir_source_counts_add (&totals->source, &batch->source);
  if (batch->unlisted.tx_packets + batch->unlisted.rx_packets > 0)
    totals->limit_reached = TRUE;
}

/* A flow that goes on, list after list, without being in one has its socket elsewhere: behind the
 * translation of addresses, of a container most often. */
static void
note_missed (WeirLedger *self, WeirFlow *flow)
{
  if (flow->last_us < self->listed_us)
    return;

  flow->n_missed = (uint8_t) MIN (flow->n_missed + 1, MAX_MISSED);
  if (flow->socket == NULL || flow->owner_unknown == WEIR_OWNER_CLOSED)
    flow->owner_unknown =
        flow->n_missed == MAX_MISSED ? WEIR_OWNER_OTHER_NAMESPACE : WEIR_OWNER_CLOSED;
}

/* A flow without a socket of its own is that of the socket which takes from anybody. */
static void
find_taker (WeirLedger *self, WeirFlow *flow, const WeirSocketList *list)
{
  WeirOwnerMatch match;
  gboolean is_shared;
  const WeirSocketInfo *info;

  if (!flow->is_local || (flow->key.protocol != IPPROTO_TCP && flow->key.protocol != IPPROTO_UDP))
    return;

  info = weir_socket_list_find (list, &flow->key, &match, &is_shared);
  if (info != NULL)
    set_socket (self, flow, info, match);
  else if (is_shared)
    flow->owner_unknown = WEIR_OWNER_SHARED_PORT;
  else
    note_missed (self, flow);
}

/* What was looked up for one flow, which may not have come yet. */
static void
book_answer (WeirLedger *self, const WeirSocketInfo *info)
{
  WeirFlow *flow = g_hash_table_lookup (self->by_key, &info->key);

  if (flow != NULL)
    set_socket (self, flow, info, info->match);
  else
    weir_early_sockets_add (self->early_sockets, info, self->totals.end_us);
}

static void
book_sockets (WeirLedger *self, const WeirBatch *batch)
{
  g_autoptr (WeirSocketList) list = NULL;

  weir_early_sockets_expire (self->early_sockets, batch->end_us);
  for (gsize i = 0; i < batch->n_sockets; i++)
    {
      const WeirSocketInfo *info = &batch->sockets[i];
      WeirFlow *flow;

      if (info->match != WEIR_OWNER_MATCH_NONE)
        {
          book_answer (self, info);
          continue;
        }
      flow = g_hash_table_lookup (self->by_key, &info->key);
      if (flow != NULL)
        set_socket (self, flow, info, WEIR_OWNER_MATCH_EXACT);
    }

  if (!batch->lists_sockets)
    return;

  list = weir_socket_list_new (batch->sockets, batch->n_sockets);
  for (WeirFlow *flow = self->active; flow != NULL; flow = flow->next)
    {
      if (flow->socket == NULL
          || (flow->socket->pid == 0
              && (flow->socket->inode == 0 || flow->socket->match != WEIR_OWNER_MATCH_EXACT)))
        find_taker (self, flow, list);
    }
  self->listed_us = self->totals.now_us;
}

/* The names of servers; those of addresses are not the ledger's. */
static void
book_names (WeirLedger *self, const WeirBatch *batch)
{
  for (gsize i = 0; i < batch->n_names; i++)
    {
      const WeirLearntName *name = &batch->names[i];
      const WeirFlowKey reversed = weir_flow_key_reversed (&name->key);
      WeirFlow *flow;

      if (!weir_learnt_name_is_of_flow (name))
        continue;
      flow = g_hash_table_lookup (self->by_key, &name->key);
      if (flow == NULL)
        flow = g_hash_table_lookup (self->by_key, &reversed);
      if (flow == NULL)
        continue;
      if (flow->server_name != NULL && !g_str_equal (flow->server_name, name->text))
        {
          if (self->is_after_span)
            continue;
          if (self->history != NULL)
            weir_history_keep_name (self->history, flow, self->batch_second);
        }

      g_free (flow->server_name);
      flow->server_name = g_strdup (name->text);
      flow->server_name_source = (uint8_t) name->source;
      flow->server_is_local = !weir_flow_key_equal (&flow->key, &name->key);
    }
}

void
weir_ledger_clip_span (int64_t first,
                       int64_t last,
                       int64_t run_start_us,
                       int64_t run_end_us,
                       int64_t *start_us,
                       int64_t *end_us)
{
  *start_us = MAX (run_start_us, first * G_USEC_PER_SEC);
  *end_us = MAX (*start_us, MIN (run_end_us, (last + 1) * G_USEC_PER_SEC));
}

/* Where the clock was set back, the ledger's seconds go on as if it had not. */
static void
keep_time_forward (WeirLedger *self, const WeirBatch *batch)
{
  if (!self->has_run)
    {
      self->has_run = TRUE;
      self->run_start_us = batch->start_us;
    }
  else if (batch->end_us < self->run_end_us)
    {
      self->offset_us += self->run_end_us - batch->start_us;
    }
  self->run_end_us = batch->end_us;
  self->totals.now_us = self->run_end_us + self->offset_us;

  if (!self->has_span)
    {
      self->totals.start_us = self->run_start_us;
      self->totals.end_us = self->run_end_us;
      return;
    }
  weir_ledger_clip_span (self->span_first, self->span_last, self->run_start_us, self->totals.now_us,
                         &self->totals.start_us, &self->totals.end_us);
  self->totals.now_us = self->totals.end_us;
}

static void
start (WeirLedger *self, int64_t second)
{
  if (self->has_started)
    return;

  self->has_started = TRUE;
  self->second = second;
  weir_rate_window_init (&self->totals.window, second);
}

/* @n_tcp: (inout): how many have been booked
 * Returns: (nullable): what the batch tells of the connection of delta @i; asked in their order */
static const WeirTcpDelta *
find_tcp (const WeirBatch *batch, gsize i, gsize *n_tcp)
{
  if (*n_tcp < batch->n_tcp && batch->tcp[*n_tcp].delta == i)
    return &batch->tcp[(*n_tcp)++];
  return NULL;
}

static void
learn_batch (WeirLedger *self, const WeirBatch *batch, gboolean is_past)
{
  gsize n_tcp = 0;

  self->is_after_span = !is_past;
  for (gsize i = 0; i < batch->n_deltas; i++)
    learn_delta (self, &batch->deltas[i], find_tcp (batch, i, &n_tcp), is_past);
  book_sockets (self, batch);
  book_names (self, batch);
  if (!is_past && self->has_started)
    advance (self, self->span_last + 1);
}

/* The sums of everything, second by second. */
static void
book_sums (WeirLedger *self, const WeirBatch *batch)
{
  int64_t first = self->second;
  SecondSum *newest = &g_array_index (self->second_sums, SecondSum, self->second_sums->len - 1);

  newest->tx_bytes += batch->unlisted.tx_bytes;
  newest->rx_bytes += batch->unlisted.rx_bytes;
  for (guint i = 0; i < self->second_sums->len; i++)
    {
      const SecondSum *sum = &g_array_index (self->second_sums, SecondSum, i);

      weir_rate_window_add (&self->totals.window, first + i, sum->tx_bytes, sum->rx_bytes);
      weir_timeline_add (self->timeline, first + i, sum->tx_bytes, sum->rx_bytes);
    }
}

void
weir_ledger_add_batch (WeirLedger *self, const WeirBatch *batch)
{
  gsize n_tcp = 0;
  int64_t first;
  int64_t last;

  keep_time_forward (self, batch);
  self->is_live = batch->is_live;

  /* The end of an interval is the first moment that is not in it. */
  first = (batch->start_us + self->offset_us) / G_USEC_PER_SEC;
  last = (MAX (batch->end_us - 1, batch->start_us) + self->offset_us) / G_USEC_PER_SEC;
  first = MAX (first, last - MAX_SECONDS_PER_BATCH);
  self->batch_second = last;
  if (self->has_span && (last < self->span_first || last > self->span_last))
    {
      learn_batch (self, batch, last < self->span_first);
      return;
    }
  if (self->has_span)
    first = MAX (first, self->span_first);

  start (self, first);
  if (self->history != NULL)
    weir_history_advance (self->history, batch->start_us + self->offset_us);
  advance (self, first);
  last = MAX (last, self->second);

  g_array_set_size (self->second_sums, 0);
  g_array_set_size (self->second_sums, (guint) (last - self->second + 1));

  for (gsize i = 0; i < batch->n_deltas; i++)
    book_delta (self, &batch->deltas[i], find_tcp (batch, i, &n_tcp), last);
  book_sockets (self, batch);
  book_names (self, batch);
  book_sums (self, batch);
  book_rest (self, batch, last);

  advance (self, (batch->end_us + self->offset_us) / G_USEC_PER_SEC);
  if (self->history != NULL)
    weir_history_advance (self->history, batch->end_us + self->offset_us);
  forget_idle (self);
}

static void
drop_uncounted (WeirLedger *self)
{
  for (guint i = self->flows->len; i > 0; i--)
    {
      WeirFlow *flow = g_ptr_array_index (self->flows, i - 1);

      if (flow->first_us == NOT_COUNTED)
        forget (self, flow);
    }
}

void
weir_ledger_finish (WeirLedger *self)
{
  if (self->has_started && self->has_span)
    advance (self,
             MIN (self->span_last, (self->run_end_us + self->offset_us) / G_USEC_PER_SEC) + 1);
  else if (self->has_started)
    advance (self, self->second + 1);
  if (self->history != NULL)
    weir_history_finish (self->history);
  drop_uncounted (self);
}

const WeirTotals *
weir_ledger_get_totals (const WeirLedger *self)
{
  return &self->totals;
}

const WeirTimeline *
weir_ledger_get_timeline (const WeirLedger *self)
{
  return self->timeline;
}

guint
weir_ledger_get_n_flows (const WeirLedger *self)
{
  return self->flows->len;
}

WeirFlow *
weir_ledger_get_flow (const WeirLedger *self, guint index)
{
  g_return_val_if_fail (index < self->flows->len, NULL);

  return g_ptr_array_index (self->flows, index);
}

WeirFlow *
weir_ledger_find (const WeirLedger *self, const WeirFlowKey *key)
{
  return g_hash_table_lookup (self->by_key, key);
}
