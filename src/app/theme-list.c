/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"

#define SUFFIX ".css"
#define MAX_NAME 64

/* Editors save in several steps. */
#define SETTLE_MS 50

struct _WeirThemeList
{
  GObject parent_instance;

  GFile *folder;
  GFileMonitor *monitor; /* (nullable): once the folder is watched */
  guint rescan_id;
  GListStore *themes; /* (nullable): once somebody wants to choose */
  guint n_built_in;   /* in themes, with System */
  gboolean is_cut;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirThemeList, weir_theme_list, G_TYPE_OBJECT)

static gboolean
is_theme_file (const char *name)
{
  return *name != '.' && g_str_has_suffix (name, SUFFIX) && strlen (name) > strlen (SUFFIX)
         && g_utf8_validate (name, -1, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *name_a = *(const char *const *) a;
  const char *name_b = *(const char *const *) b;
  int order = g_utf8_collate (name_a, name_b);

  return order != 0 ? order : strcmp (name_a, name_b);
}

/* Returns: (transfer full) (element-type filename): sorted, at most WEIR_THEME_LIST_MAX_OWN */
static GPtrArray *
list_own (WeirThemeList *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (self->folder), 0, NULL);
  const char *name;

  self->is_cut = FALSE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!is_theme_file (name))
        continue;
      if (names->len == WEIR_THEME_LIST_MAX_OWN)
        {
          self->is_cut = TRUE;
          break;
        }
      g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Returns: (transfer full) (nullable) */
static WeirTheme *
find_listed (WeirThemeList *self, const char *id)
{
  for (guint i = 0;
       self->themes != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->themes)); i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (G_LIST_MODEL (self->themes), i);

      if (strcmp (weir_theme_get_id (theme), id) == 0)
        return g_steal_pointer (&theme);
    }
  return NULL;
}

/* Themes stay who they are, so that a selection stays where it is. */
static void
rescan_list (WeirThemeList *self)
{
  GListModel *model = G_LIST_MODEL (self->themes);
  g_autoptr (GPtrArray) names = list_own (self);

  for (guint position = g_list_model_get_n_items (model); position-- > self->n_built_in;)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (model, position);

      if (g_ptr_array_find_with_equal_func (names, weir_theme_get_id (theme), g_str_equal, NULL))
        weir_theme_reload (theme);
      else
        g_list_store_remove (self->themes, position);
    }

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      const guint position = self->n_built_in + i;
      g_autoptr (WeirTheme) there = g_list_model_get_item (model, position);
      g_autoptr (GFile) file = g_file_get_child (self->folder, name);
      g_autoptr (WeirTheme) theme = NULL;

      if (there != NULL && strcmp (weir_theme_get_id (there), name) == 0)
        continue;
      theme = weir_theme_new_own (file);
      g_list_store_insert (self->themes, position, theme);
    }
}

