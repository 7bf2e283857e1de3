/* The rules of alerts as the setting "alert-rules" has them, those that cannot be read among them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/alert/alert-rule.h"

G_BEGIN_DECLS

/* A rule as the settings have it. */
typedef struct
{
  char *text;
  WeirAlertRule *rule; /* (nullable): it cannot be read */
  char *error;         /* (nullable): then why */
} WeirAlertEntry;

/* Returns: (transfer full) (element-type WeirAlertEntry) */
GPtrArray *weir_alert_entries_read (GSettings *settings);

/* Writes them with one change; what cannot be read stays as it is.
 * @text: (nullable): stands in the place of @replaced, or if that is %NULL at the end; %NULL:
 *   @replaced goes */
void weir_alert_entries_write (const GPtrArray *entries,
                               const char *text,
                               const char *replaced,
                               GSettings *settings);

G_END_DECLS
