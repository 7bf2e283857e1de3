/* The language of display filters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Most of what has to hold is said by tests/filter/cases.tsv.
 */
#include "config.h"

#include <string.h>

#include "core/error.h"
#include "core/filter/filter-completion.h"
#include "core/filter/filter-export.h"
#include "core/identity/user.h"
#include "core/source/capture-filter.h"
#include "core/source/file-source.h"
#include "support/golden.h"
#include "unit/fixtures.h"

#define MAX_FLOWS 32

typedef struct
{
  char **columns;
} Case;

static void
case_free (gpointer data)
{
  Case *row = data;

  g_strfreev (row->columns);
  g_free (row);
}

static WeirLedger *ledger;
static WeirFilterContext context;
static WeirFilterContext context_with_names;
static WeirReport known;

static void
take_batch (WeirMeter *meter, gpointer user_data)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  weir_ledger_add_batch (user_data, batch);
}

/* The flows of filters.pcap. */
static WeirLedger *
read_capture (void)
{
  WeirLedger *self = weir_ledger_new (NULL);
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_parse ("192.0.2.0/24", NULL);
  const WeirFileSourceOptions source_options = { .local = local };
  const WeirMeterOptions meter_options = { 0 };
  g_autoptr (WeirMeter) meter = weir_meter_new (&meter_options, local, take_batch, self);
  g_autofree char *path = golden_path ("filters");
  g_autoptr (WeirSource) source = weir_file_source_new (path, &source_options);
  g_autoptr (WeirBatch) last = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (weir_source_open (source, meter, &error));
  while (weir_source_read (source, meter, &error) == WEIR_READ_AGAIN)
    ;
  g_assert_no_error (error);
  weir_source_close (source);
  last = weir_meter_take_batch (meter, TRUE);
  weir_ledger_add_batch (self, last);
  weir_ledger_finish (self);
  return self;
}

static WeirFlow *
get_flow (char letter)
{
  for (guint i = 0; i < weir_ledger_get_n_flows (ledger); i++)
    {
      WeirFlow *flow = weir_ledger_get_flow (ledger, i);

      if (flow->serial == (uint64_t) (letter - 'a') + 1)
        return flow;
    }

  g_assert_not_reached ();
}

/* By a batch, as any source tells it. */
static void
own (char letter, uint32_t pid, const char *process, uint32_t uid, uint32_t rtt_us, guint again)
{
  const WeirTotals *totals = weir_ledger_get_totals (ledger);
  g_autoptr (WeirBatch) batch = weir_batch_new ();
  WeirSocketInfo *info = g_new0 (WeirSocketInfo, 1);

  info->key = get_flow (letter)->key;
  info->inode = (uint64_t) letter;
  info->pid = pid;
  info->start_time = G_MAXUINT64; /* of no process here */
  info->uid = uid;
  info->retransmits = again;
  info->state = WEIR_TCP_ESTABLISHED;
  g_strlcpy (info->process, process, sizeof info->process);

  batch->start_us = batch->end_us = totals->end_us;
  batch->deltas = g_new0 (WeirFlowDelta, 1);
  batch->deltas->key = info->key;
  batch->deltas->first_us = batch->deltas->last_us = get_flow (letter)->last_us;
  batch->n_deltas = 1;
  batch->tcp = g_new0 (WeirTcpDelta, 1);
  batch->tcp->tx.rtt_us = rtt_us;
  batch->tcp->is_from_packets = TRUE;
  batch->n_tcp = 1;
  batch->sockets = info;
  batch->n_sockets = 1;
  weir_ledger_add_batch (ledger, batch);
  g_assert_nonnull (get_flow (letter)->socket);
}

