/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/name-reader.h"

#include <string.h>

#include "core/naming/dns-message.h"
#include "core/naming/stream-start.h"

/* A client's first identifier is no shorter (RFC 9000 section 7.2). */
#define MIN_FIRST_CID 8

/* DNS over TCP: each message behind its length (RFC 1035 section 4.2.2). */
#define DNS_LENGTH 2

/* In units of WEIR_NAME_READER_BUDGET, measured with hostile input. */
enum
{
  COST_QUIC = 4, /* keys, and 1,200 bytes to decrypt */
  COST_TLS = 4,
  COST_DNS = 2,
  COST_DNS_RECORD = 1,
};

typedef enum
{
  STREAM_TLS,
  STREAM_QUIC,
  STREAM_DNS,
} StreamKind;

/* A message that goes on in other packets of its sender. */
typedef struct
{
  WeirFlowKey key; /* local is the sender */
  StreamKind kind;
  int64_t started_us;
  uint32_t first_seq; /* TCP */
  guint n_pieces;
  gboolean is_done; /* of QUIC, whose later packets look like the first */
  WeirStreamStart start;
  uint8_t cid[WEIR_QUIC_CID_MAX]; /* what opens its packets */
  guint cid_length;               /* 0: none has been opened */
  GList link;
} Stream;

typedef struct
{
  WeirNameReader parent;

  gboolean is_live;
  GHashTable *streams; /* WeirFlowKey inside a Stream → that Stream */
  GQueue oldest_first; /* Stream */
  guint n_awaited[64]; /* reasons for each bit of parent.awaited */
  int64_t now_us;

  int64_t budget_us; /* when the budget was filled */
  guint budget;

  GArray *names; /* WeirLearntName */
  WeirNameReaderCounts counts;
} Reader;

/* ---- streams
 * -----------------------------------------------------------------------------------*/

static void
await_port (Reader *self, uint16_t port, int change)
{
  guint bit = port & 63;

  self->n_awaited[bit] += (guint) change;
  if (self->n_awaited[bit] > 0)
    self->parent.awaited |= UINT64_C (1) << bit;
  else
    self->parent.awaited &= ~(UINT64_C (1) << bit);
}

static void
await (Reader *self, const Stream *stream, int change)
{
  if (stream->key.protocol == IPPROTO_TCP)
    await_port (self, stream->key.local_port, change);
}

static void
remove_stream (Reader *self, Stream *stream)
{
  await (self, stream, -1);
  g_hash_table_remove (self->streams, &stream->key);
  g_queue_unlink (&self->oldest_first, &stream->link);
  weir_stream_start_clear (&stream->start);
  g_free (stream);
}

static void
remove_old (Reader *self)
{
  Stream *stream;

  while ((stream = g_queue_peek_head (&self->oldest_first)) != NULL
         && ABS (self->now_us - stream->started_us) > WEIR_NAME_READER_WAIT_US)
    remove_stream (self, stream);
}

static Stream *
add_stream (Reader *self, const WeirFlowKey *key, StreamKind kind)
{
  Stream *stream = g_new0 (Stream, 1);

  remove_old (self);
  if (g_hash_table_size (self->streams) == WEIR_NAME_READER_STREAMS)
    {
      Stream *oldest = g_queue_peek_head (&self->oldest_first);

      self->counts.unread += !oldest->is_done;
      remove_stream (self, oldest);
    }

  stream->key = *key;
  stream->kind = kind;
  stream->started_us = self->now_us;
  stream->link.data = stream;
  g_hash_table_add (self->streams, stream);
  g_queue_push_tail_link (&self->oldest_first, &stream->link);
  await (self, stream, 1);
  return stream;
}

static Stream *
find_stream (Reader *self, const WeirFlowKey *key)
{
  Stream *stream = g_hash_table_lookup (self->streams, key);

  if (stream == NULL || ABS (self->now_us - stream->started_us) <= WEIR_NAME_READER_WAIT_US)
    return stream;
  remove_stream (self, stream);
  return NULL;
}

static WeirFlowKey
get_key (const WeirPacket *packet)
{
  return (WeirFlowKey){
    .local = packet->src,
    .remote = packet->dst,
    .local_port = packet->src_port,
    .remote_port = packet->dst_port,
    .protocol = packet->protocol,
    .family = packet->family,
  };
}

/* ---- what is learnt
 * ----------------------------------------------------------------------------*/

