/* What a rate graph says of one of its steps, or of a span of seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/graph-selection.h"
#include "app/graph-top.h"
#include "core/flow/timeline.h"
#include "core/units.h"

G_BEGIN_DECLS

/* Bytes both ways, and the most of one second, as bits per second. */
typedef struct
{
  uint64_t rx_bytes;
  uint64_t tx_bytes;
  double rx_peak_bps;
  double tx_peak_bps;
} WeirGraphSums;

#define WEIR_GRAPH_READOUT_MAX_TOPS 5

typedef struct
{
  WeirGraphSpan span;
  gboolean is_sum; /* of a span that is being chosen: amounts; else rates */
  gboolean has_filtered;
  WeirGraphSums all;
  WeirGraphSums filtered;
  GPtrArray *tops; /* (nullable): of WeirGraphTop */
} WeirGraphReadout;

/* Cost: a look at each second of the span, of which only the part that @timeline knows counts.
 * @filtered: (nullable) */
void weir_graph_readout_fill (WeirGraphReadout *self,
                              WeirGraphSpan span,
                              gboolean is_sum,
                              const WeirTimeline *timeline,
                              const WeirTimeline *filtered);

/* Frees what it holds, not itself; it may be filled again. */
void weir_graph_readout_clear (WeirGraphReadout *self);

/* Of one direction: "24.3 Mb/s", with a filter "1.20 Mb/s of 24.3 Mb/s"; of a span "12.3 MB, 6.50
 * Mb/s" (the mean). */
char *weir_graph_readout_dup_value (const WeirGraphReadout *self,
                                    gboolean is_download,
                                    WeirUnit unit);

/* The time, and how long it is if it is more than a second. */
char *weir_graph_readout_dup_time (const WeirGraphReadout *self);

/* All of it as sentences. */
char *weir_graph_readout_dup_text (const WeirGraphReadout *self, WeirUnit unit);

G_END_DECLS
