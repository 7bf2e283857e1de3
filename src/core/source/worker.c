/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/worker.h"

#include "core/error.h"

/* While a source waits to be opened again, time goes on: intervals without packets are handed over
 * so often. */
#define IDLE_TICK_US (G_USEC_PER_SEC / 2)

/* Intervals without packets are handed over no more often than this. */
#define MAX_SILENCE_US G_USEC_PER_SEC

/* A source that opens but delivers nothing keeps its back-off.  With these doublings the last delay
 * is reached. */
#define MAX_DOUBLINGS 7

struct _WeirWorker
{
  GThread *thread;
  WeirSource *source;
  WeirMeter *meter; /* the thread's own */
  gboolean is_live;
  gboolean was_open;   /* the thread's own: the source was opened at least once */
  gint64 last_push_us; /* the thread's own: monotonic */

  GAsyncQueue *queue; /* WeirBatch */

  GMutex mutex; /* guards all below */
  GCond cond;   /* room in the queue, stop, retry */
  WeirWorkerStatus status;
  gboolean is_stopping;
  gboolean is_discarding; /* nobody will pop any more */
  gboolean is_retry_wanted;
  gboolean has_new_recorder;
  WeirRecorder *new_recorder; /* (nullable): with has_new_recorder: to be taken over */
  GSource *notify;            /* (nullable) */

  WeirWorkerFunc func; /* main loop only */
  gpointer user_data;
};

void
weir_worker_status_free (WeirWorkerStatus *self)
{
  g_clear_error (&self->error);
  g_free (self);
}

static void
notify_locked (WeirWorker *self)
{
  if (self->notify != NULL)
    g_source_set_ready_time (self->notify, 0);
}

static void
set_status (WeirWorker *self,
            WeirWorkerState state,
            const GError *error,
            guint attempts,
            int64_t retry_at_us)
{
  g_mutex_lock (&self->mutex);
  g_clear_error (&self->status.error);
  self->status.state = state;
  self->status.error = error != NULL ? g_error_copy (error) : NULL;
  self->status.attempts = attempts;
  self->status.retry_at_us = retry_at_us;
  notify_locked (self);
  g_mutex_unlock (&self->mutex);
}

/* What the main loop wants recorded, and an end to what is over. */
static void
look_after_recorder (WeirWorker *self)
{
  g_autoptr (WeirRecorder) recorder = NULL;
  gboolean is_new;

  g_mutex_lock (&self->mutex);
  is_new = self->has_new_recorder;
  self->has_new_recorder = FALSE;
  recorder = g_steal_pointer (&self->new_recorder);
  g_mutex_unlock (&self->mutex);

  if (is_new)
    weir_meter_set_recorder (self->meter, recorder);
  if (weir_meter_get_recorder (self->meter) == NULL)
    return;
  weir_recorder_flush (weir_meter_get_recorder (self->meter));
  if (weir_recorder_is_over (weir_meter_get_recorder (self->meter)))
    weir_meter_set_recorder (self->meter, NULL);
}

static gboolean
is_stopping (WeirWorker *self)
{
  gboolean result;

  g_mutex_lock (&self->mutex);
  result = self->is_stopping;
  g_mutex_unlock (&self->mutex);

  return result;
}

/* A file waits until there is room. Returns whether there is. */
static gboolean
wait_for_room (WeirWorker *self)
{
  gboolean has_room;

  g_mutex_lock (&self->mutex);
  while (g_async_queue_length (self->queue) >= WEIR_WORKER_MAX_QUEUED && !self->is_discarding)
    g_cond_wait (&self->cond, &self->mutex);
  has_room = !self->is_discarding;
  g_mutex_unlock (&self->mutex);

  return has_room;
}

static void
push (WeirWorker *self, gboolean is_last)
{
  g_async_queue_push (self->queue, weir_meter_take_batch (self->meter, is_last));
  self->last_push_us = g_get_monotonic_time ();

  g_mutex_lock (&self->mutex);
  notify_locked (self);
  g_mutex_unlock (&self->mutex);
}

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
  WeirWorker *self = user_data;

  if (!self->is_live)
    {
      if (!weir_meter_is_empty (meter) && wait_for_room (self))
        push (self, FALSE);
      return;
    }

  if (weir_meter_is_empty (meter) && g_get_monotonic_time () - self->last_push_us < MAX_SILENCE_US)
    return;

  /* The main loop has not taken the last one: the interval goes on. */
  if (g_async_queue_length (self->queue) == 0)
    push (self, FALSE);
}

