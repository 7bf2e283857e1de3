/* The rows of a list as they are now, to be written down while the list goes on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/group/flow-groups.h"

G_BEGIN_DECLS

/* @flow: of a ledger, or the sum of a group
 * Returns: (transfer full): with all that fields and columns read of it */
WeirFlow *weir_row_copy (const WeirFlow *flow);
void weir_row_free (WeirFlow *row);

G_END_DECLS
