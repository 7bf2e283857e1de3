/* "weir-cli -l": the interfaces of this machine as a table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/export/output.h"

G_BEGIN_DECLS

gboolean weir_interface_listing_write (WeirOutput *output, GError **error);

G_END_DECLS
