/* One open packet socket; its packets leave as PACKETS frames, unread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <pcap/pcap.h>

#include "helper/output.h"

typedef struct
{
  pcap_t *pcap;          /* NULL: closed */
  WeirWireOpen open;     /* what was asked for last */
  bool is_flowing;       /* a filter has come: packets and counters are wanted */
  struct pcap_stat last; /* libpcap's 32-bit counters, which come round */
  WeirWireStats stats;
} WeirCapture;

/* Opens, and answers with OPENED or ERROR. */
void weir_capture_open (WeirCapture *self, const WeirWireOpen *open, WeirOutput *output);

/* Lets packets through, and answers with STATS; with ERROR, and closes, if the kernel refuses the
 * filter. */
void weir_capture_set_filter (WeirCapture *self,
                              WeirWireInstruction *instructions,
                              size_t count,
                              WeirOutput *output);

/* Lets the kernel, and nobody else, run a filter; false: it refuses. */
bool weir_capture_set_kernel_filter (pcap_t *pcap, struct bpf_insn *instructions, size_t count);

/* What to poll for input, or -1. */
int weir_capture_get_fd (const WeirCapture *self);

/* Sends what is in the ring, but no more than a few blocks at a time: requests wait for it. */
void weir_capture_read (WeirCapture *self, WeirOutput *output);

void weir_capture_send_stats (WeirCapture *self, WeirOutput *output);
void weir_capture_close (WeirCapture *self);
