/* A process that holds sockets, as /proc shows it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wire/message.h"

/* The number alone may be another process's by now; with the start time it is this one's. */
typedef struct
{
  uint32_t pid; /* 0: none */
  uint32_t parent;
  uint64_t start_time; /* ticks since boot, as in /proc/PID/stat */
  char command[WEIR_WIRE_NAME_SIZE];
} WeirHolder;

/* @proc: a descriptor of /proc; false if there is no such process (any more). */
bool weir_holder_read (int proc, uint32_t pid, WeirHolder *holder);

/* The process of a thread: the same number for a process, 0 if it is gone. */
uint32_t weir_holder_get_process (int proc, uint32_t thread);

/* For how long its first thread has run, in ns; 0 where the kernel does not tell. */
uint64_t weir_holder_read_run_time (int proc, uint32_t pid);

/* Opens /proc/PID/fd; -1 with errno. */
int weir_holder_open_fds (int proc, uint32_t pid);

/* The inode of the socket behind one name in /proc/PID/fd; 0: it is no socket, or has gone. */
uint64_t weir_holder_read_socket (int fds, const char *name);
