/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper-log.h"

#include <string.h>

static GStrv
read_log (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (g_getenv (HELPER_LOG), &text, NULL, NULL));
  g_strchomp (text);
  return g_strsplit (text, "\n", -1);
}

guint
helper_log_count (const char *prefix, char **last)
{
  g_auto (GStrv) lines = read_log ();
  guint count = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], prefix))
        continue;
      count++;
      if (last != NULL)
        {
          g_free (*last);
          *last = g_strdup (lines[i]);
        }
    }
  return count;
}

guint
helper_log_count_starts (void)
{
  return helper_log_count ("start ", NULL);
}

pid_t
helper_log_get_pid (void)
{
  g_autofree char *line = NULL;

  g_assert_cmpuint (helper_log_count ("start ", &line), >, 0);
  return (pid_t) g_ascii_strtoll (line + strlen ("start pid="), NULL, 10);
}
