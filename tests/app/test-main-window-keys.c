/* Every key of the window, pressed on the keyboard of the display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-keys TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/preferences.h"
#include "app/rate-graph-private.h"
#include "app/alert-window.h"
#include "app/manual-window.h"
#include "app/theme-chooser.h"
#include "app/theme-editor.h"
#include "window-fixture.h"

static const char *traffic_path;

/* What it takes for the key to have an effect.  What has the focus is the list. */
typedef void (*Prepare) (Fixture *fixture);

/* Whether it has had its effect. */
typedef gboolean (*IsDone) (Fixture *fixture);

static void
select_first (Fixture *fixture)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
}

static void
focus_first (Fixture *fixture)
{
  fixture_press (fixture, "Down");
  WAIT_UNTIL (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL) != NULL);
}

static void
filter (Fixture *fixture)
{
  gtk_editable_set_text (fixture->window->filter_entry, "rsync");
  WAIT_UNTIL (fixture_count (fixture) == 1);
}

static gboolean
is_focus_in_filter (Fixture *fixture)
{
  return gtk_widget_get_state_flags (GTK_WIDGET (fixture->window->filter_entry))
         & GTK_STATE_FLAG_FOCUS_WITHIN;
}

static void
filter_and_stay_there (Fixture *fixture)
{
  filter (fixture);
  fixture_activate (fixture, "focus-filter", NULL);
  WAIT_UNTIL (is_focus_in_filter (fixture));
}

static gboolean
is_opening (Fixture *fixture)
{
  return fixture->window->file_chooser != NULL
         && gtk_native_dialog_get_visible (GTK_NATIVE_DIALOG (fixture->window->file_chooser));
}

/* Else it takes the keyboard with it when the window goes. */
static gboolean
was_asked (GtkFileChooserNative *chooser)
{
  if (chooser == NULL || !gtk_native_dialog_get_visible (GTK_NATIVE_DIALOG (chooser)))
    return FALSE;

  gtk_native_dialog_hide (GTK_NATIVE_DIALOG (chooser));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return TRUE;
}

static gboolean
is_exporting (Fixture *fixture)
{
  return was_asked (fixture->window->export_chooser);
}

/* What it takes to be allowed to capture is another test's. */
static void
capture (Fixture *fixture)
{
  GAction *record = g_action_map_lookup_action (G_ACTION_MAP (fixture->window), "record");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (record), TRUE);
}

static gboolean
is_recording (Fixture *fixture)
{
  return was_asked (fixture->window->record_chooser);
}

static gboolean
is_showing_alerts (Fixture *fixture)
{
  return fixture_find_window (WEIR_TYPE_ALERT_WINDOW) != NULL;
}

static gboolean
is_choosing_theme (Fixture *fixture)
{
  return fixture_find_window (WEIR_TYPE_THEME_CHOOSER) != NULL;
}

static gboolean
is_reading (Fixture *fixture)
{
  return fixture_find_window (WEIR_TYPE_MANUAL_WINDOW) != NULL;
}

static gboolean
is_editing_theme (Fixture *fixture)
{
  return fixture_find_window (WEIR_TYPE_THEME_EDITOR) != NULL;
}

static GtkWidget *
interfaces (Fixture *fixture)
{
  return fixture_find (GTK_WIDGET (fixture->window->interface_button), GTK_TYPE_POPOVER);
}

static gboolean
is_choosing_interface (Fixture *fixture)
{
  return gtk_widget_get_mapped (interfaces (fixture));
}

static gboolean
is_setting_preferences (Fixture *fixture)
{
  return fixture_find_window (WEIR_TYPE_PREFERENCES) != NULL;
}

static gboolean
is_paused (Fixture *fixture)
{
  return weir_session_get_paused (fixture->session);
}

static gboolean
is_line_copied (Fixture *fixture)
{
  g_autofree char *text = fixture_dup_clipboard (fixture);

  return strchr (text, '\t') != NULL;
}

static void
prepare_copy (Fixture *fixture)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), "something");
  select_first (fixture);
}

static GtkWidget *
flow_menu (Fixture *fixture)
{
  return fixture_find (GTK_WIDGET (fixture->window->flow_view), GTK_TYPE_POPOVER_MENU);
}

static gboolean
is_flow_menu_open (Fixture *fixture)
{
  return gtk_widget_get_mapped (flow_menu (fixture));
}

