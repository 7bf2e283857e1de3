/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/knowledge.h"
#include "app/session-cards.h"
#include "app/status-text.h"
#include "core/group/flow-groups.h"
#include "core/source/interface-speed.h"
#include "core/source/interface.h"

static const WeirTotals *
get_totals (WeirSession *session)
{
  static const WeirTotals nothing;
  WeirLedger *ledger = weir_session_get_ledger (session);

  return ledger != NULL ? weir_ledger_get_totals (ledger) : &nothing;
}

static gboolean
is_in_past (WeirSession *session)
{
  gint64 first, last;

  return weir_session_get_span (session, &first, &last);
}

static void
add_count (WeirCard *card, const char *label, uint64_t count)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, (guint64) count);

  weir_card_add (card, label, text);
}

static void
add_amount (WeirCard *card, const char *label, uint64_t bytes)
{
  char text[WEIR_UNITS_TEXT_MAX];

  weir_card_add (card, label, weir_units_format_amount (bytes, text));
}

static void
add_rate (WeirCard *card, const char *label, double bps, WeirUnit unit)
{
  char text[WEIR_UNITS_TEXT_MAX];

  weir_card_add (card, label, weir_units_format_rate (bps, unit, TRUE, text));
}

static void
add_rates (WeirCard *card, const char *label, double rx_bps, double tx_bps, WeirUnit unit)
{
  char rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];

  weir_card_add_both (card, label, weir_units_format_rate (rx_bps, unit, TRUE, rx),
                      weir_units_format_rate (tx_bps, unit, TRUE, tx));
}

static void
add_amounts (WeirCard *card, const char *label, uint64_t rx_bytes, uint64_t tx_bytes)
{
  char rx[WEIR_UNITS_TEXT_MAX], tx[WEIR_UNITS_TEXT_MAX];

  weir_card_add_both (card, label, weir_units_format_amount (rx_bytes, rx),
                      weir_units_format_amount (tx_bytes, tx));
}

static void
add_time (WeirCard *card, const char *label, int64_t time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  if (time_us == 0 || time == NULL)
    return;
  text = g_date_time_format (time, "%x %X");
  weir_card_add (card, label, text);
}

static void
add_duration (WeirCard *card, const char *label, int64_t duration_us)
{
  guint64 seconds = (guint64) MAX (duration_us, 0) / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", seconds / 3600,
                                           (guint) (seconds / 60 % 60), (guint) (seconds % 60));

  weir_card_add (card, label, text);
}

static const WeirInterface *
find_interface (GPtrArray *interfaces, const char *name)
{
  for (guint i = 0; i < interfaces->len; i++)
    {
      const WeirInterface *interface = g_ptr_array_index (interfaces, i);

      if (g_str_equal (interface->name, name))
        return interface;
    }
  return NULL;
}

static void
add_interface (WeirCard *card, const char *name)
{
  g_autoptr (GPtrArray) interfaces = weir_interface_list (NULL);
  const WeirInterface *interface = interfaces != NULL ? find_interface (interfaces, name) : NULL;
  double speed_bps = weir_interface_get_speed_bps (name);

  if (interface != NULL)
    {
      g_autofree char *addresses = g_strjoinv (", ", interface->addresses);

      weir_card_add (card, _ ("Kind"), weir_interface_kind_to_string (interface->kind));
      weir_card_add (card, _ ("Addresses"), *addresses != '\0' ? addresses : _ ("none"));
      weir_card_add (card, _ ("Link"), interface->is_up ? _ ("up") : _ ("down"));
      if (interface->is_default)
        weir_card_add (card, _ ("Role"), _ ("leads to the Internet"));
    }
  if (speed_bps > 0)
    add_rate (card, _ ("Speed"), speed_bps, WEIR_UNIT_BITS);
}

