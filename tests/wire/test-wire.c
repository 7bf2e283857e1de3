/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "read-everything.h"
#include "wire/bytes.h"

/* Every kind of frame there is, as it travels. */
typedef struct
{
  const char *name;
  WeirFrameDirection direction;
  GByteArray *octets;
} Sample;

static const uint8_t packet_octets[] = "some octets of a packet";

static const WeirWireSocket some_socket = {
  .tuple = { .family = 6,
             .protocol = 17,
             .local_port = 53,
             .remote_port = 40000,
             .local = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 },
             .remote = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 } },
  .state = 7,
  .match = WEIR_WIRE_MATCH_WILDCARD,
  .unknown = WEIR_WIRE_OWNER_SHARED_PORT,
  .cgroup_id = UINT64_C (0x1122334455667788),
  .inode = UINT64_C (0x123456789a),
  .uid = 1000,
  .pid = 4321,
  .start_time = 987654321,
  .command = "fifteen-letters",
  .n_others = 700,
  .n_sharers = 2,
  .sharers = { { .pid = 4400, .command = "one" }, { .pid = 4401, .command = "the-other" } },
};

static const WeirWireProcess some_process = {
  .pid = 4400,
  .flags = WEIR_WIRE_PROCESS_SHARES_MOUNTS,
  .start_time = UINT64_C (0x0123456789),
  .cgroup = "0::/user.slice/app-firefox-4400.scope\n",
  .cgroup_length = 38,
  .executable = "/usr/bin/firefox",
  .executable_length = 16,
};

static const WeirWireLink some_link = {
  .name = "enp0s31f6",
  .index = 2,
  .flags = 0x11043,
  .family = 4,
  .prefix = 24,
  .address = { 192, 0, 2, 7 },
};

static const WeirWireOpen some_open = {
  .serial = 7,
  .snaplen = 96,
  .flags = WEIR_WIRE_OPEN_PROMISCUOUS,
  .name = "wlan0.100",
};

static const WeirWireStats some_stats = {
  .received = UINT64_C (1) << 40,
  .dropped = 3,
  .interface_dropped = 4,
  .rx_octets = UINT64_MAX,
  .rx_packets = 5,
  .tx_octets = 6,
  .tx_packets = 7,
};

static const WeirWireInstruction some_filter[] = {
  { .code = 0x28, .k = 12 },
  { .code = 0x15, .jt = 0, .jf = 1, .k = 0x0800 },
  { .code = 0x06, .k = 96 },
  { .code = 0x06, .k = 0 },
};

static const WeirWireProblem some_problem = {
  .code = WEIR_WIRE_PROBLEM_INTERFACE_DOWN,
  .serial = 7,
  .text = "that is not up",
};

static void
add_sample (GArray *samples,
            const char *name,
            WeirFrameDirection direction,
            WeirFrameWriter *writer)
{
  Sample sample = { .name = name, .direction = direction, .octets = g_byte_array_new () };

  g_byte_array_append (sample.octets, writer->data, writer->used);
  g_array_append_val (samples, sample);
}

static void
clear_sample_cb (gpointer data)
{
  g_byte_array_unref (((Sample *) data)->octets);
}

