/* The line under the header that says why the chosen theme is not, or not well, to be seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/theme-manager.h"

G_BEGIN_DECLS

#define WEIR_TYPE_THEME_BAR (weir_theme_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeBar, weir_theme_bar, WEIR, THEME_BAR, GtkWidget)

void weir_theme_bar_set_manager (WeirThemeBar *self, WeirThemeManager *manager);

G_END_DECLS
