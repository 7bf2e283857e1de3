/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-lexer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/address.h"
#include "core/error.h"
#include "core/filter/filter-field.h"

#define MAX_EXCERPT_CHARS 40

static const struct
{
  const char *text;
  WeirFilterOperator relation;
} operators[] = {
  /* The longer ones first. */
  { ":==", WEIR_OPERATOR_EQUAL },        { ":!=", WEIR_OPERATOR_NOT_EQUAL },
  { ":<=", WEIR_OPERATOR_LESS_EQUAL },   { ":>=", WEIR_OPERATOR_GREATER_EQUAL },
  { ":=", WEIR_OPERATOR_EQUAL },         { ":<", WEIR_OPERATOR_LESS },
  { ":>", WEIR_OPERATOR_GREATER },       { "==", WEIR_OPERATOR_EQUAL },
  { "!=", WEIR_OPERATOR_NOT_EQUAL },     { "<=", WEIR_OPERATOR_LESS_EQUAL },
  { ">=", WEIR_OPERATOR_GREATER_EQUAL }, { "=", WEIR_OPERATOR_EQUAL },
  { "<", WEIR_OPERATOR_LESS },           { ">", WEIR_OPERATOR_GREATER },
  { ":", WEIR_OPERATOR_MATCHES },
};

static const char *const operator_texts[] = {
  [WEIR_OPERATOR_NONE] = "",     [WEIR_OPERATOR_MATCHES] = ":",
  [WEIR_OPERATOR_EQUAL] = "=",   [WEIR_OPERATOR_NOT_EQUAL] = "!=",
  [WEIR_OPERATOR_LESS] = "<",    [WEIR_OPERATOR_LESS_EQUAL] = "<=",
  [WEIR_OPERATOR_GREATER] = ">", [WEIR_OPERATOR_GREATER_EQUAL] = ">=",
};

static const struct
{
  const char *name;
  WeirTokenKind kind;
} keywords[] = {
  { "and", WEIR_TOKEN_AND },
  { "or", WEIR_TOKEN_OR },
  { "not", WEIR_TOKEN_NOT },
};

void
weir_filter_token_clear (WeirFilterToken *self)
{
  g_clear_pointer (&self->word, g_free);
}

const char *
weir_filter_operator_get_text (WeirFilterOperator relation)
{
  return operator_texts[relation];
}

char *
weir_filter_dup_excerpt (const char *text, gsize length)
{
  g_autofree char *piece = g_strndup (text, length);

  if (g_utf8_strlen (piece, -1) <= MAX_EXCERPT_CHARS)
    return g_steal_pointer (&piece);
  *g_utf8_offset_to_pointer (piece, MAX_EXCERPT_CHARS - 1) = '\0';
  return g_strconcat (piece, "…", NULL);
}

static gboolean
fail (WeirFilterToken *token, gsize start, GError **error, const char *message)
{
  token->error_start = start;
  token->error_end = token->end;
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
  return FALSE;
}

static gsize
skip_blanks (const char *text, gsize at)
{
  while (text[at] != '\0' && g_unichar_isspace (g_utf8_get_char (text + at)))
    at = (gsize) (g_utf8_next_char (text + at) - text);
  return at;
}

static gboolean
ends_word (const char *at)
{
  return *at == '\0' || *at == '(' || *at == ')' || *at == '"'
         || g_unichar_isspace (g_utf8_get_char (at));
}

/* Letters, digits, "_" and "-", a letter first. */
static gsize
skip_identifier (const char *text, gsize at)
{
  if (!g_ascii_isalpha (text[at]))
    return at;
  while (g_ascii_isalnum (text[at]) || text[at] == '_' || text[at] == '-')
    at++;
  return at;
}

static gsize
skip_word (const char *text, gsize at)
{
  while (!ends_word (text + at))
    {
      if (text[at] == '\\' && text[at + 1] != '\0')
        at++;
      at = (gsize) (g_utf8_next_char (text + at) - text);
    }
  return at;
}

