/* The alerts in the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/alert-rule-editor.h"
#include "app/alert-window.h"
#include "app/application.h"
#include "app/main-window-private.h"
#include "core/group/flow-groups.h"

static WeirApplication *
get_application (WeirMainWindow *self)
{
  return WEIR_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static void
show_alerts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;

  weir_alert_window_present (GTK_WINDOW (self), self->alerts,
                             weir_application_get_background (get_application (self)),
                             self->settings);
}

/* What a rule about this row would be about: its application, where it is known, else the host.
 * Returns: (transfer full): a filter */
static char *
dup_filter (WeirMainWindow *self, const WeirFlow *flow)
{
  static const char *const kinds[] = { "application", "host" };
  const WeirFlowContext *context =
      weir_flow_model_get_context (weir_flow_view_get_model (self->flow_view));
  WeirFieldValue room;

  if (weir_flow_is_group (flow))
    {
      const WeirFlowGroup *group = weir_flow_group_of_sum (flow);

      return weir_group_kind_dup_filter (group->kind, group->value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const WeirGroupKind *kind = weir_group_kind_find (kinds[i]);
      const char *value = weir_group_kind_read (kind, flow, &context->known, &room);

      if (value != NULL)
        return weir_group_kind_dup_filter (kind, value);
    }
  return g_strdup ("");
}

static void
create_alert_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  const WeirFlow *flow =
      weir_flow_model_get_selected (weir_flow_view_get_model (self->flow_view), NULL);
  g_autofree char *filter = flow != NULL ? dup_filter (self, flow) : g_strdup ("");

  weir_alert_rule_editor_present (GTK_WINDOW (self), self->alerts, self->settings, NULL, filter);
}

static char *
dup_status (WeirMainWindow *self)
{
  guint n = weir_alert_log_get_n_unread (weir_alerts_get_log (self->alerts));
  const char *name = weir_session_get_name (self->session);

  if (n > 0)
    return g_strdup_printf (ngettext ("%u new alert", "%u new alerts", n), n);
  if (name != NULL)
    return g_strdup_printf (_ ("Counting on %s"), name);
  return g_strdup (_ ("Counting"));
}

static void
status_changed_cb (WeirMainWindow *self)
{
  g_autofree char *status = dup_status (self);

  weir_background_set_status (weir_application_get_background (get_application (self)), status);
}

void
weir_main_window_show_filter (WeirMainWindow *self, const char *filter)
{
  g_settings_set_string (self->settings, "view", "flows");
  weir_filter_bar_set_text (self->filter_bar, filter);
  gtk_window_present (GTK_WINDOW (self));
}

void
weir_main_window_add_alerts (WeirMainWindow *self, GCallback rows_changed)
{
  static const GActionEntry entries[] = {
    { .name = "show-alerts", .activate = show_alerts_cb },
    { .name = "create-alert", .activate = create_alert_cb },
  };
  WeirApplication *application = get_application (self);

  self->alerts = g_object_ref (weir_application_get_alerts (application));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  weir_alert_button_set_alerts (self->alert_button, self->alerts);
  weir_alerts_set_session (self->alerts, self->session);
  weir_background_set_window (weir_application_get_background (application), GTK_WINDOW (self));
  g_signal_connect_object (self->alerts, "rows-changed", rows_changed, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alerts, "log-changed", G_CALLBACK (status_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "status-changed", G_CALLBACK (status_changed_cb), self,
                           G_CONNECT_SWAPPED);
  status_changed_cb (self);
}

void
weir_main_window_remove_alerts (WeirMainWindow *self)
{
  if (self->alerts == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->alerts, self);
  g_signal_handlers_disconnect_by_func (self->session, status_changed_cb, self);
  weir_alerts_leave_session (self->alerts, self->session);
  g_clear_object (&self->alerts);
}
