/* What weir-cli has to say besides its reports: one line each, on the standard error output.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Nothing unprintable in the arguments reaches the terminal. */
void weir_message (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
