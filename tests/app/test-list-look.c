/* How the list looks: columns from any settings, lines, ports, bars, sparklines, its size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-list-look TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "app/rate-bar.h"
#include "app/rate-scale.h"
#include "app/sparkline.h"
#include "window-fixture.h"

static const char *traffic_path;

static WeirColumnLayout *
get_layout (Fixture *fixture)
{
  return weir_flow_view_get_layout (fixture->window->flow_view);
}

static gboolean
is_shown_in (WeirColumnLayout *layout, const char *id)
{
  const WeirFlowColumn *column = weir_flow_columns_find (id);

  g_assert_nonnull (column);
  return weir_column_layout_is_shown (layout, column);
}

static gboolean
is_shown (Fixture *fixture, const char *id)
{
  return is_shown_in (get_layout (fixture), id);
}

static guint
count_shown (WeirColumnLayout *layout)
{
  guint n_columns, n_shown = 0;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    n_shown += weir_column_layout_is_shown (layout, &columns[i]) ? 1 : 0;
  return n_shown;
}

/* A list that starts with @columns and @widths in the settings.
 * Returns: (transfer full) */
static WeirFlowView *
start_with (Fixture *fixture, const char *columns, const char *widths)
{
  WeirFlowView *view = g_object_ref_sink (g_object_new (WEIR_TYPE_FLOW_VIEW, NULL));

  g_settings_set_value (fixture->settings, "columns", g_variant_new_parsed (columns));
  g_settings_set_value (fixture->settings, "column-widths", g_variant_new_parsed (widths));
  weir_column_layout_keep (weir_flow_view_get_layout (view), fixture->settings);
  weir_flow_view_sort (view, weir_flow_columns_find ("rate-10s"), TRUE);
  return view;
}

static void
test_no_settings_leave_the_list_without_columns (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *columns;
    const char *shown; /* (nullable): as it comes */
  } cases[] = {
    { "@as []", NULL },
    { "['group']", NULL },
    { "['group', 'flows']", NULL },
    { "['from', 'another', 'version', '']", NULL },
    { "['group', 'nonsense', 'total']", "total" },
    { "['remote', 'remote', 'remote']", "remote" },
    { "['\\n<b>', '%s%n', 'total', '../../etc']", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirFlowView *view = start_with (fixture, cases[i].columns, "@a{si} {}");
      WeirColumnLayout *layout = weir_flow_view_get_layout (view);

      g_test_message ("%s", cases[i].columns);
      if (cases[i].shown == NULL)
        {
          g_assert_cmpuint (count_shown (layout), >, 5);
          g_assert_true (is_shown_in (layout, "remote"));
        }
      else
        {
          g_assert_cmpuint (count_shown (layout), ==, 1);
          g_assert_true (is_shown_in (layout, cases[i].shown));
        }
      g_object_unref (view);
    }
}

static void
test_columns_that_a_file_has_no_use_for_are_not_all (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowView *view = start_with (fixture, "['process', 'pid']", "@a{si} {}");
  WeirColumnLayout *layout = weir_flow_view_get_layout (view);

  g_assert_cmpuint (count_shown (layout), ==, 2);
  weir_column_layout_set_shows_sockets (layout, FALSE);
  g_assert_cmpuint (count_shown (layout), ==, 1);
  g_assert_true (is_shown_in (layout, "remote"));
  weir_column_layout_set_shows_sockets (layout, TRUE);
  g_assert_cmpuint (count_shown (layout), ==, 2);
  g_object_unref (view);
}

static void
test_thousands_of_columns_are_passed_over (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) columns = g_string_new ("['local'");
  WeirFlowView *view;

  for (guint i = 0; i < 5000; i++)
    g_string_append (columns, i % 2 ? ", 'total'" : ", 'nothing'");
  g_string_append_c (columns, ']');
  view = start_with (fixture, columns->str, "@a{si} {}");
  g_assert_cmpuint (count_shown (weir_flow_view_get_layout (view)), ==, 2);
  g_object_unref (view);
}

