/* What the kernel knows of the socket at the local end of a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/flow/tcp-state.h"

G_BEGIN_DECLS

/* TASK_COMM_LEN of the kernel. */
#define WEIR_PROCESS_NAME_SIZE 16

/* Of several processes that hold a socket: the owner, and as many others by name. */
#define WEIR_MAX_SHARERS 4

typedef struct
{
  uint32_t pid;
  char process[WEIR_PROCESS_NAME_SIZE];
} WeirSharer;

typedef struct
{
  WeirFlowKey key;
  uint64_t inode;       /* of the socket; what /proc/PID/fd shows */
  uint64_t cgroup_id;   /* inode of its control group (cgroup v2); 0: unknown */
  uint32_t uid;         /* of the owner */
  uint32_t retransmits; /* segments sent again, since the connection was opened */
  uint32_t pid;         /* of the process that holds it, the oldest of several; 0: not known */
  uint64_t start_time;  /* of that process, in clock ticks since the machine was started */
  uint8_t state;        /* WeirTcpState */
  uint8_t match;     /* WeirOwnerMatch: NONE as the system lists it, else how it was found for the
                      * flow of this key */
  uint8_t unknown;   /* WeirOwnerUnknown: why there is no pid; _KNOWN: nobody has said */
  uint8_t n_sharers; /* at most WEIR_MAX_SHARERS */
  uint16_t n_others; /* processes that hold it beside @pid, as far as is known */
  char process[WEIR_PROCESS_NAME_SIZE]; /* its name, with a NUL; any other bytes */
  WeirSharer sharers[WEIR_MAX_SHARERS]; /* the first of them, by age */
} WeirSocketInfo;

G_END_DECLS