static GtkWidget *
main_menu (Fixture *fixture)
{
  return fixture_find (GTK_WIDGET (fixture->window), GTK_TYPE_POPOVER_MENU);
}

static gboolean
is_main_menu_open (Fixture *fixture)
{
  return gtk_widget_get_mapped (main_menu (fixture));
}

/* Else it takes the keyboard with it when the window goes. */
static void
close_menu (GtkWidget *menu)
{
  gtk_popover_popdown (GTK_POPOVER (menu));
  WAIT_UNTIL (!gtk_widget_get_mapped (menu));
}

static gboolean
is_help_open (Fixture *fixture)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (fixture->window);

  return gtk_widget_get_visible (GTK_WIDGET (gtk_application_window_get_help_overlay (window)));
}

static gboolean
is_gone (Fixture *fixture)
{
  return gtk_window_get_application (GTK_WINDOW (fixture->window)) == NULL;
}

static gboolean
is_filter_clear (Fixture *fixture)
{
  return *gtk_editable_get_text (fixture->window->filter_entry) == '\0';
}

static gboolean
is_sorted_by_rate_2s (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "rx-2s", TRUE);
}

static gboolean
is_sorted_by_rate_10s (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "rate-10s", TRUE);
}

static gboolean
is_sorted_by_rate_40s (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "rate-40s", TRUE);
}

static gboolean
is_sorted_by_total (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "total", TRUE);
}

static gboolean
is_sorted_by_local (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "local", FALSE);
}

static gboolean
is_sorted_by_remote (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "remote", FALSE);
}

static gboolean
is_reversed (Fixture *fixture)
{
  return fixture_is_sorted_by (fixture, "service", TRUE);
}

static gboolean
is_in_bytes (Fixture *fixture)
{
  return weir_flow_model_get_context (WEIR_FLOW_MODEL (fixture->list))->unit == WEIR_UNIT_BYTES;
}

static gboolean
is_grouped (Fixture *fixture)
{
  return fixture_count (fixture) > 0 && weir_flow_is_group (fixture_flow_at (fixture, 0));
}

static gboolean
is_back (Fixture *fixture)
{
  return is_grouped (fixture) && weir_path_bar_is_empty (fixture->window->path_bar);
}

static void
open_group (Fixture *fixture)
{
  g_settings_set_string (fixture->settings, "view", "protocol");
  focus_first (fixture);
  fixture_press (fixture, "Return");
  WAIT_UNTIL (!is_grouped (fixture));
}

static gboolean
is_details_shown (Fixture *fixture)
{
  return adw_flap_get_reveal_flap (fixture->window->flap)
         && gtk_widget_get_mapped (GTK_WIDGET (fixture->window->details));
}

static gboolean
is_without_names (Fixture *fixture)
{
  return weir_flow_model_get_context (WEIR_FLOW_MODEL (fixture->list))->hides_names;
}

static const WeirListStyle *
get_style (Fixture *fixture)
{
  return &weir_flow_model_get_context (WEIR_FLOW_MODEL (fixture->list))->style;
}

static gboolean
is_solid (Fixture *fixture)
{
  return get_style (fixture)->bar_style == WEIR_BAR_SOLID;
}

static gboolean
is_linear (Fixture *fixture)
{
  return weir_flow_model_get_bar_scale (WEIR_FLOW_MODEL (fixture->list))->kind
         == WEIR_BAR_SCALE_LINEAR;
}

static gboolean
is_in_two_lines (Fixture *fixture)
{
  return get_style (fixture)->line_mode == WEIR_LINE_TWO;
}

static gboolean
is_without_ports (Fixture *fixture)
{
  return get_style (fixture)->hides_ports;
}

static gboolean
is_without_services (Fixture *fixture)
{
  return get_style (fixture)->hides_services;
}

static gboolean
is_chosen (Fixture *fixture, const char *column)
{
  WeirColumnLayout *layout = weir_flow_view_get_layout (fixture->window->flow_view);
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (weir_column_layout_get_actions (layout), column);

  return g_variant_get_boolean (state);
}

static gboolean
is_without_total (Fixture *fixture)
{
  return !is_chosen (fixture, "total");
}

static gboolean
is_without_programs (Fixture *fixture)
{
  return !is_chosen (fixture, "process");
}

static gboolean
is_larger (Fixture *fixture)
{
  return g_settings_get_int (fixture->settings, "text-scale") > 100;
}

static gboolean
is_smaller (Fixture *fixture)
{
  return g_settings_get_int (fixture->settings, "text-scale") < 100;
}