void
weir_session_card_fill_source (WeirCard *card, WeirSession *session, GSettings *settings)
{
  const char *name = weir_session_get_name (session);
  const WeirSourceCounts *counts = &get_totals (session)->source;
  WeirSessionKind kind = weir_session_get_kind (session);
  g_autofree char *filter = g_settings_get_string (settings, "capture-filter");
  gboolean is_promiscuous = g_settings_get_boolean (settings, "promiscuous");

  weir_card_set_title (card, name != NULL ? name : _ ("No Source"),
                       kind == WEIR_SESSION_SOCKETS
                           ? _ ("TCP connections, as the system tells them")
                       : kind == WEIR_SESSION_FILE ? _ ("Capture file")
                                                   : NULL);
  if (name != NULL && (kind == WEIR_SESSION_INTERFACE || kind == WEIR_SESSION_SOCKETS))
    add_interface (card, name);
  if (kind == WEIR_SESSION_INTERFACE)
    {
      weir_card_add_separator (card);
      weir_card_add (card, _ ("Mode"),
                     is_promiscuous ? _ ("promiscuous: also what is for others")
                                    : _ ("what is for this computer, or from it"));
      weir_card_add (card, _ ("Capture filter"), *filter != '\0' ? filter : _ ("none"));
    }
  if (counts->interface_rx_packets > 0 || counts->interface_tx_packets > 0)
    {
      weir_card_add_separator (card);
      add_amounts (card, _ ("Counted by the interface"), counts->interface_rx_bytes,
                   counts->interface_tx_bytes);
      add_count (card, _ ("Packets of these"),
                 counts->interface_rx_packets + counts->interface_tx_packets);
    }
  if (kind != WEIR_SESSION_SOCKETS)
    add_count (card, _ ("Packets captured"), counts->received);
}

void
weir_session_card_fill_state (WeirCard *card,
                              WeirSession *session,
                              GSettings *settings,
                              const char *theme)
{
  const WeirTotals *totals = get_totals (session);
  gboolean is_file = weir_session_get_kind (session) == WEIR_SESSION_FILE;
  gboolean is_past = is_in_past (session);
  g_autofree char *summary = weir_status_dup_summary (session);
  g_autofree char *problem = weir_status_dup_problem (session);
  g_autofree char *zone = NULL;
  g_autofree char *refresh = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int seconds = g_settings_get_int (settings, "refresh-seconds");

  weir_card_set_title (card, summary, problem);
  add_time (card, is_file && !is_past ? _ ("First packet") : _ ("Since"), totals->start_us);
  if (is_past)
    add_time (card, _ ("Until"), totals->end_us);
  else
    add_time (card, is_file ? _ ("Last packet") : _ ("Now"), totals->end_us);
  add_duration (card, _ ("Length"), totals->now_us - totals->start_us);
  zone = g_date_time_format (now, "%Z (UTC%:z)");
  weir_card_add (card, _ ("Time zone"), zone);

  weir_card_add_separator (card);
  refresh =
      g_strdup_printf (ngettext ("every second", "every %d seconds", (gulong) seconds), seconds);
  weir_card_add (card, _ ("Refreshed"), refresh);
  weir_card_add (card, _ ("Reverse DNS"),
                 g_settings_get_enum (settings, "reverse-dns") == WEIR_REVERSE_DNS_ON
                     ? _ ("asked for names")
                     : _ ("not asked"));
  weir_card_add (card, _ ("Theme"), theme != NULL ? theme : _ ("the desktop’s"));
}

void
weir_session_card_fill_pause (WeirCard *card, WeirSession *session)
{
  gboolean is_paused = weir_session_get_paused (session);

  weir_card_set_title (card, is_paused ? _ ("Paused") : _ ("Running"),
                       is_paused ? _ ("What is shown stands still; counting goes on.")
                                 : _ ("What is shown follows the traffic."));
  add_time (card, _ ("Shown up to"), get_totals (session)->end_us);
  weir_card_add (card, is_paused ? _ ("Go on") : _ ("Pause"), "Shift+P");
}

