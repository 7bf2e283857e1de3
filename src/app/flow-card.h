/* The card of a row of the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/card.h"
#include "app/flow-context.h"
#include "core/flow/flow.h"

G_BEGIN_DECLS

/* What is known of @flow in short; all of it is in the details.
 * @flow: or the sum of a group */
void weir_flow_card_fill (WeirCard *card,
                          const WeirFlow *flow,
                          const WeirFlowContext *context,
                          gboolean is_pinned);

G_END_DECLS
