/* A small picture of a theme, in its own colours: a header, the two directions, a few lines.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/theme.h"

G_BEGIN_DECLS

#define WEIR_TYPE_THEME_SWATCH (weir_theme_swatch_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeSwatch, weir_theme_swatch, WEIR, THEME_SWATCH, GtkWidget)

GtkWidget *weir_theme_swatch_new (void);

/* @theme: (nullable): one with an error looks like the desktop's */
void weir_theme_swatch_set_theme (WeirThemeSwatch *self, WeirTheme *theme);

G_END_DECLS
