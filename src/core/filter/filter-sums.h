/* What the flows that a filter lets through add up to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unlike the sums of a ledger it knows nothing of flows that are no longer listed, and no peaks:
 * which flows match may change at any time.
 */
#pragma once

#include "core/flow/ledger.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_flows;
  WeirCounts counts;
  double tx_bps[WEIR_N_WINDOWS];
  double rx_bps[WEIR_N_WINDOWS];
} WeirFilterSums;

/* @self: zeroed before the first flow */
void weir_filter_sums_add (WeirFilterSums *self, const WeirFlow *flow);

G_END_DECLS
