/* Recordings: what is in the file, whose the packets are, and how it ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files are read by core/source/pcapng-reader.h, which test-pcapng-reader tries on its own, and
 * by tshark in tests/live/test_recording.py.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pcap/dlt.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/flow/flow-owner.h"
#include "core/flow/owner-book.h"
#include "core/source/frame-queue.h"
#include "core/source/pcapng-reader.h"
#include "core/source/pcapng-writer.h"
#include "core/source/recorder.h"
#include "fixtures.h"
#include "support/temp-folder.h"

#define HERE "192.0.2.10"
#define THERE "198.51.100.20"
#define FRAME_BYTES 100

typedef struct
{
  TempFolder *folder;
  char *path;
  WeirRecorder *recorder;
  WeirRecorderOptions options;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->folder = temp_folder_new ();
  fixture->path = temp_folder_dup_path (fixture->folder, "capture.pcapng");
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_pointer (&fixture->recorder, weir_recorder_unref);
  g_free (fixture->path);
  temp_folder_free (fixture->folder);
}

static void
begin (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse (HERE "/32", &error);

  g_assert_no_error (error);
  fixture->recorder = weir_recorder_new (fixture->path, &fixture->options, &error);
  g_assert_no_error (error);
  weir_recorder_set_local (fixture->recorder, local);
  weir_recorder_set_link_type (fixture->recorder, DLT_EN10MB);
  weir_recorder_begin (fixture->recorder, FIXTURE_START_US);
}

/* What it holds says in its first byte which it is. */
static void
add (Fixture *fixture, const WeirPacket *packet, guint number)
{
  uint8_t frame[FRAME_BYTES] = { (uint8_t) number };

  weir_recorder_add_frame (fixture->recorder, packet, FIXTURE_START_US + number, frame,
                           sizeof frame, sizeof frame + 400);
}

static WeirPacket
packet_from_port (uint16_t port)
{
  return fixture_packet (IPPROTO_TCP, HERE, port, THERE, 443, 86);
}

static WeirSocketInfo
socket_of (uint16_t port, uint32_t pid, const char *name)
{
  WeirSocketInfo info = {
    .key = fixture_key (IPPROTO_TCP, HERE, port, THERE, 443),
    .pid = pid,
    .inode = pid,
    .match = WEIR_OWNER_MATCH_EXACT,
  };

  g_strlcpy (info.process, name, sizeof info.process);
  return info;
}

static WeirRecorderState
finish (Fixture *fixture, WeirRecorderStatus *status)
{
  weir_recorder_end (fixture->recorder);
  weir_recorder_wait (fixture->recorder);
  weir_recorder_get_status (fixture->recorder, status);
  return status->state;
}

static gssize
read_cb (gpointer user_data, uint8_t *buffer, gsize size)
{
  return read (GPOINTER_TO_INT (user_data), buffer, size);
}

/* All packets of the file.  Returns: (element-type WeirPcapngPacket) */
static GArray *
read_back (Fixture *fixture)
{
  GArray *packets = g_array_new (FALSE, FALSE, sizeof (WeirPcapngPacket));
  int fd = open (fixture->path, O_RDONLY | O_CLOEXEC);
  WeirPcapngReader *reader = weir_pcapng_reader_new (read_cb, GINT_TO_POINTER (fd));
  WeirPcapngPacket packet;
  WeirPcapngResult result;

  g_assert_no_errno (fd);
  while ((result = weir_pcapng_reader_next (reader, &packet)) == WEIR_PCAPNG_OK)
    {
      /* The bytes do not last; the first one tells the packet. */
      packet.captured = packet.captured > 0 ? packet.frame[0] : 0;
      packet.frame = NULL;
      g_array_append_val (packets, packet);
    }
  g_assert_cmpint (result, ==, WEIR_PCAPNG_AT_END);
  weir_pcapng_reader_free (reader);
  close (fd);
  return packets;
}

