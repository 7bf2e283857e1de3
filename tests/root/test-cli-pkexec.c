/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * weir-cli of an ordinary user on a terminal of its own: the real pkexec, polkitd and pkttyagent.
 */
#include "support/namespace.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define ALLOWED "/run/weir/allowed"
#define PATIENCE_MS 20000
#define PROMPT "Password: "

typedef struct
{
  pid_t pid;
  int terminal;       /* the other end of it */
  GString *screen;    /* what has been written to it */
  GSubprocess *agent; /* (nullable) */
} Run;

static char *program; /* in a folder that everybody may enter */

/* Answers for the process. */
static GSubprocess *
start_agent (const char *answer, pid_t subject)
{
  g_autofree char *pid = g_strdup_printf ("%d", subject);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  GSubprocess *agent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                         g_getenv ("WEIR_POLKIT_AGENT"), pid, answer, NULL);

  g_assert_nonnull (agent);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (agent));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, "ready");
  return agent;
}

/* @has_terminal: else it cannot open one
 * @agent: (nullable): answers for the program before it starts */
static void
run_start (Run *self, gboolean has_terminal, const char *agent, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  int go[2];
  char byte = 0;

  g_ptr_array_add (argv, program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  g_assert_no_errno (pipe (go));
  self->screen = g_string_new (NULL);
  self->pid = forkpty (&self->terminal, NULL, NULL, NULL);
  g_assert_no_errno (self->pid);
  if (self->pid == 0)
    {
      close (go[1]);
      while (read (go[0], &byte, 1) > 0)
        continue;
      if (!has_terminal)
        {
          /* A session of its own, which has none; the file stays open to be written to. */
          pid_t inner = fork ();
          int status;

          if (inner > 0)
            _exit (waitpid (inner, &status, 0) == inner && WIFEXITED (status) ? WEXITSTATUS (status)
                                                                              : 99);
          setsid ();
        }
      execv (program, (char **) argv->pdata);
      _exit (98);
    }

  close (go[0]);
  self->agent = agent != NULL ? start_agent (agent, self->pid) : NULL;
  close (go[1]);
}

static void
run_clear (Run *self)
{
  if (self->agent != NULL)
    {
      g_subprocess_force_exit (self->agent);
      g_subprocess_wait (self->agent, NULL, NULL);
      g_object_unref (self->agent);
    }
  close (self->terminal);
  g_string_free (self->screen, TRUE);
}

/* Returns: whether there may be more to come */
static gboolean
run_read (Run *self)
{
  struct pollfd terminal = { self->terminal, POLLIN, 0 };
  char text[512];
  ssize_t got;

  if (poll (&terminal, 1, PATIENCE_MS) != 1)
    g_error ("nothing more after: %s", self->screen->str);
  got = read (self->terminal, text, sizeof text);
  if (got > 0)
    g_string_append_len (self->screen, text, got);
  return got > 0;
}

static gboolean
shows_what_is_typed (const Run *self)
{
  struct termios modes;

  g_assert_no_errno (tcgetattr (self->terminal, &modes));
  g_thread_yield ();
  return (modes.c_lflag & ECHO) != 0;
}

static void
run_type (Run *self, const char *text)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_MS * G_GINT64_CONSTANT (1000);

  while (strstr (self->screen->str, PROMPT) == NULL)
    if (!run_read (self))
      g_error ("it ended before it asked: %s", self->screen->str);
  /* What is typed before the agent hides it is thrown away. */
  while (shows_what_is_typed (self))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  g_assert_cmpint (write (self->terminal, text, strlen (text)), ==, strlen (text));
}

/* Whether a process of that name is left in the namespace. */
static gboolean
is_running (const char *name)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *entry;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", entry, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_ascii_isdigit (*entry) && g_file_get_contents (path, &comm, NULL, NULL)
          && strcmp (g_strchomp (comm), name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The program has ended, has left nothing behind, and one can see again what one types. */
static void
run_finish (Run *self, int exit_status, const char *text)
{
  int status;

  while (run_read (self))
    continue;
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_test_message ("%s", self->screen->str);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, exit_status);
  g_assert_nonnull (strstr (self->screen->str, text));
  g_assert_true (shows_what_is_typed (self));
  g_assert_false (is_running ("pkttyagent"));
  g_assert_false (is_running ("pkexec"));
  g_assert_false (is_running ("weir-helper"));
  run_clear (self);
}

#define ARGUMENTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ALL ARGUMENTS ("--json", "--all", "-i", "weir-a", "-s", "1")
#define CAPTURED "\"packets_received\""

static void
set_allowed (gboolean is_allowed)
{
  if (is_allowed)
    g_assert_true (g_file_set_contents (ALLOWED, "", 0, NULL));
  else if (unlink (ALLOWED) != 0)
    g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_the_right_password_on_the_terminal_is_enough (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, TRUE, NULL, ALL);
  run_type (&run, "correct-horse\n");
  run_finish (&run, 0, CAPTURED);
}

