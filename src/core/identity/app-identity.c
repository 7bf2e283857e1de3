/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/app-identity.h"

#include <string.h>

#include "core/export/plain-text.h"
#include "core/identity/app-image.h"

#define MAX_FLATPAK_INFO_BYTES (64 * 1024)
#define MAX_MOUNTS_BYTES (1024 * 1024)

static void
set_id (WeirAppIdentity *application, WeirAppKind kind, const char *id)
{
  application->kind = kind;
  application->id = weir_plain_text_dup (id);
  application->name = g_strdup (application->id);
}

void
weir_app_identity_from_cgroup (const WeirCgroup *cgroup, WeirAppIdentity *application)
{
  memset (application, 0, sizeof *application);
  switch (cgroup->kind)
    {
    case WEIR_CGROUP_APPLICATION:
      set_id (application, WEIR_APP_KIND_DESKTOP, cgroup->name);
      break;
    case WEIR_CGROUP_FLATPAK:
      set_id (application, WEIR_APP_KIND_FLATPAK, cgroup->name);
      break;
    case WEIR_CGROUP_SNAP:
      set_id (application, WEIR_APP_KIND_SNAP, cgroup->name);
      break;
    case WEIR_CGROUP_CONTAINER:
    case WEIR_CGROUP_SERVICE:
    case WEIR_CGROUP_OTHER:
    default:
      break;
    }
}

/* @info: (nullable) (transfer full).  Returns: whether there is one */
static gboolean
take_entry (WeirAppIdentity *application, GDesktopAppInfo *info)
{
  g_autoptr (GDesktopAppInfo) owned = info;
  GIcon *icon;

  if (owned == NULL)
    return FALSE;

  g_free (application->name);
  application->name = weir_plain_text_dup (g_app_info_get_name (G_APP_INFO (owned)));
  icon = g_app_info_get_icon (G_APP_INFO (owned));
  if (icon != NULL)
    g_set_object (&application->icon, icon);
  return TRUE;
}

/* The desktop file's id, where nothing else has told one. */
static gboolean
take_desktop (WeirAppIdentity *application, WeirDesktopIndex *index, const char *executable)
{
  g_autoptr (GDesktopAppInfo) info = weir_desktop_index_find_by_executable (index, executable);
  g_autofree char *id = NULL;

  if (info == NULL)
    return FALSE;

  id = g_strdup (g_app_info_get_id (G_APP_INFO (info)));
  if (id == NULL)
    id = g_path_get_basename (g_desktop_app_info_get_filename (info));
  if (g_str_has_suffix (id, ".desktop"))
    id[strlen (id) - strlen (".desktop")] = '\0';
  set_id (application, WEIR_APP_KIND_DESKTOP, id);
  return take_entry (application, g_steal_pointer (&info));
}

/* Flatpak writes it into each sandbox, for the sandboxed to read (flatpak-metadata(5)). */
static gboolean
find_flatpak (int proc_fd, uint32_t pid, WeirAppIdentity *application)
{
  gsize size = 0;
  g_autofree char *text =
      weir_process_read (proc_fd, pid, "root/.flatpak-info", MAX_FLATPAK_INFO_BYTES, &size);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *id = NULL;

  if (text == NULL || !g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, NULL))
    return FALSE;

  id = g_key_file_get_string (file, "Application", "name", NULL);
  if (id == NULL || !g_application_id_is_valid (id))
    return FALSE;

  set_id (application, WEIR_APP_KIND_FLATPAK, id);
  return TRUE;
}

