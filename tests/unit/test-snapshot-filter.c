/* How much of a packet is captured: never nothing of one that the user's filter takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <linux/filter.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/naming/name-reader.h"
#include "core/packet/link-layer.h"
#include "core/packet/packet.h"
#include "core/source/capture-filter.h"
#include "core/source/snapshot-filter.h"
#include "support/golden.h"

static const int link_types[] = { DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW };

static const char *const expressions[] = {
  "", "tcp", "udp port 53 or tcp port 443", "not port 443", "ip6", "less 100",
};

static struct bpf_program
compile (const char *expression, int link_type)
{
  g_autoptr (GError) error = NULL;
  struct bpf_program program;

  weir_capture_filter_compile (expression, link_type, WEIR_SNAPSHOT_LONG_BYTES, &program, &error);
  g_assert_no_error (error);
  return program;
}

/* Compiled once: what the user asks for, and that with what is captured of it. */
static struct bpf_program plain[G_N_ELEMENTS (link_types)][G_N_ELEMENTS (expressions)];
static struct bpf_program joined[G_N_ELEMENTS (link_types)][G_N_ELEMENTS (expressions)];

static void
compile_all (void)
{
  for (guint link = 0; link < G_N_ELEMENTS (link_types); link++)
    for (guint i = 0; i < G_N_ELEMENTS (expressions); i++)
      {
        plain[link][i] = compile (expressions[i], link_types[link]);
        joined[link][i] = compile (expressions[i], link_types[link]);
        g_assert_true (weir_snapshot_filter_extend (&joined[link][i], link_types[link]));
      }
}

static void
free_all (void)
{
  for (guint link = 0; link < G_N_ELEMENTS (link_types); link++)
    for (guint i = 0; i < G_N_ELEMENTS (expressions); i++)
      {
        pcap_freecode (&plain[link][i]);
        pcap_freecode (&joined[link][i]);
      }
}

static guint
run (const struct bpf_program *program, const uint8_t *frame, guint length)
{
  return bpf_filter (program->bf_insns, frame, length, length);
}

/* The same packet behind another link header, or nothing if it has none for it. */
static GBytes *
translate (const uint8_t *frame, guint length, int link_type)
{
  static const uint8_t unknown[16];
  g_autoptr (GByteArray) result = g_byte_array_new ();
  WeirLinkLayer link;
  uint8_t kind[2];

  if (link_type == DLT_EN10MB)
    return g_bytes_new (frame, length);
  if (!weir_link_layer_parse (&link, DLT_EN10MB, frame, length)
      || (link.protocol != WEIR_ETHERTYPE_IPV4 && link.protocol != WEIR_ETHERTYPE_IPV6))
    return NULL;

  kind[0] = (uint8_t) (link.protocol >> 8);
  kind[1] = (uint8_t) link.protocol;
  if (link_type == DLT_LINUX_SLL)
    g_byte_array_append (result, unknown, 14);
  if (link_type == DLT_LINUX_SLL || link_type == DLT_LINUX_SLL2)
    g_byte_array_append (result, kind, 2);
  if (link_type == DLT_LINUX_SLL2)
    {
      g_byte_array_append (result, unknown, 16);
      g_byte_array_append (result, unknown, 2);
    }
  g_byte_array_append (result, frame + link.offset, length - (guint) link.offset);
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

/* Whether the whole of the packet is needed by those who look for names. */
static gboolean
has_name (const uint8_t *frame, guint length, int link_type)
{
  g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);
  WeirTransport transport;
  WeirPacket packet = { .time_us = 1 };
  gsize n_names;

  if (!weir_packet_parse_with_transport (&packet, &transport, link_type, frame, length, length))
    return FALSE;
  weir_name_reader_add (reader, &packet, &transport);
  g_free (weir_name_reader_take (reader, &n_names));
  return n_names > 0;
}

static void
check_frame (const uint8_t *frame, guint length, guint link, gboolean is_true)
{
  for (guint i = 0; i < G_N_ELEMENTS (expressions); i++)
    {
      guint captured = run (&joined[link][i], frame, length);

      if (run (&plain[link][i], frame, length) == 0)
        g_assert_cmpuint (captured, ==, 0);
      else
        g_assert_true (captured == WEIR_SNAPSHOT_SHORT_BYTES
                       || captured == WEIR_SNAPSHOT_LONG_BYTES);
      if (length <= WEIR_SNAPSHOT_SHORT_BYTES)
        g_assert_cmpuint (captured, <=, WEIR_SNAPSHOT_SHORT_BYTES);
      else if (is_true && i == 0 && has_name (frame, length, link_types[link]))
        g_assert_cmpuint (captured, ==, WEIR_SNAPSHOT_LONG_BYTES);
    }
}

