/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/host-name.h"

#define MAX_LABEL 63

/* Underscores are in no host name by the rules (RFC 952), and in many by custom. */
static gboolean
is_name_character (uint8_t c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

gboolean
weir_host_name_read (const uint8_t *text, gsize length, char name[WEIR_HOST_NAME_SIZE])
{
  gboolean is_number = TRUE;
  guint label = 0;

  if (length > 0 && text[length - 1] == '.')
    length--;
  if (length == 0 || length >= WEIR_HOST_NAME_SIZE)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      uint8_t c = text[i];

      if (c == '.' ? label == 0 : !is_name_character (c) || ++label > MAX_LABEL)
        return FALSE;
      if (c == '.')
        label = 0;
      is_number = is_number && (c == '.' || g_ascii_isdigit (c));
      name[i] = g_ascii_tolower ((char) c);
    }
  name[length] = '\0';

  /* An address in the place of a name tells nothing (RFC 6066 section 3 forbids it). */
  return label > 0 && !is_number;
}
