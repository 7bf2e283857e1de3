/* A rate graph in words, for those who do not see it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/timeline.h"
#include "core/graph-steps.h"
#include "core/units.h"

G_BEGIN_DECLS

/* The newest rates of what @steps show, how long that is, and when it peaked.
 * @timeline: (nullable): what @steps were collected from
 * @is_all: they show the whole time
 * Returns: (transfer full) */
char *weir_graph_summary_dup (const WeirGraphSteps *steps,
                              const WeirTimeline *timeline,
                              gboolean is_all,
                              WeirUnit unit);

G_END_DECLS
