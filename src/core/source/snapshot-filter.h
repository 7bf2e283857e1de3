/* How much of each packet is captured: headers of nearly all, more of those in which names stand,
 * or while they are recorded, as much as is wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a kernel filter returns is how many bytes the kernel copies.  A second program is joined to
 * that of the user, and decides so of the packets which that one takes.  It never refuses a packet.
 */
#pragma once

#include <glib.h>
#include <pcap/pcap.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Headers: Ethernet with two tags, IPv6 with a few extensions, ports. */
#define WEIR_SNAPSHOT_SHORT_BYTES 128

/* A ClientHello before it is cut into segments, a datagram of any usual size. */
#define WEIR_SNAPSHOT_LONG_BYTES 4096

/* The kernel's bound for a program (BPF_MAXINSNS). */
#define WEIR_SNAPSHOT_FILTER_MAX_LENGTH 4096

/* The snapshot length to open devices with: what is copied, the filter decides, and that can be
 * changed while packets come.  (The ring of libpcap, whose slots are packed, is no larger for it.)
 */
#define WEIR_SNAPSHOT_MAX_BYTES 262144

/* How much is wanted. */
typedef struct
{
  gboolean reads_names; /* WEIR_SNAPSHOT_LONG_BYTES of packets in which they stand … */
  uint32_t bytes;       /* … or, if not 0, so much of every packet */
} WeirSnapshot;

static inline gboolean
weir_snapshot_equal (const WeirSnapshot *a, const WeirSnapshot *b)
{
  return a->reads_names == b->reads_names && a->bytes == b->bytes;
}

/* Rewrites what the program returns: WEIR_SNAPSHOT_LONG_BYTES for answers of DNS, mDNS and LLMNR,
 * for TCP segments that begin a ClientHello or end a write to port 443, and for Initial packets of
 * QUIC; else WEIR_SNAPSHOT_SHORT_BYTES.  For link types that it does not know, and beside a program
 * that leaves no room, it is that for all packets.
 *
 * @program: (inout): made by pcap_compile(); free it with pcap_freecode() as before
 * @link_type: a DLT_… number
 * Returns: whether names are taken into account */
gboolean weir_snapshot_filter_extend (struct bpf_program *program, int link_type);

/* The same for what is wanted. */
void weir_snapshot_filter_apply (struct bpf_program *program,
                                 int link_type,
                                 const WeirSnapshot *snapshot);

G_END_DECLS