static gboolean
is_of_normal_size (Fixture *fixture)
{
  return g_settings_get_int (fixture->settings, "text-scale") == 100;
}

static void
enlarge (Fixture *fixture)
{
  g_settings_set_int (fixture->settings, "text-scale", 200);
}

static gboolean
is_frozen (Fixture *fixture)
{
  return weir_flow_model_get_frozen (WEIR_FLOW_MODEL (fixture->list))
         && gtk_widget_get_mapped (fixture->window->frozen_button);
}

static gboolean
is_slower (Fixture *fixture)
{
  return g_settings_get_int (fixture->settings, "refresh-seconds") == 2;
}

static gboolean
is_without_cards (Fixture *fixture)
{
  return !weir_card_get_enabled (weir_flow_view_get_card (fixture->window->flow_view));
}

static void
select_row (Fixture *fixture, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), position, TRUE);
}

static gboolean
is_at (Fixture *fixture, guint position)
{
  guint selected;

  return weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), &selected) != NULL
         && selected == position;
}

static void
select_twentieth (Fixture *fixture)
{
  select_row (fixture, 20);
}

static gboolean
is_at_second (Fixture *fixture)
{
  return is_at (fixture, 1);
}

static gboolean
is_at_first (Fixture *fixture)
{
  return is_at (fixture, 0);
}

static gboolean
is_at_tenth (Fixture *fixture)
{
  return is_at (fixture, 10);
}

static gboolean
is_at_nineteenth (Fixture *fixture)
{
  return is_at (fixture, 19);
}

static gboolean
is_at_last (Fixture *fixture)
{
  return is_at (fixture, fixture_count (fixture) - 1);
}

static gboolean
is_nothing_selected (Fixture *fixture)
{
  return weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL) == NULL;
}

static gboolean
is_pinned (Fixture *fixture)
{
  g_auto (GStrv) pins = g_settings_get_strv (fixture->settings, "pinned");

  return g_strv_length (pins) == 1
         && weir_flow_model_is_pinned (WEIR_FLOW_MODEL (fixture->list),
                                       fixture_flow_at (fixture, 0));
}

static void
go_into_the_past (Fixture *fixture)
{
  gint64 oldest, newest;

  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &oldest, &newest));
  g_assert_true (weir_session_show_span (fixture->session, oldest + 1, oldest + 2));
}

static void
go_into_the_past_of_a_group (Fixture *fixture)
{
  open_group (fixture);
  go_into_the_past (fixture);
}

static gboolean
is_in_past (Fixture *fixture)
{
  gint64 first, last;

  return weir_session_get_span (fixture->session, &first, &last);
}

static gboolean
is_now (Fixture *fixture)
{
  return !is_in_past (fixture);
}

/* And still in the group. */
static gboolean
is_now_in_group (Fixture *fixture)
{
  return is_now (fixture) && !is_back (fixture);
}

static gboolean
is_graph_hidden (Fixture *fixture)
{
  return !gtk_widget_get_visible (GTK_WIDGET (fixture->window->graph));
}

/* A file is shown from its beginning to its end. */
static gboolean
is_span_shorter (Fixture *fixture)
{
  return fixture->window->file_graph_seconds == 60;
}

static void
shorten_span (Fixture *fixture)
{
  fixture_activate (fixture, "graph-span", "minute");
  WAIT_UNTIL (is_span_shorter (fixture));
}

static gboolean
is_span_all (Fixture *fixture)
{
  return fixture->window->file_graph_seconds == 0;
}

static void
focus_graph (Fixture *fixture)
{
  GtkWidget *graph = GTK_WIDGET (fixture->window->graph);

  gtk_widget_grab_focus (graph);
  WAIT_UNTIL (gtk_widget_has_focus (graph));
}

static void
focus_newest (Fixture *fixture)
{
  focus_graph (fixture);
  fixture_press (fixture, "End");
  WAIT_UNTIL (fixture->window->graph->cursor == WEIR_GRAPH_CURSOR_KEYS);
}

static gboolean
has_graph_cursor (Fixture *fixture)
{
  return fixture->window->graph->cursor == WEIR_GRAPH_CURSOR_KEYS;
}

static gboolean
is_graph_cursor_earlier (Fixture *fixture)
{
  WeirRateGraph *graph = fixture->window->graph;

  return has_graph_cursor (fixture) && graph->key_second < graph->steps.newest - 1;
}

