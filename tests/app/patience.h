/* Waiting for what the main loop brings, but not for ever.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* Nothing here takes a second; a test that waits longer waits for something that never comes. */
#define PATIENCE_S 30

static inline gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("waited for %d s in vain: %s", PATIENCE_S, (const char *) user_data);
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                          \
  G_STMT_START                                                                         \
  {                                                                                    \
    guint watchdog =                                                                   \
        g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, (gpointer) #condition); \
    while (!(condition))                                                               \
      g_main_context_iteration (NULL, TRUE);                                           \
    g_source_remove (watchdog);                                                        \
  }                                                                                    \
  G_STMT_END
