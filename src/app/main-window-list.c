/* How the list of the window looks: bars, lines, ports, size, by settings, keys and the wheel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/main-window-private.h"
#include "core/source/interface-speed.h"

#define LINK_LIFETIME_US (10 * G_USEC_PER_SEC)

/* What the list has to be told of. */
static const char *const settings_of_style[] = { "bar-style", "bar-scale", "line-mode",
                                                 "show-ports", "show-services" };

/* A link may be negotiated anew; asking may wait for whoever configures the network. */
static double
get_link_bps (WeirMainWindow *self)
{
  const char *name = weir_session_get_name (self->session);
  gint64 now_us = g_get_monotonic_time ();

  if (weir_session_get_kind (self->session) != WEIR_SESSION_INTERFACE || name == NULL)
    return 0;

  name = g_intern_string (name);
  if (self->link_name != name || now_us - self->link_asked_us > LINK_LIFETIME_US)
    {
      self->link_name = name;
      self->link_asked_us = now_us;
      self->link_bps = weir_interface_get_speed_bps (name);
    }
  return self->link_bps;
}

void
weir_main_window_read_list_style (WeirMainWindow *self, WeirListStyle *style)
{
  weir_list_style_read (style, self->settings);
  style->is_mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  style->link_bps = get_link_bps (self);
}

void
weir_main_window_show_list_style (WeirMainWindow *self)
{
  const WeirListStyle *style =
      &weir_flow_model_get_context (weir_flow_view_get_model (self->flow_view))->style;
  GtkWidget *view = GTK_WIDGET (self->flow_view);

  if (style->line_mode == WEIR_LINE_TWO)
    gtk_widget_add_css_class (view, "two-lines");
  else
    gtk_widget_remove_css_class (view, "two-lines");
  weir_column_layout_set_line_mode (weir_flow_view_get_layout (self->flow_view), style->line_mode);
  weir_totals_bar_set_line_mode (self->totals_bar, style->line_mode);
  weir_flow_view_show_scale (self->flow_view);
}

/* All sizes in the list are told in its letters' size. */
static void
text_scale_changed_cb (WeirMainWindow *self)
{
  int percent = g_settings_get_int (self->settings, "text-scale");
  g_autofree char *css = g_strdup_printf ("columnview.flows { font-size: %d%%; }", percent);

  if (self->list_css == NULL)
    {
      self->list_css = gtk_css_provider_new ();
      gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                  GTK_STYLE_PROVIDER (self->list_css),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    }
  gtk_css_provider_load_from_data (self->list_css, css, -1);
  weir_column_layout_set_scale (weir_flow_view_get_layout (self->flow_view), percent);
}

static void
zoom (WeirMainWindow *self, gboolean is_larger)
{
  int percent = g_settings_get_int (self->settings, "text-scale");

  g_settings_set_int (self->settings, "text-scale",
                      weir_list_style_get_next_scale (percent, is_larger));
}

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom (user_data, TRUE);
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom (user_data, FALSE);
}

static void
zoom_normal_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_settings_reset (WEIR_MAIN_WINDOW (user_data)->settings, "text-scale");
}

/* Touchpads send many small steps; a click of a wheel is a whole one. */
static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, WeirMainWindow *self)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (scroll);

  if ((gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK) == 0)
    {
      self->scrolled = 0;
      return FALSE;
    }

  self->scrolled += dy;
  if (ABS (self->scrolled) >= 1)
    {
      zoom (self, self->scrolled < 0);
      self->scrolled = 0;
    }
  return TRUE;
}

/* The first row between the same two hosts, if any. */
static void
select_between (WeirMainWindow *self, const WeirFlowKey *pair)
{
  GListModel *list = G_LIST_MODEL (weir_flow_view_get_model (self->flow_view));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (WeirFlowItem) item = g_list_model_get_item (list, i);
      const WeirFlow *flow = weir_flow_item_get_flow (item);
      const WeirFlowKey key = weir_flow_key_without_ports (&flow->key);

      if (!weir_flow_key_equal (&key, pair))
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (list), i, TRUE);
      return;
    }
}

static gboolean
is_of_hosts (const WeirGroupKind *kind)
{
  return kind == NULL || kind->is_of_pairs;
}

void
weir_main_window_group_rows (WeirMainWindow *self)
{
  WeirFlowModel *model = weir_flow_view_get_model (self->flow_view);
  const WeirGroupKind *old = weir_flow_model_get_grouping (model);
  const WeirGroupKind *kind = weir_main_window_get_view (self);
  const WeirFlow *selected = weir_flow_model_get_selected (model, NULL);
  WeirFlowKey pair;

  if (kind == NULL && !g_settings_get_boolean (self->settings, "show-ports"))
    kind = weir_group_kind_get_pairs ();
  gtk_menu_button_set_label (self->view_button, kind != NULL ? _ (kind->title) : _ ("Flows"));
  if (selected != NULL)
    pair = weir_flow_key_without_ports (&selected->key);
  weir_flow_model_set_grouping (model, kind);
  if (selected != NULL && old != kind && is_of_hosts (old) && is_of_hosts (kind))
    select_between (self, &pair);
}

static void
ports_changed_cb (WeirMainWindow *self)
{
  if (weir_main_window_get_view (self) == NULL)
    weir_main_window_group_rows (self);
}

static void
turn_setting (WeirMainWindow *self, const char *key, int n_values)
{
  int value = g_settings_get_enum (self->settings, key);

  g_settings_set_enum (self->settings, key, (value + 1) % n_values);
}

static void
next_bar_style_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn_setting (user_data, "bar-style", WEIR_N_BAR_STYLES);
}

static void
next_line_mode_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn_setting (user_data, "line-mode", WEIR_N_LINE_MODES);
}

static void
next_bar_scale_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn_setting (user_data, "bar-scale", WEIR_BAR_SCALE_LINEAR + 1);
}

static const GActionEntry entries[] = {
  { .name = "next-bar-style", .activate = next_bar_style_cb },
  { .name = "next-bar-scale", .activate = next_bar_scale_cb },
  { .name = "next-line-mode", .activate = next_line_mode_cb },
  { .name = "zoom-in", .activate = zoom_in_cb },
  { .name = "zoom-out", .activate = zoom_out_cb },
  { .name = "zoom-normal", .activate = zoom_normal_cb },
};

void
weir_main_window_connect_list (WeirMainWindow *self, GCallback context_changed)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (settings_of_style); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", settings_of_style[i], NULL);

      g_signal_connect_object (self->settings, signal, context_changed, self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->settings, "changed::show-ports", G_CALLBACK (ports_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::text-scale",
                           G_CALLBACK (text_scale_changed_cb), self, G_CONNECT_SWAPPED);
  text_scale_changed_cb (self);

  /* Before the list itself scrolls. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->flow_view), scroll);
}

void
weir_main_window_disconnect_list (WeirMainWindow *self)
{
  if (self->list_css != NULL)
    gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                   GTK_STYLE_PROVIDER (self->list_css));
  g_clear_object (&self->list_css);
}
