/* The numbers of the footer: of everything, or of what a filter lets through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/filter/filter-sums.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_TOTALS_ROW_RECEIVED,
  WEIR_TOTALS_ROW_SENT,
  WEIR_TOTALS_ROW_BOTH,
  WEIR_TOTALS_N_ROWS
} WeirTotalsRow;

typedef struct
{
  uint64_t totals[WEIR_TOTALS_N_ROWS]; /* bytes */
  uint64_t peaks[WEIR_TOTALS_N_ROWS];  /* bytes of the fullest second */
  gboolean has_peaks;                  /* of what a filter lets through they are not known */
  double rates[WEIR_TOTALS_N_ROWS][WEIR_N_WINDOWS]; /* bits per second */
} WeirTotalsSums;

void weir_totals_sums_of_all (WeirTotalsSums *self, const WeirTotals *totals);
void weir_totals_sums_of_filter (WeirTotalsSums *self, const WeirFilterSums *filtered);

G_END_DECLS
