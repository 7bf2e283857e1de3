/* Which AppImage a process runs from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An AppImage mounts itself on a folder (/tmp/.mount_NAME…) and runs from there, with its own path
 * in the variable APPIMAGE and the folder in APPDIR.  Whatever it starts inherits both: only a
 * program inside the folder is of it.  Pure.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @executable: what the process runs; @app_image, @app_dir: (nullable): its variables
 * Returns: (nullable) (transfer full): the AppImage's path */
char *weir_app_image_from_variables (const char *executable,
                                     const char *app_image,
                                     const char *app_dir);

/* @mounts: /proc/PID/mountinfo (proc(5)), where a mounted AppImage's source is its file's name
 * Returns: (nullable) (transfer full): the AppImage's file name */
char *weir_app_image_from_mounts (const char *executable, const char *mounts);

/* A file name or path without folder and ".AppImage", valid UTF-8.
 * Returns: (transfer full) */
char *weir_app_image_dup_id (const char *file);

G_END_DECLS
