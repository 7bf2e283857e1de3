/* Asks every second which sockets there are and who holds them, and tells the flows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread of its own: a walk through /proc may take as long as packets can wait.  It sees the
 * processes that the user may look into.  Made, used and freed by a source on the worker's thread.
 */
#pragma once

#include "core/source/meter.h"

G_BEGIN_DECLS

typedef struct _WeirSocketWatch WeirSocketWatch;

WeirSocketWatch *weir_socket_watch_new (void);

/* Waits for the thread, which may be on a walk. */
void weir_socket_watch_free (WeirSocketWatch *self);

/* Tells @meter what the newest answer says, once.  Never waits. */
void weir_socket_watch_tell (WeirSocketWatch *self, WeirMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSocketWatch, weir_socket_watch_free)

G_END_DECLS
