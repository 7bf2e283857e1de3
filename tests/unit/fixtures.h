/* Addresses, packets and keys from the text that a test wants to read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/packet/packet.h"

#include <netinet/in.h>
#include <string.h>

static inline WeirAddress
fixture_address (const char *text, WeirFamily *family)
{
  WeirAddress address;
  WeirFamily ignored;

  g_assert_true (weir_address_parse (text, &address, family != NULL ? family : &ignored));
  return address;
}

/* 2026-01-01T00:00:00Z, a full second, where the tests' time begins. */
#define FIXTURE_START_US G_GINT64_CONSTANT (1767225600000000)

static inline WeirPacket
fixture_packet (uint16_t protocol,
                const char *src,
                uint16_t src_port,
                const char *dst,
                uint16_t dst_port,
                uint32_t bytes)
{
  WeirPacket packet;
  WeirFamily family;

  memset (&packet, 0, sizeof packet);
  packet.src = fixture_address (src, &family);
  packet.dst = fixture_address (dst, &family);
  packet.family = family;
  packet.protocol = protocol;
  packet.src_port = src_port;
  packet.dst_port = dst_port;
  packet.flags = WEIR_PACKET_HAS_PORTS;
  packet.bytes = bytes;
  packet.wire_bytes = bytes + 14;
  packet.time_us = FIXTURE_START_US;
  return packet;
}

static inline WeirFlowKey
fixture_key (uint16_t protocol,
             const char *local,
             uint16_t local_port,
             const char *remote,
             uint16_t remote_port)
{
  WeirFlowKey key;
  WeirFamily family;

  memset (&key, 0, sizeof key);
  key.local = fixture_address (local, &family);
  key.remote = fixture_address (remote, &family);
  key.family = family;
  key.protocol = protocol;
  key.local_port = local_port;
  key.remote_port = remote_port;
  return key;
}
