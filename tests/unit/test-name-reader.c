/* Names in packets: every capture of tests/captures/names, whole and cut off after every byte, and
 * the bounds of what is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <pcap/pcap.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/flow/ledger.h"
#include "core/naming/dns-message.h"
#include "core/naming/name-reader.h"
#include "core/naming/names.h"
#include "core/naming/stream-start.h"
#include "core/packet/bytes.h"
#include "core/source/meter.h"
#include "fixtures.h"
#include "support/golden.h"
#include "support/name-text.h"

#define ROOM 16384

/* ---- captures
 * ----------------------------------------------------------------------------------*/

typedef struct
{
  int64_t time_us;
  GBytes *bytes;
} Frame;

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_bytes_unref (frame->bytes);
  g_free (frame);
}

static GPtrArray *
read_frames (const char *name)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (frame_free);
  g_autofree char *path = golden_path (name);
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, message);
  struct pcap_pkthdr *header;
  const u_char *bytes;

  g_assert_nonnull (pcap);
  g_assert_cmpint (pcap_datalink (pcap), ==, DLT_EN10MB);
  while (pcap_next_ex (pcap, &header, &bytes) == 1)
    {
      Frame *frame = g_new (Frame, 1);

      frame->time_us = header->ts.tv_sec * G_USEC_PER_SEC + header->ts.tv_usec;
      frame->bytes = g_bytes_new (bytes, header->caplen);
      g_ptr_array_add (frames, frame);
    }
  pcap_close (pcap);
  g_assert_cmpuint (frames->len, >, 0);
  return g_steal_pointer (&frames);
}

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
}

static WeirMeter *
meter_new (void)
{
  static const WeirMeterOptions options = { .reads_names = TRUE, .interval_us = G_MAXINT64 / 4 };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();
  WeirMeter *meter = weir_meter_new (&options, local, interval_cb, NULL);

  weir_meter_set_link_type (meter, DLT_EN10MB);
  return meter;
}

static WeirBatch *
read_capture (const char *name)
{
  g_autoptr (WeirMeter) meter = meter_new ();
  g_autoptr (GPtrArray) frames = read_frames (name);

  for (guint i = 0; i < frames->len; i++)
    {
      const Frame *frame = g_ptr_array_index (frames, i);
      gsize size;
      const uint8_t *bytes = g_bytes_get_data (frame->bytes, &size);

      weir_meter_add_frame (meter, frame->time_us, bytes, (uint32_t) size, (uint32_t) size);
    }
  return weir_meter_take_batch (meter, TRUE);
}

static void
test_names (gconstpointer data)
{
  g_auto (GStrv) lines = golden_lines (data, ".names");
  g_autofree char *want = g_strjoinv ("\n", lines);
  g_autofree char *have = NULL;
  g_autoptr (WeirBatch) batch = read_capture (data);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < batch->n_names; i++)
    g_ptr_array_add (found, name_text (&batch->names[i]));
  g_ptr_array_add (found, NULL);
  have = g_strjoinv ("\n", (GStrv) found->pdata);
  g_assert_cmpstr (have, ==, want);
  g_assert_cmpuint (batch->source.malformed, ==, 0);
}

/* ---- cut off
 * -----------------------------------------------------------------------------------*/

/* It ends at a page which cannot be read: one byte too far is a crash, in every build. */
static uint8_t *guarded_end;

static void
guard_init (void)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  uint8_t *memory;

  memory = mmap (NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (memory != MAP_FAILED);
  guarded_end = memory + ROOM;
  g_assert_cmpint (mprotect (guarded_end, page, PROT_NONE), ==, 0);
}

static const uint8_t *
guard (const uint8_t *bytes, gsize length)
{
  g_assert_cmpuint (length, <=, ROOM);
  if (length > 0)
    memcpy (guarded_end - length, bytes, length);
  return guarded_end - length;
}

