/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-swatch.h"

#include "app/theme-colors.h"

#define WIDTH 64
#define HEIGHT 36
#define RADIUS 6

/* Above the theme that the display has. */
#define PRIORITY_BASE (GTK_STYLE_PROVIDER_PRIORITY_USER + 2)
#define PRIORITY_THEME (GTK_STYLE_PROVIDER_PRIORITY_USER + 3)

struct _WeirThemeSwatch
{
  GtkWidget parent_instance;

  GtkCssProvider *base; /* the desktop's, for what the theme leaves out */
  GtkCssProvider *provider;
};

G_DEFINE_FINAL_TYPE (WeirThemeSwatch, weir_theme_swatch, GTK_TYPE_WIDGET)

/* In 64ths of the width and 36ths of the height. */
static const struct
{
  WeirColor color;
  float x, y, width, height;
} parts[] = {
  { WEIR_COLOR_HEADERBAR_BG, 0, 0, 64, 7 },  { WEIR_COLOR_ACCENT_BG, 52, 2, 8, 3 },
  { WEIR_COLOR_DOWNLOAD, 4, 16, 6, 4 },      { WEIR_COLOR_DOWNLOAD, 10, 11, 6, 9 },
  { WEIR_COLOR_DOWNLOAD, 16, 13, 6, 7 },     { WEIR_COLOR_DOWNLOAD, 22, 10, 6, 10 },
  { WEIR_COLOR_UPLOAD, 4, 21, 6, 2 },        { WEIR_COLOR_UPLOAD, 10, 21, 6, 5 },
  { WEIR_COLOR_UPLOAD, 16, 21, 6, 3 },       { WEIR_COLOR_UPLOAD, 22, 21, 6, 4 },
  { WEIR_COLOR_VIEW_BG, 32, 7, 32, 29 },     { WEIR_COLOR_HEADING, 35, 10, 14, 2 },
  { WEIR_COLOR_SELECTED_BG, 32, 15, 32, 6 }, { WEIR_COLOR_SELECTED_FG, 35, 17, 16, 2 },
  { WEIR_COLOR_PROCESS, 35, 24, 10, 2 },     { WEIR_COLOR_VIEW_FG, 47, 24, 12, 2 },
  { WEIR_COLOR_PROCESS, 35, 30, 8, 2 },      { WEIR_COLOR_VIEW_FG, 45, 30, 16, 2 },
};

static void
weir_theme_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const float scale_x = (float) gtk_widget_get_width (widget) / WIDTH;
  const float scale_y = (float) gtk_widget_get_height (widget) / HEIGHT;
  WeirThemeColors colors;
  GskRoundedRect frame;
  GdkRGBA line;

  weir_theme_colors_read (&colors, widget);
  line = colors.colors[WEIR_COLOR_WINDOW_FG];
  line.alpha *= 0.25f;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, scale_x, scale_y);
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &colors.colors[WEIR_COLOR_WINDOW_BG], &frame.bounds);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_snapshot_append_color (
        snapshot, &colors.colors[parts[i].color],
        &GRAPHENE_RECT_INIT (parts[i].x, parts[i].y, parts[i].width, parts[i].height));
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &frame, (float[]){ 1, 1, 1, 1 },
                              (GdkRGBA[]){ line, line, line, line });
  gtk_snapshot_restore (snapshot);
}

static void
weir_theme_swatch_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
weir_theme_swatch_dispose (GObject *object)
{
  WeirThemeSwatch *self = WEIR_THEME_SWATCH (object);

  g_clear_object (&self->base);
  g_clear_object (&self->provider);

  G_OBJECT_CLASS (weir_theme_swatch_parent_class)->dispose (object);
}

static void
weir_theme_swatch_class_init (WeirThemeSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_theme_swatch_dispose;
  widget_class->snapshot = weir_theme_swatch_snapshot;
  widget_class->measure = weir_theme_swatch_measure;

  gtk_widget_class_set_css_name (widget_class, "themeswatch");
  /* The name beside it says all. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
weir_theme_swatch_init (WeirThemeSwatch *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  self->base = gtk_css_provider_new ();
  self->provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (self->base, WEIR_RESOURCE_PATH "/system-swatch.css");
  gtk_style_context_add_provider (context, GTK_STYLE_PROVIDER (self->base), PRIORITY_BASE);
  gtk_style_context_add_provider (context, GTK_STYLE_PROVIDER (self->provider), PRIORITY_THEME);
}

GtkWidget *
weir_theme_swatch_new (void)
{
  return g_object_new (WEIR_TYPE_THEME_SWATCH, NULL);
}

void
weir_theme_swatch_set_theme (WeirThemeSwatch *self, WeirTheme *theme)
{
  const char *css = theme != NULL ? weir_theme_get_css (theme) : NULL;

  gtk_css_provider_load_from_data (self->provider, css != NULL ? css : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
