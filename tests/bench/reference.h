/* Plain counting: the yardstick of the benchmarks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The least that any program has to do which counts bytes by address and port: Ethernet with VLAN
 * tags, IPv4, IPv6 without extension headers, ports, one hash, one slot of a cache line.  It knows
 * no direction, no time, no intervals, no bound, and trusts what it reads.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct _Reference Reference;

Reference *reference_new (void);
void reference_free (Reference *self);
void reference_add_frame (Reference *self,
                          const uint8_t *frame,
                          uint32_t captured,
                          uint32_t length);
guint reference_get_n_flows (const Reference *self);
uint64_t reference_get_bytes (const Reference *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reference, reference_free)
