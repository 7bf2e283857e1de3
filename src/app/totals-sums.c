/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/totals-sums.h"

static void
set_rates (WeirTotalsSums *self, WeirWindow window, double rx_bps, double tx_bps)
{
  self->rates[WEIR_TOTALS_ROW_RECEIVED][window] = rx_bps;
  self->rates[WEIR_TOTALS_ROW_SENT][window] = tx_bps;
  self->rates[WEIR_TOTALS_ROW_BOTH][window] = rx_bps + tx_bps;
}

static void
set_totals (WeirTotalsSums *self, const WeirCounts *counts)
{
  self->totals[WEIR_TOTALS_ROW_RECEIVED] = counts->rx_bytes;
  self->totals[WEIR_TOTALS_ROW_SENT] = counts->tx_bytes;
  self->totals[WEIR_TOTALS_ROW_BOTH] = counts->rx_bytes + counts->tx_bytes;
}

void
weir_totals_sums_of_all (WeirTotalsSums *self, const WeirTotals *totals)
{
  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    set_rates (self, i, weir_rate_window_get_rx_bps (&totals->window, i),
               weir_rate_window_get_tx_bps (&totals->window, i));
  set_totals (self, &totals->counts);
  self->has_peaks = TRUE;
  self->peaks[WEIR_TOTALS_ROW_RECEIVED] = totals->window.peak_rx;
  self->peaks[WEIR_TOTALS_ROW_SENT] = totals->window.peak_tx;
  self->peaks[WEIR_TOTALS_ROW_BOTH] = totals->window.peak_both;
}

void
weir_totals_sums_of_filter (WeirTotalsSums *self, const WeirFilterSums *filtered)
{
  for (guint i = 0; i < WEIR_N_WINDOWS; i++)
    set_rates (self, i, filtered->rx_bps[i], filtered->tx_bps[i]);
  set_totals (self, &filtered->counts);
  self->has_peaks = FALSE;
}
