/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/export/new-file.h"

/* How many damaged files are kept; the next one takes the place of the last. */
#define MAX_ASIDE 9

struct _WeirStoreFile
{
  char *path; /* (nullable) */
  gsize max_bytes;

  /* Under the lock. */
  GMutex lock;
  GCond done;
  GString *next; /* (nullable): to be written */
  gboolean is_busy;
  GError *error; /* (nullable): of the last time */
};

WeirStoreFile *
weir_store_file_new (const char *path, gsize max_bytes)
{
  WeirStoreFile *self = g_new0 (WeirStoreFile, 1);

  self->path = g_strdup (path);
  self->max_bytes = max_bytes;
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  return self;
}

void
weir_store_file_free (WeirStoreFile *self)
{
  weir_store_file_flush (self);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

static gboolean
read_all (int fd, char *text, gsize size, gsize *used)
{
  *used = 0;
  while (*used < size)
    {
      ssize_t n = read (fd, text + *used, size - *used);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      *used += (gsize) n;
    }
  return TRUE;
}

char *
weir_store_file_read (WeirStoreFile *self, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  struct stat file;
  int fd, code;

  if (self->path == NULL)
    return NULL;

  /* A pipe in the place of the file is not waited for. */
  fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  code = errno;
  if (fd < 0 && code == ENOENT)
    return NULL;
  if (fd >= 0 && fstat (fd, &file) == 0 && S_ISREG (file.st_mode)
      && (gsize) file.st_size <= self->max_bytes)
    {
      text = g_malloc0 ((gsize) file.st_size + 1);
      if (!read_all (fd, text, (gsize) file.st_size, length))
        g_clear_pointer (&text, g_free);
      code = errno;
    }
  else if (fd >= 0)
    {
      code = S_ISREG (file.st_mode) ? EFBIG : EINVAL;
    }
  if (fd >= 0)
    close (fd);

  if (text == NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_OPEN, _ ("“%s” could not be read: %s"),
                 self->path, g_strerror (code));
  return g_steal_pointer (&text);
}

char *
weir_store_file_set_aside (WeirStoreFile *self)
{
  if (self->path == NULL)
    return NULL;

  for (guint i = 1; i <= MAX_ASIDE; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.damaged-%u", self->path, i);

      if (i < MAX_ASIDE && g_file_test (name, G_FILE_TEST_EXISTS))
        continue;
      return g_rename (self->path, name) == 0 ? g_steal_pointer (&name) : NULL;
    }
  return NULL;
}

static gboolean
write_now (const char *path, const GString *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (WeirNewFile) file = NULL;
  g_autoptr (GError) problem = NULL;

  /* Where that fails, the file cannot be made either. */
  g_mkdir_with_parents (folder, 0700);
  file = weir_new_file_new (path, error);
  if (file == NULL)
    return FALSE;
  if (!g_output_stream_write_all (weir_new_file_get_stream (file), text->str, text->len, NULL, NULL,
                                  &problem))
    {
      g_propagate_error (error, weir_new_file_explain (file, problem));
      return FALSE;
    }
  return weir_new_file_commit (file, error);
}

static gpointer
write_thread (gpointer data)
{
  WeirStoreFile *self = data;

  g_mutex_lock (&self->lock);
  while (self->next != NULL)
    {
      GString *text = g_steal_pointer (&self->next);
      GError *error = NULL;

      g_mutex_unlock (&self->lock);
      write_now (self->path, text, &error);
      g_string_free (text, TRUE);
      g_mutex_lock (&self->lock);
      g_clear_error (&self->error);
      self->error = error;
    }
  self->is_busy = FALSE;
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);
  return NULL;
}

void
weir_store_file_write (WeirStoreFile *self, GString *text)
{
  if (self->path == NULL)
    {
      g_string_free (text, TRUE);
      return;
    }

  g_mutex_lock (&self->lock);
  if (self->next != NULL)
    g_string_free (self->next, TRUE);
  self->next = text;
  if (!self->is_busy)
    {
      self->is_busy = TRUE;
      g_thread_unref (g_thread_new ("weir-store", write_thread, self));
    }
  g_mutex_unlock (&self->lock);
}

void
weir_store_file_flush (WeirStoreFile *self)
{
  g_mutex_lock (&self->lock);
  while (self->is_busy)
    g_cond_wait (&self->done, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
weir_store_file_remove (WeirStoreFile *self)
{
  weir_store_file_flush (self);
  if (self->path != NULL)
    g_unlink (self->path);
}

GError *
weir_store_file_dup_error (WeirStoreFile *self)
{
  GError *error;

  g_mutex_lock (&self->lock);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);
  return error;
}

/* ---- lines ---------------------------------------------------------------------------------- */

gboolean
weir_store_next_line (const char *text,
                      gsize length,
                      gsize *at,
                      const char **line,
                      gsize *line_length)
{
  const char *end;

  if (*at >= length)
    return FALSE;
  *line = text + *at;
  end = memchr (*line, '\n', length - *at);
  *line_length = end != NULL ? (gsize) (end - *line) : length - *at;
  *at += *line_length + 1;
  return TRUE;
}

static gboolean
is_printable (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        return FALSE;
    }
  return TRUE;
}

char **
weir_store_split_line (const char *line, gsize length, guint n)
{
  g_autofree char *copy = NULL;
  g_auto (GStrv) parts = NULL;

  /* No line of Weir's own is longer, and none has a NUL. */
  if (length > 16 * 1024 || memchr (line, '\0', length) != NULL)
    return NULL;
  copy = g_strndup (line, length);
  if (!g_utf8_validate (copy, (gssize) length, NULL))
    return NULL;
  parts = g_strsplit (copy, "\t", (int) n + 1);
  if (g_strv_length (parts) != n)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      if (!is_printable (parts[i]))
        return NULL;
    }
  return g_steal_pointer (&parts);
}

gboolean
weir_store_read_header (const char *line, gsize length, const char *kind, guint64 *version)
{
  g_autofree char *copy = length < 80 ? g_strndup (line, length) : g_strdup ("");
  g_autofree char *start = g_strdup_printf ("weir %s ", kind);

  return g_str_has_prefix (copy, start)
         && weir_store_read_number (copy + strlen (start), G_MAXUINT32, version) && *version > 0;
}

gboolean
weir_store_read_number (const char *text, guint64 max, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, max, number, NULL);
}

gboolean
weir_store_is_name (const char *name)
{
  gsize length = strnlen (name, WEIR_STORE_MAX_NAME + 1);

  return length > 0 && length <= WEIR_STORE_MAX_NAME
         && g_utf8_validate (name, (gssize) length, NULL) && is_printable (name);
}
