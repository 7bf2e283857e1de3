/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/tcp-quality.h"

#include <string.h>

/* WeirTcpStream.flags */
enum
{
  STREAM_IS_KNOWN = 1 << 0,   /* a segment was seen: next_seq and window are set */
  STREAM_HAS_ACKED = 1 << 1,  /* last_ack is set */
  STREAM_HAS_SYN = 1 << 2,    /* isn is set */
  STREAM_IS_OPEN = 1 << 3,    /* it was seen to go on after its SYN */
  STREAM_HAS_FIN = 1 << 4,    /* it has sent all it had, */
  STREAM_FIN_ACKED = 1 << 5,  /* and the other side has it */
  STREAM_FIN_SECOND = 1 << 6, /* the other side's FIN was seen before */
  STREAM_HAS_RST = 1 << 7,
  STREAM_IS_TIMED = 1 << 8,  /* timed_end and timed_us are set, */
  STREAM_SYN_TIMED = 1 << 9, /* and the segment that is timed is the SYN */
  STREAM_RTT_IS_NEW = 1 << 10,
  STREAM_SYN_RTT_IS_NEW = 1 << 11,
};

/* Beyond this a sequence number is no continuation: windows are smaller (RFC 7323 section 2.3). */
#define MAX_WINDOW (1 << 30)

#define OUT_OF_ORDER_US 3000
#define FAST_RETRANSMIT_US 20000
#define FAST_RETRANSMIT_ACKS 2
#define COPY_US 1000
#define MAX_RTT_US (60 * G_USEC_PER_SEC)

/* Sequence numbers and times wrap around: what lies up to half a turn ahead is later. */
static inline int32_t
distance (uint32_t from, uint32_t to)
{
  return (int32_t) (to - from);
}

static inline gboolean
has (const WeirTcpStream *stream, guint flag)
{
  return (stream->flags & flag) != 0;
}

static inline gboolean
has_gap (const WeirTcpStream *stream)
{
  return stream->gap_start != stream->gap_end;
}

static inline void
add_saturated (uint32_t *sum, uint32_t bytes)
{
  *sum = bytes <= UINT32_MAX - *sum ? *sum + bytes : UINT32_MAX;
}

/* Together with last_ack and window, it tells the last segment from most others. */
static inline uint32_t
get_print (const WeirTcpSegment *segment)
{
  return segment->seq + segment->ipv4_id * UINT32_C (0x9e3779b1);
}

/* A segment without payload may well be said again as it was; only its identification tells then.
 */
static gboolean
is_copy (const WeirTcpStream *own, const WeirTcpSegment *segment, uint32_t now_us)
{
  return own->print == get_print (segment) && own->last_ack == segment->ack
         && own->window == segment->window && has (own, STREAM_IS_KNOWN)
         && now_us - own->last_us + COPY_US <= 2 * COPY_US
         && (segment->payload_bytes > 0 || segment->ipv4_id != 0
             || (segment->flags & (WEIR_TCP_SYN | WEIR_TCP_FIN)) != 0);
}

static void
stop_timing (WeirTcpStream *stream)
{
  stream->flags &= (uint16_t) ~(STREAM_IS_TIMED | STREAM_SYN_TIMED);
}

static void
start_timing (WeirTcpStream *stream, guint what, uint32_t now_us)
{
  stream->timed_end = stream->next_seq;
  stream->timed_us = now_us;
  stream->flags |= (uint16_t) (STREAM_IS_TIMED | what);
}

/* The segment that is timed has been acknowledged. */
static void
end_timing (WeirTcpStream *stream, uint32_t now_us)
{
  int32_t rtt_us = distance (stream->timed_us, now_us);
  uint32_t rtt_8us;

  if (rtt_us >= 0 && rtt_us <= MAX_RTT_US)
    {
      rtt_us = MAX (rtt_us, 1);
      rtt_8us = (uint32_t) rtt_us * 8;

      /* RFC 6298 section 2.3: an eighth of the difference. */
      stream->rtt_8us = stream->rtt_8us == 0
                            ? rtt_8us
                            : stream->rtt_8us - stream->rtt_8us / 8 + (uint32_t) rtt_us;
      stream->flags |= STREAM_RTT_IS_NEW;
      if (has (stream, STREAM_SYN_TIMED))
        {
          stream->syn_rtt_us = (uint32_t) rtt_us;
          stream->flags |= STREAM_SYN_RTT_IS_NEW;
        }
    }
  stop_timing (stream);
}

