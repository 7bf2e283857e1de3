/* Asks for a password on this terminal where no window of the desktop does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This is polkit's pkttyagent: the agent that is built into pkexec fails even when the password
 * is right (polkit 122), and it would be preferred to one that has a window.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WeirTerminalAgent WeirTerminalAgent;

/* Returns once it can be asked.
 *
 * @is_fallback: an agent with a window goes first.  Polkit does so with login sessions only: it
 *   does not find such a fallback for a process that belongs to none
 * Returns: (nullable): %NULL where this process has no terminal or is in the background of it, or
 *   where there is no such agent */
WeirTerminalAgent *weir_terminal_agent_new (gboolean is_fallback);

/* Takes the question away if there is one, and leaves the terminal as it was. */
void weir_terminal_agent_free (WeirTerminalAgent *self);

G_END_DECLS
