/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-button.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 99

struct _WeirAlertButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkLabel *label;
  WeirAlerts *alerts; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (WeirAlertButton, weir_alert_button, GTK_TYPE_WIDGET)

static void
update (WeirAlertButton *self)
{
  guint n = weir_alert_log_get_n_unread (weir_alerts_get_log (self->alerts));
  g_autofree char *name = g_strdup_printf (ngettext ("%u new alert", "%u new alerts", n), n);
  g_autofree char *text =
      n > MAX_SHOWN ? g_strdup_printf ("%d+", MAX_SHOWN) : g_strdup_printf ("%u", n);

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_label_set_label (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
weir_alert_button_dispose (GObject *object)
{
  WeirAlertButton *self = WEIR_ALERT_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->alerts);

  G_OBJECT_CLASS (weir_alert_button_parent_class)->dispose (object);
}

static void
weir_alert_button_class_init (WeirAlertButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_alert_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/alert-button.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertButton, button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertButton, label);
}

static void
weir_alert_button_init (WeirAlertButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_alert_button_set_alerts (WeirAlertButton *self, WeirAlerts *alerts)
{
  g_set_object (&self->alerts, alerts);
  g_signal_connect_object (alerts, "log-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
