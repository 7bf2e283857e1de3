/* A folder for targets whose readers open files, in memory where there is such a place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There is one, which is removed when the program ends.  What fails aborts.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *folder_get_path (void);

/* Returns: (transfer full) */
char *folder_dup_path (const char *below);

/* Folders on the way are made. */
void folder_write (const char *below, const void *bytes, gsize size);
void folder_link (const char *below, const char *target);

G_END_DECLS
