/* Rows of the real window: they stay under the pointer, on top if pinned, and tell more on a card.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-main-window-rows TRAFFIC.pcap, on a display of its own.
 */
#include "config.h"

#include "ledger-fixture.h"
#include "window-fixture.h"

#define N_FLOWS 10000

static const char *traffic_path;

/* Every flow in another order of rates in every second. */
static void
book (Fixture *fixture, guint second, guint n_flows)
{
  g_autoptr (WeirBatch) batch = ledger_fixture_batch (second);

  /* Later than what the file holds. */
  batch->start_us += G_USEC_PER_SEC * G_GINT64_CONSTANT (100000000);
  batch->end_us += G_USEC_PER_SEC * G_GINT64_CONSTANT (100000000);
  for (guint i = 0; i < n_flows; i++)
    ledger_fixture_add (batch, i, 100, 1000000 + (i * 7919 + second * 104729) % 100003);
  weir_ledger_add_batch (weir_session_get_ledger (fixture->session), batch);
  g_signal_emit_by_name (fixture->session, "tick");
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static gboolean
is_laid_out (Fixture *fixture)
{
  GtkWidget *view = GTK_WIDGET (fixture->window->flow_view);

  return gtk_widget_get_mapped (view) && gtk_widget_get_height (view) > 100;
}

static gboolean
is_selected (Fixture *fixture)
{
  return weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL) != NULL;
}

static void
test_ten_thousand_flows_stay_still_under_the_pointer (Fixture *fixture, gconstpointer user_data)
{
  g_autofree uint64_t *serials = NULL;
  const WeirFlow *selected;
  guint n_rows, n_moved = 0;

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  fixture_activate (fixture, "sort", "rx-2s");
  for (guint second = 0; second < 3; second++)
    book (fixture, second, N_FLOWS);
  n_rows = fixture_count (fixture);
  g_assert_cmpuint (n_rows, >=, N_FLOWS);

  WAIT_UNTIL (is_laid_out (fixture));
  iterate ();
  fixture_click (GTK_WIDGET (fixture->window->flow_view), 0.5);
  WAIT_UNTIL (is_selected (fixture));
  selected = weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL);
  serials = g_new (uint64_t, n_rows);
  for (guint i = 0; i < n_rows; i++)
    serials[i] = fixture_flow_at (fixture, i)->serial;

  for (guint second = 3; second < 8; second++)
    {
      book (fixture, second, N_FLOWS);
      iterate ();
      g_assert_cmpuint (fixture_count (fixture), ==, n_rows);
      for (guint i = 0; i < n_rows; i++)
        g_assert_cmpuint (fixture_flow_at (fixture, i)->serial, ==, serials[i]);
      g_assert_true (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL)
                     == selected);
    }

  /* Elsewhere. */
  fixture_click (GTK_WIDGET (fixture->window->graph), 0.5);
  do
    {
      book (fixture, 8 + n_moved, N_FLOWS);
      iterate ();
      n_moved++;
    }
  while (fixture_flow_at (fixture, 0)->serial == serials[0] && n_moved < 1000);
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->serial, !=, serials[0]);
  g_assert_true (weir_flow_model_get_selected (WEIR_FLOW_MODEL (fixture->list), NULL) == selected);
}

static void
test_a_window_that_is_not_seen_does_nothing (Fixture *fixture, gconstpointer user_data)
{
  guint n_rows;

  fixture_show_file (fixture, traffic_path);
  n_rows = fixture_count (fixture);
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  book (fixture, 0, 500);
  g_assert_cmpuint (fixture_count (fixture), ==, n_rows);

  gtk_widget_set_visible (GTK_WIDGET (fixture->window), TRUE);
  WAIT_UNTIL (fixture_count (fixture) == n_rows + 500);
}

