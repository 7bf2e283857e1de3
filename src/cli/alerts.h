/* Alerts in the terminal: rules of the command line, told while reports go on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is kept: what is new is learnt in each run.  Main loop only.
 */
#pragma once

#include "cli/options.h"
#include "core/export/output.h"

G_BEGIN_DECLS

typedef struct _WeirCliAlerts WeirCliAlerts;

/* Text goes to standard error, JSON to @output, which has to outlive the alerts.
 * Returns: (nullable): %NULL if the options have no rules */
WeirCliAlerts *weir_cli_alerts_new (const WeirOptions *options, WeirOutput *output);
void weir_cli_alerts_free (WeirCliAlerts *self);

/* Another ledger follows. */
void weir_cli_alerts_begin (WeirCliAlerts *self);

/* A batch was booked.
 * @known: what is known of hosts, and the interface */
void weir_cli_alerts_look (WeirCliAlerts *self,
                           const WeirLedger *ledger,
                           const WeirReportOptions *known);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliAlerts, weir_cli_alerts_free)

G_END_DECLS
