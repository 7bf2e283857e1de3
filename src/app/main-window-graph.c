/* The graph of the main window: how much of the past it shows, and whether it is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time shown of live traffic is kept in the settings.  That of a file is its whole length until
 * another one is chosen, which is not kept.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/graph-time.h"
#include "app/main-window-private.h"

/* Those of the setting "graph-span"; any other number stands in "graph-seconds". */
static const struct
{
  const char *name;
  guint seconds;
} spans[] = {
  { "all", 0 }, { "half-minute", 30 }, { "minute", 60 }, { "five-minutes", 300 }, { "hour", 3600 },
};

static const char *
get_name (guint seconds)
{
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (spans[i].seconds == seconds)
      return spans[i].name;

  return NULL;
}

static gboolean
is_file (WeirMainWindow *self)
{
  return weir_session_get_kind (self->session) == WEIR_SESSION_FILE;
}

static guint
get_kept_seconds (WeirMainWindow *self)
{
  guint seconds = g_settings_get_uint (self->settings, "graph-seconds");

  return seconds > 0 ? seconds : (guint) g_settings_get_enum (self->settings, "graph-span");
}

static void
show_seconds (WeirMainWindow *self)
{
  guint seconds = is_file (self) ? self->file_graph_seconds : get_kept_seconds (self);
  const char *name = get_name (seconds);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "graph-span");
  g_autofree char *text =
      seconds > 0 ? weir_graph_time_dup_length (seconds) : g_strdup (C_ ("time span", "All"));

  weir_rate_graph_set_span (self->graph, seconds);
  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (name != NULL ? name : ""));
  gtk_menu_button_set_label (self->span_button, text);
}

static void
set_seconds (WeirMainWindow *self, guint seconds)
{
  const char *name = get_name (seconds);

  if (is_file (self))
    {
      self->file_graph_seconds = seconds;
      show_seconds (self);
    }
  else if (name != NULL)
    {
      g_settings_set_string (self->settings, "graph-span", name);
      g_settings_set_uint (self->settings, "graph-seconds", 0);
    }
  else
    {
      g_settings_set_uint (self->settings, "graph-seconds", seconds);
    }
}

/* Chosen elsewhere, as in the preferences: what was zoomed to before is over. */
static void
span_changed_cb (WeirMainWindow *self)
{
  g_settings_set_uint (self->settings, "graph-seconds", 0);
  show_seconds (self);
}

static void
zoomed_cb (WeirRateGraph *graph, guint seconds, WeirMainWindow *self)
{
  set_seconds (self, seconds);
}

static void
graph_span_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  const char *name = g_variant_get_string (value, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (g_str_equal (spans[i].name, name))
      set_seconds (user_data, spans[i].seconds);
}

static void
shorter_span_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_rate_graph_turn_zoom (WEIR_MAIN_WINDOW (user_data)->graph, -1);
}

static void
longer_span_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_rate_graph_turn_zoom (WEIR_MAIN_WINDOW (user_data)->graph, 1);
}

static const GActionEntry entries[] = {
  { .name = "graph-span", .parameter_type = "s", .state = "'all'", .change_state = graph_span_cb },
  { .name = "shorter-span", .activate = shorter_span_cb },
  { .name = "longer-span", .activate = longer_span_cb },
};

void
weir_main_window_connect_graph (WeirMainWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->settings, "changed::graph-span", G_CALLBACK (span_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::graph-seconds", G_CALLBACK (show_seconds),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->graph, "zoomed", G_CALLBACK (zoomed_cb), self, 0);
  g_settings_bind (self->settings, "show-graph", self->graph, "visible", G_SETTINGS_BIND_GET);
  weir_rate_graph_set_can_select (self->graph, TRUE);
  show_seconds (self);
}

void
weir_main_window_restart_graph (WeirMainWindow *self)
{
  self->file_graph_seconds = 0;
  weir_rate_graph_show_newest (self->graph);
  show_seconds (self);
}
