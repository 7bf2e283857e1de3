/* The processes that are most likely to hold a socket made just now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Most connections are opened by a process that has opened one a moment ago, often under the same
 * number of descriptor, or by one that has only just been started.  Each stage looks at a few
 * processes and costs accordingly.  One thread.
 */
#pragma once

#include "owners/holder.h"

#include <stddef.h>

typedef struct
{
  uint64_t inode;
  uint64_t cgroup_id;
  WeirHolder holder; /* pid 0: not found yet */
  bool is_closed;    /* nor to be found any more */
} WeirWanted;

/* What is looked for, in the order of inodes, each once. */
typedef struct
{
  WeirWanted *items;
  size_t n;
  size_t n_left;
} WeirWantedList;

#define WEIR_SEARCH_N_RECENT 64
#define WEIR_SEARCH_N_NAMES 4

/* A process that was found to hold a new socket.  The open folder is that process's for ever: its
 * number may come to be another's. */
typedef struct
{
  int fds; /* -1: unused */
  WeirHolder holder;
  uint32_t names[WEIR_SEARCH_N_NAMES]; /* descriptors of its newest sockets */
  unsigned n_names;
} WeirRecentProcess;

#define WEIR_SEARCH_N_YOUNG 12

typedef struct
{
  int proc;
  uint32_t probed_pid;                 /* processes up to this number have been looked at */
  uint32_t young[WEIR_SEARCH_N_YOUNG]; /* of those, some that were there then, the newest first */
  size_t n_young;
  WeirRecentProcess recent[WEIR_SEARCH_N_RECENT]; /* the newest first */
} WeirSearch;

/* @proc: descriptor of /proc, the caller's; -1: there is none */
void weir_search_init (WeirSearch *self, int proc);
void weir_search_clear (WeirSearch *self);

/* Makes a sorted list without doubles of @items; those without an inode are left out. */
void weir_wanted_list_init (WeirWantedList *self, WeirWanted *items, size_t n);
WeirWanted *weir_wanted_list_find (const WeirWantedList *self, uint64_t inode);

/* The likeliest descriptors of the @n processes that were found last: some microseconds each. */
void weir_search_descriptors (WeirSearch *self, size_t n, WeirWantedList *wanted);

/* All descriptors of the processes that were found last. */
void weir_search_recent (WeirSearch *self, WeirWantedList *wanted);

/* The number that was given to a process, or a thread, last; 0: not known. */
uint32_t weir_search_get_newest_pid (const WeirSearch *self);

/* The processes that were started last, of numbers above @known. */
void weir_search_newest (WeirSearch *self, uint32_t known, WeirWantedList *wanted);

/* All descriptors of one process, or of a thread's process; false: there is no such process. */
bool weir_search_process (WeirSearch *self, uint32_t pid, WeirWantedList *wanted);
