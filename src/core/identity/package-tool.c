/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/package-tool.h"

#include <string.h>

static const char *const dpkg_arguments[] = { "--search", "--", NULL };
static const char *const rpm_arguments[] = { "-qf", "--queryformat", "%{NAME}\\n", NULL };
static const char *const pacman_arguments[] = { "-Qqo", "--", NULL };
static const char *const apk_arguments[] = { "info", "--who-owns", NULL };

/* "dpkg -S" is dpkg-query, run directly. */
const WeirPackageTool weir_package_tools[] = {
  { WEIR_PUBLISHER_DPKG, "dpkg-query", dpkg_arguments },
  { WEIR_PUBLISHER_RPM, "rpm", rpm_arguments },
  { WEIR_PUBLISHER_PACMAN, "pacman", pacman_arguments },
  { WEIR_PUBLISHER_APK, "apk", apk_arguments },
};

const guint weir_n_package_tools = G_N_ELEMENTS (weir_package_tools);

/* Answers come in lines. */
static gboolean
has_control_characters (const char *path)
{
  for (; *path != '\0'; path++)
    {
      if (g_ascii_iscntrl (*path))
        return TRUE;
    }
  return FALSE;
}

/* dpkg-query takes patterns (glob(7)). */
static char *
dup_escaped (const char *path)
{
  GString *escaped = g_string_sized_new (strlen (path) + 8);

  for (; *path != '\0'; path++)
    {
      if (strchr ("*?[\\", *path) != NULL)
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, *path);
    }
  return g_string_free (escaped, FALSE);
}

GStrv
weir_package_tool_dup_command (const WeirPackageTool *self,
                               const char *program,
                               const char *path,
                               const char *alias)
{
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();

  /* rpm expands macros in paths, and some macros run a shell. */
  if (path[0] != '/' || has_control_characters (path)
      || (self->kind == WEIR_PUBLISHER_RPM && strchr (path, '%') != NULL))
    return NULL;

  g_strv_builder_add (command, program);
  g_strv_builder_addv (command, (const char **) self->arguments);
  for (const char *asked = path; asked != NULL; asked = asked == path ? alias : NULL)
    {
      g_autofree char *argument =
          self->kind == WEIR_PUBLISHER_DPKG ? dup_escaped (asked) : g_strdup (asked);

      g_strv_builder_add (command, argument);
    }
  return g_strv_builder_end (command);
}

static gboolean
take_name (const char *text, gsize length, char name[WEIR_PACKAGE_NAME_MAX])
{
  if (length == 0 || length >= WEIR_PACKAGE_NAME_MAX || !g_ascii_isalnum (text[0]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr ("+-._@", text[i]) == NULL)
        return FALSE;
    }

  memcpy (name, text, length);
  name[length] = '\0';
  return TRUE;
}

/* "PACKAGE[:ARCHITECTURE][, PACKAGE…]: PATH", of which the first counts.  Where one package diverts
 * another's file, "diversion by PACKAGE from: PATH" comes before, and the file under that name is
 * the diverter's; after "local diversion from: PATH" it is nobody's. */
