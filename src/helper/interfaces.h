/* The interfaces of this machine, their addresses and their own counters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "helper/output.h"

/* Sends the list in INTERFACES frames, then END. */
void weir_interfaces_send (WeirOutput *output);

/* Sets the octets and packets that @name ("any": all of them together) has counted; leaves them
 * where it has vanished. */
void weir_interface_count (const char *name, WeirWireStats *stats);

/* Adds a line of /proc/net/dev (proc(5)) if it is of @name: "name: octets packets errs drop fifo
 * frame compressed multicast", and the same for what was sent.  Returns: whether it was added */
bool weir_interface_count_line (const char *line, const char *name, WeirWireStats *sum);