static int
get_width (WeirColumnLayout *layout, const char *id)
{
  return gtk_column_view_column_get_fixed_width (
      weir_column_layout_find (layout, weir_flow_columns_find (id)));
}

static void
test_no_width_hides_a_column (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowView *view =
      start_with (fixture, "@as []",
                  "{'local': 1, 'remote': 2147483647, 'total': -5, 'service': 0, 'none': 7,"
                  " 'rate-10s': 90}");
  WeirColumnLayout *layout = weir_flow_view_get_layout (view);

  g_assert_cmpint (get_width (layout, "local"), >=, 16);
  g_assert_cmpint (get_width (layout, "remote"), <=, 4096);
  g_assert_cmpint (get_width (layout, "total"), ==, -1);
  g_assert_cmpint (get_width (layout, "service"), ==, -1);
  g_assert_cmpint (get_width (layout, "rate-10s"), ==, 90);
  g_object_unref (view);
}

static void
test_widths_are_kept_whatever_the_size (Fixture *fixture, gconstpointer user_data)
{
  WeirFlowView *view = start_with (fixture, "@as []", "{'local': 200}");
  WeirColumnLayout *layout = weir_flow_view_get_layout (view);
  g_autoptr (GVariant) widths = NULL;
  int width;

  weir_column_layout_set_scale (layout, 300);
  g_assert_cmpint (get_width (layout, "local"), ==, 600);
  gtk_column_view_column_set_fixed_width (
      weir_column_layout_find (layout, weir_flow_columns_find ("local")), 900);
  widths = g_settings_get_value (fixture->settings, "column-widths");
  g_assert_true (g_variant_lookup (widths, "local", "i", &width));
  g_assert_cmpint (width, ==, 300);
  weir_column_layout_set_scale (layout, 50);
  g_assert_cmpint (get_width (layout, "local"), ==, 150);
  g_object_unref (view);
}

static void
show_traffic (Fixture *fixture)
{
  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (fixture_count (fixture) > 10);
}

static void
set_mode (Fixture *fixture, WeirLineMode mode)
{
  g_settings_set_enum (fixture->settings, "line-mode", mode);
}

static void
test_columns_follow_the_lines (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *column;
    gboolean is_in[WEIR_N_LINE_MODES];
  } cases[] = {
    { "rx-2s", { TRUE, FALSE, FALSE, TRUE } },    { "tx-2s", { TRUE, FALSE, TRUE, FALSE } },
    { "rate-2s", { FALSE, TRUE, FALSE, FALSE } }, { "rate-10s", { TRUE, TRUE, TRUE, TRUE } },
    { "rate-40s", { TRUE, TRUE, TRUE, TRUE } },   { "total", { TRUE, TRUE, TRUE, TRUE } },
  };
  static const char *const orders[] = { "rx-2s", "rate-2s", "tx-2s", "rx-2s" };

  show_traffic (fixture);
  for (WeirLineMode mode = 0; mode < WEIR_N_LINE_MODES; mode++)
    {
      set_mode (fixture, mode);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_true (is_shown (fixture, cases[i].column) == cases[i].is_in[mode]);

      /* The key is one for all of them. */
      fixture_activate (fixture, "sort", "rx-2s");
      g_assert_true (fixture_is_sorted_by (fixture, orders[mode], TRUE));
    }
}

static void
test_one_direction_alone_orders_the_rows (Fixture *fixture, gconstpointer user_data)
{
  show_traffic (fixture);
  fixture_activate (fixture, "sort", "total");
  for (WeirLineMode mode = WEIR_LINE_SENT; mode <= WEIR_LINE_RECEIVED; mode++)
    {
      set_mode (fixture, mode);
      for (guint i = 1; i < fixture_count (fixture); i++)
        {
          const WeirFlow *a = fixture_flow_at (fixture, i - 1);
          const WeirFlow *b = fixture_flow_at (fixture, i);

          if (mode == WEIR_LINE_SENT)
            g_assert_cmpuint (a->tx_bytes, >=, b->tx_bytes);
          else
            g_assert_cmpuint (a->rx_bytes, >=, b->rx_bytes);
        }
    }
}