static gsize
read_operator (const char *text, gsize at, WeirFilterOperator *relation)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (g_str_has_prefix (text + at, operators[i].text))
        {
          *relation = operators[i].relation;
          return at + strlen (operators[i].text);
        }
    }

  *relation = WEIR_OPERATOR_NONE;
  return at;
}

/* "fe80::1", "fe80::/10": the colon is no operator. */
static gboolean
is_address (const char *text, gsize length)
{
  g_autofree char *word = g_strndup (text, length);
  WeirAddress address;
  WeirFamily family;
  guint prefix_bits;

  return weir_address_parse (word, &address, &family)
         || weir_address_parse_prefix (word, &address, &family, &prefix_bits);
}

/* Sets field and operator, if the token at @start has them.
 * Returns: whether it has */
static gboolean
read_field (const char *text, WeirFilterToken *token)
{
  gsize end = skip_identifier (text, token->start);
  gsize at = end;
  gsize after;

  if (end == token->start)
    return FALSE;

  after = read_operator (text, at, &token->relation);
  if (token->relation == WEIR_OPERATOR_NONE)
    {
      /* "rate > 1M"; but a colon belongs to what stands before it. */
      if (weir_filter_field_find (text + token->start, (gssize) (end - token->start)) == NULL)
        return FALSE;
      at = skip_blanks (text, end);
      if (at == end || text[at] == ':')
        return FALSE;
      after = read_operator (text, at, &token->relation);
      if (token->relation == WEIR_OPERATOR_NONE)
        return FALSE;
    }
  else if (is_address (text + token->start, skip_word (text, token->start) - token->start))
    return FALSE;

  token->field_end = end;
  token->value_start = token->relation == WEIR_OPERATOR_MATCHES ? after : skip_blanks (text, after);
  token->end = after;
  return TRUE;
}

static gboolean
read_quoted (const char *text, WeirFilterToken *token, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  gsize at = token->value_start + 1;

  token->is_quoted = TRUE;
  while (text[at] != '"')
    {
      if (text[at] == '\\' && text[at + 1] != '\0')
        at++;
      if (text[at] == '\0')
        {
          token->end = at;
          token->word = weir_filter_word_new_for_text (value->str);
          return fail (token, token->value_start, error,
                       _ ("The quotation mark that closes this one is missing."));
        }
      g_string_append_c (value, text[at++]);
    }

  token->end = at + 1;
  token->word = weir_filter_word_new_for_text (value->str);
  return TRUE;
}

/* By what is meant: written in another way, the same word is no longer. */
static gboolean
is_too_long (const char *word)
{
  g_autofree char *plain = weir_filter_word_dup_text (word);

  return strlen (plain) > WEIR_FILTER_MAX_WORD_BYTES;
}

