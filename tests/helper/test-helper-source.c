/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a program makes of a helper in every state that it may be in; the helper is a fake.
 */
#include <gio/gio.h>
#include <string.h>

#include "core/error.h"
#include "core/source/helper-source.h"
#include "fake-helper.h"

typedef struct
{
  WeirHelper *helper;
  WeirMeter *meter;
  WeirSource *source;
} Fixture;

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
}

static WeirSource *
make_source (WeirHelper *helper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", &error);
  const WeirDeviceSourceOptions options = { .filter = (char *) "udp", .local = local };

  g_assert_no_error (error);
  return weir_helper_source_new (helper, "eth0", &options);
}

static void
fixture_init (Fixture *self, const char *scenario, const char *text)
{
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), scenario, text, NULL };
  g_autoptr (WeirLocalNetwork) nothing = weir_local_network_new_empty ();
  const WeirMeterOptions options = { .is_live = TRUE };

  self->helper = weir_helper_new (argv, WEIR_HELPER_TIMEOUT_MS);
  self->meter = weir_meter_new (&options, nothing, interval_cb, NULL);
  self->source = make_source (self->helper);
}

static void
fixture_clear (Fixture *self)
{
  g_object_unref (self->source);
  weir_helper_unref (self->helper);
  weir_meter_free (self->meter);
}

static void
open_source (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  weir_source_open (self->source, self->meter, &error);
  g_assert_no_error (error);
}

/* Until the fake's packets and what it has dropped have come. */
static WeirBatch *
read_batch (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  uint64_t n_frames = weir_meter_get_n_frames (self->meter);

  do
    {
      g_assert_cmpint (weir_source_read (self->source, self->meter, &error), ==, WEIR_READ_AGAIN);
      g_assert_no_error (error);
    }
  while (weir_meter_get_n_frames (self->meter) < n_frames + FAKE_HELPER_PACKETS);
  return weir_meter_take_batch (self->meter, FALSE);
}

static void
assert_batch (const WeirBatch *batch)
{
  g_assert_cmpuint (batch->n_deltas, ==, 1);
  g_assert_cmpuint (batch->deltas[0].tx_packets, ==, FAKE_HELPER_PACKETS);
  g_assert_cmpuint (batch->deltas[0].tx_bytes, ==, FAKE_HELPER_PACKETS * FAKE_HELPER_IP_BYTES);
  g_assert_cmpuint (batch->deltas[0].tx_wire_bytes, ==,
                    FAKE_HELPER_PACKETS * (FAKE_HELPER_IP_BYTES + 14));
  g_assert_cmpuint (batch->source.received, ==, FAKE_HELPER_PACKETS);
  g_assert_cmpuint (batch->source.malformed, ==, 0);
}

static void
test_packets_become_a_batch (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) batch = NULL;

  fixture_init (&fixture, "works", NULL);
  open_source (&fixture);
  batch = read_batch (&fixture);
  assert_batch (batch);
  g_assert_cmpuint (batch->source.dropped, ==, FAKE_HELPER_DROPPED);
  weir_source_close (fixture.source);
  fixture_clear (&fixture);
}

static void
test_owners_of_sockets_are_told (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) batch = NULL;
  WeirFlowKey captured;

  fixture_init (&fixture, "works", NULL);
  open_source (&fixture);
  batch = read_batch (&fixture);
  captured = batch->deltas[0].key;
  while (batch->n_sockets == 0)
    {
      g_autoptr (GError) error = NULL;

      weir_source_read (fixture.source, fixture.meter, &error);
      g_assert_no_error (error);
      weir_batch_free (batch);
      batch = weir_meter_take_batch (fixture.meter, FALSE);
    }
  g_assert_cmpuint (batch->n_sockets, ==, 2);
  g_assert_cmpuint (batch->sockets[0].key.family, ==, WEIR_FAMILY_IPV4);
  g_assert_cmpuint (batch->sockets[0].pid, ==, FAKE_HELPER_PID);
  g_assert_cmpuint (batch->sockets[0].uid, ==, FAKE_HELPER_UID);
  g_assert_cmpstr (batch->sockets[0].process, ==, FAKE_HELPER_COMMAND);

  g_assert_true (weir_flow_key_equal (&batch->sockets[0].key, &captured));

  /* One that is connected to nobody may own any flow of its port. */
  g_assert_cmpuint (batch->sockets[1].key.local_port, ==, 53);
  g_assert_true (weir_address_is_unspecified (&batch->sockets[1].key.remote));
  fixture_clear (&fixture);
}

static void
test_the_helper_serves_source_after_source (void)
{
  Fixture fixture;

  fixture_init (&fixture, "works", NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (WeirBatch) batch = NULL;

      open_source (&fixture);
      batch = read_batch (&fixture);
      assert_batch (batch);
      weir_source_close (fixture.source);
      g_object_unref (fixture.source);
      fixture.source = make_source (fixture.helper);
    }
  fixture_clear (&fixture);
}

