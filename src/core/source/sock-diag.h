/* The TCP connections of this machine, as the kernel tells anybody who asks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NETLINK_SOCK_DIAG (sock_diag(7)) with struct tcp_info; needs no privilege.  One thread.
 */
#pragma once

#include <glib.h>

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

typedef struct
{
  WeirSocketInfo info;     /* info.key: the local end on the left */
  uint64_t cookie;         /* of the socket, unique until the machine is started again */
  uint64_t sent_bytes;     /* of TCP: payload since the connection was opened, what was sent again
                              included */
  uint64_t received_bytes; /* payload */
  uint32_t sent_segments;
  uint32_t received_segments;
  uint64_t retransmitted_bytes; /* payload that was sent again, since the connection was opened */
  uint32_t rtt_us;              /* smoothed round-trip time; 0: none yet */
} WeirDiagSocket;

typedef void (*WeirSocketFunc) (const WeirDiagSocket *socket, gpointer user_data);

/* Returns: a file descriptor for weir_sock_diag_dump(), or -1 with WEIR_ERROR_FAILED */
int weir_sock_diag_open (GError **error);

/* Calls @func for every TCP connection of both families; listening sockets and those in TIME_WAIT,
 * which move nothing, are left out. */
gboolean weir_sock_diag_dump (int fd, WeirSocketFunc func, gpointer user_data, GError **error);

/* A second descriptor, on which the kernel tells of every TCP connection that ends, with its last
 * counts. Returns: it, or -1: then those are not to be had */
int weir_sock_diag_open_ended (void);

/* Calls @func for every connection that has ended since the last call.  Does not wait.  Where more
 * end than the kernel can store, the rest is not told. */
void weir_sock_diag_read_ended (int fd, WeirSocketFunc func, gpointer user_data);

G_END_DECLS