/* However a name came about, it is one that may be shown. */
static void
check_name (const char *name)
{
  gsize length = strlen (name);

  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (length, <, WEIR_HOST_NAME_SIZE);
  g_assert_cmpuint (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_."), ==, length);
}

static void
read_all_ways (const uint8_t *payload, gsize size)
{
  for (gsize n = 0; n <= size; n++)
    {
      char name[WEIR_HOST_NAME_SIZE];
      const uint8_t *bytes = guard (payload, n);
      gsize length = n;
      WeirQuicInitial initial;

      if (weir_tls_client_hello_read_records (bytes, n, name) == WEIR_TLS_HELLO_NAME)
        check_name (name);
      if (weir_tls_client_hello_read (bytes, n, name) == WEIR_TLS_HELLO_NAME)
        check_name (name);

      for (guint kind = WEIR_DNS_UNICAST; kind <= WEIR_DNS_MULTICAST; kind++)
        {
          WeirDnsReader reader;
          WeirDnsAnswer answer;

          if (weir_dns_reader_init (&reader, (WeirDnsKind) kind, bytes, n))
            while (weir_dns_reader_next (&reader, &answer))
              check_name (answer.name);
        }

      /* An Initial packet is opened only whole; how its frames are read is below. */
      while (weir_quic_initial_next (&initial, &bytes, &length))
        g_assert_true (bytes + length == guarded_end);
    }
}

static void
read_frames_of_quic (const uint8_t *payload, gsize size)
{
  uint8_t plain[WEIR_QUIC_PACKET_MAX];
  WeirQuicInitial initial;
  WeirQuicFrames frames;

  while (weir_quic_initial_next (&initial, &payload, &size))
    {
      weir_quic_initial_open (&initial, initial.cid, initial.cid_length, plain, &frames);
      for (gsize n = 0; n <= frames.left; n++)
        {
          WeirQuicFrames cut = { guard (plain, n), n };
          WeirQuicCrypto crypto;

          while (weir_quic_frames_next_crypto (&cut, &crypto))
            {
              g_assert_true (crypto.data + crypto.length <= guarded_end);
              g_assert_true (cut.at + cut.left == guarded_end);
            }
        }
    }
}

static void
read_payload (const WeirPacket *packet, const WeirTransport *transport)
{
  gsize header = packet->protocol == IPPROTO_TCP ? WEIR_TCP_HEADER : WEIR_UDP_HEADER;
  g_autofree uint8_t *payload = NULL;

  g_assert_cmpuint (transport->captured, >=, header);
  payload = g_memdup2 (transport->header + header, transport->captured - header);
  read_all_ways (payload, transport->captured - header);
  if (packet->protocol == IPPROTO_UDP)
    read_frames_of_quic (payload, transport->captured - header);
}

static void
test_every_prefix (gconstpointer data)
{
  g_autoptr (GPtrArray) frames = read_frames (data);

  for (guint i = 0; i < frames->len; i++)
    {
      const Frame *frame = g_ptr_array_index (frames, i);
      g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);
      gsize size;
      const uint8_t *bytes = g_bytes_get_data (frame->bytes, &size);

      for (gsize n = 0; n <= size; n++)
        {
          WeirTransport transport;
          WeirPacket packet;

          packet.time_us = frame->time_us;
          if (!weir_packet_parse_with_transport (&packet, &transport, DLT_EN10MB, guard (bytes, n),
                                                 (uint32_t) n, (uint32_t) size))
            continue;
          weir_name_reader_add (reader, &packet, &transport);
          if (n == size)
            read_payload (&packet, &transport);
        }
    }
}

/* ---- bounds
 * ------------------------------------------------------------------------------------*/

/* A ClientHello that says it has 16,000 bytes, of which only the first have come. */
static void
add_half_hello (WeirNameReader *reader, uint16_t port, int64_t time_us, gsize length)
{
  g_autofree uint8_t *bytes = g_malloc0 (WEIR_TCP_HEADER + length);
  WeirPacket packet = fixture_packet (IPPROTO_TCP, "192.0.2.1", port, "198.51.100.7", 443, 100);
  WeirTransport transport = { bytes, (uint32_t) (WEIR_TCP_HEADER + length) };
  static const uint8_t head[] = { 22, 3, 1, 0x3f, 0xff, 1, 0, 0x3e, 0x80, 3, 3 };

  packet.time_us = time_us;
  bytes[12] = 5 << 4;
  memcpy (bytes + WEIR_TCP_HEADER, head, sizeof head);
  /* A list of ciphers that goes on and on. */
  bytes[WEIR_TCP_HEADER + sizeof head + 32 + 1] = 0x3e;
  weir_name_reader_add (reader, &packet, &transport);
}

