/* Asks the system's resolver for the names of addresses, a few at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made only where the user has agreed: each question tells a DNS server whom this machine talks to.
 * What is never asked, whoever calls:
 *
 * - addresses that are not global (core/naming/address-scope.h), but for
 * - private ones within a network that this machine is attached to, where the network's own server
 *   is likely to know them; and not even those if @asks_private is unset.
 *
 * Questions wait in a queue with a bound, few are under way at once, and not too many are asked in
 * a second.  A resolver that does not answer in time is left alone for a while, longer each time,
 * so that threads waiting for it cannot pile up.  Main loop only.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

#define WEIR_REVERSE_DNS_MAX_WAITING 256
#define WEIR_REVERSE_DNS_MAX_AT_ONCE 4
#define WEIR_REVERSE_DNS_MAX_PER_SECOND 20

typedef enum
{
  WEIR_REVERSE_DNS_NAMED,
  WEIR_REVERSE_DNS_UNNAMED,    /* the server knows of no name */
  WEIR_REVERSE_DNS_UNANSWERED, /* it did not answer, or not in time */
} WeirReverseDnsResult;

/* @name: (nullable): only if it has one; as the server sent it, not safe to show */
typedef void (*WeirReverseDnsFunc) (const WeirAddress *address,
                                    WeirReverseDnsResult result,
                                    const char *name,
                                    gpointer user_data);

typedef struct _WeirReverseDns WeirReverseDns;

typedef struct
{
  gboolean asks_private;
  guint timeout_ms; /* 0: 5 seconds */
  WeirReverseDnsFunc func;
  gpointer user_data;
} WeirReverseDnsOptions;

WeirReverseDns *weir_reverse_dns_new (const WeirReverseDnsOptions *options);

/* Questions under way are given up; their answers reach nobody. */
void weir_reverse_dns_free (WeirReverseDns *self);

/* Puts a question into the queue, unless it is full.  The caller sees to it that none is put twice.
 * Returns: whether @func will be called, in any case later than this */
gboolean weir_reverse_dns_ask (WeirReverseDns *self, const WeirAddress *address, WeirFamily family);

/* Whether the rules above allow the question. */
gboolean weir_reverse_dns_may_ask (WeirReverseDns *self,
                                   const WeirAddress *address,
                                   WeirFamily family);

/* Questions waiting or under way. */
guint weir_reverse_dns_get_n_questions (const WeirReverseDns *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirReverseDns, weir_reverse_dns_free)

G_END_DECLS
