/* Whether every theme can be read, computed from what its CSS makes of the named colours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a display of its own.  The formulas stand here once more, by WCAG 2.1
 * (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio), for those of the program are under test.
 */
#include "config.h"

#include <math.h>

#include "app/application.h"
#include "app/theme-colors.h"

#define N_BUILT_IN 32 /* and System */

/* Text on ground, with a bar between them or not, and what is asked for. */
typedef struct
{
  const char *text;
  const char *ground;
  const char *bar; /* (nullable) */
  double opacity;
  double least;
} Rule;

static const Rule rules[] = {
  { "window_fg_color", "window_bg_color", NULL, 1, 4.5 },
  { "view_fg_color", "view_bg_color", NULL, 1, 4.5 },
  { "headerbar_fg_color", "headerbar_bg_color", NULL, 1, 4.5 },
  { "popover_fg_color", "popover_bg_color", NULL, 1, 4.5 },
  { "dialog_fg_color", "dialog_bg_color", NULL, 1, 4.5 },
  { "view_fg_color", "view_bg_color", "download_bar_color", 1, 4.5 },
  { "view_fg_color", "view_bg_color", "upload_bar_color", 1, 4.5 },
  { "selected_fg_color", "selected_bg_color", NULL, 1, 4.5 },
  { "selected_fg_color", "selected_bg_color", "download_bar_color", 1, 4.5 },
  { "selected_fg_color", "selected_bg_color", "upload_bar_color", 1, 4.5 },
  { "heading_color", "view_bg_color", NULL, 1, 4.5 },
  { "process_color", "view_bg_color", NULL, 1, 4.5 },
  { "process_color", "selected_bg_color", NULL, 1, 4.5 },
  /* The directions are not only drawn with, numbers are written in them. */
  { "download_color", "window_bg_color", NULL, 1, 4.5 },
  { "download_color", "view_bg_color", NULL, 1, 4.5 },
  { "download_color", "selected_bg_color", NULL, 1, 4.5 },
  { "upload_color", "window_bg_color", NULL, 1, 4.5 },
  { "upload_color", "view_bg_color", NULL, 1, 4.5 },
  { "upload_color", "selected_bg_color", NULL, 1, 4.5 },
};

/* What the desktop's style decides for System. */
static const Rule rules_of_themes[] = {
  { "accent_fg_color", "accent_bg_color", NULL, 1, 4.5 },
  { "accent_color", "window_bg_color", NULL, 1, 4.5 },
  { "accent_color", "popover_bg_color", NULL, 1, 4.5 },
  { "warning_color", "window_bg_color", NULL, 1, 4.5 },
  { "error_color", "window_bg_color", NULL, 1, 4.5 },
  { "error_color", "popover_bg_color", NULL, 1, 4.5 },
  /* .dim-label and .faint */
  { "window_fg_color", "window_bg_color", NULL, 0.55, 4.5 },
  { "view_fg_color", "view_bg_color", NULL, 0.5, 4.5 },
};

typedef struct
{
  WeirThemeManager *manager;
  GListModel *themes;
  GtkWidget *window;
} Fixture;

static WeirApplication *application;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->manager = weir_application_get_theme_manager (application);
  fixture->themes = weir_theme_list_get_model (weir_theme_manager_get_list (fixture->manager));
  fixture->window = gtk_window_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  weir_theme_manager_end_preview (fixture->manager);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static GdkRGBA
look_up (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    g_error ("there is no %s", name);
  return color;
}

static double
blend (double top, double alpha, double ground)
{
  return top * alpha + ground * (1 - alpha);
}

static GdkRGBA
lay (GdkRGBA top, double opacity, GdkRGBA ground)
{
  double alpha = top.alpha * opacity;

  return (GdkRGBA){ (float) blend (top.red, alpha, ground.red),
                    (float) blend (top.green, alpha, ground.green),
                    (float) blend (top.blue, alpha, ground.blue), 1 };
}

