/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/application.h"
#include "window-fixture.h"

static WeirApplication *application;

/* A warning ends a test, but for one: GTK 4.8 now and then draws a row of a list that it has just
 * made before it has given it its place, and draws it again at once when it has. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0
          && g_str_has_prefix (fields[i].value, "Trying to snapshot GtkListItemWidget"))
        return G_LOG_WRITER_HANDLED;
    }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
fixture_register (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  application = weir_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

int
fixture_run (void)
{
  int result = g_test_run ();

  g_object_unref (application);
  return result;
}

void
fixture_set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  fixture->settings = g_settings_new (WEIR_APP_ID);
  g_object_get (fixture->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (fixture->settings, keys[i]);

  fixture->window =
      WEIR_MAIN_WINDOW (weir_main_window_new (ADW_APPLICATION (application), fixture->settings));
  g_object_ref (fixture->window);
  fixture->session = weir_main_window_get_session (fixture->window);
  fixture->list =
      G_LIST_MODEL (weir_flow_view_get_model (weir_main_window_get_flow_view (fixture->window)));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

void
fixture_tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&fixture->settings);
}

gboolean
fixture_has_ended (Fixture *fixture)
{
  const WeirWorkerStatus *status = weir_session_get_status (fixture->session);

  return status->state == WEIR_WORKER_FINISHED || status->state == WEIR_WORKER_FAILED;
}

void
fixture_show_file (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  weir_session_start_file (fixture->session, file);
  WAIT_UNTIL (fixture_has_ended (fixture));
}

guint
fixture_count (Fixture *fixture)
{
  return g_list_model_get_n_items (fixture->list);
}

const WeirFlow *
fixture_flow_at (Fixture *fixture, guint position)
{
  g_autoptr (WeirFlowItem) item = g_list_model_get_item (fixture->list, position);

  return weir_flow_item_get_flow (item);
}

gboolean
fixture_is_sorted_by (Fixture *fixture, const char *id, gboolean is_descending)
{
  gboolean is_so;
  const WeirFlowColumn *column;

  column = weir_flow_model_get_order (WEIR_FLOW_MODEL (fixture->list), &is_so);
  return strcmp (column->id, id) == 0 && is_so == is_descending;
}

gboolean
fixture_shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (fixture_shows_text (child, text))
        return TRUE;
    }
  return FALSE;
}

static void
text_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

char *
fixture_dup_clipboard (Fixture *fixture)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), NULL,
                                 text_cb, &text);
  WAIT_UNTIL (text != NULL);
  return text;
}

void
fixture_activate (Fixture *fixture, const char *action, const char *target)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action,
                                  target != NULL ? g_variant_new_string (target) : NULL);
}

gpointer
fixture_find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = fixture_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
fixture_has_user (void)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  if (xdotool == NULL)
    g_test_skip ("xdotool is not installed");
  return xdotool != NULL;
}

static void
run (const char *command)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, &error));
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command, error->message);
}

/* On the screen. */
static void
get_place (GtkWidget *widget, double x_part, int *screen_x, int *screen_y)
{
  double x, y, surface_x, surface_y;
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));

  gtk_native_get_surface_transform (GTK_NATIVE (root), &surface_x, &surface_y);
  g_assert_true (gtk_widget_translate_coordinates (widget, root,
                                                   gtk_widget_get_width (widget) * x_part,
                                                   gtk_widget_get_height (widget) / 2.0, &x, &y));
  *screen_x = (int) (x + surface_x);
  *screen_y = (int) (y + surface_y);
}

void
fixture_press_button (GtkWidget *widget, double x_part, guint button)
{
  g_autofree char *command = NULL;
  int x, y;

  get_place (widget, x_part, &x, &y);
  command = g_strdup_printf ("xdotool mousemove %d %d click %u", x, y, button);
  run (command);
}

void
fixture_click (GtkWidget *widget, double x_part)
{
  fixture_press_button (widget, x_part, 1);
}

void
fixture_drag (GtkWidget *widget, double from_part, double to_part)
{
  g_autofree char *command = NULL;
  int from_x, to_x, y;

  get_place (widget, from_part, &from_x, &y);
  get_place (widget, to_part, &to_x, &y);
  command = g_strdup_printf ("xdotool mousemove %d %d mousedown 1 mousemove %d %d "
                             "mousemove %d %d mouseup 1",
                             from_x, y, (from_x + to_x) / 2, y, to_x, y);
  run (command);
}

/* Beyond so many tries nothing has the focus: keys then go to the window. */
#define FOCUS_TRIES 20

/* GTK 4.8 may leave the focus with a row that the list has taken away and not put back, as on a
 * busy machine; whoever sits there presses an arrow or clicks.  As long as that row has it, the
 * list does not take it. */
static gboolean
is_focus_ready (Fixture *fixture, guint *n_tries)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus == NULL || gtk_widget_get_mapped (focus))
    return TRUE;

  gtk_window_set_focus (window, NULL);
  if ((*n_tries)++ < FOCUS_TRIES)
    gtk_widget_grab_focus (GTK_WIDGET (fixture->window->flow_view));
  return FALSE;
}

/* There is no window manager to give it the keyboard. */
static void
give_keyboard (GtkWindow *window)
{
  g_autofree char *command =
      g_strdup_printf ("xdotool search --sync --onlyvisible --name '^%s$' windowfocus --sync",
                       gtk_window_get_title (window));

  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (window)));
  run (command);
  WAIT_UNTIL (gtk_window_is_active (window));
}

static void
press (const char *accelerator)
{
  GdkModifierType modifiers;
  guint keyval;
  g_autofree char *command = NULL;

  g_assert_true (gtk_accelerator_parse (accelerator, &keyval, &modifiers));
  command = g_strdup_printf ("xdotool key %s%s%s%s", modifiers & GDK_CONTROL_MASK ? "ctrl+" : "",
                             modifiers & GDK_SHIFT_MASK ? "shift+" : "",
                             modifiers & GDK_ALT_MASK ? "alt+" : "", gdk_keyval_name (keyval));
  run (command);
}

void
fixture_press (Fixture *fixture, const char *accelerator)
{
  guint n_tries = 0;

  give_keyboard (GTK_WINDOW (fixture->window));
  WAIT_UNTIL (is_focus_ready (fixture, &n_tries));
  press (accelerator);
}

void
fixture_press_in (GtkWindow *window, const char *accelerator)
{
  give_keyboard (window);
  press (accelerator);
}

gpointer
fixture_find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
        return l->data;
    }
  return NULL;
}