void
weir_session_card_fill_rate (WeirCard *card,
                             WeirSession *session,
                             WeirUnit unit,
                             gboolean is_download)
{
  const WeirTotals *totals = get_totals (session);
  const WeirRateWindow *window = &totals->window;
  double seconds = (double) (totals->now_us - totals->start_us) / G_USEC_PER_SEC;
  uint64_t bytes = is_download ? totals->counts.rx_bytes : totals->counts.tx_bytes;
  uint64_t packets = is_download ? totals->counts.rx_packets : totals->counts.tx_packets;
  uint64_t peak = is_download ? window->peak_rx : window->peak_tx;
  double (*get_bps) (const WeirRateWindow *, WeirWindow) =
      is_download ? weir_rate_window_get_rx_bps : weir_rate_window_get_tx_bps;

  weir_card_set_title (card, is_download ? _ ("Download") : _ ("Upload"), NULL);
  add_rate (card, _ ("Last 2 s"), get_bps (window, WEIR_WINDOW_2S), unit);
  add_rate (card, _ ("Last 10 s"), get_bps (window, WEIR_WINDOW_10S), unit);
  add_rate (card, _ ("Last 40 s"), get_bps (window, WEIR_WINDOW_40S), unit);
  add_rate (card, _ ("Busiest second"), (double) peak * 8, unit);
  if (seconds > 0)
    add_rate (card, _ ("On average"), (double) bytes * 8 / seconds, unit);
  weir_card_add_separator (card);
  add_amount (card, _ ("In all"), bytes);
  add_count (card, _ ("Packets"), packets);
  weir_card_add (card, _ ("Click"),
                 is_download ? _ ("keep only what receives more than it sends")
                             : _ ("keep only what sends more than it receives"));
  weir_card_set_history (card, window);
}

void
weir_session_card_fill_sums (WeirCard *card,
                             WeirSession *session,
                             const WeirFilterSums *matching,
                             WeirUnit unit)
{
  static const struct
  {
    WeirWindow window;
    const char *label;
  } rates[] = {
    { WEIR_WINDOW_2S, N_ ("Last 2 s") },
    { WEIR_WINDOW_10S, N_ ("Last 10 s") },
    { WEIR_WINDOW_40S, N_ ("Last 40 s") },
  };
  const WeirTotals *totals = get_totals (session);
  const WeirRateWindow *window = &totals->window;

  weir_card_set_title (card, _ ("Sums"), _ ("Of all packets, whether their flow is listed or not"));
  add_time (card, _ ("Since"), totals->start_us);
  if (is_in_past (session))
    add_time (card, _ ("Until"), totals->end_us);
  add_amounts (card, _ ("In all"), totals->counts.rx_bytes, totals->counts.tx_bytes);
  add_amounts (card, _ ("On the wire"), totals->counts.rx_wire_bytes, totals->counts.tx_wire_bytes);
  add_rates (card, _ ("Busiest second"), (double) window->peak_rx * 8, (double) window->peak_tx * 8,
             unit);
  add_rate (card, _ ("Busiest second, both"), (double) window->peak_both * 8, unit);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    add_rates (card, _ (rates[i].label), weir_rate_window_get_rx_bps (window, rates[i].window),
               weir_rate_window_get_tx_bps (window, rates[i].window), unit);
  if (matching != NULL)
    {
      weir_card_add_separator (card);
      add_count (card, _ ("Flows that match the filter"), matching->n_flows);
      add_amounts (card, _ ("Theirs in all"), matching->counts.rx_bytes, matching->counts.tx_bytes);
      for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
        add_rates (card, _ (rates[i].label), matching->rx_bps[rates[i].window],
                   matching->tx_bps[rates[i].window], unit);
    }
  weir_card_set_history (card, window);
}

static guint
count_programs (WeirLedger *ledger, const WeirReport *known)
{
  WeirFlowGroups *groups = weir_flow_groups_new (weir_group_kind_find ("application"), NULL, NULL);
  guint n;

  weir_flow_groups_update (groups, ledger, known, NULL, NULL);
  n = weir_flow_groups_get_n (groups);
  for (guint i = 0; i < weir_flow_groups_get_n (groups); i++)
    {
      if (weir_flow_groups_get (groups, i)->value == NULL)
        n--;
    }
  weir_flow_groups_free (groups);
  return n;
}

