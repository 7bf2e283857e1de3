/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-engine-private.h"

#define LOOK_US ((int64_t) G_USEC_PER_SEC)

/* However long it was since the last look (the machine slept, the clock was set), it counts as no
 * more than this for how long something lasts. */
#define MAX_STEP_SECONDS 10.0

/* Settled flows that are asked again at each look. */
#define N_ASKED_AGAIN 32

/* Fetched ahead: flows lie anywhere in memory. */
#define N_AHEAD 8

static void
rule_free (gpointer data)
{
  WeirAlertRuleState *rule = data;

  g_clear_pointer (&rule->levels, g_array_unref);
  g_clear_pointer (&rule->sums, g_array_unref);
  g_clear_pointer (&rule->volumes, g_array_unref);
  g_free (rule->id);
  g_free (rule);
}

WeirAlertEngine *
weir_alert_engine_new (WeirSeenStore *seen,
                       WeirVolumeStore *volumes,
                       const WeirAlertEngineFuncs *funcs,
                       gpointer user_data)
{
  WeirAlertEngine *self = g_new0 (WeirAlertEngine, 1);

  self->seen = seen;
  self->volumes = volumes;
  self->funcs = funcs;
  self->user_data = user_data;
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->apps = weir_alert_names_new ();
  self->hosts = weir_alert_names_new ();
  self->app_sums = g_array_new (FALSE, TRUE, sizeof (WeirAlertSum));
  self->host_sums = g_array_new (FALSE, TRUE, sizeof (WeirAlertSum));
  self->app_volumes = g_array_new (FALSE, TRUE, sizeof (uint64_t));
  self->host_volumes = g_array_new (FALSE, TRUE, sizeof (uint64_t));
  self->gone = g_array_new (FALSE, FALSE, sizeof (WeirAlertHolder));
  self->marked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  weir_alert_watches_init (&self->watches);
  return self;
}

void
weir_alert_engine_free (WeirAlertEngine *self)
{
  weir_alert_engine_begin (self);
  weir_alert_watches_clear (&self->watches);
  g_ptr_array_unref (self->rules);
  weir_alert_names_free (self->apps);
  weir_alert_names_free (self->hosts);
  g_array_unref (self->app_sums);
  g_array_unref (self->host_sums);
  g_array_unref (self->app_volumes);
  g_array_unref (self->host_volumes);
  g_array_unref (self->gone);
  g_hash_table_unref (self->marked);
  g_free (self);
}

static gboolean
is_rate (const WeirAlertRule *rule)
{
  return rule->kind != WEIR_ALERT_NEW && rule->kind != WEIR_ALERT_MONTH;
}

/* ---- what is up ----------------------------------------------------------------------------- */

/* @names: (nullable): the level is that of one of these */
static void
end_level (WeirAlertEngine *self, WeirAlertLevel *level, int64_t now_us)
{
  self->n_up--;
  self->generation++;
  if (level->alert_id != 0)
    self->funcs->ended (level->alert_id, now_us, level->peak_bps, self->user_data);
  memset (level, 0, sizeof *level);
}

/* A name is held by whatever is up. */
static void
end_rule (WeirAlertEngine *self, WeirAlertRuleState *rule)
{
  if (rule->level.is_up)
    end_level (self, &rule->level, self->looked_us);
  for (guint i = 0; rule->levels != NULL && i < rule->levels->len; i++)
    {
      WeirAlertLevel *level = &g_array_index (rule->levels, WeirAlertLevel, i);

      if (level->is_up)
        {
          end_level (self, level, self->looked_us);
          weir_alert_names_release (weir_alert_engine_get_names (self, rule->rule->by), i);
        }
      memset (level, 0, sizeof *level);
    }
}

uint64_t
weir_alert_engine_raise (WeirAlertEngine *self,
                         const WeirAlertRuleState *rule,
                         const char *subject,
                         double value)
{
  self->generation++;
  return self->funcs->raised (weir_alert_new (rule->rule, subject, self->looked_us, value),
                              self->user_data);
}

