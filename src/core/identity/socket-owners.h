/* Which processes hold which sockets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One walk through /proc/PID/fd: a user's own processes without any privilege, everybody's with it
 * (proc(5), ptrace(2) on PTRACE_MODE_READ).  Any thread.
 */
#pragma once

#include <glib.h>

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

/* Fills in pid and process of each socket whose inode is found; those without an inode, and those
 * that already have a pid, are passed over.  Of several processes that share a socket the one that
 * was started first is taken: the others have inherited it. */
void weir_socket_owners_find (WeirSocketInfo *const *sockets, gsize n_sockets);

G_END_DECLS
