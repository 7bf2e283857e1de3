/* The second packet socket, for the openings of connections: its packets leave at once as OPENINGS
 * frames, unread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes through is the program's choice, by its filter, and how much as well: here a flood is
 * only kept from taking all of the time.
 */
#pragma once

#include <pcap/pcap.h>

#include "helper/output.h"

typedef struct
{
  pcap_t *pcap;       /* NULL: closed */
  int64_t read_at_ns; /* monotonic: not before */
} WeirWatch;

/* Lets those packets of @interface through; no instructions: none.  Where that cannot be had, there
 * are no openings: packets and lists of sockets come all the same. */
void weir_watch_set_filter (WeirWatch *self,
                            const char *interface,
                            const WeirWireInstruction *instructions,
                            size_t count);

/* What to poll for input, or -1.  @timeout_ms: (inout): what is waited for at most */
int weir_watch_get_fd (const WeirWatch *self, int *timeout_ms);

/* @is_tired: look-ups have taken their share: the next ones come together */
void weir_watch_read (WeirWatch *self, bool is_tired, WeirOutput *output);
void weir_watch_close (WeirWatch *self);
