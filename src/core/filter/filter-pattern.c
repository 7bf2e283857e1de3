/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-pattern.h"

#include <string.h>

/* Nearly all names are shorter. */
#define ROOM 256

static gboolean
is_special (char c)
{
  return c == '*' || c == '?' || c == '\\';
}

gboolean
weir_filter_word_has_globs (const char *word)
{
  for (; *word != '\0'; word++)
    {
      if (*word == '\\' && word[1] != '\0')
        word++;
      else if (*word == '*' || *word == '?')
        return TRUE;
    }

  return FALSE;
}

char *
weir_filter_word_dup_text (const char *word)
{
  GString *text = g_string_new (NULL);

  for (; *word != '\0'; word++)
    {
      if (*word == '\\' && word[1] != '\0')
        word++;
      g_string_append_c (text, *word);
    }

  return g_string_free (text, FALSE);
}

char *
weir_filter_word_dup_plain (const char *word)
{
  GString *plain = g_string_new (NULL);

  for (; *word != '\0'; word++)
    {
      if (*word == '\\' && word[1] != '\0')
        {
          word++;
          if (is_special (*word))
            g_string_append_c (plain, '\\');
        }
      else if (*word == '\\')
        g_string_append_c (plain, '\\');
      g_string_append_c (plain, *word);
    }

  return g_string_free (plain, FALSE);
}

char *
weir_filter_word_new_for_text (const char *text)
{
  GString *word = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (is_special (*text))
        g_string_append_c (word, '\\');
      g_string_append_c (word, *text);
    }

  return g_string_free (word, FALSE);
}

static char *
dup_folded (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  return g_utf8_casefold (composed, -1);
}

const char *
weir_filter_fold (const char *text, char *room, gsize room_size, char **allocated)
{
  gsize i;

  for (i = 0; i < room_size; i++)
    {
      char c = text[i];

      if ((c & 0x80) != 0)
        break;
      room[i] = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
      if (c == '\0')
        return room;
    }

  *allocated = dup_folded (text);
  return *allocated;
}

void
weir_filter_pattern_init (WeirFilterPattern *self, const char *word, gboolean is_whole)
{
  g_autofree char *text = NULL;

  if (weir_filter_word_has_globs (word))
    {
      self->kind = WEIR_PATTERN_GLOB;
      self->folded = dup_folded (word);
      return;
    }

  text = weir_filter_word_dup_text (word);
  self->kind = is_whole ? WEIR_PATTERN_EQUALS : WEIR_PATTERN_CONTAINS;
  self->folded = dup_folded (text);
}

void
weir_filter_pattern_clear (WeirFilterPattern *self)
{
  g_clear_pointer (&self->folded, g_free);
}

/* One step back to the last star is enough, for an earlier one could only take what this one can
 * take as well: no more than the product of the two lengths, whatever the pattern. */
static gboolean
matches_glob (const char *pattern, const char *text)
{
  const char *star = NULL;
  const char *star_text = NULL;

  while (*text != '\0')
    {
      const char *literal = *pattern == '\\' && pattern[1] != '\0' ? pattern + 1 : pattern;

      if (*pattern == '*')
        {
          star = ++pattern;
          star_text = text;
        }
      else if (*pattern == '?')
        {
          pattern++;
          text = g_utf8_next_char (text);
        }
      else if (*pattern != '\0' && *literal == *text)
        {
          pattern = literal + 1;
          text++;
        }
      else if (star != NULL)
        {
          pattern = star;
          star_text = g_utf8_next_char (star_text);
          text = star_text;
        }
      else
        return FALSE;
    }

  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

gboolean
weir_filter_pattern_matches_folded (const WeirFilterPattern *self, const char *folded)
{
  switch (self->kind)
    {
    case WEIR_PATTERN_CONTAINS:
      return strstr (folded, self->folded) != NULL;
    case WEIR_PATTERN_EQUALS:
      return strcmp (folded, self->folded) == 0;
    case WEIR_PATTERN_GLOB:
    default:
      return matches_glob (self->folded, folded);
    }
}

gboolean
weir_filter_pattern_matches (const WeirFilterPattern *self, const char *text)
{
  char room[ROOM];
  g_autofree char *allocated = NULL;

  return weir_filter_pattern_matches_folded (
      self, weir_filter_fold (text, room, sizeof room, &allocated));
}