static GArray *
make_samples (void)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  uint8_t memory[1024];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  const WeirWireHello hello = { .flags = WEIR_WIRE_HELLO_SEES_OWNERS };
  const WeirWireOpened opened = { .serial = 7, .link_type = 113, .snaplen = 96 };
  const WeirWirePacket packet = {
    .time_us = G_GINT64_CONSTANT (1700000000123456),
    .captured = sizeof packet_octets,
    .length = 1514,
    .octets = packet_octets,
  };

  g_array_set_clear_func (samples, clear_sample_cb);

  g_assert_true (weir_wire_hello_write (&writer, &hello));
  add_sample (samples, "hello", WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_opened_write (&writer, &opened));
  add_sample (samples, "opened", WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_stats_write (&writer, &some_stats));
  add_sample (samples, "stats", WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_problem_write (&writer, &some_problem));
  add_sample (samples, "error", WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_end_write (&writer, WEIR_FRAME_SOCKETS));
  add_sample (samples, "end", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_PACKETS);
  for (int i = 0; i < 3; i++)
    g_assert_true (weir_wire_packet_add (&writer, &packet));
  weir_frame_writer_end (&writer);
  add_sample (samples, "packets", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_SOCKETS);
  for (int i = 0; i < 2; i++)
    g_assert_true (weir_wire_socket_add (&writer, &some_socket));
  weir_frame_writer_end (&writer);
  add_sample (samples, "sockets", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_OPENINGS);
  g_assert_true (weir_wire_packet_add (&writer, &packet));
  weir_frame_writer_end (&writer);
  add_sample (samples, "openings", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_OWNERS);
  g_assert_true (weir_wire_socket_add (&writer, &some_socket));
  weir_frame_writer_end (&writer);
  add_sample (samples, "owners", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_PROCESSES);
  for (int i = 0; i < 2; i++)
    g_assert_true (weir_wire_process_add (&writer, &some_process));
  weir_frame_writer_end (&writer);
  add_sample (samples, "processes", WEIR_FRAME_TO_PROGRAM, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_INTERFACES);
  for (int i = 0; i < 2; i++)
    g_assert_true (weir_wire_link_add (&writer, &some_link));
  weir_frame_writer_end (&writer);
  add_sample (samples, "interfaces", WEIR_FRAME_TO_PROGRAM, &writer);

  g_assert_true (weir_wire_open_write (&writer, &some_open));
  add_sample (samples, "open", WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_filter_write (&writer, some_filter, G_N_ELEMENTS (some_filter)));
  add_sample (samples, "filter", WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_request_write (&writer, WEIR_FRAME_CLOSE));
  add_sample (samples, "close", WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_request_write (&writer, WEIR_FRAME_LIST_SOCKETS));
  add_sample (samples, "list-sockets", WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_request_write (&writer, WEIR_FRAME_LIST_INTERFACES));
  add_sample (samples, "list-interfaces", WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_watch_write (&writer, some_filter, G_N_ELEMENTS (some_filter)));
  add_sample (samples, "watch", WEIR_FRAME_TO_HELPER, &writer);

  weir_frame_writer_begin (&writer, WEIR_FRAME_LOOK_UP);
  for (int i = 0; i < 3; i++)
    g_assert_true (weir_wire_tuple_add (&writer, &some_socket.tuple));
  weir_frame_writer_end (&writer);
  add_sample (samples, "look-up", WEIR_FRAME_TO_HELPER, &writer);
  return samples;
}

static void
feed (WeirFrameDecoder *decoder, const uint8_t *octets, size_t length)
{
  size_t room;
  uint8_t *to = weir_frame_decoder_reserve (decoder, &room);

  g_assert_cmpuint (length, <=, room);
  memcpy (to, octets, length);
  weir_frame_decoder_commit (decoder, length);
}

static void
test_what_was_written_is_read (void)
{
  g_autoptr (GArray) samples = make_samples ();

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      WeirFrameDecoder decoder;
      WeirFrame frame;

      g_test_message ("%s", sample->name);
      g_assert_true (weir_frame_decoder_init (&decoder, sample->direction));
      feed (&decoder, sample->octets->data, sample->octets->len);
      g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_FRAME);
      g_assert_true (read_everything (&frame));
      g_assert_false (weir_frame_decoder_is_torn (&decoder));
      g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_MORE);
      weir_frame_decoder_clear (&decoder);
    }
}

/* The one frame of a writer, as the other end gets it; the decoder owns the octets. */
static WeirFrame
pass (WeirFrameDecoder *decoder, WeirFrameDirection direction, const WeirFrameWriter *writer)
{
  WeirFrame frame;

  g_assert_true (weir_frame_decoder_init (decoder, direction));
  feed (decoder, writer->data, writer->used);
  g_assert_cmpint (weir_frame_decoder_next (decoder, &frame), ==, WEIR_DECODE_FRAME);
  return frame;
}

