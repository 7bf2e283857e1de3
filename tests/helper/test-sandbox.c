/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The very filter that the helper installs, in a child process that then does what it must not.
 */
#include "helper/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "owners/finder.h"

typedef void (*Act) (void);

static void
run_program (void)
{
  char *const argv[] = { (char *) "true", NULL };

  execve ("/bin/true", argv, NULL);
}

static void
start_process (void)
{
  if (fork () == 0)
    _exit (0);
}

static void
look_into_process (void)
{
  ptrace (PTRACE_ATTACH, getppid (), NULL, NULL);
}

static void
send_signal (void)
{
  kill (getppid (), 0);
}

static void
open_for_writing (void)
{
  close (open ("/dev/null", O_WRONLY));
}

static void
connect_somewhere (void)
{
  struct sockaddr address = { .sa_family = AF_UNIX };

  connect (socket (AF_UNIX, SOCK_STREAM, 0), &address, sizeof address);
}

static void
open_other_socket (void)
{
  close (socket (AF_INET6, SOCK_STREAM, 0));
}

static void
write_elsewhere (void)
{
  G_GNUC_UNUSED ssize_t ignored = write (3, "", 1);
}

static void
become_root (void)
{
  G_GNUC_UNUSED int ignored = setuid (0);
}

static void
map_code (void)
{
  void *code = mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (code != MAP_FAILED || errno != EPERM)
    raise (SIGKILL);
}

static void
do_the_daily_work (void)
{
  const WeirWireTuple tuple = { .family = 4, .protocol = IPPROTO_TCP, .local_port = 1 };
  WeirWireSocket answer;
  WeirFinder finder;
  struct ifaddrs *list;

  if (getifaddrs (&list) == 0)
    freeifaddrs (list);
  if (weir_finder_init (&finder, false))
    {
      weir_finder_begin_list (&finder);
      while (weir_finder_step (&finder))
        continue;
      weir_finder_look_up (&finder, &tuple, 1, &answer);
      weir_control_groups_refresh (&finder.groups);
    }
  weir_finder_clear (&finder);
  close (socket (AF_PACKET, SOCK_RAW, 0));
}

/* Returns: as waitpid() */
static int
do_inside (Act act)
{
  const struct rlimit no_core = { 0, 0 };
  pid_t pid = fork ();
  int status;

  g_assert_no_errno (pid);
  if (pid == 0)
    {
      setrlimit (RLIMIT_CORE, &no_core);
      if (!weir_sandbox_enter ())
        _exit (1);
      act ();
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

static void
test_kills_for (gconstpointer data)
{
  int status = do_inside (*(const Act *) data);

  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGSYS);
}

static void
test_lets_pass (gconstpointer data)
{
  int status = do_inside (*(const Act *) data);

  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    Act act;
  } forbidden[] = {
    { "/sandbox/kills-for/running-a-program", run_program },
    { "/sandbox/kills-for/starting-a-process", start_process },
    { "/sandbox/kills-for/ptrace", look_into_process },
    { "/sandbox/kills-for/a-signal", send_signal },
    { "/sandbox/kills-for/opening-for-writing", open_for_writing },
    { "/sandbox/kills-for/connecting", connect_somewhere },
    { "/sandbox/kills-for/another-socket-family", open_other_socket },
    { "/sandbox/kills-for/writing-elsewhere", write_elsewhere },
    { "/sandbox/kills-for/changing-user", become_root },
  };
  static const struct
  {
    const char *path;
    Act act;
  } allowed[] = {
    { "/sandbox/lets-pass/the-daily-work", do_the_daily_work },
    { "/sandbox/refuses/new-code", map_code },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_test_add_data_func (forbidden[i].path, &forbidden[i].act, test_kills_for);
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    g_test_add_data_func (allowed[i].path, &allowed[i].act, test_lets_pass);
  return g_test_run ();
}
