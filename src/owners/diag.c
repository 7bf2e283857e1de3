/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* An answer that takes longer than this will not come. */
#define TIMEOUT_S 2

/* Stale answers passed over before one gives up. */
#define MAX_STALE 16

#define ANY_COOKIE UINT32_MAX

int
weir_diag_open (void)
{
  const struct timeval timeout = { .tv_sec = TIMEOUT_S };
  int fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

  if (fd >= 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return fd;
}

/* "The local port is at least P, and at most P": each a condition and its operand; where one is not
 * met, the program ends behind itself, which rejects. */
typedef struct
{
  struct inet_diag_bc_op at_least[2];
  struct inet_diag_bc_op at_most[2];
} PortCode;

static void
write_port_code (PortCode *code, uint16_t port)
{
  const unsigned char step = 2 * sizeof (struct inet_diag_bc_op);

  code->at_least[0] = (struct inet_diag_bc_op){ INET_DIAG_BC_S_GE, step, sizeof (PortCode) + 4 };
  code->at_least[1] = (struct inet_diag_bc_op){ .no = port };
  code->at_most[0] =
      (struct inet_diag_bc_op){ INET_DIAG_BC_S_LE, step, sizeof (PortCode) - step + 4 };
  code->at_most[1] = (struct inet_diag_bc_op){ .no = port };
}

int
weir_diag_request (int fd, const WeirDiagDump *dump)
{
  struct
  {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
    struct rtattr attribute;
    PortCode code;
  } request = {
    .header = { .nlmsg_len = sizeof request,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
    .body = { .sdiag_family = dump->family,
              .sdiag_protocol = dump->protocol,
              .idiag_ext = dump->extensions,
              .idiag_states = dump->states },
    .attribute = { sizeof request.attribute + sizeof request.code, INET_DIAG_REQ_BYTECODE },
  };

  if (dump->local_port != 0)
    write_port_code (&request.code, dump->local_port);
  else
    request.header.nlmsg_len = NLMSG_LENGTH (sizeof request.body);
  return send (fd, &request, request.header.nlmsg_len, 0) == (ssize_t) request.header.nlmsg_len
             ? 0
             : errno;
}

WeirDiagResult
weir_diag_read (int fd, void *reply, WeirDiagFunc func, void *user_data, int *error)
{
  ssize_t got = recv (fd, reply, WEIR_DIAG_REPLY_BYTES, 0);

  if (got < 0 && errno == EINTR)
    return WEIR_DIAG_MORE;
  if (got <= 0)
    {
      *error = got < 0 ? errno : EPROTO;
      return WEIR_DIAG_FAILED;
    }
  return weir_diag_scan (reply, (size_t) got, func, user_data, error);
}

WeirDiagResult
weir_diag_scan (const void *reply, size_t size, WeirDiagFunc func, void *user_data, int *error)
{
  const struct nlmsghdr *header = reply;
  /* Signed: behind a last message whose length is no multiple of four, it is below zero. */
  int left = (int) size;

  for (; NLMSG_OK (header, left); header = NLMSG_NEXT (header, left))
    {
      if (header->nlmsg_type == NLMSG_DONE)
        return WEIR_DIAG_DONE;
      if (header->nlmsg_type == NLMSG_ERROR)
        {
          const struct nlmsgerr *failure = NLMSG_DATA (header);

          *error = header->nlmsg_len >= NLMSG_LENGTH (sizeof *failure) ? -failure->error : EPROTO;
          return WEIR_DIAG_FAILED;
        }
      if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY
          && header->nlmsg_len >= NLMSG_LENGTH (sizeof (struct inet_diag_msg)))
        func (NLMSG_DATA (header), header->nlmsg_len - NLMSG_HDRLEN, user_data);
    }
  return WEIR_DIAG_MORE;
}

int
weir_diag_dump (int fd, const WeirDiagDump *dump, WeirDiagFunc func, void *user_data)
{
  uint32_t reply[WEIR_DIAG_REPLY_BYTES / sizeof (uint32_t)];
  int error = weir_diag_request (fd, dump);
  WeirDiagResult result = WEIR_DIAG_MORE;

  while (error == 0 && result == WEIR_DIAG_MORE)
    result = weir_diag_read (fd, reply, func, user_data, &error);
  return error;
}

void
weir_diag_parse (const struct inet_diag_msg *message,
                 size_t size,
                 uint8_t protocol,
                 WeirWireSocket *socket)
{
  int left = (int) (size - sizeof *message);

  memset (socket, 0, sizeof *socket);
  socket->tuple.family = message->idiag_family == AF_INET ? 4 : 6;
  socket->tuple.protocol = protocol;
  socket->tuple.local_port = ntohs (message->id.idiag_sport);
  socket->tuple.remote_port = ntohs (message->id.idiag_dport);
  memcpy (socket->tuple.local, message->id.idiag_src, socket->tuple.family == 4 ? 4 : 16);
  memcpy (socket->tuple.remote, message->id.idiag_dst, socket->tuple.family == 4 ? 4 : 16);
  socket->state = message->idiag_state;
  socket->inode = message->idiag_inode;
  socket->uid = message->idiag_uid;

  for (const struct rtattr *attribute = (const void *) (message + 1); RTA_OK (attribute, left);
       attribute = RTA_NEXT (attribute, left))
    if (attribute->rta_type == INET_DIAG_CGROUP_ID
        && RTA_PAYLOAD (attribute) >= sizeof socket->cgroup_id)
      memcpy (&socket->cgroup_id, RTA_DATA (attribute), sizeof socket->cgroup_id);
}

static void
fill_id (struct inet_diag_sockid *id, const WeirWireTuple *tuple)
{
  size_t size = tuple->family == 4 ? 4 : 16;

  *id = (struct inet_diag_sockid){ .idiag_cookie = { ANY_COOKIE, ANY_COOKIE } };

  /* For historical reasons the kernel takes the two sides of UDP the other way round: the
   * destination is the socket's own (udp_dump_one()). */
  if (tuple->protocol == IPPROTO_UDP)
    {
      id->idiag_sport = htons (tuple->remote_port);
      id->idiag_dport = htons (tuple->local_port);
      memcpy (id->idiag_src, tuple->remote, size);
      memcpy (id->idiag_dst, tuple->local, size);
    }
  else
    {
      id->idiag_sport = htons (tuple->local_port);
      id->idiag_dport = htons (tuple->remote_port);
      memcpy (id->idiag_src, tuple->local, size);
      memcpy (id->idiag_dst, tuple->remote, size);
    }
}

bool
weir_diag_find (int fd, const WeirWireTuple *tuple, WeirWireSocket *socket)
{
  static uint32_t sequence;
  uint32_t reply[2048];
  struct
  {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
  } request = {
    .header = { .nlmsg_len = sizeof request,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST,
                .nlmsg_seq = __atomic_add_fetch (&sequence, 1, __ATOMIC_RELAXED) },
    .body = { .sdiag_family = tuple->family == 4 ? AF_INET : AF_INET6,
              .sdiag_protocol = tuple->protocol,
              .idiag_states = UINT32_MAX },
  };

  fill_id (&request.body.id, tuple);
  if (send (fd, &request, sizeof request, 0) != sizeof request)
    return false;

  for (int i = 0; i < MAX_STALE; i++)
    {
      const struct nlmsghdr *header = (const void *) reply;
      ssize_t got = recv (fd, reply, sizeof reply, 0);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0 || !NLMSG_OK (header, (size_t) got))
        return false;
      /* The answer to a question whose time was up. */
      if (header->nlmsg_seq != request.header.nlmsg_seq)
        continue;
      if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY
          || header->nlmsg_len < NLMSG_LENGTH (sizeof (struct inet_diag_msg)))
        return false;
      weir_diag_parse (NLMSG_DATA (header), header->nlmsg_len - NLMSG_HDRLEN, tuple->protocol,
                       socket);
      return true;
    }
  return false;
}
