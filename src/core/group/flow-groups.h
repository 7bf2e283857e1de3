/* Flows added up by what they have in common: an application, a host, a country.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counted anew from the flows at each update, so that a group is always the sum of its flows, also
 * when a name that came late moves one of them to another group.  Main loop only.
 */
#pragma once

#include "core/flow/ledger.h"
#include "core/group/group-kind.h"

G_BEGIN_DECLS

typedef struct
{
  /* Counts, rates and times of its flows; no key.  For a program, with the socket of the flow that
   * carried most.  For a pair of hosts, with its key; ports, owner and server name are those of its
   * flows where all of them agree. */
  WeirFlow sum;
  WeirFlowKey pair; /* of a pair of hosts: without ports */
  const WeirGroupKind *kind;
  char *value; /* (nullable): what they have in common; NULL: that it is not known */
  guint n_flows;
  guint n_active;      /* of these, with a packet in the last 40 seconds */
  uint64_t fullest_tx; /* of its flows, the highest of their own peaks */
  uint64_t fullest_rx;
  uint64_t fullest_both;
  gboolean has_peaks;     /* @sum has them: of all its flows together, as far as the past is kept */
  gboolean is_marked;     /* one of its flows is: see weir_flow_groups_mark() */
  uint64_t largest_bytes; /* of the flow whose socket @sum has */
} WeirFlowGroup;

typedef struct _WeirFlowGroups WeirFlowGroups;

/* Whether @flow is to be counted. */
typedef gboolean (*WeirFlowGroupsFilter) (const WeirFlow *flow, gpointer user_data);

/* The peaks of the groups have become known, without an update. */
typedef void (*WeirFlowGroupsPeaksFunc) (gpointer user_data);

/* @group is about to be freed. */
typedef void (*WeirFlowGroupRemovedFunc) (WeirFlowGroup *group, gpointer user_data);

WeirFlowGroups *weir_flow_groups_new (const WeirGroupKind *kind,
                                      WeirFlowGroupRemovedFunc removed_func,
                                      gpointer user_data);
void weir_flow_groups_free (WeirFlowGroups *self);

/* @ledger is borrowed until the next update.
 *
 * Groups that have no flow any more are forgotten; the others keep their place in memory and their
 * serials, which no flow has.
 * @ledger: (nullable): there are no flows
 * @filter: (nullable): every flow counts */
void weir_flow_groups_update (WeirFlowGroups *self,
                              const WeirLedger *ledger,
                              const WeirReport *known,
                              WeirFlowGroupsFilter filter,
                              gpointer filter_data);

/* The peak of a sum is not the sum of peaks: that of several flows is looked up in the past, a
 * little at a time; until then, and without a past, they have none.
 * @history: (nullable): of the ledger of the next update, or of that which it is a part or a copy
 * of; has to live until the next call
 * @func: called from the main loop */
void weir_flow_groups_set_past (WeirFlowGroups *self,
                                const WeirHistory *history,
                                WeirFlowGroupsPeaksFunc func,
                                gpointer user_data);

/* Marks the groups, as they were at the last update, of which @filter admits a flow.
 * @filter: (nullable): none is marked */
void weir_flow_groups_mark (WeirFlowGroups *self, WeirFlowGroupsFilter filter, gpointer user_data);

const WeirGroupKind *weir_flow_groups_get_kind (const WeirFlowGroups *self);

/* In no particular order. */
guint weir_flow_groups_get_n (const WeirFlowGroups *self);
WeirFlowGroup *weir_flow_groups_get (const WeirFlowGroups *self, guint index);

/* Whether @flow is the sum of a group. */
gboolean weir_flow_is_group (const WeirFlow *flow);

/* Whether it is a pair of hosts, of which much that is said of a flow can be said, too. */
gboolean weir_flow_is_pair (const WeirFlow *flow);

/* Of a flow always; of a group once they are known. */
gboolean weir_flow_has_peaks (const WeirFlow *flow);

/* What it is called, translated where it has no name of its own. */
const char *weir_flow_group_get_title (const WeirFlowGroup *self);

/* @flow: for which weir_flow_is_group() */
const WeirFlowGroup *weir_flow_group_of_sum (const WeirFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFlowGroups, weir_flow_groups_free)

G_END_DECLS