static void
assert_packet (GArray *packets, guint place, guint number, uint32_t pid, const char *name)
{
  const WeirPcapngPacket *packet = &g_array_index (packets, WeirPcapngPacket, place);

  g_assert_cmpuint (packet->captured, ==, number);
  g_assert_cmpint (packet->time_us, ==, FIXTURE_START_US + number);
  g_assert_cmpuint (packet->process.pid, ==, pid);
  g_assert_cmpstr (packet->process.process, ==, name);
}

static void
test_owners_that_come_later_are_those_of_the_first_packet (Fixture *fixture,
                                                           gconstpointer user_data)
{
  const WeirPacket packet = packet_from_port (5000);
  const WeirPacket answer = fixture_packet (IPPROTO_TCP, THERE, 443, HERE, 5000, 86);
  const WeirSocketInfo info = socket_of (5000, 1234, "firefox");
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;

  begin (fixture);
  add (fixture, &packet, 1);
  add (fixture, &answer, 2);
  weir_recorder_flush (fixture->recorder);
  weir_recorder_add_socket (fixture->recorder, &info);
  add (fixture, &packet, 3);
  g_assert_cmpint (finish (fixture, &status), ==, WEIR_RECORDER_STOPPED);
  g_assert_cmpuint (status.n_frames, ==, 3);
  g_assert_cmpuint (status.n_owned, ==, 3);
  g_assert_cmpuint (status.n_lost, ==, 0);

  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    assert_packet (packets, i, i + 1, 1234, "firefox");
}

static void
test_owners_are_found_in_lists (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket exact = packet_from_port (5001);
  const WeirPacket taken = fixture_packet (IPPROTO_UDP, THERE, 999, HERE, 53, 86);
  const WeirPacket other = fixture_packet (IPPROTO_UDP, THERE, 999, "203.0.113.1", 53, 86);
  WeirSocketInfo connected = socket_of (5001, 77, "curl");
  WeirSocketInfo listening = socket_of (0, 88, "named");
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;

  connected.match = listening.match = WEIR_OWNER_MATCH_NONE;
  listening.key = fixture_key (IPPROTO_UDP, HERE, 53, "0.0.0.0", 0);
  begin (fixture);
  weir_recorder_add_socket (fixture->recorder, &connected);
  weir_recorder_add_socket (fixture->recorder, &listening);
  weir_recorder_end_socket_list (fixture->recorder);
  add (fixture, &exact, 1);
  add (fixture, &taken, 2);
  add (fixture, &other, 3);
  add (fixture, NULL, 4);
  finish (fixture, &status);

  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, ==, 4);
  assert_packet (packets, 0, 1, 77, "curl");
  assert_packet (packets, 1, 2, 88, "named");
  assert_packet (packets, 2, 3, 0, "");
  assert_packet (packets, 3, 4, 0, "");
}

/* Names may be anything: what stands in the file is text. */
static void
test_names_of_processes_are_made_plain (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = packet_from_port (5002);
  const WeirSocketInfo info = socket_of (5002, 9, "a\033[2J\nb) (1");
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autofree char *contents = NULL;
  gsize length;
  g_autoptr (GArray) packets = NULL;

  begin (fixture);
  weir_recorder_add_socket (fixture->recorder, &info);
  add (fixture, &packet, 1);
  finish (fixture, &status);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_null (memmem (contents, length, "\033[2J", 4));
  packets = read_back (fixture);
  g_assert_cmpuint (g_array_index (packets, WeirPcapngPacket, 0).process.pid, ==, 9);
}

static void
test_frames_from_before_the_beginning_are_left_out (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  uint8_t frame[FRAME_BYTES] = { 0 };
  g_auto (WeirRecorderStatus) status = { 0 };

  begin (fixture);
  weir_recorder_add_frame (fixture->recorder, &packet, FIXTURE_START_US - 1, frame, sizeof frame,
                           sizeof frame);
  add (fixture, &packet, 0);
  finish (fixture, &status);
  g_assert_cmpuint (status.n_frames, ==, 1);
}

