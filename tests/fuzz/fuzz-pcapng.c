/* Any bytes as a pcapng file, read a few at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/source/pcapng-reader.h"
#include "core/source/pcapng.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  const uint8_t *at;
  gsize left;
  gsize step;
} Memory;

static gssize
read_cb (gpointer user_data, uint8_t *buffer, gsize size)
{
  Memory *memory = user_data;

  size = MIN (size, MIN (memory->left, memory->step));
  memcpy (buffer, memory->at, size);
  memory->at += size;
  memory->left -= size;
  return (gssize) size;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Memory memory = { data, size, size % 3 == 0 ? 5 : 4096 };
  g_autoptr (WeirPcapngReader) reader = weir_pcapng_reader_new (read_cb, &memory);
  volatile uint8_t sink = 0;
  WeirPcapngPacket packet;
  WeirPcapngResult result;
  int link_type;

  result = weir_pcapng_reader_open (reader, &link_type);
  while (result == WEIR_PCAPNG_OK
         && (result = weir_pcapng_reader_next (reader, &packet)) == WEIR_PCAPNG_OK)
    {
      g_assert (packet.captured <= packet.length && packet.captured <= WEIR_PCAPNG_MAX_FRAME_BYTES);
      g_assert (packet.time_us >= 0);
      g_assert (memchr (packet.process.process, 0, sizeof packet.process.process) != NULL);
      g_assert (packet.process.pid == 0 || packet.process.process[0] != '\0');
      for (uint32_t i = 0; i < packet.captured; i++)
        sink ^= packet.frame[i];
    }
  g_assert (result != WEIR_PCAPNG_UNREADABLE);
  g_assert ((result == WEIR_PCAPNG_DAMAGED) == (weir_pcapng_reader_get_problem (reader) != NULL));
  return 0;
}
