/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process-stat.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* /proc/PID/stat: "PID (NAME) STATE …"; the name may hold anything, closing parentheses included,
 * so that only the last one ends it.  The start time is field 22. */
gboolean
weir_process_stat_read (int proc_fd, const char *pid_text, WeirProcessStat *process)
{
  char path[32];
  char text[1024];
  ssize_t size;
  int fd;
  char *open_paren;
  char *close_paren;
  unsigned long long start_time;

  g_snprintf (path, sizeof path, "%s/stat", pid_text);
  fd = openat (proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  size = read (fd, text, sizeof text - 1);
  close (fd);
  if (size <= 0)
    return FALSE;
  text[size] = '\0';

  open_paren = strchr (text, '(');
  close_paren = strrchr (text, ')');
  if (open_paren == NULL || close_paren == NULL || close_paren < open_paren
      || sscanf (
             close_paren + 1,
             " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
             &start_time)
             != 1)
    return FALSE;

  *close_paren = '\0';
  process->pid = (uint32_t) strtoul (pid_text, NULL, 10);
  process->start_time = start_time;
  g_strlcpy (process->name, open_paren + 1, sizeof process->name);
  return TRUE;
}
