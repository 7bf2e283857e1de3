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
#include "core/source/pcapng-reader.h"
#include "core/source/pcapng.h"
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
  uint8_t ahead[4]; /* bytes that were read to see what it is */
  gsize n_ahead;
  pcap_t *pcap;             /* (nullable) */
  WeirPcapngReader *pcapng; /* (nullable): instead of that */
  GHashTable *filters;      /* with it and a filter: struct bpf_program, by link type */
  int link_type;            /* with it: that the meter was told last */
  guint64 n_passed_over;    /* with it: packets of link types that cannot be read */

  /* A record that was read ahead of its time; libpcap owns the bytes. */
  gboolean has_record;
  WeirPcapngPacket record;
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
static gssize
read_or_wake (WeirFileSource *self, void *buffer, gsize size)
{
  gboolean is_readable = FALSE;

  if (self->n_ahead > 0)
    {
      const gsize n = MIN (self->n_ahead, size);

      memcpy (buffer, self->ahead, n);
      memmove (self->ahead, self->ahead + n, self->n_ahead - n);
      self->n_ahead -= n;
      return (gssize) n;
    }
  if (weir_wakeup_wait (&self->wakeup, self->fd, -1, &is_readable))
    {
      errno = EINTR;
      return -1;
    }

  return read (self->fd, buffer, size);
}

static ssize_t
cookie_read (void *cookie, char *buffer, size_t size)
{
  return read_or_wake (cookie, buffer, size);
}

static gssize
pcapng_read (gpointer user_data, uint8_t *buffer, gsize size)
{
  return read_or_wake (user_data, buffer, size);
}

/* Looks at the first bytes, which are read again. */
static gboolean
is_pcapng (WeirFileSource *self)
{
  uint32_t magic = 0;

  while (self->n_ahead < sizeof self->ahead)
    {
      const gsize have = self->n_ahead;
      gssize n;

      self->n_ahead = 0;
      n = read_or_wake (self, self->ahead + have, sizeof self->ahead - have);
      self->n_ahead = have + (gsize) MAX (n, 0);
      if (n <= 0)
        return FALSE;
    }
  memcpy (&magic, self->ahead, sizeof magic);
  return magic == WEIR_PCAPNG_SECTION;
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
    /* Of a pipe with a name this would wait until somebody writes; so the first read does. */
    self->fd = g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (self->fd >= 0 && !is_standard_input (self))
    fcntl (self->fd, F_SETFL, 0);
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
  if (self->pcapng != NULL && self->fd >= 0)
    {
      close (self->fd);
      self->fd = -1;
    }
  g_clear_pointer (&self->pcapng, weir_pcapng_reader_free);
  g_clear_pointer (&self->filters, g_hash_table_unref);
  self->n_ahead = 0;
  self->n_passed_over = 0;
  self->has_record = FALSE;
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
fail_pcapng (WeirFileSource *self, WeirPcapngResult result, GError **error)
{
  g_autofree char *name = dup_display_name (self);

  if (result == WEIR_PCAPNG_UNREADABLE)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_OPEN, _ ("“%s” cannot be read: %s."), name,
                 g_strerror (errno));
  else if (result == WEIR_PCAPNG_TRUNCATED)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_TRUNCATED,
                 _ ("“%s” ends in the middle of a record; everything before it was read."), name);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_FORMAT,
                 _ ("“%s” is damaged; everything before the damage was read (%s)."), name,
                 weir_pcapng_reader_get_problem (self->pcapng));
  return FALSE;
}

static void
filter_free (gpointer data)
{
  pcap_freecode (data);
  g_free (data);
}

/* Whether the capture filter lets the packet through. */
static gboolean
passes_filter (WeirFileSource *self, const WeirPcapngPacket *packet)
{
  const struct pcap_pkthdr header = { .caplen = packet->captured, .len = packet->length };
  struct bpf_program *filter =
      g_hash_table_lookup (self->filters, GINT_TO_POINTER (packet->link_type));

  if (filter == NULL)
    {
      filter = g_new0 (struct bpf_program, 1);
      /* What does not make sense for a link type takes nothing of it. */
      if (!weir_capture_filter_compile (self->filter, packet->link_type,
                                        WEIR_PCAPNG_MAX_FRAME_BYTES, filter, NULL))
        *filter = (struct bpf_program){ 0 };
      g_hash_table_insert (self->filters, GINT_TO_POINTER (packet->link_type), filter);
    }
  return filter->bf_len > 0 && pcap_offline_filter (filter, &header, packet->frame) != 0;
}

