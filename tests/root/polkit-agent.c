/* A polkit agent that asks nobody: it cancels, fails, waits, or gives one password to the system's
 * own check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   polkit-agent PID cancel|fail|wait|password=PASSWORD
 *
 * Speaks for the process PID.  Prints "ready" once registered, then a line for every question:
 * the action's id and its text.
 */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define AUTHORITY "org.freedesktop.PolicyKit1"
#define PATH "/io/github/weirmonitor/Weir/TestAgent"
#define CHECK "/usr/lib/polkit-1/polkit-agent-helper-1"

static const char interface[] =
    "<node><interface name='org.freedesktop.PolicyKit1.AuthenticationAgent'>"
    "<method name='BeginAuthentication'>"
    "<arg type='s'/><arg type='s'/><arg type='s'/><arg type='a{ss}'/><arg type='s'/>"
    "<arg type='a(sa{sv})'/></method>"
    "<method name='CancelAuthentication'><arg type='s'/></method>"
    "</interface></node>";

static const char *answer;

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusMethodInvocation) invocation = user_data;

  if (g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, NULL))
    g_dbus_method_invocation_return_value (g_steal_pointer (&invocation), NULL);
  else
    g_dbus_method_invocation_return_dbus_error (g_steal_pointer (&invocation),
                                                AUTHORITY ".Error.Failed", "wrong");
}

/* The program reads the cookie, then what the user would type. */
static void
give_password (const char *cookie, const char *password, GDBusMethodInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", cookie, password);
  GSubprocess *check =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                            | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error, CHECK, g_get_user_name (), NULL);

  if (check == NULL)
    g_error ("%s", error->message);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (check), text, strlen (text), NULL, NULL,
                             NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (check), NULL, NULL);
  g_subprocess_wait_check_async (check, NULL, checked_cb, invocation);
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *object_path,
           const char *interface_name,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  const char *action, *message, *cookie;

  if (strcmp (method, "BeginAuthentication") != 0)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  g_variant_get_child (parameters, 0, "&s", &action);
  g_variant_get_child (parameters, 1, "&s", &message);
  g_variant_get_child (parameters, 4, "&s", &cookie);
  g_print ("%s %s\n", action, message);

  if (strcmp (answer, "wait") == 0)
    return;
  if (g_str_has_prefix (answer, "password="))
    give_password (cookie, answer + strlen ("password="), invocation);
  else
    g_dbus_method_invocation_return_dbus_error (
        invocation,
        strcmp (answer, "cancel") == 0 ? AUTHORITY ".Error.Cancelled" : AUTHORITY ".Error.Failed",
        answer);
}

/* proc(5): the 22nd field; the second, in parentheses, may hold blanks. */
static guint64
read_start_time (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("no process %s", pid);
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  return g_ascii_strtoull (fields[19], NULL, 10);
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable table = { .method_call = method_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GVariant) registered = NULL;
  GVariantBuilder subject;

  if (argc != 3)
    return EXIT_FAILURE;
  answer = argv[2];
  bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  if (bus == NULL)
    g_error ("%s", error->message);
  g_dbus_connection_register_object (bus, PATH, node->interfaces[0], &table, NULL, NULL, NULL);

  g_variant_builder_init (&subject, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&subject, "{sv}", "pid", g_variant_new_uint32 (atoi (argv[1])));
  g_variant_builder_add (&subject, "{sv}", "start-time",
                         g_variant_new_uint64 (read_start_time (argv[1])));
  registered = g_dbus_connection_call_sync (
      bus, AUTHORITY, "/org/freedesktop/PolicyKit1/Authority", AUTHORITY ".Authority",
      "RegisterAuthenticationAgent",
      g_variant_new ("((sa{sv})ss)", "unix-process", &subject, "C", PATH), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  if (registered == NULL)
    g_error ("%s", error->message);

  g_print ("ready\n");
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
