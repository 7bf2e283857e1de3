/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/pcapng-writer.h"

#include <string.h>

#include "core/packet/link-type.h"

#define MICROSECONDS 6 /* decimal places of a second */

/* Longer text is cut: an option's length has 16 bits, and nobody reads more. */
#define MAX_TEXT_BYTES 4096

static void
put_u16 (GByteArray *bytes, uint16_t number)
{
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
put_u32 (GByteArray *bytes, uint32_t number)
{
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
put_padded (GByteArray *bytes, const void *data, gsize size)
{
  static const guint8 zeros[3];

  g_byte_array_append (bytes, data, (guint) size);
  g_byte_array_append (bytes, zeros, (guint) (-size & 3));
}

static void
put_option (GByteArray *bytes, uint16_t code, const void *data, gsize size)
{
  put_u16 (bytes, code);
  put_u16 (bytes, (uint16_t) size);
  put_padded (bytes, data, size);
}

static void
put_text (GByteArray *bytes, uint16_t code, const char *text)
{
  gsize size;

  if (text == NULL)
    return;

  size = strlen (text);
  if (size > MAX_TEXT_BYTES)
    size = (gsize) (g_utf8_find_prev_char (text, text + MAX_TEXT_BYTES) - text);
  put_option (bytes, code, text, size);
}

static void
put_end_of_options (GByteArray *bytes)
{
  put_option (bytes, WEIR_PCAPNG_OPTION_END, "", 0);
}

/* Returns: where the block begins, for end_block() */
static guint
begin_block (GByteArray *bytes, uint32_t type)
{
  guint start = bytes->len;

  put_u32 (bytes, type);
  put_u32 (bytes, 0);
  return start;
}

static void
end_block (GByteArray *bytes, guint start)
{
  uint32_t length = bytes->len - start + (uint32_t) sizeof length;

  memcpy (bytes->data + start + 4, &length, sizeof length);
  put_u32 (bytes, length);
}

void
weir_pcapng_append_section (GByteArray *bytes, const WeirPcapngSection *section)
{
  const int64_t unknown_length = -1;
  guint start = begin_block (bytes, WEIR_PCAPNG_SECTION);

  put_u32 (bytes, WEIR_PCAPNG_MAGIC);
  put_u16 (bytes, 1); /* version 1.0 */
  put_u16 (bytes, 0);
  g_byte_array_append (bytes, (const guint8 *) &unknown_length, sizeof unknown_length);
  put_text (bytes, WEIR_PCAPNG_SECTION_HARDWARE, section->hardware);
  put_text (bytes, WEIR_PCAPNG_SECTION_OS, section->os);
  put_text (bytes, WEIR_PCAPNG_SECTION_PROGRAM, section->program);
  put_end_of_options (bytes);
  end_block (bytes, start);
}

void
weir_pcapng_append_interface (GByteArray *bytes, const WeirPcapngInterface *interface)
{
  const uint8_t resolution = MICROSECONDS;
  guint start = begin_block (bytes, WEIR_PCAPNG_INTERFACE);

  put_u16 (bytes, (uint16_t) weir_link_type_to_file (interface->link_type));
  put_u16 (bytes, 0);
  put_u32 (bytes, interface->snaplen);
  put_text (bytes, WEIR_PCAPNG_INTERFACE_NAME, interface->name);
  put_option (bytes, WEIR_PCAPNG_INTERFACE_TIME_RESOLUTION, &resolution, sizeof resolution);
  if (interface->filter != NULL)
    {
      /* An octet before the text says that it is libpcap's language. */
      g_autofree char *filter = g_strdup_printf ("_%s", interface->filter);
      gsize size = MIN (strlen (filter), MAX_TEXT_BYTES);

      filter[0] = 0;
      put_option (bytes, WEIR_PCAPNG_INTERFACE_FILTER, filter, size);
    }
  put_text (bytes, WEIR_PCAPNG_INTERFACE_OS, interface->os);
  put_end_of_options (bytes);
  end_block (bytes, start);
}

void
weir_pcapng_append_process (GByteArray *bytes, uint32_t pid, const char *name)
{
  guint start = begin_block (bytes, WEIR_PCAPNG_PROCESS);

  put_u32 (bytes, pid);
  put_text (bytes, WEIR_PCAPNG_PROCESS_NAME, name);
  put_end_of_options (bytes);
  end_block (bytes, start);
}

GBytes *
weir_pcapng_packet_options (uint32_t pid, const char *name, guint n_others, int64_t index)
{
  GByteArray *bytes = g_byte_array_new ();
  const uint32_t process_and_thread[] = { pid, 0 };
  g_autofree char *comment = NULL;

  /* Not translated: programs read it. */
  if (n_others > 0)
    comment =
        g_strdup_printf (WEIR_PCAPNG_COMMENT_PREFIX "%s (%u) and %u more", name, pid, n_others);
  else
    comment = g_strdup_printf (WEIR_PCAPNG_COMMENT_PREFIX "%s (%u)", name, pid);

  put_text (bytes, WEIR_PCAPNG_OPTION_COMMENT, comment);
  put_option (bytes, WEIR_PCAPNG_PACKET_PROCESS_AND_THREAD, process_and_thread,
              sizeof process_and_thread);
  if (index >= 0)
    {
      const uint32_t number = (uint32_t) index;

      put_option (bytes, WEIR_PCAPNG_PACKET_PROCESS_INDEX, &number, sizeof number);
    }
  put_end_of_options (bytes);
  return g_byte_array_free_to_bytes (bytes);
}

void
weir_pcapng_append_packet (GByteArray *bytes,
                           uint32_t interface,
                           int64_t time_us,
                           const uint8_t *frame,
                           uint32_t captured,
                           uint32_t length,
                           GBytes *options)
{
  uint32_t header[(WEIR_PCAPNG_BLOCK_HEADER_BYTES + WEIR_PCAPNG_ENHANCED_BYTES) / 4];
  gsize options_size = 0;
  gconstpointer options_data = options != NULL ? g_bytes_get_data (options, &options_size) : NULL;
  const uint32_t padded = (captured + 3) & ~3u;
  const uint32_t size = (uint32_t) (WEIR_PCAPNG_BLOCK_FRAME_BYTES + WEIR_PCAPNG_ENHANCED_BYTES
                                    + padded + options_size);

  header[0] = WEIR_PCAPNG_ENHANCED_PACKET;
  header[1] = size;
  header[2] = interface;
  header[3] = (uint32_t) ((uint64_t) time_us >> 32);
  header[4] = (uint32_t) (uint64_t) time_us;
  header[5] = captured;
  header[6] = length;
  g_byte_array_append (bytes, (const guint8 *) header, sizeof header);
  put_padded (bytes, frame, captured);
  if (options_size > 0)
    g_byte_array_append (bytes, options_data, (guint) options_size);
  put_u32 (bytes, size);
}

static void
put_time (GByteArray *bytes, uint16_t code, int64_t time_us)
{
  const uint32_t halves[] = { (uint32_t) ((uint64_t) time_us >> 32),
                              (uint32_t) (uint64_t) time_us };

  put_option (bytes, code, halves, sizeof halves);
}

void
weir_pcapng_append_statistics (GByteArray *bytes,
                               uint32_t interface,
                               const WeirPcapngStatistics *statistics)
{
  guint start = begin_block (bytes, WEIR_PCAPNG_STATISTICS);

  put_u32 (bytes, interface);
  put_u32 (bytes, (uint32_t) ((uint64_t) statistics->end_us >> 32));
  put_u32 (bytes, (uint32_t) (uint64_t) statistics->end_us);
  put_text (bytes, WEIR_PCAPNG_OPTION_COMMENT, statistics->comment);
  put_time (bytes, WEIR_PCAPNG_STATISTICS_START, statistics->start_us);
  put_time (bytes, WEIR_PCAPNG_STATISTICS_END, statistics->end_us);
  put_option (bytes, WEIR_PCAPNG_STATISTICS_RECEIVED, &statistics->received,
              sizeof statistics->received);
  put_option (bytes, WEIR_PCAPNG_STATISTICS_INTERFACE_DROPPED, &statistics->interface_dropped,
              sizeof statistics->interface_dropped);
  put_option (bytes, WEIR_PCAPNG_STATISTICS_SYSTEM_DROPPED, &statistics->system_dropped,
              sizeof statistics->system_dropped);
  put_option (bytes, WEIR_PCAPNG_STATISTICS_DELIVERED, &statistics->delivered,
              sizeof statistics->delivered);
  put_end_of_options (bytes);
  end_block (bytes, start);
}

gsize
weir_pcapng_whole_blocks (const GByteArray *bytes, gsize n)
{
  gsize whole = 0;

  while (n - whole >= WEIR_PCAPNG_BLOCK_FRAME_BYTES)
    {
      uint32_t length;

      memcpy (&length, bytes->data + whole + 4, sizeof length);
      if (length > n - whole)
        break;
      whole += length;
    }
  return whole;
}
