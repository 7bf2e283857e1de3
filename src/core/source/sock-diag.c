/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/sock-diag.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/identity/wire-socket.h"
#include "owners/diag.h"

#define CONNECTION_STATES                                                           \
  (1u << WEIR_TCP_ESTABLISHED | 1u << WEIR_TCP_SYN_SENT | 1u << WEIR_TCP_FIN_WAIT1  \
   | 1u << WEIR_TCP_FIN_WAIT2 | 1u << WEIR_TCP_CLOSE_WAIT | 1u << WEIR_TCP_LAST_ACK \
   | 1u << WEIR_TCP_CLOSING)

/* What the kernel may store of connections that have ended, and how many are read in a row. */
#define ENDED_ROOM_BYTES (1024 * 1024)
#define ENDED_MESSAGES_AT_ONCE 10000

static void
set_errno_error (GError **error, int code)
{
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
               _ ("The system does not list its connections: %s."), g_strerror (code));
}

int
weir_sock_diag_open (GError **error)
{
  int fd = weir_diag_open ();

  if (fd < 0)
    set_errno_error (error, errno);
  return fd;
}

static void
read_tcp_info (const void *data, gsize size, WeirDiagSocket *socket)
{
  struct tcp_info info;

  /* It has grown with the kernels; what an older one does not tell is zero. */
  memset (&info, 0, sizeof info);
  memcpy (&info, data, MIN (size, sizeof info));

  socket->sent_bytes = info.tcpi_bytes_sent > 0 ? info.tcpi_bytes_sent : info.tcpi_bytes_acked;
  socket->received_bytes = info.tcpi_bytes_received;
  socket->sent_segments = info.tcpi_segs_out;
  socket->received_segments = info.tcpi_segs_in;
  socket->retransmitted_bytes = info.tcpi_bytes_retrans;
  socket->rtt_us = info.tcpi_rtt;
  socket->info.retransmits = info.tcpi_total_retrans;
}

typedef struct
{
  WeirSocketFunc func;
  gpointer user_data;
} Reader;

static void
message_cb (const struct inet_diag_msg *message, size_t size, void *user_data)
{
  const Reader *reader = user_data;
  WeirWireSocket wire;
  WeirDiagSocket socket = { 0 };
  int left = (int) (size - sizeof *message);

  /* That a listening socket has ended is told as well. */
  if (message->id.idiag_dport == 0)
    return;

  weir_diag_parse (message, size, IPPROTO_TCP, &wire);
  weir_wire_socket_to_info (&wire, &socket.info);
  socket.cookie = (uint64_t) message->id.idiag_cookie[1] << 32 | message->id.idiag_cookie[0];
  for (const struct rtattr *attribute = (const void *) (message + 1); RTA_OK (attribute, left);
       attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == INET_DIAG_INFO)
        read_tcp_info (RTA_DATA (attribute), RTA_PAYLOAD (attribute), &socket);
    }

  reader->func (&socket, reader->user_data);
}

static gboolean
dump_family (int fd, uint8_t family, WeirSocketFunc func, gpointer user_data, GError **error)
{
  const WeirDiagDump dump = {
    .family = family,
    .protocol = IPPROTO_TCP,
    .extensions = 1 << (INET_DIAG_INFO - 1),
    .states = CONNECTION_STATES,
  };
  Reader reader = { func, user_data };
  int error_code = weir_diag_dump (fd, &dump, message_cb, &reader);

  /* A kernel without IPv6 has no such sockets. */
  if (error_code == 0 || (family == AF_INET6 && error_code == ENOENT))
    return TRUE;

  set_errno_error (error, error_code);
  return FALSE;
}

gboolean
weir_sock_diag_dump (int fd, WeirSocketFunc func, gpointer user_data, GError **error)
{
  return dump_family (fd, AF_INET, func, user_data, error)
         && dump_family (fd, AF_INET6, func, user_data, error);
}

int
weir_sock_diag_open_ended (void)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = 1u << (SKNLGRP_INET_TCP_DESTROY - 1) | 1u << (SKNLGRP_INET6_TCP_DESTROY - 1),
  };
  const int room = ENDED_ROOM_BYTES;
  int fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);

  if (fd < 0)
    return -1;

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  close (fd);
  return -1;
}

void
weir_sock_diag_read_ended (int fd, WeirSocketFunc func, gpointer user_data)
{
  g_autofree void *reply = g_malloc (WEIR_DIAG_REPLY_BYTES);
  Reader reader = { func, user_data };

  for (guint i = 0; i < ENDED_MESSAGES_AT_ONCE; i++)
    {
      int error_code = 0;

      if (weir_diag_read (fd, reply, message_cb, &reader, &error_code) == WEIR_DIAG_FAILED
          && error_code != ENOBUFS)
        return;
    }
}
