/* The parts of the table of columns, in their usual order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/flow-columns.h"

G_BEGIN_DECLS

extern const WeirFlowColumn weir_group_columns[];
extern const guint weir_n_group_columns;

extern const WeirFlowColumn weir_program_columns[];
extern const guint weir_n_program_columns;

extern const WeirFlowColumn weir_host_columns[];
extern const guint weir_n_host_columns;

extern const WeirFlowColumn weir_rate_columns[];
extern const guint weir_n_rate_columns;

/* Of the program column; also for groups of programs.  Returns: (nullable) (transfer none) */
GIcon *weir_program_icon (const WeirFlow *flow);

G_END_DECLS
