/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/error.h"

typedef struct
{
  const char *text;
  WeirFilterToken token; /* the next one */
  guint n_terms;
  gsize error_start; /* bytes */
  gsize error_end;
} Parser;

static WeirFilterNode *parse_or (Parser *parser, guint depth, GError **error);

static WeirFilterNode *
node_new (WeirNodeKind kind)
{
  WeirFilterNode *self = g_new0 (WeirFilterNode, 1);

  self->kind = kind;
  if (kind != WEIR_NODE_TERM)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_filter_node_free);
  return self;
}

void
weir_filter_node_free (WeirFilterNode *self)
{
  g_clear_pointer (&self->term, weir_filter_term_free);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static gpointer
fail_at (Parser *parser, gsize start, gsize end, GError **error, const char *message)
{
  parser->error_start = start;
  parser->error_end = end;
  if (message != NULL)
    g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
  return NULL;
}

static gboolean
advance (Parser *parser, GError **error)
{
  gsize from = parser->token.end;

  weir_filter_token_clear (&parser->token);
  if (weir_filter_lex (parser->text, from, &parser->token, error))
    return TRUE;
  fail_at (parser, parser->token.error_start, parser->token.error_end, error, NULL);
  return FALSE;
}

/* Takes @child over: as one more, or if it is a group of the same kind, what is in it. */
static void
take_child (WeirFilterNode *self, WeirFilterNode *child)
{
  if (child->kind != self->kind || child->is_negated)
    {
      g_ptr_array_add (self->children, child);
      return;
    }

  g_ptr_array_extend_and_steal (self->children, g_steal_pointer (&child->children));
  weir_filter_node_free (child);
}

static WeirFilterNode *
parse_term (Parser *parser, GError **error)
{
  WeirFilterToken *token = &parser->token;
  g_autoptr (WeirFilterNode) node = node_new (WEIR_NODE_TERM);

  if (++parser->n_terms > WEIR_FILTER_MAX_TERMS)
    return fail_at (parser, token->start, token->end, error, _ ("The filter has too many words."));

  node->is_negated = token->relation == WEIR_OPERATOR_NOT_EQUAL;
  node->term = weir_filter_term_new (token, parser->text, error);
  if (node->term == NULL)
    return fail_at (parser, token->error_start, token->error_end, error, NULL);
  return advance (parser, error) ? g_steal_pointer (&node) : NULL;
}

static WeirFilterNode *
parse_group (Parser *parser, guint depth, GError **error)
{
  gsize start = parser->token.start;
  g_autoptr (WeirFilterNode) node = NULL;

  if (depth >= WEIR_FILTER_MAX_DEPTH)
    return fail_at (parser, start, start + 1, error, _ ("There are too many parentheses here."));
  if (!advance (parser, error))
    return NULL;

  node = parse_or (parser, depth + 1, error);
  if (node == NULL)
    return NULL;
  if (parser->token.kind != WEIR_TOKEN_CLOSE)
    return fail_at (parser, start, start + 1, error,
                    _ ("The parenthesis that closes this one is missing."));
  return advance (parser, error) ? g_steal_pointer (&node) : NULL;
}

static WeirFilterNode *
parse_not (Parser *parser, guint depth, GError **error)
{
  gboolean is_negated = FALSE;
  WeirFilterNode *node;

  while (parser->token.kind == WEIR_TOKEN_NOT)
    {
      is_negated = !is_negated;
      if (!advance (parser, error))
        return NULL;
    }

  switch (parser->token.kind)
    {
    case WEIR_TOKEN_WORD:
    case WEIR_TOKEN_TERM:
      node = parse_term (parser, error);
      break;
    case WEIR_TOKEN_OPEN:
      node = parse_group (parser, depth, error);
      break;
    case WEIR_TOKEN_END:
      return fail_at (parser, parser->token.start, parser->token.end, error,
                      _ ("The filter ends where something has to follow."));
    case WEIR_TOKEN_CLOSE:
    case WEIR_TOKEN_AND:
    case WEIR_TOKEN_OR:
    case WEIR_TOKEN_NOT:
    default:
      return fail_at (parser, parser->token.start, parser->token.end, error,
                      _ ("Here a word or a field has to stand."));
    }

  if (node != NULL)
    node->is_negated ^= is_negated;
  return node;
}

/* One node, or a group of those that @parse finds as long as @goes_on says so. */
static WeirFilterNode *
parse_list (Parser *parser,
            guint depth,
            WeirNodeKind kind,
            WeirFilterNode *(*parse) (Parser *, guint, GError **),
            gboolean (*goes_on) (Parser *, GError **),
            GError **error)
{
  g_autoptr (WeirFilterNode) group = NULL;
  g_autoptr (WeirFilterNode) first = parse (parser, depth, error);
  GError *local_error = NULL;

  if (first == NULL)
    return NULL;

  while (goes_on (parser, &local_error))
    {
      WeirFilterNode *next = parse (parser, depth, error);

      if (next == NULL)
        return NULL;
      if (group == NULL)
        {
          group = node_new (kind);
          take_child (group, g_steal_pointer (&first));
        }
      take_child (group, next);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return group != NULL ? g_steal_pointer (&group) : g_steal_pointer (&first);
}

static gboolean
goes_on_with_and (Parser *parser, GError **error)
{
  switch (parser->token.kind)
    {
    case WEIR_TOKEN_AND:
      return advance (parser, error);
    case WEIR_TOKEN_WORD:
    case WEIR_TOKEN_TERM:
    case WEIR_TOKEN_NOT:
    case WEIR_TOKEN_OPEN:
      return TRUE;
    case WEIR_TOKEN_END:
    case WEIR_TOKEN_CLOSE:
    case WEIR_TOKEN_OR:
    default:
      return FALSE;
    }
}

static gboolean
goes_on_with_or (Parser *parser, GError **error)
{
  return parser->token.kind == WEIR_TOKEN_OR && advance (parser, error);
}

static WeirFilterNode *
parse_and (Parser *parser, guint depth, GError **error)
{
  return parse_list (parser, depth, WEIR_NODE_AND, parse_not, goes_on_with_and, error);
}

static WeirFilterNode *
parse_or (Parser *parser, guint depth, GError **error)
{
  return parse_list (parser, depth, WEIR_NODE_OR, parse_and, goes_on_with_or, error);
}

static WeirFilterNode *
parse_all (Parser *parser, GError **error)
{
  g_autoptr (WeirFilterNode) node = NULL;

  if (!advance (parser, error))
    return NULL;
  if (parser->token.kind == WEIR_TOKEN_END)
    return node_new (WEIR_NODE_AND);

  node = parse_or (parser, 0, error);
  if (node == NULL)
    return NULL;
  if (parser->token.kind != WEIR_TOKEN_END)
    return fail_at (parser, parser->token.start, parser->token.end, error,
                    _ ("This parenthesis closes none."));
  return g_steal_pointer (&node);
}

WeirFilterNode *
weir_filter_node_new_parse (const char *text, WeirFilterSpan *place, GError **error)
{
  Parser parser = { .text = text };
  WeirFilterNode *node = parse_all (&parser, error);

  weir_filter_token_clear (&parser.token);
  if (node == NULL && place != NULL)
    {
      place->start = (guint) g_utf8_strlen (text, (gssize) parser.error_start);
      place->end = (guint) g_utf8_strlen (text, (gssize) parser.error_end);
    }
  return node;
}

static void
append_children (const WeirFilterNode *self, GString *text)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      if (i > 0)
        g_string_append (text, self->kind == WEIR_NODE_AND ? " " : " or ");
      weir_filter_node_append_text (g_ptr_array_index (self->children, i), TRUE, text);
    }
}

void
weir_filter_node_append_text (const WeirFilterNode *self, gboolean is_inner, GString *text)
{
  gboolean has_parentheses = self->kind != WEIR_NODE_TERM && (is_inner || self->is_negated);

  if (self->is_negated)
    g_string_append_c (text, '!');
  if (has_parentheses)
    g_string_append_c (text, '(');
  if (self->kind == WEIR_NODE_TERM)
    weir_filter_term_append_text (self->term, text);
  else
    append_children (self, text);
  if (has_parentheses)
    g_string_append_c (text, ')');
}
