/* What the alerts remember of each flow of a ledger, at the flow's place in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To ask every flow every second whose it is and which filters let it through would cost more than
 * everything else of a tick.  So a flow is asked while it is young, and then now and then.
 */
#pragma once

#include "core/alert/alert-names.h"
#include "core/flow/ledger.h"

G_BEGIN_DECLS

/* Names of programs and hosts come late: for so many seconds a flow is asked every second, and only
 * then believed. */
#define WEIR_ALERT_SETTLE_READS 5

typedef struct
{
  uint64_t serial; /* of the flow */
  uint64_t tx;     /* bytes of it that have been counted */
  uint64_t rx;
  uint64_t pending; /* of these, bytes that no volume of a month has yet */
  uint32_t mask;    /* the rules whose filter lets it through */
  uint32_t app;     /* WeirAlertNames of programs, 0: not known */
  uint32_t host;    /* of hosts */
  uint8_t n_reads;  /* that are left before it is settled */
} WeirAlertWatch;

typedef struct
{
  GArray *watches;      /* WeirAlertWatch, by WeirFlow.index */
  uint64_t n_forgotten; /* by the ledger, when it was looked at last */
} WeirAlertWatches;

/* @watch goes with its flow. */
typedef void (*WeirAlertWatchFunc) (WeirAlertWatch *watch, gpointer user_data);

void weir_alert_watches_init (WeirAlertWatches *self);
void weir_alert_watches_clear (WeirAlertWatches *self);

/* As many as the ledger has flows, each in its place; those of new flows have a serial and nothing
 * else. */
void weir_alert_watches_follow (WeirAlertWatches *self,
                                const WeirLedger *ledger,
                                WeirAlertWatchFunc removed_func,
                                gpointer user_data);

/* None. */
void weir_alert_watches_drop (WeirAlertWatches *self,
                              WeirAlertWatchFunc removed_func,
                              gpointer user_data);

static inline WeirAlertWatch *
weir_alert_watches_get (const WeirAlertWatches *self, guint i)
{
  return &g_array_index (self->watches, WeirAlertWatch, i);
}

G_END_DECLS