static double
linear (double c)
{
  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (GdkRGBA c)
{
  return 0.2126 * linear (c.red) + 0.7152 * linear (c.green) + 0.0722 * linear (c.blue);
}

static double
contrast (GdkRGBA a, GdkRGBA b)
{
  double light = MAX (luminance (a), luminance (b));
  double dark = MIN (luminance (a), luminance (b));

  return (light + 0.05) / (dark + 0.05);
}

/* @part: of the bar's own opacity */
static void
check_with_bar (GtkWidget *widget, const char *theme, const Rule *rule, double factor, double part)
{
  GdkRGBA ground = lay (look_up (widget, rule->ground), 1, look_up (widget, "window_bg_color"));
  double ratio;

  if (rule->bar != NULL)
    ground = lay (look_up (widget, rule->bar), part, ground);
  ratio = contrast (lay (look_up (widget, rule->text), rule->opacity, ground), ground);
  if (ratio >= rule->least * factor)
    return;
  g_test_message ("%s: %s (%.2f) on %s%s%s (%.2f): %.2f", theme, rule->text, rule->opacity,
                  rule->ground, rule->bar != NULL ? " with " : "",
                  rule->bar != NULL ? rule->bar : "", part, ratio);
  g_test_fail ();
}

/* Along a bar that is a gradient as well. */
static void
check (GtkWidget *widget, const char *theme, const Rule *rule, double factor)
{
  static const double parts[] = { 1, 0.75, 0.5, 0.25, 0.15 };

  for (guint i = 0; i < (rule->bar != NULL ? G_N_ELEMENTS (parts) : 1); i++)
    check_with_bar (widget, theme, rule, factor, parts[i]);
}

static void
check_all (Fixture *fixture, WeirTheme *theme)
{
  gboolean is_system = strcmp (weir_theme_get_id (theme), WEIR_THEME_SYSTEM) == 0;
  /* WCAG's enhanced contrast is 7. */
  double factor = strcmp (weir_theme_get_id (theme), "HighContrast") == 0 ? 7 / 4.5 : 1;
  GdkRGBA ground;

  g_assert_cmpstr (weir_theme_get_error (theme), ==, NULL);
  g_assert_true (weir_theme_manager_preview (fixture->manager, theme));
  ground = look_up (fixture->window, "window_bg_color");
  g_assert_cmpfloat (ground.alpha, ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check (fixture->window, weir_theme_get_name (theme), &rules[i], factor);
  for (guint i = 0; !is_system && i < G_N_ELEMENTS (rules_of_themes); i++)
    check (fixture->window, weir_theme_get_name (theme), &rules_of_themes[i], 1);
}

static void
test_every_theme_can_be_read (Fixture *fixture, gconstpointer user_data)
{
  guint n = g_list_model_get_n_items (fixture->themes);

  g_assert_cmpuint (n, ==, N_BUILT_IN + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (fixture->themes, i);

      check_all (fixture, theme);
    }
}

static void
test_system_can_be_read_in_light_and_dark (Fixture *fixture, gconstpointer user_data)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  g_autoptr (WeirTheme) theme = weir_theme_new_system ();

  weir_theme_manager_preview (fixture->manager, theme);
  for (guint is_dark = 0; is_dark < 2; is_dark++)
    {
      adw_style_manager_set_color_scheme (style, is_dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                         : ADW_COLOR_SCHEME_FORCE_LIGHT);
      for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        check (fixture->window, is_dark ? "System, dark" : "System, light", &rules[i], 1);
    }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

/* Of high contrast the desktop decides; its colours are tried on its dark and light grounds. */
static void
test_high_contrast_of_the_desktop_can_be_read (Fixture *fixture, gconstpointer user_data)
{
  const char *const files[] = { "/style-hc.css", "/style-hc-dark.css" };
  AdwStyleManager *style = adw_style_manager_get_default ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat (WEIR_RESOURCE_PATH, files[i], NULL);
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
      GtkStyleContext *context = gtk_widget_get_style_context (fixture->window);

      adw_style_manager_set_color_scheme (style, i == 0 ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                        : ADW_COLOR_SCHEME_FORCE_DARK);
      gtk_css_provider_load_from_resource (provider, path);
      gtk_style_context_add_provider (context, GTK_STYLE_PROVIDER (provider), G_MAXUINT);
      for (guint j = 0; j < G_N_ELEMENTS (rules); j++)
        {
          if (g_str_has_prefix (rules[j].text, "download")
              || g_str_has_prefix (rules[j].text, "upload"))
            check (fixture->window, files[i], &rules[j], 7 / 4.5);
        }
      gtk_style_context_remove_provider (context, GTK_STYLE_PROVIDER (provider));
    }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

/* Each direction beside the other, for a graph with both: apart by hue or by lightness. */
static void
test_the_directions_differ (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < g_list_model_get_n_items (fixture->themes); i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (fixture->themes, i);
      GdkRGBA down, up;
      double distance;

      weir_theme_manager_preview (fixture->manager, theme);
      down = look_up (fixture->window, "download_color");
      up = look_up (fixture->window, "upload_color");
      distance =
          fabs (down.red - up.red) + fabs (down.green - up.green) + fabs (down.blue - up.blue);
      g_test_message ("%s: %.2f", weir_theme_get_name (theme), distance);
      g_assert_cmpfloat (distance, >, 0.35);
    }
}

/* All of them say all there is to say: none looks like the desktop in parts. */
static void
test_every_theme_is_complete (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 1; i < g_list_model_get_n_items (fixture->themes); i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (fixture->themes, i);

      for (WeirColor color = 0; color < WEIR_N_COLORS; color++)
        {
          if (weir_theme_colors_get_title (color) == NULL
              || weir_theme_defines (theme, weir_theme_colors_get_name (color)))
            continue;
          g_test_message ("%s lacks %s", weir_theme_get_name (theme),
                          weir_theme_colors_get_name (color));
          g_test_fail ();
        }
    }
}

static void
test_the_programs_contrast_is_wcags (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *a, *b;
    double ratio;
  } samples[] = {
    { "#000", "#fff", 21 },
    { "#777", "#fff", 4.48 },
    { "#ff0000", "#ffffff", 4.00 },
    { "#0000ff", "#ffff00", 8.00 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      GdkRGBA a, b;

      gdk_rgba_parse (&a, samples[i].a);
      gdk_rgba_parse (&b, samples[i].b);
      g_assert_cmpfloat_with_epsilon (weir_theme_colors_get_contrast (&a, &b), samples[i].ratio,
                                      0.01);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  application = weir_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add ("/theme-contrast/every-theme-can-be-read", Fixture, NULL, set_up,
              test_every_theme_can_be_read, tear_down);
  g_test_add ("/theme-contrast/system-can-be-read-in-light-and-dark", Fixture, NULL, set_up,
              test_system_can_be_read_in_light_and_dark, tear_down);
  g_test_add ("/theme-contrast/high-contrast-of-the-desktop-can-be-read", Fixture, NULL, set_up,
              test_high_contrast_of_the_desktop_can_be_read, tear_down);
  g_test_add ("/theme-contrast/the-directions-differ", Fixture, NULL, set_up,
              test_the_directions_differ, tear_down);
  g_test_add ("/theme-contrast/every-theme-is-complete", Fixture, NULL, set_up,
              test_every_theme_is_complete, tear_down);
  g_test_add ("/theme-contrast/the-programs-contrast-is-wcags", Fixture, NULL, set_up,
              test_the_programs_contrast_is_wcags, tear_down);

  result = g_test_run ();
  g_object_unref (application);
  return result;
}