static void
test_streams_are_bounded (void)
{
  g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);
  WeirNameReaderCounts counts;

  for (guint i = 0; i < 4 * WEIR_NAME_READER_STREAMS; i++)
    add_half_hello (reader, (uint16_t) (10000 + i), FIXTURE_START_US, 60000);
  counts = weir_name_reader_get_counts (reader);
  g_assert_cmpuint (counts.n_streams, <=, WEIR_NAME_READER_STREAMS);
  g_assert_cmpuint (counts.waiting_bytes, <=, WEIR_NAME_READER_STREAMS * WEIR_STREAM_START_MAX);

  for (guint i = 0; i < 4 * WEIR_NAME_READER_STREAMS; i++)
    add_half_hello (reader, (uint16_t) (10000 + i), FIXTURE_START_US, 1000);
  counts = weir_name_reader_get_counts (reader);
  g_assert_cmpuint (counts.n_streams, ==, WEIR_NAME_READER_STREAMS);
  g_assert_cmpuint (counts.unread, >=, 3 * WEIR_NAME_READER_STREAMS);
}

static void
test_what_is_half_read_is_dropped_in_time (void)
{
  g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);
  gsize n_names;

  for (guint i = 0; i < 10; i++)
    add_half_hello (reader, (uint16_t) (10000 + i), FIXTURE_START_US, 1000);
  g_assert_cmpuint (weir_name_reader_get_counts (reader).n_streams, ==, 10);

  add_half_hello (reader, 20000, FIXTURE_START_US + WEIR_NAME_READER_WAIT_US + 1, 1000);
  g_assert_cmpuint (weir_name_reader_get_counts (reader).n_streams, ==, 1);

  /* A clock that was set back does not keep anything for ever. */
  add_half_hello (reader, 20001, FIXTURE_START_US - 100 * G_USEC_PER_SEC, 1000);
  g_assert_null (weir_name_reader_take (reader, &n_names));
  g_assert_cmpuint (n_names, ==, 0);
  g_assert_cmpuint (weir_name_reader_get_counts (reader).n_streams, ==, 1);
}

static void
test_a_connection_is_not_waited_for_segment_by_segment (void)
{
  g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);

  for (guint i = 0; i <= WEIR_NAME_READER_PIECES; i++)
    {
      g_assert_cmpuint (weir_name_reader_get_counts (reader).n_streams, ==, i > 0);
      add_half_hello (reader, 10000, FIXTURE_START_US, 1000);
    }
  add_half_hello (reader, 10000, FIXTURE_START_US, 1000);
  g_assert_cmpuint (weir_name_reader_get_counts (reader).unread, ==, 1);
}

static void
add_answer (WeirNameReader *reader, guint number, int64_t time_us)
{
  static const uint8_t message[] = {
    0,    0,   0x81, 0x80, 0,   1,   0,   1, 0, 0,  0, 0, /* one question, one answer */
    1,    'a', 4,    't',  'e', 's', 't', 0, 0, 1,  0, 1, /* a.test */
    0xc0, 12,  0,    1,    0,   1,   0,   0, 0, 60, 0, 4, 203, 0, 113, 1, /* its address */
  };
  uint8_t bytes[WEIR_UDP_HEADER + sizeof message] = { 0 };
  WeirPacket packet = fixture_packet (IPPROTO_UDP, "198.51.100.7", 53, "192.0.2.1", 5300, 100);
  WeirTransport transport = { bytes, sizeof bytes };

  packet.time_us = time_us;
  memcpy (bytes + WEIR_UDP_HEADER, message, sizeof message);
  bytes[sizeof bytes - 1] = (uint8_t) (1 + number % 200);
  weir_name_reader_add (reader, &packet, &transport);
}