static void
step_level (WeirAlertEngine *self,
            WeirAlertRuleState *rule,
            WeirAlertLevel *level,
            const WeirAlertSum *sum,
            uint32_t name,
            double elapsed)
{
  const WeirAlertRule *of = rule->rule;
  uint64_t bytes =
      (of->kind != WEIR_ALERT_UP ? sum->rx : 0) + (of->kind != WEIR_ALERT_DOWN ? sum->tx : 0);
  double bps = (double) bytes * 8 / elapsed;
  WeirAlertNames *names = weir_alert_engine_get_names (self, of->by);
  const char *subject = name != 0 ? weir_alert_names_get (names, name) : NULL;

  rule->highest = MAX (rule->highest, bps);
  switch (
      weir_alert_level_step (level, bps, MIN (elapsed, MAX_STEP_SECONDS), of->limit, of->seconds))
    {
    case WEIR_ALERT_RISES:
      self->n_up++;
      if (name != 0)
        weir_alert_names_use (names, subject);
      level->alert_id = weir_alert_engine_raise (self, rule, subject, level->peak_bps);
      break;
    case WEIR_ALERT_FALLS:
      end_level (self, level, self->looked_us);
      weir_alert_names_release (names, name);
      break;
    case WEIR_ALERT_STAYS:
    default:
      break;
    }
}

/* Each application or host by itself. */
static void
step_names (WeirAlertEngine *self, WeirAlertRuleState *rule, double elapsed)
{
  GArray *sums = rule->sums != NULL                            ? rule->sums
                 : rule->rule->by == WEIR_ALERT_BY_APPLICATION ? self->app_sums
                                                               : self->host_sums;

  if (rule->levels->len < sums->len)
    g_array_set_size (rule->levels, sums->len);
  for (guint i = 1; i < sums->len; i++)
    {
      WeirAlertLevel *level = &g_array_index (rule->levels, WeirAlertLevel, i);
      const WeirAlertSum *sum = &g_array_index (sums, WeirAlertSum, i);

      if ((sum->tx | sum->rx) != 0 || level->is_up || level->seconds > 0)
        step_level (self, rule, level, sum, i, elapsed);
    }
}

/* ---- whose a flow is ------------------------------------------------------------------------ */

static void
set_name (WeirAlertNames *names, uint32_t *number, const char *name)
{
  const char *old = weir_alert_names_get (names, *number);
  uint32_t new;

  if (name == NULL || g_strcmp0 (old, name) == 0)
    return;

  /* In this order: the old one's number is not to become that of another name. */
  new = weir_alert_names_use (names, name);
  weir_alert_names_release (names, *number);
  *number = new;
}

static uint32_t
match_rules (const WeirAlertEngine *self,
             uint32_t asked,
             const WeirFlow *flow,
             const WeirFilterContext *context)
{
  uint32_t mask = 0;

  for (uint32_t left = asked; left != 0; left &= left - 1)
    {
      guint i = (guint) __builtin_ctz (left);

      if (weir_filter_matches (weir_alert_engine_get_rule (self, i)->rule->filter, flow, context))
        mask |= 1u << i;
    }
  return mask;
}

static void
make_room (GArray *array, guint n)
{
  if (array->len < n)
    g_array_set_size (array, n);
}

static void
make_room_for_names (WeirAlertEngine *self)
{
  guint n_apps = weir_alert_names_get_end (self->apps);
  guint n_hosts = weir_alert_names_get_end (self->hosts);

  make_room (self->app_sums, n_apps);
  make_room (self->app_volumes, n_apps);
  make_room (self->host_sums, n_hosts);
  make_room (self->host_volumes, n_hosts);
  for (guint i = 0; i < self->rules->len; i++)
    {
      WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);
      guint n = rule->rule->by == WEIR_ALERT_BY_APPLICATION ? n_apps : n_hosts;

      if (rule->sums != NULL)
        make_room (rule->sums, n);
      if (rule->volumes != NULL)
        make_room (rule->volumes, n);
    }
}

