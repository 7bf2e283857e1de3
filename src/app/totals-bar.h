/* The footer: iftop's sums, and how far they can be trusted.  What its titles mean can be clicked:
 * into the filter, or into the order of the list.  What the filter lets through stands beside
 * everything; where there is no room for both, a button says which of them is shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/list-style.h"
#include "core/filter/filter-sums.h"
#include "core/flow/ledger.h"
#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_TYPE_TOTALS_BAR (weir_totals_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirTotalsBar, weir_totals_bar, WEIR, TOTALS_BAR, GtkWidget)

/* What has a card. */
typedef enum
{
  WEIR_TOTALS_SUMS,
  WEIR_TOTALS_FLOWS,   /* a button: clears the filter, or keeps only what no program is known of */
  WEIR_TOTALS_PACKETS, /* a button without an action */
} WeirTotalsSegment;

/* Returns: (transfer none) */
GtkWidget *weir_totals_bar_get_segment (WeirTotalsBar *self, WeirTotalsSegment segment);

/* @ledger: (nullable): everything is empty
 * @matching: (nullable): what the filter lets through; without one, there is none */
void weir_totals_bar_update (WeirTotalsBar *self,
                             const WeirLedger *ledger,
                             const WeirFilterSums *matching,
                             WeirUnit unit);

/* Rows of one direction alone have sums of that alone. */
void weir_totals_bar_set_line_mode (WeirTotalsBar *self, WeirLineMode line_mode);

/* Whether the ledger counts packets that were seen (the default), or only what somebody tells. */
void weir_totals_bar_set_counts_packets (WeirTotalsBar *self, gboolean counts_packets);

/* Whether the ledger is of seconds of the past, and not of everything up to now. */
void weir_totals_bar_set_is_past (WeirTotalsBar *self, gboolean is_past);

/* Whether to tell of how many bytes the program is known; no file knows any. */
void weir_totals_bar_set_shows_attribution (WeirTotalsBar *self, gboolean shows_attribution);

G_END_DECLS
