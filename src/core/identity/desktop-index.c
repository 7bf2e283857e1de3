/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/desktop-index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* "kde/okular.desktop" has the id "kde-okular.desktop"; deeper ones don't exist. */
#define MAX_DEPTH 2

#define ENDING ".desktop"

/* With names in all languages they have some kilobytes. */
#define MAX_FILE_BYTES (1024 * 1024)

struct _WeirDesktopIndex
{
  GMutex mutex; /* over the rest */
  GStrv folders;
  GArray *states;    /* (nullable): gint64: each folder's modification time as it was read */
  GHashTable *by_id; /* id with ending → file */
  GHashTable *by_executable; /* absolute path → GPtrArray of ids, borrowed from by_id */
};

WeirDesktopIndex *
weir_desktop_index_new (const char *const *folders)
{
  WeirDesktopIndex *self = g_new0 (WeirDesktopIndex, 1);

  g_mutex_init (&self->mutex);
  self->folders = g_strdupv ((char **) folders);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->by_executable =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
weir_desktop_index_free (WeirDesktopIndex *self)
{
  g_mutex_clear (&self->mutex);
  g_strfreev (self->folders);
  g_clear_pointer (&self->states, g_array_unref);
  g_hash_table_unref (self->by_executable);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

static void
add_folder (GPtrArray *folders, const char *data_folder)
{
  g_autofree char *folder = g_build_filename (data_folder, "applications", NULL);

  if (!g_ptr_array_find_with_equal_func (folders, folder, g_str_equal, NULL))
    g_ptr_array_add (folders, g_steal_pointer (&folder));
}

GStrv
weir_desktop_index_dup_folders (void)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  g_autofree char *flatpaks =
      g_build_filename (g_get_user_data_dir (), "flatpak/exports/share", NULL);

  add_folder (folders, g_get_user_data_dir ());
  for (const char *const *data = g_get_system_data_dirs (); *data != NULL; data++)
    add_folder (folders, *data);
  add_folder (folders, flatpaks);
  add_folder (folders, "/var/lib/flatpak/exports/share");
  add_folder (folders, "/var/lib/snapd/desktop");
  g_ptr_array_add (folders, NULL);
  return (GStrv) g_ptr_array_steal (folders, NULL);
}

/* What runs or launches other programs tells nothing of them. */
static gboolean
is_launcher (const char *executable)
{
  static const char *const names[] = { "bash",
                                       "busybox",
                                       "bwrap",
                                       "dash",
                                       "dbus-launch",
                                       "electron",
                                       "env",
                                       "fish",
                                       "flatpak",
                                       "gjs",
                                       "java",
                                       "ksh",
                                       "lua",
                                       "mono",
                                       "node",
                                       "nodejs",
                                       "perl",
                                       "php",
                                       "pkexec",
                                       "python",
                                       "ruby",
                                       "sh",
                                       "snap",
                                       "sudo",
                                       "systemd-run",
                                       "tclsh",
                                       "wine",
                                       "wine-preloader",
                                       "wine64-preloader",
                                       "wish",
                                       "xdg-open",
                                       "xterm",
                                       "zsh" };
  const char *name = strrchr (executable, '/') + 1;
  gsize length = strcspn (name, "0123456789."); /* "python3.11" */

  if (g_str_has_prefix (name, "qemu-system-"))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (name, names[i]) == 0
          || (strlen (names[i]) == length && strncmp (name, names[i], length) == 0))
        return TRUE;
    }
  return FALSE;
}

/* Whether an entry starts its program for itself: with nothing but places for files (%U), and plain
 * options.  "browser --app=https://…" is another application than the browser.
 * @has_options: (out) */
static gboolean
starts_alone (const char *command_line, gboolean *has_options)
{
  g_auto (GStrv) arguments = NULL;

  *has_options = FALSE;
  if (!g_shell_parse_argv (command_line, NULL, &arguments, NULL))
    return FALSE;

  for (guint i = 1; arguments[i] != NULL; i++)
    {
      if (arguments[i][0] == '%')
        continue;
      if (arguments[i][0] != '-' || strchr (arguments[i], '=') != NULL)
        return FALSE;
      *has_options = TRUE;
    }
  return TRUE;
}

static char *
dup_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real);

  free (real);
  return copy;
}

static char *
dup_executable (GDesktopAppInfo *info)
{
  const char *program = g_app_info_get_executable (G_APP_INFO (info));
  g_autofree char *path = program != NULL ? g_find_program_in_path (program) : NULL;

  return path != NULL && path[0] == '/' ? dup_real_path (path) : NULL;
}

