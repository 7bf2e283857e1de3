/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow-table.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/mman.h>

/* Two cache lines: who, and what is counted for every packet; the rest is for fewer occasions. */
typedef struct
{
  WeirFlowKey key;   /* the side with the higher port first, not the local one */
  uint64_t bytes[2]; /* of this interval; 0: tx, 1: rx */
  uint32_t packets[2];

  uint64_t wire_bytes[2];
  int64_t first_us;
  int64_t last_us; /* kept when the interval is over, to tell idle records */
  uint32_t hash;
  uint8_t is_flipped; /* the key's second side is the local one */
  uint8_t is_local;
  uint8_t is_used;
  uint8_t icmp_type;
  uint8_t icmp_code;
} __attribute__ ((aligned (64))) Record;

G_STATIC_ASSERT (sizeof (Record) == 128);

typedef struct
{
  uint32_t hash;
  uint32_t number; /* of the record, plus one; 0: empty */
} Slot;

/* At most three quarters of the slots are in use. */
#define MIN_SLOTS 4096

/* When the table is full: how many records are looked at for one that may go. */
#define PRESSURE_STEPS 64

/* Every call of take() looks at this share of the records for idle ones. */
#define SWEEP_SHARE 16

/* The table's own form of a packet's key, ready to be looked up. */
typedef struct
{
  WeirFlowKey key;
  uint32_t hash;
  uint32_t is_swapped; /* the packet goes from the key's second side to its first */
} Lookup;

struct _WeirFlowTable
{
  Slot *slots;
  uint32_t mask;

  Record *records; /* reserved for max_records, touched as they are needed */
  guint max_records;
  guint n_touched; /* records below this number were used at least once */
  guint n_used;
  GArray *free;   /* uint32_t: numbers of records below n_touched that are unused */
  GArray *active; /* uint32_t: numbers of records with packets in this interval */
  GArray *early;  /* WeirFlowDelta: of records that had to go in this interval, or never were */

  GArray *sockets; /* WeirSocketInfo */

  WeirCounts unlisted;
  WeirLocalNetwork *local;
  guint hand;  /* next record to look at under pressure */
  guint sweep; /* next record to look at for idleness */
  uint64_t seed[3];
};