static void
set_up (void)
{
  const WeirNamesOptions names_options = { .hosts_path = "" };

  ledger = read_capture ();
  g_assert_cmpuint (weir_ledger_get_n_flows (ledger), ==, 11);
  own ('a', 4711, "firefox", 0, 25000, 3);
  own ('b', 4712, "systemd-resolve", 0, 0, 0);
  own ('c', 4713, "ssh", 1000, 12000, 0);
  own ('f', 4714, "Größe (1)", 0, 0, 0);
  own ('i', 0, "", 0, 0, 0);
  context.now_us = weir_ledger_get_totals (ledger)->end_us;
  context_with_names = context;
  known.options.names = weir_names_new (&names_options);
  context_with_names.known = &known;
  context_with_names.interface = "wlan0";
  weir_names_learn (known.options.names, &get_flow ('a')->key.remote, "www.Example.org",
                    WEIR_NAME_DNS, context.now_us, context.now_us + G_USEC_PER_SEC);
}

static char *
dup_matches (const WeirFilter *filter, const Case *row)
{
  const WeirFilterContext *where =
      g_str_equal (row->columns[0], "owners") ? &context_with_names : &context;
  GString *letters = g_string_new (NULL);

  for (char letter = 'a'; letter < 'a' + (int) weir_ledger_get_n_flows (ledger); letter++)
    {
      if (weir_filter_matches (filter, get_flow (letter), where))
        g_string_append_c (letters, letter);
    }
  if (letters->len == 0)
    g_string_append_c (letters, '-');
  return g_string_free (letters, FALSE);
}

static void
test_matches (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirFilter) filter = weir_filter_new (row->columns[1], NULL, &error);
  g_autoptr (WeirFilter) again = NULL;
  g_autofree char *matches = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  g_autofree char *matches_again = NULL;

  g_assert_no_error (error);
  if (filter == NULL)
    return;
  matches = dup_matches (filter, row);
  g_assert_cmpstr (matches, ==, row->columns[2]);

  text = weir_filter_to_text (filter);
  g_assert_cmpstr (text, ==, row->columns[3]);
  again = weir_filter_new (text, NULL, &error);
  g_assert_no_error (error);
  if (again == NULL)
    return;
  text_again = weir_filter_to_text (again);
  matches_again = dup_matches (again, row);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpstr (matches_again, ==, matches);
}

static void
test_error (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GError) error = NULL;
  WeirFilterSpan place = { G_MAXUINT, G_MAXUINT };
  g_autofree char *span = NULL;

  g_assert_null (weir_filter_new (row->columns[1], &place, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
  if (strstr (error->message, row->columns[3]) == NULL)
    g_test_fail_printf ("“%s” does not say “%s”", error->message, row->columns[3]);
  span = g_strdup_printf ("%u-%u", place.start, place.end);
  g_assert_cmpstr (span, ==, row->columns[2]);
}

static WeirFilter *
filter_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  WeirFilter *filter = weir_filter_new (text, NULL, &error);

  g_assert_no_error (error);
  return filter;
}

