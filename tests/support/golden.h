/* The golden captures of tests/captures, as C sees them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder: WEIR_TEST_CAPTURES of the environment. */
const char *golden_folder (void);

/* Names without ending of the files in @subfolder ("" or "real/") that end in @ending (".flows"),
 * sorted; each begins with the subfolder. */
GStrv golden_names (const char *subfolder, const char *ending);

/* The capture of that name, pcap or pcapng. */
char *golden_path (const char *name);

/* The lines of NAME.ENDING, comments and empty lines left out. */
GStrv golden_lines (const char *name, const char *ending);

G_END_DECLS
