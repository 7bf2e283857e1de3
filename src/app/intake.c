/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/intake.h"

/* A file is read as fast as it goes; the window follows at this pace. */
#define LEAST_TICK_US (G_USEC_PER_SEC / 4)

/* How long batches may be folded before events and drawing have their turn. */
#define FOLD_BUDGET_US 8000

struct _WeirIntake
{
  WeirWorker *worker; /* (nullable): stopped */
  WeirWorkerStatus *status;
  WeirLedger *ledger;
  const WeirIntakeFuncs *funcs;
  gpointer user_data;

  guint fold_id;
  gboolean is_complete;  /* the last batch has been folded */
  int64_t ticked_second; /* of packet time */
  int64_t ticked_us;     /* monotonic */
};

static gboolean
status_equal (const WeirWorkerStatus *a, const WeirWorkerStatus *b)
{
  return a->state == b->state && a->attempts == b->attempts && a->retry_at_us == b->retry_at_us
         && (a->error == NULL) == (b->error == NULL);
}

static void
update_status (WeirIntake *self)
{
  WeirWorkerStatus *status = weir_worker_dup_status (self->worker);
  gboolean has_changed = !status_equal (self->status, status);

  /* The worker ends before its last batch is here: not finished is who still has to count. */
  if (!self->is_complete
      && (status->state == WEIR_WORKER_FINISHED || status->state == WEIR_WORKER_FAILED))
    {
      weir_worker_status_free (status);
      return;
    }

  weir_worker_status_free (self->status);
  self->status = status;
  if (has_changed)
    self->funcs->status_changed (self->user_data);
}

static void
tick (WeirIntake *self, gboolean is_forced)
{
  int64_t second = weir_ledger_get_totals (self->ledger)->end_us / G_USEC_PER_SEC;
  int64_t now_us = g_get_monotonic_time ();

  if (!is_forced && (second == self->ticked_second || now_us - self->ticked_us < LEAST_TICK_US))
    return;

  self->ticked_second = second;
  self->ticked_us = now_us;
  self->funcs->tick (self->user_data);
}

/* Returns: whether all that there was has been folded */
static gboolean
fold (WeirIntake *self, gboolean *is_last)
{
  int64_t deadline_us = g_get_monotonic_time () + FOLD_BUDGET_US;

  *is_last = FALSE;
  while (self->worker != NULL && g_get_monotonic_time () < deadline_us)
    {
      g_autoptr (WeirBatch) batch = weir_worker_pop (self->worker);

      if (batch == NULL)
        return TRUE;

      /* A source that could not be opened has no time. */
      if (batch->end_us > 0 || batch->source.received > 0)
        weir_ledger_add_batch (self->ledger, batch);
      self->is_complete = *is_last = batch->is_last;
      if (batch->is_last)
        weir_ledger_finish (self->ledger);
      self->funcs->batch (batch, self->user_data);
    }
  return FALSE;
}

static void
clear (WeirIntake *self)
{
  weir_intake_stop (self);
  weir_worker_status_free (self->status);
  weir_ledger_free (self->ledger);
}

static gboolean
fold_cb (gpointer user_data)
{
  WeirIntake *self = g_rc_box_acquire (user_data);
  gboolean was_empty = weir_ledger_get_totals (self->ledger)->flows_seen == 0;
  gboolean is_last;
  gboolean is_drained = fold (self, &is_last);
  gboolean is_first = was_empty && weir_ledger_get_totals (self->ledger)->flows_seen > 0;
  gboolean goes_on;

  if (is_drained)
    self->fold_id = 0;
  if (self->worker != NULL)
    tick (self, is_first || is_last);
  if (self->worker != NULL && is_drained)
    update_status (self);

  goes_on = self->fold_id != 0 && !is_drained;
  g_rc_box_release_full (self, (GDestroyNotify) clear);
  return goes_on ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
  WeirIntake *self = user_data;

  /* At idle priority. */
  if (self->fold_id == 0)
    self->fold_id = g_idle_add (fold_cb, self);
}

WeirIntake *
weir_intake_new (WeirWorker *worker,
                 const WeirLedgerOptions *options,
                 const WeirHistoryLimits *limits)
{
  WeirIntake *self = g_rc_box_new0 (WeirIntake);

  self->worker = worker;
  self->ledger = weir_ledger_new (options);
  weir_ledger_take_history (self->ledger, weir_history_new (limits));
  /* Opening; how that went is told once somebody listens. */
  self->status = g_new0 (WeirWorkerStatus, 1);
  return self;
}

void
weir_intake_start (WeirIntake *self, const WeirIntakeFuncs *funcs, gpointer user_data)
{
  self->funcs = funcs;
  self->user_data = user_data;
  weir_worker_set_func (self->worker, worker_cb, self);
}

void
weir_intake_stop (WeirIntake *self)
{
  g_clear_handle_id (&self->fold_id, g_source_remove);
  g_clear_pointer (&self->worker, weir_worker_free);
}

void
weir_intake_free (WeirIntake *self)
{
  /* Now, even if one of the functions is on its way. */
  weir_intake_stop (self);
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

void
weir_intake_retry (WeirIntake *self)
{
  weir_worker_retry (self->worker);
}

void
weir_intake_set_recorder (WeirIntake *self, WeirRecorder *recorder)
{
  if (self->worker != NULL)
    weir_worker_set_recorder (self->worker, recorder);
}

WeirLedger *
weir_intake_get_ledger (WeirIntake *self)
{
  return self->ledger;
}

const WeirWorkerStatus *
weir_intake_get_status (WeirIntake *self)
{
  return self->status;
}