static const char *
read_cell (Fixture *fixture, const char *id, guint position, char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  return weir_flow_column_read (weir_flow_columns_find (id), fixture_flow_at (fixture, position),
                                weir_flow_model_get_context (WEIR_FLOW_MODEL (fixture->list)),
                                text);
}

static void
test_totals_follow_the_lines (Fixture *fixture, gconstpointer user_data)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX], amount[WEIR_UNITS_TEXT_MAX];
  const WeirFlow *flow;

  show_traffic (fixture);
  flow = fixture_flow_at (fixture, 0);
  g_assert_cmpstr (read_cell (fixture, "total", 0, text), ==,
                   weir_units_format_amount (flow->tx_bytes + flow->rx_bytes, amount));
  set_mode (fixture, WEIR_LINE_SENT);
  flow = fixture_flow_at (fixture, 0);
  g_assert_cmpstr (read_cell (fixture, "total", 0, text), ==,
                   weir_units_format_amount (flow->tx_bytes, amount));
  g_assert_cmpstr (read_cell (fixture, "received", 0, text), ==,
                   weir_units_format_amount (flow->rx_bytes, amount));
  set_mode (fixture, WEIR_LINE_RECEIVED);
  flow = fixture_flow_at (fixture, 0);
  g_assert_cmpstr (read_cell (fixture, "total", 0, text), ==,
                   weir_units_format_amount (flow->rx_bytes, amount));
  g_assert_cmpstr (read_cell (fixture, "sent", 0, text), ==,
                   weir_units_format_amount (flow->tx_bytes, amount));
}

static void
test_ports_can_be_hidden (Fixture *fixture, gconstpointer user_data)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX], address[WEIR_ADDRESS_TEXT_MAX];

  show_traffic (fixture);
  g_assert_nonnull (strchr (read_cell (fixture, "local", 0, text), ':'));
  g_settings_set_boolean (fixture->settings, "show-names", FALSE);
  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlowKey *key = &fixture_flow_at (fixture, i)->key;

      g_assert_cmpstr (read_cell (fixture, "local", i, text), ==,
                       weir_address_format (&key->local, key->family, address));
      g_assert_cmpstr (read_cell (fixture, "remote", i, text), ==,
                       weir_address_format (&key->remote, key->family, address));
    }
}

static const WeirFlow *
get_selected (Fixture *fixture)
{
  return weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL);
}

static guint
count_flows (Fixture *fixture)
{
  guint n_flows = 0;

  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);

      n_flows += weir_flow_is_pair (flow) ? weir_flow_group_of_sum (flow)->n_flows : 1;
    }
  return n_flows;
}