static void
test_values_survive (void)
{
  uint8_t memory[1024];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirFrameDecoder decoder;
  WeirFrame frame;
  WeirWireStats stats;
  WeirWireProblem problem;
  WeirWireOpen open;
  WeirWireSocket socket = { 0 };
  WeirWireProcess process = { 0 };
  WeirWireTuple tuple = { 0 };
  WeirWireLink link = { 0 };
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  size_t count;

  weir_wire_stats_write (&writer, &some_stats);
  frame = pass (&decoder, WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_stats_read (&frame, &stats));
  g_assert_cmpmem (&stats, sizeof stats, &some_stats, sizeof some_stats);
  weir_frame_decoder_clear (&decoder);

  weir_wire_problem_write (&writer, &some_problem);
  frame = pass (&decoder, WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_true (weir_wire_problem_read (&frame, &problem));
  g_assert_cmpint (problem.code, ==, some_problem.code);
  g_assert_cmpuint (problem.serial, ==, some_problem.serial);
  g_assert_cmpstr (problem.text, ==, some_problem.text);
  weir_frame_decoder_clear (&decoder);

  weir_wire_open_write (&writer, &some_open);
  frame = pass (&decoder, WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_open_read (&frame, &open));
  g_assert_cmpmem (&open, sizeof open, &some_open, sizeof some_open);
  weir_frame_decoder_clear (&decoder);

  weir_wire_filter_write (&writer, some_filter, G_N_ELEMENTS (some_filter));
  frame = pass (&decoder, WEIR_FRAME_TO_HELPER, &writer);
  g_assert_true (weir_wire_filter_read (&frame, instructions, &count));
  g_assert_cmpmem (instructions, count * sizeof *instructions, some_filter, sizeof some_filter);
  weir_frame_decoder_clear (&decoder);

  weir_frame_writer_begin (&writer, WEIR_FRAME_SOCKETS);
  weir_wire_socket_add (&writer, &some_socket);
  weir_frame_writer_end (&writer);
  frame = pass (&decoder, WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_cmpint (weir_wire_socket_next (&frame, &socket), ==, WEIR_WIRE_RECORD_NEXT);
  g_assert_cmpmem (socket.tuple.remote, 16, some_socket.tuple.remote, 16);
  g_assert_cmpuint (socket.tuple.remote_port, ==, some_socket.tuple.remote_port);
  g_assert_cmpuint (socket.match, ==, some_socket.match);
  g_assert_cmpuint (socket.unknown, ==, some_socket.unknown);
  g_assert_cmpuint (socket.cgroup_id, ==, some_socket.cgroup_id);
  g_assert_cmpuint (socket.n_others, ==, 700);
  g_assert_cmpuint (socket.n_sharers, ==, 2);
  g_assert_cmpuint (socket.sharers[1].pid, ==, 4401);
  g_assert_cmpstr (socket.sharers[1].command, ==, "the-other");
  g_assert_cmpuint (socket.inode, ==, some_socket.inode);
  g_assert_cmpuint (socket.pid, ==, some_socket.pid);
  g_assert_cmpuint (socket.start_time, ==, some_socket.start_time);
  g_assert_cmpstr (socket.command, ==, some_socket.command);
  weir_frame_decoder_clear (&decoder);

  weir_frame_writer_begin (&writer, WEIR_FRAME_PROCESSES);
  weir_wire_process_add (&writer, &some_process);
  weir_wire_process_add (&writer, &some_process);
  weir_frame_writer_end (&writer);
  frame = pass (&decoder, WEIR_FRAME_TO_PROGRAM, &writer);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (weir_wire_process_next (&frame, &process), ==, WEIR_WIRE_RECORD_NEXT);
      g_assert_cmpuint (process.pid, ==, some_process.pid);
      g_assert_cmpuint (process.flags, ==, some_process.flags);
      g_assert_cmpuint (process.start_time, ==, some_process.start_time);
      g_assert_cmpmem (process.cgroup, process.cgroup_length, some_process.cgroup,
                       some_process.cgroup_length);
      g_assert_cmpmem (process.executable, process.executable_length, some_process.executable,
                       some_process.executable_length);
    }
  g_assert_cmpint (weir_wire_process_next (&frame, &process), ==, WEIR_WIRE_RECORD_END);
  weir_frame_decoder_clear (&decoder);

  weir_frame_writer_begin (&writer, WEIR_FRAME_LOOK_UP);
  weir_wire_tuple_add (&writer, &some_socket.tuple);
  weir_frame_writer_end (&writer);
  frame = pass (&decoder, WEIR_FRAME_TO_HELPER, &writer);
  g_assert_cmpint (weir_wire_tuple_next (&frame, &tuple), ==, WEIR_WIRE_RECORD_NEXT);
  g_assert_cmpmem (&tuple, sizeof tuple, &some_socket.tuple, sizeof tuple);
  g_assert_cmpint (weir_wire_tuple_next (&frame, &tuple), ==, WEIR_WIRE_RECORD_END);
  weir_frame_decoder_clear (&decoder);

  weir_wire_watch_write (&writer, some_filter, G_N_ELEMENTS (some_filter));
  frame = pass (&decoder, WEIR_FRAME_TO_HELPER, &writer);
  g_assert_false (weir_wire_filter_read (&frame, instructions, &count));
  g_assert_true (weir_wire_watch_read (&frame, instructions, &count));
  g_assert_cmpmem (instructions, count * sizeof *instructions, some_filter, sizeof some_filter);
  weir_frame_decoder_clear (&decoder);

  weir_frame_writer_begin (&writer, WEIR_FRAME_INTERFACES);
  weir_wire_link_add (&writer, &some_link);
  weir_frame_writer_end (&writer);
  frame = pass (&decoder, WEIR_FRAME_TO_PROGRAM, &writer);
  g_assert_cmpint (weir_wire_link_next (&frame, &link), ==, WEIR_WIRE_RECORD_NEXT);
  g_assert_cmpmem (&link, sizeof link, &some_link, sizeof some_link);
  weir_frame_decoder_clear (&decoder);
}

static void
test_every_prefix_waits (void)
{
  g_autoptr (GArray) samples = make_samples ();

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);

      for (guint length = 0; length < sample->octets->len; length++)
        {
          WeirFrameDecoder decoder;
          WeirFrame frame;

          g_assert_true (weir_frame_decoder_init (&decoder, sample->direction));
          feed (&decoder, sample->octets->data, length);
          g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_MORE);
          g_assert_cmpint (weir_frame_decoder_is_torn (&decoder), ==, length > 0);

          /* … and is completed by the rest. */
          feed (&decoder, sample->octets->data + length, sample->octets->len - length);
          g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_FRAME);
          g_assert_true (read_everything (&frame));
          weir_frame_decoder_clear (&decoder);
        }
    }
}

