/* Whose sockets are: asks the kernel for sockets and /proc for their processes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two ways.  A look-up of one tuple, when the first packet of a connection is seen: one question to
 * the kernel, and a search among the likeliest processes, in the socket's control group where that
 * is known, else among those found and those started last.  And a list of all sockets, now and
 * then, with a walk through all processes: it mends what look-ups have missed.
 *
 * Neither takes more than a few hundredths of a processor, whoever opens connections: look-ups
 * beyond that make do with what costs next to nothing, and walks wait.  libc only; one thread.
 */
#pragma once

#include "owners/control-groups.h"
#include "owners/diag.h"
#include "owners/processes.h"
#include "owners/search.h"

/* Tuples that are looked up again. */
#define WEIR_FINDER_MAX_RETRIES 64

/* Sockets of a list at most. */
#define WEIR_FINDER_MAX_SOCKETS 65536

/* A list is told of all protocols and families, one dump after the other. */
typedef enum
{
  WEIR_FINDER_IDLE,
  WEIR_FINDER_DUMPING,
  WEIR_FINDER_FILLING,
  WEIR_FINDER_WALKING,
  WEIR_FINDER_LISTED,
} WeirFinderState;

typedef struct
{
  WeirHolder holder;
  uint64_t inode;
} WeirKnownOwner;

/* A listening TCP socket that was looked up: connections to it come in rows. */
typedef struct
{
  WeirWireSocket socket; /* of the connection that was looked up */
  int64_t until_ns;
} WeirKnownListener;

/* An unconnected UDP socket whose port was looked at for others. */
typedef struct
{
  uint64_t inode;
  bool is_shared;
  int64_t until_ns;
} WeirKnownPort;

#define WEIR_FINDER_N_OWNERS 8192
#define WEIR_FINDER_N_LISTENERS 64
#define WEIR_FINDER_N_PORTS 64
#define WEIR_FINDER_PORT_BYTES (65536 / 8)

typedef struct
{
  uint64_t inode;
  unsigned n_walks; /* that have not found its owner */
} WeirOrphan;

typedef struct
{
  WeirWireTuple tuple;
  unsigned n_tries;
} WeirRetry;

typedef struct
{
  bool is_hasty; /* nobody looks sockets up: a list walks for those it sees for the first time */
  bool sees_all; /* every process may be looked into */
  int find_fd;
  int dump_fd;
  WeirProcesses processes;
  WeirSearch search;
  WeirControlGroups groups;
  int64_t groups_at_ns; /* when they may be read again */

  /* Caches whose entries displace each other: bounded, and wrong for nobody, since inodes are. */
  WeirKnownOwner *owners;
  WeirKnownListener *listeners;
  WeirKnownPort *ports;

  uint8_t *bound_ports; /* a bit each: unconnected UDP sockets of the last list */
  uint16_t first_free_port;
  uint16_t last_free_port;

  /* Processor time that look-ups may take. */
  int64_t credit_ns;
  int64_t credit_at_ns;

  WeirRetry retries[WEIR_FINDER_MAX_RETRIES];
  size_t n_retries;
  int64_t retry_at_ns;

  /* The list. */
  WeirFinderState state;
  size_t dump;
  bool is_dump_requested;
  size_t n_filled;
  bool is_walk_wanted;
  bool has_walked;
  void *reply; /* of the dump */
  WeirWireSocket *sockets;
  size_t n_sockets;
  size_t sockets_size;
  WeirOrphan *orphans; /* by inode: sockets of the last list without an owner */
  size_t n_orphans;
  bool is_walk_complete;
  unsigned n_walks;
  bool has_missed; /* a look-up did not find its process: a walk tells who is active now */
  int64_t list_cost_ns;
  int64_t walk_cost_ns;
  int64_t walk_at_ns;     /* not before */
  int64_t complete_at_ns; /* likewise, for a walk that passes over nobody */
  int64_t walked_at_ns;
  uint32_t walking_pid; /* the newest process there was when the walk began */
  uint32_t walked_pid;  /* likewise, of the last one */
} WeirFinder;

/* false: no memory */
bool weir_finder_init (WeirFinder *self, bool is_hasty);
void weir_finder_clear (WeirFinder *self);

/* Answers @n tuples, at most WEIR_WIRE_MAX_LOOK_UPS: who, or why nobody. */
void weir_finder_look_up (WeirFinder *self,
                          const WeirWireTuple *tuples,
                          size_t n,
                          WeirWireSocket *answers);

/* Looks up again what is still there and was not found, some times, a little later each.
 * @answers: (out) room for WEIR_FINDER_MAX_RETRIES
 * Returns: how many of them are answered now; call it until there are none, when its time has come
 */
size_t weir_finder_retry (WeirFinder *self, WeirWireSocket *answers);

/* When that is: how long to wait at most, in ms; -1: there is nothing to look up again. */
int weir_finder_get_retry_ms (const WeirFinder *self);

/* Whether look-ups have used up their share for now: those that wait a little and come together
 * cost less. */
bool weir_finder_is_tired (WeirFinder *self);

/* Begins a list of all sockets, unless one is under way. */
void weir_finder_begin_list (WeirFinder *self);

/* Works on the list for a part of a millisecond; false when it is complete: then
 * sockets[0 … n_sockets) is it, until the next one begins. */
bool weir_finder_step (WeirFinder *self);

/* When the list that is complete may be followed by another one, so that lists do not take more
 * than their share either: in ns from its beginning. */
int64_t weir_finder_get_list_rest_ns (const WeirFinder *self);

/* Fills in the owners of sockets that are known otherwise: walks if there is need. */
void weir_finder_resolve (WeirFinder *self, WeirWireSocket *sockets, size_t n);
