/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/recorder.h"

#include <string.h>

#include "core/flow/owner-book.h"
#include "core/source/capture-writer.h"
#include "core/source/frame-queue.h"

/* How long the thread waits for something to write. */
#define WAIT_US (G_USEC_PER_SEC / 10)

/* Who looks at the file sees what was recorded this long ago. */
#define FLUSH_US G_USEC_PER_SEC

typedef enum
{
  RECORD_FRAME,
  RECORD_SOCKET,
  RECORD_END_OF_LIST,
  RECORD_LINK_TYPE,
  RECORD_LOCAL,
  RECORD_COUNTS,
} RecordKind;

typedef struct
{
  uint32_t size; /* with this, and what follows; a multiple of 8 */
  uint32_t kind; /* RecordKind */
} Record;

/* Followed by the captured octets. */
typedef struct
{
  Record record;
  int64_t time_us;
  uint32_t captured;
  uint32_t length;
  gboolean is_packet; /* the rest is set */
  uint16_t src_port;
  uint16_t dst_port;
  WeirAddress src;
  WeirAddress dst;
  uint16_t protocol;
  uint8_t family;
  uint8_t tcp_flags;
} FrameRecord;

typedef struct
{
  Record record;
  WeirSocketInfo info;
} SocketRecord;

typedef struct
{
  Record record;
  int link_type;
} LinkTypeRecord;

typedef struct
{
  Record record;
  WeirLocalNetwork *local; /* owned */
} LocalRecord;

typedef struct
{
  Record record;
  WeirSourceCounts counts;
} CountsRecord;

struct _WeirRecorder
{
  gatomicrefcount n_refs;
  char *path;
  uint32_t snaplen;
  int64_t max_us;
  WeirFrameQueue *queue;
  guint patient_chunks; /* while no more are in use, frames wait for their owner */
  GThread *thread;

  /* The thread that captures. */
  int64_t begins_us; /* G_MAXINT64: not yet */
  gboolean has_ended;
  uint64_t n_lost; /* atomic, as the next */
  int is_over;

  /* The thread that writes. */
  WeirCaptureWriter *writer;
  WeirOwnerBook *book;
  GQueue held; /* WeirFrameChunk, in order */
  int64_t first_us;
  int64_t last_us;
  gboolean is_urgent; /* nothing is held back any more */
  gint64 flushed_us;
  uint64_t n_frames;
  uint64_t n_owned;
  uint64_t n_dropped;

  GMutex mutex; /* guards all below */
  GCond cond;   /* the thread has written all */
  WeirRecorderStatus status;
  gint64 begun_us; /* monotonic; 0: not yet */
  gboolean is_done;
};

/* ---- the thread that captures ---------------------------------------------------------------- */

static void *
reserve (WeirRecorder *self, RecordKind kind, gsize size)
{
  Record *record;

  if (self->has_ended || g_atomic_int_get (&self->is_over))
    return NULL;

  record = weir_frame_queue_reserve (self->queue, size);
  if (record != NULL)
    *record = (Record){ .size = (uint32_t) ((size + 7) & ~(gsize) 7), .kind = kind };
  return record;
}

uint32_t
weir_recorder_get_snaplen (const WeirRecorder *self)
{
  return self->snaplen;
}

gboolean
weir_recorder_is_over (WeirRecorder *self)
{
  return g_atomic_int_get (&self->is_over) != 0;
}

void
weir_recorder_begin (WeirRecorder *self, int64_t time_us)
{
  if (self->begins_us != G_MAXINT64)
    return;

  self->begins_us = time_us;
  g_mutex_lock (&self->mutex);
  self->begun_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}

void
weir_recorder_set_link_type (WeirRecorder *self, int link_type)
{
  LinkTypeRecord *record = reserve (self, RECORD_LINK_TYPE, sizeof *record);

  if (record != NULL)
    record->link_type = link_type;
}

void
weir_recorder_set_local (WeirRecorder *self, WeirLocalNetwork *local)
{
  LocalRecord *record = reserve (self, RECORD_LOCAL, sizeof *record);

  if (record != NULL)
    record->local = weir_local_network_ref (local);
}

