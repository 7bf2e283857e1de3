/* Looks once a second whether a rule is met.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fed with a ledger after each batch; knows no clock but that of the batches.  A rate is what was
 * counted since the last look, divided by the time since then, so that a rule means every second
 * by itself.  Main loop only.
 */
#pragma once

#include "core/alert/alert.h"
#include "core/alert/seen-store.h"
#include "core/alert/volume-store.h"

G_BEGIN_DECLS

typedef struct _WeirAlertEngine WeirAlertEngine;

typedef struct
{
  /* A rule is met.
   * @alert: (transfer full)
   * Returns: an id for ended(); 0: that need not be told */
  uint64_t (*raised) (WeirAlert *alert, gpointer user_data);

  /* A rate has fallen again.  @peak_bps: the highest that it was */
  void (*ended) (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data);
} WeirAlertEngineFuncs;

/* @seen: what was ever seen
 * @volumes: (nullable): what was counted; NULL: there are no rules of months
 * Both are borrowed; they are written to.
 * @funcs: static */
WeirAlertEngine *weir_alert_engine_new (WeirSeenStore *seen,
                                        WeirVolumeStore *volumes,
                                        const WeirAlertEngineFuncs *funcs,
                                        gpointer user_data);
void weir_alert_engine_free (WeirAlertEngine *self);

/* Rules that were there before go on as they are; alerts of those that are not any more end.
 * @rules: (element-type WeirAlertRule): borrowed until others have been set; those beyond
 *   WEIR_ALERT_MAX_RULES, and those that are off, are not looked at */
void weir_alert_engine_set_rules (WeirAlertEngine *self, GPtrArray *rules);

/* Another ledger follows, or none: what went on has ended. */
void weir_alert_engine_begin (WeirAlertEngine *self);

/* A batch was booked in @ledger, always the same one until begin().
 * @context: how flows are asked now; its time is the ledger's */
void weir_alert_engine_look (WeirAlertEngine *self,
                             const WeirLedger *ledger,
                             const WeirFilterContext *context);

/* More is known of programs and hosts: flows whose owner was not known are asked again. */
void weir_alert_engine_learnt (WeirAlertEngine *self);

/* The highest rate in bits per second that a rule, by its id, has met so far; of a month, its
 * bytes.  0: nothing, or no such rule */
double weir_alert_engine_get_highest (const WeirAlertEngine *self, const char *id);

/* Whether a rule is met by an application, a host or by what a filter lets through, and this flow
 * is part of it; or whether its application or host has just been seen first. */
gboolean weir_alert_engine_is_alerting (const WeirAlertEngine *self, const WeirFlow *flow);

/* The same of a group of flows. */
gboolean weir_alert_engine_is_name_alerting (const WeirAlertEngine *self,
                                             WeirAlertBy by,
                                             const char *name);

/* Changes whenever an answer of the two above may. */
guint weir_alert_engine_get_generation (const WeirAlertEngine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertEngine, weir_alert_engine_free)

G_END_DECLS
