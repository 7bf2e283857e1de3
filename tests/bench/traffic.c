/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
next_random (uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* A bijection: no two flows are alike. */
static uint64_t
scatter (uint64_t number)
{
  number *= UINT64_C (0xbf58476d1ce4e5b9);
  number ^= number >> 31;
  return number * UINT64_C (0x94d049bb133111eb);
}

static uint8_t *
put_be16 (uint8_t *at, guint value)
{
  at[0] = (uint8_t) (value >> 8);
  at[1] = (uint8_t) value;
  return at + 2;
}

static void
write_frame (uint8_t *frame, guint flow, guint length)
{
  static const uint8_t ends[12] = { 0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2 };
  gboolean is_tagged = flow % 10 == 3;
  gboolean is_ipv6 = flow % 5 == 2;
  gboolean is_tcp = flow % 5 != 0;
  gboolean is_sent = flow / 5 % 2 == 0;
  uint64_t bits = scatter (flow + 1);
  uint16_t client_port = (uint16_t) (32768 + (bits >> 48) % 28000);
  uint16_t server_port = is_tcp ? 443 : 53;
  uint8_t *at = frame;
  guint ip_length;

  memset (frame, 0, TRAFFIC_STRIDE);
  memcpy (at, ends, sizeof ends);
  at += sizeof ends;
  if (is_tagged)
    {
      at = put_be16 (at, 0x8100);
      at = put_be16 (at, 5);
    }
  at = put_be16 (at, is_ipv6 ? 0x86dd : 0x0800);
  ip_length = length - (guint) (at - frame);

  if (is_ipv6)
    {
      at[0] = 0x60;
      put_be16 (at + 4, ip_length - 40);
      at[6] = is_tcp ? 6 : 17;
      at[7] = 64;
      memcpy (at + 8, "\x20\x01\x0d\xb8", 4);
      memcpy (at + 16, &flow, 4);
      memcpy (at + 24, "\x20\x01\x0d\xb8", 4);
      memcpy (at + 32, &bits, 8);
      at += 40;
    }
  else
    {
      uint8_t local[4] = { 10, 0, 0, 1 };
      uint8_t remote[4] = { 100, (uint8_t) (flow >> 16), (uint8_t) (flow >> 8), (uint8_t) flow };

      at[0] = 0x45;
      put_be16 (at + 2, ip_length);
      at[8] = 64;
      at[9] = is_tcp ? 6 : 17;
      memcpy (at + 12, is_sent ? local : remote, 4);
      memcpy (at + 16, is_sent ? remote : local, 4);
      at += 20;
    }

  put_be16 (at, is_sent ? client_port : server_port);
  put_be16 (at + 2, is_sent ? server_port : client_port);
  if (is_tcp)
    {
      at[12] = 0x50;
      at[13] = 0x10;
    }
}

Traffic *
traffic_new (guint n_flows, guint n_frames)
{
  Traffic *self = g_new0 (Traffic, 1);
  uint64_t state = UINT64_C (0x2545f4914f6cdd1d);

  self->n_frames = n_frames;
  self->frames = aligned_alloc (64, (gsize) n_frames * TRAFFIC_STRIDE);
  self->lengths = g_new (uint32_t, n_frames);
  for (guint i = 0; i < n_frames; i++)
    {
      guint flow = i < n_flows ? i : (guint) (next_random (&state) % n_flows);

      self->lengths[i] = TRAFFIC_CAPTURED + (uint32_t) (next_random (&state) % 1419);
      write_frame (self->frames + (gsize) i * TRAFFIC_STRIDE, flow, self->lengths[i]);
    }
  return self;
}

void
traffic_free (Traffic *self)
{
  free (self->frames);
  g_free (self->lengths);
  g_free (self);
}
