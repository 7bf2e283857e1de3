/* Going back in time in the main window, and the graph of what the filter leaves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/main-window-private.h"
#include "core/flow/history-fold.h"

/* Between who talks and to whom. */
#define TOP_COLUMNS 2

static WeirFlowModel *
get_model (WeirMainWindow *self)
{
  return weir_flow_view_get_model (self->flow_view);
}

static void
span_selected_cb (WeirRateGraph *graph, gint64 first, gint64 last, WeirMainWindow *self)
{
  self->wanted_first = first;
  if (!weir_session_show_span (self->session, first, last))
    weir_time_bar_say_gone (self->time_bar, self->session);
}

static void
show_now (WeirMainWindow *self)
{
  weir_session_show_now (self->session);
  weir_rate_graph_show_newest (self->graph);
}

static void
show_now_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_now (user_data);
}

gboolean
weir_main_window_leave_past (WeirMainWindow *self)
{
  gint64 first, last;

  if (!weir_session_get_span (self->session, &first, &last))
    return FALSE;

  show_now (self);
  return TRUE;
}

gboolean
weir_main_window_is_in_past (WeirMainWindow *self)
{
  gint64 first, last;

  return weir_session_get_span (self->session, &first, &last);
}

/* "Firefox · www.example.org:443" */
static char *
dup_flow_name (WeirMainWindow *self, const WeirFlow *flow)
{
  static const char *const ids[TOP_COLUMNS] = { "process", "remote" };
  const WeirFlowContext *context = weir_flow_model_get_context (get_model (self));
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < TOP_COLUMNS; i++)
    {
      const WeirFlowColumn *column = weir_flow_columns_find (ids[i]);
      char text[WEIR_FLOW_COLUMN_TEXT_MAX] = "";

      if (column != NULL)
        weir_flow_column_read (column, flow, context, text);
      if (*text != '\0')
        g_string_append_printf (name, "%s%s", name->len > 0 ? " · " : "", text);
    }
  return g_string_free (name, FALSE);
}

static gboolean
is_admitted (const WeirFlow *flow, gpointer user_data)
{
  return weir_flow_model_admits (user_data, flow);
}

static GPtrArray *
get_top (gint64 first, gint64 last, guint n, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  WeirHistory *history = weir_session_get_history (self->session);
  GPtrArray *tops = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_graph_top_free);
  g_autofree WeirHistoryShare *shares = g_new (WeirHistoryShare, n);
  double seconds = (double) (last - first) + 1;

  if (history == NULL)
    return tops;

  n = weir_history_get_top (history, first, last, is_admitted, get_model (self), shares, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = dup_flow_name (self, shares[i].flow);

      g_ptr_array_add (tops, weir_graph_top_new (name, (double) shares[i].rx_bytes * 8 / seconds,
                                                 (double) shares[i].tx_bytes * 8 / seconds));
    }
  return tops;
}

static void
filtered_cb (const WeirTimeline *timeline, gpointer user_data)
{
  weir_rate_graph_set_filtered (WEIR_MAIN_WINDOW (user_data)->graph, timeline);
}

static const GActionEntry entries[] = {
  { .name = "show-now", .activate = show_now_cb },
};

void
weir_main_window_connect_time (WeirMainWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->filtered = weir_filtered_timeline_new (get_model (self), filtered_cb, self);

  weir_rate_graph_set_top_func (self->graph, get_top, self, NULL);
  g_signal_connect_object (self->graph, "span-selected", G_CALLBACK (span_selected_cb), self, 0);
  g_signal_connect_object (self->graph, "span-cleared", G_CALLBACK (show_now), self,
                           G_CONNECT_SWAPPED);
}

void
weir_main_window_disconnect_time (WeirMainWindow *self)
{
  weir_rate_graph_set_top_func (self->graph, NULL, NULL, NULL);
  g_clear_pointer (&self->filtered, weir_filtered_timeline_free);
}

void
weir_main_window_update_time (WeirMainWindow *self, gboolean is_continued)
{
  const WeirTimeline *timeline = weir_session_get_timeline (self->session);
  gint64 first = 0, last = 0;
  gboolean is_in_past = weir_session_get_span (self->session, &first, &last);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "show-now");

  /* The same one keeps its axes. */
  if (self->timeline != timeline || !is_continued)
    weir_rate_graph_set_timeline (self->graph, timeline);
  self->timeline = timeline;
  weir_rate_graph_set_marked_span (self->graph, first, last);
  if (!is_continued)
    weir_filtered_timeline_set_history (self->filtered, weir_session_get_history (self->session));

  weir_totals_bar_set_is_past (self->totals_bar, is_in_past);
  weir_time_bar_update (self->time_bar, self->session, is_in_past ? self->wanted_first : 0);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_in_past);
}

void
weir_main_window_filter_graph (WeirMainWindow *self)
{
  weir_filtered_timeline_restart (self->filtered);
}

void
weir_main_window_tick_graph (WeirMainWindow *self)
{
  weir_filtered_timeline_tick (self->filtered);
}