void
weir_recorder_add_frame (WeirRecorder *self,
                         const WeirPacket *packet,
                         int64_t time_us,
                         const uint8_t *frame,
                         uint32_t captured,
                         uint32_t length)
{
  FrameRecord *record;

  if (time_us < self->begins_us)
    return;

  captured = MIN (captured, self->snaplen);
  record = reserve (self, RECORD_FRAME, sizeof *record + captured);
  if (record == NULL)
    {
      if (!weir_recorder_is_over (self))
        __atomic_fetch_add (&self->n_lost, 1, __ATOMIC_RELAXED);
      return;
    }

  record->time_us = time_us;
  record->captured = captured;
  record->length = length;
  record->is_packet = packet != NULL;
  if (packet != NULL)
    {
      record->src = packet->src;
      record->dst = packet->dst;
      record->src_port = packet->src_port;
      record->dst_port = packet->dst_port;
      record->protocol = packet->protocol;
      record->family = packet->family;
      record->tcp_flags = packet->tcp_flags;
    }
  memcpy (record + 1, frame, captured);
}

void
weir_recorder_add_socket (WeirRecorder *self, const WeirSocketInfo *info)
{
  SocketRecord *record = reserve (self, RECORD_SOCKET, sizeof *record);

  if (record != NULL)
    record->info = *info;
}

void
weir_recorder_end_socket_list (WeirRecorder *self)
{
  reserve (self, RECORD_END_OF_LIST, sizeof (Record));
}

void
weir_recorder_add_counts (WeirRecorder *self, const WeirSourceCounts *counts)
{
  CountsRecord *record;

  if (self->begins_us == G_MAXINT64)
    return;
  record = reserve (self, RECORD_COUNTS, sizeof *record);
  if (record != NULL)
    record->counts = *counts;
}

void
weir_recorder_flush (WeirRecorder *self)
{
  if (!self->has_ended)
    weir_frame_queue_flush (self->queue);
}

void
weir_recorder_end (WeirRecorder *self)
{
  if (self->has_ended)
    return;

  self->has_ended = TRUE;
  weir_frame_queue_end (self->queue);
}

/* ---- the thread that writes ------------------------------------------------------------------ */

static void
publish_locked (WeirRecorder *self)
{
  self->status.n_bytes = weir_capture_writer_get_n_bytes (self->writer);
  self->status.n_frames = self->n_frames;
  self->status.n_owned = self->n_owned;
  self->status.n_dropped = self->n_dropped;
}

/* @error: (transfer full) (nullable) */
static void
set_over (WeirRecorder *self, WeirRecorderState state, GError *error)
{
  g_mutex_lock (&self->mutex);
  publish_locked (self);
  self->status.state = state;
  self->status.error = error;
  if (self->begun_us != 0)
    self->status.duration_us = g_get_monotonic_time () - self->begun_us;
  g_mutex_unlock (&self->mutex);
  g_atomic_int_set (&self->is_over, 1);
}

static WeirPcapngStatistics
get_statistics (WeirRecorder *self, char **comment)
{
  uint64_t n_lost = __atomic_load_n (&self->n_lost, __ATOMIC_RELAXED);
  WeirPcapngStatistics statistics = {
    .start_us = self->first_us,
    .end_us = self->last_us,
    .received = self->n_frames + n_lost,
    .delivered = self->n_frames,
    .system_dropped = self->n_dropped,
  };

  /* For other programs: not translated. */
  *comment = n_lost > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT " more packets were not recorded: "
                                           "the disk was too slow for them",
                                           n_lost)
                        : NULL;
  statistics.comment = *comment;
  return statistics;
}

static void
finish (WeirRecorder *self, WeirRecorderState state)
{
  g_autofree char *comment = NULL;
  const WeirPcapngStatistics statistics = get_statistics (self, &comment);
  g_autoptr (GError) error = NULL;

  if (weir_capture_writer_finish (self->writer, &statistics, &error))
    set_over (self, state, NULL);
  else
    set_over (self, WEIR_RECORDER_FAILED, g_steal_pointer (&error));
}

/* Returns: (nullable): what the packets of this flow are written with */
static GBytes *
get_options (WeirRecorder *self, WeirOwnedFlow *flow)
{
  if (flow->process.pid == 0)
    return NULL;
  if (flow->user_data == NULL)
    flow->user_data = weir_capture_writer_get_options (self->writer, &flow->process,
                                                       flow->start_time, flow->n_others);
  return flow->user_data;
}

