/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/color-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"

#define KEYWORD "@define-color"

typedef struct
{
  const char *at;
  const char *end;
  guint line;
  guint column;

  GArray *definitions;
  GHashTable *indices; /* by name, in definitions; from 1 */
  GHashTable *used;    /* names that were referred to and are not defined above */
} Reader;

static gboolean
fail_at (guint line, guint column, const char *complaint, GError **error)
{
  g_autofree char *message = weir_color_sheet_dup_place (line, column, complaint);

  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
fail (const Reader *reader, const char *complaint, GError **error)
{
  return fail_at (reader->line, reader->column, complaint, error);
}

static gboolean
has_ended (const Reader *reader)
{
  return reader->at == reader->end;
}

static gboolean
is_at (const Reader *reader, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (reader->end - reader->at) >= length && memcmp (reader->at, text, length) == 0;
}

static void
step_by (Reader *reader, gsize n_bytes)
{
  for (; n_bytes > 0; n_bytes--, reader->at++)
    {
      if (*reader->at == '\n')
        {
          reader->line++;
          reader->column = 1;
        }
      else if (((guchar) *reader->at & 0xc0) != 0x80) /* the first byte of a character */
        {
          reader->column++;
        }
    }
}

/* Also over comments, which may stand wherever a space may. */
static gboolean
skip_space (Reader *reader, GError **error)
{
  while (!has_ended (reader))
    {
      if (g_ascii_isspace (*reader->at))
        {
          step_by (reader, 1);
        }
      else if (is_at (reader, "/*"))
        {
          guint line = reader->line;
          guint column = reader->column;

          step_by (reader, 2);
          while (!has_ended (reader) && !is_at (reader, "*/"))
            step_by (reader, 1);
          if (has_ended (reader))
            return fail_at (line, column, _ ("this comment has no end."), error);
          step_by (reader, 2);
        }
      else
        {
          break;
        }
    }
  return TRUE;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

static gboolean
read_name (Reader *reader, char name[WEIR_COLOR_SHEET_MAX_NAME + 1], GError **error)
{
  gsize length = 0;

  while (reader->at + length < reader->end && is_name_char (reader->at[length]))
    length++;
  if (length == 0 || g_ascii_isdigit (*reader->at))
    return fail (reader, _ ("here should be the name of a colour."), error);
  if (length > WEIR_COLOR_SHEET_MAX_NAME)
    return fail (reader, _ ("this name is too long."), error);

  memcpy (name, reader->at, length);
  name[length] = '\0';
  step_by (reader, length);
  return TRUE;
}

/* What is referred to counts as if it were written out. */
static gboolean
add_reference (Reader *reader, WeirColorDefinition *definition, GError **error)
{
  char name[WEIR_COLOR_SHEET_MAX_NAME + 1];
  const Reader at_sign = *reader;
  guint index;

  step_by (reader, 1);
  if (!read_name (reader, name, error))
    return FALSE;
  if (strcmp (name, definition->name) == 0)
    return fail (&at_sign, _ ("this colour refers to itself."), error);

  index = GPOINTER_TO_UINT (g_hash_table_lookup (reader->indices, name));
  if (index > 0)
    {
      definition->length +=
          g_array_index (reader->definitions, WeirColorDefinition, index - 1).length;
    }
  else
    {
      definition->length++;
      g_hash_table_add (reader->used, g_strdup (name));
    }
  return TRUE;
}

/* Up to the semicolon. */
static gboolean
read_value (Reader *reader, WeirColorDefinition *definition, GError **error)
{
  guint depth = 0;

  while (TRUE)
    {
      if (!skip_space (reader, error))
        return FALSE;
      if (has_ended (reader))
        return fail (reader, _ ("the semicolon is missing."), error);
      if (*reader->at == ';')
        break;

      if (*reader->at == '@')
        {
          if (!add_reference (reader, definition, error))
            return FALSE;
        }
      else if (*reader->at == '(' && depth < WEIR_COLOR_SHEET_MAX_DEPTH)
        {
          depth++;
          step_by (reader, 1);
        }
      else if (*reader->at == ')' && depth > 0)
        {
          depth--;
          step_by (reader, 1);
        }
      else if (g_ascii_isalnum (*reader->at) || strchr ("#.,%+-_", *reader->at) != NULL)
        {
          definition->length++;
          step_by (reader, 1);
        }
      else
        {
          return fail (reader, _ ("this is no colour."), error);
        }
      if (definition->length > WEIR_COLOR_SHEET_MAX_VALUE)
        return fail (reader, _ ("this colour is made of too many others."), error);
    }

  /* Parentheses alone are nothing. */
  if (definition->length == 0 || depth > 0)
    return fail (reader, _ ("this is no colour."), error);
  step_by (reader, 1);
  return TRUE;
}

static gboolean
read_definition (Reader *reader, GError **error)
{
  WeirColorDefinition definition = { 0 };

  if (!is_at (reader, KEYWORD))
    return fail (reader, _ ("a theme only has lines like “@define-color name #rrggbb;”."), error);
  step_by (reader, strlen (KEYWORD));
  if (!has_ended (reader) && is_name_char (*reader->at))
    return fail (reader, _ ("after “@define-color” there should be a space."), error);
  if (!skip_space (reader, error))
    return FALSE;

  definition.line = reader->line;
  definition.column = reader->column;
  if (!read_name (reader, definition.name, error))
    return FALSE;
  if (g_hash_table_contains (reader->indices, definition.name))
    return fail_at (definition.line, definition.column, _ ("this colour is defined twice."), error);
  if (g_hash_table_contains (reader->used, definition.name))
    return fail_at (definition.line, definition.column,
                    _ ("this colour is used further up; define it before."), error);
  if (!read_value (reader, &definition, error))
    return FALSE;

  g_array_append_val (reader->definitions, definition);
  g_hash_table_insert (reader->indices, g_strdup (definition.name),
                       GUINT_TO_POINTER (reader->definitions->len));
  return TRUE;
}

static gboolean
read_all (Reader *reader, GError **error)
{
  while (TRUE)
    {
      if (!skip_space (reader, error))
        return FALSE;
      if (has_ended (reader))
        break;
      if (!read_definition (reader, error))
        return FALSE;
    }

  if (reader->definitions->len > 0)
    return TRUE;
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("It defines no colour."));
  return FALSE;
}

GArray *
weir_color_sheet_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GHashTable) indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) definitions = g_array_new (FALSE, FALSE, sizeof (WeirColorDefinition));
  Reader reader = { text, text + length, 1, 1, definitions, indices, used };

  if (length > WEIR_COLOR_SHEET_MAX_BYTES)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("It is too large for a theme: there may be %d KiB."),
                   WEIR_COLOR_SHEET_MAX_BYTES / 1024);
      return NULL;
    }
  /* Which also refuses NUL. */
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("It is not a text."));
      return NULL;
    }

  return read_all (&reader, error) ? g_steal_pointer (&definitions) : NULL;
}

char *
weir_color_sheet_dup_place (guint line, guint column, const char *complaint)
{
  /* Translators: the last is a sentence that begins in lower case, as in "this is no colour." */
  return g_strdup_printf (_ ("Line %u, column %u: %s"), line, column, complaint);
}
