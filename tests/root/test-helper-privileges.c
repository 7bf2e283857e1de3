/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Started as pkexec starts it: what the helper keeps, and when it ends.
 */
#include "support/namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-process.h"

/* CAP_NET_RAW (13), CAP_SYS_PTRACE (19), CAP_DAC_READ_SEARCH (2) */
#define THREE "0000000000082004"
#define NONE "0000000000000000"

/* A line of /proc/PID/status, without its name. */
static char *
dup_status (pid_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], name) && lines[i][strlen (name)] == ':')
      return g_strstrip (g_strdup (lines[i] + strlen (name) + 1));
  g_assert_not_reached ();
}

static void
assert_status (pid_t pid, const char *name, const char *expected)
{
  g_autofree char *value = dup_status (pid, name);

  g_test_message ("%s", name);
  g_assert_cmpstr (value, ==, expected);
}

#define FOUR_TIMES(id) id "\t" id "\t" id "\t" id

static void
expect_hello (HelperProcess *helper, gboolean sees_owners)
{
  WeirFrame frame;
  WeirWireHello hello;

  g_assert_true (helper_process_next (helper, &frame));
  g_assert_true (weir_wire_hello_read (&frame, &hello));
  g_assert_cmpint ((hello.flags & WEIR_WIRE_HELLO_SEES_OWNERS) != 0, ==, sees_owners);
}

static void
assert_limited (pid_t pid, const char *capabilities)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", pid);
  struct stat status;

  assert_status (pid, "Uid", FOUR_TIMES (NAMESPACE_USER_TEXT));
  assert_status (pid, "CapPrm", capabilities);
  assert_status (pid, "CapEff", capabilities);
  assert_status (pid, "CapInh", NONE);
  assert_status (pid, "CapAmb", NONE);
  assert_status (pid, "NoNewPrivs", "1");
  assert_status (pid, "Seccomp", "2");

  /* Root owns what is in the entry of a process that is not dumpable: the user cannot trace it. */
  g_assert_no_errno (stat (path, &status));
  g_assert_cmpuint (status.st_uid, ==, 0);
}

static void
test_keeps_exactly_three_capabilities (void)
{
  g_autoptr (HelperProcess) helper = helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);

  expect_hello (helper, TRUE);
  assert_limited (helper->pid, THREE);
  assert_status (helper->pid, "CapBnd", NONE);
  assert_status (helper->pid, "Gid", FOUR_TIMES ("65534"));
  assert_status (helper->pid, "Groups", "");
  helper_process_finish (helper, 0);
}

static void
test_root_has_to_be_allowed (void)
{
  static const struct
  {
    const char *argument;
    const char *pkexec_uid;
    gboolean is_allowed;
  } cases[] = {
    { NULL, NULL, FALSE },
    { NULL, "0", FALSE },
    { NULL, "", FALSE },
    { NULL, "root", FALSE },
    { NULL, "-1", FALSE },
    { NULL, "+1", FALSE },
    { NULL, " 1", FALSE },
    { NULL, "01", FALSE },
    { NULL, "1x", FALSE },
    { NULL, "4294967295", FALSE },
    { NULL, "4294967296", FALSE },
    { NULL, "99999999999999999999999", FALSE },
    { "--allow-root", "root", FALSE },
    { "--allow-root", NULL, TRUE },
    { "--allow-root", "0", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HelperProcess) helper =
          helper_process_new (NULL, cases[i].argument, cases[i].pkexec_uid, 0);
      WeirFrame frame;

      g_test_message ("%s %s", cases[i].argument, cases[i].pkexec_uid);
      g_assert_true (helper_process_next (helper, &frame));
      g_assert_cmpint (frame.type, ==, cases[i].is_allowed ? WEIR_FRAME_HELLO : WEIR_FRAME_ERROR);
      if (cases[i].is_allowed)
        {
          assert_status (helper->pid, "CapEff", THREE);
          assert_status (helper->pid, "CapPrm", THREE);
          assert_status (helper->pid, "CapBnd", NONE);
        }
      helper_process_finish (helper, cases[i].is_allowed ? 0 : 1);
    }
}

/* A helper that a packager has given file capabilities, run by an ordinary user. */
static void
try_file_capabilities (const char *capabilities, const char *kept, gboolean sees_owners)
{
  char directory[] = "/tmp/weir-XXXXXX";
  g_autofree char *program = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *setcap = NULL;
  g_autoptr (HelperProcess) helper = NULL;

  g_assert_nonnull (mkdtemp (directory));
  g_assert_no_errno (mount ("tmpfs", directory, "tmpfs", 0, "mode=755"));
  program = g_build_filename (directory, "weir-helper", NULL);
  copy = g_strdup_printf ("install -m 755 %s %s", g_getenv ("WEIR_HELPER"), program);
  namespace_run (copy);
  setcap = g_strdup_printf ("setcap %s %s", capabilities, program);
  namespace_run (setcap);

  /* Nobody is authorised by a variable. */
  helper = helper_process_new (program, NULL, "0", NAMESPACE_USER);
  expect_hello (helper, sees_owners);
  assert_limited (helper->pid, kept);
  helper_process_open (helper, 1, "weir-a");
  {
    WeirFrame frame;

    helper_process_expect (helper, WEIR_FRAME_OPENED, &frame);
  }
  helper_process_finish (helper, 0);
  g_assert_no_errno (umount2 (directory, MNT_DETACH));
  g_assert_no_errno (rmdir (directory));
}

static void
test_file_capabilities_are_enough (void)
{
  try_file_capabilities ("cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep", THREE, TRUE);
  try_file_capabilities ("cap_net_raw,cap_sys_ptrace,cap_dac_read_search,cap_net_admin,"
                         "cap_sys_admin=ep",
                         THREE, TRUE);
  try_file_capabilities ("cap_net_raw=ep", "0000000000002000", FALSE);
}

