/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "core/export/plain-text.h"
#include "core/identity/process-stat.h"

/* Control groups have short names; what is longer is no name. */
#define MAX_CGROUP_BYTES 16384

/* The kernel's bound on all arguments and variables is a few megabytes, most of which no one
 * needs: the launcher of an AppImage sets its own before the rest. */
#define MAX_ENVIRONMENT_BYTES (256 * 1024)

char *
weir_process_read (int proc_fd, uint32_t pid, const char *name, gsize max, gsize *size)
{
  g_autofree char *path = g_strdup_printf ("%u/%s", pid, name);
  g_autofree char *bytes = NULL;
  int fd = openat (proc_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  gsize used = 0;
  ssize_t n = 0;

  if (fd < 0)
    return NULL;

  bytes = g_malloc (max + 1);
  while (used < max)
    {
      n = read (fd, bytes + used, max - used);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      used += (gsize) n;
    }
  close (fd);
  if (n < 0)
    return NULL;

  bytes[used] = '\0';
  if (size != NULL)
    *size = used;
  return g_steal_pointer (&bytes);
}

char *
weir_process_read_link (int proc_fd, uint32_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%u/%s", pid, name);
  char target[PATH_MAX];
  ssize_t length = readlinkat (proc_fd, path, target, sizeof target);

  /* One that fills the buffer may be cut. */
  if (length <= 0 || (gsize) length >= sizeof target)
    return NULL;

  return g_strndup (target, (gsize) length);
}

void
weir_process_facts_clear (WeirProcessFacts *facts)
{
  g_clear_pointer (&facts->executable, g_free);
  memset (facts, 0, sizeof *facts);
}

/* namespaces(7): who has the same mounts has the same link. */
static gboolean
shares_mounts (int proc_fd, uint32_t pid)
{
  g_autofree char *its = weir_process_read_link (proc_fd, pid, "ns/mnt");
  char ours[64];
  ssize_t length = readlinkat (proc_fd, "self/ns/mnt", ours, sizeof ours);

  return its != NULL && length > 0 && (gsize) length < sizeof ours && strlen (its) == (gsize) length
         && memcmp (its, ours, (gsize) length) == 0;
}

gboolean
weir_process_facts_read (int proc_fd, uint32_t pid, uint64_t start_time, WeirProcessFacts *facts)
{
  g_autofree char *cgroup = weir_process_read (proc_fd, pid, "cgroup", MAX_CGROUP_BYTES, NULL);
  char pid_text[16];
  WeirProcessStat stat;

  memset (facts, 0, sizeof *facts);
  if (cgroup != NULL)
    weir_cgroup_parse (cgroup, &facts->cgroup);
  facts->executable = weir_process_read_link (proc_fd, pid, "exe");
  facts->shares_mounts = facts->executable != NULL && shares_mounts (proc_fd, pid);

  /* Asked last: if it is still the same one now, it was it then. */
  g_snprintf (pid_text, sizeof pid_text, "%u", pid);
  if (!weir_process_stat_read (proc_fd, pid_text, &stat) || stat.start_time != start_time)
    {
      weir_process_facts_clear (facts);
      return FALSE;
    }
  return TRUE;
}

void
weir_process_facts_take_over (WeirProcessFacts *facts,
                              const char *cgroup,
                              const char *executable,
                              gboolean shares_mounts)
{
  memset (facts, 0, sizeof *facts);
  weir_cgroup_parse (cgroup, &facts->cgroup);
  facts->executable = g_strdup (executable);
  facts->shares_mounts = executable != NULL && shares_mounts;
}

char *
weir_process_dup_command_line (int proc_fd, uint32_t pid)
{
  gsize size = 0;
  g_autofree char *bytes =
      weir_process_read (proc_fd, pid, "cmdline", WEIR_COMMAND_LINE_MAX, &size);

  /* A program may have written over its own arguments; trailing NULs are then as many as it had. */
  while (size > 0 && bytes[size - 1] == '\0')
    size--;
  if (size == 0)
    return NULL;

  for (gsize i = 0; i < size; i++)
    {
      if (bytes[i] == '\0')
        bytes[i] = ' ';
    }
  return weir_plain_text_dup (bytes);
}

char *
weir_process_dup_variable (int proc_fd, uint32_t pid, const char *name)
{
  gsize size = 0;
  gsize name_length = strlen (name);
  g_autofree char *bytes =
      weir_process_read (proc_fd, pid, "environ", MAX_ENVIRONMENT_BYTES, &size);

  if (bytes == NULL)
    return NULL;

  for (const char *p = bytes; p < bytes + size; p += strlen (p) + 1)
    {
      /* What the bound cut is no value. */
      if (strncmp (p, name, name_length) == 0 && p[name_length] == '='
          && p + strlen (p) < bytes + size)
        return g_strdup (p + name_length + 1);
    }
  return NULL;
}
