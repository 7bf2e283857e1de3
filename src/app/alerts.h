/* The alerts of the program: the rules, who looks whether they are met, and what is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only what is counted live raises alerts, and only that is counted for months: never a file.
 * Lives as long as the application; watches the session of a window.  Main loop only.
 */
#pragma once

#include "app/alert-entry.h"
#include "app/session.h"
#include "core/alert/alert-engine.h"
#include "core/alert/alert-log.h"

G_BEGIN_DECLS

/* Signals:
 *   "raised" (const WeirAlert *): somebody is to be told; not of rules that are muted, nor of each
 * one of a storm.
 *   "log-changed": the list of alerts.
 *   "rules-changed": the rules, or what is wrong with them.
 *   "rows-changed": weir_alerts_is_alerting() may have another answer. */
#define WEIR_TYPE_ALERTS (weir_alerts_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlerts, weir_alerts, WEIR, ALERTS, GObject)

/* The setting "alert-rules" is followed.
 * @folder: (nullable): where the list, what was seen and the months are kept; NULL: in the user's
 *   data folder */
WeirAlerts *weir_alerts_new (GSettings *settings, const char *folder);

/* @session: (nullable) */
void weir_alerts_set_session (WeirAlerts *self, WeirSession *session);

/* If it is the one that is watched. */
void weir_alerts_leave_session (WeirAlerts *self, WeirSession *session);

/* The list.  Newest last. */
const WeirAlertLog *weir_alerts_get_log (WeirAlerts *self);
void weir_alerts_dismiss (WeirAlerts *self, uint64_t id);
void weir_alerts_clear_log (WeirAlerts *self);
void weir_alerts_mark_all_read (WeirAlerts *self);

guint weir_alerts_get_n_rules (WeirAlerts *self);
const WeirAlertEntry *weir_alerts_get_rule (WeirAlerts *self, guint i);

/* @replaced: (nullable): the text of the rule in whose place it is put
 * Sets WEIR_ERROR_INVALID: there are too many, or there is one like that. */
gboolean weir_alerts_save_rule (WeirAlerts *self,
                                const WeirAlertRule *rule,
                                const char *replaced,
                                GError **error);
void weir_alerts_remove_rule (WeirAlerts *self, const char *text);

/* Nobody is told of what this rule meets for an hour; the list is.
 * @id: weir_alert_rule_dup_id() */
void weir_alerts_mute (WeirAlerts *self, const char *id);
gboolean weir_alerts_is_muted (WeirAlerts *self, const char *id);

/* What it has met at most in this run; see weir_alert_engine_get_highest(). */
double weir_alerts_get_highest (WeirAlerts *self, const char *id);

/* Whether a row, of a flow or of a group of flows, is to be marked. */
gboolean weir_alerts_is_alerting (WeirAlerts *self, const WeirFlow *flow);

/* Everything that is kept is deleted: the list, what was seen, the months.  Not the rules. */
void weir_alerts_forget (WeirAlerts *self);

/* What is wrong with what is kept, as a sentence.  Returns: (nullable) (transfer none) */
const char *weir_alerts_get_problem (WeirAlerts *self);

/* Waits until all is written. */
void weir_alerts_flush (WeirAlerts *self);

G_END_DECLS
