/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/alert-page.h"
#include "app/application.h"
#include "app/geo-database-row.h"
#include "app/preferences.h"
#include "app/reverse-dns.h"
#include "app/setting-rows.h"
#include "app/theme-chooser.h"
#include "app/theme-editor.h"
#include "app/main-window.h"
#include "core/group/group-kind.h"
#include "core/source/capture-filter.h"
#include "core/source/interface.h"

/* What a flow takes at most in a second in which something was sent: core/flow/history.h. */
#define HISTORY_BYTES_PER_SECOND 20

struct _WeirPreferences
{
  AdwPreferencesWindow parent_instance;

  GtkSwitch *reverse_dns;
  WeirGeoDatabaseRow *geo_database_row;
  AdwComboRow *view;
  AdwActionRow *history_minutes_row;
  AdwActionRow *history_megabytes_row;
  AdwComboRow *last_interface;
  AdwEntryRow *capture_filter;
  GtkLabel *capture_filter_error;
  AdwActionRow *theme_row;
  AdwActionRow *themes_folder_row;

  GSettings *settings;
  WeirThemeManager *manager;
  WeirSession *session;
  char **keys; /* the settings in this window */
  GStrv interfaces;
  gboolean is_following;  /* the interface changes because the settings have */
  GVariant *before_reset; /* (nullable): what there was, by key */
};

G_DEFINE_FINAL_TYPE (WeirPreferences, weir_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

/* ---- names ---------------------------------------------------------------------------------- */

static void
follow_reverse_dns (WeirPreferences *self)
{
  gtk_switch_set_active (self->reverse_dns, weir_reverse_dns_is_on (self->settings));
}

/* Until it has been agreed to the switch goes back. */
static void
reverse_dns_switched_cb (WeirPreferences *self)
{
  if (gtk_switch_get_active (self->reverse_dns) == weir_reverse_dns_is_on (self->settings))
    return;

  weir_reverse_dns_toggle (GTK_WINDOW (self), self->settings);
  follow_reverse_dns (self);
}

/* ---- the list ------------------------------------------------------------------------------- */

static void
bind_view (WeirPreferences *self)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree const char **ids = g_new0 (const char *, n_kinds + 2);

  ids[0] = "flows";
  gtk_string_list_append (titles, _ ("Flows"));
  for (guint i = 0; i < n_kinds; i++)
    {
      ids[i + 1] = kinds[i].id;
      gtk_string_list_append (titles, _ (kinds[i].title));
    }
  adw_combo_row_set_model (self->view, G_LIST_MODEL (titles));
  weir_setting_rows_bind_choice (self->view, self->settings, "view", ids);
}

/* ---- the past ------------------------------------------------------------------------------- */

static void
follow_history (WeirPreferences *self)
{
  guint megabytes = (guint) g_settings_get_int (self->settings, "history-megabytes");
  guint minutes = (guint) g_settings_get_int (self->settings, "history-minutes");
  guint n_flows = megabytes * 1000000 / (HISTORY_BYTES_PER_SECOND * 60 * minutes);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("In megabytes. Enough for %'u flow that never rests. When it "
                                    "is full, the oldest seconds go first.",
                                    "In megabytes. Enough for %'u flows that never rest. When it "
                                    "is full, the oldest seconds go first.",
                                    n_flows),
                          n_flows);
  set_subtitle (self->history_megabytes_row, text);
}

/* How far it reaches at present, and whether that is for want of memory. */
static void
follow_past (WeirPreferences *self)
{
  const WeirHistory *history = weir_session_get_history (self->session);
  g_autofree char *text = NULL;
  g_autofree char *length = NULL;
  char amount[WEIR_UNITS_TEXT_MAX];
  int64_t oldest, newest, first_us, now_us;
  guint64 seconds;

  if (history == NULL || !weir_history_get_range (history, &oldest, &newest))
    {
      set_subtitle (self->history_minutes_row, _ ("Every second of them"));
      return;
    }

  weir_history_get_time (history, &first_us, &now_us);
  seconds = (guint64) (newest - oldest) + 1;
  length = g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", seconds / 3600,
                            (guint) (seconds / 60 % 60), (guint) (seconds % 60));
  weir_units_format_amount (weir_history_get_bytes (history), amount);
  if (oldest > first_us / G_USEC_PER_SEC
      && seconds < 60 * (guint64) g_settings_get_int (self->settings, "history-minutes"))
    /* Translators: hours, minutes and seconds ("0:11:03"), and an amount of memory. */
    text =
        g_strdup_printf (_ ("Every second of them. At present the last %s, which fill %s: no more "
                            "fits into the memory."),
                         length, amount);
  else
    /* Translators: hours, minutes and seconds ("0:11:03"), and an amount of memory. */
    text = g_strdup_printf (_ ("Every second of them. At present the last %s, in %s."), length,
                            amount);
  set_subtitle (self->history_minutes_row, text);
}