static void
ask (WeirAlertEngine *self,
     WeirAlertWatch *watch,
     const WeirFlow *flow,
     const WeirFilterContext *context)
{
  gboolean had_app = watch->app != 0;
  gboolean was_settled = watch->n_reads == 0;
  WeirFieldValue room;

  set_name (self->apps, &watch->app,
            weir_alert_read_kind ("application", flow, context->known, &room));
  set_name (self->hosts, &watch->host, weir_alert_read_kind ("host", flow, context->known, &room));
  watch->mask = match_rules (self, self->filtered_mask, flow, context);
  make_room_for_names (self);

  if (!was_settled && --watch->n_reads == 0)
    {
      weir_alert_engine_book_volume (self, watch);
      weir_alert_engine_note_destination (self, watch, flow, context);
    }
  if (watch->n_reads == 0 && (!was_settled || !had_app))
    {
      const char *app = weir_alert_names_get (self->apps, watch->app);

      weir_alert_engine_note_new (self, WEIR_ALERT_BY_APPLICATION, app, app, watch->mask,
                                  self->looked_us);
    }
}

/* ---- a look --------------------------------------------------------------------------------- */

static void
release_names (WeirAlertEngine *self, const WeirAlertHolder *names)
{
  weir_alert_names_release (self->apps, names->app);
  weir_alert_names_release (self->hosts, names->host);
}

static void
removed_cb (WeirAlertWatch *watch, gpointer user_data)
{
  WeirAlertEngine *self = user_data;
  const WeirAlertHolder names = { watch->app, watch->host };

  /* Until the month has its bytes, its names' numbers are not to become those of others. */
  if (watch->pending > 0)
    {
      weir_alert_engine_book_volume (self, watch);
      g_array_append_val (self->gone, names);
      return;
    }
  release_names (self, &names);
}

static void
count_month (WeirAlertEngine *self, uint64_t bytes)
{
  weir_alert_engine_count_month (self, bytes);
  for (guint i = 0; i < self->gone->len; i++)
    release_names (self, &g_array_index (self->gone, WeirAlertHolder, i));
  g_array_set_size (self->gone, 0);
}

static void
add (WeirAlertSum *sum, uint64_t tx, uint64_t rx)
{
  sum->tx += tx;
  sum->rx += rx;
}

static void
count (WeirAlertEngine *self, WeirAlertWatch *watch, uint64_t tx, uint64_t rx)
{
  if (self->sums_apps)
    add (&g_array_index (self->app_sums, WeirAlertSum, watch->app), tx, rx);
  if (self->sums_hosts)
    add (&g_array_index (self->host_sums, WeirAlertSum, watch->host), tx, rx);

  for (uint32_t left = watch->mask; left != 0; left &= left - 1)
    {
      WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, (guint) __builtin_ctz (left));

      if (rule->sums == NULL)
        add (&rule->sum, tx, rx);
      else
        add (
            &g_array_index (rule->sums, WeirAlertSum,
                            rule->rule->by == WEIR_ALERT_BY_APPLICATION ? watch->app : watch->host),
            tx, rx);
    }

  watch->pending += tx + rx;
  if (watch->n_reads == 0)
    weir_alert_engine_book_volume (self, watch);
}

