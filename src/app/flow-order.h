/* In which order the list shows its flows: by a column, the pinned ones on top, or frozen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.
 */
#pragma once

#include "app/flow-columns.h"

G_BEGIN_DECLS

/* One row.  Comparing two of them hardly ever has to look at the flows, which are scattered all
 * over memory. */
typedef struct
{
  WeirFlow *flow;
  uint64_t key;
  uint64_t total_bytes;
  uint64_t serial;
  gboolean is_pinned;
} WeirFlowRow;

typedef struct _WeirFlowOrder WeirFlowOrder;

WeirFlowOrder *weir_flow_order_new (void);
void weir_flow_order_free (WeirFlowOrder *self);

/* @column: (nullable): as they come */
void weir_flow_order_set_column (WeirFlowOrder *self,
                                 const WeirFlowColumn *column,
                                 gboolean is_descending);

/* @rows: (element-type WeirFlowRow) */
void weir_flow_order_sort (WeirFlowOrder *self, GArray *rows, const WeirFlowContext *context);

/* The pinned rows to the top, everything else as it stands. */
void weir_flow_order_lift_pinned (GArray *rows);

/* From now on sorting puts every flow where it stands in @rows, also one that was not to be seen
 * for a while, and those that it has not met yet behind them.
 * @rows: (nullable): by the column again */
void weir_flow_order_freeze (WeirFlowOrder *self, const GArray *rows);
gboolean weir_flow_order_is_frozen (const WeirFlowOrder *self);

/* The flow has gone for good. */
void weir_flow_order_forget (WeirFlowOrder *self, uint64_t serial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFlowOrder, weir_flow_order_free)

G_END_DECLS
