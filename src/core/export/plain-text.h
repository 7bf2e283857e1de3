/* Text from elsewhere (names, paths, messages), made safe for a terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Valid UTF-8 without control, formatting and other unprintable characters: each is replaced by
 * U+FFFD.  So no data can move the cursor, change a colour or turn the direction of writing.
 * Returns: (transfer full) */
char *weir_plain_text_dup (const char *text);

/* Columns that @text takes on a terminal: two for each wide character of East Asia. */
glong weir_plain_text_get_width (const char *text);

/* Appends @text as it is, filled up with blanks to @width columns: on the right, on the left if
 * @width is negative. */
void weir_plain_text_append_padded (GString *string, const char *text, int width);

G_END_DECLS
