/* Pictures of the window in its states, for the documentation and for whoever changes its looks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: take-screenshots TRAFFIC.pcap DAMAGED.pcap FOLDER, on a display of its own.
 */
#include "config.h"

#include "app/application.h"
#include "app/main-window-private.h"
#include "app/preferences.h"
#include "app/theme-chooser.h"
#include "app/theme-editor.h"
#include "theme-sheet.h"

#define PATIENCE_S 30

/* Revealers and hover effects come to rest. */
#define SETTLE_MS 600

typedef struct
{
  WeirMainWindow *window;
  WeirSession *session;
  const char *traffic_path;
  const char *damaged_path;
  const char *folder;
} Studio;

static gboolean
flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
settle (void)
{
  gboolean is_over = FALSE;

  g_timeout_add (SETTLE_MS, flag_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_end (Studio *studio)
{
  gboolean is_over = FALSE;
  guint watchdog = g_timeout_add_seconds (PATIENCE_S, flag_cb, &is_over);
  WeirWorkerState state = WEIR_WORKER_OPENING;

  while (!is_over && state != WEIR_WORKER_FINISHED && state != WEIR_WORKER_FAILED)
    {
      g_main_context_iteration (NULL, TRUE);
      state = weir_session_get_status (studio->session)->state;
    }
  if (is_over)
    g_error ("the source did not end within %d s", PATIENCE_S);
  g_source_remove (watchdog);
}

static void
show_file (Studio *studio, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  weir_session_start_file (studio->session, file);
  wait_for_end (studio);
}

static void
activate (Studio *studio, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (studio->window), action, NULL);
}

/* Where there is no window manager, a window does not shrink by itself. */
static void
resize (Studio *studio, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (studio->window), width, height);
  settle ();
}

static void
take_widget (Studio *studio, GtkWidget *widget, const char *name)
{
  g_autofree char *file_name = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (studio->folder, file_name, NULL);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  int width, height;

  settle ();
  paintable = gtk_widget_paintable_new (widget);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gsk_render_node_unref (node);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("cannot write “%s”", path);
  g_print ("%s\n", path);
}

static void
take (Studio *studio, const char *name)
{
  take_widget (studio, GTK_WIDGET (studio->window), name);
}

/* The window that has come up last, and goes again. */
static void
take_dialog (Studio *studio, GType type, const char *name)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (!g_type_is_a (G_OBJECT_TYPE (l->data), type))
        continue;
      take_widget (studio, l->data, name);
      gtk_window_destroy (l->data);
    }
}

static void
take_themes (Studio *studio)
{
  WeirThemeManager *manager = studio->window->theme_manager;
  g_autofree char *path = g_build_filename (studio->folder, "themes.png", NULL);
  g_autoptr (WeirTheme) theme = NULL;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_selection_model_select_item (
      GTK_SELECTION_MODEL (weir_flow_view_get_model (studio->window->flow_view)), 2, TRUE);
  theme_sheet_take (GTK_WINDOW (studio->window), manager, settle, path);

  g_settings_set_string (studio->window->settings, "theme", "NeonSprawl");
  activate (studio, "choose-theme");
  take_dialog (studio, WEIR_TYPE_THEME_CHOOSER, "theme-chooser");
  activate (studio, "edit-theme");
  take_dialog (studio, WEIR_TYPE_THEME_EDITOR, "theme-editor");
  g_settings_reset (studio->window->settings, "theme");
}

/* Groups, one of them opened, and all that is known of a flow. */
static void
take_views (Studio *studio)
{
  static const char *const views[] = { "host", "service", "protocol" };
  GSettings *settings = studio->window->settings;
  GtkSelectionModel *list =
      GTK_SELECTION_MODEL (weir_flow_view_get_model (studio->window->flow_view));

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strconcat ("view-", views[i], NULL);

      g_settings_set_string (settings, "view", views[i]);
      take (studio, name);
    }

  g_settings_set_string (settings, "view", "service");
  gtk_selection_model_select_item (list, 0, TRUE);
  g_signal_emit_by_name (studio->window->flow_view, "activated");
  take (studio, "view-opened");
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.back", NULL);

  g_settings_set_string (settings, "view", "flows");
  gtk_selection_model_select_item (list, 1, TRUE);
  g_settings_set_boolean (settings, "show-details", TRUE);
  take (studio, "details");
  g_settings_set_boolean (settings, "show-details", FALSE);
  gtk_selection_model_unselect_all (list);
}

static void
take_preferences (Studio *studio)
{
  static const char *const pages[] = { "general", "list", "past", "capture", "appearance" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *name = g_strconcat ("preferences-", pages[i], NULL);
      g_autoptr (GList) windows = NULL;

      activate (studio, "preferences");
      windows = gtk_window_list_toplevels ();
      for (GList *l = windows; l != NULL; l = l->next)
        {
          if (WEIR_IS_PREFERENCES (l->data))
            adw_preferences_window_set_visible_page_name (l->data, pages[i]);
        }
      take_dialog (studio, WEIR_TYPE_PREFERENCES, name);
    }
}

static void
take_mirrored (Studio *studio)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  take (studio, "right-to-left");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Twice as large, as the accessibility settings of the desktop have it. */
static void
take_large_text (Studio *studio)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  take (studio, "large-text");
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
take_all (Studio *studio)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  show_file (studio, studio->traffic_path);
  gtk_selection_model_select_item (
      GTK_SELECTION_MODEL (weir_flow_view_get_model (studio->window->flow_view)), 2, TRUE);
  take (studio, "live-light");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  take (studio, "live-dark");
  take_views (studio);

  gtk_editable_set_text (studio->window->filter_entry,
                         "port:443 !host:2001:db8:c:20::25 total>100k (tcp or udp)");
  take (studio, "filtered");
  gtk_editable_set_text (studio->window->filter_entry, "port:443 rate>fast");
  take (studio, "filter-mistake");
  gtk_editable_set_text (studio->window->filter_entry, "no such flow");
  take (studio, "no-match");
  gtk_editable_set_text (studio->window->filter_entry, "");
  activate (studio, "paused");
  take (studio, "paused");
  activate (studio, "paused");

  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  show_file (studio, studio->damaged_path);
  take (studio, "damaged-file");
  show_file (studio, "/dev/null");
  take (studio, "no-capture-file");
  weir_session_start_interface (studio->session, "weir-none0");
  wait_for_end (studio);
  take (studio, "no-interface");
  weir_session_stop (studio->session);
  take (studio, "nothing");

  show_file (studio, studio->traffic_path);
  take_themes (studio);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  take_preferences (studio);
  take_mirrored (studio);
  resize (studio, 360, 700);
  take (studio, "narrow");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  take (studio, "narrow-dark");
  resize (studio, 1100, 760);
  take_large_text (studio);
}

int
main (int argc, char *argv[])
{
  g_autoptr (WeirApplication) application = NULL;
  g_autoptr (GSettings) settings = NULL;
  Studio studio = { 0 };

  if (argc != 4)
    {
      g_printerr ("Usage: %s TRAFFIC.pcap DAMAGED.pcap FOLDER\n", argv[0]);
      return 2;
    }
  studio.traffic_path = argv[1];
  studio.damaged_path = argv[2];
  studio.folder = argv[3];

  application = weir_application_new ();
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;

  settings = g_settings_new (WEIR_APP_ID);
  studio.window = WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), settings));
  studio.session = weir_main_window_get_session (studio.window);
  gtk_window_present (GTK_WINDOW (studio.window));
  take_all (&studio);
  gtk_window_destroy (GTK_WINDOW (studio.window));
  return 0;
}
