/* The window in which a theme is chosen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is selected is shown at once by the whole program; Enter keeps it, Escape and closing the
 * window bring back what was there.
 */
#pragma once

#include <adwaita.h>

#include "app/theme-manager.h"

G_BEGIN_DECLS

#define WEIR_TYPE_THEME_CHOOSER (weir_theme_chooser_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeChooser, weir_theme_chooser, WEIR, THEME_CHOOSER, AdwWindow)

void weir_theme_chooser_present (GtkWindow *parent, WeirThemeManager *manager);

G_END_DECLS
