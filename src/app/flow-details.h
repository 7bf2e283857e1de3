/* Everything that is known of one flow, beside the list or over it, with a graph of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does nothing while it is not to be seen.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-context.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FLOW_DETAILS (weir_flow_details_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowDetails, weir_flow_details, WEIR, FLOW_DETAILS, GtkWidget)

/* To be called after every change of the numbers or of what is selected.  Nothing is kept of the
 * arguments but the flow's history.
 * @flow: (nullable): nothing is selected
 * @ledger: (nullable): the one that @flow is in */
void weir_flow_details_show (WeirFlowDetails *self,
                             const WeirFlow *flow,
                             const WeirLedger *ledger,
                             const WeirFlowContext *context);

G_END_DECLS
