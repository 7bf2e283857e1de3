/* pcapng files, of friends and of others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <pcap/dlt.h>
#include <string.h>

#include "core/source/pcapng-reader.h"
#include "core/source/pcapng-writer.h"
#include "support/golden.h"

/* Bytes that are read a few at a time. */
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
  if (size == 0)
    return 0;
  memcpy (buffer, memory->at, size);
  memory->at += size;
  memory->left -= size;
  return (gssize) size;
}

/* Reads all there is from a copy of its own, whose end a sanitizer guards.
 * @packets: (nullable): WeirPcapngPacket, without the frames */
static WeirPcapngResult
read_all (const uint8_t *bytes, gsize size, gsize step, GArray *packets)
{
  g_autofree uint8_t *copy = g_memdup2 (bytes, size);
  Memory memory = { copy, size, step };
  g_autoptr (WeirPcapngReader) reader = weir_pcapng_reader_new (read_cb, &memory);
  WeirPcapngPacket packet;
  WeirPcapngResult result;

  while ((result = weir_pcapng_reader_next (reader, &packet)) == WEIR_PCAPNG_OK)
    {
      uint8_t sum = 0;

      g_assert_cmpuint (packet.captured, <=, packet.length);
      g_assert_cmpint (packet.time_us, >=, 0);
      g_assert_cmpuint (strnlen (packet.process.process, sizeof packet.process.process), <,
                        sizeof packet.process.process);
      for (uint32_t i = 0; i < packet.captured; i++)
        sum ^= packet.frame[i];
      packet.captured = sum;
      if (packets != NULL)
        g_array_append_val (packets, packet);
    }
  g_assert_true ((result == WEIR_PCAPNG_DAMAGED)
                 == (weir_pcapng_reader_get_problem (reader) != NULL));
  return result;
}

static void
append_packet (GByteArray *file, int64_t time_us, GBytes *options)
{
  const uint8_t frame[] = { 1, 2, 4, 8, 16 };

  weir_pcapng_append_packet (file, 0, time_us, frame, sizeof frame, 60, options);
}

/* Two sections, and everything in them. */
static GByteArray *
make_file (void)
{
  GByteArray *file = g_byte_array_new ();
  const WeirPcapngSection section = { .hardware = "h", .os = "o", .program = "p" };
  const WeirPcapngInterface interface = {
    .link_type = DLT_EN10MB, .snaplen = 262144, .name = "eth0", .filter = "tcp", .os = "o"
  };
  const WeirPcapngStatistics statistics = { .end_us = 5, .comment = "c" };
  g_autoptr (GBytes) full = weir_pcapng_packet_options (1234, "firefox", 2, 0);
  g_autoptr (GBytes) unknown = weir_pcapng_packet_options (7, "later", 0, 99);
  g_autoptr (GBytes) comment = weir_pcapng_packet_options (99, "odd) (name", 0, -1);

  for (guint i = 0; i < 2; i++)
    {
      weir_pcapng_append_section (file, &section);
      weir_pcapng_append_interface (file, &interface);
      weir_pcapng_append_process (file, 1234, "firefox");
      append_packet (file, 1000000, full);
      append_packet (file, 1000001, NULL);
      append_packet (file, 1000002, unknown);
      append_packet (file, 1000003, comment);
      weir_pcapng_append_statistics (file, 0, &statistics);
    }
  return file;
}

static void
assert_process (GArray *packets, guint place, uint32_t pid, const char *name)
{
  const WeirPcapngPacket *packet = &g_array_index (packets, WeirPcapngPacket, place);

  g_assert_cmpuint (packet->process.pid, ==, pid);
  g_assert_cmpstr (packet->process.process, ==, name);
  g_assert_cmpint (packet->time_us, ==, 1000000 + place % 4);
  g_assert_cmpuint (packet->captured, ==, 31);
  g_assert_cmpuint (packet->length, ==, 60);
}

