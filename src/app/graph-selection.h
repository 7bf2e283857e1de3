/* A span of seconds while it is being made, and the one that is marked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value.  Seconds are those since 1970; the last one of a span is part of it.  A span that
 * is made begins with a step and always holds it, on whichever side it is extended.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 from;
  gint64 to;
} WeirGraphSpan;

typedef struct
{
  gboolean has_marked;
  gboolean is_open; /* one is being made */
  WeirGraphSpan marked;
  WeirGraphSpan anchor; /* what it began with */
  WeirGraphSpan made;
} WeirGraphSelection;

/* @from, @to: 0, 0: none.  What is being made stays as it is. */
void weir_graph_selection_mark (WeirGraphSelection *self, gint64 from, gint64 to);

void weir_graph_selection_begin (WeirGraphSelection *self, WeirGraphSpan step);

/* The edge at the end (or at the beginning) of what is marked will be moved. */
void weir_graph_selection_begin_edge (WeirGraphSelection *self, gboolean at_end);

/* From where it began to @step, both included. */
void weir_graph_selection_extend (WeirGraphSelection *self, WeirGraphSpan step);

/* What is being made is none any more. */
void weir_graph_selection_end (WeirGraphSelection *self);

/* What is being made, else what is marked.
 * Returns: whether there is any */
gboolean weir_graph_selection_get (const WeirGraphSelection *self, WeirGraphSpan *span);

G_END_DECLS