static void
test_what_was_opened_before_is_passed_over (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) batch = NULL;

  fixture_init (&fixture, "stale", NULL);
  open_source (&fixture);
  batch = read_batch (&fixture);
  assert_batch (batch);
  fixture_clear (&fixture);
}

static void
test_an_interrupt_ends_the_reading (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, "works", NULL);
  open_source (&fixture);
  weir_source_interrupt (fixture.source);
  g_assert_cmpint (weir_source_read (fixture.source, fixture.meter, &error), ==, WEIR_READ_END);
  g_assert_no_error (error);
  fixture_clear (&fixture);
}

static void
test_an_interrupt_takes_the_question_away (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  fixture_init (&fixture, "silent", NULL);
  weir_source_interrupt (fixture.source);
  g_assert_false (weir_source_open (fixture.source, fixture.meter, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 2 * G_USEC_PER_SEC);
  fixture_clear (&fixture);
}

static void
test_why_it_does_not_start_is_told (void)
{
  static const struct
  {
    const char *scenario;
    const char *text;
    int code; /* WeirErrorCode */
    gboolean is_retryable;
  } cases[] = {
    { "exit=126", "Error executing command as another user: Request dismissed",
      WEIR_ERROR_DISMISSED, FALSE },
    { "exit=127",
      "Error executing command as another user: Not authorized\n\nThis incident has been reported.",
      WEIR_ERROR_DENIED, FALSE },
    { "exit=127", "Error executing command as another user: No authentication agent found.",
      WEIR_ERROR_NO_AGENT, FALSE },
    { "exit=127", "env: 'pkexec': No such file or directory", WEIR_ERROR_HELPER_MISSING, FALSE },
    { "exit=127", "weir-helper: error while loading shared libraries: libpcap.so.0.8",
      WEIR_ERROR_HELPER_MISSING, FALSE },
    { "exit=127", NULL, WEIR_ERROR_HELPER_MISSING, FALSE },
    { "exit=1", "Portal call failed: org.freedesktop.DBus.Error.ServiceUnknown",
      WEIR_ERROR_HELPER_MISSING, FALSE },
    { "exit=0", NULL, WEIR_ERROR_HELPER_MISSING, FALSE },
    { "garbage", NULL, WEIR_ERROR_HELPER_BROKEN, FALSE },
    { "torn", NULL, WEIR_ERROR_HELPER_BROKEN, FALSE },
    { "version", NULL, WEIR_ERROR_HELPER_VERSION, FALSE },
    { "unable", NULL, WEIR_ERROR_PERMISSION, FALSE },
    { "refuses=1", NULL, WEIR_ERROR_FAILED, TRUE },
    { "refuses=2", NULL, WEIR_ERROR_NO_INTERFACE, FALSE },
    { "refuses=3", NULL, WEIR_ERROR_INTERFACE_DOWN, TRUE },
    { "refuses=4", NULL, WEIR_ERROR_PERMISSION, FALSE },
    { "refuses=5", NULL, WEIR_ERROR_FILTER, FALSE },
    { "refuses=6", NULL, WEIR_ERROR_HELPER_BROKEN, FALSE },
    { "refuses=9", NULL, WEIR_ERROR_HELPER_BROKEN, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", cases[i].scenario, cases[i].text);
      fixture_init (&fixture, cases[i].scenario, cases[i].text);
      g_assert_false (weir_source_open (fixture.source, fixture.meter, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, WEIR_ERROR, cases[i].code);
      g_assert_cmpint (weir_error_is_retryable (error), ==, cases[i].is_retryable);
      fixture_clear (&fixture);
    }
}

static void
test_a_missing_program_is_told (void)
{
  const char *const argv[] = { "/nonexistent/weir-helper", NULL };
  g_autoptr (WeirHelper) helper = weir_helper_new (argv, WEIR_HELPER_TIMEOUT_MS);
  WeirWakeup wakeup;
  g_autoptr (GError) error = NULL;

  weir_wakeup_init (&wakeup);
  g_assert_false (weir_helper_start (helper, &wakeup, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING);
  weir_wakeup_clear (&wakeup);
}

static void
test_silence_is_not_waited_for_without_end (void)
{
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), "silent", NULL };
  g_autoptr (WeirHelper) helper = weir_helper_new (argv, 50);
  WeirWakeup wakeup;
  g_autoptr (GError) error = NULL;

  weir_wakeup_init (&wakeup);
  g_assert_false (weir_helper_start (helper, &wakeup, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_BROKEN);
  weir_wakeup_clear (&wakeup);
}

static void
test_complaints_without_end_do_no_harm (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');

  /* Not UTF-8, where it is cut or at all. */
  memset (text, '\xe2', 300);
  fixture_init (&fixture, "exit=127", text);
  g_assert_false (weir_source_open (fixture.source, fixture.meter, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 1000);
  fixture_clear (&fixture);
}

/* Opens, and reads until that fails. */
static void
read_until_failure (const char *scenario, int code)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  WeirReadResult result;

  fixture_init (&fixture, scenario, NULL);
  open_source (&fixture);
  do
    result = weir_source_read (fixture.source, fixture.meter, &error);
  while (result == WEIR_READ_AGAIN);
  g_assert_cmpint (result, ==, WEIR_READ_FAILED);
  g_assert_error (error, WEIR_ERROR, code);
  g_assert_cmpint (weir_error_is_retryable (error), ==, code == WEIR_ERROR_HELPER_LOST);
  weir_source_close (fixture.source);

  /* Another helper is started for the next attempt. */
  open_source (&fixture);
  fixture_clear (&fixture);
}

static void
test_a_dying_helper_is_started_again (void)
{
  read_until_failure ("dies", WEIR_ERROR_HELPER_LOST);
}

static void
test_a_helper_that_would_ask_again_is_not_started (void)
{
  static const struct
  {
    const char *check[3];
    gboolean starts;
  } cases[] = {
    { { "true" }, TRUE },
    { { "false" }, FALSE },
    { { "/nonexistent/pkcheck" }, FALSE },
    { { "sleep", "600" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      fixture_init (&fixture, "works", NULL);
      weir_helper_set_restart_check (fixture.helper, cases[i].check);
      /* The first time is the user's own wish. */
      open_source (&fixture);
      weir_source_close (fixture.source);
      weir_helper_stop (fixture.helper);

      g_assert_cmpint (weir_source_open (fixture.source, fixture.meter, &error), ==,
                       cases[i].starts);
      if (!cases[i].starts)
        {
          g_assert_error (error, WEIR_ERROR, WEIR_ERROR_ASKS_AGAIN);
          g_assert_true (weir_error_is_refusal (error));
          g_assert_false (weir_error_is_retryable (error));
          g_assert_false (weir_helper_is_running (fixture.helper));
        }
      fixture_clear (&fixture);
    }
}

static void
test_a_hanging_helper_is_started_again (void)
{
  read_until_failure ("hangs", WEIR_ERROR_HELPER_LOST);
}

static void
test_a_lying_helper_is_given_up (void)
{
  read_until_failure ("lies", WEIR_ERROR_HELPER_BROKEN);
  read_until_failure ("babbles", WEIR_ERROR_HELPER_BROKEN);
}

static void
test_what_is_not_a_name_is_not_sent (void)
{
  static const char *const names[] = { "", "../eth0", "sixteen-letters!", "eth0\n" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      fixture_init (&fixture, "works", NULL);
      g_object_unref (fixture.source);
      fixture.source = weir_helper_source_new (fixture.helper, names[i], NULL);
      g_assert_false (weir_source_open (fixture.source, fixture.meter, &error));
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE);
      fixture_clear (&fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-source/packets-become-a-batch", test_packets_become_a_batch);
  g_test_add_func ("/helper-source/owners-of-sockets-are-told", test_owners_of_sockets_are_told);
  g_test_add_func ("/helper-source/the-helper-serves-source-after-source",
                   test_the_helper_serves_source_after_source);
  g_test_add_func ("/helper-source/what-was-opened-before-is-passed-over",
                   test_what_was_opened_before_is_passed_over);
  g_test_add_func ("/helper-source/an-interrupt-ends-the-reading",
                   test_an_interrupt_ends_the_reading);
  g_test_add_func ("/helper-source/an-interrupt-takes-the-question-away",
                   test_an_interrupt_takes_the_question_away);
  g_test_add_func ("/helper-source/why-it-does-not-start-is-told",
                   test_why_it_does_not_start_is_told);
  g_test_add_func ("/helper-source/a-missing-program-is-told", test_a_missing_program_is_told);
  g_test_add_func ("/helper-source/silence-is-not-waited-for-without-end",
                   test_silence_is_not_waited_for_without_end);
  g_test_add_func ("/helper-source/complaints-without-end-do-no-harm",
                   test_complaints_without_end_do_no_harm);
  g_test_add_func ("/helper-source/a-dying-helper-is-started-again",
                   test_a_dying_helper_is_started_again);
  g_test_add_func ("/helper-source/a-helper-that-would-ask-again-is-not-started",
                   test_a_helper_that_would_ask_again_is_not_started);
  g_test_add_func ("/helper-source/a-hanging-helper-is-started-again",
                   test_a_hanging_helper_is_started_again);
  g_test_add_func ("/helper-source/a-lying-helper-is-given-up", test_a_lying_helper_is_given_up);
  g_test_add_func ("/helper-source/what-is-not-a-name-is-not-sent",
                   test_what_is_not_a_name_is_not_sent);
  return g_test_run ();
}
