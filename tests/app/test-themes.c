/* Themes as a user has them: chosen, made, written by hand, broken.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-themes TRAFFIC.pcap, on a display and with a user's folder of its own.
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "app/theme-chooser.h"
#include "app/theme-colors.h"
#include "app/theme-editor.h"
#include "app/theme-swatch.h"
#include "window-fixture.h"

static const char *traffic_path;

/* As a user may write it, and the ground it makes. */
#define SIMPLE "@define-color window_bg_color #102030;\n@define-color view_bg_color #102030;\n"
#define SIMPLE_GROUND "#102030"
#define OTHER "@define-color window_bg_color #302010;\n@define-color view_bg_color #302010;\n"
#define OTHER_GROUND "#302010"

static GdkRGBA
look_up (Fixture *fixture, const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (fixture->window));
  GdkRGBA color;

  g_assert_true (gtk_style_context_lookup_color (context, name, &color));
  return color;
}

static gboolean
has_ground (Fixture *fixture, const char *value)
{
  GdkRGBA ground = look_up (fixture, "window_bg_color");
  GdkRGBA wanted;

  g_assert_true (gdk_rgba_parse (&wanted, value));
  return gdk_rgba_equal (&ground, &wanted);
}

/* That of the theme with this id among those that come with Weir. */
static gboolean
has_theme (Fixture *fixture, const char *id)
{
  g_autofree char *path = g_strconcat (WEIR_RESOURCE_PATH "/themes/", id, ".css", NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  const char *css = g_bytes_get_data (bytes, NULL);
  char value[8];

  g_assert_cmpint (sscanf (strstr (css, "window_bg_color"), "window_bg_color %7s", value), ==, 1);
  return has_ground (fixture, value);
}

static char *
dup_setting (Fixture *fixture)
{
  return g_settings_get_string (fixture->settings, "theme");
}

static void
assert_setting (Fixture *fixture, const char *id)
{
  g_autofree char *setting = dup_setting (fixture);

  g_assert_cmpstr (setting, ==, id);
}

static char *
own_path (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "weir", "themes", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return g_build_filename (folder, name, NULL);
}

static void
write_own (const char *name, const char *css)
{
  g_autofree char *path = own_path (name);

  g_assert_true (g_file_set_contents (path, css, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture_set_up (fixture, user_data);
  g_settings_reset (fixture->settings, "theme");
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = own_path ("");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_settings_reset (fixture->settings, "theme");
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = own_path (name);

      g_remove (path);
    }
  fixture_tear_down (fixture, user_data);
}

static const char *
get_problem (Fixture *fixture)
{
  return weir_theme_manager_get_problem (fixture->window->theme_manager);
}

static gboolean
has_problem (Fixture *fixture, const char *part)
{
  return get_problem (fixture) != NULL && strstr (get_problem (fixture), part) != NULL;
}

static gboolean
has_bar (Fixture *fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (fixture->window->theme_bar));
}

/* ---- the chooser ---------------------------------------------------------------------------- */

static GtkWindow *
open_chooser (Fixture *fixture)
{
  GtkWindow *chooser;

  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  fixture_activate (fixture, "choose-theme", NULL);
  WAIT_UNTIL ((chooser = fixture_find_window (WEIR_TYPE_THEME_CHOOSER)) != NULL);
  return chooser;
}

static gboolean
is_chooser_gone (void)
{
  return fixture_find_window (WEIR_TYPE_THEME_CHOOSER) == NULL;
}

static gboolean
is_in (GtkWindow *window, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

static void
test_arrows_preview_and_escape_restores (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *chooser;
  GdkRGBA before, after;

  if (!fixture_has_user ())
    return;

  before = look_up (fixture, "window_bg_color");
  chooser = open_chooser (fixture);
  WAIT_UNTIL (is_in (chooser, GTK_TYPE_LIST_VIEW));
  fixture_press_in (chooser, "Down");
  WAIT_UNTIL (has_theme (fixture, "HighContrast"));
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  fixture_press_in (chooser, "Down");
  WAIT_UNTIL (has_theme (fixture, "AcidRain"));
  fixture_press_in (chooser, "Up");
  WAIT_UNTIL (has_theme (fixture, "HighContrast"));
  assert_setting (fixture, "System");

  fixture_press_in (chooser, "Escape");
  WAIT_UNTIL (is_chooser_gone ());
  WAIT_UNTIL (!adw_style_manager_get_dark (adw_style_manager_get_default ()));
  after = look_up (fixture, "window_bg_color");
  g_assert_true (gdk_rgba_equal (&before, &after));
  assert_setting (fixture, "System");
}

static void
test_enter_keeps (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *chooser;

  if (!fixture_has_user ())
    return;

  chooser = open_chooser (fixture);
  WAIT_UNTIL (is_in (chooser, GTK_TYPE_LIST_VIEW));
  fixture_press_in (chooser, "Down");
  WAIT_UNTIL (has_theme (fixture, "HighContrast"));
  fixture_press_in (chooser, "Return");
  WAIT_UNTIL (is_chooser_gone ());
  g_assert_true (has_theme (fixture, "HighContrast"));
  assert_setting (fixture, "HighContrast");
}

static void
test_it_begins_with_the_chosen_one (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *chooser;

  if (!fixture_has_user ())
    return;

  g_settings_set_string (fixture->settings, "theme", "RedSector");
  chooser = open_chooser (fixture);
  WAIT_UNTIL (is_in (chooser, GTK_TYPE_LIST_VIEW));
  g_assert_true (has_theme (fixture, "RedSector"));
  fixture_press_in (chooser, "Up");
  WAIT_UNTIL (has_theme (fixture, "QuantumFlux"));
  fixture_press_in (chooser, "Escape");
  WAIT_UNTIL (is_chooser_gone ());
  g_assert_true (has_theme (fixture, "RedSector"));
}

static void
test_letters_search (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *chooser;

  if (!fixture_has_user ())
    return;

  chooser = open_chooser (fixture);
  WAIT_UNTIL (is_in (chooser, GTK_TYPE_LIST_VIEW));
  fixture_press_in (chooser, "n");
  fixture_press_in (chooser, "e");
  fixture_press_in (chooser, "o");
  fixture_press_in (chooser, "n");
  WAIT_UNTIL (has_theme (fixture, "NeonNoir"));
  fixture_press_in (chooser, "Down");
  WAIT_UNTIL (has_theme (fixture, "NeonSprawl"));
  fixture_press_in (chooser, "Return");
  WAIT_UNTIL (is_chooser_gone ());
  assert_setting (fixture, "NeonSprawl");
}

static void
test_a_search_in_vain_keeps_nothing (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *chooser;
  GtkWidget *status;

  if (!fixture_has_user ())
    return;

  chooser = open_chooser (fixture);
  WAIT_UNTIL (is_in (chooser, GTK_TYPE_LIST_VIEW));
  fixture_press_in (chooser, "x");
  fixture_press_in (chooser, "q");
  status = fixture_find (GTK_WIDGET (chooser), ADW_TYPE_STATUS_PAGE);
  WAIT_UNTIL (gtk_widget_get_mapped (status));
  fixture_press_in (chooser, "Return");
  fixture_press_in (chooser, "Escape");
  WAIT_UNTIL (is_chooser_gone ());
  assert_setting (fixture, "System");
}

static void
test_every_row_draws_its_own_theme (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirTheme) red = weir_theme_new_built_in ("RedSector.css");
  g_autoptr (WeirTheme) deep = weir_theme_new_built_in ("DeepNet.css");
  g_autoptr (GtkWidget) a = g_object_ref_sink (weir_theme_swatch_new ());
  g_autoptr (GtkWidget) b = g_object_ref_sink (weir_theme_swatch_new ());
  WeirThemeColors colors_a, colors_b;
  GdkRGBA wanted;

  weir_theme_swatch_set_theme (WEIR_THEME_SWATCH (a), red);
  weir_theme_swatch_set_theme (WEIR_THEME_SWATCH (b), deep);
  weir_theme_colors_read (&colors_a, a);
  weir_theme_colors_read (&colors_b, b);
  gdk_rgba_parse (&wanted, "#ff5f5f");
  g_assert_true (gdk_rgba_equal (&colors_a.colors[WEIR_COLOR_DOWNLOAD], &wanted));
  gdk_rgba_parse (&wanted, "#268eff");
  g_assert_true (gdk_rgba_equal (&colors_b.colors[WEIR_COLOR_DOWNLOAD], &wanted));
}

/* ---- the window ----------------------------------------------------------------------------- */

/* Whether a widget that is to be seen has a pixel of this colour. */
static gboolean
is_seen_in (GtkWidget *widget, const GdkRGBA *color)
{
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  const gsize stride = (gsize) width * 4;
  g_autofree guchar *pixels = g_malloc0 (stride * (gsize) height);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                   &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gsk_render_node_unref (node);
  gdk_texture_download (texture, pixels, stride);

  for (gsize i = 0; i < stride * (gsize) height; i += 4)
    {
      const guint32 pixel = *(const guint32 *) (gconstpointer) (pixels + i);

      if ((pixel & 0xffffff)
          == ((guint32) (color->red * 255 + 0.5f) << 16 | (guint32) (color->green * 255 + 0.5f) << 8
              | (guint32) (color->blue * 255 + 0.5f)))
        return TRUE;
    }
  return FALSE;
}

static void
test_the_graph_takes_the_colours (Fixture *fixture, gconstpointer user_data)
{
  const char *const ids[] = { "LaserGrid", "RedSector" };
  GtkWidget *graph = GTK_WIDGET (fixture->window->graph);

  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (gtk_widget_get_height (graph) > 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      GdkRGBA color;

      g_settings_set_string (fixture->settings, "theme", ids[i]);
      color = look_up (fixture, "download_color");
      WAIT_UNTIL (is_seen_in (graph, &color));
    }
}

static void
test_a_theme_of_no_name_is_the_systems (Fixture *fixture, gconstpointer user_data)
{
  const char *const ids[] = { "NoSuchTheme", "", "../../../etc/passwd", "../x.css",
                              "/dev/zero.css" };
  GdkRGBA before = look_up (fixture, "window_bg_color");

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      GdkRGBA now;

      g_settings_set_string (fixture->settings, "theme", ids[i]);
      now = look_up (fixture, "window_bg_color");
      g_assert_true (gdk_rgba_equal (&before, &now));
    }
}

