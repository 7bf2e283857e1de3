/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/manual.h"

/* A hyphen in a command is a minus sign to roff, a line's first character may be a request, and
 * what is not ASCII is written by its number. */
static void
append_escaped (GString *text, const char *plain)
{
  if (*plain == '.' || *plain == '\'')
    g_string_append (text, "\\&");
  for (; *plain != '\0'; plain = g_utf8_next_char (plain))
    {
      gunichar character = g_utf8_get_char (plain);

      if (character == '\\')
        g_string_append (text, "\\e");
      else if (character == '-')
        g_string_append (text, "\\-");
      else if (character < 0x80)
        g_string_append_c (text, *plain);
      else
        g_string_append_printf (text, "\\[u%04X]", character);
    }
}

static void
append_option (GString *text, const WeirOption *option)
{
  g_string_append (text, ".TP\n");
  if (option->letter != 0)
    g_string_append_printf (text, "\\fB\\-%c\\fR, ", option->letter);
  g_string_append (text, "\\fB\\-\\-");
  append_escaped (text, option->name);
  g_string_append (text, "\\fR");
  if (option->value != WEIR_OPTION_NOTHING && option->value_name != NULL)
    {
      g_string_append (text, "=\\fI");
      append_escaped (text, option->value_name);
      g_string_append (text, "\\fR");
    }
  g_string_append_c (text, '\n');
  append_escaped (text, option->description);
  g_string_append (text, ".\n");
  if (option->words != NULL)
    {
      g_autofree char *words = g_strjoinv (", ", option->words);

      append_escaped (text, words);
      g_string_append (text, ".\n");
    }
}

char *
weir_manual_fill_in (const char *page, const WeirOptionList *list, const char *version)
{
  g_autoptr (GString) options = g_string_new (NULL);
  GString *text = g_string_new (page);

  for (guint i = 0; i < list->options->len; i++)
    append_option (options, &g_array_index (list->options, WeirOption, i));
  g_string_replace (text, "@OPTIONS@\n", options->str, 1);
  g_string_replace (text, "@VERSION@", version, 0);
  return g_string_free (text, FALSE);
}
