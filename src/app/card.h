/* A card: a popover that tells more of what the pointer rests on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opens beside the place once the pointer has rested for WEIR_CARD_REST_MS in the active window,
 * and goes when the pointer leaves the place, when a button or a key is pressed, when another
 * window becomes the active one, and with its widget.  It takes no focus and no click: what lies
 * under it is clicked as if it were not there.  Texts are plain, never markup.  Main loop only.
 *
 *     static gboolean
 *     fill_cb (WeirCard *card, double x, double y, GdkRectangle *area, gpointer user_data)
 *     {
 *       *area = (GdkRectangle){ 0, 0, width, height };
 *       weir_card_set_title (card, _ ("Upload"), NULL);
 *       weir_card_add (card, _ ("Peak"), peak_text);
 *       return TRUE;
 *     }
 *
 *     card = weir_card_new (GTK_WIDGET (self), GTK_WIDGET (self->upload_label), fill_cb, self);
 *     g_settings_bind (settings, "show-cards", card, "enabled", G_SETTINGS_BIND_GET);
 */
#pragma once

#include <gtk/gtk.h>

#include "core/flow/rate-window.h"

G_BEGIN_DECLS

#define WEIR_CARD_REST_MS 1000

/* Rows of a card; further ones are left out. */
#define WEIR_CARD_MAX_ROWS 24

#define WEIR_TYPE_CARD (weir_card_get_type ())
G_DECLARE_FINAL_TYPE (WeirCard, weir_card, WEIR, CARD, GtkPopover)

/**
 * WeirCardFunc:
 * @card: empty; to be filled
 * @x, @y: where the pointer is in the widget it rests on
 * @area: (out): the part of that widget that the card is about; the card points to it, and goes
 * when the pointer leaves it
 *
 * Called when the pointer has rested, and by weir_card_update() while the card is open.
 *
 * Returns: whether there is anything to tell
 */
typedef gboolean (
    *WeirCardFunc) (WeirCard *card, double x, double y, GdkRectangle *area, gpointer user_data);

/**
 * weir_card_new:
 * @parent: of the popover.  If it has no layout manager, it presents the card in its
 * size_allocate() (gtk_popover_present()); it unparents the card in its dispose()
 * @rested_on: @parent or below it
 *
 * Returns: (transfer none): owned by @parent
 */
WeirCard *weir_card_new (GtkWidget *parent,
                         GtkWidget *rested_on,
                         WeirCardFunc func,
                         gpointer user_data);

/* Property "enabled": whether it opens at all; TRUE at first. */
void weir_card_set_enabled (WeirCard *self, gboolean is_enabled);
gboolean weir_card_get_enabled (WeirCard *self);

/* What it is about.
 * @subtitle: (nullable) */
void weir_card_set_title (WeirCard *self, const char *title, const char *subtitle);

/* One row: what it is, and what it says.  @value: (nullable): the row is left out */
void weir_card_add (WeirCard *self, const char *label, const char *value);

/* The same for both directions, coloured as these are. */
void weir_card_add_both (WeirCard *self,
                         const char *label,
                         const char *download,
                         const char *upload);

/* A line between the rows before and those after it. */
void weir_card_add_separator (WeirCard *self);

/* The last 40 seconds as a small picture at the end of the card.
 * @window: (nullable): there is none; copied */
void weir_card_set_history (WeirCard *self, const WeirRateWindow *window);

/* The numbers have changed: an open card is filled anew, where it is, or goes if its place is about
 * something else by now. */
void weir_card_update (WeirCard *self);

/* Opens at once, whether it is enabled or not, as if the pointer had rested there. */
void weir_card_open (WeirCard *self, double x, double y);

/* Goes at once, and comes back only after another rest. */
void weir_card_hide (WeirCard *self);

gboolean weir_card_is_open (WeirCard *self);

G_END_DECLS
