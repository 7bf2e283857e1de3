/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/accessible-names.h"
#include "app/alert-notifier.h"
#include "app/app-options.h"
#include "app/application.h"
#include "app/main-window.h"
#include "app/run-settings.h"
#include "app/settings-rescue.h"

/* As weir-cli has it. */
#define WRONG_USAGE 2

struct _WeirApplication
{
  AdwApplication parent_instance;

  WeirRunSettings *run_settings;
  GSettings *settings; /* of those */
  WeirThemeManager *theme_manager;
  WeirAlerts *alerts;
  WeirAlertNotifier *notifier;
  WeirBackground *background;
  gboolean starts_hidden; /* the first window is not shown */
  char *settings_problem; /* (nullable): for the first window to tell */
  guint signals[3];       /* sources that end the program in order */
};

G_DEFINE_FINAL_TYPE (WeirApplication, weir_application, ADW_TYPE_APPLICATION)

/* Not the preferences, nor another window above it.  Returns: (transfer none) (nullable) */
static WeirMainWindow *
find_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    {
      if (WEIR_IS_MAIN_WINDOW (l->data))
        return l->data;
    }
  return NULL;
}

/* Returns: (transfer none): the window; made if there is none */
static WeirMainWindow *
ensure_window (WeirApplication *self, gboolean *is_new)
{
  WeirMainWindow *window = find_window (GTK_APPLICATION (self));

  *is_new = window == NULL;
  if (window == NULL)
    window = WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (self), self->settings));
  if (self->settings_problem != NULL)
    weir_main_window_tell_of_settings (window, self->settings_problem);
  g_clear_pointer (&self->settings_problem, g_free);
  return window;
}

static void
weir_application_activate (GApplication *application)
{
  gboolean is_new;
  WeirMainWindow *window = ensure_window (WEIR_APPLICATION (application), &is_new);

  if (is_new)
    weir_session_start_default (weir_main_window_get_session (window));
  if (!WEIR_APPLICATION (application)->starts_hidden)
    gtk_window_present (GTK_WINDOW (window));
  WEIR_APPLICATION (application)->starts_hidden = FALSE;
}

static void
weir_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  gboolean is_new;
  WeirMainWindow *window = ensure_window (WEIR_APPLICATION (application), &is_new);

  /* There is one list: of several files the last one is shown. */
  weir_session_start_file (weir_main_window_get_session (window), files[n_files - 1]);
  gtk_window_present (GTK_WINDOW (window));
}

static void
listen_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gboolean is_new;
  WeirMainWindow *window = ensure_window (user_data, &is_new);

  weir_session_start_interface (weir_main_window_get_session (window),
                                g_variant_get_string (parameter, NULL));
  if (!WEIR_APPLICATION (user_data)->starts_hidden)
    gtk_window_present (GTK_WINDOW (window));
}

/* What the command line says, be it that of another process. */
static void
override_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirApplication *self = user_data;
  WeirMainWindow *window = find_window (user_data);

  weir_run_settings_override (self->run_settings, parameter);
  if (window != NULL)
    weir_main_window_follow_settings (window);
}

/* What the launcher's menu offers; the window comes with it. */
static void
see_all_traffic_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
  weir_session_see_all_traffic (weir_main_window_get_session (find_window (user_data)));
}

static void
open_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
  gtk_widget_activate_action (GTK_WIDGET (find_window (user_data)), "win.open", NULL);
}

static void
show_alert_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
  weir_main_window_show_filter (find_window (user_data), g_variant_get_string (parameter, NULL));
}

static void
show_alerts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
  gtk_widget_activate_action (GTK_WIDGET (find_window (user_data)), "win.show-alerts", NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name",
                         _ ("Weir"), "application-icon", WEIR_APP_ID, "version", WEIR_VERSION,
                         "comments",
                         _ ("Who this computer is talking to, how fast, now and a moment ago"),
                         "license-type", GTK_LICENSE_GPL_3_0, NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window;

  /* Windows that are destroyed stop their capture; a loop that merely ends leaves it to exit(). */
  while ((window = gtk_application_get_active_window (user_data)) != NULL)
    gtk_window_destroy (window);
  g_application_quit (user_data);
}

static const GActionEntry entries[] = {
  { .name = "override", .activate = override_cb, .parameter_type = "a{sv}" },
  { .name = "listen", .activate = listen_cb, .parameter_type = "s" },
  { .name = "see-all-traffic", .activate = see_all_traffic_cb },
  { .name = "open-file", .activate = open_file_cb },
  { .name = "show-alert", .activate = show_alert_cb, .parameter_type = "s" },
  { .name = "show-alerts", .activate = show_alerts_cb },
  { .name = "about", .activate = about_cb },
  { .name = "quit", .activate = quit_cb },
};

