/* The window of the preferences: every setting that a person may want, and nowhere else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is changed holds at once.  ui/preferences.ui has the pages; a control is bound by its name
 * (setting-rows.h).  What only remembers how things were left, as the size of the window, is not
 * here; tests/app/test-preferences.c has the list of that.
 */
#pragma once

#include <adwaita.h>

#include "app/theme-manager.h"

G_BEGIN_DECLS

#define WEIR_TYPE_PREFERENCES (weir_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WeirPreferences, weir_preferences, WEIR, PREFERENCES, AdwPreferencesWindow)

/* @parent: the main window of which these are the preferences
 * @settings: what the program goes by */
void weir_preferences_present (GtkWindow *parent, GSettings *settings, WeirThemeManager *manager);

G_END_DECLS
