/* A filter in the languages of others: BPF (pcap-filter(7)) and Wireshark's display filters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * These look at single packets, so that addresses, networks, ports and protocols can be said there
 * and nothing else.  They know no sides either: "local:" and "remote:" become either of the two.
 */
#pragma once

#include "core/filter/filter.h"

G_BEGIN_DECLS

/* Sets WEIR_ERROR_INVALID with the part that cannot be said.
 * Returns: (transfer full) (nullable) */
char *weir_filter_to_bpf (const WeirFilter *filter, GError **error);
char *weir_filter_to_wireshark (const WeirFilter *filter, GError **error);

G_END_DECLS
