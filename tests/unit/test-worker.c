/* The worker: retries, the bounded queue, the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its source here does what the test tells it, one step at a time.  Nothing sleeps: a test waits
 * for the worker to reach a state, and skips the delays between two attempts by asking for a retry.
 */
#include "core/error.h"
#include "core/source/worker.h"
#include "fixtures.h"

#include <pcap/dlt.h>

typedef enum
{
  STEP_OPEN_OK,
  STEP_OPEN_FAILS,
  STEP_PACKET, /* read() delivers one */
  STEP_READ_FAILS,
  STEP_END,
} StepKind;

typedef struct
{
  StepKind kind;
  WeirErrorCode code; /* of the two failures */
  int64_t time_us;    /* of the packet, from the start of the tests' time */
} Step;

/* A source that follows a script.  When the script is used up, open() and read() wait until they
 * are interrupted. */
#define SCRIPT_TYPE_SOURCE (script_source_get_type ())
G_DECLARE_FINAL_TYPE (ScriptSource, script_source, SCRIPT, SOURCE, WeirSource)

struct _ScriptSource
{
  WeirSource parent_instance;

  GMutex mutex;
  GCond cond;
  GQueue steps; /* of Step */
  gboolean is_live;
  gboolean is_interrupted;
  gboolean is_open;
  gboolean is_waiting; /* a read() waits because the script is used up */
  guint n_opens;
  guint n_closes;
  guint n_packets;
  int64_t failed_at_us; /* monotonic time of the last failure */
  GThread *thread;      /* that first called */
};

G_DEFINE_FINAL_TYPE (ScriptSource, script_source, WEIR_TYPE_SOURCE)

#define PACKET_BYTES 46u

static void
add_frame (WeirMeter *meter, int64_t time_us)
{
  static const uint8_t frame[14 + PACKET_BYTES] = {
    0x02,
    0,
    0,
    0,
    0,
    1,
    0x02,
    0,
    0,
    0,
    0,
    2,
    0x08,
    0x00,
    /* IPv4, UDP, 192.0.2.10:5000 to 198.51.100.20:53. */
    0x45,
    0,
    0,
    PACKET_BYTES,
    0,
    0,
    0,
    0,
    64,
    17,
    0,
    0,
    192,
    0,
    2,
    10,
    198,
    51,
    100,
    20,
    0x13,
    0x88,
    0,
    53,
    0,
    26,
    0,
    0,
  };

  weir_meter_add_frame (meter, time_us, frame, sizeof frame, sizeof frame);
}

/* Waits for the next step; %NULL when interrupted.  Called with the mutex held. */
static Step *
next_step (ScriptSource *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_self ();
  g_assert_true (self->thread == g_thread_self ());

  while (g_queue_is_empty (&self->steps) && !self->is_interrupted)
    {
      self->is_waiting = TRUE;
      g_cond_broadcast (&self->cond);
      g_cond_wait (&self->cond, &self->mutex);
    }
  self->is_waiting = FALSE;
  return g_queue_pop_head (&self->steps);
}

static void
set_failure (ScriptSource *self, const Step *step, GError **error)
{
  self->failed_at_us = g_get_monotonic_time ();
  g_set_error (error, WEIR_ERROR, (gint) step->code, "The script says so.");
}

static gboolean
script_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  ScriptSource *self = SCRIPT_SOURCE (source);
  g_autofree Step *step = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_assert_false (self->is_open);
  step = next_step (self);
  self->n_opens++;
  if (step != NULL && step->kind == STEP_OPEN_FAILS)
    {
      set_failure (self, step, error);
      return FALSE;
    }
  g_assert_true (step == NULL || step->kind == STEP_OPEN_OK);
  weir_meter_set_link_type (meter, DLT_EN10MB);
  self->is_open = TRUE;
  return TRUE;
}

/* The lock is not held while the meter works: there the worker may wait for the test. */
static WeirReadResult
script_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  ScriptSource *self = SCRIPT_SOURCE (source);
  g_autofree Step *step = NULL;

  g_mutex_lock (&self->mutex);
  g_assert_true (self->is_open);
  step = next_step (self);
  self->is_interrupted = FALSE;
  if (step != NULL && step->kind == STEP_READ_FAILS)
    set_failure (self, step, error);
  if (step != NULL && step->kind == STEP_PACKET)
    self->n_packets++;
  g_mutex_unlock (&self->mutex);

  if (step == NULL)
    return WEIR_READ_AGAIN;
  if (step->kind == STEP_END)
    return WEIR_READ_END;
  if (step->kind == STEP_READ_FAILS)
    return WEIR_READ_FAILED;
  g_assert_cmpint (step->kind, ==, STEP_PACKET);
  add_frame (meter, FIXTURE_START_US + step->time_us);
  return WEIR_READ_AGAIN;
}