static void
test_set_user_id_is_refused (void)
{
  char directory[] = "/tmp/weir-XXXXXX";
  g_autofree char *program = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (HelperProcess) helper = NULL;

  g_assert_nonnull (mkdtemp (directory));
  g_assert_no_errno (mount ("tmpfs", directory, "tmpfs", 0, "mode=755"));
  program = g_build_filename (directory, "weir-helper", NULL);
  copy = g_strdup_printf ("install -m 4755 %s %s", g_getenv ("WEIR_HELPER"), program);
  namespace_run (copy);
  helper = helper_process_new (program, NULL, NAMESPACE_USER_TEXT, NAMESPACE_USER);
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_PRIVILEGES);
  helper_process_finish (helper, 1);
  g_assert_no_errno (umount2 (directory, MNT_DETACH));
  g_assert_no_errno (rmdir (directory));
}

static void
test_the_user_may_end_it (void)
{
  g_autoptr (HelperProcess) helper = helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);
  pid_t user;
  int status;

  expect_hello (helper, TRUE);
  user = fork ();
  if (user == 0)
    _exit (setresuid (NAMESPACE_USER, NAMESPACE_USER, NAMESPACE_USER) == 0
           && kill (helper->pid, SIGTERM) == 0);
  g_assert_cmpint (waitpid (user, &status, 0), ==, user);
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);

  status = helper_process_wait (helper);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGTERM);
}

/* The pid of a helper that was started by a process which is killed at once, and which has left
 * its end of the helper's standard input to this one if @keeps_input: no end of file comes then. */
static void
try_killed_parent (gboolean keeps_input)
{
  HelperProcess *helper;
  int report[2], lifeline[2];
  pid_t parent, pid;
  char octet;

  g_assert_no_errno (pipe (report));
  g_assert_no_errno (pipe2 (lifeline, O_CLOEXEC));
  parent = fork ();
  g_assert_no_errno (parent);
  if (parent == 0)
    {
      /* Nobody but the helper holds the write end of the lifeline once this process is gone; it
       * is what the helper has for standard error, which it never closes. */
      dup2 (lifeline[1], STDERR_FILENO);
      helper = helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);
      expect_hello (helper, TRUE);
      if (keeps_input && fork () == 0)
        {
          close (STDERR_FILENO);
          close (lifeline[1]);
          close (report[1]);
          pause ();
        }
      if (write (report[1], &helper->pid, sizeof helper->pid) != sizeof helper->pid)
        _exit (1);
      pause ();
    }

  close (lifeline[1]);
  g_assert_cmpint (read (report[0], &pid, sizeof pid), ==, sizeof pid);
  g_assert_no_errno (kill (parent, SIGKILL));
  g_assert_cmpint (waitpid (parent, NULL, 0), ==, parent);

  /* End of file on the lifeline: the helper is gone. */
  alarm (5);
  g_assert_cmpint (read (lifeline[0], &octet, 1), ==, 0);
  alarm (0);
  close (lifeline[0]);
  close (report[0]);
  close (report[1]);
}

static void
test_a_killed_parent_ends_it (void)
{
  gint64 start_us = g_get_monotonic_time ();

  try_killed_parent (FALSE);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
}

static void
test_a_killed_parent_ends_it_without_end_of_file (void)
{
  try_killed_parent (TRUE);
}

static gpointer
start_cb (gpointer data)
{
  return helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);
}

static void
test_outlives_the_thread_that_started_it (void)
{
  GThread *thread = g_thread_new ("starter", start_cb, NULL);
  g_autoptr (HelperProcess) helper = g_thread_join (thread);
  WeirFrame frame;

  expect_hello (helper, TRUE);
  helper_process_ask (helper, WEIR_FRAME_LIST_INTERFACES);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
  helper_process_finish (helper, 0);
}

/* Later than the thread's end, too: the signal of its death comes to a helper that is set up. */
static gpointer
start_and_wait_cb (gpointer data)
{
  HelperProcess *helper = helper_process_new (NULL, NULL, NAMESPACE_USER_TEXT, 0);

  expect_hello (helper, TRUE);
  return helper;
}

static void
test_outlives_the_thread_that_waited_for_it (void)
{
  GThread *thread = g_thread_new ("starter", start_and_wait_cb, NULL);
  g_autoptr (HelperProcess) helper = g_thread_join (thread);
  WeirFrame frame;

  helper_process_ask (helper, WEIR_FRAME_LIST_INTERFACES);
  helper_process_expect (helper, WEIR_FRAME_END, &frame);
  helper_process_finish (helper, 0);
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/keeps-exactly-three-capabilities",
                   test_keeps_exactly_three_capabilities);
  g_test_add_func ("/helper/root-has-to-be-allowed", test_root_has_to_be_allowed);
  g_test_add_func ("/helper/file-capabilities-are-enough", test_file_capabilities_are_enough);
  g_test_add_func ("/helper/set-user-id-is-refused", test_set_user_id_is_refused);
  g_test_add_func ("/helper/the-user-may-end-it", test_the_user_may_end_it);
  g_test_add_func ("/helper/a-killed-parent-ends-it", test_a_killed_parent_ends_it);
  g_test_add_func ("/helper/a-killed-parent-ends-it-without-end-of-file",
                   test_a_killed_parent_ends_it_without_end_of_file);
  g_test_add_func ("/helper/outlives-the-thread-that-started-it",
                   test_outlives_the_thread_that_started_it);
  g_test_add_func ("/helper/outlives-the-thread-that-waited-for-it",
                   test_outlives_the_thread_that_waited_for_it);
  return namespace_run_tests (NULL);
}
