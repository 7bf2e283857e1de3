/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/batch.h"

WeirBatch *
weir_batch_new (void)
{
  return g_new0 (WeirBatch, 1);
}

void
weir_batch_free (WeirBatch *self)
{
  g_free (self->deltas);
  g_free (self->tcp);
  g_free (self->sockets);
  g_free (self->names);
  g_free (self);
}
