/* The way that one has gone into the groups: "Applications › Firefox", each step a button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Remembers what the list showed before each step, so that one can go back.  Not to be seen while
 * there is no step.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* More than there are kinds of groups; further steps replace the last. */
#define WEIR_PATH_BAR_MAX_STEPS 16

#define WEIR_TYPE_PATH_BAR (weir_path_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirPathBar, weir_path_bar, WEIR, PATH_BAR, GtkWidget)

/* Signal "went-back" (const char *view, const char *filter): the list is to show this again. */

/* A group has been opened.
 * @view, @filter: what the list showed before
 * @view_title: of @view
 * @title: of the group */
void weir_path_bar_push (WeirPathBar *self,
                         const char *view,
                         const char *filter,
                         const char *view_title,
                         const char *title);

/* Returns: whether there was a step to take back */
gboolean weir_path_bar_go_back (WeirPathBar *self);

/* The list shows something that no step led to. */
void weir_path_bar_clear (WeirPathBar *self);

gboolean weir_path_bar_is_empty (WeirPathBar *self);

G_END_DECLS
