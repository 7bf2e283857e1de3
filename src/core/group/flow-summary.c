/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/group/flow-summary.h"

#include <string.h>

/* In this order. */
static const char *const part_kinds[] = { "application", "host", "service", "country", "network" };

G_STATIC_ASSERT (G_N_ELEMENTS (part_kinds) == WEIR_SUMMARY_N_PARTS);

typedef struct
{
  WeirFlowSummary *summary;
  const WeirReport *known;
  GHashTable *lines[WEIR_SUMMARY_N_PARTS]; /* (nullable): char * -> WeirSummaryLine */
  WeirSummaryLine unknown[WEIR_SUMMARY_N_PARTS];
} Counting;

static void
line_free (gpointer data)
{
  WeirSummaryLine *line = data;

  g_free (line->value);
  g_free (line);
}

static void
begin (Counting *self, const WeirReport *known, gsize n_parts, const WeirGroupKind *without)
{
  self->summary = g_new0 (WeirFlowSummary, 1);
  self->known = known;
  for (gsize i = 0; i < n_parts; i++)
    {
      const WeirGroupKind *kind = weir_group_kind_find (part_kinds[i]);

      /* A group of hosts is of one. */
      if (without != NULL && g_str_equal (kind->field, without->field))
        continue;
      self->summary->parts[i].kind = kind;
      self->lines[i] = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, line_free);
    }
}

static void
add (WeirSummaryLine *line, const WeirFlow *flow)
{
  line->n_flows++;
  line->tx_bytes += flow->tx_bytes;
  line->rx_bytes += flow->rx_bytes;
  line->tx_bps += weir_flow_get_tx_bps (flow, WEIR_WINDOW_10S);
  line->rx_bps += weir_flow_get_rx_bps (flow, WEIR_WINDOW_10S);
}

static void
add_to_part (Counting *self, guint i, const WeirFlow *flow)
{
  WeirFieldValue room;
  const char *value = weir_group_kind_read (self->summary->parts[i].kind, flow, self->known, &room);
  WeirSummaryLine *line;

  if (value == NULL)
    {
      add (&self->unknown[i], flow);
      return;
    }
  line = g_hash_table_lookup (self->lines[i], value);
  if (line == NULL)
    {
      line = g_new0 (WeirSummaryLine, 1);
      line->value = g_strdup (value);
      g_hash_table_insert (self->lines[i], line->value, line);
    }
  add (line, flow);
}

static void
add_flow (Counting *self, const WeirFlow *flow)
{
  add (&self->summary->all, flow);
  if (flow->window != NULL)
    self->summary->n_active++;
  for (guint i = 0; i < WEIR_SUMMARY_N_PARTS; i++)
    {
      if (self->lines[i] != NULL)
        add_to_part (self, i, flow);
    }
}

static void
note_time (WeirFlowSummary *summary, const WeirFlow *flow)
{
  if (summary->first_us == 0 || flow->first_us < summary->first_us)
    summary->first_us = flow->first_us;
}

static void
note_name (WeirFlowSummary *summary, const WeirFlow *flow)
{
  if (flow->server_name == NULL || flow->server_is_local
      || summary->n_names == WEIR_SUMMARY_MAX_NAMES)
    return;
  for (guint i = 0; i < summary->n_names; i++)
    {
      if (g_str_equal (summary->names[i].text, flow->server_name))
        return;
    }
  summary->names[summary->n_names++] =
      (WeirSummaryName){ g_strdup (flow->server_name), (WeirNameSource) flow->server_name_source };
}

/* The most bytes first, and of as many the first in the alphabet, so that they do not change places
 * for nothing. */
static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const WeirSummaryLine *line_a = *(const WeirSummaryLine *const *) a;
  const WeirSummaryLine *line_b = *(const WeirSummaryLine *const *) b;
  uint64_t bytes_a = line_a->tx_bytes + line_a->rx_bytes;
  uint64_t bytes_b = line_b->tx_bytes + line_b->rx_bytes;

  if (bytes_a != bytes_b)
    return bytes_a < bytes_b ? 1 : -1;
  return g_strcmp0 (line_a->value, line_b->value);
}

static GPtrArray *
sort_lines (GHashTable *table, WeirSummaryLine *unknown)
{
  GPtrArray *lines = g_ptr_array_sized_new (g_hash_table_size (table) + 1);
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    g_ptr_array_add (lines, line);
  if (unknown->n_flows > 0)
    g_ptr_array_add (lines, unknown);
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

static WeirFlowSummary *
end (Counting *self)
{
  for (guint i = 0; i < WEIR_SUMMARY_N_PARTS; i++)
    {
      WeirSummaryPart *part = &self->summary->parts[i];
      g_autoptr (GPtrArray) lines = NULL;

      if (self->lines[i] == NULL)
        continue;

      lines = sort_lines (self->lines[i], &self->unknown[i]);
      part->n_values = lines->len;
      part->n_lines = MIN (lines->len, WEIR_SUMMARY_MAX_LINES);
      for (guint k = 0; k < part->n_lines; k++)
        {
          WeirSummaryLine *line = g_ptr_array_index (lines, k);

          part->lines[k] = *line;
          part->lines[k].value = g_strdup (line->value);
        }
      g_hash_table_unref (self->lines[i]);
    }
  return self->summary;
}

WeirFlowSummary *
weir_flow_summary_new_beside (const WeirLedger *ledger,
                              const WeirReport *known,
                              const WeirFlow *flow)
{
  Counting counting = { 0 };
  guint n_flows = weir_ledger_get_n_flows (ledger);

  begin (&counting, known, 1, NULL);
  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *other = weir_ledger_get_flow (ledger, i);

      if (other->key.family != flow->key.family
          || memcmp (&other->key.remote, &flow->key.remote, sizeof (WeirAddress)) != 0)
        continue;
      note_time (counting.summary, other);
      note_name (counting.summary, other);
      if (other->serial != flow->serial)
        add_flow (&counting, other);
    }
  return end (&counting);
}

WeirFlowSummary *
weir_flow_summary_new_of_group (const WeirLedger *ledger,
                                const WeirFilterContext *context,
                                const WeirFlowGroup *group,
                                const WeirFilter *filter)
{
  Counting counting = { 0 };
  guint n_flows = weir_ledger_get_n_flows (ledger);

  begin (&counting, context->known, WEIR_SUMMARY_N_PARTS, group->kind);
  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);
      WeirFieldValue room;

      if (g_strcmp0 (weir_group_kind_read (group->kind, flow, context->known, &room), group->value)
          != 0)
        continue;
      if (filter != NULL && !weir_filter_matches (filter, flow, context))
        continue;
      note_time (counting.summary, flow);
      add_flow (&counting, flow);
    }
  return end (&counting);
}

void
weir_flow_summary_free (WeirFlowSummary *self)
{
  for (guint i = 0; i < WEIR_SUMMARY_N_PARTS; i++)
    {
      for (guint k = 0; k < self->parts[i].n_lines; k++)
        g_free (self->parts[i].lines[k].value);
    }
  for (guint i = 0; i < self->n_names; i++)
    g_free (self->names[i].text);
  g_free (self);
}
