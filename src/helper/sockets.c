/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/sockets.h"

#include <time.h>

#define STEP_NS 1000000

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

bool
weir_sockets_init (WeirSockets *self)
{
  self->is_listing = false;
  /* Without, sockets have their owners all the same. */
  weir_introductions_init (&self->introductions);
  return weir_finder_init (&self->finder, false);
}

void
weir_sockets_clear (WeirSockets *self)
{
  weir_finder_clear (&self->finder);
  weir_introductions_clear (&self->introductions);
  self->is_listing = false;
}

void
weir_sockets_begin (WeirSockets *self)
{
  if (!self->is_listing)
    weir_finder_begin_list (&self->finder);
  self->is_listing = true;
}

static void
send_sockets (WeirSockets *self,
              WeirFrameType type,
              const WeirWireSocket *sockets,
              size_t n,
              WeirOutput *output)
{
  weir_introductions_send (&self->introductions, sockets, n, output);
  weir_frame_writer_begin (&output->writer, type);
  for (size_t i = 0; i < n && !output->is_broken; i++)
    {
      if (weir_wire_socket_add (&output->writer, &sockets[i]))
        continue;
      weir_output_send (output);
      weir_frame_writer_begin (&output->writer, type);
      weir_wire_socket_add (&output->writer, &sockets[i]);
    }
  if (n > 0)
    weir_output_send (output);
}

void
weir_sockets_step (WeirSockets *self, WeirOutput *output)
{
  int64_t deadline = now_ns () + STEP_NS;

  while (now_ns () < deadline)
    if (!weir_finder_step (&self->finder))
      {
        send_sockets (self, WEIR_FRAME_SOCKETS, self->finder.sockets, self->finder.n_sockets,
                      output);
        weir_wire_end_write (&output->writer, WEIR_FRAME_SOCKETS);
        weir_output_send (output);
        self->is_listing = false;
        return;
      }
}

void
weir_sockets_look_up_again (WeirSockets *self, WeirOutput *output)
{
  WeirWireSocket answers[WEIR_FINDER_MAX_RETRIES];
  size_t n = weir_finder_retry (&self->finder, answers);

  if (n > 0)
    send_sockets (self, WEIR_FRAME_OWNERS, answers, n, output);
}

bool
weir_sockets_look_up (WeirSockets *self, const WeirFrame *request, WeirOutput *output)
{
  WeirWireTuple tuples[WEIR_WIRE_MAX_LOOK_UPS];
  WeirWireSocket answers[WEIR_WIRE_MAX_LOOK_UPS];
  WeirFrame rest = *request;
  WeirWireRecordResult result = WEIR_WIRE_RECORD_END;
  size_t n = 0;

  while (n < WEIR_WIRE_MAX_LOOK_UPS
         && (result = weir_wire_tuple_next (&rest, &tuples[n])) == WEIR_WIRE_RECORD_NEXT)
    n++;
  if (result == WEIR_WIRE_RECORD_BAD)
    return false;

  weir_finder_look_up (&self->finder, tuples, n, answers);
  send_sockets (self, WEIR_FRAME_OWNERS, answers, n, output);
  return true;
}