/* A payload cut short by its sender, header and all: refused, or read without its lost records,
 * but never read beyond its end. */
static void
test_every_shortened_payload_is_safe (void)
{
  g_autoptr (GArray) samples = make_samples ();

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);

      for (guint length = WEIR_FRAME_HEADER_SIZE; length < sample->octets->len; length++)
        {
          g_autofree uint8_t *shortened = g_memdup2 (sample->octets->data, length);
          WeirFrame frame = {
            .type = shortened[4],
            .payload = shortened + WEIR_FRAME_HEADER_SIZE,
            .length = length - WEIR_FRAME_HEADER_SIZE,
          };
          WeirFrameDecoder decoder;

          weir_put_u32 (shortened, frame.length);
          g_assert_true (weir_frame_decoder_init (&decoder, sample->direction));
          feed (&decoder, shortened, length);

          /* What the decoder lets pass is read from an allocation that ends with it. */
          if (weir_frame_decoder_next (&decoder, &frame) == WEIR_DECODE_FRAME)
            {
              frame.payload = shortened + WEIR_FRAME_HEADER_SIZE;
              read_everything (&frame);
            }
          weir_frame_decoder_clear (&decoder);
        }
    }
}

static void
test_frames_come_one_after_the_other (void)
{
  g_autoptr (GArray) samples = make_samples ();

  for (WeirFrameDirection direction = WEIR_FRAME_TO_PROGRAM; direction <= WEIR_FRAME_TO_HELPER;
       direction++)
    {
      WeirFrameDecoder decoder;
      WeirFrame frame;

      g_assert_true (weir_frame_decoder_init (&decoder, direction));
      for (guint i = 0; i < samples->len; i++)
        if (g_array_index (samples, Sample, i).direction == direction)
          feed (&decoder, g_array_index (samples, Sample, i).octets->data,
                g_array_index (samples, Sample, i).octets->len);
      for (guint i = 0; i < samples->len; i++)
        if (g_array_index (samples, Sample, i).direction == direction)
          {
            g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_FRAME);
            g_assert_true (read_everything (&frame));
          }
      g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, WEIR_DECODE_MORE);
      weir_frame_decoder_clear (&decoder);
    }
}

