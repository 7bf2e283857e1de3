/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/source/interface-speed.h"

/* Ten terabits: nobody's link, but a driver's way to say that it does not know. */
#define MOST_MEGABITS 10000000

double
weir_interface_parse_speed (const char *text)
{
  char *end;
  gint64 megabits = g_ascii_strtoll (text, &end, 10);

  if (end == text || (*end != '\0' && *end != '\n') || megabits <= 0 || megabits > MOST_MEGABITS)
    return 0;
  return (double) megabits * 1e6;
}

double
weir_interface_get_speed_bps (const char *name)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  /* Names of interfaces have no slash; that of a file has no business here. */
  if (*name == '\0' || *name == '.' || strchr (name, '/') != NULL)
    return 0;

  path = g_build_filename ("/sys/class/net", name, "speed", NULL);
  /* Drivers that know none answer EINVAL, or -1. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  return weir_interface_parse_speed (text);
}