static void
test_parts_can_be_taken_away_one_by_one (void)
{
  static const struct
  {
    const char *text;
    const char *parts[4];
    const char *without[4];
  } cases[] = {
    { "", { NULL }, { NULL } },
    { "tcp", { "tcp" }, { "" } },
    { "tcp !port:443 (udp or arp)",
      { "tcp", "!port:443", "udp or arp" },
      { "!port:443 (udp or arp)", "tcp (udp or arp)", "tcp !port:443" } },
    { "tcp or udp", { "tcp or udp" }, { "" } },
    { "!(tcp udp)", { "!(tcp udp)" }, { "" } },
    { "((a b) (c))", { "a", "b", "c" }, { "b c", "a c", "a b" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WeirFilter) filter = filter_new (cases[i].text);
      guint n = weir_filter_get_n_terms (filter);

      for (guint k = 0; k < n; k++)
        {
          gboolean is_excluding;
          g_autofree char *part = weir_filter_dup_term (filter, k, &is_excluding);
          g_autofree char *without = weir_filter_without_term (filter, k);

          g_assert_cmpstr (part, ==, cases[i].parts[k]);
          g_assert_cmpint (is_excluding, ==, *part == '!');
          g_assert_cmpstr (without, ==, cases[i].without[k]);
        }
      g_assert_null (cases[i].parts[n]);
    }
}

static void
test_what_is_clicked_becomes_a_part (void)
{
  static const struct
  {
    const char *text;
    const char *field;
    const char *value;
    gboolean is_excluding;
    const char *want;
  } cases[] = {
    { "", "app", "Firefox", FALSE, "app=Firefox" },
    { "", "app", "Mozilla \"Firefox\" (1)\\", FALSE, "app=\"Mozilla \\\"Firefox\\\" (1)\\\\\"" },
    { "", "app", "a*b", FALSE, "app=\"a*b\"" },
    { "", "app", "=x", FALSE, "app=\"=x\"" },
    { "", "remote", "2001:db8::1", FALSE, "remote:2001:db8::1" },
    { "", "remote", "www.example.org", TRUE, "!remote=www.example.org" },
    { "tcp", "port", "443", TRUE, "tcp !port:443" },
    { "tcp or udp", "port", "443", FALSE, "(tcp or udp) port:443" },
    { "app=ssh tcp", "app", "Firefox", FALSE, "tcp app=Firefox" },
    { "!app=ssh tcp", "app", "Firefox", FALSE, "!app=ssh tcp app=Firefox" },
    { "!app=Firefox tcp", "app", "Firefox", FALSE, "tcp app=Firefox" },
    { "app=Firefox tcp", "app", "Firefox", TRUE, "tcp !app=Firefox" },
    { "!app=Firefox tcp", "app", "Firefox", TRUE, "tcp !app=Firefox" },
    { "!app=ssh", "app", "Firefox", TRUE, "!app=ssh !app=Firefox" },
    { "port>1000", "port", "443", FALSE, "port>1000 port:443" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WeirFilter) filter = filter_new (cases[i].text);
      g_autofree char *text =
          weir_filter_with_term (filter, cases[i].field, cases[i].value, cases[i].is_excluding);
      g_autoptr (WeirFilter) read = filter_new (text);
      g_autofree char *again = weir_filter_to_text (read);

      g_assert_cmpstr (text, ==, cases[i].want);
      g_assert_cmpstr (again, ==, cases[i].want);
    }
}

static void
test_written_parts_are_joined (void)
{
  static const struct
  {
    const char *text;
    const char *part;
    gboolean is_excluding;
    const char *want;
  } cases[] = {
    { "", "rate>=1M", FALSE, "rate>=1M" },
    { "tcp", "rate>=1M", TRUE, "tcp !rate>=1M" },
    { "tcp or udp", "rate>=1M", FALSE, "(tcp or udp) rate>=1M" },
    { "udp", "remote:192.0.2.1 app=curl", FALSE, "udp remote:192.0.2.1 app=curl" },
    { "app=ssh udp", "remote:192.0.2.1 app=curl", FALSE, "udp remote:192.0.2.1 app=curl" },
    { "udp", "remote:192.0.2.1 app=curl", TRUE, "udp !(remote:192.0.2.1 app=curl)" },
    { "remote:192.0.2.1", "remote:192.0.2.1 !app:*", FALSE, "remote:192.0.2.1 !app:*" },
    { "udp", "!app:*", TRUE, "udp app:*" },
    { "udp", "(remote=a or remote:*.a)", FALSE, "udp (remote=a or remote:*.a)" },
    { "udp (remote=a or remote:*.a)", "(remote=a or remote:*.a)", TRUE,
      "udp !(remote=a or remote:*.a)" },
    { "is:local", "is:active", FALSE, "is:local is:active" },
    { "is:local", "is:local", TRUE, "!is:local" },
    { "is:local", "", FALSE, "is:local" },
    { "", "", FALSE, "" },
    /* What is wrong is there to be seen. */
    { "tcp", "port:nonsense", FALSE, "tcp port:nonsense" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WeirFilter) filter = filter_new (cases[i].text);
      g_autofree char *text = weir_filter_with_part (filter, cases[i].part, cases[i].is_excluding);

      g_assert_cmpstr (text, ==, cases[i].want);
    }
}

static char *
repeat (const char *piece, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

static void
test_length_depth_and_words_are_bounded (void)
{
  static const struct
  {
    const char *piece;
    guint n;
    const char *message; /* NULL: it is a filter */
  } cases[] = {
    { "a ", WEIR_FILTER_MAX_TERMS, NULL },
    { "a ", WEIR_FILTER_MAX_TERMS + 1, "too many words" },
    { "a", WEIR_FILTER_MAX_WORD_BYTES, NULL },
    { "a", WEIR_FILTER_MAX_WORD_BYTES + 1, "too long" },
    { "\\:", WEIR_FILTER_MAX_WORD_BYTES, NULL }, /* it is what it means that counts */
    { "\\:", WEIR_FILTER_MAX_WORD_BYTES + 1, "too long" },
    { " ", WEIR_FILTER_MAX_BYTES, NULL },
    { " ", WEIR_FILTER_MAX_BYTES + 1, "too long" },
    { "(", WEIR_FILTER_MAX_DEPTH, "has to follow" },
    { "(", WEIR_FILTER_MAX_DEPTH + 1, "too many parentheses" },
    { "!", WEIR_FILTER_MAX_BYTES, "has to follow" },
    { "!(", WEIR_FILTER_MAX_BYTES / 2, "too many parentheses" },
    { "\xff", 1, "not UTF-8" },
    { "\"\x01\"", 1, "Control characters" },
    { "\\", 1, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].piece, cases[i].n);
      g_autoptr (GError) error = NULL;
      WeirFilterSpan place = { 0, 0 };
      g_autoptr (WeirFilter) filter = weir_filter_new (text, &place, &error);

      if (cases[i].message == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].message));
      g_assert_cmpuint (place.start, <=, place.end);
      g_assert_cmpuint (place.end, <=, strlen (text));
    }
}

