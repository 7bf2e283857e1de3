/* What every flow did in one short interval: all that travels from a source to the screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made by the worker, immutable once it is handed over, then owned by whoever has taken it.  Its
 * size grows with the number of flows that were active, never with the number of packets.
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/flow/socket-info.h"
#include "core/flow/tcp-facts.h"
#include "core/naming/learnt-name.h"

G_BEGIN_DECLS

/* What one flow did in the interval.  All counts are of this interval alone. */
typedef struct
{
  WeirFlowKey key;
  uint64_t tx_bytes; /* IP bytes, local to remote */
  uint64_t rx_bytes;
  uint64_t tx_wire_bytes; /* frames as they were on the wire */
  uint64_t rx_wire_bytes;
  uint32_t tx_packets;
  uint32_t rx_packets;
  int64_t first_us;  /* time stamps of the first and the last packet of the interval, */
  int64_t last_us;   /* in µs since 1970 */
  uint8_t icmp_type; /* of the flow's first packet, if it is ICMP */
  uint8_t icmp_code;
  uint8_t is_local; /* the local side is this machine (or in the "-F" network) */
  uint8_t spoken;   /* WeirSpoken: what was recognised in it so far */
  uint8_t spare[4];
} WeirFlowDelta;

/* Sums over packets that are in no delta, because the flow table was full of flows that were all
 * active.  They belong into every total. */
typedef struct
{
  uint64_t tx_bytes;
  uint64_t rx_bytes;
  uint64_t tx_wire_bytes;
  uint64_t rx_wire_bytes;
  uint64_t tx_packets;
  uint64_t rx_packets;
} WeirCounts;

/* What became of the packets.  Counts of this interval. */
typedef struct
{
  uint64_t received;             /* frames that the source delivered */
  uint64_t malformed;            /* of these, frames that could not be parsed */
  uint64_t dropped;              /* lost by the kernel because this process was too slow */
  uint64_t dropped_interface;    /* lost by the interface or its driver */
  uint64_t interface_rx_packets; /* what the interface counted itself, 0 if unknown */
  uint64_t interface_tx_packets;
  uint64_t interface_rx_bytes;
  uint64_t interface_tx_bytes;
} WeirSourceCounts;

typedef struct
{
  int64_t start_us; /* packet time, µs since 1970; start <= end */
  int64_t end_us;
  WeirFlowDelta *deltas;
  gsize n_deltas;
  WeirTcpDelta *tcp; /* of those of the deltas that are TCP and have news, in the deltas' order */
  gsize n_tcp;
  WeirSocketInfo *sockets; /* what the system told about the sockets of some of the flows */
  gsize n_sockets;
  gboolean lists_sockets; /* they are all sockets there are, not only some that were looked up */
  WeirLearntName *names;  /* (nullable): that were seen on the wire, in their order */
  gsize n_names;
  WeirCounts unlisted;
  WeirSourceCounts source;
  guint n_flows;    /* flows in the worker's table when the interval ended */
  guint max_flows;  /* its bound */
  gboolean is_live; /* packets came as they happened, so that sockets can be asked for */
  gboolean is_last; /* the source has ended; no batch follows */
} WeirBatch;

void weir_counts_add (WeirCounts *self, const WeirCounts *counts);
void weir_source_counts_add (WeirSourceCounts *self, const WeirSourceCounts *counts);

/* Part @i of @n, of what is spread evenly over @n seconds; the last has what does not divide. */
static inline uint64_t
weir_delta_get_share (uint64_t total, uint64_t n, uint64_t i)
{
  return i + 1 < n ? total / n : total - (n - 1) * (total / n);
}

/* Empty; filled by its maker before anyone else sees it. */
WeirBatch *weir_batch_new (void);
void weir_batch_free (WeirBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirBatch, weir_batch_free)

G_END_DECLS
