/* The alerts, and the rules that they come from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/alerts.h"
#include "app/background.h"

G_BEGIN_DECLS

#define WEIR_TYPE_ALERT_WINDOW (weir_alert_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertWindow, weir_alert_window, WEIR, ALERT_WINDOW, AdwWindow)

/* The one of @parent that is open already, or another. */
void weir_alert_window_present (GtkWindow *parent,
                                WeirAlerts *alerts,
                                WeirBackground *background,
                                GSettings *settings);

G_END_DECLS
