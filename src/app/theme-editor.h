/* The window in which a theme is made, colour by colour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is being made is shown at once by the whole program.  It is kept as a file of the user's;
 * Escape and closing the window bring back what was there.
 */
#pragma once

#include <adwaita.h>

#include "app/theme-manager.h"

G_BEGIN_DECLS

#define WEIR_TYPE_THEME_EDITOR (weir_theme_editor_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeEditor, weir_theme_editor, WEIR, THEME_EDITOR, AdwWindow)

/* @theme: to begin with; one of the user's is replaced unless it is given another name */
void weir_theme_editor_present (GtkWindow *parent, WeirThemeManager *manager, WeirTheme *theme);

G_END_DECLS