static void
script_source_close (WeirSource *source)
{
  ScriptSource *self = SCRIPT_SOURCE (source);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_assert_true (self->is_open);
  g_assert_true (self->thread == g_thread_self ());
  self->is_open = FALSE;
  self->n_closes++;
}

static void
script_source_interrupt (WeirSource *source)
{
  ScriptSource *self = SCRIPT_SOURCE (source);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->is_interrupted = TRUE;
  g_cond_broadcast (&self->cond);
}

static gboolean
script_source_is_live (WeirSource *source)
{
  return SCRIPT_SOURCE (source)->is_live;
}

static void
script_source_finalize (GObject *object)
{
  ScriptSource *self = SCRIPT_SOURCE (object);

  g_assert_false (self->is_open);
  g_queue_clear_full (&self->steps, g_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (script_source_parent_class)->finalize (object);
}

static void
script_source_class_init (ScriptSourceClass *klass)
{
  WeirSourceClass *source_class = WEIR_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = script_source_finalize;
  source_class->open = script_source_open;
  source_class->read = script_source_read;
  source_class->close = script_source_close;
  source_class->interrupt = script_source_interrupt;
  source_class->is_live = script_source_is_live;
}

static void
script_source_init (ScriptSource *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->steps);
}

/* ---- what a test needs ---- */

typedef struct
{
  ScriptSource *source;
  WeirWorker *worker;
  guint n_calls;
} Fixture;

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("the worker did not get there within 20 s");
  return G_SOURCE_REMOVE;
}

static void
fixture_start (Fixture *fixture, gboolean is_live)
{
  memset (fixture, 0, sizeof *fixture);
  fixture->source = g_object_new (SCRIPT_TYPE_SOURCE, NULL);
  fixture->source->is_live = is_live;
}

static void
fixture_run (Fixture *fixture)
{
  static const WeirMeterOptions options = { .interval_us = G_USEC_PER_SEC / 4 };

  fixture->worker = weir_worker_new (WEIR_SOURCE (fixture->source), &options);
  weir_worker_set_func (fixture->worker, worker_cb, fixture);
}

static void
fixture_stop (Fixture *fixture)
{
  int64_t start_us = g_get_monotonic_time ();

  weir_worker_free (fixture->worker);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 2 * G_USEC_PER_SEC);
  g_assert_false (fixture->source->is_open);
  g_assert_finalize_object (fixture->source);
}

static void
then (Fixture *fixture, StepKind kind, WeirErrorCode code, int64_t time_us)
{
  Step *step = g_new0 (Step, 1);

  step->kind = kind;
  step->code = code;
  step->time_us = time_us;
  g_mutex_lock (&fixture->source->mutex);
  g_queue_push_tail (&fixture->source->steps, step);
  g_cond_broadcast (&fixture->source->cond);
  g_mutex_unlock (&fixture->source->mutex);
}

/* Until the script is used up and the source waits for more. */
static void
wait_for_script (Fixture *fixture)
{
  ScriptSource *source = fixture->source;
  int64_t end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&source->mutex);
  while (!(source->is_waiting && g_queue_is_empty (&source->steps)))
    if (!g_cond_wait_until (&source->cond, &source->mutex, end_us))
      give_up_cb (NULL);
  g_mutex_unlock (&source->mutex);
}

