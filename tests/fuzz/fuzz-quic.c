/* QUIC's Initial packets; and, since nobody guesses a key, the frames in them as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: whether frames follow (1 byte), then a datagram or frames.
 */
#include "check-name.h"
#include "core/naming/quic-initial.h"
#include "core/naming/stream-start.h"
#include "core/naming/tls-client-hello.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_frames (WeirQuicFrames frames)
{
  const uint8_t *begin = frames.at;
  const uint8_t *end = frames.at + frames.left;
  WeirStreamStart start = { NULL };
  char name[WEIR_HOST_NAME_SIZE];
  WeirQuicCrypto crypto;

  while (weir_quic_frames_next_crypto (&frames, &crypto))
    {
      g_assert (crypto.data >= begin && crypto.data + crypto.length <= end);
      weir_stream_start_add (&start, crypto.offset, crypto.data, crypto.length);
      g_assert (start.size <= WEIR_STREAM_START_MAX && start.n_ready <= start.size);
    }
  if (weir_tls_client_hello_read (start.bytes, start.n_ready, name) == WEIR_TLS_HELLO_NAME)
    check_name (name);
  weir_stream_start_clear (&start);
}

static void
read_packets (const uint8_t *bytes, gsize length)
{
  uint8_t plain[WEIR_QUIC_PACKET_MAX];
  WeirQuicInitial initial;
  WeirQuicFrames frames;

  while (weir_quic_initial_next (&initial, &bytes, &length))
    if (weir_quic_initial_open (&initial, initial.cid, initial.cid_length, plain, &frames))
      read_frames (frames);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 1)
    return 0;
  if (data[0] & 1)
    read_frames ((WeirQuicFrames){ data + 1, size - 1 });
  else
    read_packets (data + 1, size - 1);
  return 0;
}