static void
count_flows (WeirAlertEngine *self, const WeirLedger *ledger, const WeirFilterContext *context)
{
  guint n_flows = weir_ledger_get_n_flows (ledger);
  guint again = n_flows > 0 ? self->next_asked % n_flows : 0;

  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);
      WeirAlertWatch *watch = weir_alert_watches_get (&self->watches, i);
      uint64_t tx = flow->tx_bytes - watch->tx;
      uint64_t rx = flow->rx_bytes - watch->rx;

      if (i + N_AHEAD < n_flows)
        __builtin_prefetch (weir_ledger_get_flow (ledger, i + N_AHEAD));
      if (watch->n_reads > 0 || i - again < N_ASKED_AGAIN)
        ask (self, watch, flow, context);
      else if (self->change_mask != 0 && (tx | rx) != 0)
        watch->mask = (watch->mask & ~self->change_mask)
                      | match_rules (self, self->change_mask, flow, context);
      if ((tx | rx) == 0)
        continue;

      watch->tx = flow->tx_bytes;
      watch->rx = flow->rx_bytes;
      count (self, watch, tx, rx);
    }
  self->next_asked = again + N_ASKED_AGAIN;
}

static void
step_rules (WeirAlertEngine *self, const WeirAlertSum *all, double elapsed)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);

      if (!is_rate (rule->rule))
        continue;
      if (rule->rule->by != WEIR_ALERT_BY_NONE)
        step_names (self, rule, elapsed);
      else
        step_level (self, rule, &rule->level, rule->rule->filter != NULL ? &rule->sum : all, 0,
                    elapsed);
      rule->sum = (WeirAlertSum){ 0 };
      if (rule->sums != NULL)
        weir_alert_engine_zero (rule->sums);
    }
  weir_alert_engine_zero (self->app_sums);
  weir_alert_engine_zero (self->host_sums);
}

static void
unmark (WeirAlertEngine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->marked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      /* Also where the clock was set back. */
      if (*(int64_t *) value <= self->looked_us
          || *(int64_t *) value > self->looked_us + WEIR_ALERT_MARK_US)
        {
          g_hash_table_iter_remove (&iter);
          self->generation++;
        }
    }
}

void
weir_alert_engine_look (WeirAlertEngine *self,
                        const WeirLedger *ledger,
                        const WeirFilterContext *context)
{
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  int64_t before_us = self->looked_us != 0 ? self->looked_us : totals->start_us;
  int64_t elapsed_us = totals->end_us - before_us;
  WeirFilterContext now = *context;
  WeirAlertSum all;

  if (elapsed_us >= 0 && elapsed_us < LOOK_US)
    return;

  all = (WeirAlertSum){ totals->counts.tx_bytes - self->tx, totals->counts.rx_bytes - self->rx };
  self->tx = totals->counts.tx_bytes;
  self->rx = totals->counts.rx_bytes;
  self->looked_us = totals->end_us;
  now.now_us = totals->now_us;

  weir_alert_watches_follow (&self->watches, ledger, removed_cb, self);
  make_room_for_names (self);
  count_flows (self, ledger, &now);
  count_month (self, all.tx + all.rx);

  /* Where the clock was set back, nobody knows how long it was. */
  if (elapsed_us > 0)
    {
      double elapsed = (double) elapsed_us / G_USEC_PER_SEC;

      for (guint i = WEIR_ALERT_BY_APPLICATION; i < G_N_ELEMENTS (self->learns); i++)
        {
          if (self->learns[i])
            weir_seen_store_learn (self->seen, i, MIN (elapsed, MAX_STEP_SECONDS));
        }
      step_rules (self, &all, elapsed);
    }
  unmark (self);
}

void
weir_alert_engine_begin (WeirAlertEngine *self)
{
  make_room_for_names (self);
  weir_alert_watches_drop (&self->watches, removed_cb, self);
  if (self->looked_us != 0)
    count_month (self, 0);
  for (guint i = 0; i < self->rules->len; i++)
    end_rule (self, weir_alert_engine_get_rule (self, i));
  g_hash_table_remove_all (self->marked);
  self->generation++;
  self->tx = self->rx = 0;
  self->looked_us = 0;
}

void
weir_alert_engine_learnt (WeirAlertEngine *self)
{
  for (guint i = 0; i < self->watches.watches->len; i++)
    {
      WeirAlertWatch *watch = weir_alert_watches_get (&self->watches, i);

      if (watch->app == 0 && watch->n_reads == 0)
        watch->n_reads = 1;
    }
}

