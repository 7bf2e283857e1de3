/* Everything that is known of a flow, as the details show it: one table of titles and texts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fact that is not known has no text.  Main loop only.
 */
#pragma once

#include "app/flow-context.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_FACTS_CONNECTION,
  WEIR_FACTS_PROGRAM,
  WEIR_FACTS_REMOTE,
  WEIR_FACTS_TRAFFIC,
  WEIR_FACTS_QUALITY,
} WeirFactSection;

#define WEIR_N_FACT_SECTIONS (WEIR_FACTS_QUALITY + 1)

typedef struct
{
  const char *id;
  WeirFactSection section;
  const char *title; /* to be translated */

  gboolean may_be_secret; /* passwords and the like: shown only when asked for */

  /* (nullable): instead of a function, a field of core/export/flow-field.h */
  const char *field;

  /* @ledger: the one that the flow is in
   * Returns: (transfer full) (nullable) */
  char *(*dup_text) (const WeirFlow *flow,
                     const WeirLedger *ledger,
                     const WeirFlowContext *context);
} WeirFlowFact;

/* Not markup; may have several lines.
 * @ledger: the one that @flow is in
 * Returns: (transfer full) (nullable): NULL where it is not known */
char *weir_flow_fact_dup_text (const WeirFlowFact *self,
                               const WeirFlow *flow,
                               const WeirLedger *ledger,
                               const WeirFlowContext *context);

const WeirFlowFact *weir_flow_facts_get (guint *n_facts);

/* Translated. */
const char *weir_fact_section_get_title (WeirFactSection section);

G_END_DECLS
