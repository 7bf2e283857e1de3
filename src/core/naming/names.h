/* What the other end is called, and how that is known.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers at once from what it holds: names seen on the wire (fed by weir_names_learn()), the
 * system's hosts file, and, only where the user has agreed, answers to reverse DNS questions that
 * it asks meanwhile.  What is found later is told by the changed function.
 *
 * Knows nothing of flows: the name that a connection itself asked for (TLS, QUIC) is kept with the
 * flow and goes before all of these; weir_names_get_for_flow() puts the two together.
 *
 * Main loop only.  Bounded: see the constants.
 */
#pragma once

#include "core/flow/batch.h"
#include "core/flow/flow.h"
#include "core/naming/name-source.h"

G_BEGIN_DECLS

/* Addresses with names from the wire or from reverse DNS; beyond it those that were neither learnt
 * nor looked up for longest are forgotten.  The hosts file is kept apart, with a bound of its own.
 */
#define WEIR_NAMES_MAX_ADDRESSES 65536

/* Names from the wire that one address may have at a time: many sites share an address. */
#define WEIR_NAMES_MAX_PER_ADDRESS 4

typedef struct _WeirNames WeirNames;

typedef struct
{
  /* Not live: what is looked up are the addresses of a capture file, which may come from anywhere.
   * Then private addresses are not taken for those of this machine's own networks: they are neither
   * asked for nor looked up in the hosts file. */
  gboolean is_live;
  const char *hosts_path; /* (nullable): another file than /etc/hosts; "": none */
  guint max_addresses;    /* 0: WEIR_NAMES_MAX_ADDRESSES */
} WeirNamesOptions;

WeirNames *weir_names_new (const WeirNamesOptions *options);
void weir_names_free (WeirNames *self);

/* Whether addresses that have no other name may be sent to the DNS server: off until the user has
 * agreed to it.  Which are never sent is said in core/naming/address-scope.h.  Switched off, what
 * was answered before is forgotten. */
void weir_names_set_reverse_dns (WeirNames *self, gboolean is_allowed);

/* A name was seen for an address: in the answer to a DNS, mDNS or LLMNR question.  It is the name
 * that was asked for, not what it led to.  Text that no name can be (empty, longer than 255 bytes)
 * is ignored; what cannot be shown in it is replaced.
 *
 * A name outlives @expires_us: connections outlive the answers they began with.  But one that had
 * not expired goes before one that had.
 *
 * @seen_us, @expires_us: µs since 1970, of packet time */
void weir_names_learn (WeirNames *self,
                       const WeirAddress *address,
                       const char *text,
                       WeirNameSource source,
                       int64_t seen_us,
                       int64_t expires_us);

/* The best name of an address, by the order of WeirNameSource.  Of several names from the wire, the
 * one in force at @at_us, and of those the newest: with the time of a flow's first packet, that is
 * the name that the connection was most likely opened for, and it does not change when another
 * site at the same address is visited later.
 *
 * Never waits.  Where there is no name and reverse DNS is allowed, the question is put in a queue
 * and the changed function called when it has been answered.
 *
 * @source: (out) (optional)
 * Returns: (nullable) (transfer none): valid until the main loop runs again; safe to show */
const char *weir_names_lookup (WeirNames *self,
                               const WeirAddress *address,
                               WeirFamily family,
                               int64_t at_us,
                               WeirNameSource *source);

/* Takes from a batch what addresses are called; its names of servers are the ledger's. */
void weir_names_learn_batch (WeirNames *self, const WeirBatch *batch);

/* What to show as the remote end of a flow: what the connection itself asked for, else
 * weir_names_lookup() for the time of its first packet.
 * @self: (nullable): no names
 * @source: (out) (optional)
 * Returns: (nullable) (transfer none): valid until the main loop runs again; safe to show */
const char *weir_names_get_for_flow (WeirNames *self, const WeirFlow *flow, WeirNameSource *source);

#define WEIR_NAMES_MAX_KNOWN (WEIR_NAMES_MAX_PER_ADDRESS + 2)

typedef struct
{
  const char *text; /* valid until the main loop runs again; safe to show */
  WeirNameSource source;
  int64_t seen_us; /* µs since 1970, of packet time; 0: not seen on the wire */
} WeirKnownName;

/* Everything that an address is called at present: names from the wire, the newest first, then that
 * of the hosts file and that from reverse DNS.  Asks nobody.
 * @self: (nullable): no names
 * Returns: how many @known has */
guint weir_names_list (const WeirNames *self,
                       const WeirAddress *address,
                       WeirFamily family,
                       WeirKnownName known[WEIR_NAMES_MAX_KNOWN]);

/* Whether reverse DNS has questions that are neither answered nor given up. */
gboolean weir_names_is_asking (const WeirNames *self);

/* Called from the main loop, once for all that has changed since it was called last. */
typedef void (*WeirNamesFunc) (WeirNames *names, gpointer user_data);

void weir_names_set_changed_func (WeirNames *self, WeirNamesFunc func, gpointer user_data);

/* How many addresses have names from the wire or from reverse DNS. */
guint weir_names_get_n_addresses (const WeirNames *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNames, weir_names_free)

G_END_DECLS
