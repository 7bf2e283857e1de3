/* Frames on their way from the thread that captures to the one that writes them to disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread puts records in, one takes them out, in pieces of WEIR_FRAME_QUEUE_CHUNK_BYTES, so
 * that they meet at a lock once for thousands of packets.  Putting in never waits: where there is
 * no room, the record is left out, and the caller is told.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_FRAME_QUEUE_CHUNK_BYTES (1024 * 1024)

/* No record is larger, header and all. */
#define WEIR_FRAME_QUEUE_MAX_RECORD (512 * 1024)

typedef struct
{
  gsize used;       /* bytes of @data */
  gsize read;       /* the reader's own: how many of these are done with */
  gint64 taken_us;  /* the reader's own: monotonic time at which it came */
  gboolean is_last; /* nothing follows */
  _Alignas(8) uint8_t data[];
} WeirFrameChunk;

typedef struct _WeirFrameQueue WeirFrameQueue;

/* @max_chunks: with those that the reader keeps; memory is taken as it is needed */
WeirFrameQueue *weir_frame_queue_new (guint max_chunks);
void weir_frame_queue_free (WeirFrameQueue *self);

/* ---- the thread that puts in ---- */

/* Room for a record of @size bytes, to be filled before the next call; aligned to 8.
 * Returns: (nullable): there is none */
void *weir_frame_queue_reserve (WeirFrameQueue *self, gsize size);

/* Hands over what has been put in so far. */
void weir_frame_queue_flush (WeirFrameQueue *self);

/* The same; nothing follows. */
void weir_frame_queue_end (WeirFrameQueue *self);

/* ---- the thread that takes out ---- */

/* Waits for at most @timeout_us.
 * Returns: (nullable): to be given back with weir_frame_queue_give_back() */
WeirFrameChunk *weir_frame_queue_take (WeirFrameQueue *self, gint64 timeout_us);
void weir_frame_queue_give_back (WeirFrameQueue *self, WeirFrameChunk *chunk);

/* ---- any thread ---- */

/* How many chunks are in use, of max_chunks. */
guint weir_frame_queue_get_n_used (WeirFrameQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFrameQueue, weir_frame_queue_free)

G_END_DECLS
