/* The terminal that reports go to, if they go to one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint columns;
  guint lines;
} WeirScreenSize;

/* Whether standard output is a terminal that can be cleared; its present size. */
gboolean weir_screen_get_size (WeirScreenSize *size);

/* Turns a report into one that replaces the last: from the top, without flicker. */
void weir_screen_overwrite (GString *text);

G_END_DECLS