/* "/snap/NAME/REVISION/…" */
static gboolean
find_snap (const char *executable, WeirAppIdentity *application)
{
  static const char *const folders[] = { "/snap/", "/var/lib/snapd/snap/" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      const char *name = executable + strlen (folders[i]);
      gsize length;
      g_autofree char *id = NULL;

      if (!g_str_has_prefix (executable, folders[i]))
        continue;

      length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_");
      if (length == 0 || name[length] != '/' || g_str_has_prefix (name, "bin/"))
        return FALSE;
      id = g_strndup (name, length);
      set_id (application, WEIR_APP_KIND_SNAP, id);
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_app_image (int proc_fd,
                uint32_t pid,
                const char *executable,
                WeirDesktopIndex *index,
                WeirAppIdentity *application)
{
  g_autofree char *variable = weir_process_dup_variable (proc_fd, pid, "APPIMAGE");
  g_autofree char *folder =
      variable != NULL ? weir_process_dup_variable (proc_fd, pid, "APPDIR") : NULL;
  g_autofree char *file = weir_app_image_from_variables (executable, variable, folder);
  g_autofree char *mounts = NULL;
  g_autofree char *id = NULL;

  if (file == NULL)
    {
      mounts = weir_process_read (proc_fd, pid, "mountinfo", MAX_MOUNTS_BYTES, NULL);
      file = mounts != NULL ? weir_app_image_from_mounts (executable, mounts) : NULL;
    }
  if (file == NULL)
    return FALSE;

  /* Its desktop file, if somebody made one, starts the AppImage. */
  id = weir_app_image_dup_id (file);
  set_id (application, WEIR_APP_KIND_APPIMAGE, id);
  if (file[0] == '/')
    take_entry (application, weir_desktop_index_find_by_executable (index, file));
  return TRUE;
}

static void
find_snap_entry (const WeirCgroup *cgroup, WeirDesktopIndex *index, WeirAppIdentity *application)
{
  g_autofree char *of_program = g_strdup_printf ("%s_%s", application->id, cgroup->program);
  g_autofree char *of_snap = g_strdup_printf ("%s_%s", application->id, application->id);

  if (cgroup->kind != WEIR_CGROUP_SNAP || cgroup->program[0] == '\0'
      || !take_entry (application, weir_desktop_index_find (index, of_program)))
    take_entry (application, weir_desktop_index_find (index, of_snap));
}

void
weir_app_identity_find (int proc_fd,
                        uint32_t pid,
                        const WeirCgroup *cgroup,
                        const char *executable,
                        gboolean is_here,
                        WeirDesktopIndex *index,
                        WeirAppIdentity *application)
{
  weir_app_identity_from_cgroup (cgroup, application);
  if (cgroup->kind == WEIR_CGROUP_CONTAINER)
    return;

  if (application->kind == WEIR_APP_KIND_NONE && pid != 0 && executable != NULL)
    {
      if (!find_flatpak (proc_fd, pid, application) && !find_snap (executable, application)
          && !find_app_image (proc_fd, pid, executable, index, application) && is_here
          && cgroup->kind == WEIR_CGROUP_OTHER)
        take_desktop (application, index, executable);
    }

  switch (application->kind)
    {
    case WEIR_APP_KIND_NONE:
      /* What the bus started for an application of the desktop is of it. */
      if (cgroup->program[0] != '\0'
          && take_entry (application, weir_desktop_index_find (index, cgroup->program)))
        {
          application->kind = WEIR_APP_KIND_DESKTOP;
          application->id = weir_plain_text_dup (cgroup->program);
        }
      break;
    case WEIR_APP_KIND_SNAP:
      find_snap_entry (cgroup, index, application);
      break;
    case WEIR_APP_KIND_DESKTOP:
    case WEIR_APP_KIND_FLATPAK:
      if (application->icon == NULL)
        take_entry (application, weir_desktop_index_find (index, application->id));
      break;
    case WEIR_APP_KIND_APPIMAGE:
    default:
      break;
    }
}

void
weir_app_identity_clear (WeirAppIdentity *application)
{
  application->kind = WEIR_APP_KIND_NONE;
  g_clear_pointer (&application->id, g_free);
  g_clear_pointer (&application->name, g_free);
  g_clear_object (&application->icon);
}
