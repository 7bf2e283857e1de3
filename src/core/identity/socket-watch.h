/* Whose sockets are: looks up connections as they are opened, lists all sockets every second, and
 * tells the flows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread of its own with a packet socket of its own, which takes only openings and waits for no
 * block to fill: a connection may be over before the worker sees its first packet, and a walk
 * through /proc may take longer than packets can wait.  It sees the processes that the user may
 * look into.  Made, used and freed by a source on the worker's thread.
 */
#pragma once

#include "core/source/meter.h"

G_BEGIN_DECLS

typedef struct _WeirSocketWatch WeirSocketWatch;

/* Answers that wait to be told, at most: the oldest go. */
#define WEIR_SOCKET_WATCH_MAX_ANSWERS 16384

/* @interface: (nullable): %NULL: connections are not looked up, only listed
 * @filter: (nullable): the user's
 * @local: (nullable): instead of the interface's addresses */
WeirSocketWatch *weir_socket_watch_new (const char *interface,
                                        const char *filter,
                                        WeirLocalNetwork *local);

/* Waits for the thread, which may be in the middle of a list. */
void weir_socket_watch_free (WeirSocketWatch *self);

/* Tells @meter what is known since the last call.  Never waits. */
void weir_socket_watch_tell (WeirSocketWatch *self, WeirMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSocketWatch, weir_socket_watch_free)

G_END_DECLS
