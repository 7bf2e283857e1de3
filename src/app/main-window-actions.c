/* What can be done in the window, by menu, button and key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/main-window-private.h"
#include "app/preferences.h"
#include "app/reverse-dns.h"
#include "app/manual-window.h"
#include "app/theme-chooser.h"
#include "app/theme-editor.h"
#include "core/export/json-report.h"

static const WeirFlow *
get_selected (WeirMainWindow *self)
{
  return weir_flow_model_get_selected (weir_flow_view_get_model (self->flow_view), NULL);
}

static void
set_clipboard (WeirMainWindow *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
file_response_cb (GtkNativeDialog *dialog, int response, WeirMainWindow *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->file_chooser);

  if (file != NULL)
    weir_session_start_file (self->session, file);
}

static void
add_file_filters (GtkFileChooser *chooser)
{
  static const char *const suffixes[] = { "pcap", "pcapng", "cap", "dmp", "ntar" };
  g_autoptr (GtkFileFilter) captures = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (captures, _ ("Capture files"));
  gtk_file_filter_add_mime_type (captures, "application/vnd.tcpdump.pcap");
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (captures, suffixes[i]);
  gtk_file_chooser_add_filter (chooser, captures);

  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  if (self->file_chooser == NULL)
    {
      self->file_chooser = gtk_file_chooser_native_new (_ ("Open Capture File"), GTK_WINDOW (self),
                                                        GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
      add_file_filters (GTK_FILE_CHOOSER (self->file_chooser));
      g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (file_response_cb), self,
                               0);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_session_retry (WEIR_MAIN_WINDOW (user_data)->session);
}

static void
see_all_traffic_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_session_see_all_traffic (WEIR_MAIN_WINDOW (user_data)->session);
}

static void
stop_asking_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_session_stop_asking (WEIR_MAIN_WINDOW (user_data)->session);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlow *flow = get_selected (self);
  g_autofree char *text = NULL;

  if (flow == NULL)
    return;

  text = weir_flow_columns_dup_row_text (
      flow, weir_flow_model_get_context (weir_flow_view_get_model (self->flow_view)));
  set_clipboard (self, text);
}

static void
copy_json_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlowContext *context =
      weir_flow_model_get_context (weir_flow_view_get_model (self->flow_view));
  const WeirFlow *flow = get_selected (user_data);
  g_autofree char *text = NULL;

  if (flow == NULL)
    return;

  text = weir_json_dup_flow (flow, &context->known);
  set_clipboard (user_data, text);
}

static void
copy_local_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const WeirFlow *flow = get_selected (user_data);
  char text[WEIR_ADDRESS_TEXT_MAX];

  if (flow != NULL)
    set_clipboard (user_data, weir_address_format (&flow->key.local, flow->key.family, text));
}

static void
copy_remote_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const WeirFlow *flow = get_selected (user_data);
  char text[WEIR_ADDRESS_TEXT_MAX];

  if (flow != NULL)
    set_clipboard (user_data, weir_address_format (&flow->key.remote, flow->key.family, text));
}

static void
filter_remote_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlow *flow = get_selected (self);
  char text[WEIR_ADDRESS_TEXT_MAX];

  if (flow != NULL)
    weir_filter_bar_add (self->filter_bar, "remote",
                         weir_address_format (&flow->key.remote, flow->key.family, text), FALSE);
}

static void
filter_add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const char *field, *value;

  g_variant_get (parameter, "(&s&s)", &field, &value);
  if (weir_filter_field_find (field, -1) != NULL)
    weir_filter_bar_add (self->filter_bar, field, value,
                         g_str_equal (g_action_get_name (G_ACTION (action)), "filter-exclude"));
}

static void
filter_add_part_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_filter_bar_add_part (
      self->filter_bar, g_variant_get_string (parameter, NULL),
      g_str_equal (g_action_get_name (G_ACTION (action)), "filter-exclude-part"));
}

static void
focus_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}

static void
clear_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  gtk_editable_set_text (self->filter_entry, "");
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_main_window_go_back (user_data);
}

static void
next_view_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_main_window_turn_view (user_data, 1);
}

static void
previous_view_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_main_window_turn_view (user_data, -1);
}

static void
sort_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlowColumn *column = weir_flow_columns_find (g_variant_get_string (parameter, NULL));

  if (column != NULL)
    weir_flow_view_sort (self->flow_view, column, column->is_numeric);
}

static void
reverse_order_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  gboolean is_descending;
  const WeirFlowColumn *column;

  column = weir_flow_model_get_order (weir_flow_view_get_model (self->flow_view), &is_descending);
  weir_flow_view_sort (self->flow_view, column, !is_descending);
}

static void
toggle_unit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  WeirUnit unit = g_settings_get_enum (self->settings, "unit");

  g_settings_set_enum (self->settings, "unit",
                       unit == WEIR_UNIT_BITS ? WEIR_UNIT_BYTES : WEIR_UNIT_BITS);
}

static void
choose_interface_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_interface_button_open (WEIR_MAIN_WINDOW (user_data)->interface_button);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = gtk_window_get_application (user_data);

  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
}

static void
choose_theme_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_theme_chooser_present (GTK_WINDOW (self), self->theme_manager);
}

static void
edit_theme_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  g_autoptr (WeirTheme) theme = weir_theme_manager_dup_chosen (self->theme_manager);

  weir_theme_editor_present (GTK_WINDOW (self), self->theme_manager, theme);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_preferences_present (GTK_WINDOW (self), self->settings, self->theme_manager);
}

static void
reverse_dns_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  weir_reverse_dns_toggle (user_data, WEIR_MAIN_WINDOW (user_data)->settings);
}

static void
reverse_dns_changed_cb (WeirMainWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "reverse-dns");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (weir_reverse_dns_is_on (self->settings)));
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_manual_window_present (GTK_WINDOW (user_data));
}

static const GActionEntry entries[] = {
  { .name = "open", .activate = open_cb },
  { .name = "retry", .activate = retry_cb },
  { .name = "see-all-traffic", .activate = see_all_traffic_cb },
  { .name = "stop-asking", .activate = stop_asking_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "copy-json", .activate = copy_json_cb },
  { .name = "copy-local", .activate = copy_local_cb },
  { .name = "copy-remote", .activate = copy_remote_cb },
  { .name = "filter-remote", .activate = filter_remote_cb },
  { .name = "filter-keep", .activate = filter_add_cb, .parameter_type = "(ss)" },
  { .name = "filter-exclude", .activate = filter_add_cb, .parameter_type = "(ss)" },
  { .name = "filter-keep-part", .activate = filter_add_part_cb, .parameter_type = "s" },
  { .name = "filter-exclude-part", .activate = filter_add_part_cb, .parameter_type = "s" },
  { .name = "focus-filter", .activate = focus_filter_cb },
  { .name = "clear-filter", .activate = clear_filter_cb },
  { .name = "back", .activate = back_cb },
  { .name = "next-view", .activate = next_view_cb },
  { .name = "previous-view", .activate = previous_view_cb },
  { .name = "sort", .activate = sort_cb, .parameter_type = "s" },
  { .name = "reverse-order", .activate = reverse_order_cb },
  { .name = "toggle-unit", .activate = toggle_unit_cb },
  { .name = "choose-interface", .activate = choose_interface_cb },
  { .name = "quit", .activate = quit_cb },
  { .name = "choose-theme", .activate = choose_theme_cb },
  { .name = "edit-theme", .activate = edit_theme_cb },
  { .name = "help", .activate = help_cb },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "reverse-dns", .state = "false", .change_state = reverse_dns_cb },
};

static const char *const setting_actions[] = { "bar-style",  "bar-scale",     "line-mode",
                                               "show-ports", "show-services", "unit",
                                               "show-graph", "promiscuous",   "show-details",
                                               "show-names", "view",          "show-cards" };

/* Letters without a modifier reach the window only if no entry has taken them. */
void
weir_main_window_class_bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    const char *action;
    const char *target;
  } keys[] = {
    { GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL },
    { GDK_KEY_c, GDK_CONTROL_MASK, "win.copy", NULL },
    { GDK_KEY_f, GDK_CONTROL_MASK, "win.focus-filter", NULL },
    { GDK_KEY_slash, 0, "win.focus-filter", NULL },
    { GDK_KEY_Escape, 0, "win.back", NULL },
    { GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL },
    { GDK_KEY_v, 0, "win.next-view", NULL },
    { GDK_KEY_v, GDK_SHIFT_MASK, "win.previous-view", NULL },
    { GDK_KEY_0, 0, "win.clear-filter", NULL },
    { GDK_KEY_p, GDK_SHIFT_MASK, "win.paused", NULL },
    { GDK_KEY_l, 0, "win.show-now", NULL },
    { GDK_KEY_p, 0, "win.show-ports", NULL },
    { GDK_KEY_n, GDK_SHIFT_MASK, "win.show-services", NULL },
    { GDK_KEY_b, 0, "win.next-bar-style", NULL },
    { GDK_KEY_l, GDK_SHIFT_MASK, "win.next-bar-scale", NULL },
    { GDK_KEY_t, 0, "win.next-line-mode", NULL },
    { GDK_KEY_u, GDK_SHIFT_MASK, "columns.total", NULL },
    { GDK_KEY_z, GDK_SHIFT_MASK, "columns.process", NULL },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "win.zoom-in", NULL },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "win.zoom-in", NULL },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "win.zoom-in", NULL },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "win.zoom-out", NULL },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "win.zoom-out", NULL },
    { GDK_KEY_0, GDK_CONTROL_MASK, "win.zoom-normal", NULL },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "win.zoom-normal", NULL },
    { GDK_KEY_F9, 0, "win.show-details", NULL },
    { GDK_KEY_n, 0, "win.show-names", NULL },
    { GDK_KEY_b, GDK_SHIFT_MASK, "win.toggle-unit", NULL },
    { GDK_KEY_g, 0, "win.show-graph", NULL },
    { GDK_KEY_bracketleft, 0, "win.shorter-span", NULL },
    { GDK_KEY_bracketright, 0, "win.longer-span", NULL },
    { GDK_KEY_r, 0, "win.reverse-order", NULL },
    { GDK_KEY_1, 0, "win.sort", "rx-2s" },
    { GDK_KEY_2, 0, "win.sort", "rate-10s" },
    { GDK_KEY_3, 0, "win.sort", "rate-40s" },
    { GDK_KEY_4, 0, "win.sort", "total" },
    { GDK_KEY_less, 0, "win.sort", "local" },
    { GDK_KEY_greater, 0, "win.sort", "remote" },
    { GDK_KEY_comma, GDK_CONTROL_MASK, "win.preferences", NULL },
    { GDK_KEY_i, 0, "win.choose-interface", NULL },
    { GDK_KEY_h, 0, "win.show-help-overlay", NULL },
    { GDK_KEY_question, 0, "win.show-help-overlay", NULL },
    { GDK_KEY_q, 0, "win.quit", NULL },
    { GDK_KEY_a, 0, "win.show-alerts", NULL },
    { GDK_KEY_c, 0, "win.choose-theme", NULL },
    { GDK_KEY_c, GDK_SHIFT_MASK, "win.edit-theme", NULL },
    { GDK_KEY_F1, 0, "win.help", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].keyval, keys[i].modifiers,
                                         keys[i].action, keys[i].target != NULL ? "s" : NULL,
                                         keys[i].target);
}

