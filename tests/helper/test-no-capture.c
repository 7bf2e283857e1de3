/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The helper with no rights but the user's, as it is run for a sandbox.
 */
#include "helper-process.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* An ordinary user's, whoever runs the tests. */
static uid_t
get_user (void)
{
  return geteuid () == 0 ? NOBODY : 0;
}

static HelperProcess *
start (void)
{
  HelperProcess *helper = helper_process_new (NULL, "--no-capture", NULL, get_user ());
  WeirWireHello hello;
  WeirFrame frame;

  helper_process_expect (helper, WEIR_FRAME_HELLO, &frame);
  g_assert_true (weir_wire_hello_read (&frame, &hello));
  g_assert_cmpuint (hello.flags, ==, 0);
  return helper;
}

/* A process of the same user, that listens on a port. */
static pid_t
start_listener (uint16_t *port)
{
  int ends[2];
  pid_t pid;

  g_assert_no_errno (pipe (ends));
  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    {
      struct sockaddr_in address = { .sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
      socklen_t length = sizeof address;
      int fd = socket (AF_INET, SOCK_STREAM, 0);

      if (get_user () != 0 && setresuid (NOBODY, NOBODY, NOBODY) != 0)
        _exit (1);
      /* A change of the user makes a process that nobody may look into. */
      prctl (PR_SET_DUMPABLE, 1);
      if (bind (fd, (struct sockaddr *) &address, length) != 0 || listen (fd, 1) != 0
          || getsockname (fd, (struct sockaddr *) &address, &length) != 0
          || write (ends[1], &address.sin_port, 2) != 2)
        _exit (1);
      for (;;)
        pause ();
    }

  close (ends[1]);
  g_assert_cmpint (read (ends[0], port, 2), ==, 2);
  close (ends[0]);
  *port = ntohs (*port);
  return pid;
}

static void
test_the_users_sockets_have_their_process (void)
{
  g_autoptr (HelperProcess) helper = start ();
  uint16_t port;
  pid_t listener = start_listener (&port);
  pid_t found = -1;
  g_autofree char *introduction = NULL;
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  WeirFrame frame;

  helper_process_ask (helper, WEIR_FRAME_LIST_SOCKETS);
  do
    {
      WeirWireSocket socket;
      WeirWireProcess process;

      g_assert_true (helper_process_next (helper, &frame));
      if (frame.type == WEIR_FRAME_PROCESSES)
        while (weir_wire_process_next (&frame, &process) == WEIR_WIRE_RECORD_NEXT)
          if ((pid_t) process.pid == listener && found == -1)
            introduction = g_strndup (process.executable, process.executable_length);
      if (frame.type == WEIR_FRAME_SOCKETS)
        while (weir_wire_socket_next (&frame, &socket) == WEIR_WIRE_RECORD_NEXT)
          if (socket.tuple.local_port == port)
            found = (pid_t) socket.pid;
    }
  while (frame.type != WEIR_FRAME_END);
  kill (listener, SIGKILL);
  waitpid (listener, NULL, 0);
  g_assert_cmpint (found, ==, listener);
  /* Before its socket was told. */
  g_assert_cmpstr (introduction, ==, own);
  helper_process_finish (helper, 0);
}

static void
test_no_device_is_opened (void)
{
  g_autoptr (HelperProcess) helper = start ();

  helper_process_open (helper, 1, "lo");
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_PERMISSION);
  helper_process_finish (helper, 0);
}

static void
test_nothing_is_left_to_give_up (void)
{
  g_autoptr (HelperProcess) helper = start ();
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", helper->pid);
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "\nCapPrm:\t0000000000000000\n"));
  g_assert_nonnull (strstr (status, "\nCapEff:\t0000000000000000\n"));
  g_assert_nonnull (strstr (status, "\nNoNewPrivs:\t1\n"));
  g_assert_nonnull (strstr (status, "\nSeccomp:\t2\n"));
  helper_process_finish (helper, 0);
}

/* Root gets no more by it than without. */
static void
test_root_is_refused (void)
{
  g_autoptr (HelperProcess) helper = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }
  helper = helper_process_new (NULL, "--no-capture", NULL, 0);
  helper_process_expect_problem (helper, WEIR_WIRE_PROBLEM_PRIVILEGES);
  helper_process_finish (helper, 1);
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-no-capture/the-users-sockets-have-their-process",
                   test_the_users_sockets_have_their_process);
  g_test_add_func ("/helper-no-capture/no-device-is-opened", test_no_device_is_opened);
  g_test_add_func ("/helper-no-capture/nothing-is-left-to-give-up",
                   test_nothing_is_left_to_give_up);
  g_test_add_func ("/helper-no-capture/root-is-refused", test_root_is_refused);
  return g_test_run ();
}
