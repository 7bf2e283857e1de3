/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/history-block.h"

#include <string.h>

/* What a record has beside its bytes and packets. */
enum
{
  HAS_TX_WIRE = 1 << 0, /* else its frames have Ethernet's header and no padding */
  HAS_RX_WIRE = 1 << 1,
  HAS_LAST = 1 << 2, /* else the last packet is the first */
  HAS_TCP = 1 << 3,
  HAS_TCP_COUNTS = 1 << 4,
  HAS_HANDSHAKE = 1 << 5,
  IS_FROM_PACKETS = 1 << 6,
};

#define ETHERNET_HEADER_BYTES 14

/* The longest that a number can become. */
#define MAX_NUMBER_BYTES 10

/* Numbers of a record that sums need, and all others with the flags. */
#define MAX_SUM_BYTES (3 * MAX_NUMBER_BYTES)
#define MAX_MORE_BYTES (18 * MAX_NUMBER_BYTES)

#define N_REST_NUMBERS 14
G_STATIC_ASSERT (sizeof (WeirHistoryRest) == N_REST_NUMBERS * sizeof (uint64_t));

static inline uint8_t *
put (uint8_t *to, uint64_t number)
{
  while (number >= 0x80)
    {
      *to++ = (uint8_t) (number | 0x80);
      number >>= 7;
    }
  *to++ = (uint8_t) number;
  return to;
}

static inline uint64_t
get (const uint8_t **from)
{
  const uint8_t *at = *from;
  uint64_t number = *at & 0x7f;

  for (guint shift = 7; (*at & 0x80) != 0; shift += 7)
    number |= (uint64_t) (*++at & 0x7f) << shift;
  *from = at + 1;
  return number;
}

