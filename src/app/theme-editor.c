/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/theme-colors.h"

struct _WeirThemeEditor
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkEditable *name_row;
  AdwPreferencesGroup *group;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkColorChooser *buttons[WEIR_N_COLORS]; /* (nullable) */

  WeirThemeManager *manager;
  char *replaced; /* (nullable): the name of a theme that may be written over */
  gboolean is_settled;
};

G_DEFINE_FINAL_TYPE (WeirThemeEditor, weir_theme_editor, ADW_TYPE_WINDOW)

static void
append_color (GString *css, WeirColor color, const GdkRGBA *value)
{
  char alpha[G_ASCII_DTOSTR_BUF_SIZE];
  guint red = (guint) (value->red * 255 + 0.5f);
  guint green = (guint) (value->green * 255 + 0.5f);
  guint blue = (guint) (value->blue * 255 + 0.5f);

  g_string_append_printf (css, "@define-color %s ", weir_theme_colors_get_name (color));
  if (value->alpha >= 1)
    g_string_append_printf (css, "#%02x%02x%02x;\n", red, green, blue);
  else
    g_string_append_printf (css, "rgba(%u, %u, %u, %s);\n", red, green, blue,
                            g_ascii_formatd (alpha, sizeof alpha, "%.3f", value->alpha));
}

/* Returns: (transfer full): what is to be in the file */
static char *
dup_css (WeirThemeEditor *self)
{
  GString *css = g_string_new ("/* A theme for Weir. */\n\n");

  for (guint i = 0; i < WEIR_N_COLORS; i++)
    {
      GdkRGBA value;

      if (self->buttons[i] == NULL)
        continue;
      gtk_color_chooser_get_rgba (self->buttons[i], &value);
      append_color (css, i, &value);
    }
  return g_string_free (css, FALSE);
}

static void
show_problem (WeirThemeEditor *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_box, problem != NULL);
}

static void
update (WeirThemeEditor *self)
{
  g_autofree char *css = NULL;
  g_autoptr (WeirTheme) draft = NULL;
  gboolean is_shown;

  if (!self->is_settled)
    return;

  css = dup_css (self);
  draft = weir_theme_new_draft (gtk_editable_get_text (self->name_row), css);
  is_shown = weir_theme_manager_preview (self->manager, draft);
  show_problem (self, weir_theme_manager_get_problem (self->manager));
  gtk_widget_set_sensitive (self->save_button,
                            is_shown && *gtk_editable_get_text (self->name_row) != '\0');
}

static void
save_cb (WeirThemeEditor *self)
{
  WeirThemeList *list = weir_theme_manager_get_list (self->manager);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autofree char *css = dup_css (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirTheme) theme = NULL;

  theme = weir_theme_list_save (list, name, css, g_strcmp0 (name, self->replaced) == 0, &error);
  if (theme == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  if (weir_theme_manager_choose (self->manager, theme))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, weir_theme_manager_get_problem (self->manager));
}

static void
cancel_cb (WeirThemeEditor *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
close_request_cb (WeirThemeEditor *self)
{
  self->is_settled = FALSE;
  weir_theme_manager_end_preview (self->manager);
  return GDK_EVENT_PROPAGATE;
}

static void
add_row (WeirThemeEditor *self, WeirColor color, const GdkRGBA *value)
{
  const char *title = weir_theme_colors_get_title (color);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_color_button_new_with_rgba (value);

  gtk_color_chooser_set_use_alpha (GTK_COLOR_CHOOSER (button), FALSE);
  gtk_color_button_set_title (GTK_COLOR_BUTTON (button), title);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_object (button, "notify::rgba", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), weir_theme_colors_get_name (color));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->group, row);
  self->buttons[color] = GTK_COLOR_CHOOSER (button);
}

/* What the desktop's style has half transparent is what is seen of it here. */
static GdkRGBA
make_opaque (const GdkRGBA *value, const GdkRGBA *ground)
{
  float rest = 1 - value->alpha;

  return (GdkRGBA){
    .red = value->red * value->alpha + ground->red * rest,
    .green = value->green * value->alpha + ground->green * rest,
    .blue = value->blue * value->alpha + ground->blue * rest,
    .alpha = 1,
  };
}

static void
weir_theme_editor_dispose (GObject *object)
{
  WeirThemeEditor *self = WEIR_THEME_EDITOR (object);

  if (self->manager != NULL)
    close_request_cb (self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (weir_theme_editor_parent_class)->dispose (object);
}

static void
weir_theme_editor_finalize (GObject *object)
{
  g_free (WEIR_THEME_EDITOR (object)->replaced);

  G_OBJECT_CLASS (weir_theme_editor_parent_class)->finalize (object);
}

static void
weir_theme_editor_class_init (WeirThemeEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_theme_editor_dispose;
  object_class->finalize = weir_theme_editor_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/theme-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirThemeEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeEditor, group);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeEditor, problem_box);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeEditor, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_theme_editor_init (WeirThemeEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_theme (WeirThemeEditor *self, WeirTheme *theme)
{
  WeirThemeColors colors;

  if (weir_theme_is_own (theme))
    self->replaced = g_strdup (weir_theme_get_name (theme));
  gtk_editable_set_text (self->name_row, self->replaced != NULL ? self->replaced : "");

  weir_theme_manager_preview (self->manager, theme);
  weir_theme_colors_read (&colors, GTK_WIDGET (self));
  for (guint i = 0; i < WEIR_N_COLORS; i++)
    {
      GdkRGBA value = make_opaque (&colors.colors[i], &colors.colors[WEIR_COLOR_VIEW_BG]);

      if (weir_theme_colors_get_title (i) != NULL)
        add_row (self, i, &value);
    }
  self->is_settled = TRUE;
  update (self);
}

void
weir_theme_editor_present (GtkWindow *parent, WeirThemeManager *manager, WeirTheme *theme)
{
  WeirThemeEditor *self = g_object_new (WEIR_TYPE_THEME_EDITOR, "transient-for", parent, NULL);

  self->manager = g_object_ref (manager);
  set_theme (self, theme);
  gtk_window_present (GTK_WINDOW (self));
}
