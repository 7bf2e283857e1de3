/* Frames: a length, a type, a payload.  README.md beside this file is the format.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEIR_FRAME_VERSION 2
#define WEIR_FRAME_HEADER_SIZE 8
#define WEIR_FRAME_MAX_SNAPLEN (256 * 1024)

/* The largest payload each way: a few packets of the longest kind; the longest filter. */
#define WEIR_FRAME_MAX_TO_PROGRAM (512 * 1024)
#define WEIR_FRAME_MAX_TO_HELPER (32 * 1024)

typedef enum
{
  WEIR_FRAME_HELLO = 1,
  WEIR_FRAME_OPENED,
  WEIR_FRAME_PACKETS,
  WEIR_FRAME_STATS,
  WEIR_FRAME_SOCKETS,
  WEIR_FRAME_INTERFACES,
  WEIR_FRAME_END,
  WEIR_FRAME_ERROR,
  WEIR_FRAME_OPENINGS,
  WEIR_FRAME_OWNERS,
  WEIR_FRAME_PROCESSES,

  WEIR_FRAME_OPEN = 65,
  WEIR_FRAME_FILTER,
  WEIR_FRAME_CLOSE,
  WEIR_FRAME_LIST_SOCKETS,
  WEIR_FRAME_LIST_INTERFACES,
  WEIR_FRAME_WATCH,
  WEIR_FRAME_LOOK_UP,
} WeirFrameType;

typedef struct
{
  WeirFrameType type;
  const uint8_t *payload;
  size_t length;
} WeirFrame;

typedef enum
{
  WEIR_FRAME_TO_PROGRAM,
  WEIR_FRAME_TO_HELPER,
} WeirFrameDirection;

typedef enum
{
  WEIR_DECODE_FRAME,         /* one frame was taken out */
  WEIR_DECODE_MORE,          /* more octets are needed */
  WEIR_DECODE_OTHER_VERSION, /* the peer speaks another version; nothing more can be read */
  WEIR_DECODE_BAD,           /* not our frames, or one that does not fit; likewise */
} WeirDecodeResult;

/* Cuts a stream into frames.  The caller reads straight into its buffer:
 *
 *   to = weir_frame_decoder_reserve (&decoder, &room);
 *   got = read (fd, to, room);
 *   weir_frame_decoder_commit (&decoder, got);
 *   while (weir_frame_decoder_next (&decoder, &frame) == WEIR_DECODE_FRAME)
 *     ...
 */
typedef struct
{
  WeirFrameDirection direction;
  uint8_t *buffer;
  size_t size;
  size_t start;
  size_t end;
} WeirFrameDecoder;

/* false: no memory */
bool weir_frame_decoder_init (WeirFrameDecoder *self, WeirFrameDirection direction);
void weir_frame_decoder_clear (WeirFrameDecoder *self);

/* Where the next octets belong, and how many fit: at least one, once next() has answered MORE.
 * Frames taken before become invalid. */
uint8_t *weir_frame_decoder_reserve (WeirFrameDecoder *self, size_t *room);
void weir_frame_decoder_commit (WeirFrameDecoder *self, size_t count);

/* The type and the length of the payload have been checked against each other; what the payload
 * says has not. */
WeirDecodeResult weir_frame_decoder_next (WeirFrameDecoder *self, WeirFrame *frame);

/* Whether the octets end in the middle of a frame. */
bool weir_frame_decoder_is_torn (const WeirFrameDecoder *self);

/* Puts one frame together in the memory of the caller. */
typedef struct
{
  uint8_t *data;
  size_t size;
  size_t used;
} WeirFrameWriter;

/* @size: room for the header and the longest payload that will be written */
void weir_frame_writer_begin (WeirFrameWriter *self, WeirFrameType type);

/* Returns: where the next @count octets of the payload belong, or NULL if they do not fit */
uint8_t *weir_frame_writer_add (WeirFrameWriter *self, size_t count);

/* The frame is data[0 … used). */
void weir_frame_writer_end (WeirFrameWriter *self);
