/* The first packets of a QUIC connection, which hold the client's TLS handshake (RFC 9000 section
 * 17.2.2, RFC 9001 section 5; version 2: RFC 9369).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are encrypted with a key that anybody can derive from the connection identifier which the
 * client chose for its first packet, or the server in a Retry.  Pure: bytes in, frames out; no
 * state.  The bytes are hostile.  Any thread.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "core/packet/bytes.h"

G_BEGIN_DECLS

#define WEIR_QUIC_VERSION_1 0x00000001u
#define WEIR_QUIC_VERSION_2 0x6b3343cfu

#define WEIR_QUIC_CID_MAX 20

/* Larger packets are not opened.  A datagram has some 1,200 bytes, and no more than a jumbo frame.
 */
#define WEIR_QUIC_PACKET_MAX 9216

/* The byte with the form and the type, the version, and the length of an identifier. */
#define WEIR_QUIC_START 6

typedef struct
{
  const uint8_t *bytes; /* of the packet, header included */
  gsize size;
  gsize number_at; /* where its number begins; what is before is not encrypted */
  uint32_t version;
  const uint8_t *cid; /* the receiver's connection identifier */
  guint cid_length;   /* at most WEIR_QUIC_CID_MAX */
} WeirQuicInitial;

/* Frames that are left to read. */
typedef struct
{
  const uint8_t *at;
  gsize left;
} WeirQuicFrames;

/* A piece of the TLS handshake. */
typedef struct
{
  uint64_t offset;
  const uint8_t *data;
  gsize length;
} WeirQuicCrypto;

/* Whether a datagram may begin with a packet of the handshake, in a version that is known.
 * @bytes: WEIR_QUIC_START of them */
static inline gboolean
weir_quic_is_long (const uint8_t *bytes)
{
  uint32_t version;

  if ((bytes[0] & 0xc0) != 0xc0)
    return FALSE;
  version = weir_read_be32 (bytes + 1);
  return version == WEIR_QUIC_VERSION_1 || version == WEIR_QUIC_VERSION_2;
}

/* Finds the next Initial packet among those of a datagram, and moves behind it.
 * @bytes: (inout): what is left of the datagram
 * @length: (inout)
 * Returns: whether there is one */
gboolean weir_quic_initial_next (WeirQuicInitial *initial, const uint8_t **bytes, gsize *length);

/* Decrypts a packet of the client.
 * @cid: the identifier that the keys are derived from
 * @plain: (out): room for @initial->size bytes
 * Returns: whether the packet is authentic: made by somebody who has seen the identifier */
gboolean weir_quic_initial_open (const WeirQuicInitial *initial,
                                 const uint8_t *cid,
                                 guint cid_length,
                                 uint8_t *plain,
                                 WeirQuicFrames *frames);

/* Returns: whether there is one more */
gboolean weir_quic_frames_next_crypto (WeirQuicFrames *frames, WeirQuicCrypto *crypto);

G_END_DECLS
