/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The real pkexec, asked by an ordinary user, with a polkitd and an agent of the test's own.
 */
#include "support/namespace.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/source/helper-command.h"
#include "core/source/helper.h"
#include "helper-process.h"

#define ALLOWED "/run/weir/allowed"
#define PKEXEC_DISMISSED 126
#define PKEXEC_FAILED 127

static HelperProcess *
start (void)
{
  const char *const argv[] = { "/usr/bin/pkexec", "--disable-internal-agent",
                               g_getenv ("WEIR_HELPER"), NULL };

  return helper_process_spawn (argv, NULL, 0);
}

static void
expect_hello (HelperProcess *helper)
{
  WeirFrame frame;

  g_assert_true (helper_process_next (helper, &frame));
  g_assert_cmpint (frame.type, ==, WEIR_FRAME_HELLO);
}

static void
expect_refusal (HelperProcess *helper, int exit_status)
{
  WeirFrame frame;

  g_assert_false (helper_process_next (helper, &frame));
  helper_process_finish (helper, exit_status);
}

static void
set_allowed (gboolean is_allowed)
{
  if (is_allowed)
    g_assert_true (g_file_set_contents (ALLOWED, "", 0, NULL));
  else if (unlink (ALLOWED) != 0)
    g_assert_cmpint (errno, ==, ENOENT);
}

static GSubprocess *
start_agent (const char *answer, GDataInputStream **output)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autofree char *line = NULL;
  GSubprocess *agent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                         g_getenv ("WEIR_POLKIT_AGENT"), pid, answer, NULL);

  g_assert_no_error (error);
  *output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (agent));
  line = g_data_input_stream_read_line (*output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
  return agent;
}

static void
stop_agent (GSubprocess *agent)
{
  g_subprocess_force_exit (agent);
  g_assert_true (g_subprocess_wait (agent, NULL, NULL));
}

static void
test_without_an_agent_nobody_is_asked (void)
{
  g_autoptr (HelperProcess) helper = NULL;

  set_allowed (FALSE);
  helper = start ();
  expect_refusal (helper, PKEXEC_FAILED);
}

static void
test_an_allowed_user_gets_a_limited_helper (void)
{
  g_autoptr (HelperProcess) helper = NULL;
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;
  WeirFrame frame;

  set_allowed (TRUE);
  helper = start ();
  expect_hello (helper);
  path = g_strdup_printf ("/proc/%d/status", helper->pid);
  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
#define U NAMESPACE_USER_TEXT
  g_assert_nonnull (strstr (status, "Uid:\t" U "\t" U "\t" U "\t" U "\n"));
  g_assert_nonnull (strstr (status, "CapPrm:\t0000000000082004\n"));
  g_assert_nonnull (strstr (status, "CapEff:\t0000000000082004\n"));
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1\n"));
  g_assert_nonnull (strstr (status, "Seccomp:\t2\n"));

  helper_process_open (helper, 1, "weir-a");
  helper_process_expect (helper, WEIR_FRAME_OPENED, &frame);
  helper_process_finish (helper, 0);
}

/* What the user is asked for, and what comes of the answer. */
static void
try_answer (const char *answer, int exit_status)
{
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GSubprocess) agent = NULL;
  g_autoptr (HelperProcess) helper = NULL;
  g_autofree char *question = NULL;

  set_allowed (FALSE);
  agent = start_agent (answer, &output);
  helper = start ();
  question = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_cmpstr (question, ==,
                   "io.github.weirmonitor.Weir.capture "
                   "Authentication is required to watch the network traffic of this computer");
  if (exit_status != 0)
    expect_refusal (helper, exit_status);
  else
    {
      expect_hello (helper);
      helper_process_finish (helper, 0);
    }
  stop_agent (agent);
}

static void
test_a_dismissed_question_is_told_apart (void)
{
  try_answer ("cancel", PKEXEC_DISMISSED);
}

static void
test_a_failed_question_ends_it (void)
{
  try_answer ("fail", PKEXEC_FAILED);
}

static void
test_a_wrong_password_ends_it (void)
{
  try_answer ("password=wrong", PKEXEC_FAILED);
}

static void
test_the_right_password_is_enough (void)
{
  try_answer ("password=correct-horse", 0);
}

/* The same by the program's own means: what it runs, and what it makes of pkexec's words.
 * @code: WeirErrorCode, or -1 */
