/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-manager.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/theme-colors.h"
#include "core/error.h"

/* Above the application's style and the user's own. */
#define PRIORITY (GTK_STYLE_PROVIDER_PRIORITY_USER + 1)

/* On a dark ground white is easier to read than black, which both have this contrast in between. */
#define CONTRAST_BETWEEN 4.58

struct _WeirThemeManager
{
  GObject parent_instance;

  GSettings *settings;
  GtkCssProvider *provider;
  GtkWidget *probe; /* has the display's colours */

  WeirTheme *shown;
  char *shown_css; /* as it was then: a file of the user's may be another by now */
  AdwColorScheme shown_scheme;
  WeirTheme *preview; /* (nullable): which is to be shown, whether it can be or not */
  char *problem;      /* (nullable) */
  gboolean is_showing;

  WeirThemeList *list;
};

enum
{
  PROP_PROBLEM = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirThemeManager, weir_theme_manager, G_TYPE_OBJECT)

/* @problem: (transfer full) (nullable) */
static void
take_problem (WeirThemeManager *self, char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    {
      g_free (problem);
      return;
    }
  g_free (self->problem);
  self->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* A theme without a ground of its own goes with the desktop. */
static AdwColorScheme
get_scheme (WeirThemeManager *self, WeirTheme *theme)
{
  const char *window = weir_theme_colors_get_name (WEIR_COLOR_WINDOW_BG);
  const char *view = weir_theme_colors_get_name (WEIR_COLOR_VIEW_BG);
  const GdkRGBA white = { 1, 1, 1, 1 };
  GdkRGBA ground;

  if (!weir_theme_defines (theme, window) && !weir_theme_defines (theme, view))
    return ADW_COLOR_SCHEME_DEFAULT;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (self->probe),
                                  weir_theme_defines (theme, view) ? view : window, &ground);
  return weir_theme_colors_get_contrast (&white, &ground) > CONTRAST_BETWEEN
             ? ADW_COLOR_SCHEME_FORCE_DARK
             : ADW_COLOR_SCHEME_FORCE_LIGHT;
}

static void
set_scheme (WeirThemeManager *self, AdwColorScheme scheme)
{
  self->is_showing = TRUE;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  self->is_showing = FALSE;
}

static void
put_on_display (WeirThemeManager *self, const char *css, AdwColorScheme scheme)
{
  gtk_css_provider_load_from_data (self->provider, css, -1);
  set_scheme (self, scheme);
}

static void
keep_shown (WeirThemeManager *self, WeirTheme *theme, AdwColorScheme scheme)
{
  g_set_object (&self->shown, theme);
  g_free (self->shown_css);
  self->shown_css = g_strdup (weir_theme_get_css (theme));
  self->shown_scheme = scheme;
}

static void
show_system (WeirThemeManager *self)
{
  g_autoptr (WeirTheme) system = weir_theme_new_system ();

  put_on_display (self, weir_theme_get_css (system), ADW_COLOR_SCHEME_DEFAULT);
  keep_shown (self, system, ADW_COLOR_SCHEME_DEFAULT);
}

/* What Weir brings has been measured; of the user's files nobody knows.
 *
 * @is_readable: (out)
 *
 * Returns: (transfer full) (nullable): what is to be said of it */
static char *
judge_contrast (WeirThemeManager *self, WeirTheme *theme, gboolean *is_readable)
{
  WeirThemeColors colors;
  gboolean is_defined[WEIR_N_COLORS];
  WeirColor text, ground;
  double contrast;

  *is_readable = TRUE;
  if (!weir_theme_is_own (theme))
    return NULL;

  weir_theme_colors_read (&colors, self->probe);
  contrast = weir_theme_colors_find_weakest (&colors, NULL, &text, &ground);
  if (contrast < WEIR_CONTRAST_LEAST)
    {
      *is_readable = FALSE;
      return g_strdup_printf (_ ("The theme “%s” cannot be read: “%s” on “%s” has a contrast of "
                                 "%.1f, and %.1f is the least."),
                              weir_theme_get_name (theme), weir_theme_colors_get_name (text),
                              weir_theme_colors_get_name (ground), contrast, WEIR_CONTRAST_LEAST);
    }

  for (WeirColor i = 0; i < WEIR_N_COLORS; i++)
    is_defined[i] = weir_theme_defines (theme, weir_theme_colors_get_name (i));
  contrast = weir_theme_colors_find_weakest (&colors, is_defined, &text, &ground);
  if (contrast < WEIR_CONTRAST_GOOD)
    return g_strdup_printf (_ ("The theme “%s” is hard to read: “%s” on “%s” has a contrast of "
                               "%.1f; %.1f would be good."),
                            weir_theme_get_name (theme), weir_theme_colors_get_name (text),
                            weir_theme_colors_get_name (ground), contrast, WEIR_CONTRAST_GOOD);
  return NULL;
}

