/* iftop's scale line: the marks of the bars, in the title of their column.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/bar-scale.h"

G_BEGIN_DECLS

#define WEIR_TYPE_RATE_SCALE (weir_rate_scale_get_type ())
G_DECLARE_FINAL_TYPE (WeirRateScale, weir_rate_scale, WEIR, RATE_SCALE, GtkWidget)

/**
 * weir_rate_scale_attach:
 * @title: the button of a column's title, as GtkColumnView makes it; the scale goes behind its text
 * @tooltip: what else it says when the pointer rests on it
 *
 * Returns: (transfer none)
 */
WeirRateScale *weir_rate_scale_attach (GtkWidget *title, const char *tooltip);

/* @scale: (nullable): there are no bars; is copied */
void weir_rate_scale_show (WeirRateScale *self, const WeirBarScale *scale);

G_END_DECLS
