/* How packets are come by: the sources that are tried, one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First the device itself, for root and for a program with the capability.  Without the right to,
 * the helper: where it needs nobody's permission, always; where permission has to be asked for,
 * only if something was asked for that needs packets (--all, -i, -f, -F, -p,
 * --record).  Else, and where
 * nothing was asked for that needs them, the connections that the system tells of.
 */
#pragma once

#include "cli/options.h"
#include "core/source/source.h"

G_BEGIN_DECLS

typedef struct _WeirLiveCapture WeirLiveCapture;

/* @options: stay the caller's, and must outlive this */
WeirLiveCapture *weir_live_capture_new (const WeirOptions *options, const char *interface);
void weir_live_capture_free (WeirLiveCapture *self);

/* The next source, having said on standard error what became of the last one.
 *
 * @error: (nullable): with which the last source failed; %NULL for the first
 * Returns: (transfer full) (nullable): %NULL if there is none left */
WeirSource *weir_live_capture_next (WeirLiveCapture *self, const GError *error);

/* Whether somebody may be looking for a password just now. */
gboolean weir_live_capture_is_asking (const WeirLiveCapture *self);

/* The source has begun to deliver, or has ended: the terminal is given back. */
void weir_live_capture_stop_asking (WeirLiveCapture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLiveCapture, weir_live_capture_free)

G_END_DECLS
