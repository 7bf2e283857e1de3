/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/background.h"

#include "app/autostart.h"

#include <glib/gi18n.h>
#include <string.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* As the portal has it. */
#define MAX_STATUS_CHARS 96

struct _WeirBackground
{
  GObject parent_instance;

  GApplication *application; /* outlives it */
  GSettings *settings;
  GtkWindow *window; /* (nullable): weak */
  gboolean is_held;
  GDBusProxy *portal; /* (nullable): not known yet, or not to be had */
  gboolean is_portal_known;
  gboolean asks_later; /* once it is */
  GCancellable *cancellable;
  guint response_id; /* while an answer is waited for */
  guint n_requests;
  gboolean is_answer; /* a setting follows the desktop's answer */
  char *status;       /* (nullable) */
  char *told;         /* (nullable): the status that the desktop has */
  char *note;         /* (nullable) */
};

enum
{
  PROP_0,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirBackground, weir_background, G_TYPE_OBJECT)

static gboolean
is_wanted (WeirBackground *self)
{
  return g_settings_get_boolean (self->settings, "run-in-background");
}

static gboolean
starts_at_login (WeirBackground *self)
{
  return g_settings_get_boolean (self->settings, "start-at-login");
}

gboolean
weir_background_has_portal (WeirBackground *self)
{
  g_autofree char *owner = NULL;

  if (self->portal != NULL)
    owner = g_dbus_proxy_get_name_owner (self->portal);
  return owner != NULL;
}

static void
set_note (WeirBackground *self, const char *note)
{
  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}

/* ---- asking --------------------------------------------------------------------------------- */

static void
set_answer (WeirBackground *self, const char *key, gboolean value)
{
  self->is_answer = TRUE;
  g_settings_set_boolean (self->settings, key, value);
  self->is_answer = FALSE;
}

/* A file of Weir's own starts it at login where no portal does. */
static void
start_without_portal (WeirBackground *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *note = NULL;

  if (!starts_at_login (self))
    {
      weir_autostart_remove ();
      return;
    }
  path = weir_autostart_write (&error);
  if (path != NULL)
    note =
        g_strdup_printf (_ ("This desktop has no portal: Weir is started at login by “%s”."), path);
  else
    set_answer (self, "start-at-login", FALSE);
  set_note (self, path != NULL ? note : error->message);
}

static void
refuse (WeirBackground *self, const char *note)
{
  weir_autostart_remove ();
  set_answer (self, "run-in-background", FALSE);
  set_answer (self, "start-at-login", FALSE);
  set_note (self, note);
}

static void
end_request (WeirBackground *self)
{
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (g_dbus_proxy_get_connection (self->portal),
                                          self->response_id);
  self->response_id = 0;
}

static void
response_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  WeirBackground *self = user_data;
  g_autoptr (GVariant) results = NULL;
  gboolean may_run = FALSE, starts = FALSE;
  guint32 response = 2;

  end_request (self);
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0 && results != NULL)
    {
      g_variant_lookup (results, "background", "b", &may_run);
      g_variant_lookup (results, "autostart", "b", &starts);
    }

  if (!may_run)
    {
      refuse (self, _ ("The desktop does not allow Weir to run in the background. Its settings "
                       "of applications may let you change that."));
      return;
    }
  set_note (self, NULL);
  /* The portal has one of its own, or is to have none. */
  weir_autostart_remove ();
  if (starts_at_login (self) && !starts)
    {
      set_answer (self, "start-at-login", FALSE);
      set_note (self, _ ("The desktop does not allow Weir to start at login."));
    }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  WeirBackground *self = user_data;

  if (reply != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A portal that cannot be asked forbids nothing. */
  end_request (self);
  set_note (self, _ ("The desktop could not be asked. Weir goes on in the background until you log "
                     "out, if the desktop lets it."));
  start_without_portal (self);
}

/* Where the answer will be told, as org.freedesktop.portal.Request says.
 * Returns: (transfer full) */
static char *
dup_request_path (WeirBackground *self, const char *token)
{
  GDBusConnection *connection = g_dbus_proxy_get_connection (self->portal);
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
}

static void
ask (WeirBackground *self)
{
  static const char *const command[] = { "weir", "--background", NULL };
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder options;

  self->asks_later = !self->is_portal_known;
  if (self->asks_later)
    return;
  if (!weir_background_has_portal (self))
    {
      set_note (self, is_wanted (self) ? _ ("This desktop is not asked: Weir goes on as any other "
                                            "program until you log out.")
                                       : NULL);
      start_without_portal (self);
      return;
    }

  end_request (self);
  token = g_strdup_printf ("weir%u", ++self->n_requests);
  path = dup_request_path (self, token);
  self->response_id = g_dbus_connection_signal_subscribe (
      g_dbus_proxy_get_connection (self->portal), PORTAL_NAME, REQUEST_INTERFACE, "Response", path,
      NULL, G_DBUS_SIGNAL_FLAGS_NONE, response_cb, self, NULL);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (
      &options, "{sv}", "reason",
      g_variant_new_string (_ ("Weir goes on counting, and tells you of alerts.")));
  g_variant_builder_add (&options, "{sv}", "autostart",
                         g_variant_new_boolean (starts_at_login (self)));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_dbus_proxy_call (self->portal, "RequestBackground", g_variant_new ("(sa{sv})", "", &options),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, asked_cb, self);
}

