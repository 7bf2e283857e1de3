/* Rates of one flow over the last 2, 10 and 40 seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time is cut into slots of one second.  A rate is the bytes of the last n finished slots divided
 * by n seconds; the slot that is still filling is never part of it.  A plain value, no allocation;
 * one thread at a time.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_RATE_SLOTS 40

typedef enum
{
  WEIR_WINDOW_2S,
  WEIR_WINDOW_10S,
  WEIR_WINDOW_40S,
} WeirWindow;

#define WEIR_N_WINDOWS 3

/* 2, 10, 40. */
guint weir_window_get_seconds (WeirWindow window);

typedef struct
{
  int64_t second;                   /* number of the slot that is filling */
  uint64_t tx[WEIR_RATE_SLOTS + 1]; /* ring, indexed by second modulo its length */
  uint64_t rx[WEIR_RATE_SLOTS + 1];
  uint64_t tx_sum[WEIR_N_WINDOWS]; /* bytes of the finished slots of each window */
  uint64_t rx_sum[WEIR_N_WINDOWS];
  uint64_t peak_tx; /* bytes of the fullest finished second */
  uint64_t peak_rx;
  uint64_t peak_both; /* of the sum, not the sum of the two */
} WeirRateWindow;

void weir_rate_window_init (WeirRateWindow *self, int64_t second);

/* Finishes all slots before @second.  Time never goes back: an earlier second is ignored. */
void weir_rate_window_advance (WeirRateWindow *self, int64_t second);

/* Advances to @second and books bytes in the slot that is filling then. */
void weir_rate_window_add (WeirRateWindow *self,
                           int64_t second,
                           uint64_t tx_bytes,
                           uint64_t rx_bytes);

/* Adds what @other has in the seconds of @self, as if its bytes had been booked in both; peaks stay
 * as they are, for they are those of the sum only if it is booked in time. */
void weir_rate_window_add_window (WeirRateWindow *self, const WeirRateWindow *other);

/* Bits per second. */
double weir_rate_window_get_tx_bps (const WeirRateWindow *self, WeirWindow window);
double weir_rate_window_get_rx_bps (const WeirRateWindow *self, WeirWindow window);

/* Whether every slot is zero, the filling one included. */
gboolean weir_rate_window_is_idle (const WeirRateWindow *self);

/* The bytes of finished slot number @age: 0 is the newest, WEIR_RATE_SLOTS - 1 the oldest. */
uint64_t weir_rate_window_get_slot_tx (const WeirRateWindow *self, guint age);
uint64_t weir_rate_window_get_slot_rx (const WeirRateWindow *self, guint age);

G_END_DECLS