static gboolean
may_spend (Reader *self, guint cost)
{
  if (!self->is_live)
    return TRUE;

  if (ABS (self->now_us - self->budget_us) >= G_USEC_PER_SEC)
    {
      self->budget_us = self->now_us;
      self->budget = WEIR_NAME_READER_BUDGET;
    }
  if (self->budget < cost)
    {
      self->counts.unread++;
      return FALSE;
    }
  self->budget -= cost;
  return TRUE;
}

static void
learn (Reader *self, const WeirLearntName *name)
{
  if (self->names->len == WEIR_NAME_READER_MAX_NAMES)
    {
      self->counts.unread++;
      return;
    }
  g_array_append_vals (self->names, name, 1);
  self->counts.learnt++;
}

static void
learn_server (Reader *self,
              const WeirFlowKey *key,
              WeirNameSource source,
              WeirTlsHello hello,
              const char *text)
{
  WeirLearntName name = { .key = *key, .time_us = self->now_us, .source = source };

  if (hello == WEIR_TLS_HELLO_REFUSED)
    self->counts.refused++;
  if (hello != WEIR_TLS_HELLO_NAME)
    return;
  g_strlcpy (name.text, text, sizeof name.text);
  learn (self, &name);
}

/* An address of nobody, or of everybody, has no name: some servers answer so what they block. */
static gboolean
is_of_a_host (const WeirDnsAnswer *answer)
{
  return !weir_address_is_unspecified (&answer->address)
         && !weir_address_is_loopback (&answer->address, answer->family)
         && !weir_address_is_group (&answer->address, answer->family);
}

static void
read_dns (Reader *self, WeirNameSource source, const uint8_t *message, gsize length)
{
  WeirDnsKind kind = source == WEIR_NAME_MDNS ? WEIR_DNS_MULTICAST : WEIR_DNS_UNICAST;
  WeirDnsReader reader;
  WeirDnsAnswer answer;

  if (!may_spend (self, COST_DNS) || !weir_dns_reader_init (&reader, kind, message, length)
      || !may_spend (self, reader.n_records * COST_DNS_RECORD))
    return;

  while (weir_dns_reader_next (&reader, &answer))
    {
      WeirLearntName name = { .time_us = self->now_us, .source = source, .ttl_s = answer.ttl_s };

      /* Multicast DNS takes its word back this way (RFC 6762 section 10.1). */
      if (!is_of_a_host (&answer) || (source == WEIR_NAME_MDNS && answer.ttl_s == 0))
        continue;
      name.key.remote = answer.address;
      name.key.family = (uint8_t) answer.family;
      g_strlcpy (name.text, answer.name, sizeof name.text);
      learn (self, &name);
    }
  self->counts.refused += reader.n_refused;
}

/* ---- TCP
 * ---------------------------------------------------------------------------------------*/

static void
begin_tls (Reader *self, const WeirFlowKey *key, uint32_t seq, const uint8_t *bytes, gsize length)
{
  char name[WEIR_HOST_NAME_SIZE];
  WeirTlsHello hello;
  Stream *stream;

  /* One in 256 segments of anything begins so. */
  if ((length > 1 && bytes[1] != 3) || (length > 5 && bytes[5] != 1) || !may_spend (self, COST_TLS))
    return;
  hello = weir_tls_client_hello_read_records (bytes, length, name);
  if (hello != WEIR_TLS_HELLO_MORE)
    {
      learn_server (self, key, WEIR_NAME_TLS, hello, name);
      return;
    }

  stream = add_stream (self, key, STREAM_TLS);
  stream->first_seq = seq;
  weir_stream_start_add (&stream->start, 0, bytes, length);
}

static void
continue_tls (Reader *self, Stream *stream)
{
  char name[WEIR_HOST_NAME_SIZE];
  WeirTlsHello hello;

  if (!may_spend (self, COST_TLS))
    return;
  hello = weir_tls_client_hello_read_records (stream->start.bytes, stream->start.n_ready, name);
  if (hello == WEIR_TLS_HELLO_MORE)
    return;
  learn_server (self, &stream->key, WEIR_NAME_TLS, hello, name);
  remove_stream (self, stream);
}

/* Reads the messages that are complete.  Returns: how many bytes they took */
static gsize
read_dns_messages (Reader *self, const uint8_t *bytes, gsize length)
{
  gsize at = 0;

  while (length - at >= DNS_LENGTH)
    {
      gsize size = DNS_LENGTH + (gsize) weir_read_be16 (bytes + at);

      if (length - at < size)
        break;
      read_dns (self, WEIR_NAME_DNS, bytes + at + DNS_LENGTH, size - DNS_LENGTH);
      at += size;
    }
  return at;
}

