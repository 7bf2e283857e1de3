/* Any sequence of segments through the follower of a connection.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: records of eight bytes: control (flags, direction, whether an interval ends), time
 * step, and for sequence number, acknowledgement and size what to take them from.
 */
#include "config.h"

#include "core/flow/tcp-quality.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define RECORD 8
#define DIRECTION 0x20
#define TAKE 0x40
#define CLOSES 0x80

#define require(rule)                                           \
  G_STMT_START                                                  \
  {                                                             \
    if (!(rule))                                                \
      g_error ("%s:%d: broken: %s", __FILE__, __LINE__, #rule); \
  }                                                             \
  G_STMT_END

typedef struct
{
  WeirTcpQuality quality;
  uint32_t next[2];    /* what a well-behaved side would send next */
  uint64_t payload[2]; /* in this interval */
  int64_t time_us;
} Run;

/* Most often near what is to be expected, else anywhere. */
static uint32_t
pick_number (uint32_t expected, uint8_t how, uint8_t more)
{
  switch (how >> 6)
    {
    case 0:
      return expected;
    case 1:
      return expected + more - 128;
    case 2:
      return expected + (uint32_t) (more - 128) * 1000;
    default:
      return (uint32_t) how << 24 | (uint32_t) more << 8;
    }
}

static uint32_t
pick_size (uint8_t how)
{
  static const uint32_t sizes[] = { 0, 0, 0, 1, 2, 100, 1448, 65000, 500000, UINT32_MAX };

  return sizes[how % G_N_ELEMENTS (sizes)];
}

static void
check_side (const WeirTcpSide *side, uint64_t payload)
{
  require (side->rtt_us <= 60 * G_USEC_PER_SEC);
  require ((uint64_t) side->retransmitted_bytes + side->out_of_order_bytes <= payload);
  require (side->state <= WEIR_TCP_CLOSING && side->state != WEIR_TCP_LISTEN);
}

static void
take (Run *run)
{
  WeirTcpDelta delta;
  WeirTcpDelta again;

  weir_tcp_quality_take (&run->quality, &delta);
  check_side (&delta.tx, run->payload[0]);
  check_side (&delta.rx, run->payload[1]);
  require (delta.handshake_rtt_us <= 120 * G_USEC_PER_SEC);
  require (!weir_tcp_quality_take (&run->quality, &again));
  require (again.tx.state == delta.tx.state && again.rx.state == delta.rx.state);
  run->payload[0] = run->payload[1] = 0;
}

static void
add (Run *run, const uint8_t *record)
{
  guint direction = (record[0] & DIRECTION) != 0;
  WeirTcpSegment segment = {
    .seq = pick_number (run->next[direction], record[2], record[3]),
    .ack = pick_number (run->next[!direction], record[4], record[5]),
    .payload_bytes = pick_size (record[6]),
    .window = record[0] & CLOSES ? 0 : record[7] % 4,
    .ipv4_id = record[7] / 4,
    .payload_offset = 20,
    .flags = record[0] & 0x1f,
  };

  /* Small steps, long ones, and back. */
  run->time_us += record[1] < 0x80   ? record[1] * 100
                  : record[1] < 0xf0 ? (record[1] - 0x80) * G_USEC_PER_SEC
                                     : (0xf0 - record[1]) * INT64_C (1000);
  run->payload[direction] += segment.payload_bytes;
  run->next[direction] = segment.seq + segment.payload_bytes;
  weir_tcp_quality_add (&run->quality, &segment, direction, run->time_us);
  if (record[0] & TAKE)
    take (run);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Run run = { .next = { UINT32_MAX - 3000, 77 }, .time_us = INT64_C (1704067200) * G_USEC_PER_SEC };

  for (; size >= RECORD; data += RECORD, size -= RECORD)
    add (&run, data);
  take (&run);
  return 0;
}
