/* Settings that are damaged on disk are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where settings are in a file (in a Flatpak, with GSETTINGS_BACKEND=keyfile, or without dconf),
 * GLib takes what it cannot read for empty, and the next setting that is changed replaces it.
 * (dconf keeps a damaged database itself.)  Outside of a Flatpak the file is that of all programs,
 * so it is only ever read here.
 *
 * Main thread, before anything asks for a setting.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A larger file is none that GLib has written; reading it could take all memory. */
#define WEIR_SETTINGS_MAX_BYTES (16 * 1024 * 1024)

/* Copies beside the file; the next takes the place of the last. */
#define WEIR_SETTINGS_MAX_COPIES 9

/* Looks whether settings that are kept in a file can be read.  If they can in part, or not at all,
 * the file is copied to one beside it, called “….damaged-1” and so on, once.  If there is none to
 * copy, or it can't be, settings are kept in memory until the program ends, and the file stays as
 * it is.
 *
 * Returns: (transfer full) (nullable): what to tell the user; %NULL if all is well or was told */
char *weir_settings_rescue (void);

/* The same for one file, whatever GLib does with it.
 *
 * @path: (type filename): it need not be there
 * @group: of the settings whose values have to be readable one by one
 * @copy: (out) (nullable) (type filename): the copy, if one has been made now
 *
 * Returns: whether GLib may have the file; if not, @error is set.  Domain WEIR_ERROR */
gboolean weir_settings_rescue_file (const char *path,
                                    const char *group,
                                    char **copy,
                                    GError **error);

G_END_DECLS
