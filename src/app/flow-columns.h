/* The columns of the flow list: one table that the view, the sort order, its persistence and
 * copying read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "app/flow-context.h"
#include "core/flow/flow.h"

G_BEGIN_DECLS

/* Room for the longest cell with its NUL. */
#define WEIR_FLOW_COLUMN_TEXT_MAX 96

/* How a cell is painted; the names of CSS classes. */
typedef enum
{
  WEIR_FLOW_TONE_PLAIN,
  WEIR_FLOW_TONE_DIM,
  WEIR_FLOW_TONE_DOWNLOAD,
  WEIR_FLOW_TONE_UPLOAD,
  WEIR_FLOW_TONE_PROCESS,
} WeirFlowTone;

typedef struct
{
  const char *id;    /* in the settings and in the "win.sort" action */
  const char *title; /* to be translated, as the name and the tooltip */
  const char *name;  /* (nullable): where the title alone says too little */
  const char *tooltip;
  gboolean is_numeric; /* right-aligned; the largest first */
  gboolean has_bar;    /* the bar of rates lies behind the text */
  gboolean expands;
  gboolean is_optional;   /* not shown before somebody asks for it */
  gboolean is_of_sockets; /* of no use for a capture file */
  gboolean is_of_groups;  /* there while flows are grouped, and then alone with … */
  gboolean is_of_sums;    /* … those that can be added up */
  gboolean is_address;    /* cut in the middle where it does not fit: its end is the port */
  gboolean is_two_lined;  /* says something of each direction, where they have a line each */
  gboolean has_sparkline; /* draws the last seconds instead of a text */
  guint line_modes;       /* bits 1 << WeirLineMode: where it has a place; 0: everywhere */
  const char *kin; /* (nullable): where it has no place, another one with this stands for it */
  guint min_chars;
  guint nat_chars;

  const char *field; /* (nullable): of core/export/flow-field.h, instead of text, key and compare */

  void (*text) (const WeirFlow *flow,
                const WeirFlowContext *context,
                char text[WEIR_FLOW_COLUMN_TEXT_MAX]);
  /* (nullable): plain */
  WeirFlowTone (*tone) (const WeirFlow *flow, const WeirFlowContext *context);

  /* (nullable): there is a picture before the text.  Returns: (nullable) (transfer none) */
  GIcon *(*icon) (const WeirFlow *flow);

  /* (nullable): what has no room in the cell.  Returns: (nullable) (transfer full) */
  char *(*dup_more) (const WeirFlow *flow, const WeirFlowContext *context);

  /* (nullable): orders nearly all flows: sorting looks at these numbers, not at the flows.  Without
   * it, texts are in the order of the alphabet. */
  uint64_t (*key) (const WeirFlow *flow, const WeirFlowContext *context);

  /* (nullable): decides between flows with equal keys. */
  int (*compare) (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context);

  /* The window whose rates the bars show while the list is sorted by this column. */
  WeirWindow bar_window;
} WeirFlowColumn;

const WeirFlowColumn *weir_flow_columns_get (guint *n_columns);

/* Returns: (nullable) */
const WeirFlowColumn *weir_flow_columns_find (const char *id);

/* Whether @self says anything of @flow: some columns are of groups, most of single flows. */
gboolean weir_flow_column_applies (const WeirFlowColumn *self, const WeirFlow *flow);

/* What @self says of @flow; empty where it says nothing.  Returns @text. */
const char *weir_flow_column_read (const WeirFlowColumn *self,
                                   const WeirFlow *flow,
                                   const WeirFlowContext *context,
                                   char text[WEIR_FLOW_COLUMN_TEXT_MAX]);
uint64_t weir_flow_column_get_key (const WeirFlowColumn *self,
                                   const WeirFlow *flow,
                                   const WeirFlowContext *context);
int weir_flow_column_compare (const WeirFlowColumn *self,
                              const WeirFlow *a,
                              const WeirFlow *b,
                              const WeirFlowContext *context);

/* Translated: what the column is called where there is no list under it. */
const char *weir_flow_column_get_name (const WeirFlowColumn *self);

/* What it is titled where rows show one direction alone, or both.
 * Returns: (transfer full): translated */
char *weir_flow_column_dup_title (const WeirFlowColumn *self, WeirLineMode line_mode);

/* All cells of a row, separated by tabulators.  Returns: (transfer full) */
char *weir_flow_columns_dup_row_text (const WeirFlow *flow, const WeirFlowContext *context);

G_END_DECLS
