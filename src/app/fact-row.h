/* A line of the details as a button: a click on it offers to filter by it and to copy it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With Control a click keeps only what it says, with Shift as well it excludes it.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/fact-line.h"

G_BEGIN_DECLS

#define WEIR_TYPE_FACT_ROW (weir_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirFactRow, weir_fact_row, WEIR, FACT_ROW, GtkWidget)

/* @title: translated
 * @is_titled: the title is to be seen; in any case it is read aloud
 * @may_be_secret: shown only when asked for */
GtkWidget *weir_fact_row_new (const char *title, gboolean is_titled, gboolean may_be_secret);

void weir_fact_row_set_line (WeirFactRow *self, const WeirFactLine *line);

/* What is secret is not to be seen any more. */
void weir_fact_row_hide_secret (WeirFactRow *self);

/* "Title: text", and what is said in small letters.  Returns: (transfer full) (nullable): %NULL
 * while nobody may see it */
char *weir_fact_row_dup_text (WeirFactRow *self);

G_END_DECLS
