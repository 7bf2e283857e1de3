/* The columns of the flow list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/field-text.h"
#include "app/flow-columns-private.h"
#include "core/group/flow-groups.h"

#define MAX_COLUMNS 40

/* One array of all parts: a column's address stands for it everywhere. */
static struct
{
  WeirFlowColumn columns[MAX_COLUMNS];
  const WeirFlowField *fields[MAX_COLUMNS]; /* of those that have one, once looked up */
  guint n_columns;
} table;

const WeirFlowColumn *
weir_flow_columns_get (guint *n_columns)
{
  const guint n_parts[] = { weir_n_group_columns, weir_n_program_columns, weir_n_host_columns,
                            weir_n_rate_columns };
  const WeirFlowColumn *const parts[] = { weir_group_columns, weir_program_columns,
                                          weir_host_columns, weir_rate_columns };

  if (table.n_columns == 0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          g_assert (table.n_columns + n_parts[i] <= MAX_COLUMNS);
          memcpy (table.columns + table.n_columns, parts[i], n_parts[i] * sizeof (WeirFlowColumn));
          table.n_columns += n_parts[i];
        }
    }

  *n_columns = table.n_columns;
  return table.columns;
}

const WeirFlowColumn *
weir_flow_columns_find (const char *id)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      if (strcmp (columns[i].id, id) == 0)
        return &columns[i];
    }

  return NULL;
}

const char *
weir_flow_column_get_name (const WeirFlowColumn *self)
{
  return _ (self->name != NULL ? self->name : self->title);
}

char *
weir_flow_column_dup_title (const WeirFlowColumn *self, WeirLineMode line_mode)
{
  const char *title = *self->title != '\0' ? _ (self->title) : "";

  if (*title == '\0' || !self->is_two_lined)
    return g_strdup (title);
  if (line_mode == WEIR_LINE_SENT)
    return g_strconcat ("↑ ", title, NULL);
  if (line_mode == WEIR_LINE_RECEIVED)
    return g_strconcat ("↓ ", title, NULL);
  return g_strdup (title);
}

/* Looked up once: lists are long. */
static const WeirFlowField *
get_field (const WeirFlowColumn *self)
{
  const WeirFlowField **place = &table.fields[self - table.columns];

  if (*place == NULL)
    *place = weir_flow_field_find (self->field);
  return *place;
}

gboolean
weir_flow_column_applies (const WeirFlowColumn *self, const WeirFlow *flow)
{
  if (weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    return self->is_of_groups || self->is_of_sums;
  return !self->is_of_groups;
}

const char *
weir_flow_column_read (const WeirFlowColumn *self,
                       const WeirFlow *flow,
                       const WeirFlowContext *context,
                       char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  *text = '\0';
  if (!weir_flow_column_applies (self, flow))
    return text;

  if (self->field != NULL)
    weir_field_text (get_field (self), &context->known, flow, text, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    self->text (flow, context, text);
  return text;
}

uint64_t
weir_flow_column_get_key (const WeirFlowColumn *self,
                          const WeirFlow *flow,
                          const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  if (!weir_flow_column_applies (self, flow))
    return 0;
  if (self->field != NULL)
    return weir_field_key (get_field (self), &context->known, flow);
  if (self->key != NULL)
    return self->key (flow, context);
  return weir_text_key (weir_flow_column_read (self, flow, context, text));
}

int
weir_flow_column_compare (const WeirFlowColumn *self,
                          const WeirFlow *a,
                          const WeirFlow *b,
                          const WeirFlowContext *context)
{
  char text_a[WEIR_FLOW_COLUMN_TEXT_MAX], text_b[WEIR_FLOW_COLUMN_TEXT_MAX];

  if (!weir_flow_column_applies (self, a) || !weir_flow_column_applies (self, b))
    return 0;
  if (self->compare != NULL)
    return self->compare (a, b, context);
  if (self->key != NULL || self->is_numeric)
    return 0;

  weir_flow_column_read (self, a, context, text_a);
  weir_flow_column_read (self, b, context, text_b);
  return g_ascii_strcasecmp (text_a, text_b);
}

char *
weir_flow_columns_dup_row_text (const WeirFlow *flow, const WeirFlowContext *context)
{
  g_autoptr (GString) row = g_string_new (NULL);
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      char text[WEIR_FLOW_COLUMN_TEXT_MAX];

      if (!weir_flow_column_applies (&columns[i], flow))
        continue;
      if (columns[i].is_optional || columns[i].has_sparkline
          || (columns[i].is_of_sockets && flow->socket == NULL))
        continue;
      weir_flow_column_read (&columns[i], flow, context, text);
      if (row->len > 0)
        g_string_append_c (row, '\t');
      g_string_append (row, text);
    }

  return g_string_free (g_steal_pointer (&row), FALSE);
}