static gboolean
can_retry (WeirWorker *self, const GError *error)
{
  if (!self->is_live)
    return FALSE;

  /* An interface that was there may come back. */
  return weir_error_is_retryable (error)
         || (self->was_open && g_error_matches (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE));
}

static int64_t
get_delay_us (guint attempts)
{
  guint doublings = MIN (attempts - 1, MAX_DOUBLINGS);

  return MIN ((int64_t) WEIR_WORKER_FIRST_DELAY_MS << doublings, WEIR_WORKER_LAST_DELAY_MS) * 1000;
}

/* Returns whether to go on. */
static gboolean
wait_for_retry (WeirWorker *self, const GError *error, guint attempts)
{
  int64_t now_us = g_get_monotonic_time ();
  int64_t until_us = now_us + get_delay_us (attempts);
  gboolean goes_on = TRUE;

  set_status (self, WEIR_WORKER_WAITING, error, attempts, until_us);

  while (goes_on && now_us < until_us)
    {
      g_mutex_lock (&self->mutex);
      if (!self->is_stopping && !self->is_retry_wanted)
        g_cond_wait_until (&self->cond, &self->mutex, MIN (until_us, now_us + IDLE_TICK_US));
      goes_on = !self->is_stopping;
      if (self->is_retry_wanted)
        until_us = 0;
      self->is_retry_wanted = FALSE;
      g_mutex_unlock (&self->mutex);

      look_after_recorder (self);
      weir_meter_advance (self->meter, g_get_real_time ());
      now_us = g_get_monotonic_time ();
    }

  return goes_on;
}

/* Reads until the source ends or fails.  Returns %TRUE if it ended. */
static gboolean
read_all (WeirWorker *self, guint attempts, GError **error)
{
  gboolean is_paused = FALSE;

  for (;;)
    {
      g_autoptr (GError) problem = NULL;

      switch (weir_source_read (self->source, self->meter, &problem))
        {
        case WEIR_READ_AGAIN:
          if (is_paused)
            set_status (self, WEIR_WORKER_RUNNING, NULL, attempts, 0);
          is_paused = FALSE;
          break;
        case WEIR_READ_PAUSED:
          if (!is_paused)
            set_status (self, WEIR_WORKER_WAITING, problem, attempts, 0);
          is_paused = TRUE;
          break;
        case WEIR_READ_END:
          return TRUE;
        case WEIR_READ_FAILED:
        default:
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      look_after_recorder (self);
      if (is_stopping (self))
        return TRUE;
    }
}

static gpointer
worker_thread (gpointer data)
{
  WeirWorker *self = data;
  guint attempts = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      uint64_t n_frames = weir_meter_get_n_frames (self->meter);
      gboolean is_open;

      look_after_recorder (self);
      is_open = weir_source_open (self->source, self->meter, &error);
      if (is_open)
        {
          self->was_open = TRUE;
          set_status (self, WEIR_WORKER_RUNNING, NULL, attempts, 0);
          read_all (self, attempts, &error);
          weir_source_close (self->source);
        }

      if (error == NULL || is_stopping (self))
        {
          set_status (self, WEIR_WORKER_FINISHED, NULL, 0, 0);
          break;
        }

      if (weir_meter_get_n_frames (self->meter) != n_frames)
        attempts = 0;
      attempts++;

      if (!can_retry (self, error))
        {
          /* What could be read of a damaged file counts. */
          set_status (self, is_open && !self->is_live ? WEIR_WORKER_FINISHED : WEIR_WORKER_FAILED,
                      error, attempts, 0);
          break;
        }

      if (!wait_for_retry (self, error, attempts))
        {
          set_status (self, WEIR_WORKER_FINISHED, NULL, 0, 0);
          break;
        }
      set_status (self, WEIR_WORKER_OPENING, error, attempts, 0);
    }

  look_after_recorder (self);
  weir_meter_set_recorder (self->meter, NULL);
  if (wait_for_room (self))
    push (self, TRUE);

  return NULL;
}

