/* What can be done with a rate graph: pointer, keys, wheel, and a picture of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The graph shows the minute from second 1000 on.
 */
#include "config.h"

#include "app/graph-export.h"
#include "app/rate-graph-private.h"
#include "patience.h"

#define FIRST 1000
#define N_SECONDS 60

typedef struct
{
  GtkWidget *window;
  WeirRateGraph *graph;
  WeirTimeline *timeline;
  gint64 from;
  gint64 to;
  guint n_selected;
  guint n_cleared;
  guint zoomed_to;
  guint n_zoomed;
  guint n_asked; /* for top flows */
} Fixture;

static void
span_selected_cb (Fixture *fixture, gint64 from, gint64 to)
{
  fixture->from = from;
  fixture->to = to;
  fixture->n_selected++;
}

static void
span_cleared_cb (Fixture *fixture)
{
  fixture->n_cleared++;
}

static void
zoomed_cb (Fixture *fixture, guint seconds)
{
  fixture->zoomed_to = seconds;
  fixture->n_zoomed++;
  weir_rate_graph_set_span (fixture->graph, seconds);
}

static GPtrArray *
get_tops (gint64 from, gint64 to, guint n, gpointer user_data)
{
  Fixture *fixture = user_data;
  GPtrArray *tops = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_graph_top_free);

  fixture->n_asked++;
  g_ptr_array_add (tops, weir_graph_top_new ("<b>a & b</b>", 8000, 0));
  return tops;
}

static void
redraw (Fixture *fixture)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gtk_widget_snapshot_child (GTK_WIDGET (fixture->window), GTK_WIDGET (fixture->graph), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  *fixture = (Fixture){ 0 };
  fixture->timeline = weir_timeline_new ();
  for (guint i = 0; i < N_SECONDS; i++)
    weir_timeline_add (fixture->timeline, FIRST + i, 10 * (i + 1), 1000 * (i + 1));
  weir_timeline_add (fixture->timeline, FIRST + N_SECONDS, 0, 0);

  fixture->graph = WEIR_RATE_GRAPH (weir_rate_graph_new ());
  weir_rate_graph_set_can_select (fixture->graph, TRUE);
  weir_rate_graph_set_span (fixture->graph, N_SECONDS);
  weir_rate_graph_set_timeline (fixture->graph, fixture->timeline);
  weir_rate_graph_set_top_func (fixture->graph, get_tops, fixture, NULL);
  g_signal_connect_swapped (fixture->graph, "span-selected", G_CALLBACK (span_selected_cb),
                            fixture);
  g_signal_connect_swapped (fixture->graph, "span-cleared", G_CALLBACK (span_cleared_cb), fixture);
  g_signal_connect_swapped (fixture->graph, "zoomed", G_CALLBACK (zoomed_cb), fixture);

  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 200);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->graph));
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->graph)) && fixture->graph->node != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  weir_timeline_free (fixture->timeline);
}

static GtkEventController *
find_controller (Fixture *fixture, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->graph));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }
  g_assert_not_reached ();
}

/* The middle of a second: the plot has as many pixels for each. */
static double
get_x (Fixture *fixture, gint64 second)
{
  return fixture->graph->picture.width * ((double) (second - FIRST) + 0.5) / N_SECONDS;
}

