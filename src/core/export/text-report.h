/* A report as a table for people, in plain text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two lines a row: what the local side sent (=>), what it received (<=).  Rows are flows, pairs of
 * addresses, or groups with the number of their flows.
 */
#pragma once

#include "core/export/output.h"
#include "core/export/report.h"
#include "core/units.h"

G_BEGIN_DECLS

typedef struct
{
  WeirUnit unit;        /* of rates */
  gboolean shows_ports; /* rows are flows, not pairs of addresses */
  guint max_columns;    /* hosts are shortened to fit in; 0: never */
  const char *status;   /* (nullable): one more line at the top */
} WeirTextReportOptions;

/* Lines of a report of no rows at most, and those of each row. */
#define WEIR_TEXT_REPORT_FRAME_LINES 14
#define WEIR_TEXT_REPORT_FILTER_LINES 4 /* more with a filter */
#define WEIR_TEXT_REPORT_ROW_LINES 2

gboolean weir_text_report_write (const WeirReport *report,
                                 const WeirTextReportOptions *options,
                                 WeirOutput *output,
                                 GError **error);

G_END_DECLS