/* The worst pattern for a matcher that tries everything, against the longest texts there are. */
static void
test_globs_take_no_time (void)
{
  g_autofree char *text = repeat ("a", 4000);
  g_autofree char *stars = repeat ("a*", 120);
  g_autofree char *word = g_strconcat (stars, "b", NULL);
  WeirFilterPattern pattern;
  int64_t begin_us = g_get_monotonic_time ();

  weir_filter_pattern_init (&pattern, word, FALSE);
  for (guint i = 0; i < 100; i++)
    g_assert_false (weir_filter_pattern_matches (&pattern, text));
  weir_filter_pattern_clear (&pattern);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 10 * G_USEC_PER_SEC);
}

static void
test_letters_are_the_same_in_every_case_and_form (void)
{
  static const struct
  {
    const char *word;
    const char *text;
    gboolean matches;
  } cases[] = {
    { "straße", "Große STRASSE 5", TRUE },
    { "cafe\xcc\x81", "caf\xc3\xa9", TRUE },
    { "ΣΊΣΥΦΟΣ", "σίσυφος", TRUE },
    { "K", "\xe2\x84\xaa", TRUE }, /* the sign for kelvin */
    { "?", "ß", FALSE },           /* two letters, once it is folded */
    { "?", "é", TRUE },
    { "a?c",
      "a\xff"
      "c",
      TRUE }, /* a byte that is no letter becomes one character */
    { "ö", "o", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirFilterPattern pattern;

      weir_filter_pattern_init (&pattern, cases[i].word, FALSE);
      g_assert_cmpint (weir_filter_pattern_matches (&pattern, cases[i].text), ==, cases[i].matches);
      weir_filter_pattern_clear (&pattern);
    }
}

/* Of a user whom nothing here has asked for. */
static void
test_users_that_must_not_be_waited_for_are_known_later (void)
{
  const uint32_t nobody = 65534;
  const char *name = weir_user_peek (nobody);

  g_assert_null (name);
  while (name == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      name = weir_user_peek (nobody);
    }
  g_assert_cmpstr (name, ==, weir_user_lookup (nobody));
}

/* Each name means one field, so that no line of the table hides another. */
static void
test_names_of_fields_are_told_apart (void)
{
  for (guint i = 0; i < weir_n_filter_fields; i++)
    {
      const WeirFilterField *field = &weir_filter_fields[i];
      g_auto (GStrv) names = g_strsplit (field->aliases != NULL ? field->aliases : "", " ", -1);

      g_assert_true (weir_filter_field_find (field->name, -1) == field);
      for (guint k = 0; names[k] != NULL; k++)
        g_assert_true (weir_filter_field_find (names[k], -1) == field);
      for (guint k = 0; k < WEIR_FILTER_MAX_TEXTS && field->reads[k] != NULL; k++)
        g_assert_nonnull (weir_flow_field_find (field->reads[k]));
    }
}

static void
test_every_prefix_of_every_case_is_read_or_refused (void)
{
  g_autofree char *path = g_build_filename (golden_folder (), "..", "filter", "cases.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (lines[i], -1);

      for (glong n = 0; n <= length; n++)
        {
          g_autofree char *prefix = g_utf8_substring (lines[i], 0, n);
          WeirFilterSpan place = { 0, 0 };
          g_autoptr (GError) error = NULL;
          g_autoptr (WeirFilter) filter = weir_filter_new (prefix, &place, &error);

          g_assert_true ((filter == NULL) == (error != NULL));
          g_assert_cmpuint (place.start, <=, place.end);
          g_assert_cmpuint (place.end, <=, n);
        }
    }
}

static void
test_other_language (gconstpointer data)
{
  const Case *row = data;
  gboolean is_bpf = g_str_equal (row->columns[0], "bpf");
  g_autoptr (WeirFilter) filter = filter_new (row->columns[1]);
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      is_bpf ? weir_filter_to_bpf (filter, &error) : weir_filter_to_wireshark (filter, &error);

  if (g_str_equal (row->columns[2], "-"))
    {
      g_assert_null (text);
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, row->columns[2]);
  if (is_bpf)
    {
      weir_capture_filter_check (text, &error);
      g_assert_no_error (error);
    }
}

static void
test_what_was_begun_is_completed (void)
{
  static const struct
  {
    const char *text; /* the cursor is where "|" stands */
    const char *want; /* what replaces the span, first candidates, "START-END a b" */
  } cases[] = {
    { "ap|", "0-2 app:" },
    { "tcp AP|", "4-6 app:" },
    { "applic|", "0-6 app:" },
    { "ra|", "0-2 rate> rate2> rate40>" },
    { "tc|", "0-2 tcp" },
    { "größe (re|", "7-9 remote: rport: received> retransmitted> retransmits>" },
    { "is:i|", "0-4 is:idle is:ipv4 is:ipv6" },
    { "!is:upl|", "1-7 is:upload" },
    { "app:|", "0-4 app:firefox app:ssh app:\"Größe (1)\" app:systemd-resolve" },
    { "app:FIRE|fox", "0-8 app:firefox" },
    { "app=gr|", "0-6 app=\"Größe (1)\"" },
    { "app:\"größe (|", "0-12 app:\"Größe (1)\"" },
    { "host:exa|", "0-8 host:www.Example.org" },
    { "port:4|", "0-6 port:443" },
    { "proto:ar|", "0-8 proto:ARP" },
    { "rate>|", "0-5" },
    { "nonsense:|", "0-9" },
    { "\"app|", "4-4" },
    { "a > | b", "4-4" },
    { "xyz|", "0-3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].text, "|", 2);
      g_autofree char *text = g_strconcat (parts[0], parts[1], NULL);
      guint cursor = (guint) g_utf8_strlen (parts[0], -1);
      g_autoptr (WeirFilterCompletion) completion =
          weir_filter_complete (text, cursor, ledger, &context_with_names);
      g_autoptr (GString) have = g_string_new (NULL);

      g_string_printf (have, "%u-%u", completion->start, completion->end);
      for (guint k = 0; k < completion->candidates->len; k++)
        {
          const WeirFilterCandidate *candidate = g_ptr_array_index (completion->candidates, k);

          g_string_append_printf (have, " %s", candidate->text);
        }
      g_assert_cmpstr (have->str, ==, cases[i].want);
    }
}

static void
test_before_anything_is_begun_the_fields_are_offered (void)
{
  g_autoptr (WeirFilterCompletion) completion = weir_filter_complete ("tcp ", 4, NULL, &context);
  const WeirFilterCandidate *first = g_ptr_array_index (completion->candidates, 0);

  g_assert_cmpuint (completion->candidates->len, ==, WEIR_FILTER_MAX_CANDIDATES);
  g_assert_cmpstr (first->text, ==, "app:");
  g_assert_nonnull (first->description);
}

static void
test_what_cannot_be_said_is_named (void)
{
  g_autoptr (WeirFilter) filter = filter_new ("tcp (udp or app:\"Web Content\")");
  g_autoptr (GError) error = NULL;

  g_assert_null (weir_filter_to_bpf (filter, &error));
  g_assert_nonnull (strstr (error->message, "“app:\"Web Content\"”"));
  g_clear_error (&error);
  g_assert_null (weir_filter_to_wireshark (filter, &error));
  g_assert_nonnull (strstr (error->message, "“app:\"Web Content\"”"));
}

static void
add_cases (void)
{
  g_autofree char *path = g_build_filename (golden_folder (), "..", "filter", "cases.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Case *row;
      g_autofree char *name = NULL;
      GTestDataFunc func = test_matches;

      if (*lines[i] == '\0' || *lines[i] == '#')
        continue;
      row = g_new0 (Case, 1);
      row->columns = g_strsplit (lines[i], "\t", -1);
      name = g_strdup_printf ("/filter/line-%u-of-cases", i + 1);
      if (g_str_equal (row->columns[0], "error"))
        func = test_error;
      else if (g_str_equal (row->columns[0], "bpf") || g_str_equal (row->columns[0], "shark"))
        func = test_other_language;
      g_assert_cmpuint (g_strv_length (row->columns), ==, func == test_other_language ? 3 : 4);
      g_test_add_data_func_full (name, row, func, case_free);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  set_up ();

  /* Every line that does not hold is shown. */
  g_test_set_nonfatal_assertions ();
  add_cases ();
  g_test_add_func ("/filter/parts-can-be-taken-away-one-by-one",
                   test_parts_can_be_taken_away_one_by_one);
  g_test_add_func ("/filter/what-is-clicked-becomes-a-part", test_what_is_clicked_becomes_a_part);
  g_test_add_func ("/filter/written-parts-are-joined", test_written_parts_are_joined);
  g_test_add_func ("/filter/length-depth-and-words-are-bounded",
                   test_length_depth_and_words_are_bounded);
  g_test_add_func ("/filter/what-cannot-be-said-is-named", test_what_cannot_be_said_is_named);
  g_test_add_func ("/filter/what-was-begun-is-completed", test_what_was_begun_is_completed);
  g_test_add_func ("/filter/before-anything-is-begun-the-fields-are-offered",
                   test_before_anything_is_begun_the_fields_are_offered);
  g_test_add_func ("/filter/globs-take-no-time", test_globs_take_no_time);
  g_test_add_func ("/filter/letters-are-the-same-in-every-case-and-form",
                   test_letters_are_the_same_in_every_case_and_form);
  g_test_add_func ("/filter/users-that-must-not-be-waited-for-are-known-later",
                   test_users_that_must_not_be_waited_for_are_known_later);
  g_test_add_func ("/filter/names-of-fields-are-told-apart", test_names_of_fields_are_told_apart);
  g_test_add_func ("/filter/every-prefix-of-every-case-is-read-or-refused",
                   test_every_prefix_of_every_case_is_read_or_refused);
  return g_test_run ();
}
