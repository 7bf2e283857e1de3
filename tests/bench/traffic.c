/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

#define ACK_EVERY 3

typedef struct TrafficStream
{
  uint32_t sent; /* bytes of all frames so far */
  guint n_frames;
} TrafficStream;

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
put_be32 (uint8_t *at, uint32_t value)
{
  put_be16 (at, value >> 16);
  put_be16 (at + 2, value & 0xffff);
}

static uint32_t
get_be32 (const uint8_t *at)
{
  return (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
}

static gboolean
is_tcp_flow (guint flow)
{
  return flow % 5 != 0;
}

/* Where the transport begins. */
static guint
get_transport_offset (guint flow)
{
  return 14 + (flow % 10 == 3 ? 4 : 0) + (flow % 5 == 2 ? 40 : 20);
}

static void
write_tcp (uint8_t *at, TrafficStream *stream, gboolean is_ack, guint payload)
{
  put_be32 (at + 4, is_ack ? 1 : stream->sent);
  put_be32 (at + 8, is_ack ? stream->sent : 1);
  at[12] = 0x50;
  at[13] = 0x10;
  put_be16 (at + 14, 501);
  stream->sent += is_ack ? 0 : payload;
  stream->n_frames++;
}

static void
write_frame (uint8_t *frame, guint flow, TrafficStream *stream, gboolean is_ack, guint *wire_length)
{
  static const uint8_t ends[12] = { 0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2 };
  gboolean is_tagged = flow % 10 == 3;
  gboolean is_ipv6 = flow % 5 == 2;
  gboolean is_tcp = is_tcp_flow (flow);
  gboolean is_sent = (flow / 5 % 2 == 0) != is_ack;
  uint64_t bits = scatter (flow + 1);
  uint16_t client_port = (uint16_t) (32768 + (bits >> 48) % 28000);
  uint16_t server_port = is_tcp ? 443 : 53;
  uint8_t *at = frame;
  guint transport = get_transport_offset (flow);
  guint length = is_ack ? MAX (transport + 20, TRAFFIC_CAPTURED) : *wire_length;
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
  ip_length = (is_ack ? transport + 20 : length) - (guint) (at - frame);
  *wire_length = length;

  if (is_ipv6)
    {
      guint left = is_ack ? 24 : 8;
      guint right = is_ack ? 8 : 24;

      at[0] = 0x60;
      put_be16 (at + 4, ip_length - 40);
      at[6] = is_tcp ? 6 : 17;
      at[7] = 64;
      memcpy (at + left, "\x20\x01\x0d\xb8", 4);
      memcpy (at + left + 8, &flow, 4);
      memcpy (at + right, "\x20\x01\x0d\xb8", 4);
      memcpy (at + right + 8, &bits, 8);
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
    write_tcp (at, stream, is_ack, length - transport - 20);
}

Traffic *
traffic_new (guint n_flows, guint n_frames, gboolean with_acks)
{
  Traffic *self = g_new0 (Traffic, 1);
  uint64_t state = UINT64_C (0x2545f4914f6cdd1d);

  self->n_frames = n_frames;
  self->frames = aligned_alloc (64, (gsize) n_frames * TRAFFIC_STRIDE);
  self->lengths = g_new (uint32_t, n_frames);
  self->flows = g_new (uint32_t, n_frames);
  self->streams = g_new0 (TrafficStream, n_flows);
  for (guint i = 0; i < n_frames; i++)
    {
      guint flow = i < n_flows ? i : (guint) (next_random (&state) % n_flows);
      TrafficStream *stream = &self->streams[flow];

      self->lengths[i] = TRAFFIC_CAPTURED + (uint32_t) (next_random (&state) % 1419);
      self->flows[i] = flow;
      write_frame (self->frames + (gsize) i * TRAFFIC_STRIDE, flow, stream,
                   with_acks && is_tcp_flow (flow) && stream->n_frames % ACK_EVERY == ACK_EVERY - 1,
                   &self->lengths[i]);
    }
  return self;
}

void
traffic_continue (Traffic *self)
{
  for (guint i = 0; i < self->n_frames; i++)
    {
      guint flow = self->flows[i];
      uint8_t *tcp = self->frames + (gsize) i * TRAFFIC_STRIDE + get_transport_offset (flow);
      uint8_t *number = get_be32 (tcp + 8) == 1 ? tcp + 4 : tcp + 8;

      if (is_tcp_flow (flow))
        put_be32 (number, get_be32 (number) + self->streams[flow].sent);
    }
}

void
traffic_free (Traffic *self)
{
  free (self->frames);
  g_free (self->lengths);
  g_free (self->flows);
  g_free (self->streams);
  g_free (self);
}
