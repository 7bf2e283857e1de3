/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-notifier.h"

#include <glib/gi18n.h>

#include "core/alert/alert-limiter.h"

/* The desktop keeps no more of ours than these: further ones take their places. */
#define MAX_KEPT 20

struct _WeirAlertNotifier
{
  GApplication *application; /* outlives the notifier */
  WeirAlerts *alerts;
  GSettings *settings;
  WeirAlertLimiter limiter;
  guint release_id; /* while some are held back */
  guint n_sent;
};

static void
send_alert (WeirAlertNotifier *self, const WeirAlert *alert)
{
  g_autofree char *title = weir_alert_dup_title (alert);
  g_autofree char *body =
      weir_alert_dup_sentence (alert, (WeirUnit) g_settings_get_enum (self->settings, "unit"));
  g_autofree char *plain_title = weir_alert_dup_harmless (title);
  g_autofree char *plain_body = weir_alert_dup_harmless (body);
  g_autoptr (GNotification) notification = g_notification_new (plain_title);
  g_autofree char *id = g_strdup_printf ("alert-%u", self->n_sent++ % MAX_KEPT);

  g_notification_set_body (notification, plain_body);
  if (alert->event == WEIR_ALERT_KIND_MORE)
    {
      g_notification_set_default_action (notification, "app.show-alerts");
      g_notification_add_button (notification, _ ("Show"), "app.show-alerts");
    }
  else
    {
      g_notification_set_default_action_and_target (notification, "app.show-alert", "s",
                                                    alert->filter);
      g_notification_add_button_with_target (notification, _ ("Show"), "app.show-alert", "s",
                                             alert->filter);
      g_notification_add_button_with_target (notification, _ ("Mute for an Hour"), "app.mute-alert",
                                             "s", alert->rule);
    }
  g_application_send_notification (self->application, id, notification);
}

static gboolean
release_cb (gpointer user_data)
{
  WeirAlertNotifier *self = user_data;
  int64_t now_us = g_get_real_time ();
  guint n_more = weir_alert_limiter_release (&self->limiter, now_us);

  if (n_more > 0)
    {
      g_autoptr (WeirAlert) more = weir_alert_new_more (now_us, n_more);

      send_alert (self, more);
    }
  if (self->limiter.n_held > 0)
    return G_SOURCE_CONTINUE;
  self->release_id = 0;
  return G_SOURCE_REMOVE;
}

static void
raised_cb (WeirAlerts *alerts, const WeirAlert *alert, WeirAlertNotifier *self)
{
  if (weir_alert_limiter_take (&self->limiter, g_get_real_time ()))
    send_alert (self, alert);
  else if (self->release_id == 0)
    self->release_id = g_timeout_add_seconds (1, release_cb, self);
}

static void
mute_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirAlertNotifier *self = user_data;

  weir_alerts_mute (self->alerts, g_variant_get_string (parameter, NULL));
}

WeirAlertNotifier *
weir_alert_notifier_new (GApplication *application, WeirAlerts *alerts, GSettings *settings)
{
  static const GActionEntry entries[] = {
    { .name = "mute-alert", .activate = mute_cb, .parameter_type = "s" },
  };
  WeirAlertNotifier *self = g_new0 (WeirAlertNotifier, 1);

  self->application = application;
  self->alerts = g_object_ref (alerts);
  self->settings = g_object_ref (settings);
  weir_alert_limiter_init (&self->limiter, WEIR_NOTIFICATIONS_A_MINUTE);
  g_signal_connect (alerts, "raised", G_CALLBACK (raised_cb), self);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   self);
  return self;
}

void
weir_alert_notifier_free (WeirAlertNotifier *self)
{
  g_clear_handle_id (&self->release_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->alerts, self);
  g_action_map_remove_action (G_ACTION_MAP (self->application), "mute-alert");
  g_object_unref (self->alerts);
  g_object_unref (self->settings);
  g_free (self);
}
