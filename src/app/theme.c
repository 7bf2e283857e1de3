/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/color-sheet.h"
#include "core/error.h"

#define SUFFIX ".css"

struct _WeirTheme
{
  GObject parent_instance;

  char *id;
  char *name;
  gboolean is_own;
  GFile *file; /* (nullable): the user's, if it has been saved */

  char *css;
  GArray *definitions; /* (nullable): if there are none */
  char *error;
};

enum
{
  PROP_NAME = 1,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirTheme, weir_theme, G_TYPE_OBJECT)

/* The toolkit counts from 0, and has the first of its complaints heard. */
static void
parsing_error_cb (GtkCssProvider *provider,
                  GtkCssSection *section,
                  const GError *complaint,
                  GError **error)
{
  const GtkCssLocation *start = gtk_css_section_get_start_location (section);
  g_autofree char *message = NULL;

  if (*error != NULL)
    return;
  message = weir_color_sheet_dup_place ((guint) start->lines + 1, (guint) start->line_chars + 1,
                                        complaint->message);
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
}

/* Whether each is a colour, and not made of some that do not exist. */
static gboolean
check_colors (GtkCssProvider *provider, GArray *definitions, GError **error)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  gtk_style_context_add_provider (context, GTK_STYLE_PROVIDER (provider), G_MAXUINT);
  for (guint i = 0; i < definitions->len; i++)
    {
      const WeirColorDefinition *definition = &g_array_index (definitions, WeirColorDefinition, i);
      g_autofree char *message = NULL;

      if (gtk_style_context_lookup_color (context, definition->name, &color))
        continue;
      message = weir_color_sheet_dup_place (definition->line, definition->column,
                                            _ ("this is made of a colour that does not exist."));
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
      return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable) */
static GArray *
read_definitions (const char *text, gsize length, GError **error)
{
  g_autoptr (GArray) definitions = weir_color_sheet_parse (text, length, error);
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GError *complaint = NULL;

  if (definitions == NULL)
    return NULL;

  g_signal_connect (provider, "parsing-error", G_CALLBACK (parsing_error_cb), &complaint);
  gtk_css_provider_load_from_data (provider, text, (gssize) length);
  if (complaint != NULL)
    {
      g_propagate_error (error, complaint);
      return NULL;
    }
  return check_colors (provider, definitions, error) ? g_steal_pointer (&definitions) : NULL;
}

/* @text: (transfer full) (nullable): NULL if there is an error already
 * @error: (transfer full) (nullable) */
static void
take_text (WeirTheme *self, char *text, gsize length, GError *error)
{
  g_autofree char *owned = text;

  g_clear_pointer (&self->css, g_free);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->definitions, g_array_unref);

  if (error == NULL)
    self->definitions = read_definitions (owned, length, &error);
  if (error != NULL)
    self->error = g_strdup (error->message);
  else
    self->css = g_steal_pointer (&owned);
  g_clear_error (&error);
}

/* Only a plain file, for reading from a pipe or a device might never come to an end, and only as
 * much as a theme may have.
 * Returns: (transfer full) (nullable) */
static char *
load_file (GFile *file, gsize *length, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *text = g_malloc (WEIR_COLOR_SHEET_MAX_BYTES + 2);

  info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("It is not a file."));
      return NULL;
    }

  stream = g_file_read (file, NULL, error);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, WEIR_COLOR_SHEET_MAX_BYTES + 1,
                                   length, NULL, error))
    return NULL;
  text[*length] = '\0';
  return g_steal_pointer (&text);
}

static void
load_own (WeirTheme *self)
{
  GError *error = NULL;
  gsize length = 0;
  char *text = load_file (self->file, &length, &error);

  take_text (self, text, length, error);
}

gboolean
weir_theme_reload (WeirTheme *self)
{
  g_autofree char *old_css = g_strdup (self->css);
  g_autofree char *old_error = g_strdup (self->error);

  g_return_val_if_fail (self->file != NULL, FALSE);

  load_own (self);
  if (g_strcmp0 (old_css, self->css) == 0 && g_strcmp0 (old_error, self->error) == 0)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

static void
weir_theme_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, WEIR_THEME (object)->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
weir_theme_finalize (GObject *object)
{
  WeirTheme *self = WEIR_THEME (object);

  g_free (self->id);
  g_free (self->name);
  g_clear_object (&self->file);
  g_free (self->css);
  g_free (self->error);
  g_clear_pointer (&self->definitions, g_array_unref);

  G_OBJECT_CLASS (weir_theme_parent_class)->finalize (object);
}

static void
weir_theme_class_init (WeirThemeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = weir_theme_get_property;
  object_class->finalize = weir_theme_finalize;

  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WEIR_TYPE_THEME, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_theme_init (WeirTheme *self)
{
}

/* @id, @name: (transfer full) */
static WeirTheme *
create (char *id, char *name)
{
  WeirTheme *self = g_object_new (WEIR_TYPE_THEME, NULL);

  self->id = id;
  self->name = name;
  return self;
}

WeirTheme *
weir_theme_new_system (void)
{
  WeirTheme *self = create (g_strdup (WEIR_THEME_SYSTEM), g_strdup (_ ("System")));

  self->css = g_strdup ("");
  return self;
}

static char *
dup_stem (const char *file_name)
{
  gsize length = strlen (file_name);

  return g_strndup (file_name,
                    g_str_has_suffix (file_name, SUFFIX) ? length - strlen (SUFFIX) : length);
}

/* "NeonSprawl" is "Neon Sprawl". */
static char *
dup_spaced (const char *id)
{
  GString *name = g_string_new (NULL);

  for (const char *c = id; *c != '\0'; c++)
    {
      if (c > id && g_ascii_isupper (*c))
        g_string_append_c (name, ' ');
      g_string_append_c (name, *c);
    }
  return g_string_free (name, FALSE);
}

WeirTheme *
weir_theme_new_built_in (const char *file_name)
{
  char *id = dup_stem (file_name);
  WeirTheme *self = create (id, dup_spaced (id));
  g_autofree char *path = g_strconcat (WEIR_RESOURCE_PATH "/themes/", file_name, NULL);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  take_text (self, bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), length) : NULL,
             length, error);
  return self;
}

WeirTheme *
weir_theme_new_own (GFile *file)
{
  g_autofree char *file_name = g_file_get_basename (file);
  WeirTheme *self = create (g_filename_display_name (file_name), dup_stem (file_name));

  self->is_own = TRUE;
  self->file = g_object_ref (file);
  load_own (self);
  return self;
}

WeirTheme *
weir_theme_new_draft (const char *name, const char *css)
{
  WeirTheme *self = create (g_strdup (""), g_strdup (name));

  self->is_own = TRUE;
  take_text (self, g_strdup (css), strlen (css), NULL);
  return self;
}

const char *
weir_theme_get_id (WeirTheme *self)
{
  return self->id;
}

const char *
weir_theme_get_name (WeirTheme *self)
{
  return self->name;
}

gboolean
weir_theme_is_own (WeirTheme *self)
{
  return self->is_own;
}

const char *
weir_theme_get_css (WeirTheme *self)
{
  return self->css;
}

const char *
weir_theme_get_error (WeirTheme *self)
{
  return self->error;
}

gboolean
weir_theme_defines (WeirTheme *self, const char *color_name)
{
  for (guint i = 0; self->definitions != NULL && i < self->definitions->len; i++)
    {
      if (strcmp (g_array_index (self->definitions, WeirColorDefinition, i).name, color_name) == 0)
        return TRUE;
    }
  return FALSE;
}