static void
forget_connection (WeirTcpStream *stream)
{
  const WeirTcpStream old = *stream;

  memset (stream, 0, sizeof *stream);
  stream->retransmitted_bytes = old.retransmitted_bytes;
  stream->out_of_order_bytes = old.out_of_order_bytes;
  stream->zero_windows = old.zero_windows;
  stream->told_state = old.told_state;
}

/* A SYN that is neither the first of its side nor that one again opens a new connection; as does
 * one that follows segments of a connection which was opened before anybody looked. */
static void
add_syn (WeirTcpStream *own, WeirTcpStream *peer, const WeirTcpSegment *segment)
{
  if (has (own, STREAM_HAS_SYN) && own->isn == segment->seq)
    return;

  if (has (own, STREAM_IS_KNOWN) || (has (peer, STREAM_IS_KNOWN) && !has (peer, STREAM_HAS_SYN)))
    {
      forget_connection (own);
      forget_connection (peer);
    }
  own->isn = segment->seq;
  own->flags |= STREAM_HAS_SYN;
}

static void
begin_stream (WeirTcpStream *own, const WeirTcpSegment *segment, uint32_t end, uint32_t now_us)
{
  own->next_seq = end;
  own->next_us = now_us;
  own->gap_start = own->gap_end;
  own->flags |= STREAM_IS_KNOWN;
  stop_timing (own);
  if (end != segment->seq)
    start_timing (own, (segment->flags & WEIR_TCP_SYN) != 0 ? STREAM_SYN_TIMED : 0, now_us);
}

static inline gboolean
is_probe (const WeirTcpStream *own, const WeirTcpStream *peer, const WeirTcpSegment *segment)
{
  return segment->payload_bytes == 1 && segment->seq == own->next_seq && peer->window == 0
         && has (peer, STREAM_IS_KNOWN) && (segment->flags & (WEIR_TCP_SYN | WEIR_TCP_FIN)) == 0;
}

/* Whether what has not advanced the stream was sent before, as far as one can tell. */
static gboolean
is_retransmission (const WeirTcpStream *own,
                   const WeirTcpStream *peer,
                   const WeirTcpSegment *segment,
                   uint32_t end,
                   uint32_t now_us)
{
  uint32_t soon_us = OUT_OF_ORDER_US;

  if (!has_gap (own) || distance (own->gap_start, segment->seq) < 0
      || distance (segment->seq, own->gap_end) <= 0)
    return TRUE;

  if (has (peer, STREAM_HAS_ACKED)
      && (distance (end, peer->last_ack) >= 0
          || (peer->n_duplicate_acks >= FAST_RETRANSMIT_ACKS && peer->last_ack == segment->seq
              && now_us - peer->last_us < FAST_RETRANSMIT_US)))
    return TRUE;

  if (own->syn_rtt_us != 0 && peer->syn_rtt_us != 0)
    soon_us = own->syn_rtt_us + peer->syn_rtt_us;
  return now_us - own->next_us >= soon_us;
}

/* What remains of the gap is one piece: it may hold what has been seen, never what has not. */
static void
fill_gap (WeirTcpStream *stream, uint32_t start, uint32_t end)
{
  if (!has_gap (stream))
    return;

  if (distance (start, stream->gap_start) >= 0 && distance (stream->gap_start, end) > 0)
    stream->gap_start = distance (end, stream->gap_end) > 0 ? end : stream->gap_end;
  else if (distance (start, stream->gap_end) > 0 && distance (stream->gap_end, end) >= 0)
    stream->gap_end = start;
}

