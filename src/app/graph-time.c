/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-time.h"

#include <glib/gi18n.h>

static char *
dup_time (gint64 second, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

  return time != NULL ? g_date_time_format (time, format) : g_strdup ("");
}

char *
weir_graph_time_dup_clock (gint64 second)
{
  return dup_time (second, "%X");
}

char *
weir_graph_time_dup_moment (gint64 second)
{
  return dup_time (second, "%x %X");
}

char *
weir_graph_time_dup_range (gint64 from, gint64 to)
{
  g_autofree char *first = weir_graph_time_dup_clock (from);
  g_autofree char *last = NULL;

  if (from == to)
    return g_steal_pointer (&first);

  last = weir_graph_time_dup_clock (to);
  /* Translators: a range of time, as in "14:03:10 – 14:03:14" */
  return g_strdup_printf (C_ ("graph", "%s – %s"), first, last);
}

char *
weir_graph_time_dup_length (guint64 seconds)
{
  guint hours = (guint) MIN (seconds / 3600, G_MAXUINT);
  guint minutes = (guint) (seconds / 60 % 60);
  guint rest = (guint) (seconds % 60);

  if (hours > 0 && minutes == 0)
    return g_strdup_printf (C_ ("length", "%u h"), hours);
  if (hours > 0)
    return g_strdup_printf (C_ ("length", "%u h %u min"), hours, minutes);
  if (minutes > 0 && rest == 0)
    return g_strdup_printf (C_ ("length", "%u min"), minutes);
  if (minutes > 0)
    return g_strdup_printf (C_ ("length", "%u min %u s"), minutes, rest);
  return g_strdup_printf (C_ ("length", "%u s"), rest);
}

int
weir_graph_time_get_offset (gint64 second)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

  return time != NULL ? (int) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_SECOND) : 0;
}
