/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/file-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/packet/link-type.h"
#include "core/source/capture-filter.h"
#include "core/source/wakeup.h"

/* How many records are read before the worker looks whether it is to stop. */
#define RECORDS_PER_READ 1024

/* Time stamps outside this range (1970 to 2554) are damage; they count as the nearest in it. */
#define MAX_SECONDS (INT64_C (1) << 34)

/* One read() a quarter of a megabyte instead of one every few records. */
#define BUFFER_BYTES (256 * 1024)

/* The longest pause between two records of a paced file that is waited for at a time. */
#define MAX_WAIT_MS 100

struct _WeirFileSource
{
  WeirSource parent_instance;

  char *path;
  char *filter;
  gboolean is_paced;
  WeirLocalNetwork *local;

  WeirWakeup wakeup;
  int fd;
  pcap_t *pcap;

  /* A record that was read ahead of its time; libpcap owns the bytes. */
  struct pcap_pkthdr *header;
  const u_char *frame;
  int64_t first_time_us;
  gint64 first_clock_us;
  gboolean has_first;
};

G_DEFINE_FINAL_TYPE (WeirFileSource, weir_file_source, WEIR_TYPE_SOURCE)

static gboolean
is_standard_input (WeirFileSource *self)
{
  return strcmp (self->path, "-") == 0;
}

static char *
dup_display_name (WeirFileSource *self)
{
  return is_standard_input (self) ? g_strdup (_ ("standard input"))
                                  : g_filename_display_basename (self->path);
}

/* Reads of a pipe may wait for ever; this one ends when the wakeup is raised. */
static ssize_t
cookie_read (void *cookie, char *buffer, size_t size)
{
  WeirFileSource *self = cookie;
  gboolean is_readable = FALSE;

  if (weir_wakeup_wait (&self->wakeup, self->fd, -1, &is_readable))
    {
      errno = EINTR;
      return -1;
    }

  return read (self->fd, buffer, size);
}

static int
cookie_close (void *cookie)
{
  WeirFileSource *self = cookie;
  int fd = self->fd;

  self->fd = -1;
  return close (fd);
}

static gboolean
open_fd (WeirFileSource *self, GError **error)
{
  g_autofree char *name = dup_display_name (self);

  if (is_standard_input (self))
    self->fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  else
    self->fd = g_open (self->path, O_RDONLY | O_CLOEXEC, 0);

  if (self->fd >= 0)
    return TRUE;

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_OPEN, _ ("“%s” cannot be opened: %s."), name,
               g_strerror (errno));
  return FALSE;
}

static void
weir_file_source_close (WeirSource *source)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (source);

  g_clear_pointer (&self->pcap, pcap_close);
  self->header = NULL;
  self->has_first = FALSE;
}

static gboolean
open_pcap (WeirFileSource *self, GError **error)
{
  static const cookie_io_functions_t functions = { .read = cookie_read, .close = cookie_close };
  g_autofree char *name = dup_display_name (self);
  char message[PCAP_ERRBUF_SIZE] = "";
  FILE *file = fopencookie (self, "r", functions);

  if (file == NULL)
    {
      close (self->fd);
      self->fd = -1;
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_OPEN, _ ("“%s” cannot be opened: %s."), name,
                   g_strerror (errno));
      return FALSE;
    }

  setvbuf (file, NULL, _IOFBF, BUFFER_BYTES);
  self->pcap = pcap_fopen_offline (file, message);
  if (self->pcap != NULL)
    return TRUE;

  fclose (file);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_FORMAT, _ ("“%s” is not a capture file: %s."),
               name, message);
  return FALSE;
}

static gboolean
weir_file_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (source);

  if (!open_fd (self, error) || !open_pcap (self, error))
    return FALSE;

  if (!weir_link_type_check (pcap_datalink (self->pcap), error)
      || (self->filter != NULL
          && !weir_capture_filter_apply (self->filter, NULL, self->pcap, error)))
    {
      weir_file_source_close (source);
      return FALSE;
    }

  weir_meter_set_link_type (meter, pcap_datalink (self->pcap));
  if (self->local != NULL)
    weir_meter_set_local (meter, self->local);
  return TRUE;
}

static int64_t
get_time_us (const struct pcap_pkthdr *header)
{
  return CLAMP ((int64_t) header->ts.tv_sec, 0, MAX_SECONDS) * G_USEC_PER_SEC
         + CLAMP (header->ts.tv_usec, 0, G_USEC_PER_SEC - 1);
}

