/* Everything that is known of a flow or of a group, as the details show it: one table of titles and
 * texts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fact that is not known has no lines.  Main loop only.
 */
#pragma once

#include "app/fact-line.h"
#include "app/flow-context.h"
#include "core/group/flow-summary.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_FACTS_CONNECTION,
  WEIR_FACTS_PROGRAM,
  WEIR_FACTS_REMOTE,
  WEIR_FACTS_GROUP,
  WEIR_FACTS_TRAFFIC,
  WEIR_FACTS_QUALITY,
} WeirFactSection;

#define WEIR_N_FACT_SECTIONS (WEIR_FACTS_QUALITY + 1)

typedef enum
{
  WEIR_FACT_OF_FLOWS,
  WEIR_FACT_OF_GROUPS,
  WEIR_FACT_OF_BOTH,
} WeirFactScope;

/* Of what it is read. */
typedef struct
{
  const WeirFlow *flow; /* or the sum of a group */
  const WeirLedger *ledger;
  const WeirFlowContext *context;
  WeirFilterContext filter_context;
  const WeirFlowSummary *summary; /* flows to the same address, or of the group */
} WeirFactInput;

typedef struct
{
  const char *id;
  WeirFactSection section;
  WeirFactScope scope;
  const char *title; /* to be translated */

  gboolean may_be_secret; /* passwords and the like: shown only when asked for */

  /* (nullable): instead of a function, a field of core/export/flow-field.h */
  const char *field;
  void (*read) (const WeirFactInput *input, GArray *lines);

  /* What a line without parts of its own can be filtered by: names of fields of
   * core/filter/filter-field.h, with ">" before those of which "at least as much" is meant. */
  const char *filters[WEIR_FACT_MAX_PARTS];
} WeirFlowFact;

/* @lines: emptied first */
void weir_flow_fact_read (const WeirFlowFact *self, const WeirFactInput *input, GArray *lines);

const WeirFlowFact *weir_flow_facts_get (guint *n_facts);

/* Translated. */
const char *weir_fact_section_get_title (WeirFactSection section);

/* Those of the table that need the summary. */
void weir_flow_facts_read_names (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_seen_since (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_others (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_other_programs (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_members (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_applications (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_hosts (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_services (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_countries (const WeirFactInput *input, GArray *lines);
void weir_flow_facts_read_networks (const WeirFactInput *input, GArray *lines);

/* With the day, if it is another one than that of the newest packet.  Returns: (transfer full)
 * (nullable) */
char *weir_fact_input_dup_time (const WeirFactInput *self, int64_t time_us);

G_END_DECLS
