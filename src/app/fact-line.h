/* One line of the details: what is said, and what of it can be filtered by.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_FACT_MAX_PARTS 3

typedef struct
{
  char *text;                       /* not markup */
  char *more;                       /* (nullable): beside it, in small letters: where it is from */
  char *parts[WEIR_FACT_MAX_PARTS]; /* each in the filter language, to be kept or excluded */
  guint n_parts;
} WeirFactLine;

/* Returns: (transfer full) (element-type WeirFactLine) */
GArray *weir_fact_lines_new (void);

/* @take_text: (transfer full) (nullable): nothing is known, no line is added
 * Returns: (nullable): valid until the next one is added */
WeirFactLine *weir_fact_lines_add (GArray *lines, char *take_text);

/* What does not fit is left out.
 * @take_part: (transfer full) (nullable): none */
void weir_fact_line_add_part (WeirFactLine *self, char *take_part);

void weir_fact_line_copy (const WeirFactLine *self, WeirFactLine *copy);
void weir_fact_line_clear (WeirFactLine *self);

G_END_DECLS
