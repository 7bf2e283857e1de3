/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/control-groups.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where version 2 is mounted: alone, and beside version 1. */
static const char *const roots[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };

/* Folders in folders: deeper than any manager makes them. */
#define MAX_DEPTH 32

void
weir_control_groups_init (WeirControlGroups *self)
{
  struct stat status;

  memset (self, 0, sizeof *self);
  self->root = -1;
  for (size_t i = 0; i < sizeof roots / sizeof roots[0] && self->root < 0; i++)
    {
      self->root = open (roots[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      /* A file that only version 2 has. */
      if (self->root >= 0
          && (faccessat (self->root, "cgroup.controllers", F_OK, 0) != 0
              || fstat (self->root, &status) != 0))
        {
          close (self->root);
          self->root = -1;
        }
    }
  if (self->root >= 0)
    self->root_id = status.st_ino;
}

void
weir_control_groups_clear (WeirControlGroups *self)
{
  if (self->root >= 0)
    close (self->root);
  free (self->groups);
  free (self->paths);
  memset (self, 0, sizeof *self);
  self->root = -1;
}

static bool
reserve_group (WeirControlGroups *self)
{
  size_t size = self->groups_size ? 2 * self->groups_size : 256;
  WeirControlGroup *groups;

  if (self->n_groups < self->groups_size)
    return true;

  groups = reallocarray (self->groups, size, sizeof *groups);
  if (!groups)
    return false;
  self->groups = groups;
  self->groups_size = size;
  return true;
}

static bool
reserve_path (WeirControlGroups *self, size_t length)
{
  size_t size = self->paths_size ? self->paths_size : 16384;
  char *paths;

  while (size < self->paths_used + length)
    size *= 2;
  if (size == self->paths_size)
    return true;

  paths = realloc (self->paths, size);
  if (!paths)
    return false;
  self->paths = paths;
  self->paths_size = size;
  return true;
}

static bool
add_group (WeirControlGroups *self, uint64_t id, const char *path)
{
  size_t length = strlen (path) + 1;

  if (self->n_groups >= WEIR_CONTROL_GROUPS_MAX
      || self->paths_used + length > WEIR_CONTROL_GROUPS_MAX_BYTES || !reserve_group (self)
      || !reserve_path (self, length))
    return false;

  self->groups[self->n_groups++] = (WeirControlGroup){ id, (uint32_t) self->paths_used };
  memcpy (self->paths + self->paths_used, path, length);
  self->paths_used += length;
  return true;
}

/* @path: of PATH_MAX; as it was when this returns.  false: there is no more room */
static bool
read_folder (WeirControlGroups *self, char *path, size_t length, unsigned depth)
{
  int fd = openat (self->root, length ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;
  bool has_room = true;

  if (!folder)
    {
      if (fd >= 0)
        close (fd);
      return true;
    }

  while (has_room && (entry = readdir (folder)))
    {
      int added;

      if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
        continue;
      added = snprintf (path + length, PATH_MAX - length, "%s%s", length ? "/" : "", entry->d_name);
      if (added < 0 || (size_t) added >= PATH_MAX - length)
        continue;
      has_room = add_group (self, entry->d_ino, path)
                 && (depth == MAX_DEPTH || read_folder (self, path, length + added, depth + 1));
    }
  path[length] = '\0';
  closedir (folder);
  return has_room;
}

static int
compare_ids (const void *a, const void *b)
{
  const WeirControlGroup *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

void
weir_control_groups_refresh (WeirControlGroups *self)
{
  char path[PATH_MAX] = "";

  if (self->root < 0)
    return;

  self->n_groups = 0;
  self->paths_used = 0;
  read_folder (self, path, 0, 0);
  if (self->n_groups > 0)
    qsort (self->groups, self->n_groups, sizeof *self->groups, compare_ids);
}

bool
weir_control_groups_is_worth (const WeirControlGroups *self, uint64_t id)
{
  return self->root >= 0 && id != 0 && id != self->root_id;
}

static const WeirControlGroup *
find_group (const WeirControlGroups *self, uint64_t id)
{
  const WeirControlGroup key = { .id = id };

  return self->n_groups > 0
             ? bsearch (&key, self->groups, self->n_groups, sizeof *self->groups, compare_ids)
             : NULL;
}

bool
weir_control_groups_knows (const WeirControlGroups *self, uint64_t id)
{
  return find_group (self, id) != NULL;
}

static int
compare_pids (const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

  return x < y ? 1 : x > y ? -1 : 0;
}

size_t
weir_control_groups_list (const WeirControlGroups *self, uint64_t id, uint32_t *pids, size_t size)
{
  const WeirControlGroup *group = find_group (self, id);
  char path[PATH_MAX + 16];
  char text[8192];
  uint32_t pid = 0;
  size_t n = 0;
  ssize_t got;
  int fd;

  if (!group)
    return 0;
  snprintf (path, sizeof path, "%s/cgroup.procs", self->paths + group->path);
  fd = openat (self->root, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;

  /* A number a line; of another process namespace: 0. */
  while (n < size && (got = read (fd, text, sizeof text)) > 0)
    for (ssize_t i = 0; i < got; i++)
      if (text[i] >= '0' && text[i] <= '9')
        pid = 10 * pid + (uint32_t) (text[i] - '0');
      else if (pid != 0)
        {
          if (n < size)
            pids[n++] = pid;
          pid = 0;
        }
  close (fd);
  if (n > 0)
    qsort (pids, n, sizeof *pids, compare_pids);
  return n;
}
