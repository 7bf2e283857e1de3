/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Against package managers that are shell scripts, and the real one where there is one.
 */
#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/identity/package-query.h"
#include "support/temp-folder.h"

#define PROGRAM "/opt/x/program"

/* Long enough for a shell to start on a busy machine. */
#define PATIENCE_MS 30000

typedef struct
{
  GMainLoop *loop;
  WeirPublisher publisher;
} Answer;

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  weir_package_query_finish (result, &answer->publisher);
  g_main_loop_quit (answer->loop);
}

static WeirPublisher
ask (const char *tools_path, const char *path, const char *alias, guint timeout_ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { .loop = loop };

  weir_package_query_async (tools_path, path, alias, timeout_ms, NULL, on_answer, &answer);
  g_main_loop_run (loop);
  return answer.publisher;
}

/* @scripts: name, script, …, NULL */
static void
check (const char *const *scripts, guint timeout_ms, WeirPublisherKind kind, const char *name)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  WeirPublisher publisher;

  for (; *scripts != NULL; scripts += 2)
    temp_folder_write_program (folder, scripts[0], scripts[1]);
  publisher = ask (temp_folder_get_path (folder), PROGRAM, NULL, timeout_ms);
  g_assert_cmpint (publisher.kind, ==, kind);
  g_assert_cmpstr (publisher.name, ==, name);
  weir_publisher_clear (&publisher);
}

#define SCRIPTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define DPKG_DENIES "echo \"dpkg-query: no path found matching pattern $3\" >&2; exit 1"

static void
test_each_manager_is_asked_in_its_way (void)
{
  check (SCRIPTS ("dpkg-query", "test \"$*\" = '--search -- " PROGRAM "' && echo \"p: $3\""),
         PATIENCE_MS, WEIR_PUBLISHER_DPKG, "p");
  check (SCRIPTS ("rpm", "test \"$*\" = '-qf --queryformat %{NAME}\\n " PROGRAM "' && echo p"),
         PATIENCE_MS, WEIR_PUBLISHER_RPM, "p");
  check (SCRIPTS ("pacman", "test \"$*\" = '-Qqo -- " PROGRAM "' && echo p"), PATIENCE_MS,
         WEIR_PUBLISHER_PACMAN, "p");
  check (SCRIPTS ("apk", "test \"$*\" = 'info --who-owns " PROGRAM
                         "' && echo \"$3 is owned by p-1.0-r0\""),
         PATIENCE_MS, WEIR_PUBLISHER_APK, "p");
}

static void
test_the_next_is_asked_where_one_denies (void)
{
  check (SCRIPTS ("dpkg-query", DPKG_DENIES, "rpm", "echo p"), PATIENCE_MS, WEIR_PUBLISHER_RPM,
         "p");
}

static void
test_no_package_only_if_nobody_failed (void)
{
  check (SCRIPTS ("dpkg-query", DPKG_DENIES), PATIENCE_MS, WEIR_PUBLISHER_NONE, NULL);
  check (SCRIPTS ("dpkg-query", DPKG_DENIES, "rpm", "exit 1"), PATIENCE_MS, WEIR_PUBLISHER_UNKNOWN,
         NULL);
  check (SCRIPTS ("dpkg-query", "kill -SEGV $$"), PATIENCE_MS, WEIR_PUBLISHER_UNKNOWN, NULL);
}

static void
test_a_machine_without_any_says_nothing (void)
{
  WeirPublisher publisher = ask ("/nonexistent", PROGRAM, NULL, PATIENCE_MS);

  g_assert_cmpint (publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);
  publisher = ask ("", PROGRAM, NULL, PATIENCE_MS);
  g_assert_cmpint (publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);
}

/* In the place of the script there is the process that hangs, as "exec" has it. */
static void
test_one_that_hangs_is_killed (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *pid_file = temp_folder_dup_path (folder, "out/pid");
  g_autofree char *out = temp_folder_dup_path (folder, "out");
  g_autofree char *script = g_strdup_printf ("echo $$ >'%s'; exec sleep 1000", pid_file);
  g_autofree char *text = NULL;
  g_autofree char *process = NULL;
  WeirPublisher publisher;

  temp_folder_write (folder, "out/unused", "", 0);
  g_assert_cmpint (chmod (out, 0777), ==, 0);
  temp_folder_write_program (folder, "dpkg-query", script);
  publisher = ask (temp_folder_get_path (folder), PROGRAM, NULL, 300);
  g_assert_cmpint (publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);

  if (!g_file_get_contents (pid_file, &text, NULL, NULL))
    return; /* was killed before it had begun */
  process = g_strdup_printf ("/proc/%s", g_strstrip (text));
  for (guint i = 0; i < 1000 && g_file_test (process, G_FILE_TEST_EXISTS); i++)
    g_usleep (10000);
  g_assert_false (g_file_test (process, G_FILE_TEST_EXISTS));
}

