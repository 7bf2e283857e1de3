/* A report as CSV (RFC 4180): one line a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first columns say of which interval the line speaks, the others are the fields of the JSON
 * report.  What is absent is an empty cell.
 */
#pragma once

#include "core/export/output.h"
#include "core/export/report.h"

G_BEGIN_DECLS

gboolean weir_csv_report_write_header (WeirOutput *output, GError **error);

/* The same for groups of flows; of these the fields are those of core/export/group-field.h. */
gboolean weir_csv_report_write_group_header (WeirOutput *output, GError **error);

/* The rows from @first on, no more than @n, for whoever writes them bit by bit. */
gboolean weir_csv_report_write_rows (const WeirReport *report,
                                     guint first,
                                     guint n,
                                     WeirOutput *output,
                                     GError **error);
gboolean weir_csv_report_write (const WeirReport *report, WeirOutput *output, GError **error);

/* A text cell: quoted where it must be, and never taken for a formula by a spreadsheet. */
void weir_csv_append_text (GString *csv, const char *text);

G_END_DECLS
