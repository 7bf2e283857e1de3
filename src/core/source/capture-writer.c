/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/capture-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/error.h"
#include "core/export/plain-text.h"
#include "core/source/recorder.h"

#define DUE_BYTES (1024 * 1024)

/* Kept free under a limit for the last block. */
#define LAST_BLOCK_BYTES 512

typedef struct
{
  uint32_t pid;
  guint n_others;
  uint64_t start_time;
  GBytes *options;
} Process;

struct _WeirCaptureWriter
{
  char *name; /* of the file, for people */
  int fd;     /* -1: closed */
  uint64_t n_written;
  uint64_t max_bytes;
  GByteArray *bytes; /* whole blocks, to be written */

  uint32_t snaplen;
  char *interface; /* (nullable) */
  char *filter;    /* (nullable) */
  char *os;
  GArray *link_types; /* int: of each interface that is described */
  uint32_t current;   /* of these */
  GHashTable *processes;
};

static guint
process_hash (gconstpointer data)
{
  const Process *process = data;

  return process->pid * 31 + (guint) process->start_time * 7 + process->n_others;
}

static gboolean
process_equal (gconstpointer a, gconstpointer b)
{
  const Process *one = a;
  const Process *other = b;

  return one->pid == other->pid && one->start_time == other->start_time
         && one->n_others == other->n_others;
}

static void
process_free (gpointer data)
{
  Process *process = data;

  g_bytes_unref (process->options);
  g_free (process);
}

static int
open_new (const char *path)
{
  return open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Nothing but a file is replaced: not a folder, a device, a pipe. */
static gboolean
remove_old (const char *path)
{
  struct stat status;

  return lstat (path, &status) == 0 && (S_ISREG (status.st_mode) || S_ISLNK (status.st_mode))
         && unlink (path) == 0;
}

static gboolean
open_file (WeirCaptureWriter *self, const char *path, gboolean replaces, GError **error)
{
  self->fd = open_new (path);
  if (self->fd < 0 && errno == EEXIST && replaces && remove_old (path))
    self->fd = open_new (path);
  if (self->fd >= 0)
    return TRUE;

  if (errno == EEXIST)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
                 _ ("“%s” exists already; a recording takes a new file."), self->name);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE, _ ("“%s” cannot be written: %s."),
                 self->name, g_strerror (errno));
  return FALSE;
}

static void
append_section (WeirCaptureWriter *self)
{
  WeirPcapngSection section = { .program = "Weir " WEIR_VERSION };
  struct utsname system;

  if (uname (&system) == 0)
    {
      section.hardware = system.machine;
      self->os = g_strdup_printf ("%s %s", system.sysname, system.release);
      section.os = self->os;
    }
  weir_pcapng_append_section (self->bytes, &section);
}

WeirCaptureWriter *
weir_capture_writer_new (const char *path,
                         gboolean replaces,
                         uint32_t snaplen,
                         const char *interface,
                         const char *filter,
                         GError **error)
{
  g_autoptr (WeirCaptureWriter) self = g_new0 (WeirCaptureWriter, 1);

  self->name = g_filename_display_basename (path);
  self->bytes = g_byte_array_new ();
  self->link_types = g_array_new (FALSE, FALSE, sizeof (int));
  self->processes = g_hash_table_new_full (process_hash, process_equal, process_free, NULL);
  self->snaplen = snaplen;
  self->interface = g_strdup (interface);
  self->filter = filter != NULL && *filter != '\0' ? g_strdup (filter) : NULL;
  if (!open_file (self, path, replaces, error))
    return NULL;

  append_section (self);
  return g_steal_pointer (&self);
}

void
weir_capture_writer_free (WeirCaptureWriter *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->name);
  g_byte_array_unref (self->bytes);
  g_free (self->interface);
  g_free (self->filter);
  g_free (self->os);
  g_array_unref (self->link_types);
  g_hash_table_unref (self->processes);
  g_free (self);
}

void
weir_capture_writer_set_max_bytes (WeirCaptureWriter *self, uint64_t max_bytes)
{
  self->max_bytes = max_bytes;
}

void
weir_capture_writer_set_link_type (WeirCaptureWriter *self, int link_type)
{
  const WeirPcapngInterface interface = {
    .link_type = link_type,
    .snaplen = self->snaplen,
    .name = self->interface,
    .filter = self->filter,
    .os = self->os,
  };

  for (self->current = 0; self->current < self->link_types->len; self->current++)
    if (g_array_index (self->link_types, int, self->current) == link_type)
      return;

  g_array_append_val (self->link_types, link_type);
  weir_pcapng_append_interface (self->bytes, &interface);
}

