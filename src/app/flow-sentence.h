/* A row as one sentence, to be heard: "Firefox to example.org, https, receiving 2.4 megabits a
 * second, sending 31 kilobits a second, 24 megabytes in all".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/flow-context.h"
#include "core/flow/flow.h"

G_BEGIN_DECLS

/* Translated; units are words.
 * @flow: or the sum of a group
 * Returns: (transfer full) */
char *weir_flow_sentence_dup (const WeirFlow *flow,
                              const WeirFlowContext *context,
                              gboolean is_pinned);

/* "2.4 megabits a second" of 2400000 (bits per second); "24 megabytes". */
char *weir_flow_sentence_dup_rate (double bps, WeirUnit unit);
char *weir_flow_sentence_dup_amount (uint64_t bytes);

G_END_DECLS
