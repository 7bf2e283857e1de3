/* Every theme on one picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/theme-manager.h"

/* @window: as each theme is to show it
 * @settle: lets it be drawn */
void theme_sheet_take (GtkWindow *window,
                       WeirThemeManager *manager,
                       void (*settle) (void),
                       const char *path);
