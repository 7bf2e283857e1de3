/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-colors.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct
{
  const char *name;
  const char *title;
} kinds[WEIR_N_COLORS] = {
  [WEIR_COLOR_WINDOW_BG] = { "window_bg_color", N_ ("Window") },
  [WEIR_COLOR_WINDOW_FG] = { "window_fg_color", N_ ("Text in the window") },
  [WEIR_COLOR_VIEW_BG] = { "view_bg_color", N_ ("List") },
  [WEIR_COLOR_VIEW_FG] = { "view_fg_color", N_ ("Text in the list") },
  [WEIR_COLOR_HEADERBAR_BG] = { "headerbar_bg_color", N_ ("Header") },
  [WEIR_COLOR_HEADERBAR_FG] = { "headerbar_fg_color", N_ ("Text in the header") },
  [WEIR_COLOR_POPOVER_BG] = { "popover_bg_color", N_ ("Menus") },
  [WEIR_COLOR_POPOVER_FG] = { "popover_fg_color", N_ ("Text in menus") },
  [WEIR_COLOR_DIALOG_BG] = { "dialog_bg_color", N_ ("Messages") },
  [WEIR_COLOR_DIALOG_FG] = { "dialog_fg_color", N_ ("Text in messages") },
  [WEIR_COLOR_ACCENT] = { "accent_color", N_ ("Links and emphasis") },
  [WEIR_COLOR_ACCENT_BG] = { "accent_bg_color", N_ ("Main buttons") },
  [WEIR_COLOR_ACCENT_FG] = { "accent_fg_color", N_ ("Text on main buttons") },
  [WEIR_COLOR_SELECTED_BG] = { "selected_bg_color", N_ ("Selected line") },
  [WEIR_COLOR_SELECTED_FG] = { "selected_fg_color", N_ ("Text of the selected line") },
  [WEIR_COLOR_HEADING] = { "heading_color", N_ ("Titles of columns") },
  [WEIR_COLOR_PROCESS] = { "process_color", N_ ("Programs") },
  [WEIR_COLOR_DOWNLOAD] = { "download_color", N_ ("Download") },
  [WEIR_COLOR_UPLOAD] = { "upload_color", N_ ("Upload") },
  [WEIR_COLOR_WARNING] = { "warning_color", N_ ("Warnings") },
  [WEIR_COLOR_ERROR] = { "error_color", N_ ("Errors") },
  [WEIR_COLOR_DOWNLOAD_BAR] = { "download_bar_color", NULL },
  [WEIR_COLOR_UPLOAD_BAR] = { "upload_bar_color", NULL },
};

#define NO_BAR WEIR_N_COLORS

/* What is read on what, and the bar between them. */
static const struct
{
  WeirColor text;
  WeirColor ground;
  WeirColor bar;
  gboolean is_vital;
} pairs[] = {
  { WEIR_COLOR_WINDOW_FG, WEIR_COLOR_WINDOW_BG, NO_BAR, TRUE },
  { WEIR_COLOR_VIEW_FG, WEIR_COLOR_VIEW_BG, NO_BAR, TRUE },
  { WEIR_COLOR_VIEW_FG, WEIR_COLOR_VIEW_BG, WEIR_COLOR_DOWNLOAD_BAR, TRUE },
  { WEIR_COLOR_VIEW_FG, WEIR_COLOR_VIEW_BG, WEIR_COLOR_UPLOAD_BAR, TRUE },
  { WEIR_COLOR_SELECTED_FG, WEIR_COLOR_SELECTED_BG, NO_BAR, TRUE },
  { WEIR_COLOR_SELECTED_FG, WEIR_COLOR_SELECTED_BG, WEIR_COLOR_DOWNLOAD_BAR, TRUE },
  { WEIR_COLOR_SELECTED_FG, WEIR_COLOR_SELECTED_BG, WEIR_COLOR_UPLOAD_BAR, TRUE },
  { WEIR_COLOR_HEADERBAR_FG, WEIR_COLOR_HEADERBAR_BG, NO_BAR, TRUE },
  { WEIR_COLOR_POPOVER_FG, WEIR_COLOR_POPOVER_BG, NO_BAR, TRUE },
  { WEIR_COLOR_DIALOG_FG, WEIR_COLOR_DIALOG_BG, NO_BAR, TRUE },
  { WEIR_COLOR_ACCENT_FG, WEIR_COLOR_ACCENT_BG, NO_BAR, TRUE },
  { WEIR_COLOR_HEADING, WEIR_COLOR_VIEW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_ACCENT, WEIR_COLOR_WINDOW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_WARNING, WEIR_COLOR_WINDOW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_ERROR, WEIR_COLOR_WINDOW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_PROCESS, WEIR_COLOR_VIEW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_PROCESS, WEIR_COLOR_SELECTED_BG, NO_BAR, FALSE },
  { WEIR_COLOR_DOWNLOAD, WEIR_COLOR_WINDOW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_DOWNLOAD, WEIR_COLOR_VIEW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_DOWNLOAD, WEIR_COLOR_SELECTED_BG, NO_BAR, FALSE },
  { WEIR_COLOR_UPLOAD, WEIR_COLOR_WINDOW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_UPLOAD, WEIR_COLOR_VIEW_BG, NO_BAR, FALSE },
  { WEIR_COLOR_UPLOAD, WEIR_COLOR_SELECTED_BG, NO_BAR, FALSE },
};