static void
focus_second_to_newest (Fixture *fixture)
{
  focus_newest (fixture);
  fixture_press (fixture, "Left");
  WAIT_UNTIL (is_graph_cursor_earlier (fixture));
}

static gboolean
is_graph_cursor_newest (Fixture *fixture)
{
  return has_graph_cursor (fixture) && !is_graph_cursor_earlier (fixture);
}

static gboolean
is_graph_cursor_first (Fixture *fixture)
{
  WeirRateGraph *graph = fixture->window->graph;

  return has_graph_cursor (fixture)
         && graph->key_second == graph->steps.newest - (gint64) graph->steps.span;
}

static gboolean
is_graph_span_marked (Fixture *fixture)
{
  return fixture->window->graph->selection.is_open;
}

static const struct
{
  const char *accelerator;
  const char *name;
  Prepare prepare; /* (nullable) */
  IsDone is_done;
} keys[] = {
  { "<Control>o", "asks for a file", NULL, is_opening },
  { "<Control><Shift>s", "asks where to export", NULL, is_exporting },
  { "e", "asks where to export", NULL, is_exporting },
  { "<Control>r", "asks where to record", capture, is_recording },
  { "<Shift>r", "asks where to record", capture, is_recording },
  { "<Shift>p", "pauses", NULL, is_paused },
  { "l", "goes back to now", go_into_the_past, is_now },
  { "Escape", "goes back to now first", go_into_the_past_of_a_group, is_now_in_group },
  { "<Control>c", "copies the line", prepare_copy, is_line_copied },
  { "Menu", "opens the menu of the line", select_first, is_flow_menu_open },
  { "<Shift>F10", "opens the menu of the line", select_first, is_flow_menu_open },
  { "F10", "opens the main menu", NULL, is_main_menu_open },
  { "<Control>question", "shows the keys", NULL, is_help_open },
  { "question", "shows the keys", NULL, is_help_open },
  { "h", "shows the keys", NULL, is_help_open },
  { "i", "has a source chosen", NULL, is_choosing_interface },
  { "q", "quits", NULL, is_gone },
  { "<Control>q", "quits", NULL, is_gone },
  { "F9", "shows the details", select_first, is_details_shown },
  { "Return", "shows the details", focus_first, is_details_shown },
  { "n", "hides the names", NULL, is_without_names },
  { "<Control>f", "goes to the filter", NULL, is_focus_in_filter },
  { "0", "clears the filter", filter, is_filter_clear },
  { "Escape", "goes back", open_group, is_back },
  { "<Alt>Left", "goes back", open_group, is_back },
  { "v", "turns to the next view", NULL, is_grouped },
  { "<Shift>v", "turns to the view before", NULL, is_grouped },
  { "slash", "goes to the filter", NULL, is_focus_in_filter },
  { "Escape", "clears the filter", filter, is_filter_clear },
  { "Escape", "clears the filter from within", filter_and_stay_there, is_filter_clear },
  { "Escape", "selects nothing", select_twentieth, is_nothing_selected },
  { "y", "copies the line", prepare_copy, is_line_copied },
  { "o", "freezes the order", NULL, is_frozen },
  { "f", "makes the list slower", NULL, is_slower },
  { "<Shift>f", "pins the row", select_twentieth, is_pinned },
  { "<Shift>t", "has no cards", NULL, is_without_cards },
  { "j", "goes to the next row", select_first, is_at_second },
  { "j", "goes to the first row", NULL, is_at_first },
  { "k", "goes to the previous row", select_twentieth, is_at_nineteenth },
  { "<Control>d", "goes ten rows down", select_first, is_at_tenth },
  { "<Control>u", "goes ten rows up", select_twentieth, is_at_tenth },
  { "Home", "goes to the first row", select_twentieth, is_at_first },
  { "End", "goes to the last row", select_first, is_at_last },
  { "<Shift>g", "goes to the last row", select_first, is_at_last },
  { "1", "sorts by the rate over 2 s", NULL, is_sorted_by_rate_2s },
  { "2", "sorts by the rate over 10 s", NULL, is_sorted_by_rate_10s },
  { "3", "sorts by the rate over 40 s", NULL, is_sorted_by_rate_40s },
  { "4", "sorts by total", NULL, is_sorted_by_total },
  { "less", "sorts by local address", NULL, is_sorted_by_local },
  { "greater", "sorts by remote address", NULL, is_sorted_by_remote },
  { "r", "reverses the order", NULL, is_reversed },
  { "<Shift>b", "changes the unit", NULL, is_in_bytes },
  { "b", "changes the bars", NULL, is_solid },
  { "<Shift>l", "changes the scale of the bars", NULL, is_linear },
  { "t", "gives each direction a line", NULL, is_in_two_lines },
  { "p", "hides the ports", NULL, is_without_ports },
  { "<Shift>n", "hides the names of services", NULL, is_without_services },
  { "<Shift>u", "hides the totals", NULL, is_without_total },
  { "<Shift>z", "hides the programs", NULL, is_without_programs },
  { "<Control>plus", "makes the list larger", NULL, is_larger },
  { "<Control>equal", "makes the list larger", NULL, is_larger },
  { "<Control>KP_Add", "makes the list larger", NULL, is_larger },
  { "<Control>minus", "makes the list smaller", NULL, is_smaller },
  { "<Control>KP_Subtract", "makes the list smaller", NULL, is_smaller },
  { "<Control>0", "makes the list as large as it was", enlarge, is_of_normal_size },
  { "<Control>KP_0", "makes the list as large as it was", enlarge, is_of_normal_size },
  { "g", "hides the graph", NULL, is_graph_hidden },
  { "bracketleft", "shows a shorter time", NULL, is_span_shorter },
  { "bracketright", "shows a longer time", shorten_span, is_span_all },
  { "Left", "goes to the moment before", focus_newest, is_graph_cursor_earlier },
  { "Right", "goes to the moment after", focus_second_to_newest, is_graph_cursor_newest },
  { "Home", "goes to the first moment", focus_graph, is_graph_cursor_first },
  { "End", "goes to the newest moment", focus_graph, is_graph_cursor_newest },
  { "<Shift>Left", "marks a span of time", focus_newest, is_graph_span_marked },
  { "<Shift>Right", "marks a span of time", focus_second_to_newest, is_graph_span_marked },
  { "a", "shows the alerts", NULL, is_showing_alerts },
  { "c", "has a theme chosen", NULL, is_choosing_theme },
  { "<Control>comma", "opens the preferences", NULL, is_setting_preferences },
  { "<Shift>c", "has a theme made", NULL, is_editing_theme },
  { "F1", "opens the manual", NULL, is_reading },
};

