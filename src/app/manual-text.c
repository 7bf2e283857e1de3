/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/manual-text.h"

#include <gio/gio.h>
#include <string.h>

#define ENGLISH WEIR_RESOURCE_PATH "/manual.md"

/* What encloses a piece of text, and what takes its place. */
static const struct
{
  const char *mark;
  const char *open;
  const char *close;
} marks[] = {
  { "**", "<b>", "</b>" },
  { "`", "<tt>", "</tt>" },
};

void
weir_manual_block_free (WeirManualBlock *self)
{
  g_free (self->markup);
  g_free (self);
}

static void
append_escaped (GString *markup, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (markup, escaped);
}

/* Returns: behind the piece that begins at @at, or NULL if none does */
static const char *
append_marked (GString *markup, const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize length = strlen (marks[i].mark);
      const char *end;

      if (!g_str_has_prefix (at, marks[i].mark))
        continue;
      end = strstr (at + length, marks[i].mark);
      if (end == NULL)
        continue;
      g_string_append (markup, marks[i].open);
      append_escaped (markup, at + length, (gsize) (end - at) - length);
      g_string_append (markup, marks[i].close);
      return end + length;
    }
  return NULL;
}

static char *
dup_markup (const char *text)
{
  GString *markup = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *after = append_marked (markup, text);

      if (after == NULL)
        {
          after = g_utf8_next_char (text);
          append_escaped (markup, text, (gsize) (after - text));
        }
      text = after;
    }
  return g_string_free (markup, FALSE);
}

/* Adds what was collected, if anything. */
static void
end_block (GPtrArray *blocks, WeirManualKind kind, GString *text)
{
  WeirManualBlock *block;

  if (text->len == 0)
    return;
  block = g_new (WeirManualBlock, 1);
  block->kind = kind;
  block->markup = dup_markup (text->str);
  g_ptr_array_add (blocks, block);
  g_string_truncate (text, 0);
}

static WeirManualKind
read_kind (const char **line)
{
  static const struct
  {
    const char *mark;
    WeirManualKind kind;
  } kinds[] = {
    { "# ", WEIR_MANUAL_TITLE },
    { "## ", WEIR_MANUAL_HEADING },
    { "- ", WEIR_MANUAL_POINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_has_prefix (*line, kinds[i].mark))
        {
          *line += strlen (kinds[i].mark);
          return kinds[i].kind;
        }
    }
  return WEIR_MANUAL_PARAGRAPH;
}

/* Returns: (transfer full) (nullable) */
static char *
dup_resource (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : NULL;
}

/* What is written in English is no translation. */
static gboolean
is_english (const char *language)
{
  return g_str_equal (language, "C") || g_str_equal (language, "en")
         || g_str_has_prefix (language, "en_");
}

char *
weir_manual_text_load (const char *const *languages)
{
  for (guint i = 0; languages[i] != NULL && !is_english (languages[i]); i++)
    {
      g_autofree char *path = g_strdup_printf (WEIR_RESOURCE_PATH "/manual.%s.md", languages[i]);
      char *text = dup_resource (path);

      if (text != NULL)
        return text;
    }
  return dup_resource (ENGLISH);
}

GPtrArray *
weir_manual_text_read (const char *markdown)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_manual_block_free);
  g_auto (GStrv) lines = g_strsplit (markdown, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  WeirManualKind kind = WEIR_MANUAL_PARAGRAPH;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchug (lines[i]);
      WeirManualKind next = read_kind (&line);

      if (*line == '\0' || next != WEIR_MANUAL_PARAGRAPH || text->len == 0)
        {
          end_block (blocks, kind, text);
          kind = next;
        }
      if (g_str_has_prefix (line, "<!--"))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, line);
    }
  end_block (blocks, kind, text);
  return blocks;
}
