/* That whatever can be done in the window can be done without a pointer: each action has a key, or
 * stands in a menu that a key opens or on a control that Tab reaches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-reach TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/fact-row.h"
#include "window-fixture.h"

static const char *traffic_path;

/* ---- what can be reached -----------------------------------------------------------------------
 */

static void
add (GHashTable *reached, const char *action)
{
  if (action != NULL)
    g_hash_table_add (reached, g_strdup (action));
}

static void
add_menu (GHashTable *reached, GMenuModel *menu)
{
  for (int i = 0; menu != NULL && i < g_menu_model_get_n_items (menu); i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *action = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
        add (reached, action);
      for (guint k = 0; k < G_N_ELEMENTS (links); k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);

          add_menu (reached, below);
        }
    }
}

static void
add_keys (GHashTable *reached, GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      for (guint k = 0; GTK_IS_SHORTCUT_CONTROLLER (controller)
                        && k < g_list_model_get_n_items (G_LIST_MODEL (controller));
           k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);

          if (GTK_IS_NAMED_ACTION (action))
            add (reached, gtk_named_action_get_action_name (GTK_NAMED_ACTION (action)));
        }
    }
}

/* The menus of the window's parts belong to them, wherever they are opened. */
static void
add_all (GHashTable *reached, GtkWidget *widget)
{
  add_keys (reached, widget);
  if (GTK_IS_ACTIONABLE (widget) && gtk_widget_get_focusable (widget))
    add (reached, gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)));
  if (GTK_IS_MENU_BUTTON (widget))
    add_menu (reached, gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)));
  if (GTK_IS_POPOVER_MENU (widget))
    add_menu (reached, gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_all (reached, child);
}

/* For these there is no need of one. */
static const struct
{
  const char *action;
  const char *why;
} exceptions[] = {
  { "app.override", "what another process was started with" },
  { "app.listen", "what another process was started with" },
  { "app.show-alert", "of a notification" },
  { "app.show-alerts", "of a notification; in the window it is win.show-alerts" },
  { "app.mute-alert", "of a notification" },
  { "app.open-file", "of a page for those who may not capture; in the window it is win.open" },
  { "app.see-all-traffic", "of that page; in the window it is win.see-all-traffic" },
  { "win.filter-remote", "in the window it is win.filter-keep" },
  { "win.promiscuous", "a row of the preferences" },
  { "win.unit", "a row of the preferences; its key is win.toggle-unit" },
  { "win.open-folder", "with the bar that says where something was written" },
};

static void
assert_reached (GHashTable *reached, GActionGroup *group, const char *prefix)
{
  g_auto (GStrv) names = g_action_group_list_actions (group);

  g_assert_cmpuint (g_strv_length (names), >, 0);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *action = g_strconcat (prefix, ".", names[i], NULL);
      gboolean is_excepted = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (exceptions); k++)
        is_excepted = is_excepted || g_str_equal (exceptions[k].action, action);
      if (is_excepted == g_hash_table_contains (reached, action))
        {
          g_test_message ("“%s” %s", action,
                          is_excepted ? "is reached, and need not be excepted"
                                      : "has no key and stands in no menu and on no control");
          g_test_fail ();
        }
    }
}

/* Each has a menu, made when it is asked for. */
static void
open_lines (GtkWidget *widget)
{
  if (WEIR_IS_FACT_ROW (widget) && gtk_widget_get_mapped (widget))
    {
      GtkWidget *button = fixture_find (widget, GTK_TYPE_BUTTON);

      g_assert_true (gtk_widget_get_focusable (button));
      g_signal_emit_by_name (button, "clicked");
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    open_lines (child);
}

static gboolean
is_menu_open (Fixture *fixture)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->flow_view));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER_MENU (child) && gtk_widget_get_mapped (child))
        return TRUE;
    }
  return FALSE;
}

static void
test_actions (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) with_keys = NULL;
  GApplication *application;

  if (!fixture_has_user ())
    return;
  application = g_application_get_default ();
  fixture_show_file (fixture, traffic_path);
  fixture_activate (fixture, "show-details", NULL);
  weir_flow_view_move_selection (fixture->window->flow_view, 1);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window->details)));

  /* Its menu is filled when it is opened. */
  fixture_press (fixture, "Menu");
  WAIT_UNTIL (is_menu_open (fixture));
  add_all (reached, GTK_WIDGET (fixture->window->flow_view));
  fixture_press (fixture, "Escape");
  WAIT_UNTIL (!is_menu_open (fixture));
  open_lines (GTK_WIDGET (fixture->window->details));
  add_all (reached, GTK_WIDGET (fixture->window));
  with_keys = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  for (guint i = 0; with_keys[i] != NULL; i++)
    add (reached, with_keys[i]);

  assert_reached (reached, G_ACTION_GROUP (fixture->window), "win");
  assert_reached (reached, G_ACTION_GROUP (application), "app");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

  g_test_add ("/window-reach/every-action-needs-no-pointer", Fixture, NULL, fixture_set_up,
              test_actions, fixture_tear_down);

  return fixture_run ();
}
