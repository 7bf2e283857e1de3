/* The button of the header bar that says how many alerts have not been looked at; hidden while
 * there are none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/alerts.h"

G_BEGIN_DECLS

#define WEIR_TYPE_ALERT_BUTTON (weir_alert_button_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertButton, weir_alert_button, WEIR, ALERT_BUTTON, GtkWidget)

void weir_alert_button_set_alerts (WeirAlertButton *self, WeirAlerts *alerts);

G_END_DECLS
