/* Describes the programs from their own tables of options; runs while Weir is built.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: guide PROGRAM bash|zsh|fish
 *        guide PROGRAM man PAGE
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "guide/completion.h"
#include "guide/manual.h"

/* Returns: (transfer full) (nullable) */
static char **
dup_words (const char *name)
{
  g_autofree char *names = NULL;

  if (strcmp (name, "sort") != 0)
    return NULL;
  names = weir_report_sort_dup_names ();
  return g_strsplit (names, ", ", -1);
}

/* Returns: (transfer full): ends the program if there is none */
static char *
read_page (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *page;

  if (!g_file_get_contents (path, &page, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      exit (EXIT_FAILURE);
    }
  return page;
}

int
main (int argc, char **argv)
{
  g_autofree GOptionEntry *entries = weir_options_dup_entries ();
  g_autoptr (WeirOptionList) list = NULL;
  g_autofree char *text = NULL;
  g_autofree char *page = NULL;

  if (argc < 3 || strcmp (argv[1], "weir-cli") != 0)
    return EXIT_FAILURE;

  list = weir_option_list_new (argv[1], entries, dup_words);
  if (strcmp (argv[2], "bash") == 0)
    text = weir_completion_dup_bash (list);
  else if (strcmp (argv[2], "zsh") == 0)
    text = weir_completion_dup_zsh (list);
  else if (strcmp (argv[2], "fish") == 0)
    text = weir_completion_dup_fish (list);
  else if (strcmp (argv[2], "man") == 0 && argc == 4)
    {
      page = read_page (argv[3]);
      text = weir_manual_fill_in (page, list, WEIR_VERSION);
    }
  else
    return EXIT_FAILURE;

  fputs (text, stdout);
  return fflush (stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
