/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/plain-text.h"

#define REPLACEMENT 0xfffd

char *
weir_plain_text_dup (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *plain = g_string_sized_new (strlen (valid));
  const char *p;

  for (p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (plain, g_unichar_isprint (c) ? c : REPLACEMENT);
    }
  return g_string_free (plain, FALSE);
}

static void
append_blanks (GString *string, glong n)
{
  for (; n > 0; n--)
    g_string_append_c (string, ' ');
}

glong
weir_plain_text_get_width (const char *text)
{
  glong width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

void
weir_plain_text_append_padded (GString *string, const char *text, int width)
{
  glong missing = ABS (width) - weir_plain_text_get_width (text);

  if (width < 0)
    append_blanks (string, missing);
  g_string_append (string, text);
  if (width > 0)
    append_blanks (string, missing);
}
