/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers as the package managers give them, and such as none gives.
 */
#include "config.h"

#include <string.h>

#include "core/identity/package-tool.h"

#define LS "/usr/bin/ls"
#define LS_ALIAS "/bin/ls"

static const struct
{
  WeirPublisherKind kind;
  const char *output;
  WeirPackageAnswer answer;
  const char *name;
} cases[] = {
  { WEIR_PUBLISHER_DPKG, "coreutils: /usr/bin/ls\n", WEIR_PACKAGE_OWNED, "coreutils" },
  { WEIR_PUBLISHER_DPKG,
    "dpkg-query: no path found matching pattern /usr/bin/ls\ncoreutils: /bin/ls\n",
    WEIR_PACKAGE_OWNED, "coreutils" },
  { WEIR_PUBLISHER_DPKG, "libc6:amd64: /usr/bin/ls\n", WEIR_PACKAGE_OWNED, "libc6" },
  { WEIR_PUBLISHER_DPKG, "libx:amd64, libx:i386: /usr/bin/ls\n", WEIR_PACKAGE_OWNED, "libx" },
  { WEIR_PUBLISHER_DPKG, "one, two: /usr/bin/ls\n", WEIR_PACKAGE_OWNED, "one" },
  { WEIR_PUBLISHER_DPKG,
    "dpkg-query: no path found matching pattern /usr/bin/ls\n"
    "dpkg-query: no path found matching pattern /bin/ls\n",
    WEIR_PACKAGE_NOT_OWNED, "" },
  { WEIR_PUBLISHER_DPKG,
    "diversion by dash from: /bin/ls\ndiversion by dash to: /bin/ls.distrib\ncoreutils, dash: "
    "/bin/ls\n",
    WEIR_PACKAGE_OWNED, "dash" },
  { WEIR_PUBLISHER_DPKG, "diversion by dash to: /usr/bin/ls\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_DPKG,
    "local diversion from: /usr/bin/ls\nlocal diversion to: /usr/bin/ls.distrib\ncoreutils: "
    "/usr/bin/ls\n",
    WEIR_PACKAGE_NOT_OWNED, "" },
  { WEIR_PUBLISHER_DPKG, "coreutils: /usr/bin/lsof\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_DPKG, "x: /other/usr/bin/ls\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_DPKG, ": /usr/bin/ls\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_DPKG, "\033[31mcurl\033[0m: /usr/bin/ls\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_DPKG, "dpkg-query: error: cannot open the database\n", WEIR_PACKAGE_UNKNOWN,
    "" },
  { WEIR_PUBLISHER_DPKG, "", WEIR_PACKAGE_UNKNOWN, "" },

  { WEIR_PUBLISHER_RPM, "coreutils\n", WEIR_PACKAGE_OWNED, "coreutils" },
  { WEIR_PUBLISHER_RPM, "file /usr/bin/ls is not owned by any package\ncoreutils\n",
    WEIR_PACKAGE_OWNED, "coreutils" },
  { WEIR_PUBLISHER_RPM, "file /usr/bin/ls is not owned by any package\n", WEIR_PACKAGE_NOT_OWNED,
    "" },
  { WEIR_PUBLISHER_RPM, "error: cannot open Packages database in /var/lib/rpm\n",
    WEIR_PACKAGE_UNKNOWN, "" },

  { WEIR_PUBLISHER_PACMAN, "coreutils\n", WEIR_PACKAGE_OWNED, "coreutils" },
  { WEIR_PUBLISHER_PACMAN, "error: No package owns /usr/bin/ls\n", WEIR_PACKAGE_NOT_OWNED, "" },
  { WEIR_PUBLISHER_PACMAN, "error: failed to initialize alpm library\n", WEIR_PACKAGE_UNKNOWN, "" },

  { WEIR_PUBLISHER_APK, "/usr/bin/ls is owned by busybox-1.36.1-r5\n", WEIR_PACKAGE_OWNED,
    "busybox" },
  { WEIR_PUBLISHER_APK, "/bin/ls symlink target is owned by busybox-1.36.1-r5\n",
    WEIR_PACKAGE_OWNED, "busybox" },
  { WEIR_PUBLISHER_APK, "/usr/bin/ls is owned by py3-re-run-2.0_git20240101-r12\n",
    WEIR_PACKAGE_OWNED, "py3-re-run" },
  { WEIR_PUBLISHER_APK, "ERROR: /usr/bin/ls: Could not find owner package\n",
    WEIR_PACKAGE_NOT_OWNED, "" },
  { WEIR_PUBLISHER_APK, "/usr/bin/ls is owned by nonsense\n", WEIR_PACKAGE_UNKNOWN, "" },
  { WEIR_PUBLISHER_APK, "/usr/bin/ls is owned by -r\n", WEIR_PACKAGE_UNKNOWN, "" },
};

static const WeirPackageTool *
tool_of (WeirPublisherKind kind)
{
  for (guint i = 0; i < weir_n_package_tools; i++)
    {
      if (weir_package_tools[i].kind == kind)
        return &weir_package_tools[i];
    }
  g_assert_not_reached ();
}

static void
test_answers_are_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char name[WEIR_PACKAGE_NAME_MAX];

      g_test_message ("%s", cases[i].output);
      g_assert_cmpint (
          weir_package_tool_read (tool_of (cases[i].kind), cases[i].output, LS, LS_ALIAS, name), ==,
          cases[i].answer);
      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_any_prefix_is_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize length = 0; length < strlen (cases[i].output); length++)
        {
          g_autofree char *text = g_strndup (cases[i].output, length);
          char name[WEIR_PACKAGE_NAME_MAX];

          weir_package_tool_read (tool_of (cases[i].kind), text, LS, NULL, name);
          g_assert_cmpuint (strlen (name), <, sizeof name);
        }
    }
}

