/* Names of users.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Looked up once and kept.  May ask a directory service over the network, and so is nothing for a
 * window.  Returns: (nullable) (transfer none).  Main thread only. */
const char *weir_user_lookup (uint32_t uid);

/* What is known by now; what is not is looked up in a thread of its own, and
 * identity/changes.h tells when.
 * Returns: (nullable) (transfer none).  Main thread only. */
const char *weir_user_peek (uint32_t uid);

G_END_DECLS