/* Whether the owner may yet become known. */
static gboolean
is_worth_waiting (WeirRecorder *self, WeirOwnedFlow *flow, const WeirFrameChunk *chunk)
{
  if (!flow->can_have_owner || flow->process.pid != 0 || flow->was_waited_for || self->is_urgent
      || weir_frame_queue_get_n_used (self->queue) > self->patient_chunks)
    return FALSE;
  if (g_get_monotonic_time () - chunk->taken_us < WEIR_RECORDER_HOLD_US)
    return TRUE;

  flow->was_waited_for = TRUE;
  return FALSE;
}

/* Returns: whether the frame is done with */
static gboolean
write_frame (WeirRecorder *self, const FrameRecord *frame, const WeirFrameChunk *chunk)
{
  GBytes *options = NULL;

  if (frame->is_packet)
    {
      const WeirPacket packet = {
        .src = frame->src,
        .dst = frame->dst,
        .src_port = frame->src_port,
        .dst_port = frame->dst_port,
        .protocol = frame->protocol,
        .family = frame->family,
        .tcp_flags = frame->tcp_flags,
      };
      WeirOwnedFlow *flow = weir_owner_book_find (self->book, &packet);

      if (is_worth_waiting (self, flow, chunk))
        return FALSE;
      options = get_options (self, flow);
    }

  if (self->first_us == 0)
    self->first_us = frame->time_us;
  if (self->max_us > 0 && frame->time_us - self->first_us > self->max_us)
    {
      finish (self, WEIR_RECORDER_TIME_UP);
      return TRUE;
    }
  if (!weir_capture_writer_add_packet (self->writer, frame->time_us, (const uint8_t *) (frame + 1),
                                       frame->captured, frame->length, options))
    {
      finish (self, WEIR_RECORDER_FULL);
      return TRUE;
    }

  self->last_us = MAX (self->last_us, frame->time_us);
  self->n_frames++;
  self->n_owned += options != NULL;
  return TRUE;
}

/* Returns: whether the record is done with */
static gboolean
handle_record (WeirRecorder *self, const Record *record, const WeirFrameChunk *chunk)
{
  const gboolean is_over = weir_recorder_is_over (self);
  const WeirSourceCounts *counts;

  switch ((RecordKind) record->kind)
    {
    case RECORD_FRAME:
      return is_over || write_frame (self, (const FrameRecord *) record, chunk);
    case RECORD_LINK_TYPE:
      if (!is_over)
        weir_capture_writer_set_link_type (self->writer,
                                           ((const LinkTypeRecord *) record)->link_type);
      return TRUE;
    case RECORD_LOCAL:
      weir_owner_book_set_local (self->book, ((const LocalRecord *) record)->local);
      weir_local_network_unref (((const LocalRecord *) record)->local);
      return TRUE;
    case RECORD_COUNTS:
      counts = &((const CountsRecord *) record)->counts;
      self->n_dropped += counts->dropped + counts->dropped_interface;
      return TRUE;
    case RECORD_SOCKET:
    case RECORD_END_OF_LIST:
    default:
      return TRUE; /* was heard when it came */
    }
}

/* What is known of sockets is known at once, of frames that came before as well. */
static void
hear (WeirRecorder *self, const WeirFrameChunk *chunk)
{
  for (gsize at = 0; at < chunk->used;)
    {
      const Record *record = (const Record *) (chunk->data + at);

      if (record->kind == RECORD_SOCKET)
        weir_owner_book_add_socket (self->book, &((const SocketRecord *) record)->info);
      else if (record->kind == RECORD_END_OF_LIST)
        weir_owner_book_end_list (self->book);
      at += record->size;
    }
}

static void
flush (WeirRecorder *self)
{
  g_autoptr (GError) error = NULL;

  self->flushed_us = g_get_monotonic_time ();
  if (!weir_recorder_is_over (self) && !weir_capture_writer_flush (self->writer, &error))
    set_over (self, WEIR_RECORDER_FAILED, g_steal_pointer (&error));
}

/* Writes what need not wait.  Returns: whether the end has been reached */
static gboolean
write_held (WeirRecorder *self)
{
  WeirFrameChunk *chunk;

  while ((chunk = g_queue_peek_head (&self->held)) != NULL)
    {
      gboolean is_last;

      while (chunk->read < chunk->used)
        {
          const Record *record = (const Record *) (chunk->data + chunk->read);

          if (!handle_record (self, record, chunk))
            return FALSE;
          chunk->read += record->size;
          if (weir_capture_writer_is_due (self->writer))
            flush (self);
        }
      is_last = chunk->is_last;
      g_queue_pop_head (&self->held);
      weir_frame_queue_give_back (self->queue, chunk);
      if (is_last)
        return TRUE;
    }
  return FALSE;
}

