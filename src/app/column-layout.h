/* Which columns the list shows, in which order and how wide; chosen by the user, kept in the
 * settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Belongs to one GtkColumnView and is freed before it.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-columns.h"

G_BEGIN_DECLS

typedef struct _WeirColumnLayout WeirColumnLayout;

/* Called when columns have appeared or gone. */
typedef void (*WeirColumnLayoutFunc) (gpointer user_data);

WeirColumnLayout *weir_column_layout_new (GtkColumnView *view,
                                          WeirColumnLayoutFunc func,
                                          gpointer user_data);
void weir_column_layout_free (WeirColumnLayout *self);

/* Appends @view_column to the view, as the one that shows @column. */
void weir_column_layout_add (WeirColumnLayout *self,
                             GtkColumnViewColumn *view_column,
                             const WeirFlowColumn *column);

/* Takes over what the settings "columns" and "column-widths" say, and writes there what the user
 * changes from now on.  What makes no sense in them is passed over. */
void weir_column_layout_keep (WeirColumnLayout *self, GSettings *settings);

/* Reads those settings again. */
void weir_column_layout_follow (WeirColumnLayout *self);

/* Which columns have a place, and what they are titled, where rows show one direction or both. */
void weir_column_layout_set_line_mode (WeirColumnLayout *self, WeirLineMode line_mode);

/* Columns that were given a width have so many percent of it; at first 100. */
void weir_column_layout_set_scale (WeirColumnLayout *self, int percent);

/* How wide the list is on the screen: while nobody has chosen columns, those that are drawn come
 * and go with the room for them.  May be told while widgets are given their sizes. */
void weir_column_layout_set_room (WeirColumnLayout *self, int width);

/* Whether columns that say nothing of a capture file have a place. */
void weir_column_layout_set_shows_sockets (WeirColumnLayout *self, gboolean shows_sockets);

/* While flows are grouped, only the columns of groups and of sums have a place.
 * @group_title: (nullable): what the groups are, translated; NULL: the list shows flows */
void weir_column_layout_set_grouped (WeirColumnLayout *self, const char *group_title);

/* Returns: (transfer none) */
GtkColumnViewColumn *weir_column_layout_find (WeirColumnLayout *self, const WeirFlowColumn *column);
const WeirFlowColumn *weir_column_layout_get_column (GtkColumnViewColumn *view_column);
gboolean weir_column_layout_is_shown (WeirColumnLayout *self, const WeirFlowColumn *column);

/* Returns: @column if it is shown, else its like that is; else NULL */
const WeirFlowColumn *weir_column_layout_get_stand_in (WeirColumnLayout *self,
                                                       const WeirFlowColumn *column);

/* Those that are shown and hold text, from the left to the right.
 * Returns: (transfer container) (element-type WeirFlowColumn) */
GPtrArray *weir_column_layout_dup_shown (WeirColumnLayout *self);

/* A switch for each column, by its id; for a menu with the prefix "columns".
 * Returns: (transfer none) */
GActionGroup *weir_column_layout_get_actions (WeirColumnLayout *self);

/* Returns: (transfer full) */
GMenuModel *weir_column_layout_create_menu (void);

/* By which columns of flows "win.sort" sorts, for those who cannot click on their titles.
 * Returns: (transfer full) */
GMenuModel *weir_column_layout_create_sort_menu (void);

G_END_DECLS
