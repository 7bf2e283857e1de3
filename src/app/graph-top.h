/* One of the top flows of a moment, as the card of a rate graph names it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name; /* plain text, as long as it is: it is cut where there is no room */
  double rx_bps;
  double tx_bps;
} WeirGraphTop;

/* Returns: (transfer full) */
WeirGraphTop *weir_graph_top_new (const char *name, double rx_bps, double tx_bps);
void weir_graph_top_free (WeirGraphTop *self);

/* The @n flows with the highest rates over the seconds @from to @to, the last included; the highest
 * come first.
 *
 * Returns: (transfer full) (nullable) (element-type WeirGraphTop): NULL or empty if nothing is
 * known of them; its free func is weir_graph_top_free() */
typedef GPtrArray *(*WeirGraphTopFunc) (gint64 from, gint64 to, guint n, gpointer user_data);

G_END_DECLS