static void
try_program (const char *answer, gboolean is_allowed, int code)
{
  const WeirHelperSituation situation = { .helper = (char *) g_getenv ("WEIR_HELPER") };
  g_auto (GStrv) argv = weir_helper_command_new (&situation, NULL);
  g_autoptr (WeirHelper) helper =
      weir_helper_new ((const char *const *) argv, WEIR_HELPER_TIMEOUT_MS);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GSubprocess) agent = NULL;
  g_autoptr (GError) error = NULL;
  WeirWakeup wakeup;

  set_allowed (is_allowed);
  if (answer != NULL)
    agent = start_agent (answer, &output);
  weir_wakeup_init (&wakeup);
  weir_helper_start (helper, &wakeup, &error);
  weir_wakeup_clear (&wakeup);
  if (code < 0)
    {
      g_assert_no_error (error);
    }
  else
    g_assert_error (error, WEIR_ERROR, code);
  if (agent != NULL)
    stop_agent (agent);
}

static void
test_a_program_knows_what_became_of_the_question (void)
{
  /* Neither is to pkexec's taste. */
  g_setenv ("SHELL", "/weird/shell", TRUE);
  g_setenv ("LC_MESSAGES", "../de", TRUE);
  try_program (NULL, TRUE, -1);
  try_program ("password=correct-horse", FALSE, -1);
  try_program ("cancel", FALSE, WEIR_ERROR_DISMISSED);
  try_program ("fail", FALSE, WEIR_ERROR_DENIED);
  try_program (NULL, FALSE, WEIR_ERROR_NO_AGENT);
}

/* The user's process dies without a word: the helper, whose user it is too, follows. */
static void
test_a_killed_program_leaves_no_helper (void)
{
  int report[2];
  pid_t program, pid;
  gint64 start_us;

  set_allowed (TRUE);
  g_assert_no_errno (pipe (report));
  program = fork ();
  g_assert_no_errno (program);
  if (program == 0)
    {
      HelperProcess *helper = start ();

      expect_hello (helper);
      if (write (report[1], &helper->pid, sizeof helper->pid) != sizeof helper->pid)
        _exit (1);
      pause ();
    }

  g_assert_cmpint (read (report[0], &pid, sizeof pid), ==, sizeof pid);
  g_assert_no_errno (kill (pid, 0));
  start_us = g_get_monotonic_time ();
  g_assert_no_errno (kill (program, SIGKILL));
  g_assert_cmpint (waitpid (program, NULL, 0), ==, program);
  while (kill (pid, 0) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
      g_thread_yield ();
    }
  close (report[0]);
  close (report[1]);
}

static gboolean
setup_polkit (void)
{
  static const char *const programs[] = { "pkexec", "dbus-daemon", "gdbus" };
  g_autofree char *command = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        {
          g_print ("1..0 # SKIP %s is not installed\n", programs[i]);
          return FALSE;
        }
    }

  command = g_strdup_printf ("%s %s %s " NAMESPACE_USER_TEXT, g_getenv ("WEIR_POLKIT_SCRIPT"),
                             g_getenv ("WEIR_POLICY"), g_getenv ("WEIR_HELPER"));
  namespace_run (command);
  g_assert_no_errno (setresgid (NAMESPACE_USER, NAMESPACE_USER, NAMESPACE_USER));
  g_assert_no_errno (setresuid (NAMESPACE_USER, NAMESPACE_USER, NAMESPACE_USER));
  return TRUE;
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pkexec/without-an-agent-nobody-is-asked",
                   test_without_an_agent_nobody_is_asked);
  g_test_add_func ("/pkexec/an-allowed-user-gets-a-limited-helper",
                   test_an_allowed_user_gets_a_limited_helper);
  g_test_add_func ("/pkexec/a-dismissed-question-is-told-apart",
                   test_a_dismissed_question_is_told_apart);
  g_test_add_func ("/pkexec/a-failed-question-ends-it", test_a_failed_question_ends_it);
  g_test_add_func ("/pkexec/a-wrong-password-ends-it", test_a_wrong_password_ends_it);
  g_test_add_func ("/pkexec/the-right-password-is-enough", test_the_right_password_is_enough);
  g_test_add_func ("/pkexec/a-program-knows-what-became-of-the-question",
                   test_a_program_knows_what_became_of_the_question);
  g_test_add_func ("/pkexec/a-killed-program-leaves-no-helper",
                   test_a_killed_program_leaves_no_helper);
  return namespace_run_tests (setup_polkit);
}
