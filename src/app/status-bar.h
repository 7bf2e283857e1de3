/* The line under the header that appears when something is wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_STATUS_BAR (weir_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirStatusBar, weir_status_bar, WEIR, STATUS_BAR, GtkWidget)

void weir_status_bar_set_session (WeirStatusBar *self, WeirSession *session);

G_END_DECLS