WeirFlowTable *
weir_flow_table_new (guint max_flows, WeirLocalNetwork *local)
{
  WeirFlowTable *self = g_new0 (WeirFlowTable, 1);
  void *memory;

  self->max_records = max_flows > 0 ? max_flows : WEIR_FLOW_TABLE_DEFAULT_MAX_FLOWS;

  /* Address space only; a page costs memory when its first record is used, and records never move.
   */
  memory = mmap (NULL, (gsize) self->max_records * sizeof (Record), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    g_error ("Out of memory: no room for %u flows", self->max_records);
  self->records = memory;

  self->slots = g_new0 (Slot, MIN_SLOTS);
  self->mask = MIN_SLOTS - 1;
  self->free = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->active = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->early = g_array_new (FALSE, FALSE, sizeof (WeirFlowDelta));
  self->sockets = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  self->local = weir_local_network_ref (local);

  /* Unknown to those who send the packets: nobody can make flows collide on purpose. */
  for (gsize i = 0; i < G_N_ELEMENTS (self->seed); i++)
    self->seed[i] = (uint64_t) g_random_int () << 32 | g_random_int ();

  return self;
}

void
weir_flow_table_free (WeirFlowTable *self)
{
  munmap (self->records, (gsize) self->max_records * sizeof (Record));
  g_free (self->slots);
  g_array_unref (self->free);
  g_array_unref (self->active);
  g_array_unref (self->early);
  g_array_unref (self->sockets);
  weir_local_network_unref (self->local);
  g_free (self);
}

/* Multiply and fold, as in many hashes of this kind; both halves of the product matter. */
static inline uint64_t
fold (uint64_t a, uint64_t b)
{
  __uint128_t product = (__uint128_t) a * b;

  return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static inline void
lookup_init (Lookup *lookup, const WeirFlowTable *self, const WeirPacket *packet)
{
  const WeirAddress *a = &packet->src;
  const WeirAddress *b = &packet->dst;
  uint64_t rest;
  uint64_t hash;
  gboolean is_swapped;

  /* An order that depends on the packet alone gives both directions one key; the higher port is
   * most often the client's. */
  if (packet->src_port != packet->dst_port)
    is_swapped = packet->src_port < packet->dst_port;
  else if (a->words[1] != b->words[1])
    is_swapped = a->words[1] < b->words[1];
  else
    is_swapped = a->words[0] < b->words[0];

  if (is_swapped)
    {
      a = &packet->dst;
      b = &packet->src;
    }

  lookup->key.local = *a;
  lookup->key.remote = *b;
  lookup->key.local_port = is_swapped ? packet->dst_port : packet->src_port;
  lookup->key.remote_port = is_swapped ? packet->src_port : packet->dst_port;
  lookup->key.protocol = packet->protocol;
  lookup->key.family = packet->family;
  lookup->key.zero = 0;
  lookup->is_swapped = is_swapped;

  memcpy (&rest, &lookup->key.local_port, sizeof rest);
  hash = fold (a->words[0] ^ self->seed[0], a->words[1] ^ self->seed[1]);
  hash = fold (hash ^ b->words[0] ^ self->seed[2], b->words[1] ^ rest ^ self->seed[1]);
  lookup->hash = (uint32_t) (hash ^ hash >> 32);
}

static inline gboolean
key_equal (const WeirFlowKey *a, const WeirFlowKey *b)
{
  uint64_t x;
  uint64_t y;

  memcpy (&x, &a->local_port, sizeof x);
  memcpy (&y, &b->local_port, sizeof y);

  return ((a->local.words[0] ^ b->local.words[0]) | (a->local.words[1] ^ b->local.words[1])
          | (a->remote.words[0] ^ b->remote.words[0]) | (a->remote.words[1] ^ b->remote.words[1])
          | (x ^ y))
         == 0;
}

static Record *
find_record (WeirFlowTable *self, const Lookup *lookup)
{
  for (uint32_t i = lookup->hash & self->mask;; i = (i + 1) & self->mask)
    {
      const Slot *slot = &self->slots[i];
      Record *record;

      if (slot->number == 0)
        return NULL;
      record = &self->records[slot->number - 1];
      if (slot->hash == lookup->hash && key_equal (&record->key, &lookup->key))
        return record;
    }
}

static void
insert_slot (Slot *slots, uint32_t mask, uint32_t hash, uint32_t number)
{
  uint32_t i = hash & mask;

  while (slots[i].number != 0)
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
      if (self->slots[i].number != 0)
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

  for (uint32_t i = (gap + 1) & self->mask; self->slots[i].number != 0; i = (i + 1) & self->mask)
    {
      uint32_t home = self->slots[i].hash & self->mask;

      if (((i - home) & self->mask) >= ((i - gap) & self->mask))
        {
          self->slots[gap] = self->slots[i];
          gap = i;
        }
    }

  self->slots[gap].number = 0;
}

static inline gboolean
record_is_active (const Record *record)
{
  return (record->packets[0] | record->packets[1]) != 0;
}

static void
record_fill_delta (const Record *record, WeirFlowDelta *delta)
{
  delta->key = record->is_flipped ? weir_flow_key_reversed (&record->key) : record->key;
  delta->tx_bytes = record->bytes[0];
  delta->rx_bytes = record->bytes[1];
  delta->tx_wire_bytes = record->wire_bytes[0];
  delta->rx_wire_bytes = record->wire_bytes[1];
  delta->tx_packets = record->packets[0];
  delta->rx_packets = record->packets[1];
  delta->first_us = record->first_us;
  delta->last_us = record->last_us;
  delta->icmp_type = record->icmp_type;
  delta->icmp_code = record->icmp_code;
  delta->is_local = record->is_local;
  memset (delta->spare, 0, sizeof delta->spare);
}

static void
record_clear_interval (Record *record)
{
  record->bytes[0] = record->bytes[1] = 0;
  record->wire_bytes[0] = record->wire_bytes[1] = 0;
  record->packets[0] = record->packets[1] = 0;
}

static void
drop_record (WeirFlowTable *self, Record *record)
{
  uint32_t number = (uint32_t) (record - self->records);

  remove_slot (self, record->hash, number + 1);
  record->is_used = FALSE;
  g_array_append_val (self->free, number);
  self->n_used--;
}

/* Which side is the local one.  @opener: 0 if the key's first side opened the connection, 1 if its
 * second did, -1 if that was not seen. @is_swapped: who sent the packet at hand. */
static void
record_orient (Record *record, const WeirLocalNetwork *local, int opener, gboolean is_swapped)
{
  gboolean first = weir_local_network_contains (local, &record->key.local, record->key.family);
  gboolean second = weir_local_network_contains (local, &record->key.remote, record->key.family);

  record->is_local = first || second;
  if (first != second)
    record->is_flipped = second;
  else if (opener >= 0)
    record->is_flipped = opener == 1;
  else
    record->is_flipped = first ? FALSE : is_swapped;
}

static int
get_opener (const WeirPacket *packet, gboolean is_swapped)
{
  if (packet->protocol != IPPROTO_TCP || (packet->tcp_flags & WEIR_TCP_SYN) == 0)
    return -1;

  /* A SYN comes from the side that opens, its acknowledgement from the other. */
  return (packet->tcp_flags & WEIR_TCP_ACK) != 0 ? !is_swapped : is_swapped;
}

/* A record that has nothing to hand over may go at any time.  Looks at a few; where floods make
 * every flow active within one interval, there is none. */
static gboolean
make_room (WeirFlowTable *self)
{
  for (guint i = 0; i < PRESSURE_STEPS; i++)
    {
      Record *record = &self->records[self->hand];

      self->hand = (self->hand + 1) % self->max_records;
      if (record->is_used && !record_is_active (record))
        {
          drop_record (self, record);
          return TRUE;
        }
    }

  return FALSE;
}

static Record *
add_record (WeirFlowTable *self, const WeirPacket *packet, const Lookup *lookup)
{
  uint32_t number;
  Record *record;

  if (self->n_used == self->max_records && !make_room (self))
    return NULL;

  if ((self->n_used + 1) * 4 > (self->mask + 1) * 3)
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
  record->key = lookup->key;
  record->hash = lookup->hash;
  record->is_used = TRUE;
  record->icmp_type = packet->icmp_type;
  record->icmp_code = packet->icmp_code;
  record_orient (record, self->local, get_opener (packet, (gboolean) lookup->is_swapped),
                 (gboolean) lookup->is_swapped);

  insert_slot (self->slots, self->mask, lookup->hash, number + 1);
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

static inline void
count (WeirFlowTable *self, Record *record, const WeirPacket *packet, uint32_t is_swapped)
{
  uint32_t direction = is_swapped ^ record->is_flipped;

  if (!record_is_active (record))
    {
      uint32_t number = (uint32_t) (record - self->records);

      g_array_append_val (self->active, number);
      record->first_us = packet->time_us;
      record->last_us = packet->time_us;
    }

  record->bytes[direction] += packet->bytes;
  record->packets[direction]++;
  record->wire_bytes[direction] += packet->wire_bytes;
  record->first_us = MIN (record->first_us, packet->time_us);
  record->last_us = MAX (record->last_us, packet->time_us);
}

void
weir_flow_table_add (WeirFlowTable *self, const WeirPacket *packets, guint n_packets)
{
  Lookup lookups[WEIR_FLOW_TABLE_BURST];

  g_return_if_fail (n_packets <= WEIR_FLOW_TABLE_BURST);

  /* Three passes, so that the waits for memory overlap: with many flows each slot and each record
   * is a cache miss of its own. */
  for (guint i = 0; i < n_packets; i++)
    {
      lookup_init (&lookups[i], self, &packets[i]);
      __builtin_prefetch (&self->slots[lookups[i].hash & self->mask]);
    }

  for (guint i = 0; i < n_packets; i++)
    {
      const Slot *slot = &self->slots[lookups[i].hash & self->mask];

      if (slot->number != 0)
        {
          const Record *record = &self->records[slot->number - 1];

          __builtin_prefetch (record, 1);
          __builtin_prefetch (&record->wire_bytes, 1);
        }
    }

  for (guint i = 0; i < n_packets; i++)
    {
      Record *record = find_record (self, &lookups[i]);

      if (G_UNLIKELY (record == NULL))
        {
          record = add_record (self, &packets[i], &lookups[i]);
          if (record == NULL)
            {
              count_unlisted (self, &packets[i]);
              continue;
            }
        }

      count (self, record, &packets[i], lookups[i].is_swapped);
    }
}

void
weir_flow_table_add_delta (WeirFlowTable *self, const WeirFlowDelta *delta)
{
  g_array_append_vals (self->early, delta, 1);
}

void
weir_flow_table_add_socket (WeirFlowTable *self, const WeirSocketInfo *info)
{
  g_array_append_vals (self->sockets, info, 1);
}

void
weir_flow_table_set_local (WeirFlowTable *self, WeirLocalNetwork *local)
{
  weir_local_network_ref (local);
  weir_local_network_unref (self->local);
  self->local = local;

  for (guint i = 0; i < self->n_touched; i++)
    {
      Record *record = &self->records[i];
      Record other = *record;

      if (!record->is_used)
        continue;

      /* What was decided without the addresses stays as it is. */
      record_orient (&other, local, record->is_flipped, FALSE);
      if (other.is_flipped == record->is_flipped && other.is_local == record->is_local)
        continue;

      if (record_is_active (record))
        {
          WeirFlowDelta delta;

          record_fill_delta (record, &delta);
          g_array_append_val (self->early, delta);
          record_clear_interval (record);
        }
      drop_record (self, record);
    }
}

static void
drop_idle (WeirFlowTable *self, int64_t now_us)
{
  guint n_steps = self->n_touched / SWEEP_SHARE + 1;

  for (guint i = 0; i < n_steps && self->n_touched > 0; i++)
    {
      Record *record = &self->records[self->sweep];

      self->sweep = (self->sweep + 1) % self->n_touched;
      if (record->is_used && now_us - record->last_us > WEIR_FLOW_TABLE_IDLE_US)
        drop_record (self, record);
    }
}

void
weir_flow_table_take (WeirFlowTable *self, WeirBatch *batch, int64_t now_us)
{
  gsize n_deltas = 0;

  batch->deltas = g_new (WeirFlowDelta, self->early->len + self->active->len);

  if (self->early->len > 0)
    memcpy (batch->deltas, self->early->data, self->early->len * sizeof (WeirFlowDelta));
  n_deltas = self->early->len;

  for (guint i = 0; i < self->active->len; i++)
    {
      Record *record = &self->records[g_array_index (self->active, uint32_t, i)];

      /* Not so if set_local() has dropped it since; its number may even be listed twice. */
      if (!record->is_used || !record_is_active (record))
        continue;
      record_fill_delta (record, &batch->deltas[n_deltas++]);
      record_clear_interval (record);
    }

  batch->n_deltas = n_deltas;
  batch->unlisted = self->unlisted;
  batch->n_flows = self->n_used;
  batch->max_flows = self->max_records;

  batch->n_sockets = self->sockets->len;
  if (self->sockets->len > 0)
    batch->sockets = g_memdup2 (self->sockets->data, self->sockets->len * sizeof (WeirSocketInfo));

  g_array_set_size (self->early, 0);
  g_array_set_size (self->sockets, 0);
  g_array_set_size (self->active, 0);
  memset (&self->unlisted, 0, sizeof self->unlisted);
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
  return self->active->len == 0 && self->early->len == 0 && self->unlisted.tx_packets == 0
         && self->unlisted.rx_packets == 0;
}
