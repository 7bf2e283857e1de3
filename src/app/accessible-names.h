/* Names that the toolkit gives its own parts badly, or not at all, for whoever hears the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GTK 4.8 reads a button's mnemonic aloud ("_Cancel Cancel"), calls a menu button by its class and
 * a page of a menu not at all, and libadwaita 1.2 leaves its switchers and lists without titles
 * unnamed.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Mends all windows whenever they are shown.  Once in a process. */
void weir_accessible_names_watch (void);

/* Mends what has been put into a window that is shown already. */
void weir_accessible_names_mend (GtkWidget *root);

G_END_DECLS
