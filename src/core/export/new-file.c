/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/new-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "core/error.h"

struct _WeirNewFile
{
  char *path;
  char *name;           /* for people */
  char *temporary;      /* (nullable): where it is until it has its name */
  gboolean is_nameless; /* it is nowhere yet: @temporary is to be its name for a moment */
  GOutputStream *stream;
};

static GError *
explain_errno (const WeirNewFile *self, int number)
{
  if (number == ENOSPC || number == EDQUOT)
    return g_error_new (WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
                        _ ("“%s” was not written: the disk is full."), self->name);
  return g_error_new (WEIR_ERROR, WEIR_ERROR_FILE_WRITE, _ ("“%s” was not written: %s."),
                      self->name, g_strerror (number));
}

WeirNewFile *
weir_new_file_new (const char *path, GError **error)
{
  g_autoptr (WeirNewFile) self = g_new0 (WeirNewFile, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  /* Long names leave no room for more. */
  g_autofree char *temporary = g_build_filename (folder, ".weir-XXXXXX", NULL);
  int fd;

  self->path = g_strdup (path);
  self->name = g_filename_display_basename (path);
  /* What has no name goes with the process, however that ends.  Not every file system knows it. */
  fd = open (folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  self->is_nameless = fd >= 0;
  if (fd < 0)
    fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_propagate_error (error, explain_errno (self, errno));
      return NULL;
    }

  self->temporary = g_steal_pointer (&temporary);
  self->stream = g_unix_output_stream_new (fd, TRUE);
  return g_steal_pointer (&self);
}

void
weir_new_file_free (WeirNewFile *self)
{
  g_clear_object (&self->stream);
  if (self->temporary != NULL && !self->is_nameless)
    unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

GOutputStream *
weir_new_file_get_stream (WeirNewFile *self)
{
  return self->stream;
}

/* A name that is free; open(2) says how a file without one is given it. */
static gboolean
name_it (WeirNewFile *self, int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *folder = g_path_get_dirname (self->temporary);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf (".weir-%08x", g_random_int ());
      g_autofree char *temporary = g_build_filename (folder, name, NULL);

      if (linkat (AT_FDCWD, link, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0)
        {
          g_free (self->temporary);
          self->temporary = g_steal_pointer (&temporary);
          self->is_nameless = FALSE;
          return TRUE;
        }
      if (errno != EEXIST)
        break;
    }
  return FALSE;
}

gboolean
weir_new_file_commit (WeirNewFile *self, GError **error)
{
  int fd = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (self->stream));
  g_autoptr (GError) problem = NULL;

  if (fsync (fd) != 0 || (self->is_nameless && !name_it (self, fd)))
    {
      g_propagate_error (error, explain_errno (self, errno));
      return FALSE;
    }
  if (!g_output_stream_close (self->stream, NULL, &problem))
    {
      g_propagate_error (error, weir_new_file_explain (self, problem));
      return FALSE;
    }
  if (rename (self->temporary, self->path) != 0)
    {
      g_propagate_error (error, explain_errno (self, errno));
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

GError *
weir_new_file_explain (const WeirNewFile *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return explain_errno (self, ENOSPC);
  if (error->domain == WEIR_ERROR)
    return g_error_copy (error);
  return g_error_new (WEIR_ERROR, WEIR_ERROR_FILE_WRITE, _ ("“%s” was not written: %s."),
                      self->name, error->message);
}
