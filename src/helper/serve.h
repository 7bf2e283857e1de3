/* Requests in, frames out, until standard input ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "helper/output.h"

/* Returns: the exit status */
int weir_serve (WeirOutput *output);
