/* Which process holds which socket: what the last walk through /proc has shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A walk goes a process at a time, so that its caller can do other things in between.  Processes
 * whose descriptors are as many as the last time are passed over (Linux 6.2 and newer tell that
 * without listing them), unless the walk is to be complete: one may have been closed and another
 * opened.  One thread.
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "owners/holder.h"

/* Sockets remembered at most, so that a machine full of them cannot fill the memory. */
#define WEIR_PROCESSES_MAX_SOCKETS (1024 * 1024)

/* Of several processes that hold a socket, the oldest by name: the owner and those who share. */
#define WEIR_PROCESSES_MAX_HOLDERS (1 + WEIR_WIRE_MAX_SHARERS)

typedef struct
{
  WeirHolder holder;
  uint64_t directory; /* inode of /proc/PID/fd: another one for another process */
  int64_t n_fds;      /* -1: not known */
  uint64_t run_ns;    /* its first thread has run for so long */
  bool is_active;     /* has run, opened or closed something between the last two walks */
  uint64_t *inodes;
  uint32_t n_inodes;
} WeirProcessSockets;

typedef struct
{
  uint64_t inode; /* 0: free */
  uint32_t holders[WEIR_PROCESSES_MAX_HOLDERS];
  uint32_t n_holders; /* all of them */
} WeirHeldSocket;

typedef struct
{
  WeirProcessSockets *items; /* by pid */
  size_t n;
  size_t size;
} WeirProcessTable;

typedef struct
{
  int proc;          /* -1: there is none */
  bool tells_counts; /* the kernel tells how many descriptors a process has */
  DIR *walk;         /* NULL: not walking */
  bool is_complete;
  bool was_denied; /* may not look into all of them */
  WeirProcessTable table;
  WeirProcessTable next;   /* of the walk */
  size_t merged;           /* processes of the table that the walk has passed */
  size_t n_inodes;         /* of the walk */
  WeirHeldSocket *sockets; /* open addressing */
  size_t sockets_size;
} WeirProcesses;

void weir_processes_init (WeirProcesses *self);
void weir_processes_clear (WeirProcesses *self);

/* Begins a walk unless one is under way; false if /proc cannot be read. */
bool weir_processes_begin (WeirProcesses *self, bool is_complete);

/* Looks into one more process; false when all have been seen. */
bool weir_processes_step (WeirProcesses *self);

/* @holders: (out) room for WEIR_PROCESSES_MAX_HOLDERS; oldest first.
 * Returns: how many processes hold the socket; more may be known than are returned */
size_t weir_processes_find (const WeirProcesses *self, uint64_t inode, const WeirHolder **holders);

/* The next walk does not pass over this process. */
void weir_processes_look_again (WeirProcesses *self, uint32_t pid);

/* Calls @func for processes whose descriptors are more or fewer than at the last walk, newest
 * first, until it returns false: for those that were active then, or for the others.  Looks at no
 * more than
 * @max of them. */
typedef bool (*WeirProcessFunc) (uint32_t pid, void *user_data);
void weir_processes_foreach_changed (WeirProcesses *self,
                                     bool is_active,
                                     size_t max,
                                     WeirProcessFunc func,
                                     void *user_data);
