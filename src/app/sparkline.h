/* The last seconds of a row as steps: download above a line, upload below it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both directions have one scale, and every row its own: it is the shape that is to be seen.  Time
 * runs from left to right in every language, as in the graph.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/list-style.h"
#include "core/flow/rate-window.h"

G_BEGIN_DECLS

#define WEIR_TYPE_SPARKLINE (weir_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (WeirSparkline, weir_sparkline, WEIR, SPARKLINE, GtkWidget)

GtkWidget *weir_sparkline_new (void);

/* What is shown, and in what its accessible description tells rates; at first both, in bits. */
void weir_sparkline_set_style (WeirSparkline *self, WeirLineMode line_mode, WeirUnit unit);

/* Copies the finished seconds; draws nothing if they are the same as before.
 * @window: (nullable): silence */
void weir_sparkline_set_window (WeirSparkline *self, const WeirRateWindow *window);

G_END_DECLS