static G_GNUC_NO_INLINE void
add_old_numbers (WeirTcpStream *own,
                 const WeirTcpStream *peer,
                 const WeirTcpSegment *segment,
                 uint32_t end,
                 uint32_t now_us)
{
  uint32_t old_bytes = MIN (segment->payload_bytes, own->next_seq - segment->seq);

  if (is_retransmission (own, peer, segment, end, now_us))
    {
      gboolean is_syn = has (own, STREAM_SYN_TIMED) && (segment->flags & WEIR_TCP_SYN) != 0;

      add_saturated (&own->retransmitted_bytes, old_bytes);
      stop_timing (own);
      if (is_syn)
        start_timing (own, STREAM_SYN_TIMED, now_us);
    }
  else
    {
      add_saturated (&own->out_of_order_bytes, old_bytes);
    }

  fill_gap (own, segment->seq, end);
  if (distance (own->next_seq, end) > 0)
    {
      own->next_seq = end;
      own->next_us = now_us;
    }
}

/* A segment that takes sequence numbers, up to @end, in a stream that is known. */
static inline void
add_numbers (WeirTcpStream *own,
             const WeirTcpStream *peer,
             const WeirTcpSegment *segment,
             uint32_t end,
             uint32_t now_us)
{
  int32_t ahead = distance (own->next_seq, segment->seq);

  if (G_UNLIKELY (ahead != 0))
    {
      if (ahead > MAX_WINDOW || ahead < -MAX_WINDOW)
        {
          begin_stream (own, segment, end, now_us);
          return;
        }

      /* One byte or none from just before: a keep-alive.  More from there: the byte was a probe. */
      if (ahead == -1 && segment->payload_bytes <= 1
          && (segment->flags & (WEIR_TCP_SYN | WEIR_TCP_FIN)) == 0)
        return;
      if (ahead < 0 && (ahead != -1 || segment->payload_bytes <= 1))
        {
          add_old_numbers (own, peer, segment, end, now_us);
          return;
        }

      if (ahead > 0)
        {
          if (!has_gap (own))
            own->gap_start = own->next_seq;
          own->gap_end = segment->seq;
          stop_timing (own);
        }
    }

  own->next_seq = end;
  own->next_us = now_us;
  if (!has (own, STREAM_IS_TIMED) && !has_gap (own))
    start_timing (own, 0, now_us);
}

/* @peer's payload up to @ack has arrived. */
static inline void
take_ack (WeirTcpStream *peer, uint32_t ack, uint32_t now_us)
{
  if (has (peer, STREAM_IS_TIMED) && distance (peer->timed_end, ack) >= 0)
    {
      /* Beyond what was seen: who knows when that was sent. */
      if (distance (peer->next_seq, ack) <= 0)
        end_timing (peer, now_us);
      else
        stop_timing (peer);
    }

  if (G_UNLIKELY (has_gap (peer)) && distance (peer->gap_end, ack) >= 0)
    peer->gap_start = peer->gap_end;
  if (G_UNLIKELY (has (peer, STREAM_HAS_FIN)) && ack == peer->next_seq)
    peer->flags |= STREAM_FIN_ACKED;
}

static inline void
count_duplicate_acks (WeirTcpStream *own, const WeirTcpSegment *segment)
{
  if (segment->ack != own->last_ack || !has (own, STREAM_HAS_ACKED))
    own->n_duplicate_acks = 0;
  else if (segment->payload_bytes == 0 && segment->window != 0 && segment->window == own->window
           && segment->seq == own->next_seq && own->n_duplicate_acks < UINT8_MAX)
    own->n_duplicate_acks++;
}

/* What opens and closes connections; returns whether the segment is one to go on with. */
static G_GNUC_NO_INLINE gboolean
add_control (WeirTcpStream *own, WeirTcpStream *peer, const WeirTcpSegment *segment)
{
  /* Its numbers may be anything. */
  if ((segment->flags & WEIR_TCP_RST) != 0)
    {
      own->flags |= STREAM_HAS_RST;
      return FALSE;
    }

  if ((segment->flags & WEIR_TCP_SYN) != 0)
    add_syn (own, peer, segment);

  if ((segment->flags & WEIR_TCP_FIN) != 0 && !has (own, STREAM_HAS_FIN))
    own->flags |= STREAM_HAS_FIN | (has (peer, STREAM_HAS_FIN) ? STREAM_FIN_SECOND : 0);
  return TRUE;
}

