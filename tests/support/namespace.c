/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/namespace.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* TAP says it itself; beside a plan meson takes 77 for an error. */
#define SKIPPED 0

void
namespace_run (const char *command)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command, error->message);
}

static int
run_inside (NamespaceSetup setup)
{
  /* What is mounted here stays here. */
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("proc", "/proc", "proc", 0, NULL) != 0)
    {
      g_print ("1..0 # SKIP cannot mount in a private namespace: %s\n", g_strerror (errno));
      return SKIPPED;
    }

  namespace_run ("ip link set lo up");
  namespace_run ("ip link add weir-a type veth peer name weir-b");
  /* Interfaces that come up introduce themselves to IPv6 neighbours. */
  namespace_run (
      "sysctl -q net.ipv6.conf.weir-a.disable_ipv6=1 net.ipv6.conf.weir-b.disable_ipv6=1");
  namespace_run ("ip link set weir-a up");
  namespace_run ("ip link set weir-b up");
  if (setup != NULL && !setup ())
    return SKIPPED;

  return g_test_run ();
}

/* Process 1 of the namespace, with which everything in there ends: buries the dead. */
static int
watch_over (NamespaceSetup setup)
{
  pid_t tests, ended;
  int status;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  tests = fork ();
  g_assert_no_errno (tests);
  if (tests == 0)
    _exit (run_inside (setup));

  do
    ended = waitpid (-1, &status, 0);
  while (ended != tests);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}

int
namespace_run_tests (NamespaceSetup setup)
{
  pid_t pid;
  int status;

  if (geteuid () != 0)
    {
      g_print ("1..0 # SKIP needs root\n");
      return SKIPPED;
    }
  if (unshare (CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) != 0)
    {
      g_print ("1..0 # SKIP no private namespaces: %s\n", g_strerror (errno));
      return SKIPPED;
    }

  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    _exit (watch_over (setup));
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}