/* ---- files of the user's -------------------------------------------------------------------- */

static void
test_a_file_is_shown_anew_when_it_is_saved (Fixture *fixture, gconstpointer user_data)
{
  write_own ("mine.css", SIMPLE);
  g_settings_set_string (fixture->settings, "theme", "mine.css");
  g_assert_true (has_ground (fixture, SIMPLE_GROUND));
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_assert_cmpstr (get_problem (fixture), ==, NULL);

  write_own ("mine.css", OTHER);
  WAIT_UNTIL (has_ground (fixture, OTHER_GROUND));
}

static void
test_a_light_file_has_the_desktops_dark_text (Fixture *fixture, gconstpointer user_data)
{
  GdkRGBA text;

  write_own ("light.css", "@define-color window_bg_color #fff8e7;\n");
  g_settings_set_string (fixture->settings, "theme", "light.css");
  g_assert_true (has_ground (fixture, "#fff8e7"));
  g_assert_false (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  text = look_up (fixture, "window_fg_color");
  g_assert_cmpfloat (text.red, <, 0.3);
  g_assert_cmpstr (get_problem (fixture), ==, NULL);
}

static void
test_a_broken_file_is_reported_and_what_was_stays (Fixture *fixture, gconstpointer user_data)
{
  write_own ("mine.css", SIMPLE);
  g_settings_set_string (fixture->settings, "theme", "mine.css");
  g_assert_true (has_ground (fixture, SIMPLE_GROUND));
  g_assert_false (has_bar (fixture));

  write_own ("mine.css", SIMPLE "@define-color view_fg_color #12;\n");
  WAIT_UNTIL (has_problem (fixture, "Line 3, column "));
  WAIT_UNTIL (has_bar (fixture));
  g_assert_true (has_problem (fixture, "“mine”"));
  g_assert_true (has_ground (fixture, SIMPLE_GROUND));

  write_own ("mine.css", OTHER);
  WAIT_UNTIL (has_ground (fixture, OTHER_GROUND));
  g_assert_cmpstr (get_problem (fixture), ==, NULL);
  WAIT_UNTIL (!has_bar (fixture));
}

static void
test_what_is_wrong_is_said (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *css;
    const char *complaint;
  } files[] = {
    { "@define-color view_bg_color notacolour;", "Line 1, column " },
    { "\n\n@define-color view_bg_color @nothing_at_all;",
      "Line 3, column 15: this is made of a colour that does not exist." },
    { "@define-color view_bg_color mix(red, blue);", "Line 1, column " },
    { "@define-color a red;\n* { color: black; background: black; }", "Line 2, column 1: " },
    { "/* nothing */", "It defines no colour." },
    { "\x7f"
      "ELF\xfe\xff",
      "It is not a text." },
    { "@define-color window_fg_color #333333;\n@define-color window_bg_color #333333;",
      "“window_fg_color” on “window_bg_color” has a contrast of 1.0" },
    { "@define-color window_bg_color rgba(0, 0, 0, 0.02);", "cannot be read" },
  };
  GdkRGBA before = look_up (fixture, "window_bg_color");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strdup_printf ("wrong-%u.css", i);
      GdkRGBA now;

      write_own (name, files[i].css);
      g_settings_set_string (fixture->settings, "theme", name);
      g_test_message ("%s", get_problem (fixture));
      g_assert_true (has_problem (fixture, files[i].complaint));
      now = look_up (fixture, "window_bg_color");
      g_assert_true (gdk_rgba_equal (&before, &now));
    }
}

