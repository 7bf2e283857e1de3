/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/helper-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/error.h"
#include "wire/frame.h"

#define HELPER_NAME "weir-helper"
#define FLATPAK_INFO "/.flatpak-info"

/* Where the packages of the distributions put it. */
static const char *const host_helpers[] = {
  "/usr/libexec/" HELPER_NAME,
  "/usr/lib/" HELPER_NAME,
  "/usr/lib/weir/" HELPER_NAME,
};

/* On the host, in a directory that exists there. */
#define ON_HOST "flatpak-spawn", "--host", "--directory=/"

/* How long the host's helper may take to say which version it is. */
#define HOST_TIMEOUT_S "5"

/* Ends the helper with this program even if that goes without a word. */
#define WATCHED "--watch-bus"

/* pkexec refuses a shell that /etc/shells does not list, and locales that look odd to it.  It would
 * ask on the terminal if there were no agent: a window cannot answer there. */
#define PKEXEC                                                                               \
  "env", "-u", "SHELL", "-u", "LANG", "-u", "LANGUAGE", "-u", "LC_ALL", "-u", "LC_MESSAGES", \
      "pkexec", "--disable-internal-agent"

static const char own_action[] = WEIR_APP_ID ".capture";
static const char general_action[] = "org.freedesktop.policykit.exec";

#define COMMAND(...) g_strdupv ((char **) (const char *const[]){ __VA_ARGS__, NULL })

char **
weir_helper_command_new (const WeirHelperSituation *situation, GError **error)
{
  if (situation->development != NULL)
    return g_strdupv (situation->development);
  if (!situation->is_flatpak)
    {
      if (situation->helper != NULL && situation->has_capabilities)
        return COMMAND (situation->helper);
      if (situation->helper != NULL)
        return COMMAND (PKEXEC, situation->helper);

      g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING,
                   _ ("The program that captures, %s, is not installed. Install Weir completely, "
                      "or start weir-cli as root."),
                   HELPER_NAME);
      return NULL;
    }

  if (situation->host_helper != NULL)
    return COMMAND (ON_HOST, WATCHED, PKEXEC, situation->host_helper);
  if (situation->bundled_helper != NULL && !situation->is_bundled_by_user)
    return COMMAND (ON_HOST, WATCHED, PKEXEC, situation->bundled_helper);

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING,
               _ ("Weir was installed for one user only. Root must not run a file that your other "
                  "programs can change: install Weir for all users to capture (%s)."),
               "flatpak install --system " WEIR_APP_ID);
  return NULL;
}

gboolean
weir_helper_command_asks (const WeirHelperSituation *situation)
{
  return situation->development == NULL && (situation->is_flatpak || !situation->has_capabilities);
}

char **
weir_helper_command_new_for_owners (const WeirHelperSituation *situation)
{
  if (!situation->is_flatpak || situation->bundled_helper == NULL)
    return NULL;
  return COMMAND (ON_HOST, WATCHED, situation->bundled_helper, "--no-capture");
}

/* The subject of pkexec's question is the process that starts it: this one, or what runs commands
 * on the host for the sandbox.  Here it is the shell's parent.  Of what is bundled no package's
 * policy knows, so that the question is polkit's general one. */
char **
weir_helper_command_new_check (const WeirHelperSituation *situation)
{
  static const char check[] = "exec pkcheck --action-id \"$0\" --process $PPID";

  if (!weir_helper_command_asks (situation))
    return NULL;
  if (!situation->is_flatpak)
    return COMMAND ("sh", "-c", check, own_action);
  return COMMAND (ON_HOST, "sh", "-c", check,
                  situation->host_helper != NULL ? own_action : general_action);
}

/* The user's own program with the user's own rights: never through pkexec, and not for a program
 * that has more rights than its user. */
static char **
dup_development_command (void)
{
  const char *text = secure_getenv ("WEIR_HELPER");
  char **argv = NULL;

  if (text != NULL && *text != '\0' && !g_shell_parse_argv (text, NULL, &argv, NULL))
    argv = COMMAND (text);
  return argv;
}

static char *
dup_bundled_helper (void)
{
  g_autoptr (GKeyFile) info = g_key_file_new ();
  g_autofree char *path = NULL;

  if (!g_key_file_load_from_file (info, FLATPAK_INFO, G_KEY_FILE_NONE, NULL))
    return NULL;
  path = g_key_file_get_string (info, "Instance", "app-path", NULL);
  return path != NULL ? g_build_filename (path, "libexec", HELPER_NAME, NULL) : NULL;
}

/* A file of root's belongs to nobody in the sandbox, one of the user's to the user.  The path on
 * the host says it as well, and either is enough. */
static gboolean
is_users_own (const char *helper, const char *host_path)
{
  g_autofree char *home = g_strconcat (g_get_home_dir (), "/", NULL);
  struct stat status;

  return g_str_has_prefix (host_path, home) || stat (helper, &status) != 0
         || status.st_uid == getuid () || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

/* Another version than ours is as good as none: there may be a bundled one. */
static gboolean
speaks_our_frames (const char *host_helper)
{
  g_autoptr (GSubprocess) asked =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                        ON_HOST, "timeout", HOST_TIMEOUT_S, host_helper, "--version", NULL);
  g_autofree char *suffix = g_strdup_printf (" (frames %d)\n", WEIR_FRAME_VERSION);
  g_autofree char *text = NULL;

  return asked != NULL && g_subprocess_communicate_utf8 (asked, NULL, NULL, &text, NULL, NULL)
         && g_subprocess_get_successful (asked) && g_str_has_suffix (text, suffix);
}

static char *
dup_host_helper (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (host_helpers); i++)
    if (speaks_our_frames (host_helpers[i]))
      return g_strdup (host_helpers[i]);
  return NULL;
}

void
weir_helper_situation_init (WeirHelperSituation *self)
{
  const char *helper = WEIR_LIBEXECDIR "/" HELPER_NAME;

  *self = (WeirHelperSituation){ 0 };
  self->development = dup_development_command ();
  if (self->development != NULL)
    return;

  self->is_flatpak = g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS);
  if (g_file_test (helper, G_FILE_TEST_EXISTS))
    self->helper = g_strdup (helper);

  if (self->is_flatpak)
    {
      self->host_helper = dup_host_helper ();
      self->bundled_helper = dup_bundled_helper ();
      if (self->bundled_helper != NULL)
        self->is_bundled_by_user = is_users_own (helper, self->bundled_helper);
    }
  else if (self->helper != NULL)
    self->has_capabilities = getxattr (self->helper, "security.capability", NULL, 0) > 0
                             && access (self->helper, X_OK) == 0;
}

void
weir_helper_situation_clear (WeirHelperSituation *self)
{
  g_strfreev (self->development);
  g_free (self->helper);
  g_free (self->host_helper);
  g_free (self->bundled_helper);
  *self = (WeirHelperSituation){ 0 };
}
