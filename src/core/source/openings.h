/* The openings of connections, from the second packet socket: which flows are to be looked up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of TCP that is a SYN, which the kernel's filter picks out.  Of UDP only a packet of a flow that
 * was not seen before is one, and no filter knows that: all come, until a port has had its share;
 * then the filter leaves it out for a while.  So neither a busy flow nor a flood of openings costs
 * more than WEIR_OPENINGS_PER_SECOND packets: beyond that nothing comes through for a moment, and
 * the next list of sockets tells whose those flows are.
 *
 * Time is an argument: monotonic, in µs.  One thread.
 */
#pragma once

#include "core/flow/local-network.h"
#include "wire/message.h"

G_BEGIN_DECLS

#define WEIR_OPENINGS_SNAPSHOT_BYTES 128

/* Packets that are read a second, and at once after a silence. */
#define WEIR_OPENINGS_PER_SECOND 2000

/* UDP packets of one local port in a second, above which it is left out, and for how long. */
#define WEIR_OPENINGS_PER_PORT 100
#define WEIR_OPENINGS_LEFT_OUT_US (10 * G_USEC_PER_SEC)

/* UDP packets in a second whose flows were seen before, above which all of UDP is left out. */
#define WEIR_OPENINGS_SEEN_PER_SECOND 1000

/* Ports left out at a time: with more busy ones, all of UDP is. */
#define WEIR_OPENINGS_MAX_LEFT_OUT 32

/* A flow is not looked up again within this time of its last packet here. */
#define WEIR_OPENINGS_TCP_REST_US (G_USEC_PER_SEC / 2)
#define WEIR_OPENINGS_UDP_REST_US (30 * G_USEC_PER_SEC)

typedef struct _WeirOpenings WeirOpenings;

/* @filter: (nullable): the user's: what it keeps out is not looked up */
WeirOpenings *weir_openings_new (const char *filter);
void weir_openings_free (WeirOpenings *self);

/* For a device that was opened: all filters begin anew. */
void weir_openings_start (WeirOpenings *self, int link_type);
void weir_openings_set_local (WeirOpenings *self, WeirLocalNetwork *local);

/* The filter that should be set now, where that is another one than the last.
 * @instructions: (out) room for WEIR_WIRE_FILTER_MAX_LENGTH; none of them: there are no openings to
 * be had on this kind of device */
gboolean weir_openings_get_filter (WeirOpenings *self,
                                   int64_t now_us,
                                   WeirWireInstruction *instructions,
                                   gsize *count);

/* Reads a packet; the tuple of a new flow waits for take(). */
void weir_openings_add_frame (WeirOpenings *self,
                              int64_t now_us,
                              const uint8_t *frame,
                              uint32_t captured,
                              uint32_t length);

/* Returns: (transfer none): what is to be looked up: at most WEIR_WIRE_MAX_LOOK_UPS, valid until
 * the next packet; call it until there is nothing */
const WeirWireTuple *weir_openings_take (WeirOpenings *self, gsize *count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOpenings, weir_openings_free)

G_END_DECLS
