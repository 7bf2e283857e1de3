/* A field of the machine-readable reports, as people read it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amounts get units ("…_bytes", "…_ms"); what the flow does not have has no text.
 */
#pragma once

#include "core/export/flow-field.h"

G_BEGIN_DECLS

/* Returns: whether the flow has it; @text is empty if not */
gboolean weir_field_text (const WeirFlowField *field,
                          const WeirReport *report,
                          const WeirFlow *flow,
                          char *text,
                          gsize size);

/* A number to sort by: larger is more, or later in the alphabet as far as the first letters tell.
 */
uint64_t weir_field_key (const WeirFlowField *field,
                         const WeirReport *report,
                         const WeirFlow *flow);

/* Orders texts by their first letters. */
uint64_t weir_text_key (const char *text);

G_END_DECLS