static void
test_hidden_ports_make_flows_one_row (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) pairs =
      g_hash_table_new_full (weir_flow_key_hash, weir_flow_key_equal, g_free, NULL);
  g_autofree char *filter = NULL;
  const WeirFlow *row;
  WeirFlowKey key;
  uint64_t bytes = 0, merged = 0;
  guint n_flows, largest = 0;

  show_traffic (fixture);
  n_flows = fixture_count (fixture);
  for (guint i = 0; i < n_flows; i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);
      const WeirFlowKey pair = weir_flow_key_without_ports (&flow->key);

      g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair));
      bytes += flow->tx_bytes + flow->rx_bytes;
    }
  g_assert_cmpuint (g_hash_table_size (pairs), <, n_flows);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 5, TRUE);
  key = weir_flow_key_without_ports (&get_selected (fixture)->key);

  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  g_assert_cmpuint (fixture_count (fixture), ==, g_hash_table_size (pairs));
  g_assert_cmpuint (count_flows (fixture), ==, n_flows);
  g_assert_cmpstr (gtk_menu_button_get_label (fixture->window->view_button), ==, "Pairs of Hosts");
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      row = fixture_flow_at (fixture, i);
      merged += row->tx_bytes + row->rx_bytes;
      if (weir_flow_group_of_sum (row)->n_flows
          > weir_flow_group_of_sum (fixture_flow_at (fixture, largest))->n_flows)
        largest = i;
    }
  g_assert_cmpuint (merged, ==, bytes);

  /* What was selected is, and can be pinned and filtered by. */
  row = get_selected (fixture);
  g_assert_nonnull (row);
  g_assert_cmpmem (&weir_flow_group_of_sum (row)->pair, sizeof key, &key, sizeof key);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), largest, TRUE);
  fixture_activate (fixture, "pin", NULL);
  row = fixture_flow_at (fixture, 0);
  g_assert_true (weir_flow_model_is_pinned (WEIR_FLOW_MODEL (fixture->list), row));
  n_flows = weir_flow_group_of_sum (row)->n_flows;
  g_assert_cmpuint (n_flows, >, 1);
  filter = weir_group_kind_dup_filter (weir_group_kind_get_pairs (),
                                       weir_flow_group_of_sum (row)->value);
  gtk_editable_set_text (fixture->window->filter_entry, filter);
  WAIT_UNTIL (fixture_count (fixture) == 1);
  g_settings_set_boolean (fixture->settings, "show-ports", TRUE);
  g_assert_cmpuint (fixture_count (fixture), ==, n_flows);

  /* Groups are groups, with ports and without. */
  gtk_editable_set_text (fixture->window->filter_entry, "");
  g_settings_set_string (fixture->settings, "view", "protocol");
  n_flows = fixture_count (fixture);
  g_settings_set_boolean (fixture->settings, "show-ports", FALSE);
  g_assert_cmpuint (fixture_count (fixture), ==, n_flows);
}

static void
test_services_are_named_or_numbered (Fixture *fixture, gconstpointer user_data)
{
  char named[WEIR_FLOW_COLUMN_TEXT_MAX], numbered[WEIR_FLOW_COLUMN_TEXT_MAX];
  guint n_numbered = 0;

  show_traffic (fixture);
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);

      g_settings_set_boolean (fixture->settings, "show-services", TRUE);
      read_cell (fixture, "service", i, named);
      g_settings_set_boolean (fixture->settings, "show-services", FALSE);
      read_cell (fixture, "service", i, numbered);
      if (flow->key.remote_port != 443)
        continue;
      g_assert_true (g_str_has_prefix (named, "https"));
      g_assert_true (g_str_has_prefix (numbered, "443 "));
      n_numbered++;
    }
  g_assert_cmpuint (n_numbered, >, 0);
}

static GtkWidget *
get_bar (Fixture *fixture)
{
  return fixture_find (GTK_WIDGET (fixture->window->flow_view), WEIR_TYPE_RATE_BAR);
}

/* Of the first row that is to be seen, without what the style adds to it. */
static int
get_row_height (Fixture *fixture)
{
  GtkWidget *cell = gtk_widget_get_parent (get_bar (fixture));

  while (!gtk_widget_has_css_class (cell, "cell")
         && strcmp (gtk_widget_get_css_name (cell), "row") != 0)
    cell = gtk_widget_get_parent (cell);
  return gtk_widget_get_height (cell);
}

static void
wait_for_rows (Fixture *fixture)
{
  show_traffic (fixture);
  WAIT_UNTIL (get_bar (fixture) != NULL && get_row_height (fixture) > 0);
}

static void
test_everything_in_the_list_grows (Fixture *fixture, gconstpointer user_data)
{
  int normal;

  wait_for_rows (fixture);
  normal = get_row_height (fixture);
  g_settings_set_int (fixture->settings, "text-scale", 300);
  WAIT_UNTIL (get_row_height (fixture) >= 5 * normal / 2);
  g_settings_set_int (fixture->settings, "text-scale", 50);
  WAIT_UNTIL (get_row_height (fixture) <= 2 * normal / 3);
  g_settings_reset (fixture->settings, "text-scale");
  WAIT_UNTIL (get_row_height (fixture) == normal);
}