static void
test_names_are_bounded (void)
{
  g_autoptr (WeirNameReader) reader = weir_name_reader_new (FALSE);
  g_autofree WeirLearntName *names = NULL;
  gsize n_names;

  for (guint i = 0; i < WEIR_NAME_READER_MAX_NAMES + 100; i++)
    add_answer (reader, i, FIXTURE_START_US);
  names = weir_name_reader_take (reader, &n_names);
  g_assert_cmpuint (n_names, ==, WEIR_NAME_READER_MAX_NAMES);
  g_assert_cmpuint (weir_name_reader_get_counts (reader).unread, ==, 100);
  g_assert_cmpstr (names[0].text, ==, "a.test");
  g_assert_cmpuint (names[0].ttl_s, ==, 60);
  g_assert_cmpint (names[0].time_us, ==, FIXTURE_START_US);

  add_answer (reader, 0, FIXTURE_START_US);
  g_free (names);
  names = weir_name_reader_take (reader, &n_names);
  g_assert_cmpuint (n_names, ==, 1);
}

/* Of live traffic alone: a file waits. */
static void
test_a_flood_costs_no_more_than_is_allowed_a_second (void)
{
  g_autoptr (WeirNameReader) live = weir_name_reader_new (TRUE);
  g_autoptr (WeirNameReader) file = weir_name_reader_new (FALSE);
  uint64_t in_first_second;

  for (guint i = 0; i < 2 * WEIR_NAME_READER_BUDGET; i++)
    {
      gsize n_names;

      add_answer (live, i, FIXTURE_START_US + i % 1000);
      add_answer (file, i, FIXTURE_START_US + i % 1000);
      if (i % 1000 == 0)
        {
          g_free (weir_name_reader_take (live, &n_names));
          g_free (weir_name_reader_take (file, &n_names));
        }
    }
  in_first_second = weir_name_reader_get_counts (live).learnt;
  g_assert_cmpuint (in_first_second, <, WEIR_NAME_READER_BUDGET);
  g_assert_cmpuint (in_first_second, >, WEIR_NAME_READER_BUDGET / 10);
  g_assert_cmpuint (weir_name_reader_get_counts (file).learnt, ==, 2 * WEIR_NAME_READER_BUDGET);

  add_answer (live, 0, FIXTURE_START_US + 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (weir_name_reader_get_counts (live).learnt, ==, in_first_second + 1);
}

static void
test_the_start_of_a_stream_is_bounded (void)
{
  WeirStreamStart start = { NULL };
  uint8_t bytes[100];

  memset (bytes, 'a', sizeof bytes);
  weir_stream_start_add (&start, UINT64_MAX, bytes, sizeof bytes);
  weir_stream_start_add (&start, WEIR_STREAM_START_MAX, bytes, sizeof bytes);
  g_assert_cmpuint (start.size, ==, 0);
  weir_stream_start_add (&start, WEIR_STREAM_START_MAX - 1, bytes, sizeof bytes);
  g_assert_cmpuint (start.size, ==, WEIR_STREAM_START_MAX);
  g_assert_cmpuint (start.n_ready, ==, 0);

  weir_stream_start_add (&start, 10, bytes, 20);
  memset (bytes, 'b', sizeof bytes);
  weir_stream_start_add (&start, 0, bytes, 15);
  g_assert_cmpuint (start.n_ready, ==, 30);
  g_assert_cmpmem (start.bytes, 12, "bbbbbbbbbbaa", 12);
  weir_stream_start_clear (&start);
}

/* ---- flows
 * -------------------------------------------------------------------------------------*/

static void
test_a_flow_keeps_the_name_of_its_server (void)
{
  g_autoptr (WeirBatch) batch = read_capture ("names/tls-whole");
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirLedger) copy = NULL;
  guint n_named = 0;

  weir_ledger_add_batch (ledger, batch);
  copy = weir_ledger_copy (ledger);
  for (guint i = 0; i < weir_ledger_get_n_flows (copy); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (copy, i);

      n_named += flow->server_name != NULL;
      g_assert_cmpuint (flow->server_name_source, ==, WEIR_NAME_TLS);
      g_assert_false (flow->server_is_local);
      if (flow->key.remote_port == 993)
        g_assert_cmpstr (flow->server_name, ==, "mail.weir.test");
    }
  g_assert_cmpuint (n_named, ==, 3);
}

