/* A filter's text, cut into words and signs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads any bytes that are UTF-8; what makes no sense is an error at its place.
 */
#pragma once

#include "core/filter/filter-pattern.h"

G_BEGIN_DECLS

/* A word is shorter than any name worth asking for; this bounds what matching it can cost. */
#define WEIR_FILTER_MAX_WORD_BYTES 256

typedef enum
{
  WEIR_TOKEN_END,
  WEIR_TOKEN_OPEN,
  WEIR_TOKEN_CLOSE,
  WEIR_TOKEN_AND,
  WEIR_TOKEN_OR,
  WEIR_TOKEN_NOT,
  WEIR_TOKEN_WORD, /* without a field */
  WEIR_TOKEN_TERM, /* field, operator, value */
} WeirTokenKind;

typedef enum
{
  WEIR_OPERATOR_NONE,
  WEIR_OPERATOR_MATCHES, /* ":", what is usual for the kind of field */
  WEIR_OPERATOR_EQUAL,
  WEIR_OPERATOR_NOT_EQUAL,
  WEIR_OPERATOR_LESS,
  WEIR_OPERATOR_LESS_EQUAL,
  WEIR_OPERATOR_GREATER,
  WEIR_OPERATOR_GREATER_EQUAL,
} WeirFilterOperator;

/* Places are bytes from the beginning of the text. */
typedef struct
{
  WeirTokenKind kind;
  gsize start;
  gsize end;
  gsize field_end; /* of a term, whose field begins at @start */
  WeirFilterOperator relation;
  gsize value_start; /* of a term; of a word, @start */
  gsize error_start; /* what an error is about */
  gsize error_end;
  gboolean is_quoted;
  char *word; /* (nullable): the value, as core/filter/filter-pattern.h has it */
} WeirFilterToken;

void weir_filter_token_clear (WeirFilterToken *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirFilterToken, weir_filter_token_clear)

/* Reads the token at or after byte @from.  On an error @token has been filled as far as was
 * possible.
 * @token: (out): to be cleared, in any case */
gboolean weir_filter_lex (const char *text, gsize from, WeirFilterToken *token, GError **error);

/* ":", "=", "!=", "<", …; "" for none. */
const char *weir_filter_operator_get_text (WeirFilterOperator relation);

/* How @word is to be written so that it is read as this value, or as this word without a field.
 * @is_reserved: without quotation marks it would mean something else
 * Returns: (transfer full) */
char *weir_filter_word_quote (const char *word, gboolean is_value, gboolean is_reserved);

/* A piece of a filter for a message: what is long is cut.  Returns: (transfer full) */
char *weir_filter_dup_excerpt (const char *text, gsize length);

G_END_DECLS
