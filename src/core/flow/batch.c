/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/batch.h"

WeirBatch *
weir_batch_new (void)
{
  WeirBatch *self = g_new0 (WeirBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

WeirBatch *
weir_batch_ref (WeirBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
weir_batch_unref (WeirBatch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->deltas);
  g_free (self->tcp);
  g_free (self->sockets);
  g_free (self->names);
  g_free (self);
}