static WeirWorkerStatus *
wait_for_state (Fixture *fixture, WeirWorkerState state, guint attempts)
{
  guint timeout = g_timeout_add_seconds (20, give_up_cb, NULL);

  for (;;)
    {
      g_autoptr (WeirWorkerStatus) status = weir_worker_dup_status (fixture->worker);

      if (status->state == state && status->attempts == attempts)
        {
          g_source_remove (timeout);
          return g_steal_pointer (&status);
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The next batch, waiting for it. */
static WeirBatch *
wait_for_batch (Fixture *fixture)
{
  guint timeout = g_timeout_add_seconds (20, give_up_cb, NULL);
  WeirBatch *batch;

  while ((batch = weir_worker_pop (fixture->worker)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  return batch;
}

static uint64_t
batch_packets (const WeirBatch *batch)
{
  uint64_t n_packets = 0;

  for (gsize i = 0; i < batch->n_deltas; i++)
    n_packets += batch->deltas[i].tx_packets + batch->deltas[i].rx_packets;
  g_assert_cmpuint (n_packets, ==, batch->source.received);
  return n_packets;
}

/* ---- tests ---- */

static void
assert_delay (Fixture *fixture, guint attempts, int64_t delay_ms)
{
  g_autoptr (WeirWorkerStatus) status = wait_for_state (fixture, WEIR_WORKER_WAITING, attempts);
  int64_t waits_us;

  g_assert_error (status->error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN);
  g_mutex_lock (&fixture->source->mutex);
  waits_us = status->retry_at_us - fixture->source->failed_at_us;
  g_mutex_unlock (&fixture->source->mutex);
  /* Not before its time; later only by what the machine is busy. */
  g_assert_cmpint (waits_us, >=, delay_ms * 1000);
  g_assert_cmpint (waits_us, <, delay_ms * 1000 + delay_ms * 500 + 100 * 1000);
}

static void
test_delays_double_to_their_bound (void)
{
  Fixture fixture;
  int64_t delay_ms = WEIR_WORKER_FIRST_DELAY_MS;

  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
  fixture_run (&fixture);
  for (guint attempts = 1; attempts <= 10; attempts++)
    {
      assert_delay (&fixture, attempts, delay_ms);
      delay_ms = MIN (delay_ms * 2, WEIR_WORKER_LAST_DELAY_MS);
      then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
      weir_worker_retry (fixture.worker);
    }
  g_assert_cmpint (delay_ms, ==, WEIR_WORKER_LAST_DELAY_MS);
  fixture_stop (&fixture);
}

static void
test_a_retry_happens_by_itself (void)
{
  Fixture fixture;

  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  fixture_run (&fixture);
  wait_for_script (&fixture);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_RUNNING, 1));
  g_assert_cmpint (g_get_monotonic_time () - fixture.source->failed_at_us, >=,
                   WEIR_WORKER_FIRST_DELAY_MS * 1000);
  fixture_stop (&fixture);
}

static void
test_only_delivery_resets_the_delay (void)
{
  Fixture fixture;

  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
  fixture_run (&fixture);
  assert_delay (&fixture, 1, 250);

  /* It opens, but brings nothing. */
  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_READ_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
  weir_worker_retry (fixture.worker);
  assert_delay (&fixture, 2, 500);

  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_PACKET, 0, 0);
  then (&fixture, STEP_READ_FAILS, WEIR_ERROR_INTERFACE_DOWN, 0);
  weir_worker_retry (fixture.worker);
  assert_delay (&fixture, 1, 250);

  g_assert_cmpuint (fixture.source->n_closes, ==, 2);
  fixture_stop (&fixture);
}

static void
test_what_a_retry_cannot_mend_is_reported_once (void)
{
  static const WeirErrorCode codes[] = {
    WEIR_ERROR_PERMISSION,
    WEIR_ERROR_FILTER,
    WEIR_ERROR_LINK_TYPE,
    WEIR_ERROR_INVALID,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (WeirWorkerStatus) status = NULL;
      Fixture fixture;

      fixture_start (&fixture, TRUE);
      then (&fixture, STEP_OPEN_FAILS, codes[i], 0);
      fixture_run (&fixture);
      status = wait_for_state (&fixture, WEIR_WORKER_FAILED, 1);
      g_assert_error (status->error, WEIR_ERROR, (gint) codes[i]);
      g_assert_cmpuint (fixture.source->n_opens, ==, 1);
      fixture_stop (&fixture);
    }
}

static void
test_a_file_waits_for_the_reader (void)
{
  enum
  {
    N_INTERVALS = 50,
  };
  Fixture fixture;
  uint64_t n_packets = 0;
  gboolean is_last = FALSE;

  fixture_start (&fixture, FALSE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  for (guint i = 0; i < N_INTERVALS; i++)
    for (guint j = 0; j < 3; j++)
      then (&fixture, STEP_PACKET, 0, i * G_USEC_PER_SEC / 4 + j);
  then (&fixture, STEP_END, 0, 0);
  fixture_run (&fixture);

  for (guint i = 0; !is_last; i++)
    {
      g_autoptr (WeirBatch) batch = wait_for_batch (&fixture);

      /* No interval was stretched, and the file was not read ahead: two batches wait at most, one
       * is about to, and the first packet of the next interval may have been read. */
      g_assert_cmpuint (batch_packets (batch), <=, 3);
      g_mutex_lock (&fixture.source->mutex);
      g_assert_cmpuint (fixture.source->n_packets, <=,
                        (i + 1 + WEIR_WORKER_MAX_QUEUED + 1) * 3 + 1);
      g_mutex_unlock (&fixture.source->mutex);
      n_packets += batch_packets (batch);
      is_last = batch->is_last;
    }
  g_assert_cmpuint (n_packets, ==, N_INTERVALS * 3);
  g_assert_null (weir_worker_pop (fixture.worker));
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_FINISHED, 0));
  fixture_stop (&fixture);
}

static void
test_a_live_interval_grows_while_nobody_reads (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) last = NULL;
  uint64_t n_packets = 0;
  guint n_batches = 0;

  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  for (guint i = 0; i < 40; i++)
    then (&fixture, STEP_PACKET, 0, i * G_USEC_PER_SEC / 4);
  fixture_run (&fixture);
  wait_for_script (&fixture);

  for (WeirBatch *batch; (batch = weir_worker_pop (fixture.worker)) != NULL; n_batches++)
    {
      n_packets += batch_packets (batch);
      weir_batch_free (batch);
    }
  g_assert_cmpuint (n_batches, >=, 1);
  g_assert_cmpuint (n_batches, <=, WEIR_WORKER_MAX_QUEUED);
  g_assert_cmpuint (n_packets, <, 40);

  /* The next packet ends the long interval. */
  then (&fixture, STEP_PACKET, 0, 40 * G_USEC_PER_SEC / 4);
  last = wait_for_batch (&fixture);
  g_assert_cmpuint (n_packets + batch_packets (last), ==, 40);
  g_assert_cmpint (last->end_us - last->start_us, >, G_USEC_PER_SEC);
  g_assert_false (last->is_last);
  fixture_stop (&fixture);
}

