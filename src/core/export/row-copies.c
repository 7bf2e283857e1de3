/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/row-copies.h"

static WeirFlow *
copy_group (const WeirFlowGroup *group)
{
  WeirFlowGroup *copy = g_memdup2 (group, sizeof *group);

  copy->value = g_strdup (group->value);
  return &copy->sum;
}

WeirFlow *
weir_row_copy (const WeirFlow *flow)
{
  WeirFlow *copy = weir_flow_is_group (flow) ? copy_group (weir_flow_group_of_sum (flow))
                                             : g_memdup2 (flow, sizeof *flow);

  if (flow->window != NULL)
    copy->window = g_memdup2 (flow->window, sizeof *flow->window);
  if (flow->socket != NULL)
    copy->socket = g_memdup2 (flow->socket, sizeof *flow->socket);
  if (flow->tcp != NULL)
    copy->tcp = g_memdup2 (flow->tcp, sizeof *flow->tcp);
  copy->server_name = g_strdup (flow->server_name);
  copy->user_data = NULL;
  copy->next = NULL;
  copy->prev = NULL;
  return copy;
}

void
weir_row_free (WeirFlow *row)
{
  if (weir_flow_is_group (row))
    g_free (weir_flow_group_of_sum (row)->value);
  g_free (row->window);
  g_free (row->socket);
  g_free (row->tcp);
  g_free (row->server_name);
  g_free (row);
}