static void
test_frames_are_cut_to_the_length_that_is_wanted (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  g_auto (WeirRecorderStatus) status = { 0 };
  uint64_t n_bytes;

  fixture->options.snaplen = 60;
  begin (fixture);
  add (fixture, &packet, 1);
  finish (fixture, &status);
  n_bytes = status.n_bytes;
  g_clear_pointer (&fixture->recorder, weir_recorder_unref);
  weir_recorder_status_clear (&status);

  g_assert_no_errno (g_unlink (fixture->path));
  fixture->options.snaplen = 0;
  begin (fixture);
  add (fixture, &packet, 1);
  finish (fixture, &status);
  g_assert_cmpuint (status.n_bytes, ==, n_bytes + FRAME_BYTES - 60);
}

static void
test_the_limit_of_size_is_kept (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;
  GStatBuf file;

  fixture->options.max_bytes = 10000;
  begin (fixture);
  for (guint i = 0; i < 200; i++)
    add (fixture, &packet, i);
  g_assert_cmpint (finish (fixture, &status), ==, WEIR_RECORDER_FULL);

  g_assert_no_errno (g_stat (fixture->path, &file));
  g_assert_cmpint (file.st_size, <=, 10000);
  g_assert_cmpint (file.st_size, >, 9000);
  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, ==, status.n_frames);
}

static void
test_the_limit_of_time_is_kept (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;

  fixture->options.max_us = 50;
  begin (fixture);
  for (guint i = 10; i < 100; i++)
    add (fixture, &packet, i);
  g_assert_cmpint (finish (fixture, &status), ==, WEIR_RECORDER_TIME_UP);
  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, ==, 51);
}

/* Nobody takes them out, as if the disk did not answer. */
static void
test_what_does_not_fit_is_refused (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirFrameQueue) queue = weir_frame_queue_new (3);
  const guint per_chunk = WEIR_FRAME_QUEUE_CHUNK_BYTES / 1024;

  for (guint i = 0; i < 3 * per_chunk; i++)
    g_assert_nonnull (weir_frame_queue_reserve (queue, 1024));
  g_assert_null (weir_frame_queue_reserve (queue, 1024));
  g_assert_cmpuint (weir_frame_queue_get_n_used (queue), ==, 3);

  /* What has been given back is used again. */
  weir_frame_queue_give_back (queue, weir_frame_queue_take (queue, 0));
  g_assert_nonnull (weir_frame_queue_reserve (queue, 1024));
}

static void
test_the_file_is_its_owners_alone (Fixture *fixture, gconstpointer user_data)
{
  g_auto (WeirRecorderStatus) status = { 0 };
  GStatBuf file;

  begin (fixture);
  finish (fixture, &status);
  g_assert_no_errno (g_stat (fixture->path, &file));
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
}

