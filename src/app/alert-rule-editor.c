/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alert-rule-editor.h"

#include <glib/gi18n.h>

struct _WeirAlertRuleEditor
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  AdwComboRow *what_row;
  GtkWidget *limit_row;
  GtkWidget *seconds_row;
  GtkSpinButton *seconds_spin;
  AdwComboRow *by_row;
  GtkEditable *filter_row;
  GtkLabel *sentence_label;
  GtkLabel *note_label;
  GtkWidget *remove_group;

  WeirAlerts *alerts;
  GSettings *settings;
  char *replaced; /* (nullable): the rule that is changed */
  gboolean is_off;
  gboolean is_settled; /* the fields are what the user has made of them */
};

G_DEFINE_FINAL_TYPE (WeirAlertRuleEditor, weir_alert_rule_editor, ADW_TYPE_WINDOW)

/* In the order of the first row's list. */
static const struct
{
  const char *text;
  WeirAlertKind kind;
  WeirAlertBy by; /* of NEW */
} what[] = {
  { "rate", WEIR_ALERT_RATE, WEIR_ALERT_BY_NONE },
  { "down", WEIR_ALERT_DOWN, WEIR_ALERT_BY_NONE },
  { "up", WEIR_ALERT_UP, WEIR_ALERT_BY_NONE },
  { "new application", WEIR_ALERT_NEW, WEIR_ALERT_BY_APPLICATION },
  { "new host", WEIR_ALERT_NEW, WEIR_ALERT_BY_HOST },
  { "new domain", WEIR_ALERT_NEW, WEIR_ALERT_BY_DOMAIN },
  { "month", WEIR_ALERT_MONTH, WEIR_ALERT_BY_NONE },
};

static const char *const by_texts[] = { "", " by application", " by host" };

/* In a number blanks say nothing, and everybody writes their own decimal point. */
static char *
dup_limit (WeirAlertRuleEditor *self)
{
  GString *limit = g_string_new (gtk_editable_get_text (GTK_EDITABLE (self->limit_row)));

  g_string_replace (limit, " ", "", 0);
  g_string_replace (limit, ",", ".", 0);
  return g_string_free (limit, FALSE);
}

/* Returns: (transfer full): the rule as the fields have it */
static char *
dup_text (WeirAlertRuleEditor *self)
{
  guint i = adw_combo_row_get_selected (self->what_row);
  guint by = adw_combo_row_get_selected (self->by_row);
  const char *filter = gtk_editable_get_text (self->filter_row);
  GString *text = g_string_new (self->is_off ? "off " : "");

  g_string_append (text, what[i].text);
  if (what[i].kind != WEIR_ALERT_NEW)
    {
      g_autofree char *limit = dup_limit (self);

      g_string_append_printf (text, " > %s", limit);
      if (what[i].kind != WEIR_ALERT_MONTH)
        g_string_append_printf (text, " for %us",
                                (guint) gtk_spin_button_get_value_as_int (self->seconds_spin));
      g_string_append (text, by_texts[by]);
    }
  if (*filter != '\0')
    g_string_append_printf (text, " of %s", filter);
  return g_string_free (text, FALSE);
}

static const char *
get_note (const WeirAlertRule *rule)
{
  switch (rule->kind)
    {
    case WEIR_ALERT_NEW:
      return rule->by == WEIR_ALERT_BY_APPLICATION
                 ? _ ("For an hour of counting it learns what is usual, before it tells anything. "
                      "The names are kept on this computer.")
                 : _ ("For a day of counting it learns what is usual, before it tells anything. "
                      "The names are kept on this computer.");
    case WEIR_ALERT_MONTH:
      return rule->by == WEIR_ALERT_BY_NONE
                 ? _ ("It counts from now on, while Weir is running.")
                 : _ ("It counts from now on, while Weir is running. The names are kept on this "
                      "computer.");
    case WEIR_ALERT_RATE:
    case WEIR_ALERT_DOWN:
    case WEIR_ALERT_UP:
    default:
      return _ ("It is told once, and again only after the rate has been well below.");
    }
}

static void
show_note (WeirAlertRuleEditor *self, const char *note, gboolean is_error)
{
  gtk_label_set_label (self->note_label, note);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->note_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note_label), "error");
}