static void
test_what_is_no_file_is_refused (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *pipe = own_path ("pipe.css");
  g_autofree char *folder = own_path ("folder.css");
  g_autofree char *device = own_path ("device.css");
  g_autofree char *giant = own_path ("giant.css");
  int fd;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_settings_set_string (fixture->settings, "theme", "pipe.css");
  g_assert_true (has_problem (fixture, "It is not a file."));

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_settings_set_string (fixture->settings, "theme", "folder.css");
  g_assert_true (has_problem (fixture, "It is not a file."));

  g_assert_cmpint (symlink ("/dev/zero", device), ==, 0);
  g_settings_set_string (fixture->settings, "theme", "device.css");
  g_assert_true (has_problem (fixture, "It is not a file."));

  fd = open (giant, O_WRONLY | O_CREAT, 0600);
  g_assert_cmpint (ftruncate (fd, (off_t) 10 << 30), ==, 0);
  close (fd);
  g_settings_set_string (fixture->settings, "theme", "giant.css");
  g_assert_true (has_problem (fixture, "too large"));

  g_settings_set_string (fixture->settings, "theme", "gone.css");
  g_assert_true (has_problem (fixture, "“gone”"));
}

static void
test_little_contrast_is_shown_and_said (Fixture *fixture, gconstpointer user_data)
{
  write_own ("pale.css", SIMPLE "@define-color download_color #304050;\n");
  g_settings_set_string (fixture->settings, "theme", "pale.css");
  g_assert_true (has_ground (fixture, SIMPLE_GROUND));
  g_assert_true (has_problem (fixture, "is hard to read: “download_color”"));
}

