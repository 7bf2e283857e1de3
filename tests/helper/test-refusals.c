/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The helper where it has no rights, or is not started by Weir.
 */
#include "helper-process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* An ordinary user's, whoever runs the tests. */
static HelperProcess *
start_without_rights (const char *argument)
{
  return helper_process_new (NULL, argument, NULL, geteuid () == 0 ? NOBODY : 0);
}

static void
test_without_rights_says_so (void)
{
  g_autoptr (HelperProcess) helper = start_without_rights (NULL);
  WeirFrame frame;

  g_assert_true (helper_process_next (helper, &frame));
  g_assert_cmpint (frame.type, ==, WEIR_FRAME_ERROR);
  g_assert_false (helper_process_next (helper, &frame));
  helper_process_finish (helper, 1);
}

/* The environment is anybody's to set: alone it gives nothing. */
static void
test_the_environment_gives_no_right (void)
{
  g_autoptr (HelperProcess) helper =
      helper_process_new (NULL, NULL, "0", geteuid () == 0 ? NOBODY : 0);

  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_PRIVILEGES);
  helper_process_finish (helper, 1);
}

static void
test_unknown_arguments_are_refused (void)
{
  static const char *const arguments[] = {
    "", "-", "--", "--help", "eth0", "--interface=eth0", "--allow-root=1"
  };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_autoptr (HelperProcess) helper = start_without_rights (arguments[i]);
      WeirFrame frame;

      g_assert_false (helper_process_next (helper, &frame));
      helper_process_finish (helper, 2);
    }
}

static int
run (const char *const *argv, GSpawnFlags flags, char **output)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ignored = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, flags, NULL, NULL, output, &ignored, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_a_file_is_not_weir (void)
{
  /* Standard input is /dev/null here. */
  const char *const argv[] = { g_getenv ("WEIR_HELPER"), NULL };
  g_autofree char *output = NULL;

  g_assert_cmpint (run (argv, G_SPAWN_DEFAULT, &output), ==, 2);
  g_assert_cmpstr (output, ==, "");
}

static void
test_the_version_names_the_frames (void)
{
  const char *const argv[] = { g_getenv ("WEIR_HELPER"), "--version", NULL };
  g_autofree char *output = NULL;

  g_assert_cmpint (run (argv, G_SPAWN_DEFAULT, &output), ==, 0);
  g_assert_true (g_str_has_prefix (output, "weir-helper "));
  g_assert_true (g_str_has_suffix (output, "(frames " G_STRINGIFY (WEIR_FRAME_VERSION) ")\n"));
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/without-rights-says-so", test_without_rights_says_so);
  g_test_add_func ("/helper/the-environment-gives-no-right", test_the_environment_gives_no_right);
  g_test_add_func ("/helper/unknown-arguments-are-refused", test_unknown_arguments_are_refused);
  g_test_add_func ("/helper/a-file-is-not-weir", test_a_file_is_not_weir);
  g_test_add_func ("/helper/the-version-names-the-frames", test_the_version_names_the_frames);
  return g_test_run ();
}
