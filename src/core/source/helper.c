/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"

/* pkexec(1): "the authentication dialog was dismissed by the user", and everything else. */
#define PKEXEC_DISMISSED 126
#define PKEXEC_FAILED 127

/* A helper that is told to end does so at once; the rest is for a busy machine. */
#define END_TIMEOUT_MS 1000

/* Room for what a process complains about. */
#define COMPLAINT_BYTES 4096

/* Asking whether somebody would be asked is a matter of milliseconds. */
#define CHECK_TIMEOUT_MS 3000

/* As much of it as is shown. */
#define SHOWN_BYTES 200

struct _WeirHelper
{
  gatomicrefcount ref_count;
  char **argv;
  int hello_timeout_ms;
  char **restart_check; /* (nullable) */
  gboolean was_ready;   /* ever */

  GPid pid;  /* 0: none */
  int input; /* a socket: writing to a closed one must not raise SIGPIPE */
  int output;
  int complaints; /* a file in memory: nobody has to read while it is written */
  WeirFrameDecoder decoder;
  gboolean is_ready;
  uint32_t serial;
};

WeirHelper *
weir_helper_new (const char *const *argv, int hello_timeout_ms)
{
  WeirHelper *self = g_new0 (WeirHelper, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->argv = g_strdupv ((char **) argv);
  self->input = self->output = self->complaints = -1;
  self->hello_timeout_ms = hello_timeout_ms;
  return self;
}

void
weir_helper_set_restart_check (WeirHelper *self, const char *const *argv)
{
  g_strfreev (self->restart_check);
  self->restart_check = g_strdupv ((char **) argv);
}

WeirHelper *
weir_helper_ref (WeirHelper *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
weir_helper_unref (WeirHelper *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  weir_helper_stop (self);
  g_strfreev (self->argv);
  g_strfreev (self->restart_check);
  g_free (self);
}

gboolean
weir_helper_is_running (const WeirHelper *self)
{
  return self->pid != 0;
}

uint32_t
weir_helper_get_next_serial (WeirHelper *self)
{
  return ++self->serial;
}

/* The end of the process within the time, or not.  @status: as waitpid() */
static gboolean
wait_for_end (GPid pid, int timeout_ms, int *status)
{
  int pid_fd = (int) syscall (SYS_pidfd_open, pid, 0);
  struct pollfd end = { pid_fd, POLLIN, 0 };

  if (pid_fd >= 0)
    {
      poll (&end, 1, timeout_ms);
      close (pid_fd);
    }
  return waitpid (pid, status, WNOHANG) == pid;
}

static void
ended_cb (GPid pid, int status, gpointer user_data)
{
  g_spawn_close_pid (pid);
}

static void
clear_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* Ends it where it has not ended by itself. */
static void
kill_process (GPid pid)
{
  int ignored;

  kill (pid, SIGKILL);
  if (!wait_for_end (pid, END_TIMEOUT_MS, &ignored))
    g_child_watch_add (pid, ended_cb, NULL);
}

/* @is_ending: it has closed its output already
 * Returns: the status as of waitpid(), or -1 if it did not end by itself */
static int
end_process (WeirHelper *self, gboolean is_ending)
{
  gboolean has_ended;
  int status = -1;

  clear_fd (&self->input);
  clear_fd (&self->output);
  weir_frame_decoder_clear (&self->decoder);

  /* While pkexec asks, it does not see that nobody listens any more; this takes the question
   * away. */
  if (!is_ending && !self->is_ready)
    kill (self->pid, SIGTERM);
  has_ended = wait_for_end (self->pid, END_TIMEOUT_MS, &status);
  if (!has_ended)
    kill_process (self->pid);

  self->pid = 0;
  return has_ended ? status : -1;
}

/* What the process has said on standard error, in one line. */
static char *
dup_complaint (WeirHelper *self)
{
  char text[SHOWN_BYTES + 1] = "";
  g_autofree char *valid = NULL;

  if (pread (self->complaints, text, SHOWN_BYTES, 0) < 0)
    text[0] = '\0';
  valid = g_utf8_make_valid (text, -1);
  g_strchomp (valid);
  g_strdelimit (valid, "\n\r\t", ' ');
  return g_steal_pointer (&valid);
}

void
weir_helper_stop (WeirHelper *self)
{
  if (self->pid == 0)
    return;

  end_process (self, FALSE);
  clear_fd (&self->complaints);
}

static void
set_broken_error (GError **error)
{
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_BROKEN,
               _ ("The program that captures says things that make no sense. Something else may be "
                  "installed in its place: install Weir again."));
}

void
weir_helper_give_up (WeirHelper *self, GError **error)
{
  weir_helper_stop (self);
  set_broken_error (error);
}

/* It ended before it was ready: pkexec says why in its exit status, and if that is 127 only in
 * words, which are not translated. */
static void
set_start_error (int status, const char *complaint, GError **error)
{
  int exit_status = status >= 0 && WIFEXITED (status) ? WEXITSTATUS (status) : -1;

  if (exit_status == PKEXEC_DISMISSED)
    g_set_error (
        error, WEIR_ERROR, WEIR_ERROR_DISMISSED,
        _ ("You closed the question for permission to capture. Try again to be asked once more."));
  else if (exit_status == PKEXEC_FAILED && strstr (complaint, "No authentication agent") != NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_NO_AGENT,
                 _ ("Nothing on this desktop can ask you for a password. Start a polkit "
                    "authentication agent, or start weir-cli as root."));
  else if (exit_status == PKEXEC_FAILED && strstr (complaint, "Not authorized") != NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_DENIED,
                 _ ("You are not allowed to capture: the password was wrong, or this computer’s "
                    "administrator does not permit it. Try again, or ask the administrator."));
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING,
                 _ ("The program that captures could not be started (%s). Check that Weir and "
                    "polkit are installed completely."),
                 *complaint != '\0' ? complaint : _ ("it gave no reason"));
}

