/* Learns names from packets: what a flow's client asks its server for, and what DNS answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands beside the flow table in the worker and sees each packet once.  Nearly all are none of its
 * business, which it sees by a few of their bytes.  It keeps messages that have begun in one packet
 * and go on in others: WEIR_NAME_READER_STREAMS at most, WEIR_STREAM_START_MAX bytes each, for
 * WEIR_NAME_READER_WAIT_US.  What comes after that, or before its beginning, is not read.  One
 * thread at a time.
 */
#pragma once

#include <netinet/in.h>

#include "core/naming/learnt-name.h"
#include "core/naming/quic-initial.h"
#include "core/naming/tls-client-hello.h"
#include "core/packet/packet.h"

G_BEGIN_DECLS

#define WEIR_NAME_READER_STREAMS 256
#define WEIR_NAME_READER_WAIT_US (10 * G_USEC_PER_SEC)

/* Of one message: segments that are waited for, Initial packets that are opened. */
#define WEIR_NAME_READER_PIECES 16

/* Names between two calls of take(). */
#define WEIR_NAME_READER_MAX_NAMES 4096

/* What a second of live traffic may take, in units of about a microsecond: a flood of what looks
 * like names must not cost packets. */
#define WEIR_NAME_READER_BUDGET 50000

#define WEIR_DNS_PORT 53
#define WEIR_MDNS_PORT 5353
#define WEIR_LLMNR_PORT 5355

/* In the third byte of a message. */
#define WEIR_DNS_RESPONSE 0x80

#define WEIR_TCP_HEADER 20
#define WEIR_UDP_HEADER 8

typedef struct
{
  /*< private >*/
  uint64_t awaited; /* TCP ports of senders to listen to, a bit for each modulo 64: that of DNS, and
                     * those whose message is incomplete */
} WeirNameReader;

typedef struct
{
  uint64_t learnt;  /* names, repeated ones included */
  uint64_t refused; /* that cannot be a host's */
  uint64_t unread;  /* messages that were not read, or names not kept, since a bound was reached */
  guint n_streams;  /* that wait now, or are remembered as done */
  gsize waiting_bytes;
} WeirNameReaderCounts;

/* @is_live: the traffic does not wait until it is read */
WeirNameReader *weir_name_reader_new (gboolean is_live);
void weir_name_reader_free (WeirNameReader *reader);

/* What has been learnt since the last call, in its order.
 * @n_names: (out)
 * Returns: (transfer full) (nullable): free it with g_free() */
WeirLearntName *weir_name_reader_take (WeirNameReader *reader, gsize *n_names);

WeirNameReaderCounts weir_name_reader_get_counts (const WeirNameReader *reader);

/* For weir_name_reader_add(): packets in which there may be a name. */
void weir_name_reader_read_tcp (WeirNameReader *reader,
                                const WeirPacket *packet,
                                const WeirTransport *transport);
void weir_name_reader_read_udp (WeirNameReader *reader,
                                const WeirPacket *packet,
                                const WeirTransport *transport);

static inline gboolean
weir_is_dns_port (uint16_t port)
{
  G_STATIC_ASSERT ((WEIR_MDNS_PORT | 2) == WEIR_LLMNR_PORT);
  return port == WEIR_DNS_PORT || (port | 2) == WEIR_LLMNR_PORT;
}

/* @packet, @transport: of the same frame.  Inline, since it is called for every packet. */
static inline void
weir_name_reader_add (WeirNameReader *self,
                      const WeirPacket *packet,
                      const WeirTransport *transport)
{
  const uint8_t *header = transport->header;

  if (packet->protocol == IPPROTO_TCP)
    {
      uint32_t header_size;

      if (transport->captured <= WEIR_TCP_HEADER)
        return;
      header_size = (header[12] >> 4) * 4u;
      if (transport->captured > header_size
          && G_UNLIKELY (header[header_size] == WEIR_TLS_HANDSHAKE
                         || (self->awaited >> (packet->src_port & 63) & 1) != 0))
        weir_name_reader_read_tcp (self, packet, transport);
    }
  else if (packet->protocol == IPPROTO_UDP)
    {
      const uint8_t *bytes = header + WEIR_UDP_HEADER;

      if (transport->captured < WEIR_UDP_HEADER + WEIR_QUIC_START)
        return;
      if (weir_is_dns_port (packet->src_port) ? (bytes[2] & WEIR_DNS_RESPONSE) != 0
                                              : weir_quic_is_long (bytes))
        weir_name_reader_read_udp (self, packet, transport);
    }
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNameReader, weir_name_reader_free)

G_END_DECLS
