/* The last 40 seconds as a small picture: received upwards, sent downwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps of one second, on a scale of its own: it tells a shape, not amounts.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

#include "core/flow/rate-window.h"

G_BEGIN_DECLS

#define WEIR_TYPE_SPARKLINE (weir_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (WeirSparkline, weir_sparkline, WEIR, SPARKLINE, GtkWidget)

GtkWidget *weir_sparkline_new (void);

/* @window: (nullable): silence; copied */
void weir_sparkline_set_window (WeirSparkline *self, const WeirRateWindow *window);

G_END_DECLS