/* The end of its output. */
static void
handle_end (WeirHelper *self, GError **error)
{
  gboolean is_torn = weir_frame_decoder_is_torn (&self->decoder);
  int status = end_process (self, TRUE);
  g_autofree char *complaint = dup_complaint (self);

  clear_fd (&self->complaints);
  if (!self->is_ready && is_torn)
    set_broken_error (error);
  else if (!self->is_ready)
    set_start_error (status, complaint, error);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST,
                 _ ("The program that captures has ended unexpectedly."));
}

static void
handle_other_version (WeirHelper *self, GError **error)
{
  weir_helper_stop (self);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_VERSION,
               _ ("The program that captures belongs to another version of Weir. Install both from "
                  "the same package, and start Weir again."));
}

/* Returns: whether more may come; sets the error if not */
static gboolean
read_more (WeirHelper *self, GError **error)
{
  size_t room;
  uint8_t *to = weir_frame_decoder_reserve (&self->decoder, &room);
  ssize_t got = read (self->output, to, room);

  if (got > 0)
    weir_frame_decoder_commit (&self->decoder, got);
  else if (got == 0 || (errno != EINTR && errno != EAGAIN))
    {
      handle_end (self, error);
      return FALSE;
    }
  return TRUE;
}

WeirHelperResult
weir_helper_next (WeirHelper *self,
                  int timeout_ms,
                  WeirWakeup *wakeup,
                  WeirFrame *frame,
                  GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  WeirDecodeResult result;

  while ((result = weir_frame_decoder_next (&self->decoder, frame)) == WEIR_DECODE_MORE)
    {
      gint64 wait_us = deadline_us - g_get_monotonic_time ();
      struct pollfd fds[] = {
        { self->output, POLLIN, 0 },
        { wakeup != NULL ? wakeup->fd : -1, POLLIN, 0 },
      };

      if (poll (fds, 2, wait_us > 0 ? (int) ((wait_us + 999) / 1000) : 0) == 0)
        return WEIR_HELPER_NOTHING;
      if (fds[1].revents != 0)
        return WEIR_HELPER_INTERRUPTED;
      if (fds[0].revents != 0 && !read_more (self, error))
        return WEIR_HELPER_FAILED;
    }

  if (result == WEIR_DECODE_FRAME)
    return WEIR_HELPER_FRAME;
  if (result == WEIR_DECODE_OTHER_VERSION)
    handle_other_version (self, error);
  else
    weir_helper_give_up (self, error);
  return WEIR_HELPER_FAILED;
}

