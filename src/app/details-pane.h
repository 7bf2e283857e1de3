/* Where the details stand: beside the list, below it, or over it, as the window allows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Has an AdwFlap for its only child, whose content is the list, whose flap is the details and whose
 * separator is a WeirDetailsHandle.  What it asks room for does not depend on where they stand, so
 * that no window changes its size, and none turns back and forth, because they move.  Where they
 * lie over the list they are closed at first, and open again where there is room.  Main loop only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_DETAILS_NOWHERE, /* before there is any room */
  WEIR_DETAILS_BESIDE,
  WEIR_DETAILS_BELOW,
  WEIR_DETAILS_OVER,
} WeirDetailsPlace;

#define WEIR_TYPE_DETAILS_PANE (weir_details_pane_get_type ())
G_DECLARE_FINAL_TYPE (WeirDetailsPane, weir_details_pane, WEIR, DETAILS_PANE, GtkWidget)

/* Reads and writes the sizes that the user gives the details: "details-width", "details-height". */
void weir_details_pane_keep (WeirDetailsPane *self, GSettings *settings);

WeirDetailsPlace weir_details_pane_get_place (WeirDetailsPane *self);

G_END_DECLS
