/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/processes.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
weir_processes_init (WeirProcesses *self)
{
  struct stat status;

  memset (self, 0, sizeof *self);
  self->proc = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->tells_counts =
      self->proc >= 0 && fstatat (self->proc, "self/fd", &status, 0) == 0 && status.st_size > 0;
}

static void
clear_table (WeirProcessTable *table)
{
  for (size_t i = 0; i < table->n; i++)
    free (table->items[i].inodes);
  free (table->items);
  memset (table, 0, sizeof *table);
}

void
weir_processes_clear (WeirProcesses *self)
{
  if (self->walk)
    closedir (self->walk);
  if (self->proc >= 0)
    close (self->proc);
  clear_table (&self->table);
  clear_table (&self->next);
  free (self->sockets);
  memset (self, 0, sizeof *self);
  self->proc = -1;
}

bool
weir_processes_begin (WeirProcesses *self, bool is_complete)
{
  int fd;

  if (self->walk)
    return true;

  fd = self->proc >= 0 ? openat (self->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd < 0)
    return false;
  self->walk = fdopendir (fd);
  if (!self->walk)
    {
      close (fd);
      return false;
    }

  self->is_complete = is_complete;
  self->merged = 0;
  self->n_inodes = 0;
  return true;
}

/* Room for one more; NULL without memory. */
static WeirProcessSockets *
append (WeirProcessTable *table)
{
  if (table->n == table->size)
    {
      size_t size = table->size ? 2 * table->size : 256;
      WeirProcessSockets *items = reallocarray (table->items, size, sizeof *items);

      if (!items)
        return NULL;
      table->items = items;
      table->size = size;
    }
  memset (&table->items[table->n], 0, sizeof *table->items);
  return &table->items[table->n];
}

/* What is known of @pid from the last walk: /proc lists its processes by number. */
static WeirProcessSockets *
merge_to (WeirProcesses *self, uint32_t pid)
{
  WeirProcessTable *table = &self->table;

  while (self->merged < table->n && table->items[self->merged].holder.pid < pid)
    self->merged++;
  return self->merged < table->n && table->items[self->merged].holder.pid == pid
             ? &table->items[self->merged]
             : NULL;
}

static bool
add_inode (WeirProcesses *self, WeirProcessSockets *process, uint64_t inode)
{
  if (self->n_inodes >= WEIR_PROCESSES_MAX_SOCKETS)
    return false;

  /* Doubles whenever the number is a power of two. */
  if ((process->n_inodes & (process->n_inodes - 1)) == 0)
    {
      size_t size = process->n_inodes ? 2 * (size_t) process->n_inodes : 1;
      uint64_t *inodes = reallocarray (process->inodes, size, sizeof *inodes);

      if (!inodes)
        return false;
      process->inodes = inodes;
    }
  process->inodes[process->n_inodes++] = inode;
  self->n_inodes++;
  return true;
}

static void
list_sockets (WeirProcesses *self, WeirProcessSockets *process, uint32_t pid)
{
  const struct dirent *entry;
  int fd = weir_holder_open_fds (self->proc, pid);
  DIR *fds = fd >= 0 ? fdopendir (fd) : NULL;

  if (!fds)
    {
      if (fd >= 0)
        close (fd);
      return;
    }

  while ((entry = readdir (fds)))
    {
      uint64_t inode = weir_holder_read_socket (fd, entry->d_name);

      if (inode != 0 && !add_inode (self, process, inode))
        break;
    }
  closedir (fds);
}

static void
visit_process (WeirProcesses *self, uint32_t pid)
{
  WeirProcessSockets *old = merge_to (self, pid);
  WeirProcessSockets *process = append (&self->next);
  struct stat status;
  uint64_t run_ns;
  char path[32];

  snprintf (path, sizeof path, "%" PRIu32 "/fd", pid);
  if (!process || fstatat (self->proc, path, &status, 0) != 0)
    return;
  run_ns =
      self->tells_counts && status.st_size == 0 ? 0 : weir_holder_read_run_time (self->proc, pid);

  if (!self->is_complete && self->tells_counts && old && old->n_fds == status.st_size
      && old->directory == status.st_ino
      && self->n_inodes + old->n_inodes <= WEIR_PROCESSES_MAX_SOCKETS)
    {
      *process = *old;
      old->inodes = NULL;
      process->run_ns = run_ns;
      process->is_active = old->run_ns != run_ns;
      self->n_inodes += process->n_inodes;
      self->next.n++;
      return;
    }

  /* Counted before they are listed: what changes meanwhile is seen the next time. */
  process->holder.pid = pid;
  process->directory = status.st_ino;
  process->n_fds = status.st_size;
  process->run_ns = run_ns;
  process->is_active = old && old->directory == status.st_ino
                       && (old->run_ns != run_ns || old->n_fds != status.st_size);
  list_sockets (self, process, pid);
  if (process->n_inodes > 0 && !weir_holder_read (self->proc, pid, &process->holder))
    {
      /* It has ended. */
      free (process->inodes);
      process->inodes = NULL;
      return;
    }
  self->next.n++;
}

