/* The line under the header while packets are recorded: since when, how much, and a button that
 * stops it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signal "over" (const char *sentence, gboolean is_complete): what became of it; @is_complete: all
 * that was wanted has been recorded.  The file is closed then.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

G_BEGIN_DECLS

#define WEIR_TYPE_RECORDING_BAR (weir_recording_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirRecordingBar, weir_recording_bar, WEIR, RECORDING_BAR, GtkWidget)

void weir_recording_bar_set_session (WeirRecordingBar *self, WeirSession *session);

/* Records what comes from now on.  Nothing else may be recorded yet. */
gboolean weir_recording_bar_begin (WeirRecordingBar *self,
                                   const char *path,
                                   const WeirRecorderOptions *options,
                                   GError **error);

/* The rest is written, then "over" is emitted. */
void weir_recording_bar_stop (WeirRecordingBar *self);

gboolean weir_recording_bar_is_recording (WeirRecordingBar *self);

/* Returns: (nullable): what is recorded to, or was last */
const char *weir_recording_bar_get_path (WeirRecordingBar *self);

G_END_DECLS
