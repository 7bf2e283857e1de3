/* Whose a flow is: how its socket was found, or why nobody is named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure, but for the sentence, which is translated.
 */
#pragma once

#include "core/flow/flow.h"

G_BEGIN_DECLS

/* How a socket was found for a flow, the surest first.  The numbers travel between the programs
 * (wire/README.md). */
typedef enum
{
  WEIR_OWNER_MATCH_NONE = 0, /* of a WeirSocketInfo: as the system lists it, for no flow yet */
  WEIR_OWNER_MATCH_EXACT,    /* both addresses and ports are the socket's */
  WEIR_OWNER_MATCH_LOCAL,    /* the socket is bound to the local address and port, and receives from
                              * anybody */
  WEIR_OWNER_MATCH_WILDCARD, /* the socket is bound to the local port, of all addresses */
  WEIR_OWNER_MATCH_LISTENER, /* nobody has accepted the connection, or had when it ended: it belongs
                              * to who listens */
  WEIR_OWNER_MATCH_RECORDED, /* the capture file says so; no number between the programs */
} WeirOwnerMatch;

/* Why a flow has no owner.  The numbers travel between the programs. */
typedef enum
{
  WEIR_OWNER_KNOWN = 0,
  WEIR_OWNER_NOT_LOOKED_UP,   /* not yet */
  WEIR_OWNER_NOT_OURS,        /* neither end is this machine: forwarded, or overheard */
  WEIR_OWNER_KERNEL,          /* no process holds such traffic: ICMP, ARP, sockets of the kernel */
  WEIR_OWNER_OTHER_NAMESPACE, /* goes on, but no socket of this network namespace is its */
  WEIR_OWNER_CLOSED,          /* was gone when the system was asked */
  WEIR_OWNER_NO_PERMISSION,   /* the process is another user's, and may not be looked into */
  WEIR_OWNER_SHARED_PORT,     /* sockets of several processes share the port */
  WEIR_OWNER_NOT_LIVE,        /* the packets are from a file */
} WeirOwnerUnknown;

#define WEIR_OWNER_MATCH_LAST WEIR_OWNER_MATCH_RECORDED
#define WEIR_OWNER_UNKNOWN_LAST WEIR_OWNER_NOT_LIVE

static inline gboolean
weir_flow_has_owner (const WeirFlow *flow)
{
  return flow->socket != NULL && flow->socket->pid != 0;
}

/* Whether there is a socket of this machine, now: what a capture file tells of is no more than the
 * number and the name of a process, of any machine. */
static inline gboolean
weir_flow_has_socket (const WeirFlow *flow)
{
  return flow->socket != NULL && flow->socket->match != WEIR_OWNER_MATCH_RECORDED;
}

/* WEIR_OWNER_MATCH_NONE for a flow without an owner. */
WeirOwnerMatch weir_flow_get_owner_match (const WeirFlow *flow);

/* WEIR_OWNER_KNOWN for a flow with one. */
WeirOwnerUnknown weir_flow_get_owner_unknown (const WeirFlow *flow);

/* For machines: "exact", "listener"; "closed", "no-permission".  %NULL for _NONE and _KNOWN. */
const char *weir_owner_match_get_id (WeirOwnerMatch match);
const char *weir_owner_unknown_get_id (WeirOwnerUnknown unknown);

/* A translated sentence for people.  %NULL for _NONE and _KNOWN. */
const char *weir_owner_match_get_text (WeirOwnerMatch match);
const char *weir_owner_unknown_get_text (WeirOwnerUnknown unknown);

G_END_DECLS
