/* Numbers a frame that the kernel makes out of nothing, and lets it in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by xdp-generator.c through BPF_PROG_TEST_RUN on live frames: the interface receives them as
 * if they had come over its cable.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "frame.h"

char generator_license[] __attribute__ ((section ("license"), used)) = "GPL";

/* Set before it is loaded. */
const volatile __u32 n_flows = 1;
const volatile __u32 interval_ns_1024 =
    0; /* from one packet to the next, in ns / 1024; 0: flat out */

/* How long a packet may wait for its time: the verifier wants to see an end. */
#define MAX_LOOKS 5000

/* Packets that are closer together go in bunches of sixteen, which wait for the first of them. */
#define BUNCH_BELOW_NS 10000

/* One that is later than this does not try to catch up. */
#define MAX_LAG_NS 2000000

struct state
{
  __u64 n_sent;
  __u64 start_ns;
};

struct
{
  __uint (type, BPF_MAP_TYPE_ARRAY);
  __uint (max_entries, 1);
  __type (key, __u32);
  __type (value, struct state);
} states __attribute__ ((section (".maps"), used));

static __always_inline void
wait_for_time (struct state *state)
{
  __u64 due;
  __u64 now = bpf_ktime_get_ns ();

  if (state->start_ns == 0)
    state->start_ns = now;
  due = state->start_ns + (state->n_sent * interval_ns_1024 >> 10);
  if (now > due + MAX_LAG_NS)
    state->start_ns += now - due;
  for (int i = 0; i < MAX_LOOKS && bpf_ktime_get_ns () < due; i++)
    ;
}

__attribute__ ((section ("xdp"), used)) int
generate (struct xdp_md *context)
{
  __u8 *frame = (void *) (long) context->data;
  __u32 zero = 0;
  struct state *state = bpf_map_lookup_elem (&states, &zero);
  __u32 flow;

  if (state == NULL || frame + FRAME_MIN > (__u8 *) (long) context->data_end)
    return XDP_DROP;

  if (interval_ns_1024 != 0
      && (interval_ns_1024 >> 10 >= BUNCH_BELOW_NS || state->n_sent % 16 == 0))
    wait_for_time (state);

  flow = (__u32) (state->n_sent++ % n_flows);
  *(__be32 *) (frame + FRAME_SOURCE_OFFSET) =
      bpf_htonl (FRAME_FIRST_SOURCE + flow / FRAME_FLOWS_PER_ADDRESS);
  *(__be16 *) (frame + FRAME_SOURCE_PORT_OFFSET) =
      bpf_htons ((__u16) (FRAME_FIRST_PORT + flow % FRAME_FLOWS_PER_ADDRESS));
  return XDP_PASS;
}
