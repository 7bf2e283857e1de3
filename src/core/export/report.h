/* Which flows a report lists, in which order, and what the others add up to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A view of a ledger at one moment, the same for every form in which it is written; valid until the
 * ledger changes.
 */
#pragma once

#include "core/filter/filter-sums.h"
#include "core/flow/ledger.h"
#include "core/naming/geo.h"
#include "core/naming/names.h"
#include "core/naming/neighbours.h"

G_BEGIN_DECLS

/* core/filter/filter.h and core/group, which read the fields of reports */
struct _WeirFilter;
struct _WeirFlowGroups;
struct _WeirGroupKind;

typedef enum
{
  WEIR_REPORT_SORT_2S, /* by rate, sent and received together, highest first */
  WEIR_REPORT_SORT_10S,
  WEIR_REPORT_SORT_40S,
  WEIR_REPORT_SORT_TOTAL, /* by bytes, most first */
  WEIR_REPORT_SORT_SENT,
  WEIR_REPORT_SORT_RECEIVED,
  WEIR_REPORT_SORT_PACKETS, /* most first */
  WEIR_REPORT_SORT_LOCAL,   /* by address, then port */
  WEIR_REPORT_SORT_REMOTE,
  WEIR_REPORT_SORT_PROTOCOL,
  WEIR_REPORT_SORT_FIRST, /* by first packet, oldest first */
  WEIR_REPORT_SORT_LAST,  /* by last packet, newest first */
} WeirReportSort;

/* Reads "2s", "total", …; also "source" and "destination" for the local and the remote side. */
gboolean weir_report_sort_parse (const char *name, WeirReportSort *sort);

/* Returns: (transfer full): all names, for a help text */
char *weir_report_sort_dup_names (void);

typedef struct
{
  const char *name;           /* of what was captured on or read, for people */
  const char *interface;      /* (nullable): what was captured on … */
  const char *file;           /* (nullable): … or read */
  int64_t start_us;           /* of the time that the report speaks of */
  gboolean is_final;          /* the last report: lists every flow that is known; others list flows
                               * with a packet since start_us or in the last 40 seconds */
  gboolean hides_services;    /* port numbers alone, no names of services */
  WeirNames *names;           /* (nullable): what addresses are called */
  WeirGeo *geo;               /* (nullable): where they are */
  WeirNeighbours *neighbours; /* (nullable): those on the link */
  gboolean merges_ports;      /* one row for all flows of a protocol between two addresses */
  const struct _WeirFilter *filter; /* (nullable): lists the flows that match, and no others */

  /* (nullable): rows are the sums of what flows have in common, of all of them that match; a group
   * is listed if one of its flows would be */
  const struct _WeirGroupKind *group_by;

  WeirReportSort sort; /* of groups, by name where there are no addresses and protocols */
  guint max_rows;      /* list no more than these; G_MAXUINT: all */
  guint max_flows;     /* the ledger's bound */
} WeirReportOptions;

typedef struct
{
  WeirReportOptions options;
  const WeirTotals *totals;
  GPtrArray *flows;        /* (element-type WeirFlow): the rows, in order */
  guint n_more;            /* rows that max_rows cut off */
  WeirCounts unlisted;     /* totals less the rows */
  WeirFilterSums matching; /* with a filter: every flow that it lets through, listed or not */
  GHashTable *merged;      /* (nullable): owns the rows of merged flows */
  struct _WeirFlowGroups *groups; /* (nullable): owns the rows of groups */
} WeirReport;

/* @options: the strings are borrowed */
WeirReport *weir_report_new (const WeirLedger *ledger, const WeirReportOptions *options);

/* The rows that somebody else has chosen, in their order: flows, or the sums of groups.
 * @totals: has to live as long as the report
 * @rows: (element-type WeirFlow): a reference is taken
 * @matching: (nullable): with a filter */
WeirReport *weir_report_new_of_rows (const WeirTotals *totals,
                                     GPtrArray *rows,
                                     const WeirFilterSums *matching,
                                     const WeirReportOptions *options);
void weir_report_free (WeirReport *self);

/* Whether the flow's remote or local port has a name in this report.
 * @self: (nullable): in none in particular
 * @is_remote: (out) (optional): which of the two
 * Returns: (nullable) (transfer none) */
const char *weir_report_get_service (const WeirReport *self,
                                     const WeirFlow *flow,
                                     gboolean *is_remote);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirReport, weir_report_free)

G_END_DECLS
