/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/batch.h"

WeirBatch *
weir_batch_new (void)
{
  return g_new0 (WeirBatch, 1);
}

void
weir_batch_free (WeirBatch *self)
{
  g_free (self->deltas);
  g_free (self->tcp);
  g_free (self->sockets);
  g_free (self->names);
  g_free (self);
}

void
weir_counts_add (WeirCounts *self, const WeirCounts *counts)
{
  self->tx_bytes += counts->tx_bytes;
  self->rx_bytes += counts->rx_bytes;
  self->tx_wire_bytes += counts->tx_wire_bytes;
  self->rx_wire_bytes += counts->rx_wire_bytes;
  self->tx_packets += counts->tx_packets;
  self->rx_packets += counts->rx_packets;
}

void
weir_source_counts_add (WeirSourceCounts *self, const WeirSourceCounts *counts)
{
  self->received += counts->received;
  self->malformed += counts->malformed;
  self->dropped += counts->dropped;
  self->dropped_interface += counts->dropped_interface;
  self->interface_rx_packets += counts->interface_rx_packets;
  self->interface_tx_packets += counts->interface_tx_packets;
  self->interface_rx_bytes += counts->interface_rx_bytes;
  self->interface_tx_bytes += counts->interface_tx_bytes;
}