/* Where no key tried here has had its effect. */
static void
prepare_list (Fixture *fixture)
{
  fixture_show_file (fixture, traffic_path);
  fixture_activate (fixture, "sort", "service");
  WAIT_UNTIL (gtk_widget_grab_focus (GTK_WIDGET (fixture->window->flow_view)));
}

static void
test_key (Fixture *fixture, gconstpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);

  if (!fixture_has_user ())
    return;

  prepare_list (fixture);
  if (keys[i].prepare != NULL)
    keys[i].prepare (fixture);
  g_assert_false (keys[i].is_done (fixture));
  fixture_press (fixture, keys[i].accelerator);
  WAIT_UNTIL (keys[i].is_done (fixture));
  if (is_gone (fixture))
    return;

  close_menu (main_menu (fixture));
  close_menu (flow_menu (fixture));
  close_menu (interfaces (fixture));
}

static void
test_letters_belong_to_the_filter_while_it_is_written (Fixture *fixture, gconstpointer user_data)
{
  if (!fixture_has_user ())
    return;

  prepare_list (fixture);
  fixture_activate (fixture, "focus-filter", NULL);
  WAIT_UNTIL (is_focus_in_filter (fixture));
  fixture_press (fixture, "p");
  fixture_press (fixture, "1");
  WAIT_UNTIL (strcmp (gtk_editable_get_text (fixture->window->filter_entry), "p1") == 0);
  g_assert_false (is_without_ports (fixture));
  g_assert_false (is_sorted_by_rate_2s (fixture));
}

static gboolean
is_focus_in_list (Fixture *fixture)
{
  return gtk_widget_get_state_flags (GTK_WIDGET (fixture->window->flow_view))
         & GTK_STATE_FLAG_FOCUS_WITHIN;
}

static void
test_enter_goes_from_the_filter_to_the_list (Fixture *fixture, gconstpointer user_data)
{
  if (!fixture_has_user ())
    return;

  prepare_list (fixture);
  filter_and_stay_there (fixture);
  fixture_press (fixture, "Return");
  WAIT_UNTIL (is_focus_in_list (fixture));
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
}

