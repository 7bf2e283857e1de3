/* Which flows the list shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/flow-columns.h"
#include "app/flow-filter.h"

/* Everything a word may occur in.  A figure for a port is found as ":443" or as its service. */
static const char *const searched_columns[] = { "process", "local", "remote", "service" };

struct _WeirFlowFilter
{
  char **words;
};

WeirFlowFilter *
weir_flow_filter_new (const char *text)
{
  WeirFlowFilter *self;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) pieces = g_strsplit_set (lower, " \t\n", -1);
  g_auto (GStrv) words = NULL;

  for (guint i = 0; pieces[i] != NULL; i++)
    {
      if (*pieces[i] != '\0')
        g_strv_builder_add (builder, pieces[i]);
    }

  words = g_strv_builder_end (builder);
  if (words[0] == NULL)
    return NULL;

  self = g_new0 (WeirFlowFilter, 1);
  self->words = g_steal_pointer (&words);
  return self;
}

void
weir_flow_filter_free (WeirFlowFilter *self)
{
  g_strfreev (self->words);
  g_free (self);
}

gboolean
weir_flow_filter_matches (const WeirFlowFilter *self, const WeirFlow *flow)
{
  char haystack[G_N_ELEMENTS (searched_columns) * WEIR_FLOW_COLUMN_TEXT_MAX + 1];
  const WeirFlowContext context = { 0 };
  char *end = haystack;

  if (self == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (searched_columns); i++)
    {
      weir_flow_column_read (weir_flow_columns_find (searched_columns[i]), flow, &context, end);
      end += strlen (end);
      *end++ = '\n';
    }
  *end = '\0';
  for (char *p = haystack; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  for (guint i = 0; self->words[i] != NULL; i++)
    {
      if (strstr (haystack, self->words[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}
