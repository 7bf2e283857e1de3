/* weir-helper: the only part of Weir that runs with privileges.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It opens packet sockets and looks into /proc for a program that may do neither, and speaks frames
 * with it on standard input and output (wire/README.md).  It reads no packet, opens no path that it
 * was given, runs no program, and does nothing at all before it has given up being root: even the
 * interface is named by a request, not by an argument.
 *
 * Exit status: 0 the other end is gone, 1 could not (an ERROR frame says why), 2 wrong usage.
 * Never 126 or 127, which pkexec keeps for itself.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/output.h"
#include "helper/privileges.h"
#include "helper/sandbox.h"
#include "helper/serve.h"

#define EXIT_USAGE 2

static const char usage[] =
    "weir-helper " WEIR_VERSION " captures packets for Weir, which starts it.\n"
    "\n"
    "  --version     print this program's version and that of its frames\n"
    "  --allow-root  stay root, with three capabilities, if pkexec names no other user\n"
    "  --no-capture  give up all rights: tells whose the user's own sockets are, and no more\n";

/* Returns: the exit status, or -1 to go on */
static int
parse_arguments (int argc, char **argv, WeirPrivileges *privileges)
{
  *privileges = WEIR_PRIVILEGES_USUAL;
  for (int i = 1; i < argc; i++)
    {
      if (argc == 2 && strcmp (argv[i], "--version") == 0)
        {
          printf ("weir-helper %s (frames %d)\n", WEIR_VERSION, WEIR_FRAME_VERSION);
          return EXIT_SUCCESS;
        }
      if (argc == 2 && strcmp (argv[i], "--allow-root") == 0)
        *privileges = WEIR_PRIVILEGES_STAY_ROOT;
      else if (argc == 2 && strcmp (argv[i], "--no-capture") == 0)
        *privileges = WEIR_PRIVILEGES_NONE;
      else
        {
          fputs (usage, stderr);
          return EXIT_USAGE;
        }
    }
  return -1;
}

int
main (int argc, char **argv)
{
  WeirOutput output = { 0 };
  WeirWireHello hello = { 0 };
  char text[WEIR_WIRE_PROBLEM_MAX_TEXT] = "";
  WeirPrivileges privileges;
  bool sees_owners;
  int status;

  /* A packet socket must never be what somebody takes for standard error. */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      return EXIT_USAGE;

  status = parse_arguments (argc, argv, &privileges);
  if (status >= 0)
    return status;
  if (!weir_output_init (&output))
    {
      fputs (usage, stderr);
      return EXIT_USAGE;
    }

  signal (SIGPIPE, SIG_IGN);
  syscall (SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
  if (chdir ("/") != 0 || !weir_privileges_drop (privileges, &sees_owners, text))
    {
      weir_output_problem (&output, WEIR_WIRE_PROBLEM_PRIVILEGES, 0, text);
      return EXIT_FAILURE;
    }

  /* Nothing behind this point asks the environment, and libraries shall not either. */
  clearenv ();
  if (!weir_sandbox_enter ())
    {
      weir_output_problem (&output, WEIR_WIRE_PROBLEM_PRIVILEGES, 0,
                           "cannot limit the helper's system calls");
      return EXIT_FAILURE;
    }

  hello.flags = sees_owners ? WEIR_WIRE_HELLO_SEES_OWNERS : 0;
  weir_wire_hello_write (&output.writer, &hello);
  weir_output_send (&output);
  return weir_serve (&output);
}
