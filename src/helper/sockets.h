/* The list of sockets with their owners, in small steps between the packets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First /proc (inode to process), then NETLINK_SOCK_DIAG (addresses to inode): a socket that comes
 * in between is listed, with its owner not known until the next list.  (/proc/net/tcp tells the
 * same as the latter and costs forty times as much.)
 */
#pragma once

#include "helper/output.h"
#include "helper/owners.h"

typedef struct
{
  WeirOwners owners;
  bool is_running;
  int fd;      /* of the netlink socket; -1: none */
  size_t dump; /* which of the dumps is on its way */
} WeirSockets;

void weir_sockets_init (WeirSockets *self);

/* Begins a list; goes on with the one that is running. */
void weir_sockets_begin (WeirSockets *self);

/* Works for about a millisecond; sends SOCKETS frames, and END when the list is complete. */
void weir_sockets_step (WeirSockets *self, WeirOutput *output);

void weir_sockets_clear (WeirSockets *self);
