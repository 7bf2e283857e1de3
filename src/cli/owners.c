/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/owners.h"

#include "core/flow/flow-owner.h"
#include "core/group/group-kind.h"
#include "core/identity/process.h"
#include "core/identity/user.h"

#define MAX_PATIENCE_MS 2000

static gboolean
patience_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Nothing else happens by then. */
void
weir_owners_wait (const WeirReport *report)
{
  gboolean is_over = FALSE;
  guint patience_id = g_timeout_add (MAX_PATIENCE_MS, patience_cb, &is_over);

  for (guint i = 0; i < report->flows->len; i++)
    {
      const WeirFlow *flow = g_ptr_array_index (report->flows, i);

      if (flow->socket != NULL)
        weir_process_lookup (flow->socket);
    }
  while (!is_over && !weir_process_is_settled ())
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience_id);
}

void
weir_owners_wait_for_groups (const WeirLedger *ledger, const WeirReportOptions *options)
{
  WeirReportOptions of_flows = *options;
  g_autoptr (WeirReport) report = NULL;

  of_flows.group_by = NULL;
  of_flows.max_rows = G_MAXUINT;
  report = weir_report_new (ledger, &of_flows);
  weir_owners_wait (report);
  if (!g_str_equal (options->group_by->id, "user"))
    return;

  for (guint i = 0; i < report->flows->len; i++)
    {
      const WeirFlow *flow = g_ptr_array_index (report->flows, i);

      if (weir_flow_has_socket (flow))
        weir_user_lookup (flow->socket->uid);
    }
}
