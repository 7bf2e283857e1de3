/* Which themes there are, and which one the display has.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The setting "theme" says which was chosen.  A preview takes its place until it is kept or given
 * up.  What cannot be used is never shown: what was there stays, "problem" says why.  So it is with
 * a file of the user's that has an error, or in which a text that nobody can do without has less
 * than WEIR_CONTRAST_LEAST; less than WEIR_CONTRAST_GOOD is shown, and said.
 *
 * A theme lies over the desktop's style and over the user's gtk.css: as a whole its colours fit,
 * mixed with others they might not.  What it leaves out comes from the desktop's style, in light or
 * dark as the theme's own ground is.
 *
 * Main loop.
 */
#pragma once

#include "app/theme-list.h"

G_BEGIN_DECLS

#define WEIR_TYPE_THEME_MANAGER (weir_theme_manager_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeManager, weir_theme_manager, WEIR, THEME_MANAGER, GObject)

/* Shows the theme of the settings at once. */
WeirThemeManager *weir_theme_manager_new (GSettings *settings);

/* Returns: (transfer none) */
WeirThemeList *weir_theme_manager_get_list (WeirThemeManager *self);

/* The one of the settings, as weir_theme_list_dup() has it.
 * Returns: (transfer full) */
WeirTheme *weir_theme_manager_dup_chosen (WeirThemeManager *self);

/* Returns: whether it is shown */
gboolean weir_theme_manager_preview (WeirThemeManager *self, WeirTheme *theme);

/* Back to the one of the settings. */
void weir_theme_manager_end_preview (WeirThemeManager *self);

/* Shows it and writes it to the settings.  Returns: whether it could */
gboolean weir_theme_manager_choose (WeirThemeManager *self, WeirTheme *theme);

/* What is wrong with what was last to be shown; also the property "problem".
 * Returns: (nullable): sentences */
const char *weir_theme_manager_get_problem (WeirThemeManager *self);

G_END_DECLS
