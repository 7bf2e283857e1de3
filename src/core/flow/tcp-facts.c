/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/tcp-facts.h"

void
weir_tcp_delta_reverse (WeirTcpDelta *self)
{
  const WeirTcpSide tx = self->tx;

  self->tx = self->rx;
  self->rx = tx;
}

void
weir_tcp_facts_add (WeirTcpFacts *self, const WeirTcpDelta *delta)
{
  if (self->is_from_packets && !delta->is_from_packets)
    return;

  self->is_from_packets = delta->is_from_packets;
  if (delta->handshake_rtt_us != 0)
    self->handshake_rtt_us = delta->handshake_rtt_us;
  if (delta->tx.rtt_us != 0)
    self->rtt_us = delta->tx.rtt_us;
  if (delta->rx.rtt_us != 0)
    self->local_rtt_us = delta->rx.rtt_us;
  if (delta->tx.state != WEIR_TCP_STATE_UNKNOWN)
    self->state = delta->tx.state;
  self->tx_retransmitted_bytes += delta->tx.retransmitted_bytes;
  self->rx_retransmitted_bytes += delta->rx.retransmitted_bytes;
  self->tx_out_of_order_bytes += delta->tx.out_of_order_bytes;
  self->rx_out_of_order_bytes += delta->rx.out_of_order_bytes;
  self->tx_zero_windows += delta->tx.zero_windows;
  self->rx_zero_windows += delta->rx.zero_windows;
}

void
weir_tcp_facts_clear_counts (WeirTcpFacts *self)
{
  self->tx_retransmitted_bytes = 0;
  self->rx_retransmitted_bytes = 0;
  self->tx_out_of_order_bytes = 0;
  self->rx_out_of_order_bytes = 0;
  self->tx_zero_windows = 0;
  self->rx_zero_windows = 0;
}
