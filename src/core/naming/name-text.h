/* Names of hosts as they may be shown, whoever made them up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest name of DNS in text form is 253 (RFC 1035 section 2.3.4), without escapes. */
#define WEIR_NAME_TEXT_MAX_BYTES 255

/* Valid UTF-8 in which nothing controls a terminal or turns the direction of writing; a dot at the
 * end, which says no more than that the name is whole, goes.
 * @length: -1 if @text ends with a NUL
 * Returns: (nullable) (transfer full): a string for g_ref_string_release(); %NULL if it cannot be a
 * name: empty, blanks alone, or too long */
char *weir_name_text_new (const char *text, gssize length);

G_END_DECLS