static WeirDecodeResult
decode_header (WeirFrameDirection direction,
               uint32_t length,
               uint8_t type,
               uint8_t version,
               uint16_t mark)
{
  uint8_t header[WEIR_FRAME_HEADER_SIZE];
  WeirFrameDecoder decoder;
  WeirDecodeResult result;
  WeirFrame frame;

  weir_put_u32 (header, length);
  header[4] = type;
  header[5] = version;
  weir_put_u16 (header + 6, mark);
  g_assert_true (weir_frame_decoder_init (&decoder, direction));
  feed (&decoder, header, sizeof header);
  result = weir_frame_decoder_next (&decoder, &frame);
  g_assert_cmpint (weir_frame_decoder_next (&decoder, &frame), ==, result);
  weir_frame_decoder_clear (&decoder);
  return result;
}

#define MARK 0x5257

static void
test_the_header_alone_is_refused (void)
{
  static const struct
  {
    WeirFrameDirection direction;
    uint32_t length;
    uint8_t type;
    uint8_t version;
    uint16_t mark;
    WeirDecodeResult result;
  } cases[] = {
    { WEIR_FRAME_TO_PROGRAM, 4, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_MORE },
    { WEIR_FRAME_TO_PROGRAM, 4, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION, MARK + 1, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 4, WEIR_FRAME_HELLO, 1, MARK, WEIR_DECODE_OTHER_VERSION },
    { WEIR_FRAME_TO_PROGRAM, 100, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION + 1, MARK,
      WEIR_DECODE_OTHER_VERSION },
    { WEIR_FRAME_TO_PROGRAM, 5, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 3, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 0, 0, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 0, 11, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 0, WEIR_FRAME_PACKETS, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, WEIR_FRAME_MAX_TO_PROGRAM, WEIR_FRAME_PACKETS, WEIR_FRAME_VERSION,
      MARK, WEIR_DECODE_MORE },
    { WEIR_FRAME_TO_PROGRAM, WEIR_FRAME_MAX_TO_PROGRAM + 1, WEIR_FRAME_PACKETS, WEIR_FRAME_VERSION,
      MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, UINT32_MAX, WEIR_FRAME_PACKETS, WEIR_FRAME_VERSION, MARK,
      WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 91, WEIR_FRAME_SOCKETS, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_PROGRAM, 28, WEIR_FRAME_OPEN, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 28, WEIR_FRAME_OPEN, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_MORE },
    { WEIR_FRAME_TO_HELPER, 4, WEIR_FRAME_HELLO, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 8 * 4096, WEIR_FRAME_FILTER, WEIR_FRAME_VERSION, MARK,
      WEIR_DECODE_MORE },
    { WEIR_FRAME_TO_HELPER, 8 * 4097, WEIR_FRAME_FILTER, WEIR_FRAME_VERSION, MARK,
      WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 9, WEIR_FRAME_FILTER, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 1, WEIR_FRAME_CLOSE, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 0, WEIR_FRAME_LOOK_UP, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 39, WEIR_FRAME_LOOK_UP, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 40 * 512, WEIR_FRAME_LOOK_UP, WEIR_FRAME_VERSION, MARK,
      WEIR_DECODE_MORE },
    { WEIR_FRAME_TO_HELPER, 40 * 513, WEIR_FRAME_LOOK_UP, WEIR_FRAME_VERSION, MARK,
      WEIR_DECODE_BAD },
    { WEIR_FRAME_TO_HELPER, 0, 72, WEIR_FRAME_VERSION, MARK, WEIR_DECODE_BAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (decode_header (cases[i].direction, cases[i].length, cases[i].type,
                                      cases[i].version, cases[i].mark),
                       ==, cases[i].result);
    }
}

/* The longest frame fits whatever part of another stands before it in the buffer. */
static void
test_the_longest_frame_fits (void)
{
  g_autofree uint8_t *memory = g_malloc0 (WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM);
  g_autofree uint8_t *octets = g_malloc0 (WEIR_FRAME_MAX_TO_PROGRAM);
  WeirFrameWriter writer = {
    .data = memory,
    .size = WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM,
  };
  WeirWirePacket packet = {
    .captured = WEIR_FRAME_MAX_SNAPLEN,
    .length = WEIR_FRAME_MAX_SNAPLEN,
    .octets = octets,
  };
  WeirFrameDecoder decoder;
  guint n_frames = 0;
  size_t offset = 0;

  /* One packet of the longest kind, and what room is left. */
  weir_frame_writer_begin (&writer, WEIR_FRAME_PACKETS);
  g_assert_true (weir_wire_packet_add (&writer, &packet));
  g_assert_false (weir_wire_packet_add (&writer, &packet));
  packet.captured = packet.length = writer.size - writer.used - 16;
  g_assert_true (weir_wire_packet_add (&writer, &packet));
  weir_frame_writer_end (&writer);
  g_assert_cmpuint (writer.used, ==, writer.size);

  g_assert_true (weir_frame_decoder_init (&decoder, WEIR_FRAME_TO_PROGRAM));
  while (n_frames < 20)
    {
      size_t room, count;
      uint8_t *to = weir_frame_decoder_reserve (&decoder, &room);
      WeirFrame frame;

      g_assert_cmpuint (room, >, 0);
      count = MIN (MIN (room, 123457), writer.used - offset);
      memcpy (to, writer.data + offset, count);
      weir_frame_decoder_commit (&decoder, count);
      offset = (offset + count) % writer.used;
      if (weir_frame_decoder_next (&decoder, &frame) == WEIR_DECODE_FRAME)
        {
          g_assert_true (read_everything (&frame));
          n_frames++;
        }
    }
  weir_frame_decoder_clear (&decoder);
}

static void
test_flipped_octets_are_refused_or_make_sense (void)
{
  g_autoptr (GArray) samples = make_samples ();

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);

      for (guint flipped = 0; flipped < 8 * sample->octets->len; flipped++)
        {
          WeirFrameDecoder decoder;
          WeirFrame frame;

          sample->octets->data[flipped / 8] ^= 1 << flipped % 8;
          g_assert_true (weir_frame_decoder_init (&decoder, sample->direction));
          feed (&decoder, sample->octets->data, sample->octets->len);
          while (weir_frame_decoder_next (&decoder, &frame) == WEIR_DECODE_FRAME)
            read_everything (&frame);
          weir_frame_decoder_clear (&decoder);
          sample->octets->data[flipped / 8] ^= 1 << flipped % 8;
        }
    }
}

