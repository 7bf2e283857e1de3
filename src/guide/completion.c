/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/completion.h"

#include <string.h>

#define LICENCE "# SPDX-License-Identifier: GPL-3.0-or-later\n"

/* What is not an option's value, or is a word of a list, never holds quotation marks; descriptions
 * may. */
static char *
quote_for (const char *text, const char *escaped, const char *escape)
{
  GString *quoted = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (strchr (escaped, *text) != NULL)
        g_string_append (quoted, escape);
      g_string_append_c (quoted, *text);
    }
  return g_string_free (quoted, FALSE);
}

static char *
dup_words (const WeirOption *option)
{
  return g_strjoinv (" ", option->words);
}

static void
append_bash_value (GString *text, const WeirOption *option)
{
  g_autofree char *words = NULL;

  g_string_append (text, "    ");
  if (option->letter != 0)
    g_string_append_printf (text, "-%c | ", option->letter);
  g_string_append_printf (text, "--%s) ", option->name);

  switch (option->value)
    {
    case WEIR_OPTION_FILE:
      g_string_append (text,
                       "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")");
      break;
    case WEIR_OPTION_INTERFACE:
      g_string_append (
          text, "mapfile -t COMPREPLY < <(compgen -W \"any $(ls /sys/class/net)\" -- \"$word\")");
      break;
    case WEIR_OPTION_WORDS:
      words = dup_words (option);
      g_string_append_printf (text, "mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")",
                              words);
      break;
    case WEIR_OPTION_NOTHING:
    case WEIR_OPTION_TEXT:
    default:
      g_string_append (text, "COMPREPLY=()");
    }
  g_string_append (text, "; return ;;\n");
}

char *
weir_completion_dup_bash (const WeirOptionList *list)
{
  GString *text = g_string_new (LICENCE);
  g_autofree char *function = g_strdelimit (g_strdup (list->program), "-", '_');

  g_string_append_printf (
      text,
      "_%s ()\n"
      "{\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  case $previous in\n",
      function);
  for (guint i = 0; i < list->options->len; i++)
    {
      const WeirOption *option = &g_array_index (list->options, WeirOption, i);

      if (option->value != WEIR_OPTION_NOTHING)
        append_bash_value (text, option);
    }
  g_string_append (text, "  esac\n"
                         "  if [[ $word == -* ]]; then\n"
                         "    mapfile -t COMPREPLY < <(compgen -W '");
  for (guint i = 0; i < list->options->len; i++)
    {
      const WeirOption *option = &g_array_index (list->options, WeirOption, i);

      g_string_append_printf (text, "%s--%s", i > 0 ? " " : "", option->name);
      if (option->letter != 0)
        g_string_append_printf (text, " -%c", option->letter);
    }
  g_string_append (text, "' -- \"$word\")\n");
  if (list->takes_files)
    g_string_append (text, "  else\n"
                           "    compopt -o filenames\n"
                           "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n");
  g_string_append_printf (text,
                          "  fi\n"
                          "}\n"
                          "complete -F _%s %s\n",
                          function, list->program);
  return g_string_free (text, FALSE);
}

static void
append_zsh_option (GString *text, const WeirOption *option)
{
  g_autofree char *described = quote_for (option->description, "[]:\\", "\\");
  g_auto (GStrv) pieces = g_strsplit (described, "'", -1);
  g_autofree char *description = g_strjoinv ("'\\''", pieces);
  g_autofree char *words = NULL;
  const char *value = "";
  const char *names = option->value == WEIR_OPTION_NOTHING ? "" : "=";

  if (option->letter != 0)
    g_string_append_printf (text, "    '(-%c --%s)'{-%c%s,--%s%s}'[%s]", option->letter,
                            option->name, option->letter, *names != '\0' ? "+" : "", option->name,
                            names, description);
  else
    g_string_append_printf (text, "    '--%s%s[%s]", option->name, names, description);

  switch (option->value)
    {
    case WEIR_OPTION_FILE:
      value = ":file:_files";
      break;
    case WEIR_OPTION_INTERFACE:
      value = ":interface:_net_interfaces";
      break;
    case WEIR_OPTION_WORDS:
      words = dup_words (option);
      g_string_append_printf (text, ":%s:(%s)", option->name, words);
      break;
    case WEIR_OPTION_TEXT:
      g_string_append_printf (text, ":%s: ", option->name);
      break;
    case WEIR_OPTION_NOTHING:
    default:
      break;
    }
  g_string_append_printf (text, "%s' \\\n", value);
}

char *
weir_completion_dup_zsh (const WeirOptionList *list)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "#compdef %s\n" LICENCE "_arguments -s -S \\\n", list->program);
  for (guint i = 0; i < list->options->len; i++)
    append_zsh_option (text, &g_array_index (list->options, WeirOption, i));
  if (list->takes_files)
    g_string_append (text, "    '*:file:_files'\n");
  else
    g_string_append (text, "    ':: :'\n");
  return g_string_free (text, FALSE);
}

char *
weir_completion_dup_fish (const WeirOptionList *list)
{
  GString *text = g_string_new (LICENCE);

  if (!list->takes_files)
    g_string_append_printf (text, "complete -c %s -f\n", list->program);
  for (guint i = 0; i < list->options->len; i++)
    {
      const WeirOption *option = &g_array_index (list->options, WeirOption, i);
      g_autofree char *description = quote_for (option->description, "'\\", "\\");
      g_autofree char *words = NULL;

      g_string_append_printf (text, "complete -c %s", list->program);
      if (option->letter != 0)
        g_string_append_printf (text, " -s %c", option->letter);
      g_string_append_printf (text, " -l %s", option->name);
      switch (option->value)
        {
        case WEIR_OPTION_FILE:
          g_string_append (text, " -r -F");
          break;
        case WEIR_OPTION_INTERFACE:
          g_string_append (text, " -x -a 'any (ls /sys/class/net)'");
          break;
        case WEIR_OPTION_WORDS:
          words = dup_words (option);
          g_string_append_printf (text, " -x -a '%s'", words);
          break;
        case WEIR_OPTION_TEXT:
          g_string_append (text, " -x");
          break;
        case WEIR_OPTION_NOTHING:
        default:
          break;
        }
      g_string_append_printf (text, " -d '%s'\n", description);
    }
  return g_string_free (text, FALSE);
}
