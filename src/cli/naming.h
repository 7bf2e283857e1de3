/* What weir-cli knows of the other end's names, places and neighbours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/options.h"
#include "core/naming/geo.h"
#include "core/naming/names.h"
#include "core/naming/neighbours.h"

G_BEGIN_DECLS

typedef struct
{
  WeirNames *names; /* (nullable): none are wanted */
  WeirGeo *geo;     /* (nullable): a table of flows does not tell it; a filter or groups may */
  WeirNeighbours *neighbours; /* (nullable): the same */
} WeirNaming;

void weir_naming_init (WeirNaming *self, const WeirOptions *options);
void weir_naming_clear (WeirNaming *self);

/* Before the only report of a file: runs the default main context until what its rows ask for has
 * come, but for no more than a few seconds and only while *@is_interrupted is unset.  Reports that
 * follow one another never wait. */
void weir_naming_wait (WeirNaming *self,
                       const WeirReportOptions *options,
                       const WeirLedger *ledger,
                       const gboolean *is_interrupted);

G_END_DECLS
