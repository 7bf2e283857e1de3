/* The line under the header that says what is not shown for want of a right, and offers to ask for
 * it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_NOTICE_BAR (weir_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirNoticeBar, weir_notice_bar, WEIR, NOTICE_BAR, GtkWidget)

void weir_notice_bar_set_session (WeirNoticeBar *self, WeirSession *session);

G_END_DECLS
