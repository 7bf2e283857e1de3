/* Waiting until it is known who owns the flows of the last report.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who an owner is, is asked when a report names it, and told by the next; after the last one there
 * is none.  A package manager that does not answer is waited for no longer than two seconds.
 */
#pragma once

#include "core/export/report.h"

G_BEGIN_DECLS

/* For the flows that are listed. */
void weir_owners_wait (const WeirReport *report);

/* For all flows: into which groups they fall is decided by whose they are.
 * @options: with a group_by */
void weir_owners_wait_for_groups (const WeirLedger *ledger, const WeirReportOptions *options);

G_END_DECLS
