/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/message.h"
#include "core/export/plain-text.h"

void
weir_message (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  plain = weir_plain_text_dup (g_strchomp (text));
  g_printerr ("weir-cli: %s\n", plain);
}
