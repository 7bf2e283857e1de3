/* The options of a program, as those who describe them need them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made from the very table that the program reads its arguments by.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_OPTION_NOTHING, /* takes no value */
  WEIR_OPTION_TEXT,
  WEIR_OPTION_FILE,
  WEIR_OPTION_INTERFACE,
  WEIR_OPTION_WORDS, /* one of a few */
} WeirOptionValue;

typedef struct
{
  char letter; /* 0: none */
  const char *name;
  const char *description;
  const char *value_name; /* (nullable) */
  WeirOptionValue value;
  char **words; /* of WEIR_OPTION_WORDS */
} WeirOption;

typedef struct
{
  char *program;
  GArray *options;      /* of WeirOption, in the order of the table; --help comes first */
  gboolean takes_files; /* besides the options */
} WeirOptionList;

/* Which words an option takes.  Returns: (transfer full) (nullable) */
typedef char **(*WeirOptionWordsFunc) (const char *name);

/* @entries: up to the one without a name; its strings are borrowed */
WeirOptionList *weir_option_list_new (const char *program,
                                      const GOptionEntry *entries,
                                      WeirOptionWordsFunc words_func,
                                      gboolean takes_files);
void weir_option_list_free (WeirOptionList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOptionList, weir_option_list_free)

G_END_DECLS
