/* A window in which a rule of alerts is made or changed; it says the rule as a sentence.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/alerts.h"

G_BEGIN_DECLS

#define WEIR_TYPE_ALERT_RULE_EDITOR (weir_alert_rule_editor_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertRuleEditor,
                      weir_alert_rule_editor,
                      WEIR,
                      ALERT_RULE_EDITOR,
                      AdwWindow)

/* @text: (nullable): the rule that is changed; NULL: a new one
 * @filter: of a new rule: what it is to be about, "" for everything */
void weir_alert_rule_editor_present (GtkWindow *parent,
                                     WeirAlerts *alerts,
                                     GSettings *settings,
                                     const char *text,
                                     const char *filter);

G_END_DECLS
