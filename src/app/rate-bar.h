/* iftop's bar behind a text: download above, upload below, like the graph; where each direction has
 * a line of text, each behind its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grows from where lines of text begin.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/list-style.h"

G_BEGIN_DECLS

#define WEIR_TYPE_RATE_BAR (weir_rate_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirRateBar, weir_rate_bar, WEIR, RATE_BAR, GtkWidget)

/* @child: (transfer floating): what lies over the bar */
GtkWidget *weir_rate_bar_new (GtkWidget *child);

void weir_rate_bar_set_style (WeirRateBar *self, WeirBarStyle style, WeirLineMode line_mode);

/* Parts of the whole width, 0 … 1. */
void weir_rate_bar_set_fractions (WeirRateBar *self, double rx, double tx);

G_END_DECLS
