/* A theme as text: CSS that defines colours, and does nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A theme is a file that people pass on to each other, so it is read as if a stranger had written
 * it.  Of CSS (https://www.w3.org/TR/css-syntax-3/) it may have comments, and GTK's
 *
 *     @define-color NAME VALUE;
 *
 * with colours and functions of colours as values.  Rules, imports and addresses, which could hide
 * the window's parts or have files loaded from elsewhere, are refused here, before the toolkit
 * reads the text.  So is what would keep the toolkit busy without end: a colour made of others is
 * worked out anew each time it is used, so a name may only refer to what stands above it or outside
 * the file, and written out in full no value may be longer than WEIR_COLOR_SHEET_MAX_VALUE.
 *
 * Whether a value means a colour is left to the toolkit.  Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_COLOR_SHEET_MAX_BYTES (64 * 1024)
#define WEIR_COLOR_SHEET_MAX_VALUE 512 /* characters */
#define WEIR_COLOR_SHEET_MAX_DEPTH 8
#define WEIR_COLOR_SHEET_MAX_NAME 64

typedef struct
{
  char name[WEIR_COLOR_SHEET_MAX_NAME + 1];
  guint line;   /* of the name, from 1 */
  guint column; /* in characters, from 1 */
  guint length; /* of the value, written out; a colour from outside the file counts as one */
} WeirColorDefinition;

/* @text: need not end with NUL, nor be text
 *
 * Returns: (transfer full) (nullable): the definitions (WeirColorDefinition) in their order, at
 *   least one; NULL with WEIR_ERROR_INVALID and where it went wrong, as "Line 3, column 5: …" */
GArray *weir_color_sheet_parse (const char *text, gsize length, GError **error);

/* The beginning of a complaint about a place in a file, from 1: the toolkit's look like Weir's.
 * Returns: (transfer full) */
char *weir_color_sheet_dup_place (guint line, guint column, const char *complaint);

G_END_DECLS
