/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/books.h"

#include <string.h>

#define require(rule)                                           \
  G_STMT_START                                                  \
  {                                                             \
    if (!(rule))                                                \
      g_error ("%s:%d: broken: %s", __FILE__, __LINE__, #rule); \
  }                                                             \
  G_STMT_END

typedef struct
{
  uint64_t bytes;
  uint64_t wire_bytes;
  uint64_t packets;
} Sum;

struct _Books
{
  WeirLedger *ledger;

  guint n_frames;
  guint n_malformed;
  GArray *packets; /* WeirPacket: those that were parsed */
  Sum parsed;      /* of all of them */
  Sum booked;      /* of all batches */
  uint64_t received;
  uint64_t malformed;
};

Books *
books_new (const WeirLedgerOptions *options)
{
  Books *self = g_new0 (Books, 1);

  self->ledger = weir_ledger_new (options);
  self->packets = g_array_new (FALSE, FALSE, sizeof (WeirPacket));

  return self;
}

void
books_free (Books *self)
{
  weir_ledger_free (self->ledger);
  g_array_unref (self->packets);
  g_free (self);
}

static void
sum_add (Sum *self, uint64_t bytes, uint64_t wire_bytes, uint64_t packets)
{
  self->bytes += bytes;
  self->wire_bytes += wire_bytes;
  self->packets += packets;
}

static gboolean
sum_equal (const Sum *a, const Sum *b)
{
  return a->bytes == b->bytes && a->wire_bytes == b->wire_bytes && a->packets == b->packets;
}

static Sum
sum_of_counts (const WeirCounts *counts)
{
  return (Sum){ counts->tx_bytes + counts->rx_bytes, counts->tx_wire_bytes + counts->rx_wire_bytes,
                counts->tx_packets + counts->rx_packets };
}

void
books_add_frame (Books *self, const WeirPacket *packet)
{
  self->n_frames++;
  if (packet == NULL)
    {
      self->n_malformed++;
      return;
    }

  g_array_append_vals (self->packets, packet, 1);
  sum_add (&self->parsed, packet->bytes, packet->wire_bytes, 1);
}

/* Whether a packet that is no later fragment had these ports between these addresses. */
static gboolean
was_seen (Books *self, const WeirFlowKey *key)
{
  for (guint i = 0; i < self->packets->len; i++)
    {
      const WeirPacket *packet = &g_array_index (self->packets, WeirPacket, i);

      if (packet->family != key->family || packet->flags & WEIR_PACKET_LATER_FRAGMENT)
        continue;
      if (packet->src_port == key->local_port && packet->dst_port == key->remote_port
          && weir_address_equal (&packet->src, &key->local)
          && weir_address_equal (&packet->dst, &key->remote))
        return TRUE;
      if (packet->src_port == key->remote_port && packet->dst_port == key->local_port
          && weir_address_equal (&packet->src, &key->remote)
          && weir_address_equal (&packet->dst, &key->local))
        return TRUE;
    }

  return FALSE;
}

static void
check_delta (Books *self, const WeirFlowDelta *delta)
{
  require (delta->tx_packets + delta->rx_packets > 0);
  require (delta->first_us <= delta->last_us);
  require (delta->key.zero == 0);
  require (delta->tx_packets > 0 || (delta->tx_bytes == 0 && delta->tx_wire_bytes == 0));
  require (delta->rx_packets > 0 || (delta->rx_bytes == 0 && delta->rx_wire_bytes == 0));

  /* Ports come from a packet that carried them, never out of a later fragment's payload. */
  if (self->n_frames > 0 && (delta->key.local_port != 0 || delta->key.remote_port != 0))
    require (was_seen (self, &delta->key));
}

/* No payload was sent again or came late that was not there. */
static void
check_tcp (const WeirBatch *batch)
{
  for (gsize i = 0; i < batch->n_tcp; i++)
    {
      const WeirTcpDelta *tcp = &batch->tcp[i];
      const WeirFlowDelta *delta = &batch->deltas[tcp->delta];

      require (tcp->delta < batch->n_deltas);
      require (i == 0 || batch->tcp[i - 1].delta < tcp->delta);
      require (delta->key.protocol == 6 && delta->key.family != WEIR_FAMILY_LINK);
      require (tcp->tx.retransmitted_bytes + (uint64_t) tcp->tx.out_of_order_bytes
               <= delta->tx_bytes);
      require (tcp->rx.retransmitted_bytes + (uint64_t) tcp->rx.out_of_order_bytes
               <= delta->rx_bytes);
    }
}

static void
book (Books *self, const WeirBatch *batch)
{
  Sum unlisted = sum_of_counts (&batch->unlisted);

  require (batch->start_us <= batch->end_us);
  require (batch->n_flows <= batch->max_flows);
  check_tcp (batch);
  for (gsize i = 0; i < batch->n_deltas; i++)
    {
      const WeirFlowDelta *delta = &batch->deltas[i];

      check_delta (self, delta);
      sum_add (&self->booked, delta->tx_bytes + delta->rx_bytes,
               delta->tx_wire_bytes + delta->rx_wire_bytes,
               (uint64_t) delta->tx_packets + delta->rx_packets);
    }

  sum_add (&self->booked, unlisted.bytes, unlisted.wire_bytes, unlisted.packets);
  self->received += batch->source.received;
  self->malformed += batch->source.malformed;
  weir_ledger_add_batch (self->ledger, batch);
}

void
books_take_batch (WeirMeter *meter, gpointer user_data)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  book (user_data, batch);
}

/* The sums are those of the flows that are listed and of those that are no longer, each way. */
static void
check_ledger (const WeirLedger *ledger, const WeirTotals *totals)
{
  WeirCounts counts = totals->forgotten;

  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      require (weir_ledger_find (ledger, &flow->key) == flow);
      require (flow->first_us <= flow->last_us);
      counts.tx_bytes += flow->tx_bytes;
      counts.rx_bytes += flow->rx_bytes;
      counts.tx_wire_bytes += flow->tx_wire_bytes;
      counts.rx_wire_bytes += flow->rx_wire_bytes;
      counts.tx_packets += flow->tx_packets;
      counts.rx_packets += flow->rx_packets;
    }

  require (memcmp (&counts, &totals->counts, sizeof counts) == 0);
}

void
books_finish (Books *self, WeirMeter *meter)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, TRUE);
  const WeirTotals *totals;
  Sum total;

  book (self, batch);
  weir_ledger_finish (self->ledger);
  require (batch->is_last);

  if (self->n_frames > 0)
    {
      require (sum_equal (&self->booked, &self->parsed));
      require (self->received == self->n_frames);
      require (self->malformed == self->n_malformed);
    }
  require (self->received == self->malformed + self->booked.packets);

  totals = weir_ledger_get_totals (self->ledger);
  total = sum_of_counts (&totals->counts);
  require (sum_equal (&total, &self->booked));
  check_ledger (self->ledger, totals);
}
