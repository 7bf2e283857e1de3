/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/socket-owners.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  uint32_t pid;
  uint64_t start_time; /* in clock ticks since the machine was started */
  char name[WEIR_PROCESS_NAME_SIZE];
} Process;

typedef struct
{
  WeirSocketInfo *info;
  uint64_t start_time; /* of the owner found so far */
} Wanted;

/* /proc/PID/stat: "PID (NAME) STATE …"; the name may hold anything, closing parentheses included,
 * so that only the last one ends it.  The start time is field 22. */
static gboolean
read_process (int proc_fd, const char *pid_text, Process *process)
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

/* The inode of "socket:[INODE]", or 0. */
static uint64_t
parse_link (const char *link)
{
  static const char prefix[] = "socket:[";

  if (strncmp (link, prefix, sizeof prefix - 1) != 0)
    return 0;

  return g_ascii_strtoull (link + sizeof prefix - 1, NULL, 10);
}

static void
note_owner (Wanted *wanted, const Process *process)
{
  if (wanted->info->pid != 0 && wanted->start_time <= process->start_time)
    return;

  wanted->start_time = process->start_time;
  wanted->info->pid = process->pid;
  memcpy (wanted->info->process, process->name, sizeof wanted->info->process);
}

static void
search_process (int proc_fd, const char *pid_text, GHashTable *by_inode)
{
  char path[32];
  DIR *directory;
  struct dirent *entry;
  Process process = { 0 };
  int fd;

  g_snprintf (path, sizeof path, "%s/fd", pid_text);
  fd = openat (proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  directory = fdopendir (fd);
  if (directory == NULL)
    {
      close (fd);
      return;
    }

  while ((entry = readdir (directory)) != NULL)
    {
      char link[64];
      ssize_t size = readlinkat (fd, entry->d_name, link, sizeof link - 1);
      uint64_t inode;
      Wanted *wanted;

      if (size <= 0)
        continue;
      link[size] = '\0';
      inode = parse_link (link);
      wanted = inode != 0 ? g_hash_table_lookup (by_inode, &inode) : NULL;
      if (wanted == NULL)
        continue;
      if (process.pid == 0 && !read_process (proc_fd, pid_text, &process))
        break;
      note_owner (wanted, &process);
    }

  closedir (directory);
}

void
weir_socket_owners_find (WeirSocketInfo *const *sockets, gsize n_sockets)
{
  g_autoptr (GHashTable) by_inode = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree Wanted *wanted = g_new0 (Wanted, n_sockets);
  DIR *proc;
  struct dirent *entry;

  for (gsize i = 0; i < n_sockets; i++)
    {
      wanted[i].info = sockets[i];
      if (sockets[i]->inode != 0 && sockets[i]->pid == 0)
        g_hash_table_insert (by_inode, &sockets[i]->inode, &wanted[i]);
    }

  if (g_hash_table_size (by_inode) == 0)
    return;

  proc = opendir ("/proc");
  if (proc == NULL)
    return;

  while ((entry = readdir (proc)) != NULL)
    {
      if (g_ascii_isdigit (entry->d_name[0]) && strlen (entry->d_name) <= 10)
        search_process (dirfd (proc), entry->d_name, by_inode);
    }

  closedir (proc);
}
