/* The three parts of the table of columns, in their usual order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/flow-columns.h"

G_BEGIN_DECLS

extern const WeirFlowColumn weir_program_columns[];
extern const guint weir_n_program_columns;

extern const WeirFlowColumn weir_host_columns[];
extern const guint weir_n_host_columns;

extern const WeirFlowColumn weir_rate_columns[];
extern const guint weir_n_rate_columns;

G_END_DECLS
