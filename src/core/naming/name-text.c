/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/name-text.h"

#include <string.h>

#include "core/export/plain-text.h"

char *
weir_name_text_new (const char *text, gssize length)
{
  gsize size = length < 0 ? strnlen (text, WEIR_NAME_TEXT_MAX_BYTES + 1) : (gsize) length;
  g_autofree char *copy = NULL;
  g_autofree char *plain = NULL;

  if (size == 0 || size > WEIR_NAME_TEXT_MAX_BYTES)
    return NULL;
  copy = g_strndup (text, text[size - 1] == '.' ? size - 1 : size);
  g_strstrip (copy);
  if (*copy == '\0')
    return NULL;
  plain = weir_plain_text_dup (copy);
  /* What takes the place of a byte that is not shown has three. */
  if (strlen (plain) > WEIR_NAME_TEXT_MAX_BYTES)
    return NULL;
  return g_ref_string_new_intern (plain);
}
