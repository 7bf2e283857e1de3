/* Names as small numbers, for as long as somebody uses them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers begin with 1, and are used again when nobody uses them any more, so that they can be
 * places in arrays.  Bounded.  Main loop only.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_ALERT_MAX_NAMES 65536

typedef struct _WeirAlertNames WeirAlertNames;

WeirAlertNames *weir_alert_names_new (void);
void weir_alert_names_free (WeirAlertNames *self);

/* One more user of it.  Returns: 0 if there are too many names */
uint32_t weir_alert_names_use (WeirAlertNames *self, const char *name);

/* One user less.  @number: 0 is nobody's */
void weir_alert_names_release (WeirAlertNames *self, uint32_t number);

/* Returns: 0 if nobody uses it */
uint32_t weir_alert_names_find (const WeirAlertNames *self, const char *name);

/* Returns: (nullable) (transfer none) */
const char *weir_alert_names_get (const WeirAlertNames *self, uint32_t number);

/* Larger than every number. */
uint32_t weir_alert_names_get_end (const WeirAlertNames *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertNames, weir_alert_names_free)

G_END_DECLS