static void
begin_dns (Reader *self, const WeirFlowKey *key, uint32_t seq, const uint8_t *bytes, gsize length)
{
  gsize done = read_dns_messages (self, bytes, length);
  Stream *stream;

  if (done == length)
    return;
  if (length - done >= DNS_LENGTH
      && DNS_LENGTH + weir_read_be16 (bytes + done) > WEIR_STREAM_START_MAX)
    {
      self->counts.unread++;
      return;
    }

  stream = add_stream (self, key, STREAM_DNS);
  stream->first_seq = seq + (uint32_t) done;
  weir_stream_start_add (&stream->start, 0, bytes + done, length - done);
}

static void
continue_dns (Reader *self, Stream *stream)
{
  const WeirFlowKey key = stream->key;
  const uint32_t seq = stream->first_seq;
  const gsize length = stream->start.n_ready;
  g_autofree uint8_t *bytes = NULL;

  if (length < DNS_LENGTH || length < DNS_LENGTH + (gsize) weir_read_be16 (stream->start.bytes))
    return;

  /* What follows the message begins anew. */
  bytes = g_steal_pointer (&stream->start.bytes);
  remove_stream (self, stream);
  begin_dns (self, &key, seq, bytes, length);
}

static void
continue_tcp (Reader *self, Stream *stream, uint32_t offset, const uint8_t *bytes, gsize length)
{
  if (++stream->n_pieces > WEIR_NAME_READER_PIECES)
    {
      self->counts.unread++;
      remove_stream (self, stream);
      return;
    }

  weir_stream_start_add (&stream->start, offset, bytes, length);
  if (stream->kind == STREAM_TLS)
    continue_tls (self, stream);
  else
    continue_dns (self, stream);
}

void
weir_name_reader_read_tcp (WeirNameReader *reader,
                           const WeirPacket *packet,
                           const WeirTransport *transport)
{
  Reader *self = (Reader *) reader;
  const uint32_t header_size = (transport->header[12] >> 4) * 4u;
  const uint8_t *bytes = transport->header + header_size;
  const gsize length = transport->captured - header_size;
  const uint32_t seq = weir_read_be32 (transport->header + 4);
  const WeirFlowKey key = get_key (packet);
  Stream *stream;

  self->now_us = packet->time_us;
  stream = find_stream (self, &key);
  if (stream != NULL)
    {
      uint32_t offset = seq - stream->first_seq;

      if (offset < WEIR_STREAM_START_MAX)
        {
          continue_tcp (self, stream, offset, bytes, length);
          return;
        }
      /* Another connection with the same ports. */
      remove_stream (self, stream);
    }

  if (packet->src_port == WEIR_DNS_PORT)
    begin_dns (self, &key, seq, bytes, length);
  else if (bytes[0] == WEIR_TLS_HANDSHAKE)
    begin_tls (self, &key, seq, bytes, length);
}

/* ---- QUIC
 * --------------------------------------------------------------------------------------*/

static gboolean
open_with (Reader *self,
           const WeirQuicInitial *initial,
           const uint8_t *cid,
           guint cid_length,
           uint8_t *plain,
           WeirQuicFrames *frames)
{
  return may_spend (self, COST_QUIC)
         && weir_quic_initial_open (initial, cid, cid_length, plain, frames);
}

/* With the key of the packets before; after a Retry the packet has a new one with it. */
static gboolean
open_initial (Reader *self,
              Stream *stream,
              const WeirQuicInitial *initial,
              uint8_t *plain,
              WeirQuicFrames *frames)
{
  if (stream->cid_length > 0
      && open_with (self, initial, stream->cid, stream->cid_length, plain, frames))
    return TRUE;
  if (initial->cid_length < MIN_FIRST_CID
      || !open_with (self, initial, initial->cid, initial->cid_length, plain, frames))
    return FALSE;

  memcpy (stream->cid, initial->cid, initial->cid_length);
  stream->cid_length = initial->cid_length;
  return TRUE;
}