/* At the end of a session, or of a patient user's: what was counted is to be written. */
static gboolean
signal_cb (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
weir_application_startup (GApplication *application)
{
  static const int ending_signals[] = { SIGHUP, SIGINT, SIGTERM };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  WeirApplication *self = WEIR_APPLICATION (application);

  G_APPLICATION_CLASS (weir_application_parent_class)->startup (application);

  self->run_settings = weir_run_settings_new ();
  self->settings = g_object_ref (weir_run_settings_get (self->run_settings));
  self->theme_manager = weir_theme_manager_new (self->settings);
  self->alerts = weir_alerts_new (self->settings, NULL);
  self->notifier = weir_alert_notifier_new (application, self->alerts, self->settings);
  self->background = weir_background_new (application, self->settings);
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    self->signals[i] = g_unix_signal_add (ending_signals[i], signal_cb, application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit", quit_keys);
  gtk_window_set_default_icon_name (WEIR_APP_ID);
}

/* The instance that has the window does what the options say, be it this one or another.
 * @values: (transfer none): what they mean as settings */
static gboolean
hand_over (GApplication *application, GVariantDict *options, GVariant *values, GError **error)
{
  const char *interface;

  if (g_variant_n_children (values) == 0)
    return TRUE;
  if (!g_application_register (application, NULL, error))
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (application), "override", values);
  if (g_variant_dict_lookup (options, "interface", "&s", &interface))
    g_action_group_activate_action (G_ACTION_GROUP (application), "listen",
                                    g_variant_new_string (interface));
  return TRUE;
}

/* What is to be kept is written before the end. */
static void
weir_application_shutdown (GApplication *application)
{
  WeirApplication *self = WEIR_APPLICATION (application);

  g_clear_pointer (&self->notifier, weir_alert_notifier_free);
  if (self->background != NULL)
    weir_background_set_window (self->background, NULL);
  if (self->alerts != NULL)
    weir_alerts_flush (self->alerts);

  G_APPLICATION_CLASS (weir_application_parent_class)->shutdown (application);
}

/* Returns: whether this is the instance that is to run; where Weir is running already there is
 * nothing to do */
static gboolean
start_in_background (GApplication *application, GError **error)
{
  WeirApplication *self = WEIR_APPLICATION (application);

  if (!g_application_register (application, NULL, error)
      || g_application_get_is_remote (application))
    return FALSE;
  self->starts_hidden = TRUE;
  g_settings_set_boolean (self->settings, "run-in-background", TRUE);
  return TRUE;
}

static int
weir_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  WeirApplication *self = WEIR_APPLICATION (application);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) values = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("weir %s\n", WEIR_VERSION);
      return 0;
    }

  /* Here as well, for the window may be that of another process. */
  self->settings_problem = weir_settings_rescue ();
  if (self->settings_problem != NULL)
    g_printerr ("weir: %s\n", self->settings_problem);
  settings = g_settings_new (WEIR_APP_ID);
  values = weir_app_options_read (options, settings, &error);
  if (values == NULL)
    {
      g_printerr ("weir: %s\n", error->message);
      return WRONG_USAGE;
    }
  g_variant_ref_sink (values);
  if (g_variant_dict_contains (options, "background") && !start_in_background (application, &error))
    {
      if (error != NULL)
        g_printerr ("weir: %s\n", error->message);
      return error != NULL ? 1 : 0;
    }
  if (!hand_over (application, options, values, &error))
    {
      g_printerr ("weir: %s\n", error->message);
      return 1;
    }
  return -1;
}

static void
weir_application_finalize (GObject *object)
{
  WeirApplication *self = WEIR_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_pointer (&self->notifier, weir_alert_notifier_free);
  g_clear_object (&self->background);
  g_clear_object (&self->alerts);
  g_clear_object (&self->theme_manager);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->settings_problem, g_free);
  g_clear_pointer (&self->run_settings, weir_run_settings_free);

  G_OBJECT_CLASS (weir_application_parent_class)->finalize (object);
}

static void
weir_application_class_init (WeirApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = weir_application_finalize;
  application_class->activate = weir_application_activate;
  application_class->open = weir_application_open;
  application_class->startup = weir_application_startup;
  application_class->shutdown = weir_application_shutdown;
  application_class->handle_local_options = weir_application_handle_local_options;
}

static void
weir_application_init (WeirApplication *self)
{
  weir_accessible_names_watch ();
  g_application_add_main_option_entries (G_APPLICATION (self), weir_app_options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[CAPTURE FILE]"));
}

WeirApplication *
weir_application_new (void)
{
  return g_object_new (WEIR_TYPE_APPLICATION, "application-id", WEIR_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", WEIR_RESOURCE_PATH, NULL);
}

WeirThemeManager *
weir_application_get_theme_manager (WeirApplication *self)
{
  return self->theme_manager;
}

WeirAlerts *
weir_application_get_alerts (WeirApplication *self)
{
  return self->alerts;
}

WeirBackground *
weir_application_get_background (WeirApplication *self)
{
  return self->background;
}
