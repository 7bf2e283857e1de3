/* The real window on what is live: at which pace it changes, what stands still while it is paused,
 * pins, and what it shows when the flows that were selected or opened have gone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-pace TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ledger-fixture.h"
#include "support/namespace.h"
#include "window-fixture.h"

/* Longer than the ledger keeps a flow that is silent. */
#define LONG_S 700

#define SEND_MS 20
#define FIRST_PORT 7001
#define SETTLED_FRAMES 5

static char *traffic_path;
static guint sent_port;

static WeirFlowModel *
get_model (Fixture *fixture)
{
  return WEIR_FLOW_MODEL (fixture->list);
}

static gboolean
is_running (Fixture *fixture)
{
  const WeirWorkerStatus *status = weir_session_get_status (fixture->session);

  return status != NULL && status->state == WEIR_WORKER_RUNNING;
}

/* To another port each time, so that there is a new flow. */
static gboolean
send_cb (gpointer user_data)
{
  const struct sockaddr_in to = {
    .sin_family = AF_INET,
    .sin_port = htons ((uint16_t) sent_port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (fd);
  sendto (fd, "weir", 4, 0, (const struct sockaddr *) &to, sizeof to);
  close (fd);
  sent_port = sent_port < 60000 ? sent_port + 1 : FIRST_PORT;
  return G_SOURCE_CONTINUE;
}

static void
capture (Fixture *fixture)
{
  weir_session_start_interface (fixture->session, "lo");
  WAIT_UNTIL (is_running (fixture));
}

static const WeirTotals *
get_totals (WeirLedger *ledger)
{
  return weir_ledger_get_totals (ledger);
}

static uint64_t
count_packets (const WeirTotals *totals)
{
  return totals->counts.rx_packets + totals->counts.tx_packets;
}

/* ---- the pace -------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  GArray *updates; /* int64_t: the packet time of each */
  guint n_ticks;
  guint n_rows;
} Pace;

/* After the window's own. */
static void
tick_cb (WeirSession *session, Pace *pace)
{
  int64_t updated_us = pace->fixture->window->updated_us;
  guint n_rows = fixture_count (pace->fixture);

  pace->n_ticks++;
  if (pace->updates->len == 0
      || g_array_index (pace->updates, int64_t, pace->updates->len - 1) != updated_us)
    g_array_append_val (pace->updates, updated_us);
  else
    g_assert_cmpuint (n_rows, ==, pace->n_rows);
  pace->n_rows = n_rows;
}

static void
test_the_list_changes_every_so_many_seconds (Fixture *fixture, gconstpointer user_data)
{
  Pace pace = { .fixture = fixture, .updates = g_array_new (FALSE, FALSE, sizeof (int64_t)) };
  guint id;
  gulong handler;

  g_settings_set_int (fixture->settings, "refresh-seconds", 3);
  capture (fixture);
  id = g_timeout_add (SEND_MS, send_cb, NULL);
  handler = g_signal_connect (fixture->session, "tick", G_CALLBACK (tick_cb), &pace);
  WAIT_UNTIL (pace.updates->len >= 3);
  g_assert_cmpuint (pace.n_ticks, >, pace.updates->len);
  for (guint i = 1; i < pace.updates->len; i++)
    g_assert_cmpint (g_array_index (pace.updates, int64_t, i)
                         - g_array_index (pace.updates, int64_t, i - 1),
                     >=, 2500 * 1000);
  /* Nothing is lost in between. */
  g_assert_cmpuint (fixture_count (fixture), >, 20);

  /* At once, not when the old time is over. */
  g_settings_set_int (fixture->settings, "refresh-seconds", 1);
  g_array_set_size (pace.updates, 0);
  pace.n_ticks = 0;
  WAIT_UNTIL (pace.updates->len >= 3);
  g_assert_cmpuint (pace.n_ticks, <=, pace.updates->len + 1);
  g_signal_handler_disconnect (fixture->session, handler);
  g_source_remove (id);
  g_array_unref (pace.updates);
}

/* ---- pause ----------------------------------------------------------------------------------- */

/* Every pixel of the window, as it is now. */
static GBytes *
draw (Fixture *fixture)
{
  GtkWidget *widget = GTK_WIDGET (fixture->window->toasts);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;
  GBytes *pixels;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  /* Not drawn yet. */
  if (node != NULL)
    {
      gsk_render_node_draw (node, cr);
      gsk_render_node_unref (node);
    }
  cairo_surface_flush (surface);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface) * (gsize) height);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pixels;
}

static void
count_frame_cb (GdkFrameClock *clock, guint *n_frames)
{
  (*n_frames)++;
}

