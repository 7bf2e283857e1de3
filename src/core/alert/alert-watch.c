/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-watch.h"

void
weir_alert_watches_init (WeirAlertWatches *self)
{
  self->watches = g_array_new (FALSE, TRUE, sizeof (WeirAlertWatch));
  self->n_forgotten = 0;
}

void
weir_alert_watches_clear (WeirAlertWatches *self)
{
  g_clear_pointer (&self->watches, g_array_unref);
}

static void
start_watch (WeirAlertWatch *watch, const WeirFlow *flow)
{
  *watch = (WeirAlertWatch){ .serial = flow->serial, .n_reads = WEIR_ALERT_SETTLE_READS + 1 };
}

/* Flows have been forgotten, and the last ones of the ledger have taken their places: only those
 * are looked for. */
static void
follow_moves (WeirAlertWatches *self,
              const WeirLedger *ledger,
              WeirAlertWatchFunc removed_func,
              gpointer user_data)
{
  guint n_flows = weir_ledger_get_n_flows (ledger);
  guint n_common = MIN (n_flows, self->watches->len);
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < self->watches->len; i++)
    {
      const WeirAlertWatch *watch = weir_alert_watches_get (self, i);
      WeirAlertWatch *copy;

      if (i < n_common && watch->serial == weir_ledger_get_flow (ledger, i)->serial)
        continue;
      copy = g_memdup2 (watch, sizeof *watch);
      g_hash_table_insert (moved, &copy->serial, copy);
      if (i < n_common)
        g_array_append_val (places, i);
    }
  g_array_set_size (self->watches, n_common);
  for (guint i = n_common; i < n_flows; i++)
    g_array_append_val (places, i);
  g_array_set_size (self->watches, n_flows);

  for (guint i = 0; i < places->len; i++)
    {
      guint place = g_array_index (places, guint, i);
      const WeirFlow *flow = weir_ledger_get_flow (ledger, place);
      const WeirAlertWatch *old = g_hash_table_lookup (moved, &flow->serial);
      WeirAlertWatch *watch = weir_alert_watches_get (self, place);

      if (old != NULL)
        *watch = *old;
      else
        start_watch (watch, flow);
      g_hash_table_remove (moved, &flow->serial);
    }

  g_hash_table_iter_init (&iter, moved);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    removed_func (value, user_data);
}

void
weir_alert_watches_follow (WeirAlertWatches *self,
                           const WeirLedger *ledger,
                           WeirAlertWatchFunc removed_func,
                           gpointer user_data)
{
  uint64_t n_forgotten = weir_ledger_get_totals (ledger)->flows_forgotten;
  guint n_known = self->watches->len;
  guint n_flows = weir_ledger_get_n_flows (ledger);

  if (n_forgotten != self->n_forgotten)
    {
      self->n_forgotten = n_forgotten;
      follow_moves (self, ledger, removed_func, user_data);
      return;
    }

  g_array_set_size (self->watches, n_flows);
  for (guint i = n_known; i < n_flows; i++)
    start_watch (weir_alert_watches_get (self, i), weir_ledger_get_flow (ledger, i));
}

void
weir_alert_watches_drop (WeirAlertWatches *self,
                         WeirAlertWatchFunc removed_func,
                         gpointer user_data)
{
  for (guint i = 0; i < self->watches->len; i++)
    removed_func (weir_alert_watches_get (self, i), user_data);
  g_array_set_size (self->watches, 0);
  self->n_forgotten = 0;
}
