/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/fragment-cache.h"

/* A datagram waits for its parts for at most a minute (RFC 8200 section 4.5); Linux gives up
 * after 30 s. */
#define LIFETIME_US (30 * G_USEC_PER_SEC)

/* 1024 sets of four, 64 bytes an entry: 256 KiB. */
#define N_SETS 1024
#define N_WAYS 4

typedef struct
{
  WeirAddress src;
  WeirAddress dst;
  uint32_t id;
  uint16_t src_port;
  uint16_t dst_port;
  uint8_t family; /* 0: empty */
  uint8_t fragment_protocol;
  uint8_t protocol; /* of the first fragment, extension headers skipped */
  uint8_t spare;
  int64_t time_us;
} Entry;

struct _WeirFragmentCache
{
  Entry entries[N_SETS][N_WAYS];
  uint64_t seed;
};

WeirFragmentCache *
weir_fragment_cache_new (void)
{
  WeirFragmentCache *self = g_new0 (WeirFragmentCache, 1);

  /* An outsider who could tell which entries share a set could push others out. */
  self->seed = (uint64_t) g_random_int () << 32 | g_random_int ();

  return self;
}

void
weir_fragment_cache_free (WeirFragmentCache *self)
{
  g_free (self);
}

static Entry *
get_set (WeirFragmentCache *self, const WeirPacket *packet)
{
  uint64_t words[5] = {
    packet->src.words[0],
    packet->src.words[1],
    packet->dst.words[0],
    packet->dst.words[1],
    (uint64_t) packet->fragment_id << 8 | packet->fragment_protocol,
  };
  uint64_t hash = self->seed;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      hash = (hash ^ words[i]) * UINT64_C (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
    }

  return self->entries[hash % N_SETS];
}

static gboolean
entry_matches (const Entry *entry, const WeirPacket *packet)
{
  int64_t age_us = packet->time_us - entry->time_us;

  return entry->family == packet->family && entry->id == packet->fragment_id
         && entry->fragment_protocol == packet->fragment_protocol
         && weir_address_equal (&entry->src, &packet->src)
         && weir_address_equal (&entry->dst, &packet->dst) && age_us <= LIFETIME_US
         && age_us >= -LIFETIME_US;
}

static void
learn (Entry *set, const WeirPacket *packet)
{
  Entry *victim = &set[0];

  for (guint i = 0; i < N_WAYS; i++)
    {
      if (set[i].family == 0 || entry_matches (&set[i], packet))
        {
          victim = &set[i];
          break;
        }
      if (set[i].time_us < victim->time_us)
        victim = &set[i];
    }

  victim->src = packet->src;
  victim->dst = packet->dst;
  victim->id = packet->fragment_id;
  victim->src_port = packet->src_port;
  victim->dst_port = packet->dst_port;
  victim->family = packet->family;
  victim->fragment_protocol = packet->fragment_protocol;
  victim->protocol = (uint8_t) packet->protocol;
  victim->time_us = packet->time_us;
}

void
weir_fragment_cache_resolve (WeirFragmentCache *self, WeirPacket *packet)
{
  Entry *set = get_set (self, packet);

  if ((packet->flags & WEIR_PACKET_LATER_FRAGMENT) == 0)
    {
      learn (set, packet);
      return;
    }

  for (guint i = 0; i < N_WAYS; i++)
    {
      if (entry_matches (&set[i], packet))
        {
          packet->src_port = set[i].src_port;
          packet->dst_port = set[i].dst_port;
          packet->protocol = set[i].protocol;
          return;
        }
    }
}