/* ---- telling -------------------------------------------------------------------------------- */

static gboolean
is_hidden (WeirBackground *self)
{
  return self->window != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->window));
}

static void
tell_status (WeirBackground *self)
{
  g_autofree char *message = NULL;
  GVariantBuilder options;

  if (!is_hidden (self) || self->status == NULL || !weir_background_has_portal (self)
      || g_strcmp0 (self->status, self->told) == 0)
    return;

  g_free (self->told);
  self->told = g_strdup (self->status);
  message =
      g_utf8_substring (self->status, 0, MIN (g_utf8_strlen (self->status, -1), MAX_STATUS_CHARS));
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (message));
  /* Portals before the second version, and those that know no program without a sandbox, refuse:
   * then nothing is told. */
  g_dbus_proxy_call (self->portal, "SetStatus", g_variant_new ("(a{sv})", &options),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, NULL, NULL);
}

void
weir_background_set_status (WeirBackground *self, const char *status)
{
  g_free (self->status);
  self->status = g_strdup (status);
  tell_status (self);
}

/* ---- the window ----------------------------------------------------------------------------- */

/* A dialog does not stay alone. */
static void
close_dialogs (WeirBackground *self)
{
  g_autoptr (GList) windows =
      g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self->application)));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (l->data != self->window)
        gtk_window_destroy (l->data);
    }
}

static void
update (WeirBackground *self)
{
  gboolean is_held = is_hidden (self) && is_wanted (self);

  if (self->window != NULL)
    gtk_window_set_hide_on_close (self->window, is_wanted (self));
  if (is_held == self->is_held)
    return;

  self->is_held = is_held;
  g_clear_pointer (&self->told, g_free);
  if (is_held)
    {
      g_application_hold (self->application);
      close_dialogs (self);
      tell_status (self);
    }
  else
    {
      g_application_release (self->application);
      /* Off while there is nothing to be seen: nobody would ever find it again. */
      if (is_hidden (self))
        gtk_window_destroy (self->window);
    }
}

static void
window_gone_cb (gpointer user_data, GObject *window)
{
  WeirBackground *self = user_data;

  self->window = NULL;
  update (self);
}

void
weir_background_set_window (WeirBackground *self, GtkWindow *window)
{
  if (self->window == window)
    return;
  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->window, self);
      g_object_weak_unref (G_OBJECT (self->window), window_gone_cb, self);
    }
  self->window = window;
  if (window != NULL)
    {
      g_object_weak_ref (G_OBJECT (window), window_gone_cb, self);
      g_signal_connect_swapped (window, "hide", G_CALLBACK (update), self);
      g_signal_connect_swapped (window, "show", G_CALLBACK (update), self);
    }
  update (self);
}

static void
wanted_cb (WeirBackground *self)
{
  if (!self->is_answer && !is_wanted (self))
    set_answer (self, "start-at-login", FALSE);
  update (self);
  if (!self->is_answer)
    ask (self);
}

static void
login_cb (WeirBackground *self)
{
  if (self->is_answer)
    return;
  if (starts_at_login (self))
    set_answer (self, "run-in-background", TRUE);
  update (self);
  ask (self);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
portal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) portal = g_dbus_proxy_new_finish (result, &error);
  WeirBackground *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->portal = g_steal_pointer (&portal);
  self->is_portal_known = TRUE;
  if (self->asks_later)
    ask (self);
  tell_status (self);
}

static void
weir_background_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NOTE:
      g_value_set_string (value, WEIR_BACKGROUND (object)->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_background_dispose (GObject *object)
{
  WeirBackground *self = WEIR_BACKGROUND (object);

  g_cancellable_cancel (self->cancellable);
  end_request (self);
  weir_background_set_window (self, NULL);
  g_clear_object (&self->portal);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_background_parent_class)->dispose (object);
}

static void
weir_background_finalize (GObject *object)
{
  WeirBackground *self = WEIR_BACKGROUND (object);

  g_free (self->status);
  g_free (self->told);
  g_free (self->note);

  G_OBJECT_CLASS (weir_background_parent_class)->finalize (object);
}

static void
weir_background_class_init (WeirBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = weir_background_get_property;
  object_class->dispose = weir_background_dispose;
  object_class->finalize = weir_background_finalize;

  properties[PROP_NOTE] =
      g_param_spec_string ("note", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_background_init (WeirBackground *self)
{
  self->cancellable = g_cancellable_new ();
}

WeirBackground *
weir_background_new (GApplication *application, GSettings *settings)
{
  WeirBackground *self = g_object_new (WEIR_TYPE_BACKGROUND, NULL);
  GDBusConnection *connection = g_application_get_dbus_connection (application);

  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::run-in-background", G_CALLBACK (wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::start-at-login", G_CALLBACK (login_cb), self,
                           G_CONNECT_SWAPPED);
  self->is_portal_known = connection == NULL;
  if (connection != NULL)
    g_dbus_proxy_new (connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, PORTAL_NAME,
                      PORTAL_PATH, PORTAL_INTERFACE, self->cancellable, portal_cb, self);
  return self;
}
