/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/naming.h"

#define LONGEST_WAIT_S 5

void
weir_naming_init (WeirNaming *self, const WeirOptions *options)
{
  const WeirNamesOptions names_options = { .is_live = options->file == NULL };

  if (!options->hides_names)
    {
      self->names = weir_names_new (&names_options);
      weir_names_set_reverse_dns (self->names, options->asks_reverse_dns);
    }
  if (options->format != WEIR_FORMAT_TEXT || options->filter != NULL || options->group_by != NULL)
    {
      self->geo = weir_geo_new (NULL, options->geo_database);
      self->neighbours = weir_neighbours_new (options->file == NULL, NULL);
    }
}

void
weir_naming_clear (WeirNaming *self)
{
  g_clear_pointer (&self->names, weir_names_free);
  g_clear_pointer (&self->geo, weir_geo_free);
  g_clear_pointer (&self->neighbours, weir_neighbours_free);
}

/* What a filter may decide by is there before the rows are. */
static gboolean
is_loading (const WeirNaming *self)
{
  return self->geo != NULL && weir_geo_is_loading (self->geo);
}

static gboolean
is_waiting (const WeirNaming *self)
{
  return (self->names != NULL && weir_names_is_asking (self->names))
         || (self->neighbours != NULL && weir_neighbours_is_loading (self->neighbours));
}

static gboolean
too_late_cb (gpointer user_data)
{
  gboolean *is_too_late = user_data;

  *is_too_late = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
ask_for_rows (WeirNaming *self, const WeirReportOptions *options, const WeirLedger *ledger)
{
  WeirReportOptions flows = *options;
  g_autoptr (WeirReport) report = NULL;

  /* What a group is called decides which there are. */
  if (options->group_by != NULL)
    {
      flows.group_by = NULL;
      flows.max_rows = G_MAXUINT;
    }
  report = weir_report_new (ledger, &flows);
  for (guint i = 0; i < report->flows->len; i++)
    {
      const WeirFlow *flow = g_ptr_array_index (report->flows, i);
      WeirNeighbour neighbour;

      weir_names_get_for_flow (self->names, flow, NULL);
      if (self->neighbours != NULL)
        weir_neighbours_lookup (self->neighbours, &flow->key.remote, flow->key.family,
                                g_get_monotonic_time (), &neighbour);
    }
}

void
weir_naming_wait (WeirNaming *self,
                  const WeirReportOptions *options,
                  const WeirLedger *ledger,
                  const gboolean *is_interrupted)
{
  gboolean is_too_late = FALSE;
  guint id = g_timeout_add_seconds (LONGEST_WAIT_S, too_late_cb, &is_too_late);

  while (is_loading (self) && !is_too_late && !*is_interrupted)
    g_main_context_iteration (NULL, TRUE);
  ask_for_rows (self, options, ledger);
  while (is_waiting (self) && !is_too_late && !*is_interrupted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}
