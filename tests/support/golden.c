/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/golden.h"

#include <stdlib.h>
#include <string.h>

const char *
golden_folder (void)
{
  const char *folder = g_getenv ("WEIR_TEST_CAPTURES");

  if (folder == NULL)
    g_error ("WEIR_TEST_CAPTURES is not set; it names the folder tests/captures");

  return folder;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
golden_names (const char *subfolder, const char *ending)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (golden_folder (), subfolder, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *file;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (file, ending))
        g_ptr_array_add (names, g_strdup_printf ("%s%.*s", subfolder,
                                                 (int) (strlen (file) - strlen (ending)), file));
    }

  g_assert_cmpuint (names->len, >, 0);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return (GStrv) g_ptr_array_steal (names, NULL);
}

char *
golden_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pcap", NULL);
  g_autofree char *path = g_build_filename (golden_folder (), file, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);

  return g_strconcat (path, "ng", NULL);
}

GStrv
golden_lines (const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (golden_folder (), file, NULL);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) all = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  all = g_strsplit (text, "\n", -1);
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (all[i][0] != '#' && all[i][0] != '\0')
        g_strv_builder_add (lines, all[i]);
    }

  return g_strv_builder_end (lines);
}
