/* A report as one JSON object on one line (RFC 8259, newline-delimited).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts are sums since the start, rates bits per second, times seconds since 1970.  What is
 * unknown is absent, never null.  "matching" is there with a filter: the sums of all flows that it
 * lets through, listed or not.  Rows that are sums of groups stand in "groups" in the place of
 * "flows".  The flows listed and "unlisted" always add up to "totals".
 */
#pragma once

#include "core/export/output.h"
#include "core/export/report.h"

G_BEGIN_DECLS

/* Raised when a field changes its meaning or goes; new ones may come at any time. */
#define WEIR_JSON_SCHEMA 1

gboolean weir_json_report_write (const WeirReport *report, WeirOutput *output, GError **error);

/* The same in three parts, for whoever writes it bit by bit: rows from @first on, no more than @n.
 */
void weir_json_report_begin (const WeirReport *report, WeirOutput *output);
gboolean weir_json_report_write_rows (const WeirReport *report,
                                      guint first,
                                      guint n,
                                      WeirOutput *output,
                                      GError **error);
void weir_json_report_end (WeirOutput *output);

/* One flow, as it stands in the list of a report.  Returns: (transfer full) */
char *weir_json_dup_flow (const WeirFlow *flow, const WeirReport *report);

/* A JSON string with its quotation marks, in printable characters only. */
void weir_json_append_string (GString *json, const char *text);

G_END_DECLS