gboolean
weir_helper_send (WeirHelper *self, const WeirFrameWriter *request, GError **error)
{
  /* Requests are short and rare: one that does not fit means that none is read. */
  ssize_t sent = send (self->input, request->data, request->used, MSG_NOSIGNAL | MSG_DONTWAIT);

  if (sent == (ssize_t) request->used)
    return TRUE;
  /* It has ended: what it had captured before is still to be read, and then its end. */
  if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
    return TRUE;

  weir_helper_stop (self);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST,
               _ ("The program that captures does not answer."));
  return FALSE;
}

/* Its size is fixed: a process that complains without end gets an error, not this machine's
 * memory. */
static int
open_complaints (void)
{
  int fd = memfd_create ("weir-helper-complaints", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd >= 0 && ftruncate (fd, COMPLAINT_BYTES) == 0)
    fcntl (fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK);
  return fd;
}

static gboolean
spawn (WeirHelper *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int input[2] = { -1, -1 }, output[2] = { -1, -1 };
  gboolean is_spawned = FALSE;

  self->is_ready = FALSE;
  self->complaints = open_complaints ();
  if (self->complaints >= 0 && socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) == 0
      && pipe2 (output, O_CLOEXEC) == 0)
    is_spawned = g_spawn_async_with_fds (
        NULL, self->argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
        &self->pid, input[0], output[1], self->complaints, &local_error);
  else
    g_set_error_literal (&local_error, G_IO_ERROR, g_io_error_from_errno (errno),
                         g_strerror (errno));

  clear_fd (&input[0]);
  clear_fd (&output[1]);
  self->input = input[1];
  self->output = output[0];
  if (is_spawned && weir_frame_decoder_init (&self->decoder, WEIR_FRAME_TO_PROGRAM))
    return TRUE;

  clear_fd (&self->input);
  clear_fd (&self->output);
  clear_fd (&self->complaints);
  self->pid = 0;
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING,
               _ ("The program that captures could not be started (%s). Check that Weir and polkit "
                  "are installed completely."),
               local_error != NULL ? local_error->message : g_strerror (ENOMEM));
  return FALSE;
}

/* The first frame: HELLO, or why there is none. */
static gboolean
handle_first_frame (WeirHelper *self, const WeirFrame *frame, GError **error)
{
  WeirWireHello hello;
  WeirWireProblem problem;

  if (weir_wire_hello_read (frame, &hello))
    {
      self->is_ready = self->was_ready = TRUE;
      return TRUE;
    }

  if (weir_wire_problem_read (frame, &problem))
    {
      g_autofree char *text = g_utf8_make_valid (problem.text, -1);

      weir_helper_stop (self);
      g_set_error (
          error, WEIR_ERROR, WEIR_ERROR_PERMISSION,
          _ ("The program that captures was started without the right to do so (%s). Install "
             "Weir again, or ask whoever made the package."),
          text);
    }
  else
    weir_helper_give_up (self, error);
  return FALSE;
}

/* Whether it can be started once more without a question that nobody has asked for. */
static gboolean
may_start_again (WeirHelper *self, GError **error)
{
  int status = -1;
  GPid pid;

  if (!self->was_ready || self->restart_check == NULL)
    return TRUE;

  if (g_spawn_async (NULL, self->restart_check, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                         | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &pid, NULL)
      && !wait_for_end (pid, CHECK_TIMEOUT_MS, &status))
    {
      kill_process (pid);
      status = -1;
    }
  if (status >= 0 && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_ASKS_AGAIN,
               _ ("The program that captures has ended unexpectedly. To start it again, your "
                  "permission is needed once more."));
  return FALSE;
}

gboolean
weir_helper_start (WeirHelper *self, WeirWakeup *wakeup, GError **error)
{
  WeirFrame frame;

  if (self->pid != 0)
    return TRUE;
  if (!may_start_again (self, error) || !spawn (self, error))
    return FALSE;

  switch (weir_helper_next (self, self->hello_timeout_ms, wakeup, &frame, error))
    {
    case WEIR_HELPER_FRAME:
      return handle_first_frame (self, &frame, error);

    case WEIR_HELPER_INTERRUPTED:
      weir_helper_stop (self);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Capturing was not started."));
      return FALSE;

    case WEIR_HELPER_NOTHING:
      weir_helper_stop (self);
      g_set_error (
          error, WEIR_ERROR, WEIR_ERROR_HELPER_BROKEN,
          _ ("The program that captures did not get ready in time. Perhaps the question for "
             "your password was left open: try again."));
      return FALSE;

    case WEIR_HELPER_FAILED:
    default:
      return FALSE;
    }
}
