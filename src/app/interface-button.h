/* The chooser in the header: interfaces, how to capture on them, or a file instead.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_INTERFACE_BUTTON (weir_interface_button_get_type ())
G_DECLARE_FINAL_TYPE (WeirInterfaceButton, weir_interface_button, WEIR, INTERFACE_BUTTON, GtkWidget)

void weir_interface_button_set_session (WeirInterfaceButton *self,
                                        WeirSession *session,
                                        GSettings *settings);

/* Opens the list of what can be listened on. */
void weir_interface_button_open (WeirInterfaceButton *self);

G_END_DECLS
