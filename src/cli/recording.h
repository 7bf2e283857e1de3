/* "weir-cli --record FILE": what is captured goes to a file as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/options.h"
#include "core/source/worker.h"

G_BEGIN_DECLS

typedef struct
{
  WeirRecorder *recorder; /* (nullable): none is wanted, or it has not begun */
  gboolean is_told;       /* how it ended */
  gboolean has_failed;
} WeirRecording;

/* @worker captures now: it is recorded from here on.  Says on standard error what cannot be done.
 * Returns: %FALSE if so */
gboolean weir_recording_begin (WeirRecording *self,
                               const WeirOptions *options,
                               const char *interface,
                               WeirWorker *worker);

/* Whether it has come to an end by itself: a limit, a full disk. */
gboolean weir_recording_is_over (const WeirRecording *self);

/* Once the worker has ended: waits for the disk, and says what there is.
 * Returns: whether all that was wanted was recorded */
gboolean weir_recording_finish (WeirRecording *self);

void weir_recording_clear (WeirRecording *self);

G_END_DECLS
