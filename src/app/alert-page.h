/* A page of preferences: the rules of alerts, the background, and what is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/alerts.h"
#include "app/background.h"

G_BEGIN_DECLS

#define WEIR_TYPE_ALERT_PAGE (weir_alert_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertPage, weir_alert_page, WEIR, ALERT_PAGE, AdwPreferencesPage)

void weir_alert_page_set_alerts (WeirAlertPage *self,
                                 WeirAlerts *alerts,
                                 WeirBackground *background,
                                 GSettings *settings);

/* Has a rule made. */
void weir_alert_page_add_rule (WeirAlertPage *self);

G_END_DECLS