static void
update (WeirAlertRuleEditor *self)
{
  WeirAlertKind kind = what[adw_combo_row_get_selected (self->what_row)].kind;
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirAlertRule) rule = NULL;

  if (!self->is_settled)
    return;

  gtk_widget_set_visible (self->limit_row, kind != WEIR_ALERT_NEW);
  gtk_widget_set_visible (self->seconds_row, kind != WEIR_ALERT_NEW && kind != WEIR_ALERT_MONTH);
  gtk_widget_set_visible (GTK_WIDGET (self->by_row), kind != WEIR_ALERT_NEW);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->limit_row),
                                 kind == WEIR_ALERT_MONTH
                                     ? _ ("More Than, Such as 100GB")
                                     : _ ("More Than, Such as 10Mb/s or 2MB/s"));

  text = dup_text (self);
  rule = weir_alert_rule_parse (text, &error);
  gtk_widget_set_sensitive (self->save_button, rule != NULL);
  if (rule != NULL)
    sentence = weir_alert_rule_dup_sentence (
        rule, (WeirUnit) g_settings_get_enum (self->settings, "unit"));
  gtk_label_set_label (self->sentence_label, sentence != NULL ? sentence : "");
  show_note (self, rule != NULL ? get_note (rule) : error->message, rule == NULL);
}

static void
save_cb (WeirAlertRuleEditor *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (text, &error);

  if (rule != NULL && weir_alerts_save_rule (self->alerts, rule, self->replaced, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_note (self, error->message, TRUE);
}

static void
remove_cb (WeirAlertRuleEditor *self)
{
  weir_alerts_remove_rule (self->alerts, self->replaced);
  gtk_window_close (GTK_WINDOW (self));
}

static void
weir_alert_rule_editor_dispose (GObject *object)
{
  WeirAlertRuleEditor *self = WEIR_ALERT_RULE_EDITOR (object);

  self->is_settled = FALSE;
  g_clear_object (&self->alerts);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_alert_rule_editor_parent_class)->dispose (object);
}

static void
weir_alert_rule_editor_finalize (GObject *object)
{
  g_free (WEIR_ALERT_RULE_EDITOR (object)->replaced);

  G_OBJECT_CLASS (weir_alert_rule_editor_parent_class)->finalize (object);
}

static void
weir_alert_rule_editor_class_init (WeirAlertRuleEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_alert_rule_editor_dispose;
  object_class->finalize = weir_alert_rule_editor_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/alert-rule-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, what_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, limit_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, seconds_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, seconds_spin);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, by_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, filter_row);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, note_label);
  gtk_widget_class_bind_template_child (widget_class, WeirAlertRuleEditor, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_alert_rule_editor_init (WeirAlertRuleEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_rule (WeirAlertRuleEditor *self, const WeirAlertRule *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (what); i++)
    {
      if (what[i].kind == rule->kind && (rule->kind != WEIR_ALERT_NEW || what[i].by == rule->by))
        adw_combo_row_set_selected (self->what_row, i);
    }
  self->is_off = rule->is_off;
  if (rule->kind != WEIR_ALERT_NEW)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->limit_row), rule->limit_text);
      adw_combo_row_set_selected (self->by_row, rule->by);
    }
  if (rule->kind != WEIR_ALERT_NEW && rule->kind != WEIR_ALERT_MONTH)
    gtk_spin_button_set_value (self->seconds_spin, rule->seconds);
  gtk_editable_set_text (self->filter_row, rule->filter_text);
}

void
weir_alert_rule_editor_present (GtkWindow *parent,
                                WeirAlerts *alerts,
                                GSettings *settings,
                                const char *text,
                                const char *filter)
{
  WeirAlertRuleEditor *self =
      g_object_new (WEIR_TYPE_ALERT_RULE_EDITOR, "transient-for", parent, NULL);
  g_autoptr (WeirAlertRule) rule = text != NULL ? weir_alert_rule_parse (text, NULL) : NULL;

  self->alerts = g_object_ref (alerts);
  self->settings = g_object_ref (settings);
  self->replaced = g_strdup (text);
  gtk_widget_set_visible (self->remove_group, text != NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->limit_row), "10Mb/s");
  gtk_editable_set_text (self->filter_row, filter);
  if (rule != NULL)
    set_rule (self, rule);
  self->is_settled = TRUE;
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