/* Themes that are not files of the user's. */
#define N_BUILT_IN 33

static guint
count_themes (Fixture *fixture)
{
  return g_list_model_get_n_items (
      weir_theme_list_get_model (weir_theme_manager_get_list (fixture->window->theme_manager)));
}

static void
test_the_list_follows_the_folder (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = own_path ("b.css");

  WAIT_UNTIL (count_themes (fixture) == N_BUILT_IN);
  write_own ("c.css", SIMPLE);
  write_own ("a.css", "broken");
  write_own ("b.css", SIMPLE);
  write_own ("read.me", SIMPLE);
  WAIT_UNTIL (count_themes (fixture) == N_BUILT_IN + 3);
  g_assert_cmpint (g_remove (path), ==, 0);
  WAIT_UNTIL (count_themes (fixture) == N_BUILT_IN + 2);
}

static void
test_the_folder_is_bounded (Fixture *fixture, gconstpointer user_data)
{
  WeirThemeList *list = weir_theme_manager_get_list (fixture->window->theme_manager);

  WAIT_UNTIL (count_themes (fixture) == N_BUILT_IN);
  for (guint i = 0; i < WEIR_THEME_LIST_MAX_OWN + 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.css", i);

      write_own (name, SIMPLE);
    }
  WAIT_UNTIL (count_themes (fixture) == N_BUILT_IN + WEIR_THEME_LIST_MAX_OWN);
  g_assert_true (weir_theme_list_is_cut (list));
}

