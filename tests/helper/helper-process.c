/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper-process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST_END_MS 1000

static void
run_child (const char *const *argv,
           const char *pkexec_uid,
           uid_t run_as,
           const int *input,
           const int *output)
{
  g_autofree char *variable = g_strdup_printf ("PKEXEC_UID=%s", pkexec_uid ? pkexec_uid : "");
  char *const environment[] = { pkexec_uid ? variable : NULL, NULL };

  dup2 (input[0], STDIN_FILENO);
  dup2 (output[1], STDOUT_FILENO);
  if (run_as != 0 && setresuid (run_as, run_as, run_as) != 0)
    _exit (99);
  execve (argv[0], (char *const *) argv, environment);
  _exit (98);
}

HelperProcess *
helper_process_spawn (const char *const *argv, const char *pkexec_uid, uid_t run_as)
{
  HelperProcess *self = g_new0 (HelperProcess, 1);
  int input[2], output[2];

  g_assert_no_errno (pipe2 (input, O_CLOEXEC));
  g_assert_no_errno (pipe2 (output, O_CLOEXEC));

  self->pid = fork ();
  g_assert_no_errno (self->pid);
  if (self->pid == 0)
    run_child (argv, pkexec_uid, run_as, input, output);

  close (input[0]);
  close (output[1]);
  self->input = input[1];
  self->output = output[0];
  g_assert_true (weir_frame_decoder_init (&self->decoder, WEIR_FRAME_TO_PROGRAM));
  self->writer.size = WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_HELPER;
  self->writer.data = g_malloc (self->writer.size);
  return self;
}

HelperProcess *
helper_process_new (const char *program, const char *argument, const char *pkexec_uid, uid_t run_as)
{
  const char *const argv[] = { program ? program : g_getenv ("WEIR_HELPER"), argument, NULL };

  g_assert_nonnull (argv[0]);
  return helper_process_spawn (argv, pkexec_uid, run_as);
}

void
helper_process_close_input (HelperProcess *self)
{
  if (self->input >= 0)
    close (self->input);
  self->input = -1;
}

void
helper_process_free (HelperProcess *self)
{
  helper_process_close_input (self);
  close (self->output);
  if (self->pid > 0)
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, NULL, 0);
    }
  weir_frame_decoder_clear (&self->decoder);
  g_free (self->writer.data);
  g_free (self);
}

void
helper_process_write (HelperProcess *self, const void *octets, size_t length)
{
  const uint8_t *rest = octets;

  while (length > 0)
    {
      ssize_t written = write (self->input, rest, length);

      /* It may have had enough already. */
      if (written < 0 && errno == EPIPE)
        return;
      g_assert_no_errno (written);
      rest += written;
      length -= written;
    }
}

void
helper_process_open (HelperProcess *self, guint serial, const char *name)
{
  WeirWireOpen open = { .serial = serial, .snaplen = 96, .flags = WEIR_WIRE_OPEN_PROMISCUOUS };

  g_strlcpy (open.name, name, sizeof open.name);
  g_assert_true (weir_wire_open_write (&self->writer, &open));
  helper_process_write (self, self->writer.data, self->writer.used);
}

void
helper_process_filter (HelperProcess *self, const WeirWireInstruction *instructions, size_t count)
{
  g_assert_true (weir_wire_filter_write (&self->writer, instructions, count));
  helper_process_write (self, self->writer.data, self->writer.used);
}

void
helper_process_ask (HelperProcess *self, WeirFrameType request)
{
  g_assert_true (weir_wire_request_write (&self->writer, request));
  helper_process_write (self, self->writer.data, self->writer.used);
}

gboolean
helper_process_next (HelperProcess *self, WeirFrame *frame)
{
  WeirDecodeResult result;

  while ((result = weir_frame_decoder_next (&self->decoder, frame)) == WEIR_DECODE_MORE)
    {
      struct pollfd fd = { .fd = self->output, .events = POLLIN };
      size_t room;
      uint8_t *to = weir_frame_decoder_reserve (&self->decoder, &room);
      ssize_t got;

      g_assert_cmpint (poll (&fd, 1, HELPER_PROCESS_PATIENCE_MS), ==, 1);
      got = read (self->output, to, room);
      g_assert_no_errno (got);
      if (got == 0)
        {
          g_assert_false (weir_frame_decoder_is_torn (&self->decoder));
          return FALSE;
        }
      weir_frame_decoder_commit (&self->decoder, got);
    }
  g_assert_cmpint (result, ==, WEIR_DECODE_FRAME);
  return TRUE;
}

void
helper_process_expect (HelperProcess *self, WeirFrameType type, WeirFrame *frame)
{
  gint64 deadline_us = g_get_monotonic_time () + HELPER_PROCESS_PATIENCE_MS * 1000;

  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_assert_true (helper_process_next (self, frame));
    }
  while (frame->type != type);
}

void
helper_process_expect_problem (HelperProcess *self, WeirWireProblemCode code)
{
  WeirFrame frame;
  WeirWireProblem problem;

  helper_process_expect (self, WEIR_FRAME_ERROR, &frame);
  g_assert_true (weir_wire_problem_read (&frame, &problem));
  g_test_message ("problem %d: %s", problem.code, problem.text);
  g_assert_cmpint (problem.code, ==, code);
  g_assert_cmpstr (problem.text, !=, "");
}

int
helper_process_wait (HelperProcess *self)
{
  int pid_fd = syscall (SYS_pidfd_open, self->pid, 0);
  struct pollfd ended = { .fd = pid_fd, .events = POLLIN };
  int status;

  g_assert_no_errno (pid_fd);
  g_assert_cmpint (poll (&ended, 1, MUST_END_MS), ==, 1);
  close (pid_fd);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  self->pid = 0;
  return status;
}

void
helper_process_finish (HelperProcess *self, int exit_status)
{
  int status;

  helper_process_close_input (self);
  status = helper_process_wait (self);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, exit_status);
}