GBytes *
weir_capture_writer_get_options (WeirCaptureWriter *self,
                                 const WeirSharer *process,
                                 uint64_t start_time,
                                 guint n_others)
{
  const Process wanted = { .pid = process->pid, .n_others = n_others, .start_time = start_time };
  Process *known = g_hash_table_lookup (self->processes, &wanted);
  guint index = g_hash_table_size (self->processes);
  g_autofree char *raw = NULL;
  g_autofree char *name = NULL;

  if (known != NULL)
    return known->options;
  if (index >= WEIR_RECORDER_MAX_PROCESSES)
    return NULL;

  /* Anybody may call a process what they like. */
  raw = g_strndup (process->process, sizeof process->process);
  name = weir_plain_text_dup (raw);
  weir_pcapng_append_process (self->bytes, process->pid, name);

  known = g_memdup2 (&wanted, sizeof wanted);
  known->options = weir_pcapng_packet_options (process->pid, name, n_others, index);
  g_hash_table_add (self->processes, known);
  return known->options;
}

gboolean
weir_capture_writer_add_packet (WeirCaptureWriter *self,
                                int64_t time_us,
                                const uint8_t *frame,
                                uint32_t captured,
                                uint32_t length,
                                GBytes *options)
{
  const guint before = self->bytes->len;

  weir_pcapng_append_packet (self->bytes, self->current, time_us, frame,
                             MIN (captured, self->snaplen), length, options);
  if (self->max_bytes == 0
      || weir_capture_writer_get_n_bytes (self) + LAST_BLOCK_BYTES <= self->max_bytes)
    return TRUE;

  g_byte_array_set_size (self->bytes, before);
  return FALSE;
}

static void
set_write_error (WeirCaptureWriter *self, int number, GError **error)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
                   _ ("The disk is full. “%s” holds what was recorded until then."), self->name);
      break;
    case EFBIG:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
                   _ ("“%s” has grown as large as files may be here; it holds what was recorded "
                      "until then."),
                   self->name);
      break;
    default:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
                   _ ("“%s” cannot be written any more: %s. It holds what was recorded until "
                      "then."),
                   self->name, g_strerror (number));
      break;
    }
}

gboolean
weir_capture_writer_flush (WeirCaptureWriter *self, GError **error)
{
  gsize done = 0;
  int number;

  while (done < self->bytes->len)
    {
      ssize_t n = write (self->fd, self->bytes->data + done, self->bytes->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        break;
      done += (gsize) n;
    }
  if (done == self->bytes->len)
    {
      self->n_written += done;
      g_byte_array_set_size (self->bytes, 0);
      return TRUE;
    }

  /* Who reads the file finds its end at the end of a block. */
  number = errno;
  self->n_written += weir_pcapng_whole_blocks (self->bytes, done);
  g_byte_array_set_size (self->bytes, 0);
  if (ftruncate (self->fd, (off_t) self->n_written) != 0)
    g_debug ("The file cannot be cut: %s", g_strerror (errno));
  close (self->fd);
  self->fd = -1;
  set_write_error (self, number, error);
  return FALSE;
}

gboolean
weir_capture_writer_is_due (const WeirCaptureWriter *self)
{
  return self->bytes->len >= DUE_BYTES;
}

gboolean
weir_capture_writer_check (WeirCaptureWriter *self, GError **error)
{
  struct stat status;

  if (fstat (self->fd, &status) == 0 && status.st_nlink > 0)
    return TRUE;

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE,
               _ ("“%s” was deleted while it was recorded."), self->name);
  return FALSE;
}

gboolean
weir_capture_writer_finish (WeirCaptureWriter *self,
                            const WeirPcapngStatistics *statistics,
                            GError **error)
{
  int fd;

  if (self->link_types->len > 0)
    weir_pcapng_append_statistics (self->bytes, self->current, statistics);
  if (!weir_capture_writer_flush (self, error))
    return FALSE;

  /* Some file systems tell only now. */
  fd = self->fd;
  self->fd = -1;
  if (close (fd) == 0 || errno == EINTR)
    return TRUE;
  set_write_error (self, errno, error);
  return FALSE;
}

uint64_t
weir_capture_writer_get_n_bytes (const WeirCaptureWriter *self)
{
  return self->n_written + self->bytes->len;
}