void
weir_main_window_add_actions (WeirMainWindow *self)
{
  GActionMap *map = G_ACTION_MAP (self);
  g_autoptr (GPropertyAction) paused = g_property_action_new ("paused", self->session, "paused");

  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (map, G_ACTION (paused));
  g_signal_connect_object (self->settings, "changed::reverse-dns",
                           G_CALLBACK (reverse_dns_changed_cb), self, G_CONNECT_SWAPPED);
  reverse_dns_changed_cb (self);
  for (guint i = 0; i < G_N_ELEMENTS (setting_actions); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (self->settings, setting_actions[i]);

      g_action_map_add_action (map, action);
    }
}

void
weir_main_window_remove_actions (WeirMainWindow *self)
{
  GActionMap *map = G_ACTION_MAP (self);

  g_action_map_remove_action (map, "paused");
  for (guint i = 0; i < G_N_ELEMENTS (setting_actions); i++)
    g_action_map_remove_action (map, setting_actions[i]);
}

static void
set_enabled (WeirMainWindow *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

void
weir_main_window_update_action_state (WeirMainWindow *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self->session);
  const WeirFlow *selected = get_selected (self);
  gboolean has_selection = selected != NULL;
  gboolean is_group = has_selection && weir_flow_is_group (selected);
  gboolean has_ends = has_selection && (!is_group || weir_flow_is_pair (selected));
  gboolean is_busy;

  is_busy = status != NULL
            && (status->state == WEIR_WORKER_OPENING || status->state == WEIR_WORKER_RUNNING);

  set_enabled (self, "copy", has_selection);
  set_enabled (self, "pin", has_selection);
  set_enabled (self, "copy-json", has_selection);
  set_enabled (self, "copy-local", has_ends);
  set_enabled (self, "copy-remote", has_ends);
  set_enabled (self, "filter-remote", has_ends);
  set_enabled (self, "clear-filter", *gtk_editable_get_text (self->filter_entry) != '\0');
  set_enabled (self, "see-all-traffic",
               weir_session_get_kind (self->session) == WEIR_SESSION_SOCKETS
                   && !weir_session_is_asking (self->session));
  set_enabled (self, "stop-asking", weir_session_is_asking (self->session));
  set_enabled (self, "retry", !is_busy);
  weir_main_window_update_export_actions (self);
  gtk_widget_set_sensitive (self->pause_button, status != NULL);
}
