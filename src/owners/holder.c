/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/holder.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
read_file (int proc, uint32_t pid, const char *name, char *text, size_t size)
{
  char path[32];
  ssize_t length;
  int fd;

  snprintf (path, sizeof path, "%" PRIu32 "/%s", pid, name);
  fd = openat (proc, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  length = read (fd, text, size - 1);
  close (fd);
  if (length <= 0)
    return false;

  text[length] = '\0';
  return true;
}

/* proc(5), /proc/PID/stat: "pid (command) state ppid … starttime"; the command may hold blanks and
 * parentheses, the rest may not. */
bool
weir_holder_read (int proc, uint32_t pid, WeirHolder *holder)
{
  char text[1024];
  char *command, *rest;

  if (!read_file (proc, pid, "stat", text, sizeof text))
    return false;
  command = strchr (text, '(');
  rest = strrchr (text, ')');
  if (!command || !rest || rest < command)
    return false;

  *rest++ = '\0';
  *holder = (WeirHolder){ .pid = pid };
  strncpy (holder->command, command + 1, sizeof holder->command - 1);
  return sscanf (rest,
                 " %*c %" SCNu32 " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
                 " %*s %" SCNu64,
                 &holder->parent, &holder->start_time)
         == 2;
}

uint32_t
weir_holder_get_process (int proc, uint32_t thread)
{
  static const char key[] = "\nTgid:";
  char text[512];
  const char *line;

  if (!read_file (proc, thread, "status", text, sizeof text))
    return 0;
  line = strstr (text, key);
  return line ? (uint32_t) strtoul (line + sizeof key - 1, NULL, 10) : 0;
}

uint64_t
weir_holder_read_run_time (int proc, uint32_t pid)
{
  char text[128];

  return read_file (proc, pid, "schedstat", text, sizeof text) ? strtoull (text, NULL, 10) : 0;
}

int
weir_holder_open_fds (int proc, uint32_t pid)
{
  char path[32];

  snprintf (path, sizeof path, "%" PRIu32 "/fd", pid);
  return openat (proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

uint64_t
weir_holder_read_socket (int fds, const char *name)
{
  static const char prefix[] = "socket:[";
  char target[64];
  ssize_t length = readlinkat (fds, name, target, sizeof target - 1);

  if (length < 0)
    return 0;
  target[length] = '\0';
  if (strncmp (target, prefix, sizeof prefix - 1) != 0)
    return 0;
  return strtoull (target + sizeof prefix - 1, NULL, 10);
}
