/* The helper's process and the conversation with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlives the sources that use it, so that an interface can be switched, a filter changed or
 * capturing paused without a new password.  Used by one thread at a time; references are atomic.
 * What it says is checked as if it were hostile.
 */
#pragma once

#include <glib.h>

#include "core/source/wakeup.h"
#include "wire/message.h"

G_BEGIN_DECLS

/* How long to wait for somebody to find and type a password, and for a helper that asks nobody. */
#define WEIR_HELPER_ASKING_TIMEOUT_MS (5 * 60 * 1000)
#define WEIR_HELPER_TIMEOUT_MS 10000

typedef struct _WeirHelper WeirHelper;

/* @argv: from weir_helper_command_new(); copied
 * @hello_timeout_ms: one of the two above */
WeirHelper *weir_helper_new (const char *const *argv, int hello_timeout_ms);

/* A command that exits with 0 where the process can be started without a question to anybody, from
 * weir_helper_command_new_check().  Once the process was ready, it is run before every other start.
 * @argv: copied */
void weir_helper_set_restart_check (WeirHelper *self, const char *const *argv);

WeirHelper *weir_helper_ref (WeirHelper *self);

/* With the last reference the process ends. */
void weir_helper_unref (WeirHelper *self);

/* Starts the process unless it runs, and waits until it is authorised and ready.
 *
 * Sets WEIR_ERROR_DISMISSED, _DENIED, _NO_AGENT, _HELPER_MISSING, _HELPER_VERSION,
 * _HELPER_BROKEN, _ASKS_AGAIN or _PERMISSION; G_IO_ERROR_CANCELLED if @wakeup was raised meanwhile:
 * then nobody is asked any more. */
gboolean weir_helper_start (WeirHelper *self, WeirWakeup *wakeup, GError **error);

gboolean weir_helper_is_running (const WeirHelper *self);

/* A number for OPEN that no answer before it bears. */
uint32_t weir_helper_get_next_serial (WeirHelper *self);

/* Sends one request.  Never waits: a helper that takes none is lost. */
gboolean weir_helper_send (WeirHelper *self, const WeirFrameWriter *request, GError **error);

typedef enum
{
  WEIR_HELPER_FRAME,       /* @frame is valid until the next call */
  WEIR_HELPER_NOTHING,     /* nothing came in time */
  WEIR_HELPER_INTERRUPTED, /* the wakeup is raised */
  WEIR_HELPER_FAILED,      /* the process is gone, and can be started again; @error is set:
                            * WEIR_ERROR_HELPER_LOST, _HELPER_VERSION or _HELPER_BROKEN */
} WeirHelperResult;

/* @wakeup: (nullable) */
WeirHelperResult weir_helper_next (WeirHelper *self,
                                   int timeout_ms,
                                   WeirWakeup *wakeup,
                                   WeirFrame *frame,
                                   GError **error);

/* Ends the process. */
void weir_helper_stop (WeirHelper *self);

/* The same for a helper that cannot be trusted any more; sets WEIR_ERROR_HELPER_BROKEN. */
void weir_helper_give_up (WeirHelper *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHelper, weir_helper_unref)

G_END_DECLS