const char *
weir_theme_colors_get_name (WeirColor color)
{
  g_return_val_if_fail (color < WEIR_N_COLORS, NULL);

  return kinds[color].name;
}

const char *
weir_theme_colors_get_title (WeirColor color)
{
  g_return_val_if_fail (color < WEIR_N_COLORS, NULL);

  return kinds[color].title != NULL ? _ (kinds[color].title) : NULL;
}

void
weir_theme_colors_read (WeirThemeColors *self, GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  for (guint i = 0; i < WEIR_N_COLORS; i++)
    {
      if (!gtk_style_context_lookup_color (context, kinds[i].name, &self->colors[i]))
        self->colors[i] = (GdkRGBA){ .alpha = 1 };
    }
}

/* What is seen where @top lies on @ground. */
static GdkRGBA
lay (const GdkRGBA *top, const GdkRGBA *ground)
{
  float rest = 1 - top->alpha;

  return (GdkRGBA){
    .red = top->red * top->alpha + ground->red * rest,
    .green = top->green * top->alpha + ground->green * rest,
    .blue = top->blue * top->alpha + ground->blue * rest,
    .alpha = top->alpha + ground->alpha * rest,
  };
}

static double
linearize (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
get_luminance (const GdkRGBA *color)
{
  return 0.2126 * linearize (color->red) + 0.7152 * linearize (color->green)
         + 0.0722 * linearize (color->blue);
}

double
weir_theme_colors_get_contrast (const GdkRGBA *text, const GdkRGBA *ground)
{
  const GdkRGBA seen = lay (text, ground);
  double a = get_luminance (&seen) + 0.05;
  double b = get_luminance (ground) + 0.05;

  return a > b ? a / b : b / a;
}

/* @desktop: what shines through a window that is not opaque */
static double
get_pair_contrast (const WeirThemeColors *self, guint pair, const GdkRGBA *desktop)
{
  GdkRGBA ground = lay (&self->colors[WEIR_COLOR_WINDOW_BG], desktop);

  ground = lay (&self->colors[pairs[pair].ground], &ground);
  if (pairs[pair].bar != NO_BAR)
    ground = lay (&self->colors[pairs[pair].bar], &ground);
  return weir_theme_colors_get_contrast (&self->colors[pairs[pair].text], &ground);
}

static gboolean
counts (guint pair, const gboolean *is_defined)
{
  if (is_defined == NULL)
    return pairs[pair].is_vital;
  return is_defined[pairs[pair].text] || (pairs[pair].is_vital && is_defined[pairs[pair].ground]);
}

double
weir_theme_colors_find_weakest (const WeirThemeColors *self,
                                const gboolean *is_defined,
                                WeirColor *text,
                                WeirColor *ground)
{
  const GdkRGBA night = { .alpha = 1 };
  const GdkRGBA day = { 1, 1, 1, 1 };
  double weakest = G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double contrast =
          MIN (get_pair_contrast (self, i, &night), get_pair_contrast (self, i, &day));

      if (contrast >= weakest || !counts (i, is_defined))
        continue;
      weakest = contrast;
      *text = pairs[i].text;
      *ground = pairs[i].bar != NO_BAR ? pairs[i].bar : pairs[i].ground;
    }
  return weakest;
}
