/* BPF expressions, as tcpdump knows them (pcap-filter(7)).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <pcap/pcap.h>

#include "core/source/snapshot-filter.h"

G_BEGIN_DECLS

/* Whether the expression compiles, for Ethernet frames; sets WEIR_ERROR_FILTER with the
 * library's message.  Call it before anything starts.  Empty and %NULL are fine. */
gboolean weir_capture_filter_check (const char *expression, GError **error);

/* Compiles it for frames of this DLT_… number, to be set by somebody else.
 * @program: (out): free it with pcap_freecode() */
gboolean weir_capture_filter_compile (const char *expression,
                                      int link_type,
                                      int snaplen,
                                      struct bpf_program *program,
                                      GError **error);

/* Whether the expression asks for VLAN tags.  Linux takes the tag off a frame before a filter sees
 * it; only for a device that this process has opened itself does libpcap compile what looks for it
 * beside the frame.  The frames that libpcap hands over have their tags again:
 * weir_capture_filter_compile() is right for those. */
gboolean weir_capture_filter_asks_for_tags (const char *expression);

/* Compiles it for the link type of @pcap and sets it there.  An empty expression becomes a filter
 * that accepts everything: without one the kernel copies whole packets, whatever the snapshot
 * length.
 * @snapshot: (nullable): of each packet all that libpcap has (of a file) */
gboolean weir_capture_filter_apply (const char *expression,
                                    const WeirSnapshot *snapshot,
                                    pcap_t *pcap,
                                    GError **error);

G_END_DECLS
