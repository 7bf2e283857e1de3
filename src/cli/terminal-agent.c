/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/terminal-agent.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* It takes milliseconds to register, and to end; the rest is for a busy machine. */
#define START_TIMEOUT_MS 5000
#define END_TIMEOUT_MS 1000

/* The number that the agent knows the pipe by. */
#define NOTIFY_FD 3

struct _WeirTerminalAgent
{
  GPid pid; /* 0: none */
  int terminal;
  struct termios modes;
};

/* Nobody else ends it if this process dies. */
static void
child_setup_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
is_foreground (const WeirTerminalAgent *self)
{
  return tcgetpgrp (self->terminal) == getpgrp ();
}

/* The agent closes the pipe as soon as it is registered, or by ending.  A signal interrupts the
 * wait: the agent and this process get it both. */
static void
wait_until_ready (int notify)
{
  struct pollfd end = { notify, POLLIN, 0 };

  poll (&end, 1, START_TIMEOUT_MS);
}

static gboolean
spawn (WeirTerminalAgent *self, gboolean is_fallback)
{
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autofree char *fd = g_strdup_printf ("%d", NOTIFY_FD);
  const char *const argv[] = {
    "pkttyagent", "--process", pid, "--notify-fd", fd, is_fallback ? "--fallback" : NULL, NULL,
  };
  const int target = NOTIFY_FD;
  int notify[2];
  gboolean is_spawned;

  if (!g_unix_open_pipe (notify, FD_CLOEXEC, NULL))
    return FALSE;

  is_spawned = g_spawn_async_with_pipes_and_fds (
      NULL, argv, NULL,
      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
          | G_SPAWN_STDERR_TO_DEV_NULL,
      child_setup_cb, NULL, -1, -1, -1, &notify[1], &target, 1, &self->pid, NULL, NULL, NULL, NULL);
  close (notify[1]);
  if (is_spawned)
    wait_until_ready (notify[0]);
  close (notify[0]);
  return is_spawned;
}

static gboolean
has_ended (WeirTerminalAgent *self, int flags)
{
  if (self->pid != 0 && waitpid (self->pid, NULL, flags) == self->pid)
    self->pid = 0;
  return self->pid == 0;
}

WeirTerminalAgent *
weir_terminal_agent_new (gboolean is_fallback)
{
  WeirTerminalAgent *self = g_new0 (WeirTerminalAgent, 1);

  self->terminal = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (self->terminal >= 0 && is_foreground (self) && tcgetattr (self->terminal, &self->modes) == 0
      && spawn (self, is_fallback) && !has_ended (self, WNOHANG))
    return self;

  weir_terminal_agent_free (self);
  return NULL;
}

static void
end (WeirTerminalAgent *self)
{
  struct pollfd end = { (int) syscall (SYS_pidfd_open, self->pid, 0), POLLIN, 0 };

  kill (self->pid, SIGTERM);
  if (end.fd >= 0)
    {
      poll (&end, 1, END_TIMEOUT_MS);
      close (end.fd);
    }
  if (has_ended (self, WNOHANG))
    return;

  kill (self->pid, SIGKILL);
  has_ended (self, 0);
}

void
weir_terminal_agent_free (WeirTerminalAgent *self)
{
  if (self->pid != 0)
    {
      end (self);

      /* It had turned off that what is typed is shown. */
      if (is_foreground (self))
        tcsetattr (self->terminal, TCSANOW, &self->modes);
    }
  if (self->terminal >= 0)
    close (self->terminal);
  g_free (self);
}