static void
test_stop_hands_over_what_was_open (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) batch = NULL;

  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_PACKET, 0, 0);
  then (&fixture, STEP_PACKET, 0, 1);
  fixture_run (&fixture);
  wait_for_script (&fixture);

  weir_worker_stop (fixture.worker);
  batch = wait_for_batch (&fixture);
  g_assert_cmpuint (batch_packets (batch), ==, 2);
  g_assert_true (batch->is_last);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_FINISHED, 0));
  g_assert_null (weir_worker_pop (fixture.worker));
  fixture_stop (&fixture);
}

static void
test_a_damaged_file_keeps_what_was_read (void)
{
  static const WeirErrorCode codes[] = { WEIR_ERROR_FILE_TRUNCATED, WEIR_ERROR_FILE_FORMAT };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (WeirWorkerStatus) status = NULL;
      g_autoptr (WeirBatch) batch = NULL;
      Fixture fixture;

      fixture_start (&fixture, FALSE);
      then (&fixture, STEP_OPEN_OK, 0, 0);
      then (&fixture, STEP_PACKET, 0, 0);
      then (&fixture, STEP_READ_FAILS, codes[i], 0);
      fixture_run (&fixture);

      batch = wait_for_batch (&fixture);
      g_assert_cmpuint (batch_packets (batch), ==, 1);
      g_assert_true (batch->is_last);
      while (status == NULL)
        {
          status = weir_worker_dup_status (fixture.worker);
          if (status->state != WEIR_WORKER_FINISHED)
            {
              g_clear_pointer (&status, weir_worker_status_free);
              g_main_context_iteration (NULL, TRUE);
            }
        }
      g_assert_error (status->error, WEIR_ERROR, (gint) codes[i]);
      g_assert_cmpuint (fixture.source->n_opens, ==, 1);
      fixture_stop (&fixture);
    }
}

