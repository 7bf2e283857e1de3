/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-ring.h"

#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/frame.h"

/* As much as the pipe holds, twice: a frame is not cut in two. */
#define N_SLOTS 4
#define SLOT_SIZE (WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM)

enum
{
  FD_MEMORY,
  FD_FILLED, /* the reader waits on it */
  FD_FREED,  /* the writer waits on it */
  N_FDS
};

/* Each on a cache line of its own. */
typedef struct
{
  _Alignas(64) atomic_uint n_written;
  atomic_bool writer_waits;
  _Alignas(64) atomic_uint n_read;
  atomic_bool reader_waits;
  _Alignas(64) uint32_t lengths[N_SLOTS];
  _Alignas(64) uint8_t slots[N_SLOTS][SLOT_SIZE];
} Shared;

struct MemoryRing
{
  Shared *shared;
  int fds[N_FDS];
  int peer;
};

static MemoryRing *
map (const int *fds, int peer)
{
  MemoryRing *self = calloc (1, sizeof *self);

  memcpy (self->fds, fds, sizeof self->fds);
  self->peer = peer;
  self->shared = mmap (NULL, sizeof (Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                       fds[FD_MEMORY], 0);
  if (self->shared != MAP_FAILED)
    return self;

  self->shared = NULL;
  memory_ring_free (self);
  return NULL;
}

MemoryRing *
memory_ring_new (void)
{
  int fds[N_FDS] = {
    memfd_create ("weir-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING),
    eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK),
    eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK),
  };

  if (fds[FD_MEMORY] >= 0 && fds[FD_FILLED] >= 0 && fds[FD_FREED] >= 0
      && ftruncate (fds[FD_MEMORY], sizeof (Shared)) == 0
      && fcntl (fds[FD_MEMORY], F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    return map (fds, -1);

  for (int i = 0; i < N_FDS; i++)
    if (fds[i] >= 0)
      close (fds[i]);
  return NULL;
}

void
memory_ring_free (MemoryRing *self)
{
  if (self->shared)
    munmap (self->shared, sizeof (Shared));
  for (int i = 0; i < N_FDS; i++)
    close (self->fds[i]);
  free (self);
}

typedef union
{
  struct cmsghdr header;
  char octets[CMSG_SPACE (N_FDS * sizeof (int))];
} Rights;

bool
memory_ring_send (MemoryRing *self, int socket)
{
  Rights rights = { .header = { .cmsg_level = SOL_SOCKET,
                                .cmsg_type = SCM_RIGHTS,
                                .cmsg_len = CMSG_LEN (sizeof self->fds) } };
  struct iovec octet = { (char[]){ 0 }, 1 };
  struct msghdr message = {
    .msg_iov = &octet, .msg_iovlen = 1, .msg_control = &rights, .msg_controllen = sizeof rights
  };

  memcpy (CMSG_DATA (&rights.header), self->fds, sizeof self->fds);
  self->peer = socket;
  return sendmsg (socket, &message, MSG_NOSIGNAL) == 1;
}

MemoryRing *
memory_ring_receive (int socket)
{
  Rights rights;
  struct iovec octet = { (char[]){ 0 }, 1 };
  struct msghdr message = {
    .msg_iov = &octet, .msg_iovlen = 1, .msg_control = &rights, .msg_controllen = sizeof rights
  };
  int fds[N_FDS];

  if (recvmsg (socket, &message, MSG_CMSG_CLOEXEC) != 1
      || message.msg_controllen < CMSG_LEN (sizeof fds) || rights.header.cmsg_type != SCM_RIGHTS
      || rights.header.cmsg_len != CMSG_LEN (sizeof fds))
    return NULL;

  memcpy (fds, CMSG_DATA (&rights.header), sizeof fds);
  return map (fds, socket);
}

/* false: the other side is gone */
static bool
wait_for (MemoryRing *self, int fd)
{
  struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = self->peer } };
  eventfd_t ignored;

  poll (fds, 2, -1);
  if (fds[0].revents != 0)
    return eventfd_read (fd, &ignored) == 0;
  return fds[1].revents == 0;
}

/* The order of all four is what makes it right (sequentially consistent, C11's default): whoever
 * waits says so and then looks once more; whoever moves on does that and then looks whether anybody
 * waits. */
static void
wake (int fd, atomic_bool *is_waiting)
{
  if (atomic_exchange (is_waiting, false))
    eventfd_write (fd, 1);
}

uint8_t *
memory_ring_reserve (MemoryRing *self, size_t *size)
{
  Shared *shared = self->shared;
  unsigned n_written = atomic_load (&shared->n_written);

  while (n_written - atomic_load (&shared->n_read) >= N_SLOTS)
    {
      atomic_store (&shared->writer_waits, true);
      if (n_written - atomic_load (&shared->n_read) >= N_SLOTS
          && !wait_for (self, self->fds[FD_FREED]))
        return NULL;
    }
  *size = SLOT_SIZE;
  return shared->slots[n_written % N_SLOTS];
}

void
memory_ring_commit (MemoryRing *self, size_t length)
{
  unsigned n_written = atomic_load (&self->shared->n_written);

  self->shared->lengths[n_written % N_SLOTS] = (uint32_t) length;
  atomic_store (&self->shared->n_written, n_written + 1);
  wake (self->fds[FD_FILLED], &self->shared->reader_waits);
}

const uint8_t *
memory_ring_get (MemoryRing *self, size_t *length)
{
  Shared *shared = self->shared;
  unsigned n_read = atomic_load (&shared->n_read);
  uint32_t told;

  while (atomic_load (&shared->n_written) == n_read)
    {
      atomic_store (&shared->reader_waits, true);
      if (atomic_load (&shared->n_written) == n_read && !wait_for (self, self->fds[FD_FILLED]))
        return NULL;
    }
  told = shared->lengths[n_read % N_SLOTS];
  *length = told < SLOT_SIZE ? told : SLOT_SIZE;
  return shared->slots[n_read % N_SLOTS];
}

void
memory_ring_release (MemoryRing *self)
{
  atomic_fetch_add (&self->shared->n_read, 1);
  wake (self->fds[FD_FREED], &self->shared->writer_waits);
}
