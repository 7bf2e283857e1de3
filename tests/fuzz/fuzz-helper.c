/* What a hostile helper tells of sockets and processes, through meter and ledger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: frames without their headers: type (1 byte), length (2 bytes, little-endian), payload.
 * fuzz-wire.c has the headers.
 */
#include "config.h"

#include <pcap/pcap.h>
#include <string.h>

#include "core/identity/process-notes.h"
#include "core/source/helper-owners.h"
#include "fuzz/books.h"
#include "wire/bytes.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define FRAME_HEAD 3

/* Returns: whether the frame makes sense */
static gboolean
take_frame (WeirHelperOwners *owners, WeirMeter *meter, const WeirFrame *frame)
{
  WeirFrame rest = *frame;
  WeirFrameType list;
  WeirWirePacket packet;

  switch ((guint) frame->type)
    {
    case WEIR_FRAME_SOCKETS:
      return weir_helper_owners_add (owners, frame);
    case WEIR_FRAME_OWNERS:
      return weir_helper_owners_answer (frame, meter);
    case WEIR_FRAME_PROCESSES:
      return weir_helper_owners_note (frame);
    case WEIR_FRAME_END:
      if (!weir_wire_end_read (frame, &list))
        return FALSE;
      weir_helper_owners_tell (owners, meter);
      return TRUE;
    case WEIR_FRAME_PACKETS:
      while (weir_wire_packet_next (&rest, &packet) == WEIR_WIRE_RECORD_NEXT)
        weir_meter_add_frame (meter, packet.time_us, packet.octets, packet.captured, packet.length);
      return TRUE;
    default:
      return FALSE;
    }
}

/* As if it came through the pipe: types, and lengths that go with them, are looked at there.
 * Returns: whether it makes sense */
static gboolean
take_payload (WeirHelperOwners *owners,
              WeirMeter *meter,
              WeirFrameDecoder *decoder,
              guint type,
              const uint8_t *payload,
              size_t length)
{
  size_t room;
  WeirFrameWriter writer = { .data = weir_frame_decoder_reserve (decoder, &room), .size = room };
  WeirFrame frame;

  if (room < WEIR_FRAME_HEADER_SIZE + length)
    return FALSE;
  weir_frame_writer_begin (&writer, type);
  memcpy (weir_frame_writer_add (&writer, length), payload, length);
  weir_frame_writer_end (&writer);
  weir_frame_decoder_commit (decoder, writer.used);
  return weir_frame_decoder_next (decoder, &frame) == WEIR_DECODE_FRAME
         && take_frame (owners, meter, &frame);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const WeirMeterOptions options = { .is_live = TRUE, .max_flows = 64 };
  const WeirLedgerOptions ledger_options = { .max_flows = 64 };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  g_autoptr (Books) books = books_new (&ledger_options);
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, local, books_take_batch, books);
  WeirFrameDecoder decoder;
  WeirHelperOwners owners;
  size_t length = 0;

  g_assert (weir_frame_decoder_init (&decoder, WEIR_FRAME_TO_PROGRAM));
  weir_helper_owners_init (&owners);
  weir_meter_set_link_type (meter, DLT_EN10MB);
  for (; size >= FRAME_HEAD; data += FRAME_HEAD + length, size -= FRAME_HEAD + length)
    {
      length = MIN (weir_get_u16 (data + 1), size - FRAME_HEAD);
      if (!take_payload (&owners, meter, &decoder, data[0], data + FRAME_HEAD, length))
        break;
    }
  weir_helper_owners_clear (&owners);
  weir_frame_decoder_clear (&decoder);
  books_finish (books, meter);
  return 0;
}