static WeirPackageAnswer
read_dpkg (const char *const *lines,
           const char *path,
           const char *alias,
           char name[WEIR_PACKAGE_NAME_MAX])
{
  static const char diversion[] = "diversion by ";
  static const char local_diversion[] = "local diversion ";
  static const char from[] = " from";
  gboolean is_diverted_here = FALSE;
  gboolean is_diverted_away = FALSE;
  gboolean is_owned = FALSE;
  gboolean is_denied = FALSE;

  for (; *lines != NULL; lines++)
    {
      const char *end = NULL;
      gsize length;

      if (g_str_has_prefix (*lines, "dpkg-query: no path found matching pattern "))
        is_denied = TRUE;
      for (const char *asked = path; asked != NULL && end == NULL;
           asked = asked == path ? alias : NULL)
        {
          if (g_str_has_suffix (*lines, asked) && strlen (*lines) > strlen (asked) + strlen (": "))
            end = *lines + strlen (*lines) - strlen (asked) - strlen (": ");
          if (end != NULL && strncmp (end, ": ", 2) != 0)
            end = NULL;
        }
      if (end == NULL)
        continue;

      length = (gsize) (end - *lines);
      if (g_str_has_prefix (*lines, local_diversion))
        {
          if (length >= strlen (from) && strncmp (end - strlen (from), from, strlen (from)) == 0)
            is_diverted_here = TRUE;
          else
            is_diverted_away = TRUE;
        }
      else if (g_str_has_prefix (*lines, diversion))
        {
          if (length < strlen (diversion) + strlen (from)
              || strncmp (end - strlen (from), from, strlen (from)) != 0)
            is_diverted_away = TRUE;
          else if (!is_owned
                   && take_name (*lines + strlen (diversion),
                                 length - strlen (diversion) - strlen (from), name))
            is_owned = TRUE;
        }
      else if (!is_owned && !is_diverted_here)
        {
          is_owned = take_name (*lines, strcspn (*lines, ":,"), name);
        }
    }

  if (is_owned)
    return WEIR_PACKAGE_OWNED;
  if (is_diverted_away)
    return WEIR_PACKAGE_UNKNOWN;
  return is_diverted_here || is_denied ? WEIR_PACKAGE_NOT_OWNED : WEIR_PACKAGE_UNKNOWN;
}

/* A name on a line of its own. */
static WeirPackageAnswer
read_names (const char *const *lines, const char *denial, char name[WEIR_PACKAGE_NAME_MAX])
{
  gboolean is_denied = FALSE;

  for (; *lines != NULL; lines++)
    {
      if (take_name (*lines, strlen (*lines), name))
        return WEIR_PACKAGE_OWNED;
      if (strstr (*lines, denial) != NULL)
        is_denied = TRUE;
    }
  return is_denied ? WEIR_PACKAGE_NOT_OWNED : WEIR_PACKAGE_UNKNOWN;
}

/* "PATH is owned by NAME-VERSION-rRELEASE"; neither of the latter has a hyphen. */
static WeirPackageAnswer
read_apk (const char *const *lines, char name[WEIR_PACKAGE_NAME_MAX])
{
  static const char owned_by[] = " is owned by ";
  gboolean is_denied = FALSE;

  for (; *lines != NULL; lines++)
    {
      const char *package = g_strrstr (*lines, owned_by);
      const char *end = NULL;

      if (g_str_has_suffix (*lines, ": Could not find owner package"))
        is_denied = TRUE;
      if (package == NULL)
        continue;

      package += strlen (owned_by);
      end = g_strrstr (package, "-r");
      end = end != NULL ? g_strrstr_len (package, end - package, "-") : NULL;
      if (end != NULL && take_name (package, (gsize) (end - package), name))
        return WEIR_PACKAGE_OWNED;
    }
  return is_denied ? WEIR_PACKAGE_NOT_OWNED : WEIR_PACKAGE_UNKNOWN;
}

WeirPackageAnswer
weir_package_tool_read (const WeirPackageTool *self,
                        const char *output,
                        const char *path,
                        const char *alias,
                        char name[WEIR_PACKAGE_NAME_MAX])
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  name[0] = '\0';
  switch (self->kind)
    {
    case WEIR_PUBLISHER_DPKG:
      return read_dpkg ((const char *const *) lines, path, alias, name);
    case WEIR_PUBLISHER_RPM:
      return read_names ((const char *const *) lines, " is not owned by any package", name);
    case WEIR_PUBLISHER_PACMAN:
      return read_names ((const char *const *) lines, "error: No package owns ", name);
    case WEIR_PUBLISHER_APK:
      return read_apk ((const char *const *) lines, name);
    case WEIR_PUBLISHER_UNKNOWN:
    case WEIR_PUBLISHER_FLATPAK:
    case WEIR_PUBLISHER_SNAP:
    case WEIR_PUBLISHER_CONTAINER:
    case WEIR_PUBLISHER_NONE:
    default:
      return WEIR_PACKAGE_UNKNOWN;
    }
}