/* ---- capturing ------------------------------------------------------------------------------ */

/* What is listened on, or will be.  Returns: (nullable) */
static char *
dup_interface (WeirPreferences *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "last-interface");

  return *name != '\0' ? g_steal_pointer (&name) : weir_interface_dup_default ();
}

static void
add_interface (GStrvBuilder *names, GtkStringList *titles, const char *name, const char *note)
{
  /* Translators: the name of an interface, and what it is */
  g_autofree char *title = g_strdup_printf (_ ("%s · %s"), name, note);

  g_strv_builder_add (names, name);
  gtk_string_list_append (titles, title);
}

/* What there is to choose from. */
static void
list_interfaces (WeirPreferences *self, const char *current)
{
  g_autoptr (GPtrArray) interfaces = weir_interface_list (NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  gboolean is_there = current == NULL;

  for (guint i = 0; interfaces != NULL && i < interfaces->len; i++)
    {
      const WeirInterface *interface = g_ptr_array_index (interfaces, i);

      is_there = is_there || g_str_equal (interface->name, current);
      add_interface (names, titles, interface->name,
                     weir_interface_kind_to_string (interface->kind));
    }
  if (!is_there)
    add_interface (names, titles, current, _ ("not there"));

  g_strfreev (self->interfaces);
  self->interfaces = g_strv_builder_end (names);
  adw_combo_row_set_model (self->last_interface, G_LIST_MODEL (titles));
}

static void
follow_interface (WeirPreferences *self)
{
  g_autofree char *current = dup_interface (self);
  guint selected = 0;

  self->is_following = TRUE;
  /* What has just been chosen is in the list, and the row would not survive another one. */
  if (self->interfaces == NULL
      || (current != NULL && !g_strv_contains ((const char *const *) self->interfaces, current)))
    list_interfaces (self, current);
  while (self->interfaces[selected] != NULL && g_strcmp0 (self->interfaces[selected], current) != 0)
    selected++;
  adw_combo_row_set_selected (self->last_interface, self->interfaces[selected] != NULL
                                                        ? selected
                                                        : GTK_INVALID_LIST_POSITION);
  self->is_following = FALSE;
}

static void
interface_chosen_cb (WeirPreferences *self)
{
  guint selected = adw_combo_row_get_selected (self->last_interface);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *current = dup_interface (self);

  if (selected == GTK_INVALID_LIST_POSITION || g_strcmp0 (self->interfaces[selected], current) == 0)
    return;

  g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (parent)), "listen",
                                  g_variant_new_string (self->interfaces[selected]));
}

static void
follow_capture_filter (WeirPreferences *self)
{
  g_autofree char *text = g_settings_get_string (self->settings, "capture-filter");

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->capture_filter))))
    gtk_editable_set_text (GTK_EDITABLE (self->capture_filter), text);
}

static void
capture_filter_changed_cb (WeirPreferences *self)
{
  g_autoptr (GError) error = NULL;

  weir_capture_filter_check (gtk_editable_get_text (GTK_EDITABLE (self->capture_filter)), &error);
  gtk_widget_set_visible (GTK_WIDGET (self->capture_filter_error), error != NULL);
  gtk_label_set_label (self->capture_filter_error, error != NULL ? error->message : "");
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->capture_filter), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->capture_filter), "error");
}

/* A filter that does not compile never reaches the settings. */
static void
capture_filter_apply_cb (WeirPreferences *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->capture_filter));

  if (weir_capture_filter_check (text, NULL))
    g_settings_set_string (self->settings, "capture-filter", text);
}

/* ---- appearance ----------------------------------------------------------------------------- */

static void
follow_theme (WeirPreferences *self)
{
  g_autoptr (WeirTheme) theme = weir_theme_manager_dup_chosen (self->manager);

  set_subtitle (self->theme_row, weir_theme_get_name (theme));
}

static void
choose_theme_cb (WeirPreferences *self)
{
  weir_theme_chooser_present (GTK_WINDOW (self), self->manager);
}

static void
make_theme_cb (WeirPreferences *self)
{
  g_autoptr (WeirTheme) theme = weir_theme_manager_dup_chosen (self->manager);

  weir_theme_editor_present (GTK_WINDOW (self), self->manager, theme);
}

static void
show_message (WeirPreferences *self, const char *text)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (text));
}

