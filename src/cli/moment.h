/* Moments on the command line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The second that @text names: seconds since 1970, as reports have them (a fraction is cut off), or
 * a date and time of ISO 8601, "2026-01-01T14:03:10", with "Z" or an offset, else of this machine's
 * time zone; a space may stand in the place of the "T". */
gboolean weir_moment_parse (const char *text, gint64 *second);

/* As weir_moment_parse() reads it, in this machine's time zone.  Returns: (transfer full) */
char *weir_moment_to_text (gint64 second);

G_END_DECLS
