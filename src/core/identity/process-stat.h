/* /proc/PID/stat: what tells one process from another that has its number later.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

typedef struct
{
  uint32_t pid;
  uint64_t start_time; /* in clock ticks since the machine was started */
  char name[WEIR_PROCESS_NAME_SIZE];
} WeirProcessStat;

/* @proc_fd: /proc; @pid_text: the name of a directory there.  %FALSE if there is no such process
 * (any more). */
gboolean weir_process_stat_read (int proc_fd, const char *pid_text, WeirProcessStat *process);

G_END_DECLS
