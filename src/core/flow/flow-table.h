/* The worker's side of the flows: what each did since the last batch was taken.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open addressing over plain records, no allocation per packet.  Totals live in the ledger, so that
 * a record may be dropped as soon as its interval has been handed over; what the record keeps from
 * one interval to the next is the flow's direction, and of TCP where the connection stands.  One
 * thread at a time: the worker.
 */
#pragma once

#include "core/flow/batch.h"
#include "core/flow/local-network.h"
#include "core/packet/tcp-segment.h"

G_BEGIN_DECLS

typedef struct _WeirFlowTable WeirFlowTable;

/* A record with its share of the index, and what follows a connection; the table costs max_flows
 * times this at most. */
#define WEIR_FLOW_TABLE_FLOW_BYTES (160 + 128)
#define WEIR_FLOW_TABLE_DEFAULT_MAX_FLOWS 262144

/* Records silent for this long are dropped. */
#define WEIR_FLOW_TABLE_IDLE_US (60 * G_USEC_PER_SEC)

/* How many packets weir_flow_table_add() takes at a time: enough for the processor to fetch their
 * records from memory side by side. */
#define WEIR_FLOW_TABLE_BURST 32

WeirFlowTable *weir_flow_table_new (guint max_flows, WeirLocalNetwork *local);
void weir_flow_table_free (WeirFlowTable *self);

/* Flows whose direction is another one under @local start anew. */
void weir_flow_table_set_local (WeirFlowTable *self, WeirLocalNetwork *local);

/* Books up to WEIR_FLOW_TABLE_BURST packets, in order.
 * @segments: (nullable): of each packet its segment, or one without a payload_offset; %NULL: no
 *   connections are followed */
void weir_flow_table_add (WeirFlowTable *self,
                          const WeirPacket *packets,
                          const WeirTcpSegment *segments,
                          guint n_packets);

/* Books what a flow did as a whole, for sources that see no packets; the flow takes no record.
 * @tcp: (nullable): its place is filled in */
void weir_flow_table_add_delta (WeirFlowTable *self,
                                const WeirFlowDelta *delta,
                                const WeirTcpDelta *tcp);

/* The key of the flow that @packet, which has been booked, belongs to.
 * Returns: %FALSE where there was no room for it */
gboolean weir_flow_table_find_key (WeirFlowTable *self, const WeirPacket *packet, WeirFlowKey *key);

void weir_flow_table_add_socket (WeirFlowTable *self, const WeirSocketInfo *info);

/* All sockets there are have been added since the last take(). */
void weir_flow_table_end_socket_list (WeirFlowTable *self);

/* Moves what has been booked since the last call into @batch: deltas, tcp, sockets, unlisted,
 * n_flows and max_flows. Drops records that were idle at @now_us. */
void weir_flow_table_take (WeirFlowTable *self, WeirBatch *batch, int64_t now_us);

guint weir_flow_table_get_n_flows (const WeirFlowTable *self);
gboolean weir_flow_table_is_empty_interval (const WeirFlowTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFlowTable, weir_flow_table_free)

G_END_DECLS
