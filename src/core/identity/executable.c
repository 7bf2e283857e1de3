/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/executable.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

static void
fill (WeirExecutable *self, const struct stat *file)
{
  self->device = file->st_dev;
  self->inode = file->st_ino;
  self->mtime_ns =
      (int64_t) file->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + file->st_mtim.tv_nsec;
  self->size = (uint64_t) file->st_size;
}

static gboolean
is_file (const WeirExecutable *self, const struct stat *file)
{
  WeirExecutable other = { 0 };

  fill (&other, file);
  return S_ISREG (file->st_mode) && weir_executable_equal (self, &other)
         && self->size == other.size;
}

/* "/usr/bin/ls" is "/bin/ls", too, where /bin is a link to it. */
static char *
dup_alias (const WeirExecutable *self)
{
  static const char *const folders[] = { "/usr/bin/", "/usr/sbin/", "/usr/lib" };
  const char *alias = self->path + strlen ("/usr");
  struct stat file;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      if (g_str_has_prefix (self->path, folders[i]))
        return stat (alias, &file) == 0 && is_file (self, &file) ? g_strdup (alias) : NULL;
    }
  return NULL;
}

WeirExecutable *
weir_executable_new (const char *link, const char *path)
{
  g_autoptr (WeirExecutable) self = NULL;
  struct stat running, named;

  if (path[0] != '/' || stat (link, &running) != 0 || !S_ISREG (running.st_mode)
      || stat (path, &named) != 0)
    return NULL;

  self = g_new0 (WeirExecutable, 1);
  fill (self, &running);
  if (!is_file (self, &named))
    return NULL;

  self->path = g_strdup (path);
  self->alias = dup_alias (self);
  return g_steal_pointer (&self);
}

WeirExecutable *
weir_executable_copy (const WeirExecutable *self)
{
  WeirExecutable *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->alias = g_strdup (self->alias);
  return copy;
}

void
weir_executable_free (WeirExecutable *self)
{
  g_free (self->path);
  g_free (self->alias);
  g_free (self);
}

guint
weir_executable_hash (gconstpointer self)
{
  const WeirExecutable *executable = self;
  uint64_t mixed =
      (executable->inode * 31 + executable->device) * 31 + (uint64_t) executable->mtime_ns;

  return (guint) (mixed ^ mixed >> 32);
}

gboolean
weir_executable_equal (gconstpointer a, gconstpointer b)
{
  const WeirExecutable *x = a;
  const WeirExecutable *y = b;

  return x->device == y->device && x->inode == y->inode && x->mtime_ns == y->mtime_ns;
}

static gboolean
add_file (GChecksum *checksum, int fd, uint64_t size, GCancellable *cancellable)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  uint64_t done = 0;

  while (done < size)
    {
      ssize_t n;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      n = read (fd, chunk, (size_t) MIN (size - done, CHUNK));
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      g_checksum_update (checksum, chunk, n);
      done += (uint64_t) n;
    }
  return TRUE;
}

char *
weir_executable_dup_sha256 (const WeirExecutable *self,
                            uint64_t max_bytes,
                            GCancellable *cancellable)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean is_whole = FALSE;
  struct stat file;
  int fd;

  if (self->size > max_bytes)
    return NULL;
  fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return NULL;

  /* Before and after: what is named like it by now is another program. */
  is_whole = fstat (fd, &file) == 0 && is_file (self, &file)
             && add_file (checksum, fd, self->size, cancellable) && fstat (fd, &file) == 0
             && is_file (self, &file);
  close (fd);
  return is_whole ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}