/* ---- rules ---------------------------------------------------------------------------------- */

/* Returns: (transfer full): the one that was there already, if it was */
static WeirAlertRuleState *
take_rule (GPtrArray *old, WeirAlertRule *of)
{
  g_autofree char *id = weir_alert_rule_dup_id (of);
  WeirAlertRuleState *rule = NULL;

  for (guint i = 0; i < old->len && rule == NULL; i++)
    {
      if (g_str_equal (((WeirAlertRuleState *) g_ptr_array_index (old, i))->id, id))
        rule = g_ptr_array_steal_index (old, i);
    }
  if (rule == NULL)
    {
      rule = g_new0 (WeirAlertRuleState, 1);
      rule->id = g_steal_pointer (&id);
      if (is_rate (of) && of->by != WEIR_ALERT_BY_NONE)
        {
          rule->levels = g_array_new (FALSE, TRUE, sizeof (WeirAlertLevel));
          if (of->filter != NULL)
            rule->sums = g_array_new (FALSE, TRUE, sizeof (WeirAlertSum));
        }
      if (of->kind == WEIR_ALERT_MONTH && of->by != WEIR_ALERT_BY_NONE && of->filter != NULL)
        rule->volumes = g_array_new (FALSE, TRUE, sizeof (uint64_t));
    }
  rule->rule = of;
  rule->is_changeable = weir_alert_rule_is_changeable (of);
  return rule;
}

static void
note_needs (WeirAlertEngine *self, guint i)
{
  const WeirAlertRuleState *rule = weir_alert_engine_get_rule (self, i);
  const WeirAlertRule *of = rule->rule;

  if (of->filter != NULL)
    self->filtered_mask |= 1u << i;
  if (rule->is_changeable)
    self->change_mask |= 1u << i;
  if (rule->levels != NULL && rule->sums == NULL)
    {
      self->sums_apps |= of->by == WEIR_ALERT_BY_APPLICATION;
      self->sums_hosts |= of->by == WEIR_ALERT_BY_HOST;
    }
  if (of->kind == WEIR_ALERT_MONTH && of->filter == NULL && self->volumes != NULL)
    {
      self->counts_apps |= of->by == WEIR_ALERT_BY_APPLICATION;
      self->counts_hosts |= of->by == WEIR_ALERT_BY_HOST;
    }
  if (of->kind == WEIR_ALERT_NEW)
    self->learns[of->by] = TRUE;
}

void
weir_alert_engine_set_rules (WeirAlertEngine *self, GPtrArray *rules)
{
  g_autoptr (GPtrArray) old = self->rules;

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->filtered_mask = self->change_mask = 0;
  self->sums_apps = self->sums_hosts = FALSE;
  self->counts_apps = self->counts_hosts = FALSE;
  memset (self->learns, 0, sizeof self->learns);
  for (guint i = 0; i < rules->len && self->rules->len < WEIR_ALERT_MAX_RULES; i++)
    {
      WeirAlertRule *rule = g_ptr_array_index (rules, i);

      if (rule->is_off)
        continue;
      g_ptr_array_add (self->rules, take_rule (old, rule));
      note_needs (self, self->rules->len - 1);
    }

  for (guint i = 0; i < old->len; i++)
    end_rule (self, g_ptr_array_index (old, i));
  for (guint i = 0; i < self->watches.watches->len; i++)
    {
      WeirAlertWatch *watch = weir_alert_watches_get (&self->watches, i);

      /* The bits are other rules' now. */
      watch->mask = 0;
      watch->n_reads = MAX (watch->n_reads, 1);
    }
}

double
weir_alert_engine_get_highest (const WeirAlertEngine *self, const char *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      if (g_str_equal (weir_alert_engine_get_rule (self, i)->id, id))
        return weir_alert_engine_get_rule (self, i)->highest;
    }
  return 0;
}

guint
weir_alert_engine_get_generation (const WeirAlertEngine *self)
{
  return self->generation;
}