static void
test_one_that_hangs_after_its_answer_is_killed (void)
{
  check (SCRIPTS ("dpkg-query", "echo \"p: $3\"; exec >&- 2>&-; exec sleep 1000"), 300,
         WEIR_PUBLISHER_UNKNOWN, NULL);
}

/* Whoever holds the tool's output open after it is not waited for. */
static void
test_what_one_leaves_behind_is_not_waited_for (void)
{
  check (SCRIPTS ("dpkg-query", "sleep 5 & exit 0"), 300, WEIR_PUBLISHER_UNKNOWN, NULL);
}

static void
test_one_that_never_stops_talking_is_killed (void)
{
  check (SCRIPTS ("pacman", "while :; do echo ' xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done"),
         PATIENCE_MS, WEIR_PUBLISHER_UNKNOWN, NULL);
}

static void
test_names_with_control_characters_are_none (void)
{
  check (SCRIPTS ("pacman", "printf '\\033]0;owned\\007\\n\\342\\200\\256evil\\n'"), PATIENCE_MS,
         WEIR_PUBLISHER_UNKNOWN, NULL);
}

static void
test_the_environment_is_not_handed_on (void)
{
  g_setenv ("WEIR_TEST_SECRET", "secret", TRUE);
  check (SCRIPTS ("pacman", "echo \"v${WEIR_TEST_SECRET}.$LC_ALL.$PWD\" | tr / -"), PATIENCE_MS,
         WEIR_PUBLISHER_PACMAN, "v.C.-");
}

static void
test_root_asks_as_nobody (void)
{
  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }
  check (SCRIPTS ("pacman", "echo \"u$(id -u)-$(id -ru)-$(id -G | tr ' ' _)\""), PATIENCE_MS,
         WEIR_PUBLISHER_PACMAN, "u65534-65534-65534");
}

/* /bin and /usr/bin are one folder here, and dpkg may know either. */
static void
test_dpkg_knows_its_shell (void)
{
  g_autofree char *dpkg = g_find_program_in_path ("dpkg-query");
  WeirPublisher publisher;

  if (dpkg == NULL)
    {
      g_test_skip ("there is no dpkg");
      return;
    }
  publisher = ask (WEIR_PACKAGE_TOOLS_PATH, "/usr/bin/dash", "/bin/dash", PATIENCE_MS);
  g_assert_cmpint (publisher.kind, ==, WEIR_PUBLISHER_DPKG);
  g_assert_cmpstr (publisher.name, ==, "dash");
  weir_publisher_clear (&publisher);

  publisher = ask (WEIR_PACKAGE_TOOLS_PATH, "/nonexistent/weir", NULL, PATIENCE_MS);
  g_assert_cmpint (publisher.kind, ==, WEIR_PUBLISHER_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/package-query/each-manager-is-asked-in-its-way",
                   test_each_manager_is_asked_in_its_way);
  g_test_add_func ("/package-query/the-next-is-asked-where-one-denies",
                   test_the_next_is_asked_where_one_denies);
  g_test_add_func ("/package-query/no-package-only-if-nobody-failed",
                   test_no_package_only_if_nobody_failed);
  g_test_add_func ("/package-query/a-machine-without-any-says-nothing",
                   test_a_machine_without_any_says_nothing);
  g_test_add_func ("/package-query/one-that-hangs-is-killed", test_one_that_hangs_is_killed);
  g_test_add_func ("/package-query/one-that-hangs-after-its-answer-is-killed",
                   test_one_that_hangs_after_its_answer_is_killed);
  g_test_add_func ("/package-query/what-one-leaves-behind-is-not-waited-for",
                   test_what_one_leaves_behind_is_not_waited_for);
  g_test_add_func ("/package-query/one-that-never-stops-talking-is-killed",
                   test_one_that_never_stops_talking_is_killed);
  g_test_add_func ("/package-query/names-with-control-characters-are-none",
                   test_names_with_control_characters_are_none);
  g_test_add_func ("/package-query/the-environment-is-not-handed-on",
                   test_the_environment_is_not_handed_on);
  g_test_add_func ("/package-query/root-asks-as-nobody", test_root_asks_as_nobody);
  g_test_add_func ("/package-query/dpkg-knows-its-shell", test_dpkg_knows_its_shell);

  return g_test_run ();
}
