/* The manual, to be read without anything else installed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WEIR_TYPE_MANUAL_WINDOW (weir_manual_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirManualWindow, weir_manual_window, WEIR, MANUAL_WINDOW, AdwWindow)

/* Shows it beside @parent; there is one at a time. */
void weir_manual_window_present (GtkWindow *parent);

G_END_DECLS
