/* The list as it is shown, on its way to a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows are those of the moment it was begun; they are written down a little at a time, so that
 * the window goes on, and the file is there as a whole or not at all.  Main loop only.
 */
#pragma once

#include "app/flow-columns.h"
#include "core/export/new-file.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_LIST_CSV,  /* as weir-cli --csv writes it: every field there is */
  WEIR_LIST_JSON, /* as weir-cli --json */
  WEIR_LIST_TEXT, /* for people: the columns that are shown */
} WeirListFormat;

typedef struct
{
  WeirListFormat format;
  GPtrArray *rows;                /* (element-type WeirFlow): from weir_row_copy() */
  const WeirTotals *totals;       /* copied */
  const WeirFilterSums *matching; /* (nullable): copied */
  WeirReportOptions options;      /* strings and the filter are needed for weir_list_export_new()
                                   * alone, what is known of hosts to the end */
  WeirFlowContext context;        /* the same */
  GPtrArray *columns;             /* (element-type WeirFlowColumn): of TEXT, in their order */
  const char *title;              /* of TEXT, the first line */
} WeirListExportOptions;

typedef struct _WeirListExport WeirListExport;

/* @error: (nullable): why there is no file.  The export may be freed here. */
typedef void (*WeirListExportFunc) (WeirListExport *self, const GError *error, gpointer user_data);

/* Begins; @func is called when it is over, never before this returns.
 * @file: (transfer full) */
WeirListExport *weir_list_export_new (WeirNewFile *file,
                                      const WeirListExportOptions *options,
                                      WeirListExportFunc func,
                                      gpointer user_data);

/* If it is not over: there is no file. */
void weir_list_export_free (WeirListExport *self);

/* What is known of hosts is about to go: reads all that is left at once. */
void weir_list_export_hurry (WeirListExport *self);

guint weir_list_export_get_n_rows (const WeirListExport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirListExport, weir_list_export_free)

G_END_DECLS
