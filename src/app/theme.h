/* One theme: that of the desktop, one that comes with Weir, or a file of the user's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its text has been read and found to define nothing but colours (core/color-sheet.h), all of which
 * exist; or it has an error and no text.  Main loop.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_TYPE_THEME (weir_theme_get_type ())
G_DECLARE_FINAL_TYPE (WeirTheme, weir_theme, WEIR, THEME, GObject)

/* That defines nothing. */
#define WEIR_THEME_SYSTEM "System"

WeirTheme *weir_theme_new_system (void);

/* @file_name: in the resources, as "NeonSprawl.css" */
WeirTheme *weir_theme_new_built_in (const char *file_name);

/* @file: "NAME.css" of the user's, which need not exist */
WeirTheme *weir_theme_new_own (GFile *file);

/* One that is being made.
 * @css: as it would stand in the file */
WeirTheme *weir_theme_new_draft (const char *name, const char *css);

/* Reads a file of the user's again; emits "changed" if it is not as it was.
 * Returns: whether it did */
gboolean weir_theme_reload (WeirTheme *self);

/* What stands in the settings: "NeonSprawl", "my.css". */
const char *weir_theme_get_id (WeirTheme *self);

/* For people: "Neon Sprawl", "my". */
const char *weir_theme_get_name (WeirTheme *self);

/* Made by the user, or being made. */
gboolean weir_theme_is_own (WeirTheme *self);

/* Returns: (nullable): NULL if it has an error */
const char *weir_theme_get_css (WeirTheme *self);

/* Returns: (nullable): a sentence, with line and column if it is about a place in the file */
const char *weir_theme_get_error (WeirTheme *self);

gboolean weir_theme_defines (WeirTheme *self, const char *color_name);

G_END_DECLS
