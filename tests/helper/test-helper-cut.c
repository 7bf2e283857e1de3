/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A helper that is killed, or stops, behind any octet of what it says.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

#include "core/error.h"
#include "core/source/helper-source.h"
#include "core/source/worker.h"
#include "fake-helper.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* How far a conversation came.  The later the cut, the farther. */
typedef enum
{
  FAR_NOT_STARTED,
  FAR_TORN_HELLO,
  FAR_NOT_OPEN,
  FAR_NO_PACKETS,
  FAR_PACKETS,
  FAR_NEXT_PACKETS,
} Far;

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
}

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
}

static WeirSource *
make_source (const char *scenario)
{
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), scenario, NULL };
  g_autoptr (WeirHelper) helper = weir_helper_new (argv, WEIR_HELPER_TIMEOUT_MS);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  const WeirDeviceSourceOptions options = { .filter = (char *) "udp", .local = local };

  return weir_helper_source_new (helper, "eth0", &options);
}

static Far
get_far_before_it_was_open (const GError *error)
{
  if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING))
    return FAR_NOT_STARTED;
  if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_BROKEN))
    return FAR_TORN_HELLO;

  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST);
  g_assert_true (weir_error_is_retryable (error));
  return FAR_NOT_OPEN;
}

/* Reads until the end.  Of a frame of packets all or none are counted. */
static Far
read_to_the_end (WeirSource *source, WeirMeter *meter)
{
  g_autoptr (WeirBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  WeirReadResult result;
  uint64_t n_frames;

  do
    result = weir_source_read (source, meter, &error);
  while (result == WEIR_READ_AGAIN);
  g_assert_cmpint (result, ==, WEIR_READ_FAILED);
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST);
  g_assert_true (weir_error_is_retryable (error));

  n_frames = weir_meter_get_n_frames (meter);
  batch = weir_meter_take_batch (meter, TRUE);
  if (n_frames == 0)
    return FAR_NO_PACKETS;
  g_assert_cmpuint (n_frames, ==, FAKE_HELPER_PACKETS);
  g_assert_cmpuint (batch->n_deltas, ==, 1);
  g_assert_cmpuint (batch->deltas[0].tx_bytes, ==, FAKE_HELPER_PACKETS * FAKE_HELPER_IP_BYTES);
  g_assert_cmpuint (batch->source.malformed, ==, 0);
  return batch->source.dropped > 0 ? FAR_NEXT_PACKETS : FAR_PACKETS;
}

static Far
converse (guint n_octets)
{
  g_autofree char *scenario = g_strdup_printf ("cut=%u", n_octets);
  g_autoptr (WeirSource) source = make_source (scenario);
  g_autoptr (WeirLocalNetwork) nothing = weir_local_network_new_empty ();
  const WeirMeterOptions options = { .is_live = TRUE };
  WeirMeter *meter = weir_meter_new (&options, nothing, interval_cb, NULL);
  g_autoptr (GError) error = NULL;
  Far far;

  if (weir_source_open (source, meter, &error))
    far = read_to_the_end (source, meter);
  else
    far = get_far_before_it_was_open (error);
  weir_source_close (source);
  weir_meter_free (meter);
  return far;
}

static void
test_whole_frames_count_wherever_it_is_killed (void)
{
  guint n_of[FAR_NEXT_PACKETS + 1] = { 0 };
  Far far, last = FAR_NOT_STARTED;

  for (guint n_octets = 0; last < FAR_NEXT_PACKETS; n_octets++)
    {
      g_assert_cmpuint (n_octets, <, 4096);
      far = converse (n_octets);
      /* What it had said is never lost, however soon its end is noticed. */
      g_assert_cmpint (far, >=, last);
      last = far;
      n_of[far]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (n_of); i++)
    g_assert_cmpuint (n_of[i], >, 0);
  /* Hello's octets but the last; and those of a frame of packets. */
  g_assert_cmpuint (n_of[FAR_NOT_STARTED], ==, 1);
  g_assert_cmpuint (n_of[FAR_NO_PACKETS], >, FAKE_HELPER_PACKETS * 42);
}

/* It has ended before it is asked for anything more: here for whole frames, to be recorded. */
static void
test_what_it_captured_counts_although_it_cannot_be_asked (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-cut-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "recording", NULL);
  const WeirRecorderOptions recorder_options = { 0 };
  g_autoptr (WeirLocalNetwork) nothing = weir_local_network_new_empty ();
  const WeirMeterOptions options = { .is_live = TRUE };
  WeirMeter *meter = weir_meter_new (&options, nothing, interval_cb, NULL);
  g_autoptr (WeirSource) source = make_source ("dies");
  g_autoptr (WeirRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  siginfo_t ended;

  weir_source_open (source, meter, &error);
  g_assert_no_error (error);
  g_assert_no_errno (waitid (P_ALL, 0, &ended, WEXITED | WNOWAIT));
  recorder = weir_recorder_new (path, &recorder_options, &error);
  g_assert_no_error (error);
  weir_meter_set_recorder (meter, recorder);

  g_assert_cmpint (read_to_the_end (source, meter), ==, FAR_NEXT_PACKETS);
  weir_source_close (source);
  weir_meter_free (meter);
  weir_recorder_wait (recorder);
  g_unlink (path);
  g_rmdir (folder);
}

/* As a person who quits: the worker is freed, and with it goes the process. */
static void
test_quitting_never_waits_for_one_that_stalls (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-cut-XXXXXX", NULL);
  g_autofree char *log = g_build_filename (folder, "log", NULL);
  gint64 longest_us = 0;

  g_setenv ("WEIR_FAKE_HELPER_LOG", log, TRUE);
  /* Few fall on the border of a frame. */
  for (guint n_octets = 0; n_octets < 420; n_octets += 7)
    {
      g_autofree char *scenario = g_strdup_printf ("stall=%u", n_octets);
      g_autoptr (WeirSource) source = make_source (scenario);
      WeirWorker *worker = weir_worker_new (source, NULL);
      gint64 start_us = g_get_monotonic_time ();
      gboolean is_stalled = FALSE;

      weir_worker_set_func (worker, worker_cb, NULL);
      while (!is_stalled)
        {
          g_autofree char *text = NULL;

          g_assert_cmpint (g_get_monotonic_time () - start_us, <, PATIENCE_US);
          is_stalled =
              g_file_get_contents (log, &text, NULL, NULL) && strstr (text, "stalled") != NULL;
          g_main_context_iteration (NULL, FALSE);
          g_thread_yield ();
        }
      start_us = g_get_monotonic_time ();
      weir_worker_free (worker);
      g_clear_object (&source);
      longest_us = MAX (longest_us, g_get_monotonic_time () - start_us);
      g_unlink (log);
    }
  g_unsetenv ("WEIR_FAKE_HELPER_LOG");
  g_rmdir (folder);
  /* Far less than what it waits for an answer. */
  g_assert_cmpint (longest_us, <, WEIR_HELPER_TIMEOUT_MS * G_GINT64_CONSTANT (1000) / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-cut/whole-frames-count-wherever-it-is-killed",
                   test_whole_frames_count_wherever_it_is_killed);
  g_test_add_func ("/helper-cut/what-it-captured-counts-although-it-cannot-be-asked",
                   test_what_it_captured_counts_although_it_cannot_be_asked);
  g_test_add_func ("/helper-cut/quitting-never-waits-for-one-that-stalls",
                   test_quitting_never_waits_for_one_that_stalls);
  return g_test_run ();
}
