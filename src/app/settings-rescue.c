/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "app/settings-rescue.h"
#include "core/error.h"

#define OF_KEY_FILES "keyfile"
#define IN_MEMORY "memory"

/* As GLib makes it of the schema's path. */
#define GROUP "io/github/weirmonitor/Weir"

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
               /* Translators: the second is a reason, such as "Permission denied". */
               _ ("“%s” could not be read: %s"), path, reason);
  return FALSE;
}

/* Returns: (nullable): @size bytes, or less if there are no more; %NULL: errno says why */
static GBytes *
read_bytes (int fd, gsize size)
{
  g_autofree char *data = g_malloc (size);
  gsize length = 0;

  while (length < size)
    {
      gssize n = read (fd, data + length, size - length);

      if (n == 0)
        break;
      if (n > 0)
        length += (gsize) n;
      else if (errno != EINTR)
        return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/* Never waits, as for a pipe, and never takes more than the bound.
 *
 * @content: (out) (nullable): %NULL if there is no such file
 * Returns: whether that is so, or all of it has been read */
static gboolean
read_file (const char *path, GBytes **content, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
  const char *reason = NULL;
  struct stat status;

  *content = NULL;
  if (fd < 0)
    return errno == ENOENT || fail (error, path, g_strerror (errno));

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    reason = _ ("it is not a file");
  else if (status.st_size > WEIR_SETTINGS_MAX_BYTES)
    reason = _ ("it is too large");
  else if ((*content = read_bytes (fd, (gsize) status.st_size)) == NULL)
    reason = g_strerror (errno);
  g_close (fd, NULL);
  return reason == NULL || fail (error, path, reason);
}

/* Whether GLib finds in it all that stands there.  It does not mind a value that is none. */
static gboolean
is_sound (GBytes *content, const char *group)
{
  gsize length;
  const char *text = g_bytes_get_data (content, &length);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  if (length == 0)
    return TRUE;
  /* No NUL, either: a file that was not written to its end may be filled with them. */
  if (!g_utf8_validate (text, (gssize) length, NULL)
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    return FALSE;

  keys = g_key_file_get_keys (file, group, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (file, group, keys[i], NULL);
      g_autoptr (GVariant) parsed =
          value != NULL ? g_variant_parse (NULL, value, NULL, NULL, NULL) : NULL;

      if (parsed == NULL)
        return FALSE;
    }
  return TRUE;
}

static char *
dup_copy_name (const char *path, guint i)
{
  return g_strdup_printf ("%s.damaged-%u", path, i);
}

/* Another name is never followed, nor is another's file written to. */
static gboolean
write_copy (const char *copy, GBytes *content, GError **error)
{
  gsize length, done = 0;
  const char *data = g_bytes_get_data (content, &length);
  int fd = g_open (copy, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gssize n = 0;

  while (fd >= 0 && done < length)
    {
      n = write (fd, data + done, length - done);
      if (n < 0 && errno != EINTR)
        break;
      done += n > 0 ? (gsize) n : 0;
    }
  if (fd >= 0 && done == length && fsync (fd) == 0)
    {
      g_close (fd, NULL);
      return TRUE;
    }

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("“%s” could not be written: %s"), copy,
               g_strerror (errno));
  if (fd >= 0)
    {
      g_close (fd, NULL);
      g_unlink (copy);
    }
  return FALSE;
}

static gboolean
is_copy_of (const char *copy, GBytes *content)
{
  g_autoptr (GBytes) there = NULL;

  return read_file (copy, &there, NULL) && there != NULL && g_bytes_equal (there, content);
}

/* What is damaged stays so until a setting is changed: it is kept once. */
static gboolean
keep (const char *path, GBytes *content, char **copy, GError **error)
{
  g_autofree char *name = NULL;
  struct stat status;
  guint i;

  for (i = 1; i <= WEIR_SETTINGS_MAX_COPIES; i++)
    {
      g_free (name);
      name = dup_copy_name (path, i);
      if (lstat (name, &status) != 0)
        break;
      if (is_copy_of (name, content))
        return TRUE;
    }
  if (i > WEIR_SETTINGS_MAX_COPIES)
    g_unlink (name);
  if (!write_copy (name, content, error))
    return FALSE;
  *copy = g_steal_pointer (&name);
  return TRUE;
}

gboolean
weir_settings_rescue_file (const char *path, const char *group, char **copy, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  *copy = NULL;
  if (!read_file (path, &content, error))
    return FALSE;
  return content == NULL || is_sound (content, group) || keep (path, content, copy, error);
}

/* Which GLib will take, without making it: it would read the file. */
static gboolean
are_in_a_file (void)
{
  const char *wanted = g_getenv ("GSETTINGS_BACKEND");
  GIOExtensionPoint *point;
  GIOExtension *extension = NULL;
  GList *all;

  /* GLib learns of them when it is asked for the first thing that may be anybody's. */
  g_vfs_get_default ();
  point = g_io_extension_point_lookup (G_SETTINGS_BACKEND_EXTENSION_POINT_NAME);
  if (point == NULL)
    return FALSE;

  if (wanted != NULL)
    extension = g_io_extension_point_get_extension_by_name (point, wanted);
  all = g_io_extension_point_get_extensions (point);
  if (extension == NULL && all != NULL)
    extension = all->data;
  return extension != NULL && g_str_equal (g_io_extension_get_name (extension), OF_KEY_FILES);
}

/* GLib makes the object once, for all settings; programs that are started are not to have this. */
static void
keep_in_memory (void)
{
  g_autofree char *before = g_strdup (g_getenv ("GSETTINGS_BACKEND"));
  g_autoptr (GSettingsBackend) backend = NULL;

  g_setenv ("GSETTINGS_BACKEND", IN_MEMORY, TRUE);
  backend = g_settings_backend_get_default ();
  if (before != NULL)
    g_setenv ("GSETTINGS_BACKEND", before, TRUE);
  else
    g_unsetenv ("GSETTINGS_BACKEND");
}

char *
weir_settings_rescue (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_autofree char *copy = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;

  if (!are_in_a_file ())
    return NULL;
  if (!weir_settings_rescue_file (path, GROUP, &copy, &error))
    {
      keep_in_memory ();
      return g_strdup_printf (_ ("The settings cannot be used, so what you change now will be "
                                 "forgotten: %s"),
                              error->message);
    }
  if (copy == NULL)
    return NULL;

  shown = g_filename_display_name (copy);
  return g_strdup_printf (_ ("The settings were damaged, so not all of them could be read. The "
                             "damaged file has been kept as “%s”."),
                          shown);
}
