/* A name that was seen on the wire, on its way in a batch.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/naming/host-name.h"
#include "core/naming/name-source.h"

G_BEGIN_DECLS

/* WEIR_NAME_TLS and WEIR_NAME_QUIC name the server of one flow: @key is the flow, its local side
 * the client, its remote side the server, whichever of them is this machine.  The others name an
 * address: that is @key.remote, and the rest of the key is zero but for the family. */
typedef struct
{
  WeirFlowKey key;
  int64_t time_us; /* of the packet */
  WeirNameSource source;
  uint32_t ttl_s; /* of an address: how long the answer holds */
  char text[WEIR_HOST_NAME_SIZE];
} WeirLearntName;

static inline gboolean
weir_learnt_name_is_of_flow (const WeirLearntName *name)
{
  return name->source == WEIR_NAME_TLS || name->source == WEIR_NAME_QUIC;
}

G_END_DECLS