static void
test_what_was_read_before_a_failure_is_kept (void)
{
  Fixture fixture;
  uint64_t n_packets = 0;
  gboolean is_last = FALSE;

  fixture_start (&fixture, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      then (&fixture, STEP_OPEN_OK, 0, 0);
      then (&fixture, STEP_PACKET, 0, 2 * i);
      then (&fixture, STEP_PACKET, 0, 2 * i + 1);
      if (i == 0)
        then (&fixture, STEP_READ_FAILS, WEIR_ERROR_FAILED, 0);
    }
  fixture_run (&fixture);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_WAITING, 1));
  weir_worker_retry (fixture.worker);
  wait_for_script (&fixture);
  weir_worker_stop (fixture.worker);
  while (!is_last)
    {
      g_autoptr (WeirBatch) batch = wait_for_batch (&fixture);

      n_packets += batch_packets (batch);
      is_last = batch->is_last;
    }
  g_assert_cmpuint (n_packets, ==, 4);
  fixture_stop (&fixture);
}

static void
test_the_func_is_called_on_the_main_context (void)
{
  Fixture fixture;
  g_autoptr (WeirBatch) batch = NULL;

  fixture_start (&fixture, FALSE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_PACKET, 0, 0);
  then (&fixture, STEP_END, 0, 0);
  fixture_run (&fixture);
  while (fixture.n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  batch = wait_for_batch (&fixture);
  g_assert_true (batch->is_last);
  fixture_stop (&fixture);
}

static void
test_it_can_be_freed_in_any_state (void)
{
  Fixture fixture;

  /* At once; while open() waits. */
  fixture_start (&fixture, TRUE);
  fixture_run (&fixture);
  fixture_stop (&fixture);
  fixture_start (&fixture, TRUE);
  fixture_run (&fixture);
  wait_for_script (&fixture);
  fixture_stop (&fixture);

  /* While read() waits, with a batch in the queue. */
  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_PACKET, 0, 0);
  then (&fixture, STEP_PACKET, 0, G_USEC_PER_SEC);
  fixture_run (&fixture);
  wait_for_script (&fixture);
  fixture_stop (&fixture);

  /* In the longest delay. */
  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_FAILED, 0);
  fixture_run (&fixture);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_WAITING, 1));
  fixture_stop (&fixture);

  /* After a failure for good, and at the end of a file, with everything still in the queue. */
  fixture_start (&fixture, TRUE);
  then (&fixture, STEP_OPEN_FAILS, WEIR_ERROR_FILTER, 0);
  fixture_run (&fixture);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_FAILED, 1));
  fixture_stop (&fixture);
  fixture_start (&fixture, FALSE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  then (&fixture, STEP_PACKET, 0, 0);
  then (&fixture, STEP_END, 0, 0);
  fixture_run (&fixture);
  weir_worker_status_free (wait_for_state (&fixture, WEIR_WORKER_FINISHED, 0));
  fixture_stop (&fixture);

  /* A file that waits for a reader who never comes. */
  fixture_start (&fixture, FALSE);
  then (&fixture, STEP_OPEN_OK, 0, 0);
  for (guint i = 0; i < 20; i++)
    then (&fixture, STEP_PACKET, 0, i * G_USEC_PER_SEC);
  fixture_run (&fixture);
  while (fixture.n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_stop (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/delays-double-to-their-bound", test_delays_double_to_their_bound);
  g_test_add_func ("/worker/a-retry-happens-by-itself", test_a_retry_happens_by_itself);
  g_test_add_func ("/worker/only-delivery-resets-the-delay", test_only_delivery_resets_the_delay);
  g_test_add_func ("/worker/what-a-retry-cannot-mend-is-reported-once",
                   test_what_a_retry_cannot_mend_is_reported_once);
  g_test_add_func ("/worker/a-file-waits-for-the-reader", test_a_file_waits_for_the_reader);
  g_test_add_func ("/worker/a-live-interval-grows-while-nobody-reads",
                   test_a_live_interval_grows_while_nobody_reads);
  g_test_add_func ("/worker/stop-hands-over-what-was-open", test_stop_hands_over_what_was_open);
  g_test_add_func ("/worker/a-damaged-file-keeps-what-was-read",
                   test_a_damaged_file_keeps_what_was_read);
  g_test_add_func ("/worker/what-was-read-before-a-failure-is-kept",
                   test_what_was_read_before_a_failure_is_kept);
  g_test_add_func ("/worker/the-func-is-called-on-the-main-context",
                   test_the_func_is_called_on_the_main_context);
  g_test_add_func ("/worker/it-can-be-freed-in-any-state", test_it_can_be_freed_in_any_state);
  return g_test_run ();
}