/* Every capture on every link type; and with headers that lie, wherever they do. */
static void
test_capture (gconstpointer data)
{
  g_autofree char *path = golden_path (data);
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, message);
  struct pcap_pkthdr *header;
  const u_char *frame;

  g_assert_nonnull (pcap);
  while (pcap_datalink (pcap) == DLT_EN10MB && pcap_next_ex (pcap, &header, &frame) == 1)
    for (guint i = 0; i < G_N_ELEMENTS (link_types); i++)
      {
        g_autoptr (GBytes) bytes = translate (frame, header->caplen, link_types[i]);
        g_autofree uint8_t *lie = NULL;
        gsize length;
        const uint8_t *copy;

        if (bytes == NULL || g_bytes_get_size (bytes) == 0)
          continue;
        copy = g_bytes_get_data (bytes, &length);
        check_frame (copy, (guint) length, i, TRUE);

        lie = g_malloc0 (MAX (length, 200));
        memcpy (lie, copy, length);
        for (guint at = 12; at < 90; at += 3)
          {
            lie[at] ^= 0xff;
            check_frame (lie, (guint) MAX (length, 129), i, FALSE);
            lie[at] ^= 0xff;
          }
      }
  pcap_close (pcap);
}

static void
test_the_kernel_takes_it (void)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_DGRAM, 0, ends), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (link_types); i++)
    for (guint e = 0; e < G_N_ELEMENTS (expressions); e++)
      {
        struct bpf_program *program = &joined[i][e];
        struct sock_fprog filter = {
          .len = (unsigned short) program->bf_len,
          .filter = (struct sock_filter *) (void *) program->bf_insns,
        };

        g_assert_true (bpf_validate (program->bf_insns, (int) program->bf_len) != 0);
        g_assert_cmpint (setsockopt (ends[0], SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter),
                         ==, 0);
      }
  close (ends[0]);
  close (ends[1]);
}

static void
test_an_unknown_link_type_has_headers_alone (void)
{
  struct bpf_program program = compile ("", DLT_PPP);
  static const uint8_t frame[300];

  g_assert_false (weir_snapshot_filter_extend (&program, DLT_PPP));
  g_assert_cmpuint (run (&program, frame, sizeof frame), ==, WEIR_SNAPSHOT_SHORT_BYTES);
  pcap_freecode (&program);
}

static void
test_a_long_program_leaves_no_room (void)
{
  GString *text = g_string_new ("port 1");
  struct bpf_program program;
  static const uint8_t frame[300];

  for (guint i = 0; i < 2300; i++)
    g_string_append_printf (text, " or len = %u", 1000 + i);
  g_string_append (text, " or greater 0");
  program = compile (text->str, DLT_RAW);
  g_assert_cmpuint (program.bf_len, >, WEIR_SNAPSHOT_FILTER_MAX_LENGTH - 60);
  g_assert_false (weir_snapshot_filter_extend (&program, DLT_RAW));
  g_assert_cmpuint (run (&program, frame, sizeof frame), <=, WEIR_SNAPSHOT_SHORT_BYTES);
  pcap_freecode (&program);
  g_string_free (text, TRUE);
}

static void
add_captures (const char *folder, const char *ending)
{
  g_auto (GStrv) names = golden_names (folder, ending);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/snapshot-filter/", names[i], NULL);

      g_test_add_data_func_full (path, g_strdup (names[i]), test_capture, g_free);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  compile_all ();

  g_test_add_func ("/snapshot-filter/the-kernel-takes-it", test_the_kernel_takes_it);
  g_test_add_func ("/snapshot-filter/an-unknown-link-type-has-headers-alone",
                   test_an_unknown_link_type_has_headers_alone);
  g_test_add_func ("/snapshot-filter/a-long-program-leaves-no-room",
                   test_a_long_program_leaves_no_room);
  add_captures ("names/", ".names");
  add_captures ("", ".packets");

  result = g_test_run ();
  free_all ();
  return result;
}