/* What does not come with a frame: the clock, and what became of the file. */
static void
look_around (WeirRecorder *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 begun_us;
  g_autoptr (GError) error = NULL;

  if (weir_recorder_is_over (self))
    return;
  g_mutex_lock (&self->mutex);
  publish_locked (self);
  begun_us = self->begun_us;
  g_mutex_unlock (&self->mutex);

  /* A silent network does not make it longer; what is held back came in time. */
  if (self->max_us > 0 && begun_us != 0
      && now_us - begun_us > self->max_us + WEIR_RECORDER_HOLD_US + WAIT_US)
    {
      finish (self, WEIR_RECORDER_TIME_UP);
      return;
    }

  if (now_us - self->flushed_us < FLUSH_US)
    return;
  flush (self);
  if (!weir_recorder_is_over (self) && !weir_capture_writer_check (self->writer, &error))
    set_over (self, WEIR_RECORDER_FAILED, g_steal_pointer (&error));
}

static gpointer
recorder_thread (gpointer data)
{
  WeirRecorder *self = data;
  gboolean has_ended = FALSE;

  self->flushed_us = g_get_monotonic_time ();
  while (!has_ended)
    {
      WeirFrameChunk *chunk = weir_frame_queue_take (self->queue, WAIT_US);

      if (chunk != NULL)
        {
          chunk->taken_us = g_get_monotonic_time ();
          hear (self, chunk);
          self->is_urgent = self->is_urgent || chunk->is_last;
          g_queue_push_tail (&self->held, chunk);
        }
      has_ended = write_held (self);
      look_around (self);
    }
  if (!weir_recorder_is_over (self))
    finish (self, WEIR_RECORDER_STOPPED);

  g_mutex_lock (&self->mutex);
  self->is_done = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* ---- everybody ------------------------------------------------------------------------------- */

WeirRecorder *
weir_recorder_new (const char *path, const WeirRecorderOptions *options, GError **error)
{
  guint n_chunks = options->buffer_mb > 0 ? options->buffer_mb : WEIR_RECORDER_DEFAULT_BUFFER_MB;
  uint32_t snaplen = options->snaplen > 0 ? MIN (options->snaplen, WEIR_PCAPNG_MAX_FRAME_BYTES)
                                          : WEIR_PCAPNG_MAX_FRAME_BYTES;
  WeirCaptureWriter *writer;
  WeirRecorder *self;

  writer = weir_capture_writer_new (path, options->replaces, snaplen, options->interface,
                                    options->filter, error);
  if (writer == NULL)
    return NULL;
  weir_capture_writer_set_max_bytes (writer, options->max_bytes);

  self = g_new0 (WeirRecorder, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->path = g_strdup (path);
  self->snaplen = snaplen;
  self->max_us = options->max_us;
  self->writer = writer;
  self->book = weir_owner_book_new ();
  self->queue = weir_frame_queue_new (n_chunks);
  self->patient_chunks = n_chunks / 2;
  self->begins_us = G_MAXINT64;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("weir-recorder", recorder_thread, self);
  return self;
}

WeirRecorder *
weir_recorder_ref (WeirRecorder *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
weir_recorder_unref (WeirRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  weir_recorder_end (self);
  g_thread_join (self->thread);
  weir_capture_writer_free (self->writer);
  weir_owner_book_free (self->book);
  weir_frame_queue_free (self->queue);
  weir_recorder_status_clear (&self->status);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

void
weir_recorder_status_clear (WeirRecorderStatus *self)
{
  g_clear_error (&self->error);
}

void
weir_recorder_get_status (WeirRecorder *self, WeirRecorderStatus *status)
{
  g_mutex_lock (&self->mutex);
  *status = self->status;
  if (status->error != NULL)
    status->error = g_error_copy (status->error);
  if (status->state == WEIR_RECORDER_GOES_ON && self->begun_us != 0)
    status->duration_us = g_get_monotonic_time () - self->begun_us;
  status->n_lost = __atomic_load_n (&self->n_lost, __ATOMIC_RELAXED);
  g_mutex_unlock (&self->mutex);
}

const char *
weir_recorder_get_path (const WeirRecorder *self)
{
  return self->path;
}

void
weir_recorder_wait (WeirRecorder *self)
{
  g_mutex_lock (&self->mutex);
  while (!self->is_done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