static gboolean
rescan_cb (gpointer user_data)
{
  WeirThemeList *self = user_data;

  self->rescan_id = 0;
  if (self->themes != NULL)
    rescan_list (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
folder_changed_cb (WeirThemeList *self)
{
  if (self->rescan_id == 0)
    self->rescan_id = g_timeout_add (SETTLE_MS, rescan_cb, self);
}

/* One that does not exist could not be watched without looking for it every few seconds. */
static void
watch_folder (WeirThemeList *self)
{
  if (self->monitor != NULL || g_mkdir_with_parents (g_file_peek_path (self->folder), 0700) != 0)
    return;

  self->monitor = g_file_monitor_directory (self->folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (folder_changed_cb), self);
}

static void
weir_theme_list_dispose (GObject *object)
{
  WeirThemeList *self = WEIR_THEME_LIST (object);

  g_clear_handle_id (&self->rescan_id, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->themes);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (weir_theme_list_parent_class)->dispose (object);
}

static void
weir_theme_list_class_init (WeirThemeListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_theme_list_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WEIR_TYPE_THEME_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_theme_list_init (WeirThemeList *self)
{
  self->folder = g_file_new_build_filename (g_get_user_data_dir (), "weir", "themes", NULL);
}

WeirThemeList *
weir_theme_list_new (void)
{
  return g_object_new (WEIR_TYPE_THEME_LIST, NULL);
}

static int
compare_children (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* System first, then what was made to be seen by everybody, then the rest by the alphabet. */
static void
fill_list (WeirThemeList *self)
{
  g_auto (GStrv) names = g_resources_enumerate_children (WEIR_RESOURCE_PATH "/themes",
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (WeirTheme) system = weir_theme_new_system ();

  qsort (names, g_strv_length (names), sizeof *names, compare_children);
  self->themes = g_list_store_new (WEIR_TYPE_THEME);
  g_list_store_append (self->themes, system);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (WeirTheme) theme = weir_theme_new_built_in (names[i]);

      if (g_str_has_prefix (names[i], "HighContrast"))
        g_list_store_insert (self->themes, 1, theme);
      else
        g_list_store_append (self->themes, theme);
    }
  self->n_built_in = g_list_model_get_n_items (G_LIST_MODEL (self->themes));
}

GListModel *
weir_theme_list_get_model (WeirThemeList *self)
{
  g_return_val_if_fail (WEIR_IS_THEME_LIST (self), NULL);

  if (self->themes == NULL)
    {
      fill_list (self);
      watch_folder (self);
      rescan_list (self);
    }
  return G_LIST_MODEL (self->themes);
}

gboolean
weir_theme_list_is_cut (WeirThemeList *self)
{
  return self->is_cut;
}

WeirTheme *
weir_theme_list_dup (WeirThemeList *self, const char *id)
{
  g_autofree char *file_name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = g_strconcat (WEIR_RESOURCE_PATH "/themes/", file_name, NULL);
  WeirTheme *theme = find_listed (self, id);

  if (theme != NULL)
    {
      if (weir_theme_is_own (theme))
        weir_theme_reload (theme);
      return theme;
    }
  /* It is a name, and not the way to a file elsewhere. */
  if (strchr (id, G_DIR_SEPARATOR) != NULL || strcmp (id, WEIR_THEME_SYSTEM) == 0)
    return weir_theme_new_system ();
  if (is_theme_file (id))
    {
      g_autoptr (GFile) file = g_file_get_child (self->folder, id);

      watch_folder (self);
      return weir_theme_new_own (file);
    }
  if (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return weir_theme_new_built_in (file_name);
  return weir_theme_new_system ();
}

static gboolean
check_name (const char *name, GError **error)
{
  gboolean is_fine = *name != '\0' && *name != '.' && strlen (name) <= MAX_NAME
                     && g_utf8_validate (name, -1, NULL) && strchr (name, '/') == NULL;

  for (const char *c = name; is_fine && *c != '\0'; c = g_utf8_next_char (c))
    is_fine = !g_unichar_iscntrl (g_utf8_get_char (c));
  if (!is_fine)
    g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                         _ ("This cannot be the name of a file."));
  return is_fine;
}

WeirTheme *
weir_theme_list_save (WeirThemeList *self,
                      const char *name,
                      const char *css,
                      gboolean may_replace,
                      GError **error)
{
  g_autofree char *file_name = g_strconcat (name, SUFFIX, NULL);
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (WEIR_IS_THEME_LIST (self), NULL);

  if (!check_name (name, error))
    return NULL;
  watch_folder (self);
  file = g_file_get_child (self->folder, file_name);
  if (!may_replace && g_file_query_exists (file, NULL))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("There is a theme “%s” already."),
                   name);
      return NULL;
    }
  if (!g_file_replace_contents (file, css, strlen (css), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                NULL, error))
    return NULL;

  if (self->themes == NULL)
    return weir_theme_new_own (file);
  rescan_list (self);
  return find_listed (self, file_name);
}

GFile *
weir_theme_list_get_folder (WeirThemeList *self)
{
  return self->folder;
}