static void
read_crypto (Reader *self, Stream *stream, WeirQuicFrames *frames)
{
  char name[WEIR_HOST_NAME_SIZE];
  WeirQuicCrypto crypto;
  WeirTlsHello hello;

  while (weir_quic_frames_next_crypto (frames, &crypto))
    weir_stream_start_add (&stream->start, crypto.offset, crypto.data, crypto.length);

  hello = weir_tls_client_hello_read (stream->start.bytes, stream->start.n_ready, name);
  if (hello == WEIR_TLS_HELLO_MORE)
    return;
  learn_server (self, &stream->key, WEIR_NAME_QUIC, hello, name);
  weir_stream_start_clear (&stream->start);
  stream->is_done = TRUE;
}

static void
read_quic (Reader *self, const WeirPacket *packet, const uint8_t *bytes, gsize length)
{
  const WeirFlowKey key = get_key (packet);
  const WeirFlowKey answered = weir_flow_key_reversed (&key);
  Stream *stream = find_stream (self, &key);
  WeirQuicInitial initial;

  /* Those of the server look like those of the client. */
  if (stream == NULL && find_stream (self, &answered) != NULL)
    return;

  while ((stream == NULL || !stream->is_done) && weir_quic_initial_next (&initial, &bytes, &length))
    {
      uint8_t plain[WEIR_QUIC_PACKET_MAX];
      WeirQuicFrames frames;

      if (stream == NULL)
        stream = add_stream (self, &key, STREAM_QUIC);
      if (++stream->n_pieces > WEIR_NAME_READER_PIECES)
        {
          self->counts.unread++;
          weir_stream_start_clear (&stream->start);
          stream->is_done = TRUE;
        }
      else if (open_initial (self, stream, &initial, plain, &frames))
        read_crypto (self, stream, &frames);
    }
}

void
weir_name_reader_read_udp (WeirNameReader *reader,
                           const WeirPacket *packet,
                           const WeirTransport *transport)
{
  Reader *self = (Reader *) reader;
  const uint8_t *bytes = transport->header + WEIR_UDP_HEADER;
  const guint size = weir_read_be16 (transport->header + 4);
  gsize length = transport->captured - WEIR_UDP_HEADER;

  self->now_us = packet->time_us;

  /* Segmentation offload leaves the field 0, or that of a piece: then the datagram's length holds.
   */
  if (size >= WEIR_UDP_HEADER + WEIR_QUIC_START && size < transport->captured)
    length = size - WEIR_UDP_HEADER;

  switch (packet->src_port)
    {
    case WEIR_DNS_PORT:
      read_dns (self, WEIR_NAME_DNS, bytes, length);
      break;
    case WEIR_MDNS_PORT:
      read_dns (self, WEIR_NAME_MDNS, bytes, length);
      break;
    case WEIR_LLMNR_PORT:
      read_dns (self, WEIR_NAME_LLMNR, bytes, length);
      break;
    default:
      read_quic (self, packet, bytes, length);
      break;
    }
}

/* ---- the reader
 * --------------------------------------------------------------------------------*/

WeirNameReader *
weir_name_reader_new (gboolean is_live)
{
  Reader *self = g_new0 (Reader, 1);

  self->is_live = is_live;
  self->budget = WEIR_NAME_READER_BUDGET;
  self->streams = g_hash_table_new (weir_flow_key_hash, weir_flow_key_equal);
  g_queue_init (&self->oldest_first);
  await_port (self, WEIR_DNS_PORT, 1);
  self->names = g_array_new (FALSE, FALSE, sizeof (WeirLearntName));

  return &self->parent;
}

void
weir_name_reader_free (WeirNameReader *reader)
{
  Reader *self = (Reader *) reader;
  Stream *stream;

  while ((stream = g_queue_peek_head (&self->oldest_first)) != NULL)
    remove_stream (self, stream);
  g_hash_table_unref (self->streams);
  g_array_unref (self->names);
  g_free (self);
}

WeirLearntName *
weir_name_reader_take (WeirNameReader *reader, gsize *n_names)
{
  Reader *self = (Reader *) reader;
  WeirLearntName *names = NULL;

  remove_old (self);
  *n_names = self->names->len;
  if (self->names->len > 0)
    names = g_memdup2 (self->names->data, self->names->len * sizeof *names);
  g_array_set_size (self->names, 0);
  return names;
}

WeirNameReaderCounts
weir_name_reader_get_counts (const WeirNameReader *reader)
{
  const Reader *self = (const Reader *) reader;
  WeirNameReaderCounts counts = self->counts;

  counts.n_streams = g_hash_table_size (self->streams);
  for (const GList *link = self->oldest_first.head; link != NULL; link = link->next)
    counts.waiting_bytes += ((const Stream *) link->data)->start.size;
  return counts;
}
