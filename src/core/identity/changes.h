/* Tells views that more has become known of a process or a user.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* However much becomes known, functions are called no more often. */
#define WEIR_IDENTITY_CHANGES_INTERVAL_MS 100

typedef void (*WeirIdentityChangedFunc) (gpointer user_data);

/* Returns: a number for weir_identity_remove_changed_func() */
guint weir_identity_add_changed_func (WeirIdentityChangedFunc func, gpointer user_data);
void weir_identity_remove_changed_func (guint id);

/* Something has become known. */
void weir_identity_changed (void);

G_END_DECLS
