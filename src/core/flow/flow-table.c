/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow-table.h"

#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "core/flow/orientation.h"
#include "core/flow/tcp-quality.h"

/* Two cache lines: who, and how much. */
typedef struct
{
  WeirFlowKey key;
  uint64_t tails[2]; /* what get_tail() says of a packet; 0: tx, 1: rx */
  uint8_t is_local;
  uint8_t is_used;
  uint8_t icmp_type;
  uint8_t icmp_code;
  uint32_t hash;

  uint64_t bytes[2]; /* of this interval; 0: tx, 1: rx */
  uint64_t wire_bytes[2];
  uint32_t packets[2];
  int64_t first_us;
  int64_t last_us;   /* kept when the interval is over, to tell idle records */
  uint32_t interval; /* in which the counts were begun; they count in no other */
  uint8_t has_tcp;   /* the table's tcp of the same number is this one's */
  uint8_t spoken;    /* WeirSpoken: the first that was recognised */
} __attribute__ ((aligned (64))) Record;

G_STATIC_ASSERT (sizeof (Record) == 128);

typedef struct
{
  uint32_t hash;
  uint32_t number; /* of the record; 0: empty */
} Slot;

/* The record with this number is in no flow's use: where an empty slot leads. */
#define NO_RECORD 0

/* At most half of the slots are in use. */
#define MIN_SLOTS 4096

/* When the table is full: how many records are looked at for one that may go. */
#define PRESSURE_STEPS 64

/* Every call of take() looks at this share of the records for idle ones. */
#define SWEEP_SHARE 16

/* take() asks for so many records before they are needed. */
#define PREFETCH_AHEAD 8

/* A packet on its way to its record. */
typedef struct
{
  Record *record; /* the first with the same hash, almost always the right one; or NO_RECORD */
  uint32_t hash;
} Lookup;

/* Which way a packet goes in a flow. */
typedef enum
{
  DIRECTION_TX,
  DIRECTION_RX,
  DIRECTION_NONE, /* it is of another flow */
} Direction;

struct _WeirFlowTable
{
  Slot *slots;
  uint32_t mask;

  Record *records;     /* reserved for max_records and NO_RECORD, touched as they are needed */
  WeirTcpQuality *tcp; /* by the record's number; reserved and touched in the same way */
  guint max_records;
  guint n_touched; /* records below this number were used at least once, or are NO_RECORD */
  guint n_used;
  GArray *free;     /* uint32_t: numbers of records below n_touched that are unused */
  uint32_t *active; /* numbers of records with packets in this interval */
  guint n_active;
  guint active_size;
  uint32_t interval;
  GArray *early;     /* WeirFlowDelta: of records that had to go in this interval, or never were */
  GArray *early_tcp; /* WeirTcpDelta: of these */
  gboolean follows_tcp; /* some record may have its tcp */

  GArray *sockets; /* WeirSocketInfo */
  gboolean lists_sockets;

  WeirCounts unlisted;
  WeirLocalNetwork *local;
  guint hand;       /* next record to look at under pressure */
  guint sweep;      /* next record to look at for idleness */
  uint64_t seed[4]; /* odd */
};