/* Until so many frames have been drawn. */
static void
let_draw (Fixture *fixture, guint n)
{
  GtkWidget *widget = GTK_WIDGET (fixture->window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame_cb), &n_frames);

  gdk_frame_clock_begin_updating (clock);
  WAIT_UNTIL (n_frames >= n);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

/* Whatever moved by itself has come to rest.  Returns: (transfer full): what is to be seen then */
static GBytes *
settle (Fixture *fixture)
{
  GBytes *before;
  GBytes *now;

  let_draw (fixture, SETTLED_FRAMES);
  before = draw (fixture);
  for (;;)
    {
      let_draw (fixture, SETTLED_FRAMES);
      now = draw (fixture);
      if (g_bytes_equal (now, before))
        break;
      g_bytes_unref (before);
      before = now;
    }
  g_bytes_unref (before);
  return now;
}

static void
test_pause_freezes_every_pixel_while_counting_goes_on (Fixture *fixture, gconstpointer user_data)
{
  const char *const views[] = { "flows", "protocol" };
  guint id;

  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  capture (fixture);
  id = g_timeout_add (SEND_MS, send_cb, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (GBytes) before = NULL;
      g_autoptr (GBytes) after = NULL;
      uint64_t n_shown, n_before;
      WeirLedger *counting = weir_session_get_counting_ledger (fixture->session);

      g_settings_set_string (fixture->settings, "view", views[i]);
      WAIT_UNTIL (fixture_count (fixture) > 0);
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
      WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window->details)));

      weir_session_set_paused (fixture->session, TRUE);
      n_shown = count_packets (get_totals (weir_session_get_ledger (fixture->session)));
      before = settle (fixture);
      n_before = count_packets (get_totals (counting));
      WAIT_UNTIL (count_packets (get_totals (counting)) > n_before + 100);
      let_draw (fixture, SETTLED_FRAMES);
      after = draw (fixture);
      g_assert_true (g_bytes_equal (before, after));
      g_assert_cmpuint (count_packets (get_totals (weir_session_get_ledger (fixture->session))), ==,
                        n_shown);

      weir_session_set_paused (fixture->session, FALSE);
      g_assert_true (weir_session_get_ledger (fixture->session) == counting);
      g_assert_cmpuint (count_packets (get_totals (counting)), >=, n_before + 100);
      g_bytes_unref (after);
      after = settle (fixture);
      g_assert_false (g_bytes_equal (before, after));
    }
  g_source_remove (id);
}

/* After a pause nothing is missing: the flows add up to the totals, and to what a group says. */
static void
test_resuming_shows_the_right_sums (Fixture *fixture, gconstpointer user_data)
{
  uint64_t n_packets = 0, n_before;
  WeirLedger *ledger;
  guint id;

  capture (fixture);
  ledger = weir_session_get_counting_ledger (fixture->session);
  id = g_timeout_add (SEND_MS, send_cb, NULL);
  WAIT_UNTIL (fixture_count (fixture) > 0);
  weir_session_set_paused (fixture->session, TRUE);
  n_before = count_packets (get_totals (ledger));
  WAIT_UNTIL (count_packets (get_totals (ledger)) > n_before + 60);
  g_source_remove (id);
  weir_session_set_paused (fixture->session, FALSE);

  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *flow = fixture_flow_at (fixture, i);

      n_packets += flow->rx_packets + flow->tx_packets;
    }
  g_assert_cmpuint (n_packets, ==, count_packets (get_totals (ledger)));

  g_settings_set_string (fixture->settings, "view", "protocol");
  n_packets = 0;
  for (guint i = 0; i < fixture_count (fixture); i++)
    {
      const WeirFlow *sum = fixture_flow_at (fixture, i);

      n_packets += sum->rx_packets + sum->tx_packets;
    }
  g_assert_cmpuint (n_packets, ==, count_packets (get_totals (ledger)));
}

/* ---- pins ------------------------------------------------------------------------------------ */

static guint
count_pins (Fixture *fixture)
{
  g_auto (GStrv) pins = g_settings_get_strv (fixture->settings, "pinned");

  return g_strv_length (pins);
}

static gboolean
is_laid_out (Fixture *fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (fixture->window->flow_view))
         && gtk_widget_get_height (GTK_WIDGET (fixture->window->flow_view)) > 100;
}

