/* A flow as people see it: totals since it was first seen, and rates.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Owned by its WeirLedger and written by it alone; valid until the ledger forgets it (see
 * weir_ledger_set_removed_func()).  Main loop only.
 */
#pragma once

#include "core/flow/flow-key.h"
#include "core/flow/rate-window.h"
#include "core/flow/socket-info.h"
#include "core/flow/tcp-facts.h"
#include "core/naming/name-source.h"

G_BEGIN_DECLS

typedef struct _WeirFlow
{
  WeirFlowKey key;
  uint64_t serial;   /* 1, 2, 3 … in the order of appearance; never reused */
  uint64_t tx_bytes; /* IP bytes */
  uint64_t rx_bytes;
  uint64_t tx_packets;
  uint64_t rx_packets;
  uint64_t tx_wire_bytes;
  uint64_t rx_wire_bytes;
  int64_t begun_us; /* µs since 1970: the first packet that was seen */
  int64_t first_us; /* the same, of the seconds that are counted */
  int64_t last_us;
  uint64_t peak_tx; /* bytes of the fullest finished second */
  uint64_t peak_rx;
  uint64_t peak_both;
  WeirRateWindow *window; /* (nullable): none after 40 s without a packet */
  WeirSocketInfo *socket; /* (nullable): the newest that was told */
  WeirTcpFacts *tcp;      /* (nullable): how well it goes; of TCP alone */
  char *server_name;      /* (nullable): the host that the client asked for, the newest; at most
                           * 253 bytes of ASCII letters, digits and "-_." */
  gpointer user_data;     /* of the ledger's user */
  struct _WeirFlow *next; /* (nullable): the ledger's own list of flows with a window */
  struct _WeirFlow *prev;
  uint32_t index; /* its place in the ledger */
  uint32_t slot;  /* its place in the history; 0: none */
  uint8_t icmp_type;
  uint8_t icmp_code;
  uint8_t is_local;           /* the local side is this machine */
  uint8_t spoken;             /* WeirSpoken: by its content, whatever its ports */
  uint8_t owner_unknown;      /* WeirOwnerUnknown, as far as the sockets tell; ask
                               * weir_flow_get_owner_unknown() */
  uint8_t server_name_source; /* WeirNameSource: WEIR_NAME_TLS or WEIR_NAME_QUIC */
  uint8_t server_is_local;    /* the name is that of the local side; else of the remote */
  uint8_t n_missed; /* lists of sockets, one after the other, that lacked it while it went on */
} WeirFlow;

/* Neither in a ledger nor in a history, without user_data.  Returns: (transfer full) */
WeirFlow *weir_flow_copy (const WeirFlow *self);
void weir_flow_free (WeirFlow *self);

/* Bits per second over finished slots; 0 without a window. */
double weir_flow_get_tx_bps (const WeirFlow *self, WeirWindow window);
double weir_flow_get_rx_bps (const WeirFlow *self, WeirWindow window);

G_END_DECLS
