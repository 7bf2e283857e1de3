/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/rate-graph.h"

#define WIDTH 400
#define HEIGHT 160

/* As a texture in memory has them, on any machine. */
#define DOWNLOAD_PIXEL 0xff0000ffU
#define UPLOAD_PIXEL 0xffff0000U

typedef struct
{
  GtkWidget *window;
  GtkWidget *box;
  GtkWidget *graph;
  WeirTimeline *timeline;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider,
                                   "@define-color download_color #00f;"
                                   "@define-color upload_color #f00;",
                                   -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  fixture->timeline = weir_timeline_new ();
  fixture->graph = weir_rate_graph_new ();
  gtk_widget_set_hexpand (fixture->graph, TRUE);
  fixture->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (fixture->box), fixture->graph);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  weir_rate_graph_set_span (WEIR_RATE_GRAPH (fixture->graph), 60);
  weir_rate_graph_set_timeline (WEIR_RATE_GRAPH (fixture->graph), fixture->timeline);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  weir_timeline_free (fixture->timeline);
}

static void
present (Fixture *fixture)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!gtk_widget_get_mapped (fixture->graph) || gtk_widget_get_width (fixture->graph) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* %NULL if the graph draws nothing at all. */
static GskRenderNode *
draw (Fixture *fixture)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_widget_snapshot_child (fixture->box, fixture->graph, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static guint
count_pixels (Fixture *fixture, guint32 color, guint *last_row)
{
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = draw (fixture);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = NULL;
  guint n = 0;
  guint width;
  guint height;

  g_assert_nonnull (node);
  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  gsk_renderer_unrealize (renderer);

  width = (guint) gdk_texture_get_width (texture);
  height = (guint) gdk_texture_get_height (texture);
  pixels = g_new (guint32, (gsize) width * height);
  gdk_texture_download (texture, (guchar *) pixels, width * sizeof (guint32));

  *last_row = 0;
  for (guint i = 0; i < width * height; i++)
    if (pixels[i] == color)
      {
        n++;
        *last_row = i / width;
      }

  return n;
}

static void
fill (WeirTimeline *timeline, uint64_t tx_bytes, uint64_t rx_bytes)
{
  for (int64_t second = 1000; second < 1040; second++)
    weir_timeline_add (timeline, second, tx_bytes, rx_bytes);
  weir_timeline_add (timeline, 1040, 0, 0);
}

static void
download_is_above_and_upload_below (Fixture *fixture, gconstpointer data)
{
  guint download_end;
  guint upload_end;

  fill (fixture->timeline, 2000, 1000000);
  present (fixture);

  g_assert_cmpuint (count_pixels (fixture, DOWNLOAD_PIXEL, &download_end), >, WIDTH / 3);
  g_assert_cmpuint (count_pixels (fixture, UPLOAD_PIXEL, &upload_end), >, WIDTH / 3);
  g_assert_cmpuint (download_end, <, upload_end);
}

static void
the_filling_second_is_not_drawn (Fixture *fixture, gconstpointer data)
{
  guint last_row;

  weir_timeline_add (fixture->timeline, 1000, 5000, 5000);
  present (fixture);
  g_assert_cmpuint (count_pixels (fixture, DOWNLOAD_PIXEL, &last_row), ==, 0);

  weir_timeline_add (fixture->timeline, 1001, 0, 0);
  weir_rate_graph_update (WEIR_RATE_GRAPH (fixture->graph));
  g_assert_cmpuint (count_pixels (fixture, DOWNLOAD_PIXEL, &last_row), >, 0);
}

static void
silence_draws_no_line (Fixture *fixture, gconstpointer data)
{
  guint last_row;

  fill (fixture->timeline, 0, 0);
  present (fixture);

  g_assert_cmpuint (count_pixels (fixture, DOWNLOAD_PIXEL, &last_row), ==, 0);
  g_assert_cmpuint (count_pixels (fixture, UPLOAD_PIXEL, &last_row), ==, 0);
}

static void
says_its_rates (Fixture *fixture, gconstpointer data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (fixture->graph);

  g_assert_cmpint (gtk_accessible_get_accessible_role (accessible), ==, GTK_ACCESSIBLE_ROLE_IMG);

  fill (fixture->timeline, 1000, 1000000);
  weir_rate_graph_set_span (WEIR_RATE_GRAPH (fixture->graph), 300);
  present (fixture);

  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "Download 8.00 Mb/s, upload 8.00 kb/s. 5 minutes are shown. The download peaked at 8.00 Mb/s "
      "at 00:16:40, the upload at 8.00 kb/s at 00:16:40.");
}

