/* Who the processes are that hold sockets, for a program that may not look itself: from a sandbox,
 * or into other users' processes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each process is introduced once, before the first socket of it is sent: what /proc says of its
 * control group and of the file it runs, unread.
 */
#pragma once

#include "helper/output.h"
#include "wire/message.h"

/* Of as many processes it is known that they have been introduced; others may be twice. */
#define WEIR_INTRODUCTIONS_REMEMBERED 4096

/* In one go; the others when their sockets are sent again. */
#define WEIR_INTRODUCTIONS_MAX_AT_ONCE 256

typedef struct
{
  int proc; /* a descriptor of /proc; -1: none */
  struct
  {
    uint32_t pid;
    uint64_t start_time;
  } done[WEIR_INTRODUCTIONS_REMEMBERED]; /* by the process's number, modulo their count */
} WeirIntroductions;

/* false: /proc cannot be opened, and nobody will be introduced */
bool weir_introductions_init (WeirIntroductions *self);
void weir_introductions_clear (WeirIntroductions *self);

/* Sends PROCESSES of those that hold @sockets and were not introduced. */
void weir_introductions_send (WeirIntroductions *self,
                              const WeirWireSocket *sockets,
                              size_t n_sockets,
                              WeirOutput *output);
