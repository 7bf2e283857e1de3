/* Follows one TCP connection, both ways, by its segments.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The terms are those of Wireshark's analysis (its User's Guide, "TCP Analysis"), so that the
 * numbers can be compared; where more is known here, they are stricter:
 *
 * - Retransmitted: payload that was sent before.  What fills a gap in what was seen is either that,
 *   lost on its way to here, or out of order: the latter if it comes sooner after the newest
 *   payload than the handshake's round trip took (3 ms if that is not known), and not in answer to
 *   duplicate acknowledgements.  What lies in no gap has certainly been sent before, however soon
 *   it comes.
 * - Keep-alives (RFC 9293 section 3.8.4) and probes of a closed window (3.8.6.1) are neither.
 * - Zero window: a segment with that window, but for SYN, FIN, RST and probes.
 * - Round-trip time: from a segment to the acknowledgement that first covers it, smoothed as in RFC
 *   6298; one segment is timed at a time, none that was sent again (Karn's rule), none while there
 *   is a gap.  It covers the way from where the packets are seen to the receiver and back, with the
 *   time that the receiver takes to answer.
 * - Handshake: the two round trips that SYN and SYN with ACK begin, together: from client to server
 *   and back, wherever the packets are seen.
 * - The same segment twice within a millisecond, with nothing in between, is one that was captured
 *   twice: on its way through a bridge, under the interface "any".
 *
 * Any segment may be the first.  A SYN with another sequence number begins a new connection.  One
 * thread; a plain value, all zero at first, that fills two cache lines.
 */
#pragma once

#include "core/flow/tcp-facts.h"
#include "core/packet/tcp-segment.h"

G_BEGIN_DECLS

/* What one side has sent. */
typedef struct
{
  uint32_t next_seq;  /* what follows all that was seen */
  uint32_t next_us;   /* when that was seen; times are µs, and wrap around */
  uint32_t gap_start; /* what was not seen lies between the two; none if they are equal */
  uint32_t gap_end;
  uint32_t last_ack;
  uint32_t last_us;             /* when the last segment came */
  uint32_t timed_end;           /* the acknowledgement that ends the measurement */
  uint32_t timed_us;            /* when it began */
  uint32_t rtt_8us;             /* smoothed, in eighths of a microsecond; 0: none yet */
  uint32_t syn_rtt_us;          /* of its SYN; 0: none */
  uint32_t isn;                 /* sequence number of its SYN */
  uint32_t print;               /* of the last segment, to know it again */
  uint32_t retransmitted_bytes; /* of this interval, as all below */
  uint32_t out_of_order_bytes;
  uint16_t zero_windows;
  uint16_t window; /* of the last segment */
  uint16_t flags;
  uint8_t n_duplicate_acks;
  uint8_t told_state; /* WeirTcpState of this end in the newest delta */
} WeirTcpStream;

typedef struct
{
  WeirTcpStream streams[2]; /* 0: tx, 1: rx */
} __attribute__ ((aligned (64))) WeirTcpQuality;

G_STATIC_ASSERT (sizeof (WeirTcpQuality) == 128);

/* @direction: 0 if the local side sent @segment, which must be one, 1 if the remote side did
 * @time_us: need not be later than that of the last one */
void weir_tcp_quality_add (WeirTcpQuality *self,
                           const WeirTcpSegment *segment,
                           guint direction,
                           int64_t time_us);

/* Fills in @delta, but for its place, and begins the next interval.
 *
 * Returns: whether there is news since the last call */
gboolean weir_tcp_quality_take (WeirTcpQuality *self, WeirTcpDelta *delta);

G_END_DECLS