static void
add_file (WeirDesktopIndex *self, char *id, char *file)
{
  g_autoptr (GDesktopAppInfo) info = NULL;
  g_autofree char *executable = NULL;
  gboolean has_options;
  GPtrArray *ids;

  /* An earlier folder's file hides a later one's, even where it says that there is nothing. */
  if (g_hash_table_size (self->by_id) >= WEIR_DESKTOP_INDEX_MAX
      || g_hash_table_contains (self->by_id, id))
    {
      g_free (id);
      g_free (file);
      return;
    }
  g_hash_table_insert (self->by_id, id, file);

  info = g_desktop_app_info_new_from_filename (file);
  if (info == NULL || g_desktop_app_info_get_is_hidden (info)
      || g_desktop_app_info_get_nodisplay (info)
      || g_app_info_get_commandline (G_APP_INFO (info)) == NULL
      || !starts_alone (g_app_info_get_commandline (G_APP_INFO (info)), &has_options))
    return;

  executable = dup_executable (info);
  if (executable == NULL || is_launcher (executable))
    return;

  ids = g_hash_table_lookup (self->by_executable, executable);
  if (ids == NULL)
    {
      ids = g_ptr_array_new ();
      g_hash_table_insert (self->by_executable, g_steal_pointer (&executable), ids);
    }
  g_ptr_array_add (ids, id);
}

static void
add_folder_files (WeirDesktopIndex *self, const char *folder, const char *id_prefix, guint depth)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat file;

      if (stat (path, &file) != 0)
        continue;
      if (g_str_has_suffix (name, ENDING) && S_ISREG (file.st_mode)
          && file.st_size <= MAX_FILE_BYTES)
        {
          add_file (self, g_strconcat (id_prefix, name, NULL), g_steal_pointer (&path));
        }
      else if (depth < MAX_DEPTH && S_ISDIR (file.st_mode))
        {
          g_autofree char *prefix = g_strconcat (id_prefix, name, "-", NULL);

          add_folder_files (self, path, prefix, depth + 1);
        }
    }
}

static GArray *
read_states (const WeirDesktopIndex *self)
{
  GArray *states = g_array_new (FALSE, TRUE, sizeof (gint64));

  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      struct stat folder;
      gint64 state = -1;

      if (stat (self->folders[i], &folder) == 0)
        state = folder.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + folder.st_mtim.tv_nsec;
      g_array_append_val (states, state);
    }
  return states;
}

static void
renew (WeirDesktopIndex *self)
{
  g_autoptr (GArray) states = read_states (self);

  if (self->states != NULL && self->states->len == states->len
      && (states->len == 0
          || memcmp (self->states->data, states->data, states->len * sizeof (gint64)) == 0))
    return;

  g_hash_table_remove_all (self->by_executable);
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; self->folders[i] != NULL; i++)
    add_folder_files (self, self->folders[i], "", 0);

  g_clear_pointer (&self->states, g_array_unref);
  self->states = g_steal_pointer (&states);
}

static GDesktopAppInfo *
load (WeirDesktopIndex *self, const char *id)
{
  const char *file = g_hash_table_lookup (self->by_id, id);
  g_autoptr (GDesktopAppInfo) info =
      file != NULL ? g_desktop_app_info_new_from_filename (file) : NULL;

  return info != NULL && !g_desktop_app_info_get_is_hidden (info) ? g_steal_pointer (&info) : NULL;
}

GDesktopAppInfo *
weir_desktop_index_find (WeirDesktopIndex *self, const char *id)
{
  g_autofree char *with_ending =
      g_str_has_suffix (id, ENDING) ? NULL : g_strconcat (id, ENDING, NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  renew (self);
  return load (self, with_ending != NULL ? with_ending : id);
}

GDesktopAppInfo *
weir_desktop_index_find_by_executable (WeirDesktopIndex *self, const char *executable)
{
  g_autofree char *real = dup_real_path (executable);
  const char *name = strrchr (executable, '/');
  GPtrArray *ids;
  const char *found_by_class = NULL;
  const char *found_by_options = NULL;
  guint n_by_class = 0;
  guint n_by_options = 0;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  renew (self);
  ids = real != NULL ? g_hash_table_lookup (self->by_executable, real) : NULL;
  if (ids == NULL || name == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GDesktopAppInfo) info = load (self, ids->pdata[i]);
      const char *window_class =
          info != NULL ? g_desktop_app_info_get_startup_wm_class (info) : NULL;
      gboolean has_options;

      if (info == NULL)
        continue;
      if (window_class != NULL && g_ascii_strcasecmp (window_class, name + 1) == 0)
        {
          n_by_class++;
          found_by_class = ids->pdata[i];
        }
      if (starts_alone (g_app_info_get_commandline (G_APP_INFO (info)), &has_options)
          && !has_options)
        {
          n_by_options++;
          found_by_options = ids->pdata[i];
        }
    }
  if (n_by_class == 1)
    return load (self, found_by_class);
  return n_by_options == 1 ? load (self, found_by_options) : NULL;
}