static void
test_the_middle_button_pins (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *view = GTK_WIDGET (fixture->window->flow_view);
  const WeirFlow *flow;

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  WAIT_UNTIL (is_laid_out (fixture));
  let_draw (fixture, SETTLED_FRAMES);
  fixture_press_button (view, 0.5, 2);
  WAIT_UNTIL (count_pins (fixture) == 1);
  flow = weir_flow_model_get_selected (get_model (fixture), NULL);
  g_assert_nonnull (flow);
  g_assert_true (weir_flow_model_is_pinned (get_model (fixture), flow));
  g_assert_true (fixture_flow_at (fixture, 0) == flow);

  /* There it is taken off. */
  weir_flow_view_move_selection (fixture->window->flow_view, -G_MAXINT);
  fixture_activate (fixture, "pin", NULL);
  g_assert_cmpuint (count_pins (fixture), ==, 0);
}

static void
test_pins_hold_in_the_past (Fixture *fixture, gconstpointer user_data)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->list);
  gint64 first, last;
  uint64_t serial;
  guint last_row;

  fixture_show_file (fixture, traffic_path);
  g_assert_true (
      weir_timeline_get_range (weir_session_get_timeline (fixture->session), &first, &last));
  g_assert_true (weir_session_show_span (fixture->session, first + 20, first + 60));

  /* Pinned there, it is pinned now. */
  last_row = fixture_count (fixture) - 1;
  g_assert_cmpuint (last_row, >, 2);
  serial = fixture_flow_at (fixture, last_row)->serial;
  gtk_selection_model_select_item (selection, last_row, TRUE);
  fixture_activate (fixture, "pin", NULL);
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->serial, ==, serial);
  g_assert_cmpuint (count_pins (fixture), ==, 1);
  weir_session_show_now (fixture->session);
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->serial, ==, serial);

  /* And in other seconds, in another order. */
  g_assert_true (weir_session_show_span (fixture->session, first + 10, first + 70));
  fixture_activate (fixture, "sort", "remote");
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->serial, ==, serial);

  gtk_selection_model_select_item (selection, 0, TRUE);
  fixture_activate (fixture, "pin", NULL);
  weir_session_show_now (fixture->session);
  g_assert_cmpuint (count_pins (fixture), ==, 0);
  g_assert_false (weir_flow_model_is_pinned (get_model (fixture), fixture_flow_at (fixture, 0)));
}

/* ---- what has gone --------------------------------------------------------------------------- */

/* Much later, when everything else has been forgotten: flow @number. */
static void
book_much_later (Fixture *fixture, guint number)
{
  WeirLedger *ledger = weir_session_get_counting_ledger (fixture->session);
  g_autoptr (WeirBatch) batch = weir_batch_new ();
  int64_t now_us = get_totals (ledger)->end_us;

  for (guint i = 0; i < 2; i++)
    {
      batch->start_us = now_us + (LONG_S * (i + 1)) * G_USEC_PER_SEC;
      batch->end_us = batch->start_us + G_USEC_PER_SEC;
      g_clear_pointer (&batch->deltas, g_free);
      batch->n_deltas = 0;
      ledger_fixture_add (batch, number, 1000, 2000);
      weir_ledger_add_batch (ledger, batch);
    }
  g_signal_emit_by_name (fixture->session, "tick");
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_text (child, text))
        return TRUE;
    }
  return FALSE;
}

static gboolean
window_says (Fixture *fixture, const char *text)
{
  return has_text (GTK_WIDGET (fixture->window), text);
}

static const WeirFlow *
get_selected (Fixture *fixture)
{
  return weir_flow_model_get_selected (get_model (fixture), NULL);
}

static void
capture_some (Fixture *fixture)
{
  guint id;

  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  /* Not the answers that nobody listens. */
  g_settings_set_string (fixture->settings, "capture-filter", "udp");
  capture (fixture);
  id = g_timeout_add (SEND_MS, send_cb, NULL);
  WAIT_UNTIL (fixture_count (fixture) > 3);
  g_source_remove (id);
  WAIT_UNTIL (is_laid_out (fixture));
}

static void
test_a_selected_flow_that_goes_leaves_no_other_selected (Fixture *fixture, gconstpointer user_data)
{
  capture_some (fixture);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 1, TRUE);
  WAIT_UNTIL (window_says (fixture, "127.0.0.1"));
  book_much_later (fixture, 7);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_assert_null (get_selected (fixture));
  WAIT_UNTIL (window_says (fixture, "Not listed any more"));

  /* Keys find the list where it is. */
  weir_flow_view_move_selection (fixture->window->flow_view, 1);
  g_assert_nonnull (get_selected (fixture));
  WAIT_UNTIL (!window_says (fixture, "Not listed any more"));
}

static void
test_a_selected_group_that_goes_leaves_no_other_selected (Fixture *fixture, gconstpointer user_data)
{
  capture_some (fixture);
  g_settings_set_string (fixture->settings, "view", "protocol");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  WAIT_UNTIL (window_says (fixture, "UDP"));
  book_much_later (fixture, 7);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_assert_null (get_selected (fixture));
  WAIT_UNTIL (window_says (fixture, "None of its flows is listed now"));
}

