/* What the window shows: one source at a time, its worker, and the ledger its batches go to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.
 */
#pragma once

#include <gio/gio.h>

#include "core/export/report.h"
#include "core/flow/history-sum.h"
#include "core/source/worker.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_SESSION_NOTHING,
  WEIR_SESSION_INTERFACE,
  WEIR_SESSION_SOCKETS, /* what the system tells of its connections, for want of the right to
                           capture */
  WEIR_SESSION_FILE,
} WeirSessionKind;

/* Property "paused": what is shown stands still, counting goes on.
 *
 * Signals:
 *   "ledger-changed" (gboolean is_continued): get_ledger() returns another one; the old one is
 * freed after the signal.  @is_continued: it holds the same flows at another time (paused,
 * resumed, a span of the past, now again).
 *   "tick": the numbers of get_ledger() or, while a span is shown, its timeline have changed; once
 * a second while packets come, unless paused.
 *   "counted": a batch from live was booked in get_counting_ledger(); also while paused.
 *   "status-changed": get_status() has changed.
 *   "learnt": more is known of hosts or programs than their flows' numbers tell. */
#define WEIR_TYPE_SESSION (weir_session_get_type ())
G_DECLARE_FINAL_TYPE (WeirSession, weir_session, WEIR, SESSION, GObject)

/* The settings "promiscuous", "capture-filter" and "last-interface" are read when a source starts;
 * a change of the first two starts the interface again. */
WeirSession *weir_session_new (GSettings *settings);

/* Whatever was running stops, its flows go. */
void weir_session_start_interface (WeirSession *self, const char *name);
void weir_session_start_file (WeirSession *self, GFile *file);

/* What the system tells of this computer's connections, which everybody may see. */
void weir_session_start_connections (WeirSession *self);

/* The interface of last time, else the one with the default route; its connections where capturing
 * is not allowed. */
void weir_session_start_default (WeirSession *self);

/* The helper ends as well. */
void weir_session_stop (WeirSession *self);

/* Captures on the interface that was to be captured on, and asks for permission where it is needed.
 * The connections stay until it is given.  Once it is, it holds for every interface and filter. */
void weir_session_see_all_traffic (WeirSession *self);
gboolean weir_session_is_asking (WeirSession *self);

/* Takes the question away. */
void weir_session_stop_asking (WeirSession *self);

/* Returns: (nullable): why that did not work the last time; a sentence that says what to do */
const GError *weir_session_get_refusal (WeirSession *self);

/* From now on captures by this command alone, instead of itself or by the helper that is looked
 * for.
 * @hello_timeout_ms: how long to wait for its first word */
void weir_session_set_helper_command (WeirSession *self,
                                      const char *const *argv,
                                      int hello_timeout_ms);

/* Try the source again now, after a failure. */
void weir_session_retry (WeirSession *self);

/* Whether packets come that can be recorded: of an interface, captured now. */
gboolean weir_session_can_record (WeirSession *self);

/* Writes down what comes from now on, until NULL is given or the source ends.  A reference is
 * taken. */
void weir_session_set_recorder (WeirSession *self, WeirRecorder *recorder);

gboolean weir_session_get_paused (WeirSession *self);
void weir_session_set_paused (WeirSession *self, gboolean is_paused);

/* Goes back in time: what is shown are the seconds @first to @last of get_timeline() alone, both
 * included, while counting goes on, until show_now() or another source.  May be done while paused,
 * and paused or resumed while it lasts.  How many seconds are kept is settled by the settings
 * "history-minutes" and "history-megabytes"; of a file, all of them that a quarter of the memory
 * holds.  Those that are not, or are not finished yet, are left out.
 *
 * Returns: %FALSE if none of them is there: nothing has changed */
gboolean weir_session_show_span (WeirSession *self, gint64 first, gint64 last);

/* Back to now, or to when it was paused. */
void weir_session_show_now (WeirSession *self);

/* Returns: whether a span is shown; @first and @last: what could be shown of it */
gboolean weir_session_get_span (WeirSession *self, gint64 *first, gint64 *last);

/* Of the whole run, whatever span is shown; while paused, up to then.  Valid until
 * "ledger-changed".  Returns: (nullable) */
const WeirTimeline *weir_session_get_timeline (WeirSession *self);

/* The past, also while paused: to ask who carried most at some time (core/flow/history-fold.h), or
 * for the timeline of one flow, of a group or of whatever else a function admits
 * (core/flow/history-sum.h).  Valid until "ledger-changed" with @is_continued %FALSE.
 * Returns: (nullable) */
WeirHistory *weir_session_get_history (WeirSession *self);

WeirSessionKind weir_session_get_kind (WeirSession *self);

/* Of the interface (of SOCKETS: the one that was to be captured on), or of the file without its
 * folder.  Returns: (nullable) */
const char *weir_session_get_name (WeirSession *self);

/* Returns: (nullable): %NULL while there is no source */
const WeirWorkerStatus *weir_session_get_status (WeirSession *self);

/* What is known of hosts: fills in names, geo and neighbours, which go with the ledger. */
void weir_session_get_known (WeirSession *self, WeirReportOptions *known);

/* What is to be shown: a span of the past; while paused, a copy.  Returns: (nullable) (transfer
 * none) */
WeirLedger *weir_session_get_ledger (WeirSession *self);

/* What counting goes on in, paused or not.  Returns: (nullable) (transfer none) */
WeirLedger *weir_session_get_counting_ledger (WeirSession *self);

G_END_DECLS