static void
assert_refused (const char *path, gboolean replaces, const char *text)
{
  const WeirRecorderOptions options = { .replaces = replaces };
  g_autoptr (GError) error = NULL;

  g_assert_null (weir_recorder_new (path, &options, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_nothing_is_written_over_or_through_a_link (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *target = temp_folder_dup_path (fixture->folder, "precious");
  g_autofree char *link = temp_folder_dup_path (fixture->folder, "link");
  g_autofree char *contents = NULL;
  g_auto (WeirRecorderStatus) status = { 0 };

  temp_folder_write (fixture->folder, "precious", "precious", -1);
  temp_folder_link (fixture->folder, "link", target);
  assert_refused (target, FALSE, "exists already");
  assert_refused (link, FALSE, "exists already");
  assert_refused ("/nonexistent/folder/x", FALSE, "cannot be written: No such file");
  assert_refused (temp_folder_get_path (fixture->folder), TRUE, "exists already");

  /* Where the user has agreed the link goes, not what it leads to. */
  g_free (fixture->path);
  fixture->path = g_strdup (link);
  fixture->options.replaces = TRUE;
  begin (fixture);
  finish (fixture, &status);
  g_assert_true (g_file_get_contents (target, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

/* As on a disk that is full, write() takes a part and then nothing. */
static void
test_a_full_disk_leaves_whole_blocks (Fixture *fixture, gconstpointer user_data)
{
  const struct rlimit narrow = { 5000, RLIM_INFINITY };
  const struct rlimit wide = { RLIM_INFINITY, RLIM_INFINITY };
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;
  GStatBuf file;

  signal (SIGXFSZ, SIG_IGN);
  begin (fixture);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &narrow));
  for (guint i = 0; i < 200; i++)
    add (fixture, &packet, i);
  g_assert_cmpint (finish (fixture, &status), ==, WEIR_RECORDER_FAILED);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &wide));

  g_assert_error (status.error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE);
  g_assert_nonnull (strstr (status.error->message, "holds what was recorded until then"));
  g_assert_no_errno (g_stat (fixture->path, &file));
  g_assert_cmpint (file.st_size, ==, status.n_bytes);
  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, >, 10);
  g_assert_cmpuint (packets->len, <, 200);
}

static void
test_of_another_link_type_is_another_interface (Fixture *fixture, gconstpointer user_data)
{
  const WeirPacket packet = fixture_packet (IPPROTO_ICMP, HERE, 0, THERE, 0, 86);
  const int link_types[] = { DLT_EN10MB, DLT_LINUX_SLL2, DLT_RAW, DLT_EN10MB };
  g_auto (WeirRecorderStatus) status = { 0 };
  g_autoptr (GArray) packets = NULL;

  begin (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (link_types); i++)
    {
      weir_recorder_set_link_type (fixture->recorder, link_types[i]);
      add (fixture, &packet, i);
    }
  finish (fixture, &status);
  packets = read_back (fixture);
  g_assert_cmpuint (packets->len, ==, G_N_ELEMENTS (link_types));
  for (guint i = 0; i < packets->len; i++)
    g_assert_cmpint (g_array_index (packets, WeirPcapngPacket, i).link_type, ==, link_types[i]);
}

static void
test_the_book_of_owners_forgets_the_silent (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirOwnerBook) book = weir_owner_book_new ();

  for (guint i = 0; i < 3 * WEIR_OWNER_BOOK_MAX_FLOWS; i++)
    {
      const WeirPacket packet = {
        .family = WEIR_FAMILY_IPV4,
        .protocol = IPPROTO_TCP,
        .src_port = (uint16_t) i,
        .dst_port = (uint16_t) (i >> 16),
      };
      WeirPacket busy = packet_from_port (1);

      weir_owner_book_find (book, &packet);
      weir_owner_book_find (book, &busy)->inode = 4711;
    }
  g_assert_cmpuint (weir_owner_book_get_n_flows (book), <=, WEIR_OWNER_BOOK_MAX_FLOWS);
  {
    WeirPacket busy = packet_from_port (1);

    g_assert_cmpuint (weir_owner_book_find (book, &busy)->inode, ==, 4711);
  }
}

static void
add_test (const char *path, void (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_test ("/recorder/owners-that-come-later-are-those-of-the-first-packet",
            test_owners_that_come_later_are_those_of_the_first_packet);
  add_test ("/recorder/owners-are-found-in-lists", test_owners_are_found_in_lists);
  add_test ("/recorder/names-of-processes-are-made-plain", test_names_of_processes_are_made_plain);
  add_test ("/recorder/frames-from-before-the-beginning-are-left-out",
            test_frames_from_before_the_beginning_are_left_out);
  add_test ("/recorder/frames-are-cut-to-the-length-that-is-wanted",
            test_frames_are_cut_to_the_length_that_is_wanted);
  add_test ("/recorder/the-limit-of-size-is-kept", test_the_limit_of_size_is_kept);
  add_test ("/recorder/the-limit-of-time-is-kept", test_the_limit_of_time_is_kept);
  add_test ("/recorder/what-does-not-fit-is-refused", test_what_does_not_fit_is_refused);
  add_test ("/recorder/the-file-is-its-owners-alone", test_the_file_is_its_owners_alone);
  add_test ("/recorder/nothing-is-written-over-or-through-a-link",
            test_nothing_is_written_over_or_through_a_link);
  add_test ("/recorder/a-full-disk-leaves-whole-blocks", test_a_full_disk_leaves_whole_blocks);
  add_test ("/recorder/of-another-link-type-is-another-interface",
            test_of_another_link_type_is_another_interface);
  add_test ("/recorder/the-book-of-owners-forgets-the-silent",
            test_the_book_of_owners_forgets_the_silent);

  return g_test_run ();
}
