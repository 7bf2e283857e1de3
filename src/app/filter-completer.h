/* Offers what may come next while a filter is written, in a popover under its entry.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The focus stays in the entry: Down and Up choose, Tab and Enter take, Escape closes.  Control and
 * Space opens it where nothing has been begun.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-model.h"

G_BEGIN_DECLS

typedef struct _WeirFilterCompleter WeirFilterCompleter;

/* @parent: has to call weir_filter_completer_present() when it is allocated */
WeirFilterCompleter *weir_filter_completer_new (GtkWidget *parent, GtkEditable *entry);
void weir_filter_completer_free (WeirFilterCompleter *self);

/* Whose flows say which values there are. */
void weir_filter_completer_set_model (WeirFilterCompleter *self, WeirFlowModel *model);

void weir_filter_completer_present (WeirFilterCompleter *self);

G_END_DECLS
