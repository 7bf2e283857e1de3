/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* As much as an unprivileged process may have: fewer wake-ups, and room for what arrives while
 * the reader is busy. */
#define PIPE_SIZE (1024 * 1024)

static bool
is_pipe_or_socket (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && (S_ISFIFO (status.st_mode) || S_ISSOCK (status.st_mode));
}

bool
weir_output_init (WeirOutput *self)
{
  /* Anything else (a terminal, a file) is shared with others, for whom O_NONBLOCK would change
   * the rules, and is not Weir. */
  if (!is_pipe_or_socket (STDIN_FILENO) || !is_pipe_or_socket (STDOUT_FILENO))
    return false;
  if (fcntl (STDOUT_FILENO, F_SETFL, fcntl (STDOUT_FILENO, F_GETFL) | O_NONBLOCK) != 0)
    return false;

  /* Only a wish: sockets have no such size, and a user's quota of pipe memory may be used up. */
  fcntl (STDOUT_FILENO, F_SETPIPE_SZ, PIPE_SIZE);

  self->is_broken = false;
  self->writer.size = WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM;
  self->writer.data = malloc (self->writer.size);
  return self->writer.data != NULL;
}

/* Until there is room, or one of the two ends is gone. */
static bool
wait_for_reader (void)
{
  /* No events asked of the input: POLLHUP and POLLERR always come. */
  struct pollfd fds[] = {
    { .fd = STDOUT_FILENO, .events = POLLOUT },
    { .fd = STDIN_FILENO },
  };

  while (poll (fds, 2, -1) < 0)
    if (errno != EINTR)
      return false;

  return fds[0].revents == POLLOUT && fds[1].revents == 0;
}

void
weir_output_send (WeirOutput *self)
{
  size_t done = 0;

  weir_frame_writer_end (&self->writer);
  while (done < self->writer.used && !self->is_broken)
    {
      ssize_t written = write (STDOUT_FILENO, self->writer.data + done, self->writer.used - done);

      if (written >= 0)
        done += written;
      else if (errno == EAGAIN)
        self->is_broken = !wait_for_reader ();
      else if (errno != EINTR)
        self->is_broken = true;
    }
}

void
weir_output_problem (WeirOutput *self, WeirWireProblemCode code, uint32_t serial, const char *text)
{
  WeirWireProblem problem = { .code = code, .serial = serial };

  snprintf (problem.text, sizeof problem.text, "%s", text);
  weir_wire_problem_write (&self->writer, &problem);
  weir_output_send (self);
}
