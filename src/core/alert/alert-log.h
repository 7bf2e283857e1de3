/* The list of alerts that is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The newest come last; beyond WEIR_ALERT_LOG_MAX the oldest goes.  As a file: JSON, one object a
 * line.  Main loop only.
 */
#pragma once

#include "core/alert/alert.h"

G_BEGIN_DECLS

#define WEIR_ALERT_LOG_MAX 1000
#define WEIR_ALERT_LOG_MAX_FILE_BYTES (32 * 1024 * 1024)

typedef struct _WeirAlertLog WeirAlertLog;

WeirAlertLog *weir_alert_log_new (void);
void weir_alert_log_free (WeirAlertLog *self);

/* @alert: (transfer full): gets an id
 * Returns: (transfer none): valid until the list changes */
const WeirAlert *weir_alert_log_add (WeirAlertLog *self, WeirAlert *alert);

/* It is over.  @peak: the highest value that it had. */
void weir_alert_log_end (WeirAlertLog *self, uint64_t id, int64_t end_us, double peak);

/* One that is not there, or that was removed, changes nothing. */
void weir_alert_log_remove (WeirAlertLog *self, uint64_t id);
void weir_alert_log_clear (WeirAlertLog *self);

void weir_alert_log_mark_all_read (WeirAlertLog *self);
guint weir_alert_log_get_n_unread (const WeirAlertLog *self);

/* 0 is the oldest. */
guint weir_alert_log_get_n (const WeirAlertLog *self);
const WeirAlert *weir_alert_log_get (const WeirAlertLog *self, guint i);

/* Returns: (nullable) (transfer none) */
const WeirAlert *weir_alert_log_find (const WeirAlertLog *self, uint64_t id);

/* Returns: (transfer full) */
GString *weir_alert_log_to_text (const WeirAlertLog *self);

/* Takes from a file what can be read, in the place of what is there.  Alerts that went on when the
 * file was written have ended since, nobody knows when.
 * Returns: whether that was all of it */
gboolean weir_alert_log_read (WeirAlertLog *self, const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertLog, weir_alert_log_free)

G_END_DECLS
