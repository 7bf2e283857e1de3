/* What must be true of every name that was read from a packet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "core/naming/host-name.h"

static inline void
check_name (const char *name)
{
  gsize length = strlen (name);

  g_assert (length > 0 && length < WEIR_HOST_NAME_SIZE);
  g_assert (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == length);
}
