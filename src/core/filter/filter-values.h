/* Which values of a field the flows of a ledger have.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/filter/filter-field.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

/* What a click on this of @flow asks for; a number only where it is one of many (a process's).
 * Returns: (transfer full) (nullable): %NULL if the flow has none */
char *weir_filter_value_dup (const WeirFlow *flow,
                             const WeirFilterField *field,
                             const WeirFilterContext *context);

/* Those with the most bytes first.  Looks at a bounded number of flows and values, so that it takes
 * milliseconds with any ledger.  Nothing for numbers and flags.
 *
 * @piece: what a value has to contain, in any case; "": anything
 * Returns: (transfer full) (element-type utf8) */
GPtrArray *weir_filter_values_collect (const WeirLedger *ledger,
                                       const WeirFilterField *field,
                                       const WeirFilterContext *context,
                                       const char *piece,
                                       guint max);

G_END_DECLS
