/* A part of the header or footer that has a card.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The card opens when the pointer rests on the part, as cards do (app/card.h), and at once by the
 * secondary button, or by the Menu key or Shift+F10 while the part or something in it has the
 * focus, also where cards are not enabled.
 */
#pragma once

#include "app/card.h"

G_BEGIN_DECLS

typedef void (*WeirSegmentFunc) (WeirCard *card, gpointer user_data);

/* @widget: has a layout manager; whoever disposes of it unparents the card before
 * @func: fills the card
 * Returns: (transfer none) */
WeirCard *weir_segment_add_card (GtkWidget *widget, WeirSegmentFunc func, gpointer user_data);

G_END_DECLS
