/* What is shown of a flow beside its own numbers depends on this.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/export/report.h"
#include "core/units.h"

G_BEGIN_DECLS

typedef struct
{
  WeirUnit unit;
  gboolean hides_names; /* in the list; the details tell them anyway */

  /* What is known of hosts, for the fields of core/export/flow-field.h; no more of it is set. */
  WeirReport known;
} WeirFlowContext;

G_END_DECLS
