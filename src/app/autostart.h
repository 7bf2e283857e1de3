/* The file by which a desktop without a portal starts Weir at login.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A desktop file in the user's autostart folder, as the Desktop Application Autostart Specification
 * has it: private, new as a whole or not at all.  One of the same name that Weir has not written is
 * never touched.  In a sandbox there is none: it would lie where no desktop looks.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): the name of the file that is there now; %NULL with a
 * sentence that says why there is none */
char *weir_autostart_write (GError **error);

/* If there is one of Weir's. */
void weir_autostart_remove (void);

G_END_DECLS
