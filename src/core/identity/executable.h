/* The file a process runs, told from every other file and from what had its name before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Touches the file, which may lie on a network: not for the main thread.
 */
#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  uint64_t device;
  uint64_t inode;
  int64_t mtime_ns;
  uint64_t size;
  char *path;
  char *alias; /* (nullable): the same file's path without "/usr", as packages from before the
                * folders were merged list it */
} WeirExecutable;

/* @link: /proc/PID/exe, or the path itself; what @path names here must be the same file.  It is not
 * for a process in a container, with another root, or whose program was replaced.
 * Returns: (nullable) (transfer full) */
WeirExecutable *weir_executable_new (const char *link, const char *path);
WeirExecutable *weir_executable_copy (const WeirExecutable *self);
void weir_executable_free (WeirExecutable *self);

/* By device, inode and modification time: for hash tables. */
guint weir_executable_hash (gconstpointer self);
gboolean weir_executable_equal (gconstpointer a, gconstpointer b);

/* Reads the file in pieces.
 *
 * Returns: (nullable) (transfer full): 64 hexadecimal digits; NULL where it is larger than
 * @max_bytes, can't be read, changes, or @cancellable was cancelled */
char *weir_executable_dup_sha256 (const WeirExecutable *self,
                                  uint64_t max_bytes,
                                  GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirExecutable, weir_executable_free)

G_END_DECLS