static void
test_an_opened_group_that_gets_empty_stays_open (Fixture *fixture, gconstpointer user_data)
{
  capture_some (fixture);
  g_settings_set_string (fixture->settings, "view", "protocol");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  g_signal_emit_by_name (fixture->window->flow_view, "activated");
  WAIT_UNTIL (fixture_count (fixture) > 3);
  g_assert_false (weir_path_bar_is_empty (fixture->window->path_bar));

  book_much_later (fixture, 7);
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
  WAIT_UNTIL (window_says (fixture, "No Flow Matches the Filter"));
  g_assert_false (weir_path_bar_is_empty (fixture->window->path_bar));

  /* It fills again by itself, and the way back leads to the groups that there are. */
  g_assert_true (weir_path_bar_go_back (fixture->window->path_bar));
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_assert_true (weir_flow_is_group (fixture_flow_at (fixture, 0)));
}

static void
test_another_capture_leaves_nothing_selected (Fixture *fixture, gconstpointer user_data)
{
  capture_some (fixture);
  g_settings_set_string (fixture->settings, "view", "protocol");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 0, TRUE);
  g_signal_emit_by_name (fixture->window->flow_view, "activated");
  WAIT_UNTIL (fixture_count (fixture) > 3);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 2, TRUE);

  /* The filter of the group is shown, and holds there as well. */
  fixture_show_file (fixture, traffic_path);
  g_assert_null (get_selected (fixture));
  WAIT_UNTIL (window_says (fixture, "No Flow Selected"));
  g_assert_cmpuint (fixture_count (fixture), >, 0);
  for (guint i = 0; i < fixture_count (fixture); i++)
    g_assert_cmpuint (fixture_flow_at (fixture, i)->key.protocol, ==, IPPROTO_UDP);
}

static void
test_a_capture_that_ends_keeps_what_is_shown (Fixture *fixture, gconstpointer user_data)
{
  uint64_t serial;
  guint n_rows, id;

  namespace_run ("ip link add weir-c type veth peer name weir-d");
  namespace_run ("ip link set weir-d up");
  namespace_run ("ip link set weir-c up");
  g_settings_set_boolean (fixture->settings, "show-details", TRUE);
  weir_session_start_interface (fixture->session, "any");
  WAIT_UNTIL (is_running (fixture));
  id = g_timeout_add (SEND_MS, send_cb, NULL);
  WAIT_UNTIL (fixture_count (fixture) > 3);
  g_source_remove (id);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->list), 2, TRUE);
  serial = get_selected (fixture)->serial;
  n_rows = fixture_count (fixture);

  namespace_run ("ip link delete weir-c");
  weir_session_set_paused (fixture->session, TRUE);
  g_assert_cmpuint (get_selected (fixture)->serial, ==, serial);
  weir_session_set_paused (fixture->session, FALSE);
  g_assert_cmpuint (get_selected (fixture)->serial, ==, serial);
  g_assert_cmpuint (fixture_count (fixture), >=, n_rows);

  weir_session_stop (fixture->session);
  g_assert_null (get_selected (fixture));
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
  WAIT_UNTIL (window_says (fixture, "No Flow Selected"));
}

static gboolean
set_up (void)
{
  fixture_register ();
  return TRUE;
}

#define ADD(name, function) \
  g_test_add ("/window-pace/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = g_canonicalize_filename (argv[1], NULL);
  sent_port = FIRST_PORT;

  ADD ("the-list-changes-every-so-many-seconds", test_the_list_changes_every_so_many_seconds);
  ADD ("pause-freezes-every-pixel-while-counting-goes-on",
       test_pause_freezes_every_pixel_while_counting_goes_on);
  ADD ("resuming-shows-the-right-sums", test_resuming_shows_the_right_sums);
  ADD ("the-middle-button-pins", test_the_middle_button_pins);
  ADD ("pins-hold-in-the-past", test_pins_hold_in_the_past);
  ADD ("a-selected-flow-that-goes-leaves-no-other-selected",
       test_a_selected_flow_that_goes_leaves_no_other_selected);
  ADD ("a-selected-group-that-goes-leaves-no-other-selected",
       test_a_selected_group_that_goes_leaves_no_other_selected);
  ADD ("an-opened-group-that-gets-empty-stays-open",
       test_an_opened_group_that_gets_empty_stays_open);
  ADD ("another-capture-leaves-nothing-selected", test_another_capture_leaves_nothing_selected);
  ADD ("a-capture-that-ends-keeps-what-is-shown", test_a_capture_that_ends_keeps_what_is_shown);

  return namespace_run_tests (set_up);
}
