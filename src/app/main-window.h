/* The main window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/flow-view.h"
#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_MAIN_WINDOW (weir_main_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirMainWindow, weir_main_window, WEIR, MAIN_WINDOW, AdwApplicationWindow)

/* Nothing runs in it yet: start something in its session. */
GtkWidget *weir_main_window_new (AdwApplication *application, GSettings *settings);

WeirSession *weir_main_window_get_session (WeirMainWindow *self);
WeirFlowView *weir_main_window_get_flow_view (WeirMainWindow *self);

/* The settings that it goes by have been overridden: those that are read only as it opens are read
 * again. */
void weir_main_window_follow_settings (WeirMainWindow *self);

/* Comes to the front with the flows that this filter lets through. */
void weir_main_window_show_filter (WeirMainWindow *self, const char *filter);

/* @message: what became of damaged settings */
void weir_main_window_tell_of_settings (WeirMainWindow *self, const char *message);

G_END_DECLS
