/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fact-line.h"

GArray *
weir_fact_lines_new (void)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (WeirFactLine));

  g_array_set_clear_func (lines, (GDestroyNotify) weir_fact_line_clear);
  return lines;
}

WeirFactLine *
weir_fact_lines_add (GArray *lines, char *take_text)
{
  WeirFactLine *line;

  if (take_text == NULL)
    return NULL;

  g_array_set_size (lines, lines->len + 1);
  line = &g_array_index (lines, WeirFactLine, lines->len - 1);
  line->text = take_text;
  return line;
}

void
weir_fact_line_add_part (WeirFactLine *self, char *take_part)
{
  if (take_part != NULL && self->n_parts < WEIR_FACT_MAX_PARTS)
    self->parts[self->n_parts++] = take_part;
  else
    g_free (take_part);
}

void
weir_fact_line_copy (const WeirFactLine *self, WeirFactLine *copy)
{
  *copy = *self;
  copy->text = g_strdup (self->text);
  copy->more = g_strdup (self->more);
  for (guint i = 0; i < self->n_parts; i++)
    copy->parts[i] = g_strdup (self->parts[i]);
}

void
weir_fact_line_clear (WeirFactLine *self)
{
  const WeirFactLine nothing = { 0 };

  g_free (self->text);
  g_free (self->more);
  for (guint i = 0; i < self->n_parts; i++)
    g_free (self->parts[i]);
  *self = nothing;
}
