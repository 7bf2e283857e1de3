/* Frames in, batches out: the parser, the fragments and the flow table behind one door.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * (RFC 7011 calls this the metering process.)  Cuts time into intervals by the packets' own time
 * stamps.  One thread at a time: the worker; tests and benchmarks drive it directly.
 */
#pragma once

#include "core/flow/flow-table.h"
#include "core/source/recorder.h"
#include "core/source/snapshot-filter.h"

G_BEGIN_DECLS

typedef struct _WeirMeter WeirMeter;

#define WEIR_METER_LIVE_INTERVAL_US (G_USEC_PER_SEC / 4)

typedef struct
{
  int64_t interval_us;  /* 0: WEIR_METER_LIVE_INTERVAL_US */
  guint max_flows;      /* 0: WEIR_FLOW_TABLE_DEFAULT_MAX_FLOWS */
  gboolean is_live;     /* time stamps follow this machine's clock: where that is set back,
                         * time goes on from there.  In a file, late packets count in the
                         * interval that is open. */
  gboolean reads_names; /* looks for names behind the headers: WeirBatch.names */
  gboolean follows_tcp; /* how well connections go: WeirBatch.tcp */
} WeirMeterOptions;

/* An interval has ended; nothing of the next one has been booked yet.  Take the batch here, or let
 * the interval go on until the next call. */
typedef void (*WeirIntervalFunc) (WeirMeter *meter, gpointer user_data);

WeirMeter *weir_meter_new (const WeirMeterOptions *options,
                           WeirLocalNetwork *local,
                           WeirIntervalFunc func,
                           gpointer user_data);
void weir_meter_free (WeirMeter *self);

/* How much of each packet it needs: more than the headers where it looks behind them, and while
 * packets are recorded.  May change between two calls of WeirSource.read(). */
WeirSnapshot weir_meter_get_snapshot (const WeirMeter *self);

/* Writes down every frame that is added, once the source says that they are complete.
 * @recorder: (nullable): a reference is taken; the last one is told that nothing comes any more */
void weir_meter_set_recorder (WeirMeter *self, WeirRecorder *recorder);

/* Returns: (nullable) (transfer none) */
WeirRecorder *weir_meter_get_recorder (const WeirMeter *self);

/* Frames with this time stamp, or a later one, have as much as weir_meter_get_snapshot() asks for.
 */
void weir_meter_begin_recording (WeirMeter *self, int64_t time_us);

/* @link_type must be supported.  May change between two frames (a reopened source). */
void weir_meter_set_link_type (WeirMeter *self, int link_type);
void weir_meter_set_local (WeirMeter *self, WeirLocalNetwork *local);

/* Books one frame; its bytes are not needed after the call. */
void weir_meter_add_frame (WeirMeter *self,
                           int64_t time_us,
                           const uint8_t *frame,
                           uint32_t captured,
                           uint32_t length);

/* The same where a file says which process the frame is of. */
void weir_meter_add_frame_of (WeirMeter *self,
                              const WeirSharer *process,
                              int64_t time_us,
                              const uint8_t *frame,
                              uint32_t captured,
                              uint32_t length);

/* What a flow did as a whole, for sources that see no packets; @delta->last_us is when.
 * @tcp: (nullable) */
void weir_meter_add_delta (WeirMeter *self, const WeirFlowDelta *delta, const WeirTcpDelta *tcp);

/* What the system says of a socket; with @info->match set, for the flow of @info->key, else as one
 * of a list, which end_socket_list() completes. */
void weir_meter_add_socket (WeirMeter *self, const WeirSocketInfo *info);
void weir_meter_end_socket_list (WeirMeter *self);

/* No packet older than @time_us is to be expected any more: ends intervals where nothing comes. */
void weir_meter_advance (WeirMeter *self, int64_t time_us);

/* Adds to the counts of the open interval ("received" and "malformed" the meter counts itself). */
void weir_meter_add_source_counts (WeirMeter *self, const WeirSourceCounts *counts);

/* All that was booked since the last batch.
 * Returns: (transfer full) */
WeirBatch *weir_meter_take_batch (WeirMeter *self, gboolean is_last);

/* Whether no frame has come since the last batch. */
gboolean weir_meter_is_empty (const WeirMeter *self);

/* All frames ever, malformed ones included. */
uint64_t weir_meter_get_n_frames (const WeirMeter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirMeter, weir_meter_free)

G_END_DECLS