void
weir_session_card_fill_flows (WeirCard *card, WeirSession *session, WeirFlowModel *model)
{
  WeirLedger *ledger = weir_session_get_ledger (session);
  const WeirTotals *totals = get_totals (session);
  const WeirFilterSums *matching = weir_flow_model_get_sums (model);
  g_auto (GStrv) pins = weir_flow_model_dup_pins (model);
  guint n_flows = ledger != NULL ? weir_ledger_get_n_flows (ledger) : 0;
  guint n_active = 0;

  for (guint i = 0; i < n_flows; i++)
    n_active += weir_ledger_get_flow (ledger, i)->window != NULL ? 1 : 0;

  weir_card_set_title (card, _ ("Flows"), NULL);
  add_count (card, _ ("Listed or to be listed"), n_flows);
  if (matching != NULL)
    {
      add_count (card, _ ("Shown by the filter"), matching->n_flows);
      add_count (card, _ ("Hidden by the filter"), n_flows - matching->n_flows);
    }
  add_count (card, _ ("Pinned"), g_strv_length (pins));
  add_count (card, _ ("Active in the last 40 s"), n_active);
  if (ledger != NULL)
    add_count (card, _ ("Different programs"),
               count_programs (ledger, &weir_flow_model_get_context (model)->known));
  weir_card_add_separator (card);
  add_count (card, _ ("Seen so far"), totals->flows_seen);
  add_count (card, _ ("Forgotten, in the sums only"), totals->flows_forgotten);
  add_amount (card, _ ("Bytes of those"), totals->forgotten.rx_bytes + totals->forgotten.tx_bytes);
  if (weir_session_get_kind (session) != WEIR_SESSION_FILE)
    {
      add_amount (card, _ ("Bytes whose program is known"), totals->attributed_bytes);
      weir_card_add (card, _ ("Click"),
                     matching != NULL ? _ ("clear the filter")
                                      : _ ("keep only what no program is known of"));
    }
}

void
weir_session_card_fill_packets (WeirCard *card, WeirSession *session)
{
  const WeirTotals *totals = get_totals (session);
  const WeirSourceCounts *counts = &totals->source;
  uint64_t counted = counts->interface_rx_packets + counts->interface_tx_packets;
  uint64_t known = counts->received + counts->dropped + counts->dropped_interface;
  WeirLedger *ledger = weir_session_get_ledger (session);
  WeirHistory *history = weir_session_get_history (session);
  WeirReportOptions options = { 0 };
  gint64 oldest, newest;

  weir_session_get_known (session, &options);
  weir_card_set_title (card, _ ("Packets"), NULL);
  add_count (card, _ ("Captured"), counts->received);
  add_count (card, _ ("Lost, as the system was too slow"), counts->dropped);
  add_count (card, _ ("Lost by the interface"), counts->dropped_interface);
  add_count (card, _ ("Not understood"), counts->malformed);
  if (counted > 0)
    {
      add_count (card, _ ("Counted by the interface"), counted);
      add_count (card, _ ("Left out by the filter, or joined"),
                 counted > known ? counted - known : 0);
    }

  weir_card_add_separator (card);
  if (ledger != NULL)
    {
      g_autofree char *flows =
          g_strdup_printf (_ ("%'u of at most %'u"), weir_ledger_get_n_flows (ledger),
                           WEIR_LEDGER_DEFAULT_MAX_FLOWS);

      weir_card_add (card, _ ("Flows remembered"), flows);
    }
  if (options.names != NULL)
    {
      g_autofree char *names =
          g_strdup_printf (_ ("%'u of at most %'u"), weir_names_get_n_addresses (options.names),
                           WEIR_NAMES_MAX_ADDRESSES);

      weir_card_add (card, _ ("Addresses with names"), names);
    }
  if (history != NULL && weir_history_get_range (history, &oldest, &newest))
    {
      add_duration (card, _ ("The past, as far as it is kept"),
                    (newest - oldest + 1) * G_USEC_PER_SEC);
      add_amount (card, _ ("Memory for it"), weir_history_get_bytes (history));
    }
}
