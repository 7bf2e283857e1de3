/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STEP_NS 1000000

/* What the kernel fills at most for one read of a dump. */
#define REPLY_SIZE (32 * 1024)

static const struct
{
  uint8_t family;
  uint8_t protocol;
} dumps[] = {
  { AF_INET, IPPROTO_TCP },
  { AF_INET6, IPPROTO_TCP },
  { AF_INET, IPPROTO_UDP },
  { AF_INET6, IPPROTO_UDP },
};

#define N_DUMPS (sizeof dumps / sizeof dumps[0])

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

void
weir_sockets_init (WeirSockets *self)
{
  memset (self, 0, sizeof *self);
  self->fd = -1;
}

void
weir_sockets_begin (WeirSockets *self)
{
  if (self->is_running)
    return;

  self->is_running = true;
  self->dump = 0;
  /* Without /proc the sockets are still worth listing. */
  weir_owners_begin (&self->owners);
}

static bool
request_dump (WeirSockets *self)
{
  struct
  {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
  } message = {
    .header = { .nlmsg_len = sizeof message,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
    .request = { .sdiag_family = dumps[self->dump].family,
                 .sdiag_protocol = dumps[self->dump].protocol,
                 .idiag_states = UINT32_MAX },
  };

  self->fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  return self->fd >= 0 && send (self->fd, &message, sizeof message, 0) == sizeof message;
}

static void
end_dump (WeirSockets *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->dump++;
}

static void
add_socket (WeirSockets *self, const struct inet_diag_msg *from, WeirOutput *output)
{
  const WeirOwner *owner = weir_owners_find (&self->owners, from->idiag_inode);
  WeirWireSocket socket = {
    .family = from->idiag_family == AF_INET ? 4 : 6,
    .protocol = dumps[self->dump].protocol,
    .state = from->idiag_state,
    .local_port = ntohs (from->id.idiag_sport),
    .remote_port = ntohs (from->id.idiag_dport),
    .inode = from->idiag_inode,
    .uid = from->idiag_uid,
  };

  memcpy (socket.local, from->id.idiag_src, sizeof socket.local);
  memcpy (socket.remote, from->id.idiag_dst, sizeof socket.remote);
  if (owner)
    {
      socket.pid = owner->pid;
      socket.start_time = owner->start_time;
      memcpy (socket.command, owner->command, sizeof socket.command);
    }
  weir_wire_socket_add (&output->writer, &socket);
}

/* One read of the dump that is on its way becomes one frame; false when the dump is complete. */
static bool
continue_dump (WeirSockets *self, WeirOutput *output)
{
  uint32_t reply[REPLY_SIZE / sizeof (uint32_t)];
  ssize_t length = recv (self->fd, reply, sizeof reply, 0);
  const struct nlmsghdr *message = (const void *) reply;
  bool is_complete = length <= 0 && errno != EINTR;

  weir_frame_writer_begin (&output->writer, WEIR_FRAME_SOCKETS);
  for (; length > 0 && NLMSG_OK (message, (size_t) length); message = NLMSG_NEXT (message, length))
    {
      if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
        is_complete = true;
      else if (message->nlmsg_len >= NLMSG_LENGTH (sizeof (struct inet_diag_msg)))
        add_socket (self, NLMSG_DATA (message), output);
    }
  if (output->writer.used > WEIR_FRAME_HEADER_SIZE)
    weir_output_send (output);
  return !is_complete;
}

void
weir_sockets_step (WeirSockets *self, WeirOutput *output)
{
  int64_t deadline = now_ns () + STEP_NS;

  do
    {
      if (self->owners.proc)
        weir_owners_step (&self->owners);
      else if (self->dump == N_DUMPS)
        {
          weir_sockets_clear (self);
          weir_wire_end_write (&output->writer, WEIR_FRAME_SOCKETS);
          weir_output_send (output);
        }
      else if ((self->fd < 0 && !request_dump (self)) || !continue_dump (self, output))
        end_dump (self);
    }
  while (self->is_running && !output->is_broken && now_ns () < deadline);
}

void
weir_sockets_clear (WeirSockets *self)
{
  if (self->fd >= 0)
    close (self->fd);
  weir_owners_clear (&self->owners);
  weir_sockets_init (self);
}
