/* Bytes of every second since the start: what the graph draws.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ring of the newest WEIR_TIMELINE_SECONDS seconds that grows as it fills (16 bytes a second).
 * One thread at a time.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_TIMELINE_SECONDS (24 * 60 * 60)

typedef struct _WeirTimeline WeirTimeline;

WeirTimeline *weir_timeline_new (void);
void weir_timeline_free (WeirTimeline *self);

/* Returns: (transfer full) */
WeirTimeline *weir_timeline_copy (const WeirTimeline *self);

/* Seconds between the newest known one and @second become zeros. An earlier second than the
 * newest counts in the newest. */
void weir_timeline_add (WeirTimeline *self, int64_t second, uint64_t tx_bytes, uint64_t rx_bytes);

/* Numbers of the oldest and the newest second; %FALSE if there is none yet. */
gboolean weir_timeline_get_range (const WeirTimeline *self, int64_t *oldest, int64_t *newest);

/* Bytes of one second; zeros outside the range. */
void weir_timeline_get (const WeirTimeline *self,
                        int64_t second,
                        uint64_t *tx_bytes,
                        uint64_t *rx_bytes);

/* The most bytes of any one of @n_seconds seconds from @second on, for each direction by itself. */
void weir_timeline_get_peak (const WeirTimeline *self,
                             int64_t second,
                             guint n_seconds,
                             uint64_t *tx_bytes,
                             uint64_t *rx_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTimeline, weir_timeline_free)

G_END_DECLS
