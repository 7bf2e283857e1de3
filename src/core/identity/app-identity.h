/* Of which application a process is, and what the desktop calls it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/identity/desktop-index.h"
#include "core/identity/process-facts.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_APP_KIND_NONE,
  WEIR_APP_KIND_DESKTOP, /* has, or should have, a desktop file */
  WEIR_APP_KIND_FLATPAK,
  WEIR_APP_KIND_SNAP,
  WEIR_APP_KIND_APPIMAGE,
} WeirAppKind;

typedef struct
{
  WeirAppKind kind;
  char *id; /* (nullable): of its desktop file, without ".desktop"; of the Flatpak or the Snap; the
             * AppImage's file name, without ".AppImage" */
  char *name;  /* (nullable): in the user's language, else the id */
  GIcon *icon; /* (nullable) */
} WeirAppIdentity;

/* What the control group alone says: the id, which is the name as well.  Any thread; never waits.
 */
void weir_app_identity_from_cgroup (const WeirCgroup *cgroup, WeirAppIdentity *application);

/* What can be found out.  Reads files, and the process's memory: not for the main thread.
 *
 * @proc_fd: /proc; @pid: 0: of a process that can't be looked at
 * @executable: (nullable): what it runs, as it sees it
 * @is_here: whether the path of @executable means the same file here */
void weir_app_identity_find (int proc_fd,
                             uint32_t pid,
                             const WeirCgroup *cgroup,
                             const char *executable,
                             gboolean is_here,
                             WeirDesktopIndex *index,
                             WeirAppIdentity *application);

void weir_app_identity_clear (WeirAppIdentity *application);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirAppIdentity, weir_app_identity_clear)

G_END_DECLS
