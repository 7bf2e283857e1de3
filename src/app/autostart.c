/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/autostart.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/error.h"

#define FLATPAK_INFO "/.flatpak-info"
#define PROGRAM "weir"

/* By this a file is Weir's. */
#define OWN_KEY "X-Weir-Autostart"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", WEIR_APP_ID ".desktop", NULL);
}

static gboolean
is_own (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)
         && g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, OWN_KEY, NULL);
}

static char *
dup_text (gsize *length)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_NAME, "Weir");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_ICON, WEIR_APP_ID);
  /* Where Weir is not installed any more, nothing is started. */
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, PROGRAM);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, PROGRAM " --background");
  g_key_file_set_boolean (file, group, OWN_KEY, TRUE);
  return g_key_file_to_data (file, length, NULL);
}

static gboolean
is_possible (const char *path, GError **error)
{
  g_autofree char *program = g_find_program_in_path (PROGRAM);

  if (g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS) || program == NULL)
    {
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                           _ ("This desktop has no portal that could start Weir at login. Add "
                              "“weir --background” to what it starts."));
      return FALSE;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK) && !is_own (path))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("“%s” is there already, and is not Weir’s: it stays as it is."), path);
      return FALSE;
    }
  return TRUE;
}

char *
weir_autostart_write (GError **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) local_error = NULL;
  gsize length;
  g_autofree char *text = dup_text (&length);

  if (!is_possible (path, error))
    return NULL;
  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("“%s” cannot be written: %s."), path,
                   g_strerror (errno));
      return NULL;
    }
  if (g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                &local_error))
    return g_steal_pointer (&path);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, "%s", local_error->message);
  return NULL;
}

void
weir_autostart_remove (void)
{
  g_autofree char *path = dup_path ();

  if (is_own (path))
    g_unlink (path);
}
