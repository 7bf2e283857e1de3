/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* ---- an alert for GTK ------------------------------------------------------------------------ */

#define WEIR_TYPE_ALERT_ITEM (weir_alert_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertItem, weir_alert_item, WEIR, ALERT_ITEM, GObject)

struct _WeirAlertItem
{
  GObject parent_instance;
  WeirAlert *alert;
};

G_DEFINE_FINAL_TYPE (WeirAlertItem, weir_alert_item, G_TYPE_OBJECT)

static void
weir_alert_item_finalize (GObject *object)
{
  weir_alert_free (WEIR_ALERT_ITEM (object)->alert);

  G_OBJECT_CLASS (weir_alert_item_parent_class)->finalize (object);
}

static void
weir_alert_item_class_init (WeirAlertItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_alert_item_finalize;
}

static void
weir_alert_item_init (WeirAlertItem *self)
{
}

/* ---- the list -------------------------------------------------------------------------------- */

struct _WeirAlertList
{
  GtkWidget parent_instance;

  GtkWidget *stack;
  GtkListView *list_view;
  GListStore *items; /* WeirAlertItem */
  WeirAlerts *alerts;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (WeirAlertList, weir_alert_list, GTK_TYPE_WIDGET)

typedef struct
{
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *sentence;
  GtkLabel *time;
  GtkWidget *show;
  GtkWidget *dismiss;
} Row;

static WeirUnit
get_unit (WeirAlertList *self)
{
  return (WeirUnit) g_settings_get_enum (self->settings, "unit");
}

/* Today's with the time, older ones with the day. */
static char *
dup_time (int64_t time_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean is_today;

  if (at == NULL)
    return g_strdup ("");
  is_today = g_date_time_get_year (at) == g_date_time_get_year (now)
             && g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now);
  return g_date_time_format (at, is_today ? "%X" : "%x %X");
}

static const char *
get_icon (const WeirAlert *alert)
{
  return alert->event == WEIR_ALERT_KIND_NEW ? "weir-bell-symbolic" : "dialog-warning-symbolic";
}

static WeirAlert *
get_alert (GtkListItem *list_item)
{
  return WEIR_ALERT_ITEM (gtk_list_item_get_item (list_item))->alert;
}

static void
show (WeirAlertList *self, const WeirAlert *alert)
{
  if (alert->event != WEIR_ALERT_KIND_MORE)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.show-alert", "s", alert->filter);
}

static void
show_cb (GtkButton *button, GtkListItem *list_item)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (button), WEIR_TYPE_ALERT_LIST);

  show (WEIR_ALERT_LIST (list), get_alert (list_item));
}

static void
dismiss_cb (GtkButton *button, GtkListItem *list_item)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (button), WEIR_TYPE_ALERT_LIST);

  weir_alerts_dismiss (WEIR_ALERT_LIST (list)->alerts, get_alert (list_item)->id);
}

static void
activate_cb (GtkListView *view, guint position, WeirAlertList *self)
{
  g_autoptr (WeirAlertItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  show (self, item->alert);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirAlertList *self)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  row->icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  row->title = add_label (texts, "alert-title");
  row->sentence = add_label (texts, "alert-note");
  row->time = add_label (texts, "alert-note");
  gtk_widget_add_css_class (GTK_WIDGET (row->time), "dim-label");
  row->show = gtk_button_new_with_label (_ ("Show"));
  row->dismiss = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (row->dismiss, "flat");
  gtk_widget_add_css_class (row->dismiss, "circular");
  gtk_widget_set_tooltip_text (row->dismiss, _ ("Take this alert off the list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->dismiss), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dismiss"), -1);
  gtk_widget_set_valign (row->show, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (row->dismiss, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (row->icon), GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->icon));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), row->show);
  gtk_box_append (GTK_BOX (box), row->dismiss);
  g_signal_connect (row->show, "clicked", G_CALLBACK (show_cb), list_item);
  g_signal_connect (row->dismiss, "clicked", G_CALLBACK (dismiss_cb), list_item);
  gtk_list_item_set_child (list_item, box);
  g_object_set_data_full (G_OBJECT (list_item), "row", row, g_free);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirAlertList *self)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");
  const WeirAlert *alert = get_alert (list_item);
  g_autofree char *title = weir_alert_dup_title (alert);
  g_autofree char *sentence = weir_alert_dup_sentence (alert, get_unit (self));
  g_autofree char *time = dup_time (alert->time_us);
  g_autofree char *name = g_strdup_printf ("%s. %s", title, sentence);
  GtkWidget *line = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  gboolean goes_on = alert->event == WEIR_ALERT_KIND_OVER && alert->end_us == 0;
  /* Translators: %s is a time; the alert has not ended yet */
  g_autofree char *since = goes_on ? g_strdup_printf (_ ("Since %s"), time) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_image_set_from_icon_name (row->icon, get_icon (alert));
  gtk_label_set_label (row->title, title);
  gtk_label_set_label (row->sentence, sentence);
  gtk_label_set_label (row->time, since != NULL ? since : time);
  gtk_widget_set_visible (row->show, alert->event != WEIR_ALERT_KIND_MORE);
}

/* Nearly always one more at the front, or one that has ended: the others keep their rows. */
static gboolean
is_same (const WeirAlert *a, const WeirAlert *b)
{
  return a->id == b->id && a->end_us == b->end_us && a->value == b->value;
}

static void
update (WeirAlertList *self)
{
  const WeirAlertLog *log = weir_alerts_get_log (self->alerts);
  guint n_new = weir_alert_log_get_n (log);
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_common = 0;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  while (n_common < n_new && n_common < n_old)
    {
      g_autoptr (WeirAlertItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->items), n_old - n_common - 1);

      if (!is_same (item->alert, weir_alert_log_get (log, n_common)))
        break;
      n_common++;
    }
  for (guint i = n_new; i > n_common; i--)
    {
      WeirAlertItem *item = g_object_new (WEIR_TYPE_ALERT_ITEM, NULL);

      item->alert = weir_alert_copy (weir_alert_log_get (log, i - 1));
      g_ptr_array_add (added, item);
    }
  g_list_store_splice (self->items, 0, n_old - n_common, added->pdata, added->len);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_new > 0 ? "alerts" : "empty");
}

static void
weir_alert_list_dispose (GObject *object)
{
  WeirAlertList *self = WEIR_ALERT_LIST (object);

  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_object (&self->alerts);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_alert_list_parent_class)->dispose (object);
}

static void
weir_alert_list_class_init (WeirAlertListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_alert_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/alert-list.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertList, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
weir_alert_list_init (WeirAlertList *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (WEIR_TYPE_ALERT_ITEM);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
}

void
weir_alert_list_set_alerts (WeirAlertList *self, WeirAlerts *alerts, GSettings *settings)
{
  g_set_object (&self->alerts, alerts);
  g_set_object (&self->settings, settings);
  g_signal_connect_object (alerts, "log-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
