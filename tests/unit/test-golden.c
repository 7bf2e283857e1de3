/* The flow table of every golden capture: file source, meter and ledger together.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/error.h"
#include "core/flow/ledger.h"
#include "core/packet/protocol-name.h"
#include "core/source/file-source.h"
#include "support/golden.h"

/* What the head of a ".flows" file says. */
typedef struct
{
  WeirLocalNetwork *local;
  WeirErrorCode error_code;
  gboolean has_error;
  uint64_t received;
  uint64_t malformed;
} Head;

static void
read_head (Head *head, GStrv lines)
{
  g_autoptr (GError) error = NULL;
  const char *local = lines[0] + strlen ("local ");
  const char *failure = lines[1] + strlen ("error ");
  g_auto (GStrv) counts = g_strsplit (lines[2], " ", -1);

  g_assert_true (g_str_has_prefix (lines[0], "local "));
  g_assert_true (g_str_has_prefix (lines[1], "error "));
  g_assert_cmpuint (g_strv_length (counts), ==, 4);

  head->local = strcmp (local, "-") == 0 ? weir_local_network_new_empty ()
                                         : weir_local_network_new_parse (local, &error);
  g_assert_no_error (error);

  head->has_error = strcmp (failure, "-") != 0;
  if (strcmp (failure, "link-type") == 0)
    head->error_code = WEIR_ERROR_LINK_TYPE;
  else if (strcmp (failure, "file-truncated") == 0)
    head->error_code = WEIR_ERROR_FILE_TRUNCATED;
  else if (strcmp (failure, "file-format") == 0)
    head->error_code = WEIR_ERROR_FILE_FORMAT;
  else
    g_assert_false (head->has_error);

  head->received = g_ascii_strtoull (counts[1], NULL, 10);
  head->malformed = g_ascii_strtoull (counts[3], NULL, 10);
}

/* The flow in the form of the ".flows" files. */
static char *
describe (const WeirFlow *flow)
{
  char name[WEIR_PROTOCOL_NAME_MAX];
  char local[WEIR_ADDRESS_TEXT_MAX];
  char remote[WEIR_ADDRESS_TEXT_MAX];
  const WeirFlowKey *key = &flow->key;

  weir_protocol_name (key->family, key->protocol, name);
  g_strdelimit (name, " ", '_');

  return g_strdup_printf (
      "%s %s %u %s %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
      " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
      ".%06d %" G_GINT64_FORMAT ".%06d",
      name, weir_address_format (&key->local, key->family, local), key->local_port,
      weir_address_format (&key->remote, key->family, remote), key->remote_port, flow->tx_bytes,
      flow->rx_bytes, flow->tx_packets, flow->rx_packets, flow->tx_wire_bytes, flow->rx_wire_bytes,
      flow->first_us / G_USEC_PER_SEC, (int) (flow->first_us % G_USEC_PER_SEC),
      flow->last_us / G_USEC_PER_SEC, (int) (flow->last_us % G_USEC_PER_SEC));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
describe_all (const WeirLedger *ledger)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    g_ptr_array_add (lines, describe (weir_ledger_get_flow (ledger, i)));
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (GStrv) lines->pdata);
}

static void
take_batch (WeirMeter *meter, gpointer user_data)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  weir_ledger_add_batch (user_data, batch);
}

static void
read_all (WeirSource *source, WeirMeter *meter, WeirLedger *ledger, GError **error)
{
  g_autoptr (WeirBatch) last = NULL;
  WeirReadResult result = WEIR_READ_AGAIN;

  if (!weir_source_open (source, meter, error))
    return;

  while (result == WEIR_READ_AGAIN)
    result = weir_source_read (source, meter, error);
  weir_source_close (source);

  last = weir_meter_take_batch (meter, TRUE);
  weir_ledger_add_batch (ledger, last);
  weir_ledger_finish (ledger);
}

/* What is not in a flow is in no total, and the other way round. */
static void
check_sums (const WeirLedger *ledger, const Head *head)
{
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  WeirCounts sum = { 0 };

  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      const WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      sum.tx_bytes += flow->tx_bytes;
      sum.rx_bytes += flow->rx_bytes;
      sum.tx_packets += flow->tx_packets;
      sum.rx_packets += flow->rx_packets;
    }

  g_assert_cmpuint (totals->counts.tx_bytes, ==, sum.tx_bytes);
  g_assert_cmpuint (totals->counts.rx_bytes, ==, sum.rx_bytes);
  g_assert_cmpuint (totals->source.received, ==, head->received);
  g_assert_cmpuint (totals->source.malformed, ==, head->malformed);
  g_assert_cmpuint (sum.tx_packets + sum.rx_packets, ==, head->received - head->malformed);
}

static void
check_with_interval (const char *name, GStrv lines, int64_t interval_us)
{
  const WeirMeterOptions options = { .interval_us = interval_us };
  Head head = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = golden_path (name);
  g_autofree char *want = g_strjoinv ("\n", lines + 3);
  g_autofree char *have = NULL;
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirMeter) meter = NULL;
  g_autoptr (WeirSource) source = NULL;
  WeirFileSourceOptions source_options = { 0 };

  read_head (&head, lines);
  source_options.local = head.local;
  source = weir_file_source_new (path, &source_options);
  meter = weir_meter_new (&options, head.local, take_batch, ledger);
  read_all (source, meter, ledger, &error);

  if (head.has_error)
    g_assert_error (error, WEIR_ERROR, (int) head.error_code);
  else
    g_assert_no_error (error);

  have = describe_all (ledger);
  g_assert_cmpstr (have, ==, want);
  check_sums (ledger, &head);
  weir_local_network_unref (head.local);
}

/* However time is cut into intervals, the sums are the same. */
static void
test_flows (gconstpointer data)
{
  static const int64_t intervals_us[] = { 0, 1, 1500, G_USEC_PER_SEC,
                                          INT64_C (3600) * G_USEC_PER_SEC };
  g_auto (GStrv) lines = golden_lines (data, ".flows");

  for (gsize i = 0; i < G_N_ELEMENTS (intervals_us); i++)
    check_with_interval (data, lines, intervals_us[i]);
}

static void
add_tests (GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/golden/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_flows);
    }
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) made = NULL;
  g_auto (GStrv) real = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  made = golden_names ("", ".flows");
  real = golden_names ("real/", ".flows");
  add_tests (made);
  add_tests (real);

  return g_test_run ();
}
