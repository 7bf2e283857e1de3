/* The frames between helper and program, whichever end is the hostile one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: options (1 byte), size of a read (1 byte), then the stream as it is, or, so that
 * most inputs get as far as the payloads, frames without their headers: type (1 byte), length
 * (2 bytes, little-endian), payload.
 */
#include <string.h>

#include "read-everything.h"
#include "wire/bytes.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum
{
  OPTION_TO_HELPER = 1 << 0,
  OPTION_FRAMES = 1 << 1,
};

#define HEAD 2
#define FRAME_HEAD 3

/* Returns: whether the stream is still good */
static gboolean
feed (WeirFrameDecoder *decoder, const uint8_t *octets, size_t length, size_t piece)
{
  WeirDecodeResult result = WEIR_DECODE_MORE;

  while (length > 0)
    {
      size_t room;
      uint8_t *to = weir_frame_decoder_reserve (decoder, &room);
      size_t count = MIN (MIN (piece, room), length);
      WeirFrame frame;

      g_assert (room > 0);
      memcpy (to, octets, count);
      weir_frame_decoder_commit (decoder, count);
      octets += count;
      length -= count;
      while ((result = weir_frame_decoder_next (decoder, &frame)) == WEIR_DECODE_FRAME)
        {
          /* Of exactly this size, so that the address sanitizer sees one byte too far. */
          g_autofree uint8_t *payload = g_memdup2 (frame.payload, frame.length);

          frame.payload = payload;
          read_everything (&frame);
        }
      if (result != WEIR_DECODE_MORE)
        return FALSE;
    }
  return TRUE;
}

static void
feed_frames (WeirFrameDecoder *decoder, const uint8_t *data, size_t size, size_t piece)
{
  gboolean is_good = TRUE;

  while (is_good && size >= FRAME_HEAD)
    {
      size_t length = MIN (weir_get_u16 (data + 1), size - FRAME_HEAD);
      g_autofree uint8_t *octets = g_malloc (WEIR_FRAME_HEADER_SIZE + length);
      WeirFrameWriter writer = { .data = octets, .size = WEIR_FRAME_HEADER_SIZE + length };

      weir_frame_writer_begin (&writer, data[0]);
      memcpy (weir_frame_writer_add (&writer, length), data + FRAME_HEAD, length);
      weir_frame_writer_end (&writer);
      is_good = feed (decoder, octets, writer.used, piece);
      data += FRAME_HEAD + length;
      size -= FRAME_HEAD + length;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WeirFrameDecoder decoder;

  if (size < HEAD)
    return 0;

  g_assert (weir_frame_decoder_init (&decoder, data[0] & OPTION_TO_HELPER ? WEIR_FRAME_TO_HELPER
                                                                          : WEIR_FRAME_TO_PROGRAM));
  if (data[0] & OPTION_FRAMES)
    feed_frames (&decoder, data + HEAD, size - HEAD, data[1] + 1);
  else
    feed (&decoder, data + HEAD, size - HEAD, data[1] + 1);
  weir_frame_decoder_clear (&decoder);
  return 0;
}
