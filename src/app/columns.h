/* Two things one below the other, or side by side where they are given the width for it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its two children are told by their order.  Which way they stand follows from the width alone.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_TYPE_COLUMNS (weir_columns_get_type ())
G_DECLARE_FINAL_TYPE (WeirColumns, weir_columns, WEIR, COLUMNS, GtkWidget)

G_END_DECLS