/* Keys that stand for the same sign on other keyboards are not listed beside it. */
static guint
get_main_keyval (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      return GDK_KEY_plus;
    case GDK_KEY_KP_Subtract:
      return GDK_KEY_minus;
    case GDK_KEY_KP_0:
      return GDK_KEY_0;
    default:
      return keyval;
    }
}

static void
add_key (GHashTable *set, guint keyval, GdkModifierType modifiers)
{
  keyval = get_main_keyval (keyval);
  g_hash_table_add (set, gtk_accelerator_name (keyval, modifiers));
}

/* @accelerators: one or more, with blanks between them */
static void
add_keys (GHashTable *set, const char *accelerators)
{
  g_auto (GStrv) each = g_strsplit (accelerators, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      GdkModifierType modifiers;
      guint keyval;

      g_assert_true (gtk_accelerator_parse (each[i], &keyval, &modifiers));
      add_key (set, keyval, modifiers);
    }
}

/* Of those that its class has bound.
 * @prefix: (nullable): only keys of actions that begin like that */
static void
add_bound_keys (GHashTable *set, GtkWidget *widget, const char *prefix)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      guint n_shortcuts = 0;

      if (GTK_IS_SHORTCUT_CONTROLLER (controller))
        n_shortcuts = g_list_model_get_n_items (G_LIST_MODEL (controller));
      for (guint j = 0; j < n_shortcuts; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
          GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);
          const char *name = "";

          if (GTK_IS_NAMED_ACTION (action))
            name = gtk_named_action_get_action_name (GTK_NAMED_ACTION (action));
          if (GTK_IS_KEYVAL_TRIGGER (trigger)
              && (prefix == NULL || g_str_has_prefix (name, prefix)))
            add_key (set, gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)),
                     gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)));
        }
    }
}

static void
add_application_keys (GHashTable *set, GtkApplication *application)
{
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);

      for (guint j = 0; accels[j] != NULL; j++)
        add_keys (set, accels[j]);
    }
}

static void
add_listed_keys (GHashTable *set)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource (WEIR_RESOURCE_PATH "/gtk/help-overlay.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);

  for (GSList *l = objects; l != NULL; l = l->next)
    {
      g_autofree char *accelerators = NULL;

      if (!GTK_IS_SHORTCUTS_SHORTCUT (l->data))
        continue;
      g_object_get (l->data, "accelerator", &accelerators, NULL);
      add_keys (set, accelerators);
    }
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

static void
assert_contains_all (GHashTable *set, GHashTable *others, const char *complaint)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (set, key))
        {
          g_test_message ("%s %s", (const char *) key, complaint);
          g_test_fail ();
        }
    }
}

static void
test_the_list_of_keys_is_complete (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_bound_keys (bound, GTK_WIDGET (fixture->window), "win.");
  add_bound_keys (bound, GTK_WIDGET (fixture->window), "columns.");
  add_bound_keys (bound, GTK_WIDGET (fixture->window->flow_view), NULL);
  add_application_keys (bound, gtk_window_get_application (GTK_WINDOW (fixture->window)));
  /* The toolkit's keys for the primary menu of a window and for a row of a list. */
  add_keys (bound, "F10 Return");
  /* The graph's own. */
  add_keys (bound, "Left Right Home End <Shift>Left <Shift>Right");
  add_listed_keys (listed);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    add_keys (tried, keys[i].accelerator);

  g_assert_cmpuint (g_hash_table_size (bound), >, 10);
  assert_contains_all (listed, bound, "is bound, but not in the list of keys");
  assert_contains_all (bound, listed, "is in the list of keys, but not bound");
  assert_contains_all (tried, bound, "is not tried");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

  g_test_add ("/window-keys/the-list-of-keys-is-complete", Fixture, NULL, fixture_set_up,
              test_the_list_of_keys_is_complete, fixture_tear_down);
  g_test_add ("/window-keys/letters-belong-to-the-filter-while-it-is-written", Fixture, NULL,
              fixture_set_up, test_letters_belong_to_the_filter_while_it_is_written,
              fixture_tear_down);
  g_test_add ("/window-keys/enter-goes-from-the-filter-to-the-list", Fixture, NULL, fixture_set_up,
              test_enter_goes_from_the_filter_to_the_list, fixture_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %s", keys[i].accelerator, keys[i].name);
      g_autofree char *path = g_strdup_printf ("/window-keys/%s", g_strdelimit (name, " ", '-'));

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_key, fixture_tear_down);
    }

  return fixture_run ();
}
