/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

#include "wire/bytes.h"
#include "wire/message.h"

#define MARK 0x5257 /* "WR" */

/* Two of the longest frames, so that one can be completed while the next has begun to arrive. */
#define BUFFER_TO_PROGRAM (2 * (WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM))
#define BUFFER_TO_HELPER (WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_HELPER)

/* What a payload must measure: between least and most, in whole units. */
static const struct
{
  WeirFrameType type;
  WeirFrameDirection direction;
  uint32_t least;
  uint32_t most;
  uint32_t unit;
} shapes[] = {
  { WEIR_FRAME_HELLO, WEIR_FRAME_TO_PROGRAM, 4, 4, 1 },
  { WEIR_FRAME_OPENED, WEIR_FRAME_TO_PROGRAM, 12, 12, 1 },
  { WEIR_FRAME_PACKETS, WEIR_FRAME_TO_PROGRAM, 16, WEIR_FRAME_MAX_TO_PROGRAM, 1 },
  { WEIR_FRAME_STATS, WEIR_FRAME_TO_PROGRAM, 56, 56, 1 },
  { WEIR_FRAME_SOCKETS, WEIR_FRAME_TO_PROGRAM, WEIR_WIRE_SOCKET_SIZE, WEIR_FRAME_MAX_TO_PROGRAM,
    1 },
  { WEIR_FRAME_INTERFACES, WEIR_FRAME_TO_PROGRAM, WEIR_WIRE_LINK_SIZE, WEIR_FRAME_MAX_TO_PROGRAM,
    WEIR_WIRE_LINK_SIZE },
  { WEIR_FRAME_END, WEIR_FRAME_TO_PROGRAM, 4, 4, 1 },
  { WEIR_FRAME_ERROR, WEIR_FRAME_TO_PROGRAM, 8, 8 + WEIR_WIRE_PROBLEM_MAX_TEXT, 1 },
  { WEIR_FRAME_OPENINGS, WEIR_FRAME_TO_PROGRAM, 16, WEIR_FRAME_MAX_TO_PROGRAM, 1 },
  { WEIR_FRAME_OWNERS, WEIR_FRAME_TO_PROGRAM, WEIR_WIRE_SOCKET_SIZE, WEIR_FRAME_MAX_TO_PROGRAM, 1 },
  { WEIR_FRAME_PROCESSES, WEIR_FRAME_TO_PROGRAM, WEIR_WIRE_PROCESS_SIZE, WEIR_FRAME_MAX_TO_PROGRAM,
    1 },
  { WEIR_FRAME_OPEN, WEIR_FRAME_TO_HELPER, 28, 28, 1 },
  { WEIR_FRAME_FILTER, WEIR_FRAME_TO_HELPER, 0, WEIR_FRAME_MAX_TO_HELPER, 8 },
  { WEIR_FRAME_CLOSE, WEIR_FRAME_TO_HELPER, 0, 0, 1 },
  { WEIR_FRAME_LIST_SOCKETS, WEIR_FRAME_TO_HELPER, 0, 0, 1 },
  { WEIR_FRAME_LIST_INTERFACES, WEIR_FRAME_TO_HELPER, 0, 0, 1 },
  { WEIR_FRAME_WATCH, WEIR_FRAME_TO_HELPER, 0, WEIR_FRAME_MAX_TO_HELPER, 8 },
  { WEIR_FRAME_LOOK_UP, WEIR_FRAME_TO_HELPER, WEIR_WIRE_TUPLE_SIZE,
    WEIR_WIRE_MAX_LOOK_UPS *WEIR_WIRE_TUPLE_SIZE, WEIR_WIRE_TUPLE_SIZE },
};

static bool
shape_fits (WeirFrameDirection direction, unsigned type, uint32_t length)
{
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
    if (shapes[i].type == type)
      return shapes[i].direction == direction && length >= shapes[i].least
             && length <= shapes[i].most && length % shapes[i].unit == 0;

  return false;
}

bool
weir_frame_decoder_init (WeirFrameDecoder *self, WeirFrameDirection direction)
{
  memset (self, 0, sizeof *self);
  self->direction = direction;
  self->size = direction == WEIR_FRAME_TO_PROGRAM ? BUFFER_TO_PROGRAM : BUFFER_TO_HELPER;
  self->buffer = malloc (self->size);
  return self->buffer != NULL;
}

void
weir_frame_decoder_clear (WeirFrameDecoder *self)
{
  free (self->buffer);
  memset (self, 0, sizeof *self);
}

uint8_t *
weir_frame_decoder_reserve (WeirFrameDecoder *self, size_t *room)
{
  if (self->start > 0)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }

  *room = self->size - self->end;
  return self->buffer + self->end;
}

void
weir_frame_decoder_commit (WeirFrameDecoder *self, size_t count)
{
  self->end += count;
}

WeirDecodeResult
weir_frame_decoder_next (WeirFrameDecoder *self, WeirFrame *frame)
{
  const uint8_t *header = self->buffer + self->start;
  size_t available = self->end - self->start;
  uint32_t length;

  if (available < WEIR_FRAME_HEADER_SIZE)
    return WEIR_DECODE_MORE;
  if (weir_get_u16 (header + 6) != MARK)
    return WEIR_DECODE_BAD;
  if (header[5] != WEIR_FRAME_VERSION)
    return WEIR_DECODE_OTHER_VERSION;

  /* Checked before the payload has arrived: an over-long frame is refused, not waited for. */
  length = weir_get_u32 (header);
  if (!shape_fits (self->direction, header[4], length))
    return WEIR_DECODE_BAD;
  if (available - WEIR_FRAME_HEADER_SIZE < length)
    return WEIR_DECODE_MORE;

  frame->type = header[4];
  frame->payload = header + WEIR_FRAME_HEADER_SIZE;
  frame->length = length;
  self->start += WEIR_FRAME_HEADER_SIZE + length;
  return WEIR_DECODE_FRAME;
}

bool
weir_frame_decoder_is_torn (const WeirFrameDecoder *self)
{
  return self->start != self->end;
}

void
weir_frame_writer_begin (WeirFrameWriter *self, WeirFrameType type)
{
  self->used = WEIR_FRAME_HEADER_SIZE;
  self->data[4] = type;
  self->data[5] = WEIR_FRAME_VERSION;
  weir_put_u16 (self->data + 6, MARK);
}

uint8_t *
weir_frame_writer_add (WeirFrameWriter *self, size_t count)
{
  uint8_t *to = self->data + self->used;

  if (count > self->size - self->used)
    return NULL;

  self->used += count;
  return to;
}

void
weir_frame_writer_end (WeirFrameWriter *self)
{
  weir_put_u32 (self->data, self->used - WEIR_FRAME_HEADER_SIZE);
}
