/* A file that is there as a whole, or not at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written beside its place without a name (where the file system has no such files: under another
 * one), for its owner alone, and given its name in the end: what was there before stays until then,
 * and whatever goes wrong.  Where the process is killed meanwhile, nothing is left behind.  Errors
 * are sentences that name the file.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WeirNewFile WeirNewFile;

WeirNewFile *weir_new_file_new (const char *path, GError **error);

/* Removes what has been written, unless it has been committed. */
void weir_new_file_free (WeirNewFile *self);

/* Returns: (transfer none): what is to be written goes here */
GOutputStream *weir_new_file_get_stream (WeirNewFile *self);

/* Gives it its name, once all of it is on the disk.  May wait for that; any thread. */
gboolean weir_new_file_commit (WeirNewFile *self, GError **error);

/* Returns: (transfer full): of an error of the stream, for people; WEIR_ERROR_FILE_WRITE */
GError *weir_new_file_explain (const WeirNewFile *self, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNewFile, weir_new_file_free)

G_END_DECLS