WeirWorker *
weir_worker_new (WeirSource *source, const WeirMeterOptions *options)
{
  WeirWorker *self = g_new0 (WeirWorker, 1);
  WeirMeterOptions meter_options = options != NULL ? *options : (WeirMeterOptions){ 0 };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();

  self->source = g_object_ref (source);
  self->is_live = weir_source_is_live (source);
  self->queue = g_async_queue_new_full ((GDestroyNotify) weir_batch_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->status.state = WEIR_WORKER_OPENING;

  meter_options.is_live = self->is_live;
  meter_options.follows_tcp = TRUE;
  self->meter = weir_meter_new (&meter_options, local, interval_cb, self);
  self->thread = g_thread_new ("weir-worker", worker_thread, self);

  return self;
}

static gboolean
notify_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  WeirWorker *self = user_data;

  g_source_set_ready_time (source, -1);
  self->func (self, self->user_data);

  return G_SOURCE_CONTINUE;
}

void
weir_worker_set_func (WeirWorker *self, WeirWorkerFunc func, gpointer user_data)
{
  static GSourceFuncs functions = { .dispatch = notify_dispatch };
  GSource *old;
  GSource *new = NULL;

  self->func = func;
  self->user_data = user_data;

  if (func != NULL)
    {
      new = g_source_new (&functions, sizeof (GSource));
      g_source_set_name (new, "weir-worker");
      g_source_set_callback (new, NULL, self, NULL);
      /* Something may have happened before anybody listened. */
      g_source_set_ready_time (new, 0);
      g_source_attach (new, g_main_context_get_thread_default ());
    }

  g_mutex_lock (&self->mutex);
  old = g_steal_pointer (&self->notify);
  self->notify = new;
  g_mutex_unlock (&self->mutex);

  if (old != NULL)
    {
      g_source_destroy (old);
      g_source_unref (old);
    }
}

WeirBatch *
weir_worker_pop (WeirWorker *self)
{
  WeirBatch *batch = g_async_queue_try_pop (self->queue);

  if (batch != NULL)
    {
      g_mutex_lock (&self->mutex);
      g_cond_broadcast (&self->cond);
      g_mutex_unlock (&self->mutex);
    }

  return batch;
}

WeirWorkerStatus *
weir_worker_dup_status (WeirWorker *self)
{
  WeirWorkerStatus *status = g_new (WeirWorkerStatus, 1);

  g_mutex_lock (&self->mutex);
  *status = self->status;
  if (status->error != NULL)
    status->error = g_error_copy (status->error);
  g_mutex_unlock (&self->mutex);

  return status;
}

void
weir_worker_set_recorder (WeirWorker *self, WeirRecorder *recorder)
{
  WeirRecorder *unused;

  g_mutex_lock (&self->mutex);
  unused = self->new_recorder;
  self->new_recorder = recorder != NULL ? weir_recorder_ref (recorder) : NULL;
  self->has_new_recorder = TRUE;
  g_mutex_unlock (&self->mutex);

  g_clear_pointer (&unused, weir_recorder_unref);
}

void
weir_worker_retry (WeirWorker *self)
{
  g_mutex_lock (&self->mutex);
  self->is_retry_wanted = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
stop (WeirWorker *self, gboolean is_discarding)
{
  g_mutex_lock (&self->mutex);
  self->is_stopping = TRUE;
  self->is_discarding = self->is_discarding || is_discarding;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  weir_source_interrupt (self->source);
}

void
weir_worker_stop (WeirWorker *self)
{
  stop (self, FALSE);
}

void
weir_worker_free (WeirWorker *self)
{
  weir_worker_set_func (self, NULL, NULL);
  stop (self, TRUE);
  g_thread_join (self->thread);

  weir_meter_free (self->meter);
  g_clear_pointer (&self->new_recorder, weir_recorder_unref);
  g_object_unref (self->source);
  g_async_queue_unref (self->queue);
  g_clear_error (&self->status.error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}