static void
test_what_is_written_is_read (void)
{
  const gsize steps[] = { 1, 7, 4096, G_MAXSSIZE };
  g_autoptr (GByteArray) file = make_file ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (WeirPcapngPacket));

      g_assert_cmpint (read_all (file->data, file->len, steps[i], packets), ==, WEIR_PCAPNG_AT_END);
      g_assert_cmpuint (packets->len, ==, 8);
      for (guint j = 0; j < 8; j += 4)
        {
          assert_process (packets, j, 1234, "firefox");
          assert_process (packets, j + 1, 0, "");
          assert_process (packets, j + 2, 7, "later");
          assert_process (packets, j + 3, 99, "odd) (name");
        }
    }
}

static void
test_every_prefix_is_cut_short_or_ends (void)
{
  g_autoptr (GByteArray) file = make_file ();

  for (gsize n = 0; n < file->len; n++)
    {
      gboolean is_whole = weir_pcapng_whole_blocks (file, n) == n;

      g_assert_cmpint (read_all (file->data, n, G_MAXSSIZE, NULL), ==,
                       is_whole ? WEIR_PCAPNG_AT_END : WEIR_PCAPNG_TRUNCATED);
    }
}

/* Whatever one byte is, nothing is believed that is not so. */
static void
test_every_byte_may_be_wrong (void)
{
  const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
  g_autoptr (GByteArray) file = make_file ();

  for (gsize n = 0; n < file->len; n++)
    {
      const uint8_t right = file->data[n];

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          file->data[n] = values[i];
          read_all (file->data, file->len, G_MAXSSIZE, NULL);
        }
      file->data[n] = right;
    }
}

static void
test_either_byte_order_is_read (void)
{
  const char *const names[] = { "next-generation", "next-generation-big-endian" };
  guint n_packets[2];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *base = g_strconcat (names[i], ".pcapng", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("WEIR_TEST_CAPTURES"), base, NULL);
      g_autofree char *bytes = NULL;
      g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (WeirPcapngPacket));
      gsize size;

      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      g_assert_cmpint (read_all ((const uint8_t *) bytes, size, G_MAXSSIZE, packets), ==,
                       WEIR_PCAPNG_AT_END);
      n_packets[i] = packets->len;
    }
  g_assert_cmpuint (n_packets[0], >, 0);
  g_assert_cmpuint (n_packets[0], ==, n_packets[1]);
}

static void
append_u32 (GByteArray *file, uint32_t number)
{
  g_byte_array_append (file, (const guint8 *) &number, sizeof number);
}

static void
assert_damaged (GByteArray *file)
{
  g_assert_cmpint (read_all (file->data, file->len, G_MAXSSIZE, NULL), ==, WEIR_PCAPNG_DAMAGED);
}

static void
test_a_block_that_claims_too_much_is_damage (void)
{
  const uint32_t lengths[] = { 0, 8, 13, WEIR_PCAPNG_MAX_BLOCK_BYTES + 4, 0xfffffffc };
  const WeirPcapngSection section = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      weir_pcapng_append_section (file, &section);
      append_u32 (file, 1);
      append_u32 (file, lengths[i]);
      append_u32 (file, 0);
      assert_damaged (file);
    }
}

static void
test_there_is_an_end_to_interfaces (void)
{
  const WeirPcapngSection section = { NULL };
  const WeirPcapngInterface interface = { .link_type = DLT_EN10MB };
  g_autoptr (GByteArray) file = g_byte_array_new ();

  weir_pcapng_append_section (file, &section);
  for (guint i = 0; i < WEIR_PCAPNG_MAX_INTERFACES; i++)
    weir_pcapng_append_interface (file, &interface);
  g_assert_cmpint (read_all (file->data, file->len, G_MAXSSIZE, NULL), ==, WEIR_PCAPNG_AT_END);
  weir_pcapng_append_interface (file, &interface);
  assert_damaged (file);
}

