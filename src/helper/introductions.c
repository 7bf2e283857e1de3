/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/introductions.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "owners/holder.h"

bool
weir_introductions_init (WeirIntroductions *self)
{
  memset (self, 0, sizeof *self);
  self->proc = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return self->proc >= 0;
}

void
weir_introductions_clear (WeirIntroductions *self)
{
  if (self->proc >= 0)
    close (self->proc);
  self->proc = -1;
}

/* Returns: how many octets; 0 if it cannot be read, or is longer than @size */
static size_t
read_link (int proc, uint32_t pid, const char *name, char *text, size_t size)
{
  char path[32];
  ssize_t length;

  snprintf (path, sizeof path, "%" PRIu32 "/%s", pid, name);
  length = readlinkat (proc, path, text, size);
  return length > 0 && (size_t) length < size ? (size_t) length : 0;
}

static size_t
read_cgroup (int proc, uint32_t pid, char *text, size_t size)
{
  char path[32];
  ssize_t length;
  int fd;

  snprintf (path, sizeof path, "%" PRIu32 "/cgroup", pid);
  fd = openat (proc, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  length = read (fd, text, size);
  close (fd);
  return length > 0 ? (size_t) length : 0;
}

/* Whether paths mean the same to the process as to us. */
static bool
shares_mounts (int proc, uint32_t pid)
{
  char own[64], its[64];
  size_t length = read_link (proc, (uint32_t) getpid (), "ns/mnt", own, sizeof own);

  return length > 0 && read_link (proc, pid, "ns/mnt", its, sizeof its) == length
         && memcmp (own, its, length) == 0;
}

/* Returns: whether it is still the process that holds @socket */
static bool
introduce (WeirIntroductions *self, const WeirWireSocket *socket, WeirOutput *output)
{
  char cgroup[WEIR_WIRE_CGROUP_MAX], executable[WEIR_WIRE_EXECUTABLE_MAX];
  WeirHolder holder;
  WeirWireProcess process = {
    .pid = socket->pid,
    .start_time = socket->start_time,
    .cgroup = cgroup,
    .executable = executable,
  };

  process.cgroup_length = read_cgroup (self->proc, socket->pid, cgroup, sizeof cgroup);
  process.executable_length =
      read_link (self->proc, socket->pid, "exe", executable, sizeof executable);
  if (process.executable_length > 0 && shares_mounts (self->proc, socket->pid))
    process.flags |= WEIR_WIRE_PROCESS_SHARES_MOUNTS;

  /* Asked last: if it is still the same one now, it was it then. */
  if (!weir_holder_read (self->proc, socket->pid, &holder)
      || holder.start_time != socket->start_time)
    return false;

  if (weir_wire_process_add (&output->writer, &process))
    return true;
  weir_output_send (output);
  weir_frame_writer_begin (&output->writer, WEIR_FRAME_PROCESSES);
  return weir_wire_process_add (&output->writer, &process);
}

void
weir_introductions_send (WeirIntroductions *self,
                         const WeirWireSocket *sockets,
                         size_t n_sockets,
                         WeirOutput *output)
{
  size_t n_done = 0;

  if (self->proc < 0)
    return;

  weir_frame_writer_begin (&output->writer, WEIR_FRAME_PROCESSES);
  for (size_t i = 0; i < n_sockets && n_done < WEIR_INTRODUCTIONS_MAX_AT_ONCE; i++)
    {
      const WeirWireSocket *socket = &sockets[i];
      size_t place = socket->pid % WEIR_INTRODUCTIONS_REMEMBERED;

      if (socket->pid == 0
          || (self->done[place].pid == socket->pid
              && self->done[place].start_time == socket->start_time))
        continue;
      if (introduce (self, socket, output))
        n_done++;
      self->done[place].pid = socket->pid;
      self->done[place].start_time = socket->start_time;
      if (output->is_broken)
        return;
    }
  if (n_done > 0)
    weir_output_send (output);
}
