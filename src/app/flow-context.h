/* What is shown of a flow beside its own numbers depends on this.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/naming/names.h"
#include "core/units.h"

G_BEGIN_DECLS

typedef struct
{
  WeirUnit unit;
  WeirNames *names;     /* (nullable) */
  gboolean hides_names; /* in the list; the details tell them anyway */
} WeirFlowContext;

G_END_DECLS
