/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-completion.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/filter/filter-term.h"
#include "core/filter/filter-values.h"

static void
candidate_free (gpointer data)
{
  WeirFilterCandidate *candidate = data;

  g_free (candidate->text);
  g_free (candidate);
}

void
weir_filter_completion_free (WeirFilterCompletion *self)
{
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

static void
take_candidate (WeirFilterCompletion *self, char *text, const char *description)
{
  WeirFilterCandidate *candidate;

  if (self->candidates->len >= WEIR_FILTER_MAX_CANDIDATES)
    {
      g_free (text);
      return;
    }
  candidate = g_new0 (WeirFilterCandidate, 1);
  candidate->text = text;
  candidate->description = description;
  g_ptr_array_add (self->candidates, candidate);
}

static gboolean
begins_with (const char *text, const char *beginning)
{
  return g_ascii_strncasecmp (text, beginning, strlen (beginning)) == 0;
}

static gboolean
has_name_beginning_with (const WeirFilterField *field, const char *beginning)
{
  g_auto (GStrv) aliases = g_strsplit (field->aliases != NULL ? field->aliases : "", " ", -1);

  for (guint i = 0; aliases[i] != NULL; i++)
    {
      if (begins_with (aliases[i], beginning))
        return TRUE;
    }
  return begins_with (field->name, beginning);
}

/* What was begun may become a field, or a word that means something by itself. */
static void
complete_word (WeirFilterCompletion *self, const char *word)
{
  for (guint i = 0; i < weir_n_filter_fields; i++)
    {
      const WeirFilterField *field = &weir_filter_fields[i];

      if (has_name_beginning_with (field, word))
        take_candidate (
            self, g_strconcat (field->name, field->kind == WEIR_FILTER_NUMBER ? ">" : ":", NULL),
            _ (field->description));
    }

  for (guint i = 0; *word != '\0' && weir_filter_term_get_keyword (i) != NULL; i++)
    {
      const char *keyword = weir_filter_term_get_keyword (i);

      if (begins_with (keyword, word))
        take_candidate (self, g_strdup (keyword), _ ("Protocol"));
    }
}

static void
take_value (WeirFilterCompletion *self,
            const WeirFilterToken *token,
            const char *text,
            const char *value,
            const char *description)
{
  g_autofree char *field = g_strndup (text + token->start, token->value_start - token->start);
  g_autofree char *word = weir_filter_word_new_for_text (value);
  g_autofree char *quoted = weir_filter_word_quote (word, TRUE, FALSE);

  take_candidate (self, g_strconcat (field, quoted, NULL), description);
}

static void
complete_value (WeirFilterCompletion *self,
                const WeirFilterToken *token,
                const char *text,
                const WeirLedger *ledger,
                const WeirFilterContext *context)
{
  const WeirFilterField *field =
      weir_filter_field_find (text + token->start, (gssize) (token->field_end - token->start));
  g_autofree char *piece = weir_filter_word_dup_text (token->word != NULL ? token->word : "");
  g_autoptr (GPtrArray) values = NULL;

  if (field == NULL)
    return;

  for (guint i = 0; i < weir_n_filter_flags && field->kind == WEIR_FILTER_FLAG; i++)
    {
      if (begins_with (weir_filter_flags[i].name, piece))
        take_value (self, token, text, weir_filter_flags[i].name,
                    _ (weir_filter_flags[i].description));
    }

  if (ledger == NULL)
    return;
  values = weir_filter_values_collect (ledger, field, context, piece, WEIR_FILTER_MAX_CANDIDATES);
  for (guint i = 0; i < values->len; i++)
    take_value (self, token, text, g_ptr_array_index (values, i), NULL);
}

WeirFilterCompletion *
weir_filter_complete (const char *text,
                      guint cursor,
                      const WeirLedger *ledger,
                      const WeirFilterContext *context)
{
  WeirFilterCompletion *self = g_new0 (WeirFilterCompletion, 1);
  g_autofree char *head =
      g_utf8_substring (text, 0, MIN ((glong) cursor, g_utf8_strlen (text, -1)));
  g_auto (WeirFilterToken) token = { 0 };
  gsize length = strlen (head);

  self->candidates = g_ptr_array_new_with_free_func (candidate_free);
  self->start = self->end = (guint) g_utf8_strlen (head, -1);

  /* The one that the cursor touches is the last, be it complete or not. */
  while (token.end < length)
    {
      gsize from = token.end;
      g_autoptr (GError) error = NULL;

      weir_filter_token_clear (&token);
      if (!weir_filter_lex (head, from, &token, &error) && token.end < length)
        return self;
    }

  if (token.kind == WEIR_TOKEN_TERM)
    {
      self->start = (guint) g_utf8_strlen (head, (gssize) token.start);
      complete_value (self, &token, head, ledger, context);
    }
  else if (token.word != NULL && !token.is_quoted)
    {
      self->start = (guint) g_utf8_strlen (head, (gssize) token.start);
      complete_word (self, token.word);
    }
  else if (token.word == NULL)
    {
      complete_word (self, "");
    }
  return self;
}