/* ---- the editor ----------------------------------------------------------------------------- */

static GtkWindow *
open_editor (Fixture *fixture)
{
  GtkWindow *editor;

  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  fixture_activate (fixture, "edit-theme", NULL);
  WAIT_UNTIL ((editor = fixture_find_window (WEIR_TYPE_THEME_EDITOR)) != NULL);
  return editor;
}

static gboolean
is_editor_gone (void)
{
  return fixture_find_window (WEIR_TYPE_THEME_EDITOR) == NULL;
}

static void
type (GtkWindow *window, const char *letters)
{
  for (const char *c = letters; *c != '\0'; c++)
    fixture_press_in (window, (const char[]){ *c, '\0' });
}

static void
set_first_color (GtkWindow *editor, const char *value)
{
  GtkColorChooser *button = fixture_find (GTK_WIDGET (editor), GTK_TYPE_COLOR_BUTTON);
  GdkRGBA color;

  gdk_rgba_parse (&color, value);
  gtk_color_chooser_set_rgba (button, &color);
}

static void
test_the_editor_previews_and_writes_a_file (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = own_path ("dusk.css");
  g_autofree char *css = NULL;
  g_autoptr (WeirTheme) saved = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWindow *editor;

  if (!fixture_has_user ())
    return;

  g_settings_set_string (fixture->settings, "theme", "NeonSprawl");
  editor = open_editor (fixture);
  set_first_color (editor, "#201020");
  WAIT_UNTIL (has_ground (fixture, "#201020"));
  assert_setting (fixture, "NeonSprawl");

  gtk_widget_grab_focus (fixture_find (GTK_WIDGET (editor), ADW_TYPE_ENTRY_ROW));
  type (editor, "dusk");
  fixture_press_in (editor, "Return");
  WAIT_UNTIL (is_editor_gone ());
  assert_setting (fixture, "dusk.css");
  g_assert_true (has_ground (fixture, "#201020"));
  g_assert_true (g_file_get_contents (path, &css, NULL, NULL));
  g_assert_nonnull (strstr (css, "@define-color window_bg_color #201020;\n"));
  saved = weir_theme_new_own (file);
  g_assert_cmpstr (weir_theme_get_error (saved), ==, NULL);
  g_assert_true (weir_theme_defines (saved, "upload_color"));
}

