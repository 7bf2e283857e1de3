/* What the machine-readable reports say of a group of flows: one list for all of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names are part of the format's schema: never change the meaning of one.  Sums are called what
 * the same is called of a flow.
 */
#pragma once

#include "core/export/flow-field.h"
#include "core/group/flow-groups.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  WeirFieldFunc read; /* @flow: the sum of a group */
} WeirGroupField;

extern const WeirGroupField weir_group_fields[];
extern const guint weir_n_group_fields;

G_END_DECLS
