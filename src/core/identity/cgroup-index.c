/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/cgroup-index.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_DEPTH 32
#define MAX_PATH_BYTES 4096

struct _WeirCgroupIndex
{
  GMutex mutex; /* over the rest */
  char *folder;
  GHashTable *paths; /* id → path below the folder */
  int64_t walked_us;
  gboolean was_walked;
};

WeirCgroupIndex *
weir_cgroup_index_new (const char *folder)
{
  WeirCgroupIndex *self = g_new0 (WeirCgroupIndex, 1);

  g_mutex_init (&self->mutex);
  self->folder = g_strdup (folder);
  self->paths = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
weir_cgroup_index_free (WeirCgroupIndex *self)
{
  g_mutex_clear (&self->mutex);
  g_hash_table_unref (self->paths);
  g_free (self->folder);
  g_free (self);
}

const char *
weir_cgroup_index_get_folder (void)
{
  return g_file_test ("/sys/fs/cgroup/cgroup.controllers", G_FILE_TEST_EXISTS)
             ? "/sys/fs/cgroup"
             : "/sys/fs/cgroup/unified";
}

/* @fd: closed */
static void
walk (WeirCgroupIndex *self, int fd, const char *path, guint depth)
{
  DIR *directory = fdopendir (fd);
  const struct dirent *entry;

  if (directory == NULL)
    {
      close (fd);
      return;
    }

  while ((entry = readdir (directory)) != NULL
         && g_hash_table_size (self->paths) < WEIR_CGROUP_INDEX_MAX)
    {
      g_autofree char *below = NULL;
      gint64 id = (gint64) entry->d_ino;
      int child;

      if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
        continue;

      below = g_strconcat (path, "/", entry->d_name, NULL);
      if (strlen (below) > MAX_PATH_BYTES)
        continue;
      child = depth < MAX_DEPTH ? openat (dirfd (directory), entry->d_name,
                                          O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                                : -1;
      if (child >= 0)
        walk (self, child, below, depth + 1);
      g_hash_table_replace (self->paths, g_memdup2 (&id, sizeof id), g_steal_pointer (&below));
    }
  closedir (directory);
}

gboolean
weir_cgroup_index_find (WeirCgroupIndex *self, uint64_t id, int64_t now_us, WeirCgroup *cgroup)
{
  const gint64 key = (gint64) id;
  const char *path;
  g_autofree char *text = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  path = g_hash_table_lookup (self->paths, &key);
  if (path == NULL
      && (!self->was_walked || now_us - self->walked_us >= WEIR_CGROUP_INDEX_INTERVAL_US))
    {
      int fd = open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

      g_hash_table_remove_all (self->paths);
      if (fd >= 0)
        walk (self, fd, "", 0);
      self->was_walked = TRUE;
      self->walked_us = now_us;
      path = g_hash_table_lookup (self->paths, &key);
    }
  if (path == NULL)
    return FALSE;

  text = g_strconcat ("0::", path, NULL);
  weir_cgroup_parse (text, cgroup);
  return TRUE;
}
