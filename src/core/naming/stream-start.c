/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/stream-start.h"

#include <string.h>

/* Most are no longer. */
#define FIRST_SIZE 2048

void
weir_stream_start_clear (WeirStreamStart *self)
{
  g_free (self->bytes);
  g_free (self->is_set);
  memset (self, 0, sizeof *self);
}

static void
grow (WeirStreamStart *self, guint size)
{
  guint new_size = MAX (self->size, FIRST_SIZE);

  while (new_size < size)
    new_size *= 2;
  if (new_size == self->size)
    return;

  self->bytes = g_realloc (self->bytes, new_size);
  self->is_set = g_realloc (self->is_set, new_size / 8);
  memset (self->is_set + self->size / 8, 0, (new_size - self->size) / 8);
  self->size = new_size;
}

static gboolean
is_set (const WeirStreamStart *self, guint place)
{
  return (self->is_set[place / 8] >> place % 8 & 1) != 0;
}

void
weir_stream_start_add (WeirStreamStart *self, uint64_t offset, const uint8_t *data, gsize length)
{
  guint first;
  guint end;

  if (offset >= WEIR_STREAM_START_MAX || length == 0)
    return;
  first = (guint) offset;
  end = first + (guint) MIN (length, WEIR_STREAM_START_MAX - offset);
  grow (self, end);

  for (guint place = first; place < end; place++)
    if (!is_set (self, place))
      {
        self->bytes[place] = data[place - first];
        self->is_set[place / 8] |= (uint8_t) (1u << place % 8);
      }

  while (self->n_ready < self->size && is_set (self, self->n_ready))
    self->n_ready++;
}