static void
test_records_that_lie_are_refused (void)
{
  uint8_t memory[256] = { 0 };
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirWirePacket packet = { .captured = 10, .length = 10, .octets = packet_octets };
  WeirWireSocket socket = { 0 };
  WeirWireProcess process;
  WeirFrame rest = { .type = WEIR_FRAME_PACKETS, .payload = memory + 8, .length = 16 + 10 };

  weir_frame_writer_begin (&writer, WEIR_FRAME_PACKETS);
  weir_wire_packet_add (&writer, &packet);
  weir_put_u32 (memory + 8 + 8, 11);
  weir_put_u32 (memory + 8 + 12, 11);
  g_assert_cmpint (weir_wire_packet_next (&rest, &packet), ==, WEIR_WIRE_RECORD_BAD);
  weir_put_u32 (memory + 8 + 8, UINT32_MAX);
  weir_put_u32 (memory + 8 + 12, UINT32_MAX);
  g_assert_cmpint (weir_wire_packet_next (&rest, &packet), ==, WEIR_WIRE_RECORD_BAD);

  /* More captured than there was. */
  weir_put_u32 (memory + 8 + 8, 10);
  weir_put_u32 (memory + 8 + 12, 9);
  g_assert_cmpint (weir_wire_packet_next (&rest, &packet), ==, WEIR_WIRE_RECORD_BAD);

  /* More who share a socket than the frame names, or than there are. */
  weir_frame_writer_begin (&writer, WEIR_FRAME_SOCKETS);
  weir_wire_socket_add (&writer, &some_socket);
  for (uint8_t n = 0; n < UINT8_MAX; n++)
    {
      rest = (WeirFrame){ .type = WEIR_FRAME_SOCKETS,
                          .payload = memory + 8,
                          .length = writer.used - 8 };
      memory[8 + 89] = n;
      g_assert_cmpint (weir_wire_socket_next (&rest, &socket), ==,
                       n <= 2 ? WEIR_WIRE_RECORD_NEXT : WEIR_WIRE_RECORD_BAD);
    }
  memory[8 + 89] = 2;
  weir_put_u16 (memory + 8 + 90, 1);
  rest =
      (WeirFrame){ .type = WEIR_FRAME_SOCKETS, .payload = memory + 8, .length = writer.used - 8 };
  g_assert_cmpint (weir_wire_socket_next (&rest, &socket), ==, WEIR_WIRE_RECORD_BAD);

  /* Texts that end behind the frame, or before they say. */
  weir_frame_writer_begin (&writer, WEIR_FRAME_PROCESSES);
  weir_wire_process_add (&writer, &some_process);
  for (guint change = 0; change < 4; change++)
    {
      uint8_t copy[256];

      memcpy (copy, memory, sizeof copy);
      if (change == 1)
        weir_put_u16 (copy + 8 + 18, 17);
      else if (change == 2)
        weir_put_u16 (copy + 8 + 16, UINT16_MAX);
      else if (change == 3)
        copy[8 + WEIR_WIRE_PROCESS_SIZE + 5] = 0;
      rest = (WeirFrame){ .type = WEIR_FRAME_PROCESSES,
                          .payload = copy + 8,
                          .length = writer.used - 8 };
      g_assert_cmpint (weir_wire_process_next (&rest, &process), ==,
                       change == 0 ? WEIR_WIRE_RECORD_NEXT : WEIR_WIRE_RECORD_BAD);
    }
}

