/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-selection.h"

void
weir_graph_selection_mark (WeirGraphSelection *self, gint64 from, gint64 to)
{
  self->has_marked = (from != 0 || to != 0) && from <= to;
  self->marked = (WeirGraphSpan){ from, MIN (to, G_MAXINT64 - 1) };
}

void
weir_graph_selection_begin (WeirGraphSelection *self, WeirGraphSpan step)
{
  self->is_open = TRUE;
  self->anchor = step;
  self->made = step;
}

void
weir_graph_selection_begin_edge (WeirGraphSelection *self, gboolean at_end)
{
  gint64 other = at_end ? self->marked.from : self->marked.to;

  weir_graph_selection_begin (self, (WeirGraphSpan){ other, other });
  self->made = self->marked;
}

void
weir_graph_selection_extend (WeirGraphSelection *self, WeirGraphSpan step)
{
  self->made.from = MIN (self->anchor.from, step.from);
  self->made.to = MAX (self->anchor.to, step.to);
}

void
weir_graph_selection_end (WeirGraphSelection *self)
{
  self->is_open = FALSE;
}

gboolean
weir_graph_selection_get (const WeirGraphSelection *self, WeirGraphSpan *span)
{
  if (self->is_open)
    *span = self->made;
  else if (self->has_marked)
    *span = self->marked;
  return self->is_open || self->has_marked;
}
