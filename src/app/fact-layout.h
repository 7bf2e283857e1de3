/* How a fact stands in its row: what it is on one side, what it says on the other, and more below.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For a widget with these three children.  It asks for a width that does not depend on what is
 * said: the details have their width from elsewhere, and a label that wraps is laid out some forty
 * times to find out how narrow it could be.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_TYPE_FACT_LAYOUT (weir_fact_layout_get_type ())
G_DECLARE_FINAL_TYPE (WeirFactLayout, weir_fact_layout, WEIR, FACT_LAYOUT, GtkLayoutManager)

GtkLayoutManager *weir_fact_layout_new (void);

G_END_DECLS
