/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/socket-owners.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/identity/process-stat.h"

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
note_owner (WeirSocketInfo *info, const WeirProcessStat *process)
{
  if (info->pid != 0 && info->start_time <= process->start_time)
    return;

  info->pid = process->pid;
  info->start_time = process->start_time;
  memcpy (info->process, process->name, sizeof info->process);
}

static void
search_process (int proc_fd, const char *pid_text, GHashTable *by_inode)
{
  char path[32];
  DIR *directory;
  struct dirent *entry;
  WeirProcessStat process = { 0 };
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
      WeirSocketInfo *wanted;

      if (size <= 0)
        continue;
      link[size] = '\0';
      inode = parse_link (link);
      wanted = inode != 0 ? g_hash_table_lookup (by_inode, &inode) : NULL;
      if (wanted == NULL)
        continue;
      if (process.pid == 0 && !weir_process_stat_read (proc_fd, pid_text, &process))
        break;
      note_owner (wanted, &process);
    }

  closedir (directory);
}

void
weir_socket_owners_find (WeirSocketInfo *const *sockets, gsize n_sockets)
{
  g_autoptr (GHashTable) by_inode = g_hash_table_new (g_int64_hash, g_int64_equal);
  DIR *proc;
  struct dirent *entry;

  for (gsize i = 0; i < n_sockets; i++)
    {
      if (sockets[i]->inode != 0 && sockets[i]->pid == 0)
        g_hash_table_insert (by_inode, &sockets[i]->inode, sockets[i]);
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
