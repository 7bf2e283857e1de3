/* The window's actions on the list: freeze, pin, move, and at which pace it changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/main-window-private.h"

/* What "f" goes through. */
static const int paces[] = { 1, 2, 5, 10 };

static WeirFlowModel *
get_model (WeirMainWindow *self)
{
  return weir_flow_view_get_model (self->flow_view);
}

static void
freeze_order_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_flow_model_set_frozen (get_model (self), g_variant_get_boolean (value));
}

static void
frozen_changed_cb (WeirMainWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "freeze-order");
  gboolean is_frozen = weir_flow_model_get_frozen (get_model (self));

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_frozen));
  gtk_widget_set_visible (self->frozen_button, is_frozen);
}

static void
pin_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlow *flow = weir_flow_model_get_selected (get_model (self), NULL);

  if (flow != NULL)
    weir_flow_model_toggle_pin (get_model (self), flow);
}

static void
pins_changed_cb (WeirMainWindow *self)
{
  g_auto (GStrv) pins = weir_flow_model_dup_pins (get_model (self));
  g_auto (GStrv) kept = g_settings_get_strv (self->settings, "pinned");

  if (!self->is_reading_pins
      && !g_strv_equal ((const char *const *) pins, (const char *const *) kept))
    g_settings_set_strv (self->settings, "pinned", (const char *const *) pins);
}

/* What is damaged in the settings stays there until the user pins something. */
static void
pinned_setting_changed_cb (WeirMainWindow *self)
{
  g_auto (GStrv) kept = g_settings_get_strv (self->settings, "pinned");
  g_auto (GStrv) pins = weir_flow_model_dup_pins (get_model (self));

  if (g_strv_equal ((const char *const *) pins, (const char *const *) kept))
    return;

  self->is_reading_pins = TRUE;
  weir_flow_model_read_pins (get_model (self), (const char *const *) kept);
  self->is_reading_pins = FALSE;
}

static void
move_row_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_flow_view_move_selection (WEIR_MAIN_WINDOW (user_data)->flow_view,
                                 g_variant_get_int32 (parameter));
}

static void
next_pace_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  int seconds = g_settings_get_int (self->settings, "refresh-seconds");
  int next = paces[0];

  for (guint i = 0; i + 1 < G_N_ELEMENTS (paces); i++)
    {
      if (seconds == paces[i])
        next = paces[i + 1];
    }
  g_settings_set_int (self->settings, "refresh-seconds", next);
}

gboolean
weir_main_window_is_update_due (WeirMainWindow *self)
{
  const WeirLedger *ledger = weir_session_get_ledger (self->session);
  int64_t seconds = g_settings_get_int (self->settings, "refresh-seconds");
  int64_t now_us = ledger != NULL ? weir_ledger_get_totals (ledger)->now_us : 0;

  /* A file runs through faster than anybody can watch. */
  if (weir_session_get_kind (self->session) != WEIR_SESSION_FILE && now_us > self->updated_us
      && now_us - self->updated_us < seconds * G_USEC_PER_SEC - G_USEC_PER_SEC / 2)
    return FALSE;

  self->updated_us = now_us;
  return TRUE;
}

static const GActionEntry entries[] = {
  { .name = "freeze-order", .state = "false", .change_state = freeze_order_cb },
  { .name = "pin", .activate = pin_cb },
  { .name = "move-row", .activate = move_row_cb, .parameter_type = "i" },
  { .name = "next-pace", .activate = next_pace_cb },
};

void
weir_main_window_class_bind_list_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    const char *action;
    int n_rows; /* 0: the action takes none */
  } keys[] = {
    { GDK_KEY_o, 0, "win.freeze-order", 0 },
    { GDK_KEY_f, 0, "win.next-pace", 0 },
    { GDK_KEY_f, GDK_SHIFT_MASK, "win.pin", 0 },
    { GDK_KEY_t, GDK_SHIFT_MASK, "win.show-cards", 0 },
    { GDK_KEY_y, 0, "win.copy", 0 },
    { GDK_KEY_j, 0, "win.move-row", 1 },
    { GDK_KEY_k, 0, "win.move-row", -1 },
    { GDK_KEY_d, GDK_CONTROL_MASK, "win.move-row", 10 },
    { GDK_KEY_u, GDK_CONTROL_MASK, "win.move-row", -10 },
    { GDK_KEY_g, GDK_SHIFT_MASK, "win.move-row", G_MAXINT },
    { GDK_KEY_End, 0, "win.move-row", G_MAXINT },
    { GDK_KEY_Home, 0, "win.move-row", -G_MAXINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].keyval, keys[i].modifiers,
                                         keys[i].action, keys[i].n_rows != 0 ? "i" : NULL,
                                         keys[i].n_rows);
}

void
weir_main_window_add_list_actions (WeirMainWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (get_model (self), "frozen-changed", G_CALLBACK (frozen_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_model (self), "pins-changed", G_CALLBACK (pins_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::pinned",
                           G_CALLBACK (pinned_setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "show-cards", weir_flow_view_get_card (self->flow_view),
                   "enabled", G_SETTINGS_BIND_GET);
  pinned_setting_changed_cb (self);
}