/* Nothing is drawn between the attempt and what may follow on it. */
static gboolean
show (WeirThemeManager *self, WeirTheme *theme)
{
  gboolean is_readable;
  AdwColorScheme scheme;

  if (weir_theme_get_error (theme) != NULL)
    {
      /* Translators: the first is the name of a theme, the second one or more sentences */
      take_problem (self,
                    g_strdup_printf (_ ("The theme “%s” cannot be used. %s"),
                                     weir_theme_get_name (theme), weir_theme_get_error (theme)));
      return FALSE;
    }

  /* Which scheme it needs is to be seen once its colours are there. */
  gtk_css_provider_load_from_data (self->provider, weir_theme_get_css (theme), -1);
  scheme = get_scheme (self, theme);
  set_scheme (self, scheme);
  take_problem (self, judge_contrast (self, theme, &is_readable));
  if (!is_readable)
    {
      put_on_display (self, self->shown_css, self->shown_scheme);
      return FALSE;
    }

  keep_shown (self, theme, scheme);
  return TRUE;
}

/* While a file of the user's is broken, as it is while it is being edited, what was good of it
 * stays; but not what was there in its place. */
static void
show_chosen (WeirThemeManager *self)
{
  g_autoptr (WeirTheme) chosen = weir_theme_manager_dup_chosen (self);

  if (!show (self, chosen)
      && strcmp (weir_theme_get_id (self->shown), weir_theme_get_id (chosen)) != 0)
    show_system (self);
}

static void
setting_changed_cb (WeirThemeManager *self)
{
  if (self->preview == NULL)
    show_chosen (self);
}

/* A theme that leaves its ground to the desktop may not go with the other one. */
static void
dark_changed_cb (WeirThemeManager *self)
{
  gboolean is_readable;
  char *problem;

  if (self->is_showing || !weir_theme_is_own (self->shown))
    return;

  problem = judge_contrast (self, self->shown, &is_readable);
  if (!is_readable)
    show_system (self);
  take_problem (self, problem);
}

static void
list_changed_cb (WeirThemeManager *self)
{
  if (self->preview != NULL)
    show (self, self->preview);
  else if (weir_theme_is_own (self->shown))
    show_chosen (self);
}

static void
weir_theme_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, WEIR_THEME_MANAGER (object)->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
weir_theme_manager_dispose (GObject *object)
{
  WeirThemeManager *self = WEIR_THEME_MANAGER (object);

  if (self->provider != NULL)
    gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                   GTK_STYLE_PROVIDER (self->provider));
  g_clear_object (&self->provider);
  g_clear_object (&self->probe);
  g_clear_object (&self->shown);
  g_clear_object (&self->preview);
  g_clear_object (&self->list);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_theme_manager_parent_class)->dispose (object);
}

static void
weir_theme_manager_finalize (GObject *object)
{
  WeirThemeManager *self = WEIR_THEME_MANAGER (object);

  g_free (self->problem);
  g_free (self->shown_css);

  G_OBJECT_CLASS (weir_theme_manager_parent_class)->finalize (object);
}

static void
weir_theme_manager_class_init (WeirThemeManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = weir_theme_manager_get_property;
  object_class->dispose = weir_theme_manager_dispose;
  object_class->finalize = weir_theme_manager_finalize;

  properties[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_theme_manager_init (WeirThemeManager *self)
{
  self->provider = gtk_css_provider_new ();
  self->probe = g_object_ref_sink (gtk_label_new (NULL));
  self->list = weir_theme_list_new ();
  g_signal_connect_object (self->list, "changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

WeirThemeManager *
weir_theme_manager_new (GSettings *settings)
{
  WeirThemeManager *self = g_object_new (WEIR_TYPE_THEME_MANAGER, NULL);

  self->settings = g_object_ref (settings);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (self->provider), PRIORITY);
  g_signal_connect_object (settings, "changed::theme", G_CALLBACK (setting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
  show_system (self);
  show_chosen (self);
  return self;
}

WeirThemeList *
weir_theme_manager_get_list (WeirThemeManager *self)
{
  return self->list;
}

WeirTheme *
weir_theme_manager_dup_chosen (WeirThemeManager *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, "theme");

  return weir_theme_list_dup (self->list, id);
}

gboolean
weir_theme_manager_preview (WeirThemeManager *self, WeirTheme *theme)
{
  g_return_val_if_fail (WEIR_IS_THEME_MANAGER (self), FALSE);

  g_set_object (&self->preview, theme);
  return show (self, theme);
}

void
weir_theme_manager_end_preview (WeirThemeManager *self)
{
  g_return_if_fail (WEIR_IS_THEME_MANAGER (self));

  if (self->preview == NULL)
    return;
  g_clear_object (&self->preview);
  show_chosen (self);
}

gboolean
weir_theme_manager_choose (WeirThemeManager *self, WeirTheme *theme)
{
  g_return_val_if_fail (WEIR_IS_THEME_MANAGER (self), FALSE);

  if (!weir_theme_manager_preview (self, theme))
    return FALSE;

  g_clear_object (&self->preview);
  g_settings_set_string (self->settings, "theme", weir_theme_get_id (theme));
  return TRUE;
}

const char *
weir_theme_manager_get_problem (WeirThemeManager *self)
{
  return self->problem;
}
