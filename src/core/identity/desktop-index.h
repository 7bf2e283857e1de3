/* The desktop's applications, found by their id or by the program they start.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the desktop files of the folders once, and anew after a folder has changed.  Reads files:
 * not for the main thread; any other.
 */
#pragma once

#include <gio/gdesktopappinfo.h>

G_BEGIN_DECLS

/* Files beyond this number are left out. */
#define WEIR_DESKTOP_INDEX_MAX 8192

typedef struct _WeirDesktopIndex WeirDesktopIndex;

/* @folders: those that hold desktop files, the most important first */
WeirDesktopIndex *weir_desktop_index_new (const char *const *folders);
void weir_desktop_index_free (WeirDesktopIndex *self);

/* The folders of this user's desktop, Flatpaks and Snaps included even where the environment leaves
 * them out.  Returns: (transfer full) */
GStrv weir_desktop_index_dup_folders (void);

/* @id: with or without ".desktop"; one that leads out of the folders is none.
 * Returns: (nullable) (transfer full) */
GDesktopAppInfo *weir_desktop_index_find (WeirDesktopIndex *self, const char *id);

/* Finds by what is executed, and only where that leaves no doubt: one application alone starts that
 * very file without options, shows itself in menus, and does not interpret or launch something else
 * with it.  Before that, the one whose window class (StartupWMClass) is the program's name; it may
 * have options.
 *
 * @executable: an absolute path, of which links count as what they lead to
 * Returns: (nullable) (transfer full) */
GDesktopAppInfo *weir_desktop_index_find_by_executable (WeirDesktopIndex *self,
                                                        const char *executable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDesktopIndex, weir_desktop_index_free)

G_END_DECLS