static void
test_pins_come_from_the_settings_whatever_else_stands_there (Fixture *fixture,
                                                             gconstpointer user_data)
{
  const char *const pins[] = { "flow nonsense", "flow 6 192.0.2.10 1024 198.51.100.7 443", "<b>&",
                               NULL };
  g_auto (GStrv) kept = NULL;

  g_settings_set_strv (fixture->settings, "pinned", pins);
  fixture_show_file (fixture, traffic_path);
  book (fixture, 0, 500);
  book (fixture, 1, 500);
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->key.remote.bytes[15], ==, 7);
  kept = g_settings_get_strv (fixture->settings, "pinned");
  g_assert_cmpuint (g_strv_length (kept), ==, 3);

  /* Also in a view and back. */
  g_settings_set_string (fixture->settings, "view", "protocol");
  g_settings_set_string (fixture->settings, "view", "flows");
  g_assert_cmpuint (fixture_flow_at (fixture, 0)->key.remote.bytes[15], ==, 7);
}

static gboolean
is_card_open (Fixture *fixture)
{
  return weir_card_is_open (weir_flow_view_get_card (fixture->window->flow_view));
}

static void
test_a_card_opens_where_the_pointer_rests (Fixture *fixture, gconstpointer user_data)
{
  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  fixture_press (fixture, "Shift_L");
  fixture_click (GTK_WIDGET (fixture->window->graph), 0.5);
  iterate ();
  /* A click puts it off until the pointer has left the row. */
  WAIT_UNTIL (is_laid_out (fixture));
  iterate ();
  fixture_click (GTK_WIDGET (fixture->window->flow_view), 0.5);
  WAIT_UNTIL (is_selected (fixture));
  g_assert_false (is_card_open (fixture));
  g_assert_cmpint (
      g_spawn_command_line_sync ("xdotool mousemove_relative -- 0 60", NULL, NULL, NULL, NULL), ==,
      TRUE);
  WAIT_UNTIL (is_card_open (fixture));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == NULL
                 || !gtk_widget_is_ancestor (
                     gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                     GTK_WIDGET (weir_flow_view_get_card (fixture->window->flow_view))));

  fixture_click (GTK_WIDGET (fixture->window->graph), 0.5);
  WAIT_UNTIL (!is_card_open (fixture));
}

static gboolean
is_active (GtkWindow *window)
{
  return gtk_window_is_active (window);
}

static void
test_a_card_closes_when_another_window_is_worked_in (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *other;

  if (!fixture_has_user ())
    return;

  fixture_show_file (fixture, traffic_path);
  fixture_press (fixture, "Shift_L");
  WAIT_UNTIL (is_laid_out (fixture));
  weir_card_open (weir_flow_view_get_card (fixture->window->flow_view), 200, 60);
  WAIT_UNTIL (is_card_open (fixture));

  other = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_title (other, "Another");
  gtk_window_set_default_size (other, 100, 100);
  gtk_window_present (other);
  fixture_press_in (other, "Shift_L");
  WAIT_UNTIL (!is_active (GTK_WINDOW (fixture->window)));
  WAIT_UNTIL (!is_card_open (fixture));
  gtk_window_destroy (other);
}

#define ADD(name, function) \
  g_test_add ("/window-rows/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  traffic_path = argv[1];
  fixture_register ();

  ADD ("ten-thousand-flows-stay-still-under-the-pointer",
       test_ten_thousand_flows_stay_still_under_the_pointer);
  ADD ("a-window-that-is-not-seen-does-nothing", test_a_window_that_is_not_seen_does_nothing);
  ADD ("pins-come-from-the-settings-whatever-else-stands-there",
       test_pins_come_from_the_settings_whatever_else_stands_there);
  ADD ("a-card-opens-where-the-pointer-rests", test_a_card_opens_where_the_pointer_rests);
  ADD ("a-card-closes-when-another-window-is-worked-in",
       test_a_card_closes_when_another_window_is_worked_in);
  return fixture_run ();
}
