/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "namespace.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77

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
run_inside (void)
{
  /* What is mounted here stays here. */
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0
      || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
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
  return g_test_run ();
}

int
namespace_run_tests (void)
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

  /* The first child is process 1 of the namespace: with it, everything in there ends. */
  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    _exit (run_inside ());
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}