static gboolean
has_control_character (const char *word)
{
  for (; *word != '\0'; word++)
    {
      if (g_ascii_iscntrl (*word))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_value (const char *text, WeirFilterToken *token, GError **error)
{
  gsize start = token->value_start;

  if (text[start] == '"')
    {
      if (!read_quoted (text, token, error))
        return FALSE;
    }
  else
    {
      token->end = skip_word (text, start);
      token->word = g_strndup (text + start, token->end - start);
    }

  if (*token->word == '\0' && token->kind == WEIR_TOKEN_TERM)
    {
      g_autofree char *field =
          weir_filter_dup_excerpt (text + token->start, token->field_end - token->start);

      token->end = MAX (token->end, start);
      token->error_start = token->start;
      token->error_end = token->end;
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("A value is missing after “%s%s”."),
                   field, weir_filter_operator_get_text (token->relation));
      return FALSE;
    }
  if (*token->word == '\0')
    return fail (token, start, error, _ ("There is nothing between these quotation marks."));
  if (is_too_long (token->word))
    return fail (token, start, error, _ ("This word is too long."));
  if (has_control_character (token->word))
    return fail (token, start, error, _ ("Control characters cannot be looked for."));
  return TRUE;
}

static gboolean
read_word (const char *text, WeirFilterToken *token, GError **error)
{
  token->kind = WEIR_TOKEN_WORD;
  token->value_start = token->start;
  if (!read_value (text, token, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (keywords) && !token->is_quoted; i++)
    {
      if (g_ascii_strcasecmp (token->word, keywords[i].name) == 0)
        token->kind = keywords[i].kind;
    }
  return TRUE;
}

static WeirTokenKind
read_sign (const char *text, gsize *length)
{
  *length = 1;
  switch (*text)
    {
    case '\0':
      *length = 0;
      return WEIR_TOKEN_END;
    case '(':
      return WEIR_TOKEN_OPEN;
    case ')':
      return WEIR_TOKEN_CLOSE;
    case '!':
      return WEIR_TOKEN_NOT;
    default:
      *length = 2;
      if (g_str_has_prefix (text, "&&"))
        return WEIR_TOKEN_AND;
      return g_str_has_prefix (text, "||") ? WEIR_TOKEN_OR : WEIR_TOKEN_WORD;
    }
}

gboolean
weir_filter_lex (const char *text, gsize from, WeirFilterToken *token, GError **error)
{
  gsize length;

  memset (token, 0, sizeof *token);
  token->start = skip_blanks (text, from);
  token->kind = read_sign (text + token->start, &length);
  token->end = token->start + length;
  if (token->kind != WEIR_TOKEN_WORD)
    return TRUE;

  if (strchr ("=<>", text[token->start]) != NULL)
    {
      token->end = read_operator (text, token->start, &token->relation);
      return fail (token, token->start, error,
                   _ ("A field has to stand before this sign, such as “rate”."));
    }

  if (read_field (text, token))
    {
      token->kind = WEIR_TOKEN_TERM;
      return read_value (text, token, error);
    }
  return read_word (text, token, error);
}

/* Whether a word without a field would be taken for something else. */
static gboolean
is_ambiguous (const char *word)
{
  g_auto (WeirFilterToken) token = { 0 };
  g_autoptr (GError) error = NULL;

  return !weir_filter_lex (word, 0, &token, &error) || token.kind != WEIR_TOKEN_WORD
         || token.start != 0 || word[token.end] != '\0';
}

/* Everything that might end the word or be a sign gets a backslash. */
static char *
escape (const char *word)
{
  GString *text = g_string_new (NULL);
  const char *next;

  for (; *word != '\0'; word = next)
    {
      next = g_utf8_next_char (word);
      if (*word == '\\' && *next != '\0')
        next = g_utf8_next_char (next);
      else if (ends_word (word) || strchr ("!:=<>&|\\", *word) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_len (text, word, next - word);
    }

  return g_string_free (text, FALSE);
}

static char *
quote (const char *plain)
{
  GString *text = g_string_new ("\"");

  for (; *plain != '\0'; plain++)
    {
      if (*plain == '"' || *plain == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *plain);
    }
  g_string_append_c (text, '"');

  return g_string_free (text, FALSE);
}

char *
weir_filter_word_quote (const char *word, gboolean is_value, gboolean is_reserved)
{
  g_autofree char *plain = weir_filter_word_dup_text (word);
  gboolean has_globs = weir_filter_word_has_globs (word);
  gboolean is_plain = strchr (word, '\\') == NULL && word[skip_word (word, 0)] == '\0';

  if (is_value)
    is_plain = is_plain && *word != '\0' && strchr ("!=<>", *word) == NULL;
  else
    is_plain = is_plain && !is_ambiguous (word);

  if (is_plain && !is_reserved)
    return g_strdup (word);
  return has_globs ? escape (word) : quote (plain);
}
