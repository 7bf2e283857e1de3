/* The footer: iftop's sums, and how far they can be trusted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/filter/filter-sums.h"
#include "core/flow/ledger.h"
#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_TYPE_TOTALS_BAR (weir_totals_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirTotalsBar, weir_totals_bar, WEIR, TOTALS_BAR, GtkWidget)

/* @ledger: (nullable): everything is empty
 * @matching: (nullable): what the filter lets through; without one, there is none */
void weir_totals_bar_update (WeirTotalsBar *self,
                             const WeirLedger *ledger,
                             const WeirFilterSums *matching,
                             WeirUnit unit);

/* Whether the ledger counts packets that were seen (the default), or only what somebody tells. */
void weir_totals_bar_set_counts_packets (WeirTotalsBar *self, gboolean counts_packets);

/* Whether to tell of how many bytes the program is known; no file knows any. */
void weir_totals_bar_set_shows_attribution (WeirTotalsBar *self, gboolean shows_attribution);

G_END_DECLS
