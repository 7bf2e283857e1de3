/* A file of its own that Weir keeps for its user: what was told, what was seen, how much it was.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private (mode 0600, in a folder of mode 0700) and replaced as a whole, so that it is the old one
 * or the new one whatever happens in between.  Writing waits for the disk, which the main loop may
 * not: it is done in a thread, one at a time, of what has come meanwhile the newest alone.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WeirStoreFile WeirStoreFile;

/* @path: (nullable): nothing is read or kept
 * @max_bytes: what is longer is not read */
WeirStoreFile *weir_store_file_new (const char *path, gsize max_bytes);

/* Waits until what was to be written is. */
void weir_store_file_free (WeirStoreFile *self);

/* Returns: (nullable) (transfer full): ends with NUL; %NULL if there is none, without an error, or
 * if it can't be read, with one */
char *weir_store_file_read (WeirStoreFile *self, gsize *length, GError **error);

/* Keeps the file as it is under another name, for it is damaged.
 * Returns: (transfer full) (nullable): that name; %NULL if that was not possible */
char *weir_store_file_set_aside (WeirStoreFile *self);

/* @text: (transfer full): all of it */
void weir_store_file_write (WeirStoreFile *self, GString *text);

/* There will be no file. */
void weir_store_file_remove (WeirStoreFile *self);

/* Waits until what was to be written is. */
void weir_store_file_flush (WeirStoreFile *self);

/* Why the file could not be written the last time.  Returns: (nullable) (transfer full) */
GError *weir_store_file_dup_error (WeirStoreFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStoreFile, weir_store_file_free)

/* ---- lines: what stands between two ends of lines, cut at tabs ------------------------------- */

#define WEIR_STORE_MAX_NAME 512 /* bytes */

/* The next line of @text, which need not end with NUL.
 * @at: (inout): 0 at first
 * Returns: whether there is one */
gboolean weir_store_next_line (const char *text,
                               gsize length,
                               gsize *at,
                               const char **line,
                               gsize *line_length);

/* Cuts a line into exactly @n parts; the last one may hold no tab either.
 * Returns: (transfer full) (nullable): %NULL if it is not so, is not UTF-8, or has something in it
 *   that is not printed */
char **weir_store_split_line (const char *line, gsize length, guint n);

/* Whether a first line is "weir KIND VERSION".
 * @version: (out): of a newer one, lines that it has in common can be read */
gboolean weir_store_read_header (const char *line,
                                 gsize length,
                                 const char *kind,
                                 guint64 *version);

/* Digits alone. */
gboolean weir_store_read_number (const char *text, guint64 max, guint64 *number);

/* Whether a name can be kept: printable UTF-8 without ends of lines or tabs, not empty, not too
 * long. */
gboolean weir_store_is_name (const char *name);

G_END_DECLS
