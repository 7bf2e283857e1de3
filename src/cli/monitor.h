/* Captures or reads, folds, and writes reports until it is over.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/options.h"

G_BEGIN_DECLS

/* Runs the default main context.
 * Returns: the exit status of the process: 0, or 1 with a message on standard error */
int weir_monitor_run (const WeirOptions *options);

G_END_DECLS
