/* A folder for the files of one test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TempFolder TempFolder;

/* Everybody may read it: some of what is tested runs as nobody. */
TempFolder *temp_folder_new (void);

/* With all that is in it. */
void temp_folder_free (TempFolder *self);

/* Returns: (transfer none): absolute, without links */
const char *temp_folder_get_path (const TempFolder *self);

/* Returns: (transfer full): the path of what is or is to be below it */
char *temp_folder_dup_path (const TempFolder *self, const char *below);

/* Writes a file, folders before it included.
 * @length: -1: @text ends with a NUL */
void temp_folder_write (TempFolder *self, const char *below, const char *text, gssize length);

/* The same, for a program: a shell script's lines. */
void temp_folder_write_program (TempFolder *self, const char *below, const char *script);

/* A symbolic link. */
void temp_folder_link (TempFolder *self, const char *below, const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempFolder, temp_folder_free)

G_END_DECLS
