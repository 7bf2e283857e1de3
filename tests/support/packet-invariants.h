/* What holds for every packet that the parser returns, however hostile the frame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/packet/packet.h"

G_BEGIN_DECLS

/* Returns: (nullable): the rule that @packet breaks, as a sentence */
const char *weir_packet_find_broken_invariant (const WeirPacket *packet,
                                               uint32_t captured,
                                               uint32_t length);

G_END_DECLS
