/* The thread that captures, and the queue on which its batches leave.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread owns the source, the parser and the flow table.  A source that fails is reopened with
 * exponential back-off, unless a retry cannot mend it; every attempt and its reason can be read
 * from the status.  The queue never holds more than WEIR_WORKER_MAX_QUEUED batches: when the main
 * loop is busy, a live source's intervals grow longer and a file waits.
 */
#pragma once

#include "core/source/source.h"

G_BEGIN_DECLS

#define WEIR_WORKER_MAX_QUEUED 2

/* Delays before the source is opened again: doubled from the first to the last, reset once the
 * source has delivered. */
#define WEIR_WORKER_FIRST_DELAY_MS 250
#define WEIR_WORKER_LAST_DELAY_MS 30000

typedef enum
{
  WEIR_WORKER_OPENING,
  WEIR_WORKER_RUNNING,  /* opened; packets arrive as they come */
  WEIR_WORKER_WAITING,  /* failed, will be opened again; or nothing can come at present */
  WEIR_WORKER_FINISHED, /* the file was read to its end, or stop was asked for */
  WEIR_WORKER_FAILED,   /* failed, and a retry cannot mend it */
} WeirWorkerState;

typedef struct
{
  WeirWorkerState state;
  GError *error;       /* (nullable): of WAITING and FAILED; of FINISHED when the file was
                        * damaged: what was read before it counts */
  guint attempts;      /* failures in a row */
  int64_t retry_at_us; /* of WAITING: monotonic time of the next attempt; 0: none is needed */
} WeirWorkerStatus;

void weir_worker_status_free (WeirWorkerStatus *self);

typedef struct _WeirWorker WeirWorker;

/* Starts the thread.
 * @source: (transfer none): belongs to the worker from now on
 * @options: (nullable): is_live is filled in from the source */
WeirWorker *weir_worker_new (WeirSource *source, const WeirMeterOptions *options);

/* Called on the thread-default main context of the caller whenever batches wait or the status has
 * changed. */
typedef void (*WeirWorkerFunc) (WeirWorker *worker, gpointer user_data);
void weir_worker_set_func (WeirWorker *self, WeirWorkerFunc func, gpointer user_data);

/* Returns: (transfer full) (nullable): the oldest batch that waits */
WeirBatch *weir_worker_pop (WeirWorker *self);

/* Returns: (transfer full) */
WeirWorkerStatus *weir_worker_dup_status (WeirWorker *self);

/* Writes down the frames that come from now on, if they come as they happen.
 * @recorder: (nullable): a reference is taken; the one before is told that nothing comes any more,
 *   as is the last one when the worker ends */
void weir_worker_set_recorder (WeirWorker *self, WeirRecorder *recorder);

/* Open the source again now instead of at the end of the delay. */
void weir_worker_retry (WeirWorker *self);

/* Asks the thread to end; it pushes a last batch with what was still open. Any thread. */
void weir_worker_stop (WeirWorker *self);

/* Stops, waits for the thread, frees.  Never waits longer than a read does; may be called from the
 * function that weir_worker_set_func() set. */
void weir_worker_free (WeirWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWorkerStatus, weir_worker_status_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWorker, weir_worker_free)

G_END_DECLS
