/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/alerts.h"

#include <glib/gi18n.h>

#include "cli/message.h"
#include "core/alert/alert-engine.h"
#include "core/alert/alert-limiter.h"

#define MAX_TOLD 30 /* in a minute, one by one */

struct _WeirCliAlerts
{
  const WeirOptions *options;
  WeirOutput *output;
  WeirSeenStore *seen;
  WeirAlertEngine *engine;
  WeirAlertLimiter limiter;
};

/* A reader that has gone is noticed by the next report. */
static void
tell (WeirCliAlerts *self, const WeirAlert *alert)
{
  WeirUnit unit = self->options->shows_bytes ? WEIR_UNIT_BYTES : WEIR_UNIT_BITS;
  g_autofree char *json = NULL;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  if (self->options->format == WEIR_FORMAT_JSON)
    {
      json = weir_alert_to_json (alert);
      g_string_append_printf (self->output->text, "%s\n", json);
      weir_output_drain (self->output, NULL);
      return;
    }
  title = weir_alert_dup_title (alert);
  sentence = weir_alert_dup_sentence (alert, unit);
  weir_message (_ ("Alert: %s. %s"), title, sentence);
}

static uint64_t
raised_cb (WeirAlert *taken, gpointer user_data)
{
  g_autoptr (WeirAlert) alert = taken;
  WeirCliAlerts *self = user_data;

  if (weir_alert_limiter_take (&self->limiter, alert->time_us))
    tell (self, alert);
  return 0;
}

/* Never called: the alerts have no ids. */
static void
ended_cb (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data)
{
}

WeirCliAlerts *
weir_cli_alerts_new (const WeirOptions *options, WeirOutput *output)
{
  static const WeirAlertEngineFuncs funcs = { raised_cb, ended_cb };
  WeirCliAlerts *self;

  if (options->alerts == NULL)
    return NULL;

  self = g_new0 (WeirCliAlerts, 1);
  self->options = options;
  self->output = output;
  self->seen = weir_seen_store_new ();
  self->engine = weir_alert_engine_new (self->seen, NULL, &funcs, self);
  weir_alert_limiter_init (&self->limiter, MAX_TOLD);
  weir_alert_engine_set_rules (self->engine, options->alerts);
  return self;
}

void
weir_cli_alerts_free (WeirCliAlerts *self)
{
  weir_alert_engine_free (self->engine);
  weir_seen_store_free (self->seen);
  g_free (self);
}

void
weir_cli_alerts_begin (WeirCliAlerts *self)
{
  weir_alert_engine_begin (self->engine);
}

void
weir_cli_alerts_look (WeirCliAlerts *self, const WeirLedger *ledger, const WeirReportOptions *known)
{
  const WeirReport report = { .options = *known };
  const WeirFilterContext context = { .interface = known->interface,
                                      .known = &report,
                                      .never_waits = TRUE };
  int64_t now_us = weir_ledger_get_totals (ledger)->end_us;
  guint n_more;

  weir_alert_engine_look (self->engine, ledger, &context);
  n_more = weir_alert_limiter_release (&self->limiter, now_us);
  if (n_more > 0)
    {
      g_autoptr (WeirAlert) more = weir_alert_new_more (now_us, n_more);

      tell (self, more);
    }
}
