/* Everything that is known of one flow or group, beside the list or over it, with a graph of its
 * own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A click on a line offers to filter by it ("win.filter-keep-part", "win.filter-exclude-part") and
 * to copy it; with Control it keeps only that, with Shift as well it excludes it.  What has been
 * shown stays when the flow falls silent, is hidden by the filter or is forgotten, and that is
 * said. Does nothing while it is not to be seen.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-model.h"
#include "app/session.h"

G_BEGIN_DECLS

/* What the other flows to the same address, or a group's, add up to is counted in every update up
 * to this many flows, of as many times more in every so many updates less. */
#define WEIR_FLOW_DETAILS_FLOWS_PER_UPDATE 20000

#define WEIR_TYPE_FLOW_DETAILS (weir_flow_details_get_type ())
G_DECLARE_FINAL_TYPE (WeirFlowDetails, weir_flow_details, WEIR, FLOW_DETAILS, GtkWidget)

/* To be called after every change of the numbers or of what is selected in the model.
 * @session: whose ledger the model has; its history is asked until weir_flow_details_clear() */
void weir_flow_details_update (WeirFlowDetails *self, WeirFlowModel *model, WeirSession *session);

/* What comes has nothing to do with what was shown, and its history may be another one. */
void weir_flow_details_clear (WeirFlowDetails *self);

G_END_DECLS
