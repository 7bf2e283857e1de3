/* Alerts as notifications of the desktop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At most five a minute, and then one that says how many more there were.  A desktop without
 * notifications does no harm: the list has them all.  The buttons call "app.show-alert" (with a
 * filter) and "app.show-alerts", which are the application's, and "app.mute-alert" (with a rule),
 * which is this one's.  Main loop only.
 */
#pragma once

#include "app/alerts.h"

G_BEGIN_DECLS

#define WEIR_NOTIFICATIONS_A_MINUTE 5

typedef struct _WeirAlertNotifier WeirAlertNotifier;

/* Rates are written as the setting "unit" says. */
WeirAlertNotifier *weir_alert_notifier_new (GApplication *application,
                                            WeirAlerts *alerts,
                                            GSettings *settings);
void weir_alert_notifier_free (WeirAlertNotifier *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertNotifier, weir_alert_notifier_free)

G_END_DECLS
