/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow.h"

double
weir_flow_get_tx_bps (const WeirFlow *self, WeirWindow window)
{
  return self->window != NULL ? weir_rate_window_get_tx_bps (self->window, window) : 0.0;
}

double
weir_flow_get_rx_bps (const WeirFlow *self, WeirWindow window)
{
  return self->window != NULL ? weir_rate_window_get_rx_bps (self->window, window) : 0.0;
}
