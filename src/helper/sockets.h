/* Whose sockets are, for the program that asks: one by one, and as a list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list comes in small steps between the packets.
 */
#pragma once

#include "helper/introductions.h"
#include "owners/finder.h"

typedef struct
{
  WeirFinder finder;
  WeirIntroductions introductions;
  bool is_listing;
} WeirSockets;

/* false: no memory */
bool weir_sockets_init (WeirSockets *self);
void weir_sockets_clear (WeirSockets *self);

/* Begins a list; goes on with the one that is running. */
void weir_sockets_begin (WeirSockets *self);

/* Works for about a millisecond, a dump of tens of thousands of sockets excepted; sends SOCKETS
 * frames, and END when the list is complete. */
void weir_sockets_step (WeirSockets *self, WeirOutput *output);

/* Sends OWNERS of what was not found at first, and is now. */
void weir_sockets_look_up_again (WeirSockets *self, WeirOutput *output);

/* Answers a LOOK_UP with OWNERS; false: it makes no sense. */
bool weir_sockets_look_up (WeirSockets *self, const WeirFrame *request, WeirOutput *output);
