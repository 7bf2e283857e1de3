/* What is shown of a flow beside its own numbers depends on this.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/list-style.h"
#include "core/export/report.h"
#include "core/units.h"

G_BEGIN_DECLS

typedef struct
{
  WeirUnit unit;
  struct _WeirAlerts *alerts; /* (nullable): app/alerts.h: which rows are to be marked */
  gboolean hides_names;       /* in the list; the details tell them anyway */
  WeirListStyle style;

  /* What is known of hosts, for the fields of core/export/flow-field.h, and the interface; no more
   * of it is set. */
  WeirReport known;
} WeirFlowContext;

/* Where the other end is.  Returns: (nullable): valid until the next call */
static inline const WeirPlace *
weir_flow_context_get_place (const WeirFlowContext *self, const WeirFlow *flow)
{
  WeirGeo *geo = self->known.options.geo;

  return geo != NULL ? weir_geo_lookup (geo, &flow->key.remote, flow->key.family) : NULL;
}

G_END_DECLS
