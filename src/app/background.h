/* Going on without a window, and what the desktop is asked and told of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the setting "run-in-background" is on, a window that is closed is only hidden: counting and
 * alerts go on, nothing is drawn, and launching Weir again brings it back.  Where the desktop has
 * the portal org.freedesktop.portal.Background of
 * XDG Desktop Portal it is asked whether that may be, and to start Weir at login
 * ("start-at-login"); if it refuses, the setting goes off and why is said.  While the window is
 * hidden a short sentence tells what Weir is doing.  Without the portal Weir is a process like any
 * other, started at login by a file of its own (app/autostart.h).  Main loop only.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Property "note" (nullable): what the user is to know of it, as a sentence. */
#define WEIR_TYPE_BACKGROUND (weir_background_get_type ())
G_DECLARE_FINAL_TYPE (WeirBackground, weir_background, WEIR, BACKGROUND, GObject)

/* Asks nothing before a setting changes. */
WeirBackground *weir_background_new (GApplication *application, GSettings *settings);

/* Whether the desktop can be asked: is there a portal? */
gboolean weir_background_has_portal (WeirBackground *self);

/* @window: is hidden instead of closed, while the setting is on; asks are for it */
void weir_background_set_window (WeirBackground *self, GtkWindow *window);

/* What Weir is doing, for the desktop's list of programs in the background; at most 96 characters.
 * Told while the window is hidden. */
void weir_background_set_status (WeirBackground *self, const char *status);

G_END_DECLS