static void
test_processes_beyond_the_bound_are_not_known (void)
{
  const WeirPcapngSection section = { NULL };
  const WeirPcapngInterface interface = { .link_type = DLT_EN10MB };
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (WeirPcapngPacket));
  uint32_t options[] = { 0x00048001, 0, 0 };
  g_autoptr (GBytes) last = NULL;
  g_autoptr (GBytes) beyond = NULL;

  weir_pcapng_append_section (file, &section);
  weir_pcapng_append_interface (file, &interface);
  for (guint i = 0; i <= WEIR_PCAPNG_MAX_PROCESSES; i++)
    weir_pcapng_append_process (file, i + 1, "p");
  options[1] = WEIR_PCAPNG_MAX_PROCESSES - 1;
  last = g_bytes_new (options, sizeof options);
  options[1] = WEIR_PCAPNG_MAX_PROCESSES;
  beyond = g_bytes_new (options, sizeof options);
  append_packet (file, 0, last);
  append_packet (file, 0, beyond);
  g_assert_cmpint (read_all (file->data, file->len, G_MAXSSIZE, packets), ==, WEIR_PCAPNG_AT_END);
  g_assert_cmpuint (g_array_index (packets, WeirPcapngPacket, 0).process.pid, ==,
                    WEIR_PCAPNG_MAX_PROCESSES);
  g_assert_cmpuint (g_array_index (packets, WeirPcapngPacket, 1).process.pid, ==, 0);
}

static void
test_comments_are_read_with_care (void)
{
  static const struct
  {
    const char *comment;
    uint32_t pid;
    const char *name;
  } cases[] = {
    { "process: curl (12)", 12, "curl" },
    { "process: curl (12) and 3 more", 12, "curl" },
    { "process: a (b) (12)", 12, "a (b)" },
    { "process: curl (0)", 0, "" },
    { "process: curl ()", 0, "" },
    { "process: curl", 0, "" },
    { "process: (12)", 0, "" },
    { "process: ", 0, "" },
    { "seen by curl (12)", 0, "" },
    { "process: a-very-long-name-of-a-process (99999999999)", G_MAXUINT32, "a-very-long-nam" },
    { "process: fourteen-bytesé (5)", 5, "fourteen-bytes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WeirPcapngSection section = { NULL };
      const WeirPcapngInterface interface = { .link_type = DLT_EN10MB };
      const gsize length = strlen (cases[i].comment);
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (GByteArray) options = g_byte_array_new ();
      g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (WeirPcapngPacket));
      g_autoptr (GBytes) bytes = NULL;

      append_u32 (options, (uint32_t) length << 16 | 1);
      g_byte_array_append (options, (const guint8 *) cases[i].comment, (guint) length);
      g_byte_array_append (options, (const guint8 *) "\0\0\0", (guint) (-length & 3));
      append_u32 (options, 0);
      bytes = g_bytes_new (options->data, options->len);
      weir_pcapng_append_section (file, &section);
      weir_pcapng_append_interface (file, &interface);
      append_packet (file, 0, bytes);
      g_assert_cmpint (read_all (file->data, file->len, G_MAXSSIZE, packets), ==,
                       WEIR_PCAPNG_AT_END);
      g_assert_cmpuint (g_array_index (packets, WeirPcapngPacket, 0).process.pid, ==, cases[i].pid);
      g_assert_cmpstr (g_array_index (packets, WeirPcapngPacket, 0).process.process, ==,
                       cases[i].name);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pcapng-reader/what-is-written-is-read", test_what_is_written_is_read);
  g_test_add_func ("/pcapng-reader/every-prefix-is-cut-short-or-ends",
                   test_every_prefix_is_cut_short_or_ends);
  g_test_add_func ("/pcapng-reader/every-byte-may-be-wrong", test_every_byte_may_be_wrong);
  g_test_add_func ("/pcapng-reader/either-byte-order-is-read", test_either_byte_order_is_read);
  g_test_add_func ("/pcapng-reader/a-block-that-claims-too-much-is-damage",
                   test_a_block_that_claims_too_much_is_damage);
  g_test_add_func ("/pcapng-reader/there-is-an-end-to-interfaces",
                   test_there_is_an_end_to_interfaces);
  g_test_add_func ("/pcapng-reader/processes-beyond-the-bound-are-not-known",
                   test_processes_beyond_the_bound_are_not_known);
  g_test_add_func ("/pcapng-reader/comments-are-read-with-care", test_comments_are_read_with_care);

  return g_test_run ();
}
