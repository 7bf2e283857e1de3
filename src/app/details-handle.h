/* The line between list and details, which can be moved with the pointer and with the arrow keys.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals: "moved" (int): so many pixels for the details, within the range; "ended": and no more.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_TYPE_DETAILS_HANDLE (weir_details_handle_get_type ())
G_DECLARE_FINAL_TYPE (WeirDetailsHandle, weir_details_handle, WEIR, DETAILS_HANDLE, GtkWidget)

/* @orientation: in which it can be moved */
void weir_details_handle_set_orientation (WeirDetailsHandle *self, GtkOrientation orientation);
GtkOrientation weir_details_handle_get_orientation (WeirDetailsHandle *self);

/* Pixels of the details. */
void weir_details_handle_set_range (WeirDetailsHandle *self, int least, int most, int size);

G_END_DECLS