static void
test_interface_names_are_the_kernels (void)
{
  static const struct
  {
    const char *name;
    gboolean is_valid;
  } cases[] = {
    { "eth0", TRUE },
    { "any", TRUE },
    { "wlan0.100", TRUE },
    { "fifteen-letters", TRUE },
    { "br-\xc3\xa4", TRUE },
    { "", FALSE },
    { "sixteen-letters!", FALSE },
    { ".", FALSE },
    { "..", FALSE },
    { "../etc", FALSE },
    { "/dev/net/tun", FALSE },
    { "eth0 ", FALSE },
    { "eth0:1", FALSE },
    { "eth\n0", FALSE },
    { "eth\x7f", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      uint8_t memory[64];
      WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
      WeirWireOpen open = { .serial = 1, .snaplen = 96 };
      WeirFrame frame;

      g_test_message ("\"%s\"", cases[i].name);
      g_assert_cmpint (weir_wire_name_is_valid (cases[i].name), ==, cases[i].is_valid);

      weir_wire_open_write (&writer, &open);
      memcpy (memory + 8 + 12, cases[i].name, MIN (strlen (cases[i].name), 16));
      frame = (WeirFrame){ .type = WEIR_FRAME_OPEN, .payload = memory + 8, .length = 28 };
      g_assert_cmpint (weir_wire_open_read (&frame, &open), ==, cases[i].is_valid);
    }
}

static void
test_nothing_is_written_beyond_the_room (void)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE + 27];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirWirePacket packet = { .captured = 12, .length = 12, .octets = packet_octets };

  g_assert_false (weir_wire_open_write (&writer, &some_open));
  g_assert_false (weir_wire_stats_write (&writer, &some_stats));
  g_assert_false (weir_wire_filter_write (&writer, some_filter, G_N_ELEMENTS (some_filter)));
  g_assert_false (weir_wire_filter_write (&writer, some_filter, SIZE_MAX / 8));

  weir_frame_writer_begin (&writer, WEIR_FRAME_PACKETS);
  g_assert_false (weir_wire_packet_add (&writer, &packet));
  packet.captured = UINT32_MAX;
  g_assert_false (weir_wire_packet_add (&writer, &packet));
  packet.captured = 11;
  g_assert_true (weir_wire_packet_add (&writer, &packet));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/what-was-written-is-read", test_what_was_written_is_read);
  g_test_add_func ("/wire/values-survive", test_values_survive);
  g_test_add_func ("/wire/every-prefix-waits", test_every_prefix_waits);
  g_test_add_func ("/wire/every-shortened-payload-is-safe", test_every_shortened_payload_is_safe);
  g_test_add_func ("/wire/frames-come-one-after-the-other", test_frames_come_one_after_the_other);
  g_test_add_func ("/wire/the-header-alone-is-refused", test_the_header_alone_is_refused);
  g_test_add_func ("/wire/the-longest-frame-fits", test_the_longest_frame_fits);
  g_test_add_func ("/wire/flipped-octets-are-refused-or-make-sense",
                   test_flipped_octets_are_refused_or_make_sense);
  g_test_add_func ("/wire/records-that-lie-are-refused", test_records_that_lie_are_refused);
  g_test_add_func ("/wire/interface-names-are-the-kernels", test_interface_names_are_the_kernels);
  g_test_add_func ("/wire/nothing-is-written-beyond-the-room",
                   test_nothing_is_written_beyond_the_room);
  return g_test_run ();
}
