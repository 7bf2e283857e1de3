/* What was known of flows before something else was: their owners and names of servers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Few flows ever change their owner or their name, so those that do not cost nothing here.  What
 * was not known yet is no former fact: what is found late was true before.  Main loop only.
 */
#pragma once

#include "core/flow/flow.h"

G_BEGIN_DECLS

/* Of one flow, of either kind; beyond it the oldest goes, and what came after it holds before, too.
 */
#define WEIR_FORMER_FACTS_MAX 4

typedef struct _WeirFormerFacts WeirFormerFacts;

WeirFormerFacts *weir_former_facts_new (void);
void weir_former_facts_free (WeirFormerFacts *self);

/* Notes what @flow has now, before it is replaced in second @second, which is never smaller than
 * the last.
 * @slot: names the flow here
 * Returns: how many bytes of memory that takes more, may be negative */
gssize weir_former_facts_add_owner (WeirFormerFacts *self,
                                    guint slot,
                                    const WeirFlow *flow,
                                    int64_t second);
gssize weir_former_facts_add_name (WeirFormerFacts *self,
                                   guint slot,
                                   const WeirFlow *flow,
                                   int64_t second);

/* Returns: how many bytes of memory that frees */
gsize weir_former_facts_forget (WeirFormerFacts *self, guint slot);

/* What was known when second @second ended.
 * @flow: a copy of the flow as it is now; changed */
void weir_former_facts_restore (const WeirFormerFacts *self,
                                guint slot,
                                int64_t second,
                                WeirFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFormerFacts, weir_former_facts_free)

G_END_DECLS
