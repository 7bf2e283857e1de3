/* How well a TCP connection goes: in one interval, and since it was first seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From packets (flow/tcp-quality.h, which defines each term), or from the kernel's struct tcp_info
 * where no packets are seen.  Plain values.
 */
#pragma once

#include <stdint.h>

#include "core/flow/tcp-state.h"

G_BEGIN_DECLS

/* What one side did in an interval. */
typedef struct
{
  uint32_t rtt_us; /* smoothed round-trip time from where it was measured to the side that this one
                    * sends to; 0: no news */
  uint32_t retransmitted_bytes; /* payload that it sent again */
  uint32_t out_of_order_bytes;  /* payload of it that came behind later payload */
  uint16_t zero_windows;        /* segments that said it can take no more */
  uint8_t state;                /* WeirTcpState of its end */
  uint8_t spare;
} WeirTcpSide;

/* Of one flow in one interval. */
typedef struct
{
  WeirTcpSide tx; /* what the local side sent; its rtt_us is that to the remote side */
  WeirTcpSide rx;
  uint32_t handshake_rtt_us; /* 0: no news */
  uint32_t delta;            /* the flow: its place in the batch's deltas */
  uint8_t is_from_packets;
  uint8_t spare[3];
} WeirTcpDelta;

/* Of one flow since it was first seen. */
typedef struct
{
  uint32_t handshake_rtt_us; /* from SYN to the ACK that ends the handshake, of the newest
                              * connection; 0: not seen */
  uint32_t rtt_us;           /* newest smoothed round-trip time to the remote side; 0: not known */
  uint32_t local_rtt_us;     /* the same to the local side: where that is this machine, how long it
                              * takes to answer; 0: not known */
  uint8_t state;             /* WeirTcpState of the local end */
  uint8_t is_from_packets;   /* else from the kernel, which tells rtt_us, state and what was sent
                              * again   alone: the other numbers are not known */
  uint64_t tx_retransmitted_bytes;
  uint64_t rx_retransmitted_bytes;
  uint64_t tx_out_of_order_bytes;
  uint64_t rx_out_of_order_bytes;
  uint32_t tx_zero_windows; /* said by the local side */
  uint32_t rx_zero_windows; /* said by the remote side */
} WeirTcpFacts;

/* The same seen from the other side. */
void weir_tcp_delta_reverse (WeirTcpDelta *self);

/* Adds an interval.  What the kernel tells of a connection whose packets are seen is left out. */
void weir_tcp_facts_add (WeirTcpFacts *self, const WeirTcpDelta *delta);

/* What was counted, but not what is known of the connection by now. */
void weir_tcp_facts_clear_counts (WeirTcpFacts *self);

G_END_DECLS