static void
test_a_wrong_password_is_told (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, TRUE, NULL, ALL);
  run_type (&run, "wrong\n");
  run_finish (&run, 1, "the password was wrong");
}

static void
test_an_interrupted_question_leaves_the_terminal_usable (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, TRUE, NULL, ALL);
  run_type (&run, "half\003");
  run_finish (&run, 1, "weir-cli: ");
}

static void
test_a_killed_program_takes_the_question_along (void)
{
  Run run;
  int status;
  gint64 deadline_us;

  set_allowed (FALSE);
  run_start (&run, TRUE, NULL, ALL);
  run_type (&run, "");
  g_assert_no_errno (kill (run.pid, SIGKILL));
  g_assert_cmpint (waitpid (run.pid, &status, 0), ==, run.pid);
  deadline_us = g_get_monotonic_time () + PATIENCE_MS * G_GINT64_CONSTANT (1000);
  while (is_running ("pkttyagent"))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  run_clear (&run);
}

static void
test_without_a_terminal_or_an_agent_it_says_so (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, FALSE, NULL, ALL);
  run_finish (&run, 1, "Nothing can ask you for a password here");
}

static void
test_another_agent_goes_first (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, TRUE, "cancel", ALL);
  run_finish (&run, 1, "closed the question");
}

static void
test_who_is_allowed_is_not_asked (void)
{
  Run run;

  set_allowed (TRUE);
  run_start (&run, TRUE, NULL, ALL);
  run_finish (&run, 0, CAPTURED);
}

static void
test_who_asks_for_nothing_is_not_asked (void)
{
  Run run;

  set_allowed (FALSE);
  run_start (&run, TRUE, NULL, ARGUMENTS ("--json", "-s", "1"));
  run_finish (&run, 0, "weir-cli --all");
}

/* Copies of both programs where they would be installed, in this namespace only. */
static gboolean
install_programs (void)
{
  const char *directory = g_getenv ("WEIR_LIBEXECDIR");
  g_autofree char *parent = g_path_get_dirname (directory);
  const char *place = g_file_test (directory, G_FILE_TEST_IS_DIR) ? directory : parent;
  g_autofree char *command = NULL;

  /* Nothing that the tests need must vanish behind it. */
  if (!g_str_has_prefix (place, "/usr/local") && !g_str_has_prefix (place, "/opt/"))
    {
      g_print ("1..0 # SKIP cannot install below %s\n", directory);
      return FALSE;
    }

  g_assert_no_errno (mount ("tmpfs", place, "tmpfs", 0, "mode=755"));
  g_assert_no_errno (g_mkdir_with_parents (directory, 0755));
  command =
      g_strdup_printf ("cp %s %s %s", g_getenv ("WEIR_HELPER"), g_getenv ("WEIR_CLI"), directory);
  namespace_run (command);
  program = g_build_filename (directory, "weir-cli", NULL);
  return TRUE;
}

static gboolean
setup_polkit (void)
{
  static const char *const programs[] = { "pkexec", "pkttyagent", "dbus-daemon", "gdbus" };
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
  if (!install_programs ())
    return FALSE;

  command =
      g_strdup_printf ("%s %s %s/weir-helper " NAMESPACE_USER_TEXT, g_getenv ("WEIR_POLKIT_SCRIPT"),
                       g_getenv ("WEIR_POLICY"), g_getenv ("WEIR_LIBEXECDIR"));
  namespace_run (command);
  /* The program under test takes the helper that is installed. */
  g_unsetenv ("WEIR_HELPER");
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_assert_no_errno (setresgid (NAMESPACE_USER, NAMESPACE_USER, NAMESPACE_USER));
  g_assert_no_errno (setresuid (NAMESPACE_USER, NAMESPACE_USER, NAMESPACE_USER));
  return TRUE;
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-pkexec/the-right-password-on-the-terminal-is-enough",
                   test_the_right_password_on_the_terminal_is_enough);
  g_test_add_func ("/cli-pkexec/a-wrong-password-is-told", test_a_wrong_password_is_told);
  g_test_add_func ("/cli-pkexec/an-interrupted-question-leaves-the-terminal-usable",
                   test_an_interrupted_question_leaves_the_terminal_usable);
  g_test_add_func ("/cli-pkexec/a-killed-program-takes-the-question-along",
                   test_a_killed_program_takes_the_question_along);
  g_test_add_func ("/cli-pkexec/without-a-terminal-or-an-agent-it-says-so",
                   test_without_a_terminal_or_an_agent_it_says_so);
  g_test_add_func ("/cli-pkexec/another-agent-goes-first", test_another_agent_goes_first);
  g_test_add_func ("/cli-pkexec/who-is-allowed-is-not-asked", test_who_is_allowed_is_not_asked);
  g_test_add_func ("/cli-pkexec/who-asks-for-nothing-is-not-asked",
                   test_who_asks_for_nothing_is_not_asked);
  return namespace_run_tests (setup_polkit);
}
