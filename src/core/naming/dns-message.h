/* The addresses that a DNS message tells of (RFC 1035; multicast DNS: RFC 6762, LLMNR: RFC 4795).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: bytes in, one answer after the other out; nothing is kept.  The bytes are hostile: a
 * message is read in a time that its length bounds, whatever its counts and its compression say;
 * what cannot be read ends it.  Any thread.
 */
#pragma once

#include "core/address.h"
#include "core/naming/host-name.h"

G_BEGIN_DECLS

#define WEIR_DNS_HEADER 12

/* No more records of a message are looked at, and no longer chains of names. */
#define WEIR_DNS_MAX_RECORDS 64
#define WEIR_DNS_MAX_ALIASES 12

typedef enum
{
  WEIR_DNS_UNICAST, /* addresses are those of the name that was asked for, or of what it leads to */
  WEIR_DNS_MULTICAST, /* without a question: each name ending in ".local" has its own addresses */
} WeirDnsKind;

/* A name as it is in a message, without compression and in lower case: labels behind their lengths,
 * up to the empty one. */
typedef struct
{
  uint8_t bytes[255];
  uint8_t length;
} WeirDnsName;

typedef struct
{
  const uint8_t *message;
  gsize length;
  gsize at;
  guint n_records; /* still to be read */
  WeirDnsKind kind;
  WeirDnsName names[1 + WEIR_DNS_MAX_ALIASES]; /* the one in question and those it leads to */
  guint n_names;
  guint n_refused; /* answers whose name cannot be one of a host */
} WeirDnsReader;

typedef struct
{
  char name[WEIR_HOST_NAME_SIZE]; /* the one that was asked for */
  WeirAddress address;
  WeirFamily family;
  uint32_t ttl_s;
} WeirDnsAnswer;

/* Returns: whether the message is a good response, in which addresses may be found */
gboolean weir_dns_reader_init (WeirDnsReader *self,
                               WeirDnsKind kind,
                               const uint8_t *message,
                               gsize length);

/* Returns: whether there is one more */
gboolean weir_dns_reader_next (WeirDnsReader *self, WeirDnsAnswer *answer);

G_END_DECLS