static void
open_folder_cb (WeirPreferences *self)
{
  GFile *folder = weir_theme_list_get_folder (weir_theme_manager_get_list (self->manager));
  g_autofree char *uri = g_file_get_uri (folder);
  g_autoptr (GError) error = NULL;

  if (!g_file_make_directory_with_parents (folder, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    show_message (self, error->message);
  else
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
describe_folder (WeirPreferences *self)
{
  GFile *folder = weir_theme_list_get_folder (weir_theme_manager_get_list (self->manager));
  g_autofree char *path = g_file_get_parse_name (folder);
  g_autofree char *text = g_strdup_printf (_ ("CSS files in %s"), path);

  set_subtitle (self->themes_folder_row, text);
}

/* ---- back to how it was --------------------------------------------------------------------- */

static void
undo_reset_cb (WeirPreferences *self)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (self->before_reset == NULL)
    return;

  g_variant_iter_init (&iter, self->before_reset);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_settings_set_value (self->settings, key, value);
  g_clear_pointer (&self->before_reset, g_variant_unref);
}

/* Where Weir listens is no setting that could be right or wrong. */
static gboolean
is_reset (const char *key)
{
  return !g_str_equal (key, "last-interface");
}

static void
reset_cb (WeirPreferences *self)
{
  GVariantBuilder before = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  AdwToast *toast = adw_toast_new (_ ("The settings are as they were at first"));

  for (guint i = 0; self->keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_user_value (self->settings, self->keys[i]);

      if (value == NULL || !is_reset (self->keys[i]))
        continue;
      g_variant_builder_add (&before, "{sv}", self->keys[i], value);
      g_settings_reset (self->settings, self->keys[i]);
    }
  g_clear_pointer (&self->before_reset, g_variant_unref);
  self->before_reset = g_variant_ref_sink (g_variant_builder_end (&before));

  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_reset_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

/* ---- the window ----------------------------------------------------------------------------- */

static void
weir_preferences_dispose (GObject *object)
{
  WeirPreferences *self = WEIR_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->manager);
  g_clear_object (&self->session);
  g_clear_pointer (&self->keys, g_strfreev);
  g_clear_pointer (&self->interfaces, g_strfreev);
  g_clear_pointer (&self->before_reset, g_variant_unref);

  G_OBJECT_CLASS (weir_preferences_parent_class)->dispose (object);
}

static void
weir_preferences_class_init (WeirPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_preferences_dispose;

  g_type_ensure (WEIR_TYPE_GEO_DATABASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, reverse_dns);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, geo_database_row);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, view);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, history_minutes_row);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, history_megabytes_row);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, last_interface);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, capture_filter);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, capture_filter_error);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, theme_row);
  gtk_widget_class_bind_template_child (widget_class, WeirPreferences, themes_folder_row);
  gtk_widget_class_bind_template_callback (widget_class, capture_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, capture_filter_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_theme_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_theme_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
weir_preferences_init (WeirPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
follow (WeirPreferences *self, const char *key, void (*func) (WeirPreferences *self))
{
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  g_signal_connect_object (self->settings, signal, G_CALLBACK (func), self, G_CONNECT_SWAPPED);
  func (self);
}

static void
add_alerts (WeirPreferences *self, GtkWindow *parent)
{
  WeirApplication *application = WEIR_APPLICATION (gtk_window_get_application (parent));
  WeirAlertPage *page = g_object_new (WEIR_TYPE_ALERT_PAGE, NULL);

  weir_alert_page_set_alerts (page, weir_application_get_alerts (application),
                              weir_application_get_background (application), self->settings);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (page));
}

void
weir_preferences_present (GtkWindow *parent, GSettings *settings, WeirThemeManager *manager)
{
  WeirPreferences *self = g_object_new (WEIR_TYPE_PREFERENCES, "transient-for", parent, NULL);

  self->settings = g_object_ref (settings);
  self->manager = g_object_ref (manager);
  self->session = g_object_ref (weir_main_window_get_session (WEIR_MAIN_WINDOW (parent)));
  self->keys = weir_setting_rows_bind (GTK_WIDGET (self), settings);
  weir_geo_database_row_set_settings (self->geo_database_row, settings);
  bind_view (self);
  describe_folder (self);
  add_alerts (self, parent);
  follow (self, "reverse-dns", follow_reverse_dns);
  g_signal_connect_object (self->session, "counted", G_CALLBACK (follow_past), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "ledger-changed", G_CALLBACK (follow_past), self,
                           G_CONNECT_SWAPPED);
  follow (self, "history-minutes", follow_history);
  follow (self, "history-minutes", follow_past);
  follow (self, "history-megabytes", follow_past);
  follow (self, "history-megabytes", follow_history);
  follow (self, "last-interface", follow_interface);
  follow (self, "capture-filter", follow_capture_filter);
  follow (self, "theme", follow_theme);
  g_signal_connect_swapped (self->reverse_dns, "notify::active",
                            G_CALLBACK (reverse_dns_switched_cb), self);
  g_signal_connect_swapped (self->last_interface, "notify::selected",
                            G_CALLBACK (interface_chosen_cb), self);
  gtk_window_present (GTK_WINDOW (self));
}
