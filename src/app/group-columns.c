/* Columns of the list while its flows are grouped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-columns-private.h"
#include "core/group/flow-groups.h"

static void
group_text (const WeirFlow *flow,
            const WeirFlowContext *context,
            char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  g_strlcpy (text, weir_flow_group_get_title (weir_flow_group_of_sum (flow)),
             WEIR_FLOW_COLUMN_TEXT_MAX);
}

static WeirFlowTone
group_tone (const WeirFlow *flow, const WeirFlowContext *context)
{
  return weir_flow_group_of_sum (flow)->value != NULL ? WEIR_FLOW_TONE_PLAIN : WEIR_FLOW_TONE_DIM;
}

static int
group_compare (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context)
{
  return g_utf8_collate (weir_flow_group_get_title (weir_flow_group_of_sum (a)),
                         weir_flow_group_get_title (weir_flow_group_of_sum (b)));
}

static void
flows_text (const WeirFlow *flow,
            const WeirFlowContext *context,
            char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const WeirFlowGroup *group = weir_flow_group_of_sum (flow);

  g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%'u", group->n_flows);
}

static uint64_t
flows_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return weir_flow_group_of_sum (flow)->n_flows;
}

const WeirFlowColumn weir_group_columns[] = {
  {
      .id = "group",
      .is_of_groups = TRUE,
      .title = N_ ("Group"),
      .tooltip = N_ ("What the flows have in common. Open a line to see them"),
      .has_bar = TRUE,
      .expands = TRUE,
      .min_chars = 19,
      .nat_chars = 40,
      .text = group_text,
      .tone = group_tone,
      .icon = weir_program_icon,
      .compare = group_compare,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "flows",
      .is_of_groups = TRUE,
      .title = N_ ("Flows"),
      .tooltip = N_ ("How many flows are in the group"),
      .is_numeric = TRUE,
      .min_chars = 6,
      .nat_chars = 6,
      .text = flows_text,
      .key = flows_key,
      .bar_window = WEIR_WINDOW_10S,
  },
};

const guint weir_n_group_columns = G_N_ELEMENTS (weir_group_columns);