/* How long the record has to wait for its time; 0 if it is due. */
static int
get_wait_ms (WeirFileSource *self, int64_t time_us)
{
  int64_t due_us;
  gint64 now_us = g_get_monotonic_time ();

  if (!self->has_first)
    {
      self->has_first = TRUE;
      self->first_time_us = time_us;
      self->first_clock_us = now_us;
    }

  due_us = self->first_clock_us + (time_us - self->first_time_us) - now_us;
  return (int) CLAMP ((due_us + 999) / 1000, 0, MAX_WAIT_MS);
}

static WeirReadResult
fail_read (WeirFileSource *self, GError **error)
{
  g_autofree char *name = dup_display_name (self);
  const char *message = pcap_geterr (self->pcap);

  /* libpcap has no code for it. */
  if (strstr (message, "truncated") != NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_TRUNCATED,
                 _ ("“%s” ends in the middle of a record; everything before it was read."), name);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_FORMAT,
                 _ ("“%s” is damaged; everything before the damage was read (%s)."), name, message);

  return WEIR_READ_FAILED;
}

static WeirReadResult
weir_file_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (source);

  for (guint i = 0; i < RECORDS_PER_READ; i++)
    {
      int64_t time_us;

      if (self->header == NULL)
        {
          int result = pcap_next_ex (self->pcap, &self->header, &self->frame);

          if (result != 1)
            self->header = NULL;
          if (result == PCAP_ERROR_BREAK)
            return WEIR_READ_END;
          if (result < 0)
            return weir_wakeup_wait (&self->wakeup, -1, 0, NULL) ? WEIR_READ_END
                                                                 : fail_read (self, error);
          if (result != 1)
            continue;
        }

      time_us = get_time_us (self->header);
      if (self->is_paced)
        {
          int wait_ms = get_wait_ms (self, time_us);

          if (wait_ms > 0)
            {
              /* What has come before is due in the meantime. */
              weir_meter_advance (meter, self->first_time_us + g_get_monotonic_time ()
                                             - self->first_clock_us);
              weir_wakeup_wait (&self->wakeup, -1, wait_ms, NULL);
              return WEIR_READ_AGAIN;
            }
        }

      weir_meter_add_frame (meter, time_us, self->frame, self->header->caplen, self->header->len);
      self->header = NULL;
    }

  return WEIR_READ_AGAIN;
}

static void
weir_file_source_interrupt (WeirSource *source)
{
  weir_wakeup_raise (&WEIR_FILE_SOURCE (source)->wakeup);
}

static gboolean
weir_file_source_is_live (WeirSource *source)
{
  return WEIR_FILE_SOURCE (source)->is_paced;
}

static void
weir_file_source_finalize (GObject *object)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (object);

  weir_file_source_close (WEIR_SOURCE (self));
  g_clear_pointer (&self->local, weir_local_network_unref);
  g_free (self->path);
  g_free (self->filter);
  weir_wakeup_clear (&self->wakeup);

  G_OBJECT_CLASS (weir_file_source_parent_class)->finalize (object);
}

static void
weir_file_source_class_init (WeirFileSourceClass *klass)
{
  WeirSourceClass *source_class = WEIR_SOURCE_CLASS (klass);

  source_class->open = weir_file_source_open;
  source_class->read = weir_file_source_read;
  source_class->close = weir_file_source_close;
  source_class->interrupt = weir_file_source_interrupt;
  source_class->is_live = weir_file_source_is_live;
  G_OBJECT_CLASS (klass)->finalize = weir_file_source_finalize;
}

static void
weir_file_source_init (WeirFileSource *self)
{
  weir_wakeup_init (&self->wakeup);
  self->fd = -1;
}

WeirSource *
weir_file_source_new (const char *path, const WeirFileSourceOptions *options)
{
  WeirFileSource *self = g_object_new (WEIR_TYPE_FILE_SOURCE, NULL);

  self->path = g_strdup (path);
  if (options != NULL)
    {
      self->is_paced = options->is_paced;
      self->filter = g_strdup (options->filter);
      self->local = options->local != NULL ? weir_local_network_ref (options->local) : NULL;
    }

  return WEIR_SOURCE (self);
}