/* What tells that a side goes on after its SYN. */
static G_GNUC_NO_INLINE void
open_stream (WeirTcpStream *own, const WeirTcpStream *peer)
{
  own->flags |= STREAM_IS_OPEN;
  own->flags &= (uint16_t) ~STREAM_HAS_RST;

  /* It has had an answer to its SYN that was not seen. */
  if (has (own, STREAM_SYN_TIMED) && !has (peer, STREAM_HAS_SYN))
    stop_timing (own);
}

static inline void
keep_last (WeirTcpStream *own, const WeirTcpSegment *segment, uint32_t now_us)
{
  own->window = segment->window;
  own->last_us = now_us;
  own->print = get_print (segment);
}

/* Any segment. */
static G_GNUC_NO_INLINE void
add_any (WeirTcpStream *own, WeirTcpStream *peer, const WeirTcpSegment *segment, uint32_t now_us)
{
  const uint8_t control = segment->flags & (WEIR_TCP_SYN | WEIR_TCP_FIN | WEIR_TCP_RST);
  uint32_t end = segment->seq + segment->payload_bytes;
  gboolean is_a_probe;

  if (is_copy (own, segment, now_us))
    return;

  if (control != 0)
    {
      if (!add_control (own, peer, segment))
        return;
      end += (control & WEIR_TCP_SYN) != 0;
      end += (control & WEIR_TCP_FIN) != 0;
    }

  is_a_probe = is_probe (own, peer, segment);
  if (!has (own, STREAM_IS_KNOWN))
    begin_stream (own, segment, end, now_us);
  else if (end != segment->seq && !is_a_probe)
    add_numbers (own, peer, segment, end, now_us);

  if (segment->window == 0 && control == 0 && !is_a_probe && own->zero_windows < UINT16_MAX)
    own->zero_windows++;

  if ((own->flags & (STREAM_IS_OPEN | STREAM_HAS_RST)) != STREAM_IS_OPEN
      && (control & WEIR_TCP_SYN) == 0)
    open_stream (own, peer);

  if ((segment->flags & WEIR_TCP_ACK) != 0)
    {
      if (control == 0)
        count_duplicate_acks (own, segment);
      if (has (peer, STREAM_IS_KNOWN))
        take_ack (peer, segment->ack, now_us);
      own->last_ack = segment->ack;
      own->flags |= STREAM_HAS_ACKED;
    }
  keep_last (own, segment, now_us);
}

/* Nearly every segment: the next payload of a connection that goes on, or an acknowledgement of
 * what has not been acknowledged before.  What add_any() makes of it, in a few steps. */
static inline gboolean
add_plain (WeirTcpStream *own, WeirTcpStream *peer, const WeirTcpSegment *segment, uint32_t now_us)
{
  const guint going = STREAM_IS_KNOWN | STREAM_HAS_ACKED | STREAM_IS_OPEN;
  const guint control = WEIR_TCP_SYN | WEIR_TCP_FIN | WEIR_TCP_RST | WEIR_TCP_ACK;
  gboolean is_new_ack = segment->ack != own->last_ack;

  if ((segment->flags & control) != WEIR_TCP_ACK || segment->window == 0
      || (own->flags & (going | STREAM_HAS_RST)) != going || has_gap (own))
    return FALSE;

  if (segment->payload_bytes == 0)
    {
      if (!is_new_ack)
        return FALSE;
    }
  else
    {
      if (segment->payload_bytes == 1 || segment->seq != own->next_seq)
        return FALSE;
      own->next_seq += segment->payload_bytes;
      own->next_us = now_us;
      if (!has (own, STREAM_IS_TIMED))
        start_timing (own, 0, now_us);
    }

  if (is_new_ack)
    {
      own->n_duplicate_acks = 0;
      own->last_ack = segment->ack;
      if (has (peer, STREAM_IS_KNOWN))
        take_ack (peer, segment->ack, now_us);
    }
  keep_last (own, segment, now_us);
  return TRUE;
}

