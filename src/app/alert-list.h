/* The list of alerts, the newest first: what, when, "Show", and a button that takes it off.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Show", or Return on a row, calls "app.show-alert" with the alert's filter.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/alerts.h"

G_BEGIN_DECLS

#define WEIR_TYPE_ALERT_LIST (weir_alert_list_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertList, weir_alert_list, WEIR, ALERT_LIST, GtkWidget)

/* Rates are written as the setting "unit" says. */
void weir_alert_list_set_alerts (WeirAlertList *self, WeirAlerts *alerts, GSettings *settings);

G_END_DECLS