/* Address space only; a page costs memory when its first record is used, and records never move. */
static void *
reserve (const WeirFlowTable *self, gsize record_bytes)
{
  void *memory = mmap (NULL, ((gsize) self->max_records + 1) * record_bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (memory == MAP_FAILED)
    g_error ("Out of memory: no room for %u flows", self->max_records);
  return memory;
}

WeirFlowTable *
weir_flow_table_new (guint max_flows, WeirLocalNetwork *local)
{
  WeirFlowTable *self = g_new0 (WeirFlowTable, 1);

  self->max_records = max_flows > 0 ? max_flows : WEIR_FLOW_TABLE_DEFAULT_MAX_FLOWS;
  self->records = reserve (self, sizeof (Record));
  self->tcp = reserve (self, sizeof (WeirTcpQuality));
  self->n_touched = NO_RECORD + 1;
  self->hand = self->sweep = NO_RECORD + 1;
  self->interval = 1;

  self->slots = g_new0 (Slot, MIN_SLOTS);
  self->mask = MIN_SLOTS - 1;
  self->free = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->early = g_array_new (FALSE, FALSE, sizeof (WeirFlowDelta));
  self->early_tcp = g_array_new (FALSE, FALSE, sizeof (WeirTcpDelta));
  self->sockets = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  self->local = weir_local_network_ref (local);

  /* Unknown to those who send the packets: nobody can make flows collide on purpose. */
  for (gsize i = 0; i < G_N_ELEMENTS (self->seed); i++)
    self->seed[i] = (uint64_t) g_random_int () << 32 | g_random_int () | 1;

  return self;
}

void
weir_flow_table_free (WeirFlowTable *self)
{
  munmap (self->records, ((gsize) self->max_records + 1) * sizeof (Record));
  munmap (self->tcp, ((gsize) self->max_records + 1) * sizeof (WeirTcpQuality));
  g_free (self->slots);
  g_array_unref (self->free);
  g_free (self->active);
  g_array_unref (self->early);
  g_array_unref (self->early_tcp);
  g_array_unref (self->sockets);
  weir_local_network_unref (self->local);
  g_free (self);
}

static inline uint64_t
mix_side (const WeirFlowTable *self, const WeirAddress *address, uint16_t port)
{
  return (address->words[0] ^ self->seed[0]) * self->seed[1] + address->words[1]
         + port * self->seed[2];
}

/* The same for both directions, since a product is. Folding its halves together lets every bit of
 * both sides reach every bit of the hash. */
static inline uint32_t
hash_packet (const WeirFlowTable *self, const WeirPacket *packet)
{
  uint64_t src = mix_side (self, &packet->src, packet->src_port);
  uint64_t dst = mix_side (self, &packet->dst, packet->dst_port);
  uint64_t low = src * dst;
  uint64_t high = (uint64_t) ((__uint128_t) src * dst >> 64);

  return (uint32_t) (low ^ high) + (uint32_t) (packet->protocol * self->seed[3]);
}

/* Ports, protocol and family of a packet as one word. */
static inline uint64_t
get_tail (const WeirPacket *packet)
{
  const uint64_t no_tcp_flags = GUINT64_FROM_LE (UINT64_C (0x00ffffffffffffff));
  uint64_t tail;

  G_STATIC_ASSERT (offsetof (WeirPacket, tcp_flags) == offsetof (WeirPacket, src_port) + 7);
  memcpy (&tail, &packet->src_port, sizeof tail);
  return tail & no_tcp_flags;
}

static inline Direction
get_direction (const Record *record, const WeirPacket *packet)
{
  uint64_t tail = get_tail (packet);

  if (tail == record->tails[DIRECTION_TX] && weir_address_equal (&packet->src, &record->key.local)
      && weir_address_equal (&packet->dst, &record->key.remote))
    return DIRECTION_TX;
  if (tail == record->tails[DIRECTION_RX] && weir_address_equal (&packet->src, &record->key.remote)
      && weir_address_equal (&packet->dst, &record->key.local))
    return DIRECTION_RX;
  return DIRECTION_NONE;
}

/* The place of the first slot with this hash, else of the empty one that ends the search. */
static G_GNUC_NO_INLINE uint32_t
probe (const WeirFlowTable *self, uint32_t hash)
{
  uint32_t place = hash & self->mask;

  while (self->slots[place].hash != hash && self->slots[place].number != NO_RECORD)
    place = (place + 1) & self->mask;

  return place;
}

/* Returns NULL if there is no record yet. */
static G_ALWAYS_INLINE inline Record *
find_record (WeirFlowTable *self, uint32_t hash, const WeirPacket *packet, Direction *direction)
{
  for (uint32_t i = hash & self->mask;; i = (i + 1) & self->mask)
    {
      const Slot *slot = &self->slots[i];
      Record *record = &self->records[slot->number];

      if (slot->number == NO_RECORD)
        return NULL;
      if (slot->hash != hash)
        continue;
      *direction = get_direction (record, packet);
      if (*direction != DIRECTION_NONE)
        return record;
    }
}

static void
insert_slot (Slot *slots, uint32_t mask, uint32_t hash, uint32_t number)
{
  uint32_t i = hash & mask;

  while (slots[i].number != NO_RECORD)
    i = (i + 1) & mask;

  slots[i].hash = hash;
  slots[i].number = number;
}

static void
grow_slots (WeirFlowTable *self)
{
  uint32_t n_slots = (self->mask + 1) * 2;
  Slot *slots = g_new0 (Slot, n_slots);

  for (uint32_t i = 0; i <= self->mask; i++)
    {
      if (self->slots[i].number != NO_RECORD)
        insert_slot (slots, n_slots - 1, self->slots[i].hash, self->slots[i].number);
    }

  g_free (self->slots);
  self->slots = slots;
  self->mask = n_slots - 1;
}

/* Linear probing has no tombstones: what follows the gap moves up, as far as its hash lets it. */
static void
remove_slot (WeirFlowTable *self, uint32_t hash, uint32_t number)
{
  uint32_t gap = hash & self->mask;

  while (self->slots[gap].number != number)
    gap = (gap + 1) & self->mask;

  for (uint32_t i = (gap + 1) & self->mask; self->slots[i].number != NO_RECORD;
       i = (i + 1) & self->mask)
    {
      uint32_t home = self->slots[i].hash & self->mask;

      if (((i - home) & self->mask) >= ((i - gap) & self->mask))
        {
          self->slots[gap] = self->slots[i];
          gap = i;
        }
    }

  self->slots[gap].number = NO_RECORD;
}

static inline gboolean
record_is_active (const Record *record, const WeirFlowTable *self)
{
  return record->interval == self->interval;
}

static void
record_fill_delta (const Record *record, WeirFlowDelta *delta)
{
  delta->key = record->key;
  delta->tx_bytes = record->bytes[0];
  delta->rx_bytes = record->bytes[1];
  delta->tx_wire_bytes = record->wire_bytes[0];
  delta->rx_wire_bytes = record->wire_bytes[1];
  delta->tx_packets = record->packets[0];
  delta->rx_packets = record->packets[1];
  delta->first_us = record->first_us;
  delta->last_us = record->last_us;
  delta->icmp_type = record->icmp_type;
  delta->spoken = record->spoken;
  delta->icmp_code = record->icmp_code;
  delta->is_local = record->is_local;
  memset (delta->spare, 0, sizeof delta->spare);
}

/* Fills in what is new of the record's connection.  Returns whether there is anything. */
static inline gboolean
take_tcp (WeirFlowTable *self, const Record *record, gsize delta, WeirTcpDelta *tcp)
{
  if (!record->has_tcp || !weir_tcp_quality_take (&self->tcp[record - self->records], tcp))
    return FALSE;

  tcp->delta = (uint32_t) delta;
  return TRUE;
}

static void
drop_record (WeirFlowTable *self, Record *record)
{
  uint32_t number = (uint32_t) (record - self->records);

  remove_slot (self, record->hash, number);
  record->is_used = FALSE;
  record->interval = 0;
  g_array_append_val (self->free, number);
  self->n_used--;
}

/* Fills in who the record is of.  Returns which way the packet goes. */
static Direction
record_orient (Record *record, const WeirLocalNetwork *local, const WeirPacket *packet)
{
  WeirPacket reply = *packet;
  gboolean is_tx;
  Direction direction;

  reply.src_port = packet->dst_port;
  reply.dst_port = packet->src_port;
  record->is_local = weir_orient (packet, local, &record->key, &is_tx) != FALSE;
  direction = is_tx ? DIRECTION_TX : DIRECTION_RX;
  record->tails[direction] = get_tail (packet);
  record->tails[!direction] = get_tail (&reply);
  return direction;
}

/* A record that has nothing to hand over may go at any time.  Looks at a few; where floods make
 * every flow active within one interval, there is none. */
static gboolean
make_room (WeirFlowTable *self)
{
  for (guint i = 0; i < PRESSURE_STEPS; i++)
    {
      Record *record = &self->records[self->hand];

      self->hand = self->hand < self->max_records ? self->hand + 1 : NO_RECORD + 1;
      if (record->is_used && !record_is_active (record, self))
        {
          drop_record (self, record);
          return TRUE;
        }
    }

  return FALSE;
}

static Record *
add_record (WeirFlowTable *self, uint32_t hash, const WeirPacket *packet, Direction *direction)
{
  uint32_t number;
  Record *record;

  if (self->n_used == self->max_records && !make_room (self))
    return NULL;

  if ((self->n_used + 1) * 2 > self->mask + 1)
    grow_slots (self);

  if (self->free->len > 0)
    {
      number = g_array_index (self->free, uint32_t, self->free->len - 1);
      g_array_set_size (self->free, self->free->len - 1);
    }
  else
    {
      number = self->n_touched++;
    }

  record = &self->records[number];
  memset (record, 0, sizeof *record);
  record->hash = hash;
  record->is_used = TRUE;
  record->icmp_type = packet->icmp_type;
  record->icmp_code = packet->icmp_code;
  *direction = record_orient (record, self->local, packet);

  insert_slot (self->slots, self->mask, hash, number);
  self->n_used++;
  return record;
}

static void
count_unlisted (WeirFlowTable *self, const WeirPacket *packet)
{
  if (!weir_local_network_contains (self->local, &packet->src, packet->family)
      && weir_local_network_contains (self->local, &packet->dst, packet->family))
    {
      self->unlisted.rx_bytes += packet->bytes;
      self->unlisted.rx_wire_bytes += packet->wire_bytes;
      self->unlisted.rx_packets++;
    }
  else
    {
      self->unlisted.tx_bytes += packet->bytes;
      self->unlisted.tx_wire_bytes += packet->wire_bytes;
      self->unlisted.tx_packets++;
    }
}

/* The record's first packet in this interval. */
static G_GNUC_NO_INLINE void
activate (WeirFlowTable *self, Record *record, int64_t time_us)
{
  uint32_t number = (uint32_t) (record - self->records);

  record->interval = self->interval;
  record->bytes[DIRECTION_TX] = record->bytes[DIRECTION_RX] = 0;
  record->packets[DIRECTION_TX] = record->packets[DIRECTION_RX] = 0;
  record->wire_bytes[DIRECTION_TX] = record->wire_bytes[DIRECTION_RX] = 0;
  record->first_us = time_us;
  record->last_us = time_us;
  if (self->n_active == self->active_size)
    {
      self->active_size = MAX (self->active_size * 2, MIN_SLOTS / 2);
      self->active = g_renew (uint32_t, self->active, self->active_size);
    }
  self->active[self->n_active++] = number;
}

/* A packet that was captured before the record's last one. */
static G_GNUC_NO_INLINE void
count_late (Record *record, int64_t time_us)
{
  record->first_us = MIN (record->first_us, time_us);
}

static inline void
count (WeirFlowTable *self,
       uint32_t interval,
       Record *record,
       const WeirPacket *packet,
       Direction direction)
{
  if (G_UNLIKELY (record->interval != interval))
    activate (self, record, packet->time_us);

  record->bytes[direction] += packet->bytes;
  record->packets[direction]++;
  record->wire_bytes[direction] += packet->wire_bytes;
  if (G_UNLIKELY (packet->time_us < record->last_us))
    count_late (record, packet->time_us);
  else
    record->last_us = packet->time_us;
}

/* @segment: (nullable) */
static inline void
follow (WeirFlowTable *self,
        Record *record,
        const WeirPacket *packet,
        const WeirTcpSegment *segment,
        Direction direction)
{
  WeirTcpQuality *tcp;

  if (segment == NULL)
    return;
  if (G_UNLIKELY (segment->spoken != 0) && record->spoken == 0)
    record->spoken = segment->spoken;
  if (segment->payload_offset == 0)
    return;

  tcp = &self->tcp[record - self->records];
  if (G_UNLIKELY (!record->has_tcp))
    {
      memset (tcp, 0, sizeof *tcp);
      record->has_tcp = TRUE;
    }
  weir_tcp_quality_add (tcp, segment, direction, packet->time_us);
}

/* A packet of a new flow, or of one that shares its hash with another. */
static G_GNUC_NO_INLINE void
add_slowly (WeirFlowTable *self,
            uint32_t hash,
            const WeirPacket *packet,
            const WeirTcpSegment *segment)
{
  Direction direction;
  Record *record = find_record (self, hash, packet, &direction);

  if (record == NULL)
    record = add_record (self, hash, packet, &direction);
  if (record == NULL)
    {
      count_unlisted (self, packet);
      return;
    }

  count (self, self->interval, record, packet, direction);
  follow (self, record, packet, segment, direction);
}

/* @segments: NULL where nobody follows connections; the compiler makes that a function of its own.
 */
static G_ALWAYS_INLINE inline void
add_burst (WeirFlowTable *self,
           const WeirPacket *packets,
           const WeirTcpSegment *segments,
           guint n_packets)
{
  Lookup lookups[WEIR_FLOW_TABLE_BURST];
  const uint32_t interval = self->interval;

  /* Three passes, so that the waits for memory overlap: with many flows each slot and each record
   * is a cache miss of its own. */
  for (guint i = 0; i < n_packets; i++)
    {
      lookups[i].hash = hash_packet (self, &packets[i]);
      __builtin_prefetch (&self->slots[lookups[i].hash & self->mask]);
    }

  for (guint i = 0; i < n_packets; i++)
    {
      uint32_t place = lookups[i].hash & self->mask;
      Record *record;

      if (G_UNLIKELY (self->slots[place].hash != lookups[i].hash))
        place = probe (self, lookups[i].hash);

      record = &self->records[self->slots[place].number];
      __builtin_prefetch (record, 1);
      __builtin_prefetch (&record->bytes, 1);
      if (segments != NULL && segments[i].payload_offset != 0)
        {
          const WeirTcpQuality *tcp = &self->tcp[self->slots[place].number];

          __builtin_prefetch (&tcp->streams[0], 1);
          __builtin_prefetch (&tcp->streams[1], 1);
        }
      lookups[i].record = record;
    }

  for (guint i = 0; i < n_packets; i++)
    {
      const WeirPacket *packet = &packets[i];
      const WeirTcpSegment *segment = segments != NULL ? &segments[i] : NULL;
      Record *record = lookups[i].record;
      Direction direction = get_direction (record, packet);

      if (G_LIKELY (direction == DIRECTION_TX))
        count (self, interval, record, packet, DIRECTION_TX);
      else if (G_LIKELY (direction == DIRECTION_RX))
        count (self, interval, record, packet, DIRECTION_RX);
      else
        {
          add_slowly (self, lookups[i].hash, packet, segment);
          continue;
        }
      follow (self, record, packet, segment, direction);
    }
}

static G_GNUC_NO_INLINE void
add_and_follow (WeirFlowTable *self,
                const WeirPacket *packets,
                const WeirTcpSegment *segments,
                guint n_packets)
{
  add_burst (self, packets, segments, n_packets);
}

void
weir_flow_table_add (WeirFlowTable *self,
                     const WeirPacket *packets,
                     const WeirTcpSegment *segments,
                     guint n_packets)
{
  g_return_if_fail (n_packets <= WEIR_FLOW_TABLE_BURST);

  self->follows_tcp |= segments != NULL;
  if (segments != NULL)
    add_and_follow (self, packets, segments, n_packets);
  else
    add_burst (self, packets, NULL, n_packets);
}

void
weir_flow_table_add_delta (WeirFlowTable *self, const WeirFlowDelta *delta, const WeirTcpDelta *tcp)
{
  if (tcp != NULL)
    {
      WeirTcpDelta copy = *tcp;

      copy.delta = self->early->len;
      g_array_append_val (self->early_tcp, copy);
    }
  g_array_append_vals (self->early, delta, 1);
}

gboolean
weir_flow_table_find_key (WeirFlowTable *self, const WeirPacket *packet, WeirFlowKey *key)
{
  Direction direction;
  const Record *record = find_record (self, hash_packet (self, packet), packet, &direction);

  if (record == NULL)
    return FALSE;

  *key = record->key;
  return TRUE;
}

void
weir_flow_table_add_socket (WeirFlowTable *self, const WeirSocketInfo *info)
{
  g_array_append_vals (self->sockets, info, 1);
}

void
weir_flow_table_end_socket_list (WeirFlowTable *self)
{
  self->lists_sockets = TRUE;
}

void
weir_flow_table_set_local (WeirFlowTable *self, WeirLocalNetwork *local)
{
  weir_local_network_ref (local);
  weir_local_network_unref (self->local);
  self->local = local;

  for (guint i = NO_RECORD + 1; i < self->n_touched; i++)
    {
      Record *record = &self->records[i];
      const WeirFlowKey *key = &record->key;
      gboolean left_is_local = weir_local_network_contains (local, &key->local, key->family);
      gboolean right_is_local = weir_local_network_contains (local, &key->remote, key->family);

      /* What was decided without the addresses stays as it is. */
      if (!record->is_used
          || (record->is_local == (left_is_local || right_is_local)
              && (left_is_local || !right_is_local)))
        continue;

      if (record_is_active (record, self))
        {
          WeirFlowDelta delta;
          WeirTcpDelta tcp;

          record_fill_delta (record, &delta);
          if (take_tcp (self, record, self->early->len, &tcp))
            g_array_append_val (self->early_tcp, tcp);
          g_array_append_val (self->early, delta);
        }
      drop_record (self, record);
    }
}

static void
drop_idle (WeirFlowTable *self, int64_t now_us)
{
  guint n_steps = self->n_touched / SWEEP_SHARE + 1;

  for (guint i = 0; i < n_steps; i++)
    {
      Record *record = &self->records[self->sweep];

      self->sweep = self->sweep + 1 < self->n_touched ? self->sweep + 1 : NO_RECORD + 1;
      if (record->is_used && now_us - record->last_us > WEIR_FLOW_TABLE_IDLE_US)
        drop_record (self, record);
    }
}

static inline void
prefetch (const WeirFlowTable *self, uint32_t number)
{
  const Record *record = &self->records[number];
  const WeirTcpQuality *tcp = &self->tcp[number];

  __builtin_prefetch (record, 1);
  __builtin_prefetch (&record->bytes, 1);
  __builtin_prefetch (&tcp->streams[0], 1);
  __builtin_prefetch (&tcp->streams[1], 1);
}

void
weir_flow_table_take (WeirFlowTable *self, WeirBatch *batch, int64_t now_us)
{
  gsize n_deltas = 0;

  batch->deltas = g_new (WeirFlowDelta, self->early->len + self->n_active);

  if (self->early->len > 0)
    memcpy (batch->deltas, self->early->data, self->early->len * sizeof (WeirFlowDelta));
  n_deltas = self->early->len;

  if (self->follows_tcp || self->early_tcp->len > 0)
    batch->tcp = g_new (WeirTcpDelta, self->early_tcp->len + self->n_active);
  if (self->early_tcp->len > 0)
    memcpy (batch->tcp, self->early_tcp->data, self->early_tcp->len * sizeof (WeirTcpDelta));
  batch->n_tcp = self->early_tcp->len;

  for (guint i = 0; i < self->n_active; i++)
    {
      Record *record = &self->records[self->active[i]];

      if (i + PREFETCH_AHEAD < self->n_active)
        prefetch (self, self->active[i + PREFETCH_AHEAD]);

      /* Not so if set_local() has dropped it since; its number may even be listed twice. */
      if (!record_is_active (record, self))
        continue;
      if (take_tcp (self, record, n_deltas, &batch->tcp[batch->n_tcp]))
        batch->n_tcp++;
      record_fill_delta (record, &batch->deltas[n_deltas++]);
      record->interval = 0;
    }

  batch->n_deltas = n_deltas;
  batch->unlisted = self->unlisted;
  batch->n_flows = self->n_used;
  batch->max_flows = self->max_records;

  batch->n_sockets = self->sockets->len;
  if (self->sockets->len > 0)
    batch->sockets = g_memdup2 (self->sockets->data, self->sockets->len * sizeof (WeirSocketInfo));

  batch->lists_sockets = self->lists_sockets;

  g_array_set_size (self->early, 0);
  g_array_set_size (self->early_tcp, 0);
  g_array_set_size (self->sockets, 0);
  self->lists_sockets = FALSE;
  self->n_active = 0;
  memset (&self->unlisted, 0, sizeof self->unlisted);
  self->interval++;
  drop_idle (self, now_us);
}

guint
weir_flow_table_get_n_flows (const WeirFlowTable *self)
{
  return self->n_used;
}

gboolean
weir_flow_table_is_empty_interval (const WeirFlowTable *self)
{
  return self->n_active == 0 && self->early->len == 0 && self->unlisted.tx_packets == 0
         && self->unlisted.rx_packets == 0;
}
