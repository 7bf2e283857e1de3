/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/app-image.h"

#include <string.h>

#define ENDING ".AppImage"

static gboolean
is_inside (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return length > 1 && folder[0] == '/' && g_str_has_prefix (path, folder)
         && (path[length] == '/' || folder[length - 1] == '/');
}

char *
weir_app_image_from_variables (const char *executable, const char *app_image, const char *app_dir)
{
  if (app_image == NULL || app_dir == NULL || app_image[0] != '/'
      || !is_inside (executable, app_dir))
    return NULL;

  return g_strdup (app_image);
}

/* "36 35 0:32 / /tmp/.mount_NameXYZ ro,nosuid - fuse.Name.AppImage Name.AppImage ro": octal escapes
 * stand for blanks (proc(5)). */
char *
weir_app_image_from_mounts (const char *executable, const char *mounts)
{
  g_auto (GStrv) lines = NULL;

  if (strstr (executable, "/.mount_") == NULL)
    return NULL;

  lines = g_strsplit (mounts, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) halves = g_strsplit (lines[i], " - ", 2);
      g_auto (GStrv) first = NULL;
      g_auto (GStrv) second = NULL;
      g_autofree char *point = NULL;
      g_autofree char *source = NULL;

      if (halves[0] == NULL || halves[1] == NULL || strstr (halves[0], "/.mount_") == NULL)
        continue;

      first = g_strsplit (halves[0], " ", 7);
      second = g_strsplit (halves[1], " ", 3);
      if (g_strv_length (first) < 6 || g_strv_length (second) < 3
          || !g_str_has_prefix (second[0], "fuse"))
        continue;

      point = g_strcompress (first[4]);
      source = g_strcompress (second[1]);
      if (is_inside (executable, point) && g_str_has_suffix (source, ENDING))
        return g_steal_pointer (&source);
    }
  return NULL;
}

char *
weir_app_image_dup_id (const char *file)
{
  const char *name = strrchr (file, '/');
  gsize length;

  name = name != NULL ? name + 1 : file;
  length = strlen (name);
  if (length > strlen (ENDING) && g_ascii_strcasecmp (name + length - strlen (ENDING), ENDING) == 0)
    length -= strlen (ENDING);
  return g_utf8_make_valid (name, (gssize) length);
}
