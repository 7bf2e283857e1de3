/* A filter as a tree: terms, "and", "or".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     or     = and { "or" and }
 *     and    = not { ["and"] not }
 *     not    = { "not" | "!" } ( term | "(" or ")" )
 *
 * Anything may be negated, so that there are no nodes for "not"; a group in a group of the same
 * kind is one group.
 */
#pragma once

#include "core/filter/filter-term.h"

G_BEGIN_DECLS

/* More than anybody writes, and few enough for every flow of a busy machine. */
#define WEIR_FILTER_MAX_TERMS 256
#define WEIR_FILTER_MAX_DEPTH 32 /* of parentheses */

typedef enum
{
  WEIR_NODE_TERM,
  WEIR_NODE_AND,
  WEIR_NODE_OR,
} WeirNodeKind;

typedef struct
{
  WeirNodeKind kind;
  gboolean is_negated;
  WeirFilterTerm *term; /* (nullable) */
  GPtrArray *children;  /* (nullable): of AND and OR, two or more; none but for an empty filter */
} WeirFilterNode;

/* The place of an error, in characters from the beginning of the text. */
typedef struct
{
  guint start;
  guint end;
} WeirFilterSpan;

/* An empty text is an AND of nothing.
 * @place: (out) (optional): set with @error */
WeirFilterNode *weir_filter_node_new_parse (const char *text,
                                            WeirFilterSpan *place,
                                            GError **error);
void weir_filter_node_free (WeirFilterNode *self);

/* @is_inner: it stands in a group, and has parentheses if it is one itself */
void weir_filter_node_append_text (const WeirFilterNode *self, gboolean is_inner, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFilterNode, weir_filter_node_free)

G_END_DECLS