/* @link_type: (out): of the first interface */
static gboolean
open_pcapng (WeirFileSource *self, int *link_type, GError **error)
{
  g_autofree char *name = dup_display_name (self);
  struct bpf_program filter;
  WeirPcapngResult result;

  self->pcapng = weir_pcapng_reader_new (pcapng_read, self);
  result = weir_pcapng_reader_open (self->pcapng, link_type);
  if (result == WEIR_PCAPNG_AT_END)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILE_FORMAT, _ ("“%s” is not a capture file: %s."),
                   name, "it describes no interface");
      return FALSE;
    }
  if (result != WEIR_PCAPNG_OK)
    return fail_pcapng (self, result, error);

  /* What is wrong with the filter is told at once. */
  if (self->filter == NULL)
    return TRUE;
  if (!weir_capture_filter_compile (self->filter, *link_type, WEIR_PCAPNG_MAX_FRAME_BYTES, &filter,
                                    error))
    return FALSE;
  pcap_freecode (&filter);
  self->filters = g_hash_table_new_full (NULL, NULL, NULL, filter_free);
  return TRUE;
}

static gboolean
open_either (WeirFileSource *self, int *link_type, GError **error)
{
  if (is_pcapng (self))
    return open_pcapng (self, link_type, error);
  if (!open_pcap (self, error))
    return FALSE;

  *link_type = pcap_datalink (self->pcap);
  return self->filter == NULL || weir_capture_filter_apply (self->filter, NULL, self->pcap, error);
}

static gboolean
weir_file_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (source);

  if (!open_fd (self, error))
    return FALSE;
  if (!open_either (self, &self->link_type, error)
      || !weir_link_type_check (self->link_type, error))
    {
      weir_file_source_close (source);
      return FALSE;
    }

  weir_meter_set_link_type (meter, self->link_type);
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

typedef enum
{
  RECORD_READ,
  RECORD_NONE, /* this time */
  RECORD_END,
  RECORD_FAILED, /* or there was no end to wait for */
} RecordResult;

static RecordResult
next_pcap (WeirFileSource *self)
{
  struct pcap_pkthdr *header;
  const u_char *frame;
  int result = pcap_next_ex (self->pcap, &header, &frame);

  if (result == PCAP_ERROR_BREAK)
    return RECORD_END;
  if (result < 0)
    return RECORD_FAILED;
  if (result != 1)
    return RECORD_NONE;

  self->record = (WeirPcapngPacket){
    .link_type = self->link_type,
    .time_us = get_time_us (header),
    .captured = header->caplen,
    .length = header->len,
    .frame = frame,
  };
  return RECORD_READ;
}

/* What cannot be read is passed over, and counted. */
static RecordResult
next_pcapng (WeirFileSource *self, WeirPcapngResult *result)
{
  *result = weir_pcapng_reader_next (self->pcapng, &self->record);
  if (*result == WEIR_PCAPNG_AT_END)
    return RECORD_END;
  if (*result != WEIR_PCAPNG_OK)
    return RECORD_FAILED;

  if (!weir_link_type_is_supported (self->record.link_type))
    {
      self->n_passed_over++;
      return RECORD_NONE;
    }
  return self->filters == NULL || passes_filter (self, &self->record) ? RECORD_READ : RECORD_NONE;
}

static void
book_record (WeirFileSource *self, WeirMeter *meter)
{
  const WeirPcapngPacket *record = &self->record;

  if (record->link_type != self->link_type)
    {
      self->link_type = record->link_type;
      weir_meter_set_link_type (meter, record->link_type);
    }
  if (record->process.pid != 0)
    weir_meter_add_frame_of (meter, &record->process, record->time_us, record->frame,
                             record->captured, record->length);
  else
    weir_meter_add_frame (meter, record->time_us, record->frame, record->captured, record->length);
}

static WeirReadResult
end (WeirFileSource *self, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, self->n_passed_over);

  if (self->n_passed_over == 0)
    return WEIR_READ_END;

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_LINK_TYPE,
               _ ("Packets of kinds that Weir cannot read were passed over: %s."), number);
  return WEIR_READ_FAILED;
}

static WeirReadResult
weir_file_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirFileSource *self = WEIR_FILE_SOURCE (source);

  for (guint i = 0; i < RECORDS_PER_READ; i++)
    {
      WeirPcapngResult problem = WEIR_PCAPNG_OK;

      if (!self->has_record)
        {
          RecordResult result =
              self->pcapng != NULL ? next_pcapng (self, &problem) : next_pcap (self);

          if (result == RECORD_END)
            return end (self, error);
          if (result == RECORD_NONE)
            continue;
          if (result == RECORD_FAILED && weir_wakeup_wait (&self->wakeup, -1, 0, NULL))
            return WEIR_READ_END;
          if (result == RECORD_FAILED && self->pcapng == NULL)
            return fail_read (self, error);
          if (result == RECORD_FAILED)
            {
              fail_pcapng (self, problem, error);
              return WEIR_READ_FAILED;
            }
          self->has_record = TRUE;
        }

      if (self->is_paced)
        {
          int wait_ms = get_wait_ms (self, self->record.time_us);

          if (wait_ms > 0)
            {
              /* What has come before is due in the meantime. */
              weir_meter_advance (meter, self->first_time_us + g_get_monotonic_time ()
                                             - self->first_clock_us);
              weir_wakeup_wait (&self->wakeup, -1, wait_ms, NULL);
              return WEIR_READ_AGAIN;
            }
        }

      book_record (self, meter);
      self->has_record = FALSE;
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
