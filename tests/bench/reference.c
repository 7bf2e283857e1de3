/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  uint64_t words[5]; /* source, destination, then ports and protocol */
} Key;

typedef struct
{
  Key key;
  uint64_t bytes;
  uint64_t packets;
  uint64_t hash; /* 0: empty */
} Slot;

G_STATIC_ASSERT (sizeof (Slot) == 64);

struct _Reference
{
  Slot *slots;
  uint64_t mask;
  guint n_used;
};

#define FIRST_SLOTS 4096

static Slot *
slots_new (gsize n_slots)
{
  Slot *slots = aligned_alloc (64, n_slots * sizeof (Slot));

  memset (slots, 0, n_slots * sizeof (Slot));
  return slots;
}

Reference *
reference_new (void)
{
  Reference *self = g_new0 (Reference, 1);

  self->slots = slots_new (FIRST_SLOTS);
  self->mask = FIRST_SLOTS - 1;
  return self;
}

void
reference_free (Reference *self)
{
  free (self->slots);
  g_free (self);
}

static inline uint16_t
get_be16 (const uint8_t *at)
{
  return (uint16_t) (at[0] << 8 | at[1]);
}

static inline gboolean
parse (const uint8_t *frame, uint32_t captured, Key *key)
{
  uint32_t offset = 14;
  uint16_t type;
  uint8_t protocol;
  uint32_t ports = 0;

  if (captured < offset)
    return FALSE;
  type = get_be16 (frame + 12);
  while (type == 0x8100 && captured >= offset + 4)
    {
      type = get_be16 (frame + offset + 2);
      offset += 4;
    }

  if (type == 0x0800 && captured >= offset + 20)
    {
      const uint8_t *ip = frame + offset;
      uint32_t src;
      uint32_t dst;

      memcpy (&src, ip + 12, 4);
      memcpy (&dst, ip + 16, 4);
      key->words[0] = key->words[2] = 0;
      key->words[1] = src;
      key->words[3] = dst;
      protocol = ip[9];
      offset += (ip[0] & 0x0fu) * 4;
    }
  else if (type == 0x86dd && captured >= offset + 40)
    {
      memcpy (key->words, frame + offset + 8, 32);
      protocol = frame[offset + 6];
      offset += 40;
    }
  else
    return FALSE;

  if ((protocol == 6 || protocol == 17) && captured >= offset + 4)
    memcpy (&ports, frame + offset, 4);
  key->words[4] = (uint64_t) protocol << 32 | ports;
  return TRUE;
}

static inline uint64_t
multiply_fold (uint64_t a, uint64_t b)
{
  __uint128_t product = (__uint128_t) a * b;

  return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static inline uint64_t
hash_key (const Key *key)
{
  uint64_t hash = multiply_fold (key->words[0] ^ UINT64_C (0x9e3779b97f4a7c15),
                                 key->words[1] ^ UINT64_C (0xd1b54a32d192ed03));

  hash = multiply_fold (hash ^ key->words[2], key->words[3] ^ UINT64_C (0x8cb92ba72f3d8dd7));
  hash = multiply_fold (hash ^ key->words[4], UINT64_C (0xaef17502108ef2d9));
  return hash | 1;
}

static void
grow (Reference *self)
{
  uint64_t mask = self->mask * 2 + 1;
  Slot *slots = slots_new (mask + 1);

  for (uint64_t i = 0; i <= self->mask; i++)
    {
      uint64_t place = self->slots[i].hash >> 1 & mask;

      if (self->slots[i].hash == 0)
        continue;
      while (slots[place].hash != 0)
        place = (place + 1) & mask;
      slots[place] = self->slots[i];
    }
  free (self->slots);
  self->slots = slots;
  self->mask = mask;
}

void
reference_add_frame (Reference *self, const uint8_t *frame, uint32_t captured, uint32_t length)
{
  Key key;
  uint64_t hash;
  Slot *slot;

  if (!parse (frame, captured, &key))
    return;

  hash = hash_key (&key);
  for (uint64_t place = hash >> 1 & self->mask;; place = (place + 1) & self->mask)
    {
      slot = &self->slots[place];
      if (slot->hash == hash && memcmp (&slot->key, &key, sizeof key) == 0)
        break;
      if (slot->hash == 0)
        {
          slot->key = key;
          slot->hash = hash;
          self->n_used++;
          break;
        }
    }
  slot->bytes += length;
  slot->packets++;
  if (self->n_used > self->mask / 4 * 3)
    grow (self);
}

guint
reference_get_n_flows (const Reference *self)
{
  return self->n_used;
}

uint64_t
reference_get_bytes (const Reference *self)
{
  uint64_t bytes = 0;

  for (uint64_t i = 0; i <= self->mask; i++)
    bytes += self->slots[i].bytes;
  return bytes;
}