static void
draws_whatever_comes (Fixture *fixture, gconstpointer data)
{
  const guint spans[] = { 0, 1, 60, 3600, WEIR_TIMELINE_SECONDS };
  WeirRateGraph *graph = WEIR_RATE_GRAPH (fixture->graph);
  g_autoptr (WeirTimeline) empty = weir_timeline_new ();

  weir_timeline_add (fixture->timeline, G_MAXINT64 - 100000, G_MAXUINT64, 0);
  weir_timeline_add (fixture->timeline, G_MAXINT64 - 10, 1, G_MAXUINT64);
  weir_timeline_add (fixture->timeline, G_MAXINT64, 0, 0);
  present (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      const WeirTimeline *timelines[] = { NULL, empty, fixture->timeline };

      weir_rate_graph_set_span (graph, spans[i]);
      for (guint j = 0; j < G_N_ELEMENTS (timelines); j++)
        {
          g_autoptr (GskRenderNode) node = NULL;

          weir_rate_graph_set_unit (graph, j % 2 == 0 ? WEIR_UNIT_BYTES : WEIR_UNIT_BITS);
          weir_rate_graph_set_timeline (graph, timelines[j]);
          weir_rate_graph_update (graph);
          node = draw (fixture);
          g_assert_nonnull (node);
        }
    }
}

static GtkEventController *
find_controller (Fixture *fixture, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->graph);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }
  g_assert_not_reached ();
}

static void
the_pointer_finds_a_second (Fixture *fixture, gconstpointer data)
{
  GtkEventController *motion = find_controller (fixture, GTK_TYPE_EVENT_CONTROLLER_MOTION);
  g_autoptr (GskRenderNode) without = NULL;
  g_autoptr (GskRenderNode) before_the_traffic = NULL;
  g_autoptr (GskRenderNode) within = NULL;
  g_autoptr (GBytes) without_bytes = NULL;
  g_autoptr (GBytes) before_bytes = NULL;
  g_autoptr (GBytes) within_bytes = NULL;

  fill (fixture->timeline, 1000, 1000000);
  present (fixture);

  without = draw (fixture);
  g_signal_emit_by_name (motion, "motion", 1.0, 20.0);
  before_the_traffic = draw (fixture);
  g_signal_emit_by_name (motion, "motion", WIDTH / 2.0, 20.0);
  within = draw (fixture);

  without_bytes = gsk_render_node_serialize (without);
  before_bytes = gsk_render_node_serialize (before_the_traffic);
  within_bytes = gsk_render_node_serialize (within);
  g_assert_true (g_bytes_equal (without_bytes, before_bytes));
  g_assert_false (g_bytes_equal (without_bytes, within_bytes));
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

  add ("/rate-graph/download-is-above-and-upload-below", download_is_above_and_upload_below);
  add ("/rate-graph/the-filling-second-is-not-drawn", the_filling_second_is_not_drawn);
  add ("/rate-graph/silence-draws-no-line", silence_draws_no_line);
  add ("/rate-graph/says-its-rates", says_its_rates);
  add ("/rate-graph/draws-whatever-comes", draws_whatever_comes);
  add ("/rate-graph/the-pointer-finds-a-second", the_pointer_finds_a_second);

  return g_test_run ();
}
