/* The line under the header that says what became of damaged settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hidden while there is nothing to say, and once it has been closed.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_TYPE_SETTINGS_BAR (weir_settings_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirSettingsBar, weir_settings_bar, WEIR, SETTINGS_BAR, GtkWidget)

/* @message: a sentence of weir_settings_rescue() */
void weir_settings_bar_show (WeirSettingsBar *self, const char *message);

G_END_DECLS
