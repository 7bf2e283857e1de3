/* Where the filter is written: an entry, what is wrong under it, and its parts as pills.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model has the newest filter that could be read.  Emits "changed" when it has been given
 * another one, and "finished" when the user has done with the entry.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/flow-model.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FILTER_BAR (weir_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirFilterBar, weir_filter_bar, WEIR, FILTER_BAR, GtkWidget)

/* Filters used before that are kept. */
#define WEIR_FILTER_BAR_MAX_HISTORY 20

/* The settings "filter" and "filter-history" are read, and kept up to date. */
void weir_filter_bar_set_model (WeirFilterBar *self, WeirFlowModel *model, GSettings *settings);

/* Returns: (transfer none): where the text is */
GtkEditable *weir_filter_bar_get_entry (WeirFilterBar *self);

/* Filters by this text at once. */
void weir_filter_bar_set_text (WeirFilterBar *self, const char *text);

/* Keeps only flows with this value, or excludes them; at once. */
void weir_filter_bar_add (WeirFilterBar *self,
                          const char *field,
                          const char *value,
                          gboolean is_excluding);

/* The same for what is written in the filter language already. */
void weir_filter_bar_add_part (WeirFilterBar *self, const char *part, gboolean is_excluding);

G_END_DECLS