static void
test_sizes_have_ends (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < 40; i++)
    fixture_activate (fixture, "zoom-in", NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "text-scale"), ==, 300);
  for (guint i = 0; i < 40; i++)
    fixture_activate (fixture, "zoom-out", NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "text-scale"), ==, 50);

  /* Up and down again comes through what it was at first. */
  g_settings_reset (fixture->settings, "text-scale");
  fixture_activate (fixture, "zoom-in", NULL);
  fixture_activate (fixture, "zoom-out", NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "text-scale"), ==, 100);
}

static void
test_two_lines_are_higher_than_one (Fixture *fixture, gconstpointer user_data)
{
  int normal;

  wait_for_rows (fixture);
  normal = get_row_height (fixture);
  set_mode (fixture, WEIR_LINE_TWO);
  WAIT_UNTIL (get_row_height (fixture) > 4 * normal / 3);
  set_mode (fixture, WEIR_LINE_BOTH);
  WAIT_UNTIL (get_row_height (fixture) == normal);
}

static void
test_the_marks_are_told (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *scale;

  wait_for_rows (fixture);
  fixture_activate (fixture, "sort", "rate-10s");
  scale = fixture_find (GTK_WIDGET (fixture->window->flow_view), WEIR_TYPE_RATE_SCALE);
  gtk_test_accessible_assert_property (
      scale, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "The bars end at 100 Mb/s; every mark is ten times the one before");
  g_settings_set_string (fixture->settings, "bar-scale", "linear");
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "The bars end at 100 Mb/s");
  g_settings_set_string (fixture->settings, "unit", "bytes");
  WAIT_UNTIL (weir_flow_model_get_bar_scale (WEIR_FLOW_MODEL (fixture->list))->unit
              == WEIR_UNIT_BYTES);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "The bars end at 10 MB/s");
  g_settings_set_string (fixture->settings, "bar-style", "none");
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_LABEL, "There are no bars");
}

/* While nobody has chosen columns. */
static void
test_sparklines_come_and_go_with_the_room (Fixture *fixture, gconstpointer user_data)
{
  wait_for_rows (fixture);
  WAIT_UNTIL (is_shown (fixture, "history"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  WAIT_UNTIL (!is_shown (fixture, "history"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 600);
  WAIT_UNTIL (is_shown (fixture, "history"));
}

static void
test_a_sparkline_that_was_chosen_stays (Fixture *fixture, gconstpointer user_data)
{
  GActionGroup *actions = weir_column_layout_get_actions (get_layout (fixture));

  wait_for_rows (fixture);
  WAIT_UNTIL (is_shown (fixture, "history"));
  g_action_group_activate_action (actions, "local", NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (fixture->window->flow_view)) < 850);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (is_shown (fixture, "history"));
}

/* ---- pictures ---- */

#define WIDTH 200
#define HEIGHT 26

static void
painted_cb (GdkFrameClock *clock, gboolean *is_painted)
{
  *is_painted = TRUE;
}

/* Until it has been laid out and drawn once more. */
static void
settle (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean is_painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);

  gtk_widget_queue_draw (widget);
  WAIT_UNTIL (is_painted);
  g_signal_handler_disconnect (clock, handler);
}

static guint32 *
draw (GtkWidget *widget)
{
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *pixels = g_new0 (guint32, WIDTH * HEIGHT);

  settle (widget);
  gtk_widget_snapshot_child (gtk_widget_get_parent (widget), widget, snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node == NULL)
    return pixels;

  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  gsk_renderer_unrealize (renderer);
  gdk_texture_download (texture, (guchar *) pixels, WIDTH * sizeof (guint32));
  return pixels;
}

/* How many there are left and right, above and below. */
typedef struct
{
  guint left, right, above, below;
} Count;

/* Any pixel that is not empty and has more of the one direction's colour than of the other's. */
static Count
count (GtkWidget *widget, gboolean is_upload)
{
  g_autofree guint32 *pixels = draw (widget);
  Count n = { 0 };

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint red = pixels[i] >> 16 & 0xff, blue = pixels[i] & 0xff;

      if (red == blue || (red > blue) != is_upload)
        continue;
      n.left += i % WIDTH < WIDTH / 2 ? 1 : 0;
      n.right += i % WIDTH >= WIDTH / 2 ? 1 : 0;
      n.above += i / WIDTH < HEIGHT / 2 ? 1 : 0;
      n.below += i / WIDTH >= HEIGHT / 2 ? 1 : 0;
    }
  return n;
}

