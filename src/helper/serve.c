/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "helper/capture.h"
#include "helper/interfaces.h"
#include "helper/sockets.h"
#include "helper/watch.h"

#define STATS_INTERVAL_MS 250

/* Where packets come, the counters go with some of them, up to this much early: both processes then
 * wake less often.  No more than it takes the kernel to hand over a block. */
#define STATS_EARLY_MS 100

typedef struct
{
  WeirOutput *output;
  WeirFrameDecoder decoder;
  WeirCapture capture;
  WeirWatch watch;
  WeirSockets sockets;
  int64_t stats_at_ms; /* monotonic */
} Server;

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000) + now.tv_nsec / 1000000;
}

/* false: the request makes no sense */
static bool
answer (Server *self, const WeirFrame *request)
{
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  WeirWireOpen open;
  size_t count;

  switch ((int) request->type)
    {
    case WEIR_FRAME_OPEN:
      if (!weir_wire_open_read (request, &open))
        return false;
      weir_watch_close (&self->watch);
      weir_capture_open (&self->capture, &open, self->output);
      return true;

    case WEIR_FRAME_FILTER:
      if (!weir_wire_filter_read (request, instructions, &count))
        return false;
      weir_capture_set_filter (&self->capture, instructions, count, self->output);
      return true;

    case WEIR_FRAME_CLOSE:
      weir_watch_close (&self->watch);
      weir_capture_close (&self->capture);
      return true;

    case WEIR_FRAME_WATCH:
      if (!weir_wire_watch_read (request, instructions, &count))
        return false;
      /* The device may have been lost while the request was on its way. */
      if (self->capture.is_flowing)
        weir_watch_set_filter (&self->watch, self->capture.open.name, instructions, count);
      return true;

    case WEIR_FRAME_LOOK_UP:
      return weir_sockets_look_up (&self->sockets, request, self->output);

    case WEIR_FRAME_LIST_SOCKETS:
      weir_sockets_begin (&self->sockets);
      return true;

    case WEIR_FRAME_LIST_INTERFACES:
      weir_interfaces_send (self->output);
      return true;

    default:
      return false;
    }
}

/* Returns: whether to go on; sets the exit status if not */
static bool
read_requests (Server *self, int *status)
{
  size_t room;
  uint8_t *to = weir_frame_decoder_reserve (&self->decoder, &room);
  ssize_t got = read (STDIN_FILENO, to, room);
  WeirDecodeResult result;
  WeirFrame frame;

  if (got < 0)
    return errno == EAGAIN || errno == EINTR;
  if (got == 0)
    return false;

  weir_frame_decoder_commit (&self->decoder, got);
  while ((result = weir_frame_decoder_next (&self->decoder, &frame)) == WEIR_DECODE_FRAME)
    if (!answer (self, &frame))
      break;
  if (result == WEIR_DECODE_MORE)
    return true;

  weir_output_problem (self->output, WEIR_WIRE_PROBLEM_PROTOCOL, 0,
                       result == WEIR_DECODE_OTHER_VERSION
                           ? "the program speaks another version than the helper"
                           : "the program sent a request that makes no sense");
  *status = EXIT_FAILURE;
  return false;
}

static int
get_timeout_ms (const Server *self)
{
  int64_t wait = self->stats_at_ms - now_ms ();
  int retry = weir_finder_get_retry_ms (&self->sockets.finder);

  if (self->sockets.is_listing)
    return 0;
  if (!self->capture.is_flowing)
    return retry;
  wait = wait < 0 ? 0 : wait;
  return retry >= 0 && retry < wait ? retry : wait;
}

static void
send_stats (Server *self, bool go_with_packets)
{
  int64_t now = now_ms ();

  if (!self->capture.is_flowing || now < self->stats_at_ms - (go_with_packets ? STATS_EARLY_MS : 0))
    return;

  weir_capture_send_stats (&self->capture, self->output);
  self->stats_at_ms = now + STATS_INTERVAL_MS;
}

/* Returns: whether to go on; sets the exit status if not */
static bool
serve_once (Server *self, int *status)
{
  int timeout_ms = get_timeout_ms (self);
  struct pollfd fds[] = {
    { .fd = STDIN_FILENO, .events = POLLIN },
    { .fd = weir_capture_get_fd (&self->capture), .events = POLLIN },
    { .fd = weir_watch_get_fd (&self->watch, &timeout_ms), .events = POLLIN },
  };

  if (poll (fds, sizeof fds / sizeof fds[0], timeout_ms) < 0)
    return errno == EINTR;

  /* First what cannot wait. */
  if (fds[2].revents != 0)
    weir_watch_read (&self->watch, weir_finder_is_tired (&self->sockets.finder), self->output);
  if (fds[1].revents != 0)
    weir_capture_read (&self->capture, self->output);
  weir_sockets_look_up_again (&self->sockets, self->output);
  if (self->sockets.is_listing)
    weir_sockets_step (&self->sockets, self->output);
  send_stats (self, fds[1].revents != 0);

  /* Last, since it may close what was polled. */
  if (fds[0].revents != 0 && !read_requests (self, status))
    return false;
  return !self->output->is_broken;
}

int
weir_serve (WeirOutput *output)
{
  Server self = { .output = output };
  int status = EXIT_SUCCESS;

  if (!weir_sockets_init (&self.sockets)
      || !weir_frame_decoder_init (&self.decoder, WEIR_FRAME_TO_HELPER))
    return EXIT_FAILURE;

  while (serve_once (&self, &status))
    continue;

  weir_watch_close (&self.watch);
  weir_capture_close (&self.capture);
  weir_sockets_clear (&self.sockets);
  weir_frame_decoder_clear (&self.decoder);
  return status;
}
