/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-page.h"

#include <glib/gi18n.h>

#include "app/alert-rule-editor.h"

struct _WeirAlertPage
{
  AdwPreferencesPage parent_instance;

  GtkWidget *problem_group;
  AdwPreferencesRow *problem_row;
  AdwPreferencesGroup *rules_group;
  GtkWidget *no_rules_row;
  AdwActionRow *background_row;
  GtkSwitch *background_switch;
  GtkSwitch *login_switch;

  WeirAlerts *alerts;
  WeirBackground *background;
  GSettings *settings;
  GPtrArray *rows; /* GtkWidget: of the rules */
};

G_DEFINE_FINAL_TYPE (WeirAlertPage, weir_alert_page, ADW_TYPE_PREFERENCES_PAGE)

static void
edit (WeirAlertPage *self, const char *text, const char *filter)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  weir_alert_rule_editor_present (GTK_WINDOW (root), self->alerts, self->settings, text, filter);
}

static void
add_cb (WeirAlertPage *self)
{
  edit (self, NULL, "");
}

void
weir_alert_page_add_rule (WeirAlertPage *self)
{
  add_cb (self);
}

/* A row knows its rule by its text: the rules may have changed since. */
static const char *
get_text (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "rule");
}

static void
activated_cb (AdwActionRow *row, WeirAlertPage *self)
{
  edit (self, get_text (GTK_WIDGET (row)), "");
}

static void
remove_cb (GtkButton *button, WeirAlertPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);
  g_autofree char *text = g_strdup (get_text (row));

  weir_alerts_remove_rule (self->alerts, text);
}

static void
switched_cb (GtkSwitch *on, GParamSpec *pspec, WeirAlertPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (on), ADW_TYPE_ACTION_ROW);
  g_autofree char *text = g_strdup (get_text (row));
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (text, NULL);

  if (rule == NULL)
    return;
  rule->is_off = !gtk_switch_get_active (on);
  weir_alerts_save_rule (self->alerts, rule, text, NULL);
}

static WeirUnit
get_unit (WeirAlertPage *self)
{
  return (WeirUnit) g_settings_get_enum (self->settings, "unit");
}

/* What it has met so far, so that a rule that is never met can be told from one that works. */
static char *
dup_state (WeirAlertPage *self, const WeirAlertRule *rule)
{
  g_autofree char *id = weir_alert_rule_dup_id (rule);
  double highest = weir_alerts_get_highest (self->alerts, id);
  char text[WEIR_UNITS_TEXT_MAX];

  if (weir_alerts_is_muted (self->alerts, id))
    return g_strdup (_ ("Muted for an hour: only the list is told"));
  if (rule->kind == WEIR_ALERT_NEW || rule->is_off || highest <= 0)
    return NULL;
  if (rule->kind == WEIR_ALERT_MONTH)
    return g_strdup_printf (_ ("This month: %s"),
                            weir_units_format_amount ((guint64) CLAMP (highest, 0, 1e18), text));
  return g_strdup_printf (_ ("Highest so far: %s"),
                          weir_units_format_rate (highest, get_unit (self), TRUE, text));
}

static GtkWidget *
add_suffix (WeirAlertPage *self, AdwActionRow *row, const WeirAlertEntry *entry)
{
  GtkWidget *widget;

  if (entry->rule == NULL)
    {
      widget = gtk_button_new_from_icon_name ("user-trash-symbolic");
      gtk_widget_add_css_class (widget, "flat");
      gtk_widget_set_tooltip_text (widget, _ ("Remove this rule"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Remove this rule"), -1);
      g_signal_connect (widget, "clicked", G_CALLBACK (remove_cb), self);
    }
  else
    {
      widget = gtk_switch_new ();
      gtk_switch_set_active (GTK_SWITCH (widget), !entry->rule->is_off);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("This rule is on"), -1);
      g_signal_connect (widget, "notify::active", G_CALLBACK (switched_cb), self);
    }
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, widget);
  return widget;
}

static void
add_row (WeirAlertPage *self, const WeirAlertEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *sentence = NULL;
  g_autofree char *state = NULL;

  /* What is not markup is set after that has been said. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data_full (G_OBJECT (row), "rule", g_strdup (entry->text), g_free);
  if (entry->rule != NULL)
    {
      sentence = weir_alert_rule_dup_sentence (entry->rule, get_unit (self));
      state = dup_state (self, entry->rule);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect (row, "activated", G_CALLBACK (activated_cb), self);
    }
  else
    {
      sentence = g_utf8_make_valid (entry->text, -1);
      state = g_strdup (entry->error);
      gtk_widget_add_css_class (row, "error");
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state != NULL ? state : "");
  add_suffix (self, ADW_ACTION_ROW (row), entry);
  adw_preferences_group_add (self->rules_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
update (WeirAlertPage *self)
{
  const char *problem = weir_alerts_get_problem (self->alerts);
  guint n = weir_alerts_get_n_rules (self->alerts);

  adw_preferences_row_set_title (self->problem_row, problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_group, problem != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->rules_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    add_row (self, weir_alerts_get_rule (self->alerts, i));
  gtk_widget_set_visible (self->no_rules_row, n == 0);
}

/* Not while a switch of one of the rows is at it. */
static gboolean
update_cb (gpointer user_data)
{
  WeirAlertPage *self = user_data;

  if (self->alerts != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

static void
rules_changed_cb (WeirAlertPage *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, update_cb, g_object_ref (self), g_object_unref);
}

static void
note_changed_cb (WeirAlertPage *self)
{
  g_autofree char *note = NULL;

  g_object_get (self->background, "note", &note, NULL);
  adw_action_row_set_subtitle (
      self->background_row,
      note != NULL ? note : _ ("Counting and alerts go on when the window is closed"));
}

static void
forgotten_cb (AdwMessageDialog *dialog, const char *response, WeirAlertPage *self)
{
  if (g_str_equal (response, "forget"))
    weir_alerts_forget (self->alerts);
}

static void
forget_cb (WeirAlertPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Forget Everything?"),
      _ ("The list of alerts, what was ever seen, and the volumes of the months are deleted. "
         "Rules that tell of what is new learn anew."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "forget",
                                    _ ("_Forget"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (forgotten_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
weir_alert_page_dispose (GObject *object)
{
  WeirAlertPage *self = WEIR_ALERT_PAGE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->alerts);
  g_clear_object (&self->background);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_alert_page_parent_class)->dispose (object);
}

static void
weir_alert_page_class_init (WeirAlertPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_alert_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/alert-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, rules_group);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, no_rules_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, background_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, background_switch);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertPage, login_switch);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
weir_alert_page_init (WeirAlertPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_alert_page_set_alerts (WeirAlertPage *self,
                            WeirAlerts *alerts,
                            WeirBackground *background,
                            GSettings *settings)
{
  g_set_object (&self->alerts, alerts);
  g_set_object (&self->background, background);
  g_set_object (&self->settings, settings);
  g_signal_connect_object (alerts, "rules-changed", G_CALLBACK (rules_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (background, "notify::note", G_CALLBACK (note_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_settings_bind (settings, "run-in-background", self->background_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "start-at-login", self->login_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  note_changed_cb (self);
  update (self);
}
