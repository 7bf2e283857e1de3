/* What may come next while a filter is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only.
 */
#pragma once

#include "core/filter/filter-field.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

#define WEIR_FILTER_MAX_CANDIDATES 12

typedef struct
{
  char *text;              /* to stand in the place of what was begun */
  const char *description; /* (nullable): for people, translated */
} WeirFilterCandidate;

typedef struct
{
  guint start;           /* what they replace, in characters */
  guint end;             /* where the cursor was */
  GPtrArray *candidates; /* (element-type WeirFilterCandidate): the likeliest first, maybe none */
} WeirFilterCompletion;

/* @cursor: in characters
 * @ledger: (nullable): whose flows say which values there are
 * Returns: (transfer full) */
WeirFilterCompletion *weir_filter_complete (const char *text,
                                            guint cursor,
                                            const WeirLedger *ledger,
                                            const WeirFilterContext *context);
void weir_filter_completion_free (WeirFilterCompletion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFilterCompletion, weir_filter_completion_free)

G_END_DECLS