static void
drag (Fixture *fixture, double from, double to)
{
  GtkEventController *gesture = find_controller (fixture, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (gesture, "drag-begin", from, 50.0);
  g_signal_emit_by_name (gesture, "drag-update", to - from, 0.0);
  g_signal_emit_by_name (gesture, "drag-end", to - from, 0.0);
}

static gboolean
press (Fixture *fixture, guint keyval, GdkModifierType state)
{
  gboolean is_handled = FALSE;

  g_signal_emit_by_name (find_controller (fixture, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed",
                         keyval, 0, state, &is_handled);
  return is_handled;
}

static void
scroll (Fixture *fixture, double dx, double dy)
{
  gboolean is_handled = FALSE;

  g_signal_emit_by_name (find_controller (fixture, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", dx,
                         dy, &is_handled);
  g_assert_true (is_handled);
}

static void
run (const char *command)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

/* The display's own pointer. */
static void
a_drag_selects_the_seconds_under_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  const double begin = get_x (fixture, 1010);
  const double end = get_x (fixture, 1019);
  double surface_x;
  double surface_y;
  g_autofree char *command = NULL;

  if (xdotool == NULL)
    {
      g_test_skip ("xdotool is not installed");
      return;
    }

  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &surface_x, &surface_y);
  for (guint i = 0; i <= 10; i++)
    {
      g_autofree char *move = g_strdup_printf ("xdotool mousemove %d %d%s",
                                               (int) (surface_x + begin + (end - begin) * i / 10),
                                               (int) surface_y + 60, i == 0 ? " mousedown 1" : "");

      run (move);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  run ("xdotool mouseup 1");
  WAIT_UNTIL (fixture->n_selected > 0);
  g_assert_cmpint (fixture->from, ==, 1010);
  g_assert_cmpint (fixture->to, ==, 1019);
}

static void
it_can_be_dragged_either_way_and_beyond_the_edges (Fixture *fixture, gconstpointer data)
{
  drag (fixture, get_x (fixture, 1030), get_x (fixture, 1020));
  g_assert_cmpint (fixture->from, ==, 1020);
  g_assert_cmpint (fixture->to, ==, 1030);

  drag (fixture, get_x (fixture, 1030), -500);
  g_assert_cmpint (fixture->from, ==, 1000);
  drag (fixture, get_x (fixture, 1030), 5000);
  g_assert_cmpint (fixture->from, ==, 1030);
  g_assert_cmpint (fixture->to, ==, 1059);
}

static void
a_click_selects_nothing (Fixture *fixture, gconstpointer data)
{
  drag (fixture, get_x (fixture, 1030), get_x (fixture, 1030));
  g_assert_cmpuint (fixture->n_selected + fixture->n_cleared, ==, 0);

  weir_rate_graph_set_marked_span (fixture->graph, 1020, 1040);
  drag (fixture, get_x (fixture, 1030), get_x (fixture, 1030));
  g_assert_cmpuint (fixture->n_cleared, ==, 0);
  drag (fixture, get_x (fixture, 1010), get_x (fixture, 1010));
  g_assert_cmpuint (fixture->n_cleared, ==, 1);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

static void
the_edges_of_what_is_marked_can_be_moved (Fixture *fixture, gconstpointer data)
{
  const WeirGraphPicture *picture = &fixture->graph->picture;

  weir_rate_graph_set_marked_span (fixture->graph, 1020, 1040);
  drag (fixture, weir_graph_picture_get_x (picture, 1041), get_x (fixture, 1050));
  g_assert_cmpint (fixture->from, ==, 1020);
  g_assert_cmpint (fixture->to, ==, 1050);
  drag (fixture, weir_graph_picture_get_x (picture, 1020), get_x (fixture, 1010));
  g_assert_cmpint (fixture->from, ==, 1010);
  g_assert_cmpint (fixture->to, ==, 1040);
}

static void
keys_mark_and_choose (Fixture *fixture, gconstpointer data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (fixture->graph);

  g_assert_true (press (fixture, GDK_KEY_Left, 0));
  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "00:17:39: download 480 kb/s, upload 4.80 kb/s. <b>a & b</b> 8.00 kb/s.");
  press (fixture, GDK_KEY_Left, 0);
  g_assert_cmpint (fixture->graph->key_second, ==, 1058);
  press (fixture, GDK_KEY_Left, GDK_SHIFT_MASK);
  press (fixture, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
  g_assert_true (press (fixture, GDK_KEY_Return, 0));
  g_assert_cmpint (fixture->from, ==, 1056);
  g_assert_cmpint (fixture->to, ==, 1058);

  weir_rate_graph_set_marked_span (fixture->graph, 1056, 1058);
  g_assert_true (press (fixture, GDK_KEY_Escape, 0));
  g_assert_cmpuint (fixture->n_cleared, ==, 1);
  weir_rate_graph_set_marked_span (fixture->graph, 0, 0);
  g_assert_false (press (fixture, GDK_KEY_Escape, 0));
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Rates of download and upload");
}

static void
the_wheel_zooms_between_half_a_minute_and_all (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    scroll (fixture, 0, -1);
  g_assert_cmpuint (fixture->zoomed_to, ==, 30);
  for (guint i = 0; i < 10; i++)
    scroll (fixture, 0, 1);
  g_assert_cmpuint (fixture->zoomed_to, ==, 0);

  weir_rate_graph_turn_zoom (fixture->graph, -1);
  g_assert_cmpuint (fixture->zoomed_to, ==, 30);
}

static void
it_goes_into_the_past_and_back (Fixture *fixture, gconstpointer data)
{
  WeirRateGraph *graph = fixture->graph;

  weir_rate_graph_set_span (graph, 30);
  scroll (fixture, -1, 0);
  weir_rate_graph_renew (graph);
  g_assert_cmpint (graph->steps.newest, ==, 1057);
  for (guint i = 0; i < 30; i++)
    {
      scroll (fixture, -1, 0);
      weir_rate_graph_renew (graph);
    }
  g_assert_cmpint (graph->steps.newest, ==, 1030);
  weir_rate_graph_show_newest (graph);
  weir_rate_graph_renew (graph);
  g_assert_cmpint (graph->steps.newest, ==, 1060);
}

static void
top_flows_are_asked_for_once_a_step (Fixture *fixture, gconstpointer data)
{
  GtkEventController *motion = find_controller (fixture, GTK_TYPE_EVENT_CONTROLLER_MOTION);
  const double x = get_x (fixture, 1030);

  g_signal_emit_by_name (motion, "motion", x, 20.0);
  redraw (fixture);
  g_signal_emit_by_name (motion, "motion", x + 1, 25.0);
  redraw (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_signal_emit_by_name (motion, "motion", get_x (fixture, 1031), 20.0);
  redraw (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
}

static void
what_is_hidden_is_not_drawn (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_visible (GTK_WIDGET (fixture->graph), FALSE);
  weir_rate_graph_invalidate (fixture->graph);
  weir_timeline_add (fixture->timeline, 1061, 1, 1);
  weir_rate_graph_update (fixture->graph);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->graph->node);
  g_assert_cmpint (fixture->graph->steps.newest, ==, 1060);
}

static GBytes *export(Fixture *fixture, WeirGraphFormat format)
{
  const WeirGraphExportOptions options = { format, 640, 300, "<&> \"title\"" };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (weir_graph_export_write (fixture->graph, &options, stream, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
a_picture_has_the_size_that_was_asked_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) png = export(fixture, WEIR_GRAPH_PNG);
  g_autoptr (GBytes) svg = export(fixture, WEIR_GRAPH_SVG);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));

  g_assert_nonnull (texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 640);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 300);
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_nonnull (strstr (text, "640"));
  /* Lines and not pixels. */
  g_assert_null (strstr (text, "<image"));
}

static void
a_full_disk_is_an_error (Fixture *fixture, gconstpointer data)
{
  const WeirGraphFormat formats[] = { WEIR_GRAPH_PNG, WEIR_GRAPH_SVG };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const WeirGraphExportOptions options = { formats[i], 640, 300, NULL };
      char room[100];
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (weir_graph_export_write (fixture->graph, &options, stream, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    }
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  /* Keeps what is said where the test can see it. */
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv, NULL);

  add ("/graph-input/a-drag-selects-the-seconds-under-it", a_drag_selects_the_seconds_under_it);
  add ("/graph-input/it-can-be-dragged-either-way-and-beyond-the-edges",
       it_can_be_dragged_either_way_and_beyond_the_edges);
  add ("/graph-input/a-click-selects-nothing", a_click_selects_nothing);
  add ("/graph-input/the-edges-of-what-is-marked-can-be-moved",
       the_edges_of_what_is_marked_can_be_moved);
  add ("/graph-input/keys-mark-and-choose", keys_mark_and_choose);
  add ("/graph-input/the-wheel-zooms-between-half-a-minute-and-all",
       the_wheel_zooms_between_half_a_minute_and_all);
  add ("/graph-input/it-goes-into-the-past-and-back", it_goes_into_the_past_and_back);
  add ("/graph-input/top-flows-are-asked-for-once-a-step", top_flows_are_asked_for_once_a_step);
  add ("/graph-input/what-is-hidden-is-not-drawn", what_is_hidden_is_not_drawn);
  add ("/graph-input/a-picture-has-the-size-that-was-asked-for",
       a_picture_has_the_size_that_was_asked_for);
  add ("/graph-input/a-full-disk-is-an-error", a_full_disk_is_an_error);

  return g_test_run ();
}
