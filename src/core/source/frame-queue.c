/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/frame-queue.h"

struct _WeirFrameQueue
{
  guint max_chunks;
  WeirFrameChunk *open; /* (nullable): of the thread that puts in */

  GMutex mutex; /* guards all below */
  GCond cond;   /* something is there to be taken */
  GQueue full;  /* WeirFrameChunk */
  GQueue empty;
  guint n_chunks; /* that exist */
};

WeirFrameQueue *
weir_frame_queue_new (guint max_chunks)
{
  WeirFrameQueue *self = g_new0 (WeirFrameQueue, 1);

  self->max_chunks = max_chunks;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
weir_frame_queue_free (WeirFrameQueue *self)
{
  g_free (self->open);
  g_queue_clear_full (&self->full, g_free);
  g_queue_clear_full (&self->empty, g_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* Returns: (nullable) */
static WeirFrameChunk *
new_chunk (WeirFrameQueue *self)
{
  WeirFrameChunk *chunk;
  gboolean is_needed;

  g_mutex_lock (&self->mutex);
  chunk = g_queue_pop_head (&self->empty);
  is_needed = chunk == NULL && self->n_chunks < self->max_chunks;
  if (is_needed)
    self->n_chunks++;
  g_mutex_unlock (&self->mutex);

  if (is_needed)
    chunk = g_malloc (sizeof *chunk + WEIR_FRAME_QUEUE_CHUNK_BYTES);
  if (chunk != NULL)
    *chunk = (WeirFrameChunk){ .used = 0 };
  return chunk;
}

static void
hand_over (WeirFrameQueue *self)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->full, g_steal_pointer (&self->open));
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void *
weir_frame_queue_reserve (WeirFrameQueue *self, gsize size)
{
  void *room;

  g_assert (size <= WEIR_FRAME_QUEUE_MAX_RECORD);
  size = (size + 7) & ~(gsize) 7;
  if (self->open != NULL && WEIR_FRAME_QUEUE_CHUNK_BYTES - self->open->used < size)
    hand_over (self);
  if (self->open == NULL)
    self->open = new_chunk (self);
  if (self->open == NULL)
    return NULL;

  room = self->open->data + self->open->used;
  self->open->used += size;
  return room;
}

void
weir_frame_queue_flush (WeirFrameQueue *self)
{
  if (self->open != NULL && self->open->used > 0)
    hand_over (self);
}

void
weir_frame_queue_end (WeirFrameQueue *self)
{
  /* One more than the bound: the end has to be told in any case. */
  if (self->open == NULL)
    self->open = g_malloc0 (sizeof *self->open);
  self->open->is_last = TRUE;
  hand_over (self);
}

WeirFrameChunk *
weir_frame_queue_take (WeirFrameQueue *self, gint64 timeout_us)
{
  gint64 end_us = g_get_monotonic_time () + timeout_us;
  WeirFrameChunk *chunk;

  g_mutex_lock (&self->mutex);
  while ((chunk = g_queue_pop_head (&self->full)) == NULL && timeout_us > 0)
    if (!g_cond_wait_until (&self->cond, &self->mutex, end_us))
      {
        chunk = g_queue_pop_head (&self->full);
        break;
      }
  g_mutex_unlock (&self->mutex);
  return chunk;
}

void
weir_frame_queue_give_back (WeirFrameQueue *self, WeirFrameChunk *chunk)
{
  if (chunk->is_last)
    {
      g_free (chunk);
      return;
    }

  g_mutex_lock (&self->mutex);
  g_queue_push_head (&self->empty, chunk);
  g_mutex_unlock (&self->mutex);
}

guint
weir_frame_queue_get_n_used (WeirFrameQueue *self)
{
  guint n_used;

  g_mutex_lock (&self->mutex);
  n_used = self->n_chunks - g_queue_get_length (&self->empty);
  g_mutex_unlock (&self->mutex);
  return n_used;
}
