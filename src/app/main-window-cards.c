/* The cards of the header and the footer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/main-window-private.h"
#include "app/segment.h"
#include "app/session-cards.h"

static WeirUnit
get_unit (WeirMainWindow *self)
{
  return g_settings_get_enum (self->settings, "unit");
}

static void
fill_source_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_session_card_fill_source (card, self->session, self->settings);
}

static void
fill_state_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  g_autoptr (WeirTheme) theme = weir_theme_manager_dup_chosen (self->theme_manager);

  weir_session_card_fill_state (card, self->session, self->settings,
                                theme != NULL ? weir_theme_get_name (theme) : NULL);
}

static void
fill_pause_cb (WeirCard *card, gpointer user_data)
{
  weir_session_card_fill_pause (card, WEIR_MAIN_WINDOW (user_data)->session);
}

static void
fill_download_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_session_card_fill_rate (card, self->session, get_unit (self), TRUE);
}

static void
fill_upload_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_session_card_fill_rate (card, self->session, get_unit (self), FALSE);
}

static void
fill_sums_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_session_card_fill_sums (
      card, self->session, weir_flow_model_get_sums (weir_flow_view_get_model (self->flow_view)),
      get_unit (self));
}

static void
fill_flows_cb (WeirCard *card, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_session_card_fill_flows (card, self->session, weir_flow_view_get_model (self->flow_view));
}

static void
fill_packets_cb (WeirCard *card, gpointer user_data)
{
  weir_session_card_fill_packets (card, WEIR_MAIN_WINDOW (user_data)->session);
}

static WeirCard *
add_card (WeirMainWindow *self, gpointer segment, WeirSegmentFunc func, GtkPositionType position)
{
  WeirCard *card = weir_segment_add_card (GTK_WIDGET (segment), func, self);

  gtk_popover_set_position (GTK_POPOVER (card), position);
  g_settings_bind (self->settings, "show-cards", card, "enabled", G_SETTINGS_BIND_GET);
  g_ptr_array_add (self->cards, card);
  return card;
}

static void
packets_clicked_cb (GtkWidget *button, WeirCard *card)
{
  weir_card_open (card, gtk_widget_get_width (button) / 2.0, gtk_widget_get_height (button) / 2.0);
}

/* "Download 25.4 Mb/s": which of the two is heard as well. */
static void
name_rate (gpointer segment, gpointer title, gpointer label)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (segment), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, label, NULL, -1);
}

void
weir_main_window_add_cards (WeirMainWindow *self)
{
  GtkWidget *packets = weir_totals_bar_get_segment (self->totals_bar, WEIR_TOTALS_PACKETS);
  WeirCard *packets_card;

  self->cards = g_ptr_array_new ();
  /* It is reached by the keyboard for its card's sake. */
  gtk_widget_set_focusable (GTK_WIDGET (self->title), TRUE);
  name_rate (self->download_segment, self->download_title, self->download_label);
  name_rate (self->upload_segment, self->upload_title, self->upload_label);
  add_card (self, self->interface_button, fill_source_cb, GTK_POS_BOTTOM);
  add_card (self, self->pause_button, fill_pause_cb, GTK_POS_BOTTOM);
  add_card (self, self->title, fill_state_cb, GTK_POS_BOTTOM);
  add_card (self, self->download_segment, fill_download_cb, GTK_POS_BOTTOM);
  add_card (self, self->upload_segment, fill_upload_cb, GTK_POS_BOTTOM);
  add_card (self, weir_totals_bar_get_segment (self->totals_bar, WEIR_TOTALS_SUMS), fill_sums_cb,
            GTK_POS_TOP);
  add_card (self, weir_totals_bar_get_segment (self->totals_bar, WEIR_TOTALS_FLOWS), fill_flows_cb,
            GTK_POS_TOP);
  packets_card = add_card (self, packets, fill_packets_cb, GTK_POS_TOP);
  g_signal_connect_object (packets, "clicked", G_CALLBACK (packets_clicked_cb), packets_card, 0);
}

void
weir_main_window_update_cards (WeirMainWindow *self)
{
  for (guint i = 0; self->cards != NULL && i < self->cards->len; i++)
    weir_card_update (g_ptr_array_index (self->cards, i));
}

void
weir_main_window_remove_cards (WeirMainWindow *self)
{
  for (guint i = 0; self->cards != NULL && i < self->cards->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->cards, i));
  g_clear_pointer (&self->cards, g_ptr_array_unref);
}
