/* The server name that a client asks for when it begins TLS (RFC 8446, RFC 6066 section 3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: bytes in, a name out.  The bytes are hostile, and may be the beginning of more; the reader
 * looks no further than WEIR_TLS_HELLO_MAX bytes.  Any thread.
 */
#pragma once

#include "core/naming/host-name.h"

G_BEGIN_DECLS

/* A message beyond this is not waited for: with post-quantum keys they have 2 kB. */
#define WEIR_TLS_HELLO_MAX 8192

/* The type of the records that it comes in. */
#define WEIR_TLS_HANDSHAKE 22

typedef enum
{
  WEIR_TLS_HELLO_OTHER,   /* not a ClientHello, a broken one, or one without a name */
  WEIR_TLS_HELLO_MORE,    /* the beginning of one; the name may be in what follows */
  WEIR_TLS_HELLO_NAME,    /* @name is filled in */
  WEIR_TLS_HELLO_REFUSED, /* it has a name that cannot be one of a host */
} WeirTlsHello;

/* Of what a client says first on a TCP connection: the message may be spread over records. */
WeirTlsHello weir_tls_client_hello_read_records (const uint8_t *bytes,
                                                 gsize length,
                                                 char name[WEIR_HOST_NAME_SIZE]);

/* Of the handshake message itself, as QUIC carries it. */
WeirTlsHello weir_tls_client_hello_read (const uint8_t *bytes,
                                         gsize length,
                                         char name[WEIR_HOST_NAME_SIZE]);

G_END_DECLS
