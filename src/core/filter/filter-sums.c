/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-sums.h"

void
weir_filter_sums_add (WeirFilterSums *self, const WeirFlow *flow)
{
  self->n_flows++;
  self->counts.tx_bytes += flow->tx_bytes;
  self->counts.rx_bytes += flow->rx_bytes;
  self->counts.tx_packets += flow->tx_packets;
  self->counts.rx_packets += flow->rx_packets;
  self->counts.tx_wire_bytes += flow->tx_wire_bytes;
  self->counts.rx_wire_bytes += flow->rx_wire_bytes;

  if (flow->window == NULL)
    return;
  for (WeirWindow window = WEIR_WINDOW_2S; window < WEIR_N_WINDOWS; window++)
    {
      self->tx_bps[window] += weir_flow_get_tx_bps (flow, window);
      self->rx_bps[window] += weir_flow_get_rx_bps (flow, window);
    }
}