static void
test_a_name_that_is_too_long_is_none (void)
{
  g_autofree char *long_name = g_strnfill (WEIR_PACKAGE_NAME_MAX, 'x');
  char name[WEIR_PACKAGE_NAME_MAX];

  g_assert_cmpint (
      weir_package_tool_read (tool_of (WEIR_PUBLISHER_PACMAN), long_name, LS, NULL, name), ==,
      WEIR_PACKAGE_UNKNOWN);
}

static void
test_paths_are_no_patterns_or_macros (void)
{
  g_auto (GStrv) dpkg = weir_package_tool_dup_command (tool_of (WEIR_PUBLISHER_DPKG), "/d",
                                                       "/usr/bin/[a*?\\", "/bin/[a*?\\");
  g_auto (GStrv) pacman =
      weir_package_tool_dup_command (tool_of (WEIR_PUBLISHER_PACMAN), "/p", "/usr/bin/[a*", NULL);

  g_assert_cmpstr (dpkg[3], ==, "/usr/bin/\\[a\\*\\?\\\\");
  g_assert_cmpstr (dpkg[4], ==, "/bin/\\[a\\*\\?\\\\");
  g_assert_null (dpkg[5]);
  g_assert_cmpstr (pacman[3], ==, "/usr/bin/[a*");
  g_assert_null (pacman[4]);

  g_assert_null (
      weir_package_tool_dup_command (tool_of (WEIR_PUBLISHER_RPM), "/r", "/tmp/%(touch x)", NULL));
  for (guint i = 0; i < weir_n_package_tools; i++)
    {
      g_assert_null (
          weir_package_tool_dup_command (&weir_package_tools[i], "/t", "/tmp/a\nb: /x", NULL));
      g_assert_null (weir_package_tool_dup_command (&weir_package_tools[i], "/t", "--help", NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/package-tool/answers-are-read", test_answers_are_read);
  g_test_add_func ("/package-tool/any-prefix-is-harmless", test_any_prefix_is_harmless);
  g_test_add_func ("/package-tool/a-name-that-is-too-long-is-none",
                   test_a_name_that_is_too_long_is_none);
  g_test_add_func ("/package-tool/paths-are-no-patterns-or-macros",
                   test_paths_are_no_patterns_or_macros);

  return g_test_run ();
}
