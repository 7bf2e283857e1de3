/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/owners.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sockets remembered at most, so that a machine full of them cannot fill the memory: 64 MiB. */
#define MAX_SOCKETS (2 * 1024 * 1024)

bool
weir_owners_begin (WeirOwners *self)
{
  weir_owners_clear (self);
  self->proc = opendir ("/proc");
  return self->proc != NULL;
}

static size_t
slot_of (const WeirOwners *self, uint64_t inode)
{
  /* Fibonacci hashing: inode numbers of sockets come in rows. */
  size_t mask = self->sockets_size - 1;
  size_t slot = (inode * UINT64_C (0x9e3779b97f4a7c15)) >> 32 & mask;

  while (self->sockets[slot].inode != 0 && self->sockets[slot].inode != inode)
    slot = (slot + 1) & mask;
  return slot;
}

static bool
grow_sockets (WeirOwners *self)
{
  WeirOwners grown = *self;

  grown.sockets_size = self->sockets_size ? 2 * self->sockets_size : 1024;
  grown.sockets = calloc (grown.sockets_size, sizeof *grown.sockets);
  if (!grown.sockets)
    return false;

  for (size_t i = 0; i < self->sockets_size; i++)
    if (self->sockets[i].inode != 0)
      grown.sockets[slot_of (&grown, self->sockets[i].inode)] = self->sockets[i];
  free (self->sockets);
  *self = grown;
  return true;
}

static void
add_socket (WeirOwners *self, uint64_t inode, uint32_t owner)
{
  WeirOwnedSocket *socket;

  if (inode == 0)
    return;
  if (2 * self->n_sockets >= self->sockets_size
      && (self->n_sockets >= MAX_SOCKETS || !grow_sockets (self)))
    return;

  socket = &self->sockets[slot_of (self, inode)];
  if (socket->inode == 0)
    {
      *socket = (WeirOwnedSocket){ .inode = inode, .owner = owner };
      self->n_sockets++;
    }
  else if (self->owners[owner].start_time < self->owners[socket->owner].start_time)
    socket->owner = owner;
}

/* proc(5), /proc/PID/stat: "pid (command) state ppid … starttime"; the command may hold blanks and
 * parentheses, the rest may not. */
static bool
read_owner (int proc_fd, const char *pid, WeirOwner *owner)
{
  char path[32];
  char text[1024];
  char *command, *rest;
  ssize_t length;
  int fd;

  snprintf (path, sizeof path, "%.16s/stat", pid);
  fd = openat (proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return false;

  text[length] = '\0';
  command = strchr (text, '(');
  rest = strrchr (text, ')');
  if (!command || !rest || rest < command)
    return false;

  *rest++ = '\0';
  *owner = (WeirOwner){ .pid = strtoul (pid, NULL, 10) };
  strncpy (owner->command, command + 1, sizeof owner->command - 1);
  return sscanf (rest,
                 " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
                 " %" SCNu64,
                 &owner->start_time)
         == 1;
}

static bool
add_owner (WeirOwners *self, const char *pid)
{
  if (self->n_owners == self->owners_size)
    {
      size_t size = self->owners_size ? 2 * self->owners_size : 256;
      WeirOwner *owners = reallocarray (self->owners, size, sizeof *owners);

      if (!owners)
        return false;
      self->owners = owners;
      self->owners_size = size;
    }
  if (!read_owner (dirfd (self->proc), pid, &self->owners[self->n_owners]))
    return false;

  self->n_owners++;
  return true;
}

static void
visit_process (WeirOwners *self, const char *pid)
{
  char path[32];
  const struct dirent *entry;
  bool is_owner = false;
  int fd;
  DIR *fds;

  snprintf (path, sizeof path, "%.16s/fd", pid);
  fd = openat (dirfd (self->proc), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  fds = fdopendir (fd);
  if (!fds)
    {
      close (fd);
      return;
    }

  while ((entry = readdir (fds)))
    {
      char target[64];
      ssize_t length = readlinkat (fd, entry->d_name, target, sizeof target - 1);
      uint64_t inode;

      if (length < 0)
        continue;
      target[length] = '\0';
      if (sscanf (target, "socket:[%" SCNu64 "]", &inode) != 1)
        continue;

      /* Most processes hold no socket: theirs need no further look. */
      if (!is_owner && !add_owner (self, pid))
        break;
      is_owner = true;
      add_socket (self, inode, self->n_owners - 1);
    }
  closedir (fds);
}

bool
weir_owners_step (WeirOwners *self)
{
  const struct dirent *entry;

  while ((entry = readdir (self->proc)))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
      {
        visit_process (self, entry->d_name);
        return true;
      }

  closedir (self->proc);
  self->proc = NULL;
  return false;
}

const WeirOwner *
weir_owners_find (const WeirOwners *self, uint64_t inode)
{
  const WeirOwnedSocket *socket;

  if (self->n_sockets == 0 || inode == 0)
    return NULL;

  socket = &self->sockets[slot_of (self, inode)];
  return socket->inode != 0 ? &self->owners[socket->owner] : NULL;
}

void
weir_owners_clear (WeirOwners *self)
{
  if (self->proc)
    closedir (self->proc);
  free (self->owners);
  free (self->sockets);
  memset (self, 0, sizeof *self);
}