void
weir_tcp_quality_add (WeirTcpQuality *self,
                      const WeirTcpSegment *segment,
                      guint direction,
                      int64_t time_us)
{
  WeirTcpStream *own = &self->streams[direction];
  WeirTcpStream *peer = &self->streams[!direction];
  uint32_t now_us = (uint32_t) time_us;

  if (!add_plain (own, peer, segment, now_us))
    add_any (own, peer, segment, now_us);
}

/* RFC 9293 section 3.3.2, of the end that sends @own. */
static WeirTcpState
get_state (const WeirTcpStream *own, const WeirTcpStream *peer)
{
  gboolean has_fin = has (own, STREAM_HAS_FIN);
  gboolean is_acked = has (own, STREAM_FIN_ACKED);

  if (has (own, STREAM_HAS_RST) || has (peer, STREAM_HAS_RST))
    return WEIR_TCP_CLOSE;

  if (has_fin && has (peer, STREAM_HAS_FIN))
    {
      if (has (own, STREAM_FIN_SECOND))
        return is_acked ? WEIR_TCP_CLOSE : WEIR_TCP_LAST_ACK;
      return is_acked ? WEIR_TCP_TIME_WAIT : WEIR_TCP_CLOSING;
    }
  if (has_fin)
    return is_acked ? WEIR_TCP_FIN_WAIT2 : WEIR_TCP_FIN_WAIT1;
  if (has (peer, STREAM_HAS_FIN))
    return WEIR_TCP_CLOSE_WAIT;

  if (has (own, STREAM_IS_OPEN) || has (peer, STREAM_IS_OPEN))
    return WEIR_TCP_ESTABLISHED;
  if (has (own, STREAM_HAS_SYN) && !has (own, STREAM_HAS_ACKED))
    return WEIR_TCP_SYN_SENT;
  if (has (own, STREAM_HAS_SYN) || has (peer, STREAM_HAS_SYN))
    return WEIR_TCP_SYN_RECV;
  return WEIR_TCP_STATE_UNKNOWN;
}

/* Returns whether there is news. */
static gboolean
take_side (WeirTcpStream *own, WeirTcpSide *side, WeirTcpState state)
{
  gboolean is_news = has (own, STREAM_RTT_IS_NEW) || own->told_state != state
                     || own->retransmitted_bytes != 0 || own->out_of_order_bytes != 0
                     || own->zero_windows != 0;

  side->rtt_us = has (own, STREAM_RTT_IS_NEW) ? MAX (own->rtt_8us / 8, 1) : 0;
  side->retransmitted_bytes = own->retransmitted_bytes;
  side->out_of_order_bytes = own->out_of_order_bytes;
  side->zero_windows = own->zero_windows;
  side->state = (uint8_t) state;
  side->spare = 0;

  own->retransmitted_bytes = 0;
  own->out_of_order_bytes = 0;
  own->zero_windows = 0;
  own->told_state = (uint8_t) state;
  own->flags &= (uint16_t) ~STREAM_RTT_IS_NEW;
  return is_news;
}

gboolean
weir_tcp_quality_take (WeirTcpQuality *self, WeirTcpDelta *delta)
{
  WeirTcpStream *tx = &self->streams[0];
  WeirTcpStream *rx = &self->streams[1];
  WeirTcpState tx_state = get_state (tx, rx);
  WeirTcpState rx_state = get_state (rx, tx);
  gboolean is_news;

  memset (delta, 0, sizeof *delta);
  delta->is_from_packets = TRUE;
  if (tx->syn_rtt_us != 0 && rx->syn_rtt_us != 0
      && (has (tx, STREAM_SYN_RTT_IS_NEW) || has (rx, STREAM_SYN_RTT_IS_NEW)))
    {
      delta->handshake_rtt_us = tx->syn_rtt_us + rx->syn_rtt_us;
      tx->flags &= (uint16_t) ~STREAM_SYN_RTT_IS_NEW;
      rx->flags &= (uint16_t) ~STREAM_SYN_RTT_IS_NEW;
    }

  is_news = take_side (tx, &delta->tx, tx_state);
  return take_side (rx, &delta->rx, rx_state) || is_news;
}