static size_t
slot_of (const WeirHeldSocket *sockets, size_t size, uint64_t inode)
{
  /* Fibonacci hashing: inode numbers of sockets come in rows. */
  size_t slot = (inode * UINT64_C (0x9e3779b97f4a7c15)) >> 32 & (size - 1);

  while (sockets[slot].inode != 0 && sockets[slot].inode != inode)
    slot = (slot + 1) & (size - 1);
  return slot;
}

typedef struct
{
  uint64_t start_time;
  uint32_t place;
} Age;

static int
compare_ages (const void *a, const void *b)
{
  const Age *x = a, *y = b;

  if (x->start_time != y->start_time)
    return x->start_time < y->start_time ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void
add_holder (WeirHeldSocket *socket, uint64_t inode, uint32_t place)
{
  size_t n = socket->n_holders < WEIR_PROCESSES_MAX_HOLDERS ? socket->n_holders
                                                            : WEIR_PROCESSES_MAX_HOLDERS;

  /* A process may hold a socket by several descriptors. */
  if (n > 0 && socket->holders[n - 1] == place)
    return;

  socket->inode = inode;
  if (n < WEIR_PROCESSES_MAX_HOLDERS)
    socket->holders[n] = place;
  socket->n_holders++;
}

/* From processes with their sockets to sockets with their processes, the oldest first. */
static void
index_sockets (WeirProcesses *self)
{
  Age *ages = reallocarray (NULL, self->table.n + 1, sizeof *ages);
  size_t n_ages = 0;
  size_t size = 1024;

  while (size < 2 * self->n_inodes)
    size *= 2;
  free (self->sockets);
  self->sockets = calloc (size, sizeof *self->sockets);
  self->sockets_size = self->sockets ? size : 0;
  if (!ages || !self->sockets)
    {
      free (ages);
      return;
    }

  for (size_t i = 0; i < self->table.n; i++)
    if (self->table.items[i].n_inodes > 0)
      ages[n_ages++] = (Age){ self->table.items[i].holder.start_time, (uint32_t) i };
  qsort (ages, n_ages, sizeof *ages, compare_ages);

  for (size_t i = 0; i < n_ages; i++)
    {
      const WeirProcessSockets *process = &self->table.items[ages[i].place];

      for (size_t k = 0; k < process->n_inodes; k++)
        add_holder (&self->sockets[slot_of (self->sockets, size, process->inodes[k])],
                    process->inodes[k], ages[i].place);
    }
  free (ages);
}

static void
end_walk (WeirProcesses *self)
{
  closedir (self->walk);
  self->walk = NULL;
  clear_table (&self->table);
  self->table = self->next;
  memset (&self->next, 0, sizeof self->next);
  /* The places have moved even where the sockets have not. */
  index_sockets (self);
}

bool
weir_processes_step (WeirProcesses *self)
{
  const struct dirent *entry;

  if (!self->walk)
    return false;

  while ((entry = readdir (self->walk)))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
      {
        visit_process (self, (uint32_t) strtoul (entry->d_name, NULL, 10));
        return true;
      }

  end_walk (self);
  return false;
}

size_t
weir_processes_find (const WeirProcesses *self, uint64_t inode, const WeirHolder **holders)
{
  const WeirHeldSocket *socket;

  if (self->sockets_size == 0 || inode == 0)
    return 0;

  socket = &self->sockets[slot_of (self->sockets, self->sockets_size, inode)];
  if (socket->inode == 0)
    return 0;

  /* While a walk goes on, what is passed over moves to the next table; the holders stay. */
  for (size_t i = 0; i < socket->n_holders && i < WEIR_PROCESSES_MAX_HOLDERS; i++)
    holders[i] = &self->table.items[socket->holders[i]].holder;
  return socket->n_holders;
}

static WeirProcessSockets *
find_process (WeirProcesses *self, uint32_t pid)
{
  size_t low = 0, high = self->table.n;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (self->table.items[middle].holder.pid < pid)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->table.n && self->table.items[low].holder.pid == pid ? &self->table.items[low]
                                                                         : NULL;
}

void
weir_processes_look_again (WeirProcesses *self, uint32_t pid)
{
  WeirProcessSockets *process = find_process (self, pid);

  if (process)
    {
      process->n_fds = -1;
      process->is_active = true;
    }
}

static bool
has_changed (const WeirProcesses *self, const WeirProcessSockets *process)
{
  struct stat status;
  char path[32];

  snprintf (path, sizeof path, "%" PRIu32 "/fd", process->holder.pid);
  return fstatat (self->proc, path, &status, 0) == 0
         && (!self->tells_counts || status.st_size != process->n_fds);
}

void
weir_processes_foreach_changed (WeirProcesses *self,
                                bool is_active,
                                size_t max,
                                WeirProcessFunc func,
                                void *user_data)
{
  for (size_t i = self->table.n; i > 0 && max > 0; i--)
    {
      const WeirProcessSockets *process = &self->table.items[i - 1];

      if (process->is_active != is_active)
        continue;
      max--;
      if (has_changed (self, process) && !func (process->holder.pid, user_data))
        return;
    }
}
