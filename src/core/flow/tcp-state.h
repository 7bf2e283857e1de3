/* The states of a TCP connection.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 9293 section 3.3.2; numbers as in the kernel's include/net/tcp_states.h. */
typedef enum
{
  WEIR_TCP_STATE_UNKNOWN = 0,
  WEIR_TCP_ESTABLISHED = 1,
  WEIR_TCP_SYN_SENT = 2,
  WEIR_TCP_SYN_RECV = 3,
  WEIR_TCP_FIN_WAIT1 = 4,
  WEIR_TCP_FIN_WAIT2 = 5,
  WEIR_TCP_TIME_WAIT = 6,
  WEIR_TCP_CLOSE = 7,
  WEIR_TCP_CLOSE_WAIT = 8,
  WEIR_TCP_LAST_ACK = 9,
  WEIR_TCP_LISTEN = 10,
  WEIR_TCP_CLOSING = 11,
} WeirTcpState;

/* The RFC's name in small letters, "fin-wait-1"; %NULL for WEIR_TCP_STATE_UNKNOWN and numbers that
 * are none of these. */
const char *weir_tcp_state_get_id (WeirTcpState state);

G_END_DECLS
