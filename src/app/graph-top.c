/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-top.h"

WeirGraphTop *
weir_graph_top_new (const char *name, double rx_bps, double tx_bps)
{
  WeirGraphTop *self = g_new (WeirGraphTop, 1);

  *self = (WeirGraphTop){ g_strdup (name), rx_bps, tx_bps };
  return self;
}

void
weir_graph_top_free (WeirGraphTop *self)
{
  g_free (self->name);
  g_free (self);
}