/* Differences may have either sign: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
static inline uint64_t
fold_sign (int64_t number)
{
  return ((uint64_t) number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static inline int64_t
unfold_sign (uint64_t number)
{
  return (int64_t) (number >> 1) ^ -(int64_t) (number & 1);
}

static inline uint64_t
usual_wire_bytes (uint64_t bytes, uint64_t packets)
{
  return bytes + packets * ETHERNET_HEADER_BYTES;
}

static gboolean
has_tcp_counts (const WeirTcpFacts *tcp)
{
  return (tcp->tx_retransmitted_bytes | tcp->rx_retransmitted_bytes | tcp->tx_out_of_order_bytes
          | tcp->rx_out_of_order_bytes | tcp->tx_zero_windows | tcp->rx_zero_windows)
         != 0;
}

static uint8_t
get_flags (const WeirHistoryRecord *record)
{
  uint8_t flags = 0;

  if (record->tx_wire_bytes != usual_wire_bytes (record->tx_bytes, record->tx_packets))
    flags |= HAS_TX_WIRE;
  if (record->rx_wire_bytes != usual_wire_bytes (record->rx_bytes, record->rx_packets))
    flags |= HAS_RX_WIRE;
  if (record->last_us != record->first_us)
    flags |= HAS_LAST;
  if (!record->has_tcp)
    return flags;

  flags |= HAS_TCP;
  if (has_tcp_counts (&record->tcp))
    flags |= HAS_TCP_COUNTS;
  if (record->tcp.handshake_rtt_us != 0)
    flags |= HAS_HANDSHAKE;
  if (record->tcp.is_from_packets)
    flags |= IS_FROM_PACKETS;
  return flags;
}

static uint8_t *
put_tcp (uint8_t *to, const WeirTcpFacts *tcp, uint8_t flags)
{
  *to++ = tcp->state;
  to = put (to, tcp->rtt_us);
  to = put (to, tcp->local_rtt_us);
  if ((flags & HAS_HANDSHAKE) != 0)
    to = put (to, tcp->handshake_rtt_us);
  if ((flags & HAS_TCP_COUNTS) != 0)
    {
      to = put (to, tcp->tx_retransmitted_bytes);
      to = put (to, tcp->rx_retransmitted_bytes);
      to = put (to, tcp->tx_out_of_order_bytes);
      to = put (to, tcp->rx_out_of_order_bytes);
      to = put (to, tcp->tx_zero_windows);
      to = put (to, tcp->rx_zero_windows);
    }
  return to;
}

static const uint8_t *
get_tcp (const uint8_t *from, WeirTcpFacts *tcp, uint8_t flags)
{
  memset (tcp, 0, sizeof *tcp);
  tcp->is_from_packets = (flags & IS_FROM_PACKETS) != 0;
  tcp->state = *from++;
  tcp->rtt_us = (uint32_t) get (&from);
  tcp->local_rtt_us = (uint32_t) get (&from);
  if ((flags & HAS_HANDSHAKE) != 0)
    tcp->handshake_rtt_us = (uint32_t) get (&from);
  if ((flags & HAS_TCP_COUNTS) != 0)
    {
      tcp->tx_retransmitted_bytes = get (&from);
      tcp->rx_retransmitted_bytes = get (&from);
      tcp->tx_out_of_order_bytes = get (&from);
      tcp->rx_out_of_order_bytes = get (&from);
      tcp->tx_zero_windows = (uint32_t) get (&from);
      tcp->rx_zero_windows = (uint32_t) get (&from);
    }
  return from;
}

static uint8_t *
put_more (uint8_t *to, const WeirHistoryRecord *record, int64_t second)
{
  uint8_t flags = get_flags (record);

  *to++ = flags;
  to = put (to, record->tx_packets);
  to = put (to, record->rx_packets);
  if ((flags & HAS_TX_WIRE) != 0)
    to = put (to, record->tx_wire_bytes);
  if ((flags & HAS_RX_WIRE) != 0)
    to = put (to, record->rx_wire_bytes);
  to = put (to, fold_sign (record->first_us - second * G_USEC_PER_SEC));
  if ((flags & HAS_LAST) != 0)
    to = put (to, fold_sign (record->last_us - record->first_us));
  return (flags & HAS_TCP) != 0 ? put_tcp (to, &record->tcp, flags) : to;
}

static const uint8_t *
get_more (const uint8_t *from, WeirHistoryRecord *record, int64_t second)
{
  uint8_t flags = *from++;

  record->tx_packets = get (&from);
  record->rx_packets = get (&from);
  record->tx_wire_bytes = (flags & HAS_TX_WIRE) != 0
                              ? get (&from)
                              : usual_wire_bytes (record->tx_bytes, record->tx_packets);
  record->rx_wire_bytes = (flags & HAS_RX_WIRE) != 0
                              ? get (&from)
                              : usual_wire_bytes (record->rx_bytes, record->rx_packets);
  record->first_us = second * G_USEC_PER_SEC + unfold_sign (get (&from));
  record->last_us = record->first_us;
  if ((flags & HAS_LAST) != 0)
    record->last_us += unfold_sign (get (&from));
  record->has_tcp = (flags & HAS_TCP) != 0;
  return record->has_tcp ? get_tcp (from, &record->tcp, flags) : from;
}

static uint8_t *
put_rest (uint8_t *to, const WeirHistoryRest *rest)
{
  uint64_t numbers[N_REST_NUMBERS];

  memcpy (numbers, rest, sizeof numbers);
  for (guint i = 0; i < N_REST_NUMBERS; i++)
    to = put (to, numbers[i]);
  return to;
}

WeirHistoryBlock *
weir_history_block_new (int64_t second,
                        const WeirHistoryRecord *const *records,
                        guint n_records,
                        const WeirHistoryRest *rest)
{
  gsize n_rest_bytes = N_REST_NUMBERS * MAX_NUMBER_BYTES;
  g_autofree uint8_t *sums = g_malloc ((gsize) n_records * MAX_SUM_BYTES + 1);
  g_autofree uint8_t *more = g_malloc ((gsize) n_records * MAX_MORE_BYTES + n_rest_bytes);
  uint8_t *sums_end = sums;
  uint8_t *more_end = more;
  WeirHistoryBlock *self;
  gsize n_sum_bytes, n_more_bytes;
  uint32_t last_slot = 0;

  for (guint i = 0; i < n_records; i++)
    {
      const WeirHistoryRecord *record = records[i];

      sums_end = put (sums_end, record->slot - last_slot);
      sums_end = put (sums_end, record->tx_bytes);
      sums_end = put (sums_end, record->rx_bytes);
      more_end = put_more (more_end, record, second);
      last_slot = record->slot;
    }
  n_sum_bytes = (gsize) (sums_end - sums);
  n_more_bytes = (gsize) (more_end - more);
  more_end = put_rest (more_end, rest);

  self = g_malloc (sizeof *self + n_sum_bytes + (gsize) (more_end - more));
  self->second = second;
  self->n_records = n_records;
  self->n_sum_bytes = (uint32_t) n_sum_bytes;
  self->n_record_bytes = (uint32_t) (n_sum_bytes + n_more_bytes);
  self->n_bytes = (uint32_t) (n_sum_bytes + (gsize) (more_end - more));
  memcpy (self->bytes, sums, n_sum_bytes);
  memcpy (self->bytes + n_sum_bytes, more, (gsize) (more_end - more));
  return self;
}

gsize
weir_history_block_get_size (const WeirHistoryBlock *self)
{
  return sizeof *self + self->n_bytes;
}

void
weir_history_block_get_rest (const WeirHistoryBlock *self, WeirHistoryRest *rest)
{
  const uint8_t *from = self->bytes + self->n_record_bytes;
  uint64_t numbers[N_REST_NUMBERS];

  for (guint i = 0; i < N_REST_NUMBERS; i++)
    numbers[i] = get (&from);
  memcpy (rest, numbers, sizeof numbers);
}

void
weir_history_cursor_init (WeirHistoryCursor *self, const WeirHistoryBlock *block)
{
  memset (self, 0, sizeof *self);
  self->block = block;
  self->sums = block->bytes;
  self->more = block->bytes + block->n_sum_bytes;
  self->n_left = block->n_records;
}

gboolean
weir_history_cursor_next_sum (WeirHistoryCursor *self)
{
  if (self->n_left == 0)
    return FALSE;

  self->n_left--;
  self->record.slot += (uint32_t) get (&self->sums);
  self->record.tx_bytes = get (&self->sums);
  self->record.rx_bytes = get (&self->sums);
  return TRUE;
}

gboolean
weir_history_cursor_next (WeirHistoryCursor *self)
{
  if (!weir_history_cursor_next_sum (self))
    return FALSE;

  self->more = get_more (self->more, &self->record, self->block->second);
  return TRUE;
}
