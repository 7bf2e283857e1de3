/* Says which seconds of the past are shown, and leads back to now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not to be seen while now is shown.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_TIME_BAR (weir_time_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirTimeBar, weir_time_bar, WEIR, TIME_BAR, GtkWidget)

/* @session: (nullable): nothing is shown
 * @wanted_first: the first second that was asked for; where those at the beginning are no longer
 *   kept, that is said */
void weir_time_bar_update (WeirTimeBar *self, WeirSession *session, gint64 wanted_first);

/* None of the seconds that were asked for is kept. */
void weir_time_bar_say_gone (WeirTimeBar *self, WeirSession *session);

G_END_DECLS