static void
test_a_name_of_this_machine_is_not_that_of_the_other_end (void)
{
  g_autoptr (WeirBatch) batch = read_capture ("names/tls-whole");
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);

  /* As if the server were here. */
  for (gsize i = 0; i < batch->n_deltas; i++)
    {
      batch->deltas[i].key = weir_flow_key_reversed (&batch->deltas[i].key);
      batch->deltas[i].is_local = TRUE;
    }
  weir_ledger_add_batch (ledger, batch);
  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);
      WeirNamesOptions options = { .hosts_path = "" };
      g_autoptr (WeirNames) names = weir_names_new (&options);

      g_assert_nonnull (flow->server_name);
      g_assert_true (flow->server_is_local);
      g_assert_null (weir_names_get_for_flow (names, flow, NULL));
    }
}

static void
test_an_answer_names_the_address (void)
{
  g_autoptr (WeirBatch) batch = read_capture ("names/dns-udp");
  WeirNamesOptions options = { .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  WeirFlow flow = { .first_us = batch->end_us };
  WeirNameSource source;
  WeirFamily family;

  weir_names_learn_batch (names, batch);
  flow.key.remote = fixture_address ("203.0.113.7", &family);
  flow.key.family = (uint8_t) family;
  g_assert_cmpstr (weir_names_get_for_flow (names, &flow, &source), ==, "chain.weir.test");
  g_assert_cmpuint (source, ==, WEIR_NAME_DNS);

  /* What the connection itself asks for is trusted more. */
  flow.server_name = (char *) "asked.weir.test";
  flow.server_name_source = WEIR_NAME_QUIC;
  g_assert_cmpstr (weir_names_get_for_flow (names, &flow, &source), ==, "asked.weir.test");
  g_assert_cmpuint (source, ==, WEIR_NAME_QUIC);
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) captures = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  guard_init ();

  captures = golden_names ("names/", ".names");
  for (guint i = 0; captures[i] != NULL; i++)
    {
      g_autofree char *names_path = g_strconcat ("/name-reader/", captures[i], NULL);
      g_autofree char *prefix_path = g_strconcat ("/name-reader/every-prefix/", captures[i], NULL);

      g_test_add_data_func (names_path, captures[i], test_names);
      g_test_add_data_func (prefix_path, captures[i], test_every_prefix);
    }
  g_test_add_func ("/name-reader/streams-are-bounded", test_streams_are_bounded);
  g_test_add_func ("/name-reader/what-is-half-read-is-dropped-in-time",
                   test_what_is_half_read_is_dropped_in_time);
  g_test_add_func ("/name-reader/a-connection-is-not-waited-for-segment-by-segment",
                   test_a_connection_is_not_waited_for_segment_by_segment);
  g_test_add_func ("/name-reader/names-are-bounded", test_names_are_bounded);
  g_test_add_func ("/name-reader/a-flood-costs-no-more-than-is-allowed-a-second",
                   test_a_flood_costs_no_more_than_is_allowed_a_second);
  g_test_add_func ("/name-reader/the-start-of-a-stream-is-bounded",
                   test_the_start_of_a_stream_is_bounded);
  g_test_add_func ("/name-reader/a-flow-keeps-the-name-of-its-server",
                   test_a_flow_keeps_the_name_of_its_server);
  g_test_add_func ("/name-reader/a-name-of-this-machine-is-not-that-of-the-other-end",
                   test_a_name_of_this_machine_is_not_that_of_the_other_end);
  g_test_add_func ("/name-reader/an-answer-names-the-address", test_an_answer_names_the_address);

  return g_test_run ();
}
