/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-window.h"

#include "app/alert-list.h"
#include "app/alert-page.h"

struct _WeirAlertWindow
{
  AdwWindow parent_instance;

  GtkWidget *clear_button;
  AdwViewStack *stack;
  WeirAlertList *list;
  WeirAlertPage *page;

  WeirAlerts *alerts; /* (nullable): once it is complete */
};

G_DEFINE_FINAL_TYPE (WeirAlertWindow, weir_alert_window, ADW_TYPE_WINDOW)

static void
update (WeirAlertWindow *self)
{
  const WeirAlertLog *log;

  if (self->alerts == NULL)
    return;

  log = weir_alerts_get_log (self->alerts);
  gtk_widget_set_visible (self->clear_button,
                          g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "list")
                              == 0);
  gtk_widget_set_sensitive (self->clear_button, weir_alert_log_get_n (log) > 0);
}

/* What comes while somebody looks at the list has been looked at. */
static void
log_changed_cb (WeirAlertWindow *self)
{
  update (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    weir_alerts_mark_all_read (self->alerts);
}

static void
clear_cb (WeirAlertWindow *self)
{
  weir_alerts_clear_log (self->alerts);
}

static void
add_rule_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirAlertWindow *self = user_data;

  adw_view_stack_set_visible_child_name (self->stack, "rules");
  weir_alert_page_add_rule (self->page);
}

static void
weir_alert_window_dispose (GObject *object)
{
  g_clear_object (&WEIR_ALERT_WINDOW (object)->alerts);

  G_OBJECT_CLASS (weir_alert_window_parent_class)->dispose (object);
}

static void
weir_alert_window_class_init (WeirAlertWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WEIR_TYPE_ALERT_LIST);
  g_type_ensure (WEIR_TYPE_ALERT_PAGE);

  object_class->dispose = weir_alert_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/alert-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertWindow, clear_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertWindow, list);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertWindow, page);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_alert_window_init (WeirAlertWindow *self)
{
  static const GActionEntry entries[] = { { .name = "add-rule", .activate = add_rule_cb } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "alerts", G_ACTION_GROUP (group));
}

static WeirAlertWindow *
find (GtkWindow *parent)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (WEIR_IS_ALERT_WINDOW (l->data) && gtk_window_get_transient_for (l->data) == parent)
        return l->data;
    }
  return NULL;
}

void
weir_alert_window_present (GtkWindow *parent,
                           WeirAlerts *alerts,
                           WeirBackground *background,
                           GSettings *settings)
{
  WeirAlertWindow *self = find (parent);

  if (self == NULL)
    {
      self = g_object_new (WEIR_TYPE_ALERT_WINDOW, "transient-for", parent, "application",
                           gtk_window_get_application (parent), NULL);
      self->alerts = g_object_ref (alerts);
      weir_alert_list_set_alerts (self->list, alerts, settings);
      weir_alert_page_set_alerts (self->page, alerts, background, settings);
      g_signal_connect_object (alerts, "log-changed", G_CALLBACK (log_changed_cb), self,
                               G_CONNECT_SWAPPED);
      update (self);
    }
  gtk_window_present (GTK_WINDOW (self));
  weir_alerts_mark_all_read (alerts);
}
