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

#ifdef HAVE_WINDOW
#include "app/app-options.h"
#include "app/flow-columns.h"
#include "core/group/group-kind.h"
#endif
#include "cli/options.h"
#include "guide/completion.h"
#include "guide/manual.h"

/* Returns: (transfer full) (nullable) */
static char **
dup_cli_words (const char *name)
{
  g_autofree char *names = NULL;

  if (strcmp (name, "sort") == 0)
    names = weir_report_sort_dup_names ();
  else if (strcmp (name, "group-by") == 0)
    names = weir_group_kinds_dup_names ();
  else
    return NULL;
  return g_strsplit (names, ", ", -1);
}

#ifdef HAVE_WINDOW
static char **
dup_window_words (const char *name)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  guint n;

  if (strcmp (name, "view") == 0)
    {
      const WeirGroupKind *kinds = weir_group_kinds_get (&n);

      g_strv_builder_add (words, "flows");
      for (guint i = 0; i < n; i++)
        g_strv_builder_add (words, kinds[i].id);
      return g_strv_builder_end (words);
    }
  if (strcmp (name, "sort") == 0)
    {
      const WeirFlowColumn *columns = weir_flow_columns_get (&n);

      for (guint i = 0; i < n; i++)
        g_strv_builder_add (words, columns[i].id);
      return g_strv_builder_end (words);
    }
  return NULL;
}

static GOptionEntry *
dup_window_entries (void)
{
  gsize n = 0;

  while (weir_app_options[n].long_name != NULL)
    n++;
  return g_memdup2 (weir_app_options, (n + 1) * sizeof *weir_app_options);
}
#endif

typedef struct
{
  const char *name;
  GOptionEntry *(*dup_entries) (void);
  WeirOptionWordsFunc dup_words;
  gboolean takes_files; /* besides the options */
} Program;

static const Program programs[] = {
  { "weir-cli", weir_options_dup_entries, dup_cli_words, FALSE },
#ifdef HAVE_WINDOW
  { "weir", dup_window_entries, dup_window_words, TRUE },
#endif
};

static const Program *
find_program (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      if (strcmp (programs[i].name, name) == 0)
        return &programs[i];
    }
  return NULL;
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
  const Program *program = argc >= 3 ? find_program (argv[1]) : NULL;
  g_autofree GOptionEntry *entries = NULL;
  g_autoptr (WeirOptionList) list = NULL;
  g_autofree char *text = NULL;
  g_autofree char *page = NULL;

  if (program == NULL)
    return EXIT_FAILURE;

  entries = program->dup_entries ();
  list = weir_option_list_new (program->name, entries, program->dup_words, program->takes_files);
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
