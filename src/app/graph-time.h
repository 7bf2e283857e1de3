/* Moments and lengths of a rate graph, in the user's language and way of telling the time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Seconds are those since 1970; those of a file may be beyond all dates, which makes an empty text.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The local time of day, with 12 or 24 hours as the locale has it. */
char *weir_graph_time_dup_clock (gint64 second);

/* The same with its date. */
char *weir_graph_time_dup_moment (gint64 second);

/* "14:03:10", or "14:03:10 – 14:03:14" from the beginning of the first second to that of the last.
 */
char *weir_graph_time_dup_range (gint64 from, gint64 to);

/* "15 s", "2 min 5 s", "1 h 30 min". */
char *weir_graph_time_dup_length (guint64 seconds);

/* How many seconds local time is ahead of universal time at that moment. */
int weir_graph_time_get_offset (gint64 second);

G_END_DECLS
