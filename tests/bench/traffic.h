/* Frames in memory for the benchmarks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four fifths IPv4, one fifth IPv6; one flow in ten behind a VLAN tag; four fifths TCP, the rest
 * UDP; half of the IPv4 flows sent, half received; in random order, the worst one for caches.  The
 * same frames every time.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* The network whose machines are local. */
#define TRAFFIC_LOCAL "10.0.0.0/8"

#define TRAFFIC_CAPTURED 96u /* of each frame, as a live capture has it */
#define TRAFFIC_STRIDE 128u

typedef struct
{
  uint8_t *frames;               /* TRAFFIC_STRIDE apart */
  uint32_t *lengths;             /* on the wire */
  uint32_t *flows;               /* of each frame */
  struct TrafficStream *streams; /* of each flow */
  guint n_frames;
} Traffic;

/* Each of @n_flows appears at least once if @n_frames is not less.
 * @with_acks: every third packet of a TCP flow comes back and acknowledges the others, of which
 * none is lost; else all go one way */
Traffic *traffic_new (guint n_flows, guint n_frames, gboolean with_acks);

/* So that the TCP flows go on where they ended, when the frames are taken once more. */
void traffic_continue (Traffic *self);

void traffic_free (Traffic *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Traffic, traffic_free)
