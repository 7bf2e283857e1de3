/* What a person wrote to find a text: a piece of it, all of it, or a glob.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upper and lower case are the same in every script, composed and decomposed letters too (Unicode
 * normalisation form C, then full case folding).  Immutable; any thread.
 *
 * A *word* is how a pattern is written down here: "*" stands for any characters, "?" for one, and
 * a backslash makes the character behind it an ordinary one.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_PATTERN_CONTAINS, /* anywhere in the text */
  WEIR_PATTERN_EQUALS,
  WEIR_PATTERN_GLOB, /* all of the text */
} WeirPatternKind;

typedef struct
{
  WeirPatternKind kind;
  char *folded; /* a word if it is a glob, else the text itself */
} WeirFilterPattern;

gboolean weir_filter_word_has_globs (const char *word);

/* Without the backslashes.  Returns: (transfer full) */
char *weir_filter_word_dup_text (const char *word);

/* The same without backslashes that mean nothing.  Returns: (transfer full) */
char *weir_filter_word_dup_plain (const char *word);

/* The word that stands for @text and nothing else.  Returns: (transfer full) */
char *weir_filter_word_new_for_text (const char *text);

/* A word with globs has to match the whole text, whatever @is_whole says. */
void weir_filter_pattern_init (WeirFilterPattern *self, const char *word, gboolean is_whole);
void weir_filter_pattern_clear (WeirFilterPattern *self);

/* @text: any bytes; what is not UTF-8 is replaced. */
gboolean weir_filter_pattern_matches (const WeirFilterPattern *self, const char *text);

/* Where many patterns meet the same text: it is folded once.
 * Returns: @room, or new memory in @allocated that is to be freed */
const char *weir_filter_fold (const char *text, char *room, gsize room_size, char **allocated);
gboolean weir_filter_pattern_matches_folded (const WeirFilterPattern *self, const char *folded);

G_END_DECLS
