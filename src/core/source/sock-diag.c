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

#define CONNECTION_STATES                                                           \
  (1u << WEIR_TCP_ESTABLISHED | 1u << WEIR_TCP_SYN_SENT | 1u << WEIR_TCP_FIN_WAIT1  \
   | 1u << WEIR_TCP_FIN_WAIT2 | 1u << WEIR_TCP_CLOSE_WAIT | 1u << WEIR_TCP_LAST_ACK \
   | 1u << WEIR_TCP_CLOSING)

#define ALL_STATES (~0u)

/* The kernel fills messages of up to 32 KiB if it is given room for them. */
#define BUFFER_BYTES 32768

/* What the kernel may store of connections that have ended, and how many are read in a row. */
#define ENDED_ROOM_BYTES (1024 * 1024)
#define ENDED_MESSAGES_AT_ONCE 10000

/* An answer that takes longer than this will not come. */
#define TIMEOUT_S 2

static void
set_errno_error (GError **error, int code)
{
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
               _ ("The system does not list its connections: %s."), g_strerror (code));
}

int
weir_sock_diag_open (GError **error)
{
  const struct timeval timeout = { .tv_sec = TIMEOUT_S };
  int fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

  if (fd < 0)
    {
      set_errno_error (error, errno);
      return -1;
    }

  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return fd;
}

static gboolean
send_request (int fd, uint8_t family, uint8_t protocol, GError **error)
{
  struct
  {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
  } request = {
    .header = {
      .nlmsg_len = sizeof request,
      .nlmsg_type = SOCK_DIAG_BY_FAMILY,
      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
    },
    .body = {
      .sdiag_family = family,
      .sdiag_protocol = protocol,
      .idiag_ext = 1 << (INET_DIAG_INFO - 1),
      .idiag_states = protocol == IPPROTO_TCP ? CONNECTION_STATES : ALL_STATES,
    },
  };

  if (send (fd, &request, sizeof request, 0) == (ssize_t) sizeof request)
    return TRUE;

  set_errno_error (error, errno);
  return FALSE;
}

static gboolean
is_mapped_ipv4 (const uint8_t *address)
{
  static const uint8_t prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

  return memcmp (address, prefix, sizeof prefix) == 0;
}

/* A socket for both families carries IPv4 packets under IPv4-mapped addresses. */
static void
read_key (const struct inet_diag_sockid *id, uint8_t family, uint8_t protocol, WeirFlowKey *key)
{
  const uint8_t *local = (const uint8_t *) id->idiag_src;
  const uint8_t *remote = (const uint8_t *) id->idiag_dst;

  memset (key, 0, sizeof *key);
  if (family == AF_INET)
    {
      key->family = WEIR_FAMILY_IPV4;
      weir_address_set_ipv4 (&key->local, local);
      weir_address_set_ipv4 (&key->remote, remote);
    }
  else
    {
      key->family =
          is_mapped_ipv4 (remote) || is_mapped_ipv4 (local) ? WEIR_FAMILY_IPV4 : WEIR_FAMILY_IPV6;
      weir_address_set_ipv6 (&key->local, local);
      weir_address_set_ipv6 (&key->remote, remote);
    }

  key->local_port = GUINT16_FROM_BE (id->idiag_sport);
  key->remote_port = GUINT16_FROM_BE (id->idiag_dport);
  key->protocol = protocol;
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

static void
read_socket (const struct nlmsghdr *header,
             uint8_t protocol,
             WeirSocketFunc func,
             gpointer user_data)
{
  const struct inet_diag_msg *message = NLMSG_DATA (header);
  WeirDiagSocket socket = { 0 };
  int left;

  if (header->nlmsg_len < NLMSG_LENGTH (sizeof *message))
    return;

  /* That a listening socket has ended is told as well. */
  if (protocol == IPPROTO_TCP && message->id.idiag_dport == 0)
    return;

  read_key (&message->id, message->idiag_family, protocol, &socket.info.key);
  socket.info.inode = message->idiag_inode;
  socket.info.uid = message->idiag_uid;
  socket.info.state = message->idiag_state;
  socket.cookie = (uint64_t) message->id.idiag_cookie[1] << 32 | message->id.idiag_cookie[0];

  left = (int) (header->nlmsg_len - NLMSG_LENGTH (sizeof *message));
  for (const struct rtattr *attribute = (const void *) (message + 1); RTA_OK (attribute, left);
       attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == INET_DIAG_INFO)
        read_tcp_info (RTA_DATA (attribute), RTA_PAYLOAD (attribute), &socket);
      else if (attribute->rta_type == INET_DIAG_CGROUP_ID
               && RTA_PAYLOAD (attribute) >= sizeof socket.info.cgroup_id)
        memcpy (&socket.info.cgroup_id, RTA_DATA (attribute), sizeof socket.info.cgroup_id);
    }

  func (&socket, user_data);
}

/* Returns whether the dump goes on. */
static gboolean
read_answer (const char *buffer,
             gsize size,
             uint8_t protocol,
             WeirSocketFunc func,
             gpointer user_data,
             int *error_code)
{
  const struct nlmsghdr *header = (const void *) buffer;

  for (; NLMSG_OK (header, size); header = NLMSG_NEXT (header, size))
    {
      if (header->nlmsg_type == NLMSG_DONE)
        return FALSE;

      if (header->nlmsg_type == NLMSG_ERROR)
        {
          const struct nlmsgerr *failure = NLMSG_DATA (header);

          *error_code =
              header->nlmsg_len >= NLMSG_LENGTH (sizeof *failure) ? -failure->error : EPROTO;
          return FALSE;
        }

      if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY)
        read_socket (header, protocol, func, user_data);
    }

  return TRUE;
}

static gboolean
dump_family (int fd,
             uint8_t family,
             uint8_t protocol,
             WeirSocketFunc func,
             gpointer user_data,
             GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gboolean goes_on = TRUE;
  int error_code = 0;

  if (!send_request (fd, family, protocol, error))
    return FALSE;

  while (goes_on)
    {
      ssize_t size = recv (fd, buffer, BUFFER_BYTES, 0);

      if (size < 0 && errno == EINTR)
        continue;
      if (size <= 0)
        {
          set_errno_error (error, size < 0 ? errno : EPROTO);
          return FALSE;
        }
      goes_on = read_answer (buffer, (gsize) size, protocol, func, user_data, &error_code);
    }

  /* A kernel without IPv6 has no such sockets. */
  if (error_code == 0 || (family == AF_INET6 && error_code == ENOENT))
    return TRUE;

  set_errno_error (error, error_code);
  return FALSE;
}

gboolean
weir_sock_diag_dump (int fd, WeirSocketFunc func, gpointer user_data, GError **error)
{
  return dump_family (fd, AF_INET, IPPROTO_TCP, func, user_data, error)
         && dump_family (fd, AF_INET6, IPPROTO_TCP, func, user_data, error);
}

gboolean
weir_sock_diag_dump_udp (int fd, WeirSocketFunc func, gpointer user_data, GError **error)
{
  return dump_family (fd, AF_INET, IPPROTO_UDP, func, user_data, error)
         && dump_family (fd, AF_INET6, IPPROTO_UDP, func, user_data, error);
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
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);

  for (guint i = 0; i < ENDED_MESSAGES_AT_ONCE; i++)
    {
      int error_code = 0;
      ssize_t size = recv (fd, buffer, BUFFER_BYTES, 0);

      if (size <= 0 && errno != ENOBUFS)
        return;
      if (size > 0)
        read_answer (buffer, (gsize) size, IPPROTO_TCP, func, user_data, &error_code);
    }
}
