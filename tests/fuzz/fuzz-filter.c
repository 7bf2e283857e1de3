/* Any text as a display filter: read, written, taken apart, completed, said in other languages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is the text, up to its first NUL.
 */
#include "config.h"

#include <string.h>

#include "core/filter/filter-completion.h"
#include "core/filter/filter-export.h"
#include "core/source/capture-filter.h"
#include "unit/fixtures.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define N_FLOWS 4

static WeirFlow flows[N_FLOWS];
static const WeirFilterContext context = { .now_us = FIXTURE_START_US + 60 * G_USEC_PER_SEC,
                                           .interface = "eth0",
                                           .never_waits = TRUE };

static void
set_up (void)
{
  static WeirSocketInfo firefox = { .pid = 4711, .start_time = G_MAXUINT64 };
  static WeirSocketInfo strange = { .pid = 4712, .start_time = G_MAXUINT64 };
  static WeirTcpFacts slow = { .rtt_us = 1, .is_from_packets = TRUE };

  g_strlcpy (firefox.process, "firefox", sizeof firefox.process);
  g_strlcpy (strange.process, "\xc3\x9f (*)\n\xff\"", sizeof strange.process);
  flows[0].key = fixture_key (IPPROTO_TCP, "192.0.2.1", 50000, "198.51.100.7", 443);
  flows[1].key = fixture_key (IPPROTO_UDP, "192.0.2.1", 40000, "198.51.100.53", 53);
  flows[2].key = fixture_key (IPPROTO_TCP, "2001:db8::1", 50001, "2001:db8::2", 22);
  flows[3].key.family = WEIR_FAMILY_LINK;
  flows[3].key.protocol = 0x0806;
  flows[0].socket = &firefox;
  flows[2].socket = &strange;
  flows[2].tcp = &slow;
  for (guint i = 0; i < N_FLOWS; i++)
    {
      flows[i].rx_bytes = 1000 * i;
      flows[i].first_us = FIXTURE_START_US;
      flows[i].last_us = FIXTURE_START_US + i * 20 * G_USEC_PER_SEC;
    }
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
check_same (const WeirFilter *a, const WeirFilter *b)
{
  for (guint i = 0; i < N_FLOWS; i++)
    g_assert_true (weir_filter_matches (a, &flows[i], &context)
                   == weir_filter_matches (b, &flows[i], &context));
}

/* Written and read again it is the same, and so is what is written then; as long as it is not too
 * long. */
static void
check_text (const WeirFilter *filter)
{
  g_autofree char *text = weir_filter_to_text (filter);
  g_autofree char *text_again = NULL;
  g_autoptr (WeirFilter) again = NULL;

  if (strlen (text) > WEIR_FILTER_MAX_BYTES)
    return;
  again = filter_new (text);
  text_again = weir_filter_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
  check_same (filter, again);
}

/* A flow matches exactly if it matches all parts. */
static void
check_parts (const WeirFilter *filter)
{
  gboolean matches[N_FLOWS];
  guint n = weir_filter_get_n_terms (filter);

  for (guint i = 0; i < N_FLOWS; i++)
    matches[i] = TRUE;
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *text = weir_filter_dup_term (filter, k, NULL);
      g_autofree char *without = weir_filter_without_term (filter, k);
      g_autoptr (WeirFilter) part = NULL;
      g_autoptr (WeirFilter) rest = NULL;

      if (strlen (text) > WEIR_FILTER_MAX_BYTES || strlen (without) > WEIR_FILTER_MAX_BYTES)
        return;
      part = filter_new (text);
      rest = filter_new (without);
      for (guint i = 0; i < N_FLOWS; i++)
        matches[i] = matches[i] && weir_filter_matches (part, &flows[i], &context);
    }
  for (guint i = 0; i < N_FLOWS; i++)
    g_assert_true (matches[i] == weir_filter_matches (filter, &flows[i], &context));
}

/* What is clicked is found, whatever it is called. */
static void
check_click (const WeirFilter *filter, const char *value)
{
  g_autofree char *text = NULL;
  g_autoptr (WeirFilter) kept = NULL;
  g_autoptr (GError) error = NULL;

  if (*value == '\0')
    return;
  text = weir_filter_with_term (filter, "app", value, FALSE);
  kept = weir_filter_new (text, NULL, &error);
  if (kept != NULL)
    check_text (kept);
}

static void
check_other_languages (const WeirFilter *filter)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bpf = weir_filter_to_bpf (filter, &error);
  g_autofree char *wireshark = NULL;

  g_assert_true ((bpf == NULL) == (error != NULL));
  g_clear_error (&error);
  wireshark = weir_filter_to_wireshark (filter, &error);
  g_assert_true ((wireshark == NULL) == (error != NULL));
}

static void
check_completion (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  for (glong cursor = 0; cursor <= length; cursor += 1 + length / 16)
    {
      g_autoptr (WeirFilterCompletion) completion =
          weir_filter_complete (text, (guint) cursor, NULL, &context);

      g_assert_cmpuint (completion->start, <=, completion->end);
      g_assert_cmpuint (completion->end, ==, cursor);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  WeirFilterSpan place = { 0, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirFilter) filter = NULL;

  if (flows[0].key.family == WEIR_FAMILY_NONE)
    set_up ();

  filter = weir_filter_new (text, &place, &error);
  g_assert_true ((filter == NULL) == (error != NULL));
  if (filter == NULL)
    {
      g_assert_cmpuint (place.start, <=, place.end);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  else
    {
      check_text (filter);
      check_parts (filter);
      check_click (filter, text);
      check_other_languages (filter);
    }
  if (g_utf8_validate (text, -1, NULL))
    check_completion (text);
  return 0;
}
