/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/moment.h"

#include <string.h>

/* The last second of the year 9999, as far as dates go. */
#define MAX_SECOND G_GINT64_CONSTANT (253402300799)

static gboolean
read_number (const char *text, gint64 *second)
{
  g_autofree char *whole = g_strndup (text, strcspn (text, "."));
  const char *fraction = text + strlen (whole);
  guint64 number;

  if (*fraction == '.' && strspn (fraction + 1, "0123456789") != strlen (fraction + 1))
    return FALSE;
  if (!g_ascii_string_to_unsigned (whole, 10, 0, MAX_SECOND, &number, NULL))
    return FALSE;
  *second = (gint64) number;
  return TRUE;
}

gboolean
weir_moment_parse (const char *text, gint64 *second)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;

  if (read_number (text, second))
    return TRUE;

  time = g_date_time_new_from_iso8601 (text, zone);
  if (time == NULL)
    return FALSE;
  *second = g_date_time_to_unix (time);
  return *second >= 0;
}

char *
weir_moment_to_text (gint64 second)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (CLAMP (second, 0, MAX_SECOND));

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
}
