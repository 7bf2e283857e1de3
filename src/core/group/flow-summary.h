/* What some flows of a ledger have to do with each other: their sums, and the programs, hosts,
 * services and places that carry most of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the details of one flow (all flows to the same address) and of a group (its flows).  Counted
 * anew at each call; a value, which keeps nothing of the ledger.  Main thread only, as the readers
 * of core/export/flow-field.h are.
 */
#pragma once

#include "core/filter/filter.h"
#include "core/flow/ledger.h"
#include "core/group/flow-groups.h"

G_BEGIN_DECLS

/* Of each kind as many are named, those with the most bytes. */
#define WEIR_SUMMARY_MAX_LINES 5

/* Kinds of groups that are counted. */
#define WEIR_SUMMARY_N_PARTS 5

/* Different names of servers that flows asked for. */
#define WEIR_SUMMARY_MAX_NAMES 8

typedef struct
{
  char *value; /* (nullable): what they have in common; NULL: that it is not known */
  guint n_flows;
  uint64_t tx_bytes;
  uint64_t rx_bytes;
  double tx_bps; /* over 10 s */
  double rx_bps;
} WeirSummaryLine;

typedef struct
{
  const WeirGroupKind *kind; /* (nullable): this part is not counted */
  WeirSummaryLine lines[WEIR_SUMMARY_MAX_LINES];
  guint n_lines;
  guint n_values; /* different ones that there are, the unknown one included */
} WeirSummaryPart;

typedef struct
{
  char *text;
  WeirNameSource source;
} WeirSummaryName;

typedef struct
{
  WeirSummaryLine all;
  guint n_active;   /* with a packet in the last 40 seconds */
  int64_t first_us; /* the earliest packet; 0: there is no flow */
  WeirSummaryPart parts[WEIR_SUMMARY_N_PARTS];
  WeirSummaryName names[WEIR_SUMMARY_MAX_NAMES]; /* of the remote end, by TLS and QUIC */
  guint n_names;
} WeirFlowSummary;

/* The flows to the same remote address as @flow, and those of them beside @flow in the sums.
 * @flow: no group */
WeirFlowSummary *weir_flow_summary_new_beside (const WeirLedger *ledger,
                                               const WeirReport *known,
                                               const WeirFlow *flow);

/* The flows of a group.
 * @filter: (nullable): as the group was counted */
WeirFlowSummary *weir_flow_summary_new_of_group (const WeirLedger *ledger,
                                                 const WeirFilterContext *context,
                                                 const WeirFlowGroup *group,
                                                 const WeirFilter *filter);

void weir_flow_summary_free (WeirFlowSummary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFlowSummary, weir_flow_summary_free)

G_END_DECLS