static void
test_escape_forgets_what_was_edited (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *editor;

  if (!fixture_has_user ())
    return;

  g_settings_set_string (fixture->settings, "theme", "NeonSprawl");
  editor = open_editor (fixture);
  set_first_color (editor, "#201020");
  WAIT_UNTIL (has_ground (fixture, "#201020"));
  fixture_press_in (editor, "Escape");
  WAIT_UNTIL (is_editor_gone ());
  g_assert_true (has_theme (fixture, "NeonSprawl"));
  assert_setting (fixture, "NeonSprawl");
}

static void
test_an_unreadable_draft_is_never_shown (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *editor;

  g_settings_set_string (fixture->settings, "theme", "NeonSprawl");
  editor = open_editor (fixture);
  set_first_color (editor, "#ffffff");
  g_assert_true (has_problem (fixture, "“window_fg_color” on “window_bg_color”"));
  g_assert_true (has_theme (fixture, "NeonSprawl"));
  gtk_window_close (editor);
  WAIT_UNTIL (is_editor_gone ());
}

static void
test_names_that_are_no_files_are_refused (Fixture *fixture, gconstpointer user_data)
{
  const char *const names[] = { "", ".hidden", "a/b", "../up", "a\nb" };
  WeirThemeList *list = weir_theme_manager_get_list (fixture->window->theme_manager);
  g_autoptr (WeirTheme) theme = NULL;
  g_autoptr (GError) exists = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (weir_theme_list_save (list, names[i], SIMPLE, FALSE, &error));
      g_assert_nonnull (error);
    }
  theme = weir_theme_list_save (list, "Größe 2", SIMPLE, FALSE, NULL);
  g_assert_nonnull (theme);
  g_assert_null (weir_theme_list_save (list, "Größe 2", SIMPLE, FALSE, &exists));
  g_assert_cmpstr (exists->message, ==, "There is a theme “Größe 2” already.");
}

#define ADD(name, function) g_test_add ("/themes/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

  ADD ("arrows-preview-and-escape-restores", test_arrows_preview_and_escape_restores);
  ADD ("enter-keeps", test_enter_keeps);
  ADD ("it-begins-with-the-chosen-one", test_it_begins_with_the_chosen_one);
  ADD ("letters-search", test_letters_search);
  ADD ("a-search-in-vain-keeps-nothing", test_a_search_in_vain_keeps_nothing);
  ADD ("every-row-draws-its-own-theme", test_every_row_draws_its_own_theme);
  ADD ("the-graph-takes-the-colours", test_the_graph_takes_the_colours);
  ADD ("a-theme-of-no-name-is-the-systems", test_a_theme_of_no_name_is_the_systems);
  ADD ("a-file-is-shown-anew-when-it-is-saved", test_a_file_is_shown_anew_when_it_is_saved);
  ADD ("a-light-file-has-the-desktops-dark-text", test_a_light_file_has_the_desktops_dark_text);
  ADD ("a-broken-file-is-reported-and-what-was-stays",
       test_a_broken_file_is_reported_and_what_was_stays);
  ADD ("what-is-wrong-is-said", test_what_is_wrong_is_said);
  ADD ("what-is-no-file-is-refused", test_what_is_no_file_is_refused);
  ADD ("little-contrast-is-shown-and-said", test_little_contrast_is_shown_and_said);
  ADD ("the-list-follows-the-folder", test_the_list_follows_the_folder);
  ADD ("the-folder-is-bounded", test_the_folder_is_bounded);
  ADD ("the-editor-previews-and-writes-a-file", test_the_editor_previews_and_writes_a_file);
  ADD ("escape-forgets-what-was-edited", test_escape_forgets_what_was_edited);
  ADD ("an-unreadable-draft-is-never-shown", test_an_unreadable_draft_is_never_shown);
  ADD ("names-that-are-no-files-are-refused", test_names_that_are_no_files_are_refused);

  return fixture_run ();
}
