/* The system calls that the helper needs, and the end for all others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdbool.h>

/* From here on a system call that is not on the list kills the process.
 * Returns: false if the kernel or the library refuses. */
bool weir_sandbox_enter (void);