typedef struct
{
  GtkWidget *window;
  GtkWidget *widget;
  GtkCssProvider *provider;
} Picture;

static void
picture_show (Picture *picture, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  picture->provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (
      picture->provider,
      "@define-color download_color #00f;"
      "@define-color upload_color #f00;"
      "@define-color download_bar_color #00f;"
      "@define-color upload_bar_color #f00;"
      "sparkline, rate-bar { min-height: 0; min-width: 0; color: #000; }",
      -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (picture->provider), G_MAXUINT);
  picture->window = gtk_window_new ();
  picture->widget = widget;
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_window_set_decorated (GTK_WINDOW (picture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (picture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (picture->window), box);
  gtk_window_present (GTK_WINDOW (picture->window));
  WAIT_UNTIL (gtk_widget_get_width (widget) == WIDTH && gtk_widget_get_height (widget) == HEIGHT);
}

static void
picture_end (Picture *picture)
{
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (picture->provider));
  gtk_window_destroy (GTK_WINDOW (picture->window));
  g_object_unref (picture->provider);
}

static void
test_every_style_draws_the_directions_apart (void)
{
  Picture picture;
  WeirRateBar *bar;

  picture_show (&picture, weir_rate_bar_new (gtk_label_new (NULL)));
  bar = WEIR_RATE_BAR (picture.widget);
  weir_rate_bar_set_fractions (bar, 0.5, 0.4);
  for (WeirBarStyle style = 0; style < WEIR_N_BAR_STYLES; style++)
    {
      for (WeirLineMode mode = 0; mode < WEIR_N_LINE_MODES; mode++)
        {
          Count down, up;

          weir_rate_bar_set_style (bar, style, mode);
          down = count (picture.widget, FALSE);
          up = count (picture.widget, TRUE);
          g_test_message ("style %u, mode %u: %u down, %u up", style, mode, down.left, up.left);

          g_assert_true ((down.left > 0) == (style != WEIR_BAR_NONE && mode != WEIR_LINE_SENT));
          g_assert_true ((up.left > 0) == (style != WEIR_BAR_NONE && mode != WEIR_LINE_RECEIVED));
          /* Half of the width, and a block begun is a whole one. */
          g_assert_cmpuint (down.right + up.right, <=, 8 * HEIGHT);
          if (mode == WEIR_LINE_BOTH)
            g_assert_cmpuint (down.below + up.above, ==, 0);
          if (mode == WEIR_LINE_TWO)
            g_assert_cmpuint (down.above + up.below, ==, 0);
        }
    }
  picture_end (&picture);
}

static void
test_bars_grow_from_where_lines_begin (void)
{
  Picture picture;
  Count n;

  picture_show (&picture, weir_rate_bar_new (gtk_label_new (NULL)));
  weir_rate_bar_set_style (WEIR_RATE_BAR (picture.widget), WEIR_BAR_SOLID, WEIR_LINE_BOTH);
  weir_rate_bar_set_fractions (WEIR_RATE_BAR (picture.widget), 0.5, 0);
  n = count (picture.widget, FALSE);
  g_assert_cmpuint (n.left, >, 0);
  g_assert_cmpuint (n.right, ==, 0);
  gtk_widget_set_direction (picture.widget, GTK_TEXT_DIR_RTL);
  n = count (picture.widget, FALSE);
  g_assert_cmpuint (n.left, ==, 0);
  g_assert_cmpuint (n.right, >, 0);
  picture_end (&picture);
}

/* The newest second is on the right. */
static void
test_time_runs_to_the_right_in_every_language (void)
{
  WeirRateWindow window;
  Picture picture;

  weir_rate_window_init (&window, 1000);
  weir_rate_window_add (&window, 1000, 0, 5000);
  weir_rate_window_add (&window, 1001, 5000, 0);
  weir_rate_window_advance (&window, 1003);

  picture_show (&picture, weir_sparkline_new ());
  weir_sparkline_set_window (WEIR_SPARKLINE (picture.widget), &window);
  for (GtkTextDirection direction = GTK_TEXT_DIR_LTR; direction <= GTK_TEXT_DIR_RTL; direction++)
    {
      Count down, up;

      gtk_widget_set_direction (picture.widget, direction);
      down = count (picture.widget, FALSE);
      up = count (picture.widget, TRUE);
      g_assert_cmpuint (down.left + up.left, ==, 0);
      g_assert_cmpuint (down.right, >, 0);
      g_assert_cmpuint (up.right, >, 0);
      g_assert_cmpuint (down.below, <=, WIDTH / WEIR_RATE_SLOTS);
      g_assert_cmpuint (up.above, ==, 0);
    }
  gtk_test_accessible_assert_property (
      picture.widget, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "In the last 40 seconds, download at most 40.0 kb/s, upload at most 40.0 kb/s");
  gtk_test_accessible_assert_role (picture.widget, GTK_ACCESSIBLE_ROLE_IMG);

  weir_sparkline_set_window (WEIR_SPARKLINE (picture.widget), NULL);
  g_assert_cmpuint (count (picture.widget, FALSE).right, ==, 0);
  gtk_test_accessible_assert_property (picture.widget, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Nothing in the last 40 seconds");
  picture_end (&picture);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

#define ADD(name, func) \
  g_test_add ("/list-look/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("no-settings-leave-the-list-without-columns",
       test_no_settings_leave_the_list_without_columns);
  ADD ("columns-that-a-file-has-no-use-for-are-not-all",
       test_columns_that_a_file_has_no_use_for_are_not_all);
  ADD ("thousands-of-columns-are-passed-over", test_thousands_of_columns_are_passed_over);
  ADD ("no-width-hides-a-column", test_no_width_hides_a_column);
  ADD ("widths-are-kept-whatever-the-size", test_widths_are_kept_whatever_the_size);
  ADD ("columns-follow-the-lines", test_columns_follow_the_lines);
  ADD ("one-direction-alone-orders-the-rows", test_one_direction_alone_orders_the_rows);
  ADD ("totals-follow-the-lines", test_totals_follow_the_lines);
  ADD ("ports-can-be-hidden", test_ports_can_be_hidden);
  ADD ("hidden-ports-make-flows-one-row", test_hidden_ports_make_flows_one_row);
  ADD ("services-are-named-or-numbered", test_services_are_named_or_numbered);
  ADD ("everything-in-the-list-grows", test_everything_in_the_list_grows);
  ADD ("sizes-have-ends", test_sizes_have_ends);
  ADD ("two-lines-are-higher-than-one", test_two_lines_are_higher_than_one);
  ADD ("the-marks-are-told", test_the_marks_are_told);
  ADD ("sparklines-come-and-go-with-the-room", test_sparklines_come_and_go_with_the_room);
  ADD ("a-sparkline-that-was-chosen-stays", test_a_sparkline_that_was_chosen_stays);
#undef ADD
  g_test_add_func ("/list-look/every-style-draws-the-directions-apart",
                   test_every_style_draws_the_directions_apart);
  g_test_add_func ("/list-look/bars-grow-from-where-lines-begin",
                   test_bars_grow_from_where_lines_begin);
  g_test_add_func ("/list-look/time-runs-to-the-right-in-every-language",
                   test_time_runs_to_the_right_in_every_language);

  return fixture_run ();
}
