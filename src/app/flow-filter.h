/* Which flows the list shows: words that have to occur in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks at nothing that changes while a flow lives (addresses, ports, service and protocol), so
 * that each flow is asked once.
 */
#pragma once

#include "core/flow/flow.h"

G_BEGIN_DECLS

typedef struct _WeirFlowFilter WeirFlowFilter;

/* @text: words separated by blanks.  Returns: (nullable): %NULL if there is no word in it */
WeirFlowFilter *weir_flow_filter_new (const char *text);
void weir_flow_filter_free (WeirFlowFilter *self);

/* @self: (nullable): everything matches */
gboolean weir_flow_filter_matches (const WeirFlowFilter *self, const WeirFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFlowFilter, weir_flow_filter_free)

G_END_DECLS
