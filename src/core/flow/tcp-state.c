/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/tcp-state.h"

const char *
weir_tcp_state_get_id (WeirTcpState state)
{
  static const char *const ids[] = {
    [WEIR_TCP_ESTABLISHED] = "established",
    [WEIR_TCP_SYN_SENT] = "syn-sent",
    [WEIR_TCP_SYN_RECV] = "syn-received",
    [WEIR_TCP_FIN_WAIT1] = "fin-wait-1",
    [WEIR_TCP_FIN_WAIT2] = "fin-wait-2",
    [WEIR_TCP_TIME_WAIT] = "time-wait",
    [WEIR_TCP_CLOSE] = "closed",
    [WEIR_TCP_CLOSE_WAIT] = "close-wait",
    [WEIR_TCP_LAST_ACK] = "last-ack",
    [WEIR_TCP_LISTEN] = "listen",
    [WEIR_TCP_CLOSING] = "closing",
  };

  return (guint) state < G_N_ELEMENTS (ids) ? ids[state] : NULL;
}
