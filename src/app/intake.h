/* One source at work: its worker, and the ledger that its batches are folded into.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.  Batches are folded when nothing else is to be done, and never for long at a
 * time, so that a large file that is read at full speed leaves room for events and drawing.
 */
#pragma once

#include "core/flow/ledger.h"
#include "core/source/worker.h"

G_BEGIN_DECLS

typedef struct _WeirIntake WeirIntake;

/* Any of these may stop and free the intake. */
typedef struct
{
  /* A batch has been folded. */
  void (*batch) (const WeirBatch *batch, gpointer user_data);
  /* The numbers have changed; once a second of packet time, and not more often than it can be
   * watched. */
  void (*tick) (gpointer user_data);
  /* get_status() has changed. */
  void (*status_changed) (gpointer user_data);
} WeirIntakeFuncs;

/* @worker: (transfer full): one that has just been started; nobody listens to it yet */
WeirIntake *weir_intake_new (WeirWorker *worker,
                             const WeirLedgerOptions *options,
                             const WeirHistoryLimits *limits);

/* From now on the functions are called: at once, for what has happened already.
 * @funcs: static */
void weir_intake_start (WeirIntake *self, const WeirIntakeFuncs *funcs, gpointer user_data);

/* The source ends; the ledger stays as it is until the intake is freed. */
void weir_intake_stop (WeirIntake *self);
void weir_intake_free (WeirIntake *self);

/* Tries the source again now, which waits after a failure. */
void weir_intake_retry (WeirIntake *self);

/* See weir_worker_set_recorder(). */
void weir_intake_set_recorder (WeirIntake *self, WeirRecorder *recorder);

WeirLedger *weir_intake_get_ledger (WeirIntake *self);

/* A source is finished, or has failed, once its last batch has been folded: not before. */
const WeirWorkerStatus *weir_intake_get_status (WeirIntake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirIntake, weir_intake_free)

G_END_DECLS
