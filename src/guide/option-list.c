/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/option-list.h"

static void
clear_option (gpointer data)
{
  WeirOption *option = data;

  g_strfreev (option->words);
}

static WeirOptionValue
get_value (const GOptionEntry *entry, gboolean has_words)
{
  if (entry->arg == G_OPTION_ARG_NONE || entry->flags & G_OPTION_FLAG_NO_ARG)
    return WEIR_OPTION_NOTHING;
  if (has_words)
    return WEIR_OPTION_WORDS;
  if (g_strcmp0 (entry->long_name, "interface") == 0)
    return WEIR_OPTION_INTERFACE;
  return entry->arg == G_OPTION_ARG_FILENAME ? WEIR_OPTION_FILE : WEIR_OPTION_TEXT;
}

WeirOptionList *
weir_option_list_new (const char *program,
                      const GOptionEntry *entries,
                      WeirOptionWordsFunc words_func,
                      gboolean takes_files)
{
  /* GLib's own. */
  const WeirOption help = { .letter = 'h', .name = "help", .description = "Show help options" };
  WeirOptionList *self = g_new0 (WeirOptionList, 1);

  self->program = g_strdup (program);
  self->takes_files = takes_files;
  self->options = g_array_new (FALSE, TRUE, sizeof (WeirOption));
  g_array_set_clear_func (self->options, clear_option);
  g_array_append_val (self->options, help);

  for (; entries->long_name != NULL; entries++)
    {
      WeirOption option = { entries->short_name, entries->long_name, entries->description,
                            entries->arg_description };

      /* One without a name takes what is no option. */
      if (*entries->long_name == '\0' || entries->flags & G_OPTION_FLAG_HIDDEN)
        continue;
      option.words = words_func != NULL ? words_func (entries->long_name) : NULL;
      option.value = get_value (entries, option.words != NULL);
      g_array_append_val (self->options, option);
    }
  return self;
}

void
weir_option_list_free (WeirOptionList *self)
{
  g_free (self->program);
  g_array_unref (self->options);
  g_free (self);
}
