/* Texts in settings and on the command line: pins, moments; and the manual's Markdown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: whose text it is (1 byte), then the text.  Filters and rules of alerts have targets of
 * their own.
 */
#include "config.h"

#include <string.h>

#include "app/manual-text.h"
#include "app/pins.h"
#include "cli/moment.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What is kept is what is written again. */
static void
read_pins (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) kept = NULL;
  g_auto (GStrv) again = NULL;
  g_autoptr (WeirPins) pins = weir_pins_new ();

  weir_pins_read (pins, (const char *const *) lines);
  g_assert (weir_pins_get_n (pins) <= WEIR_PINS_MAX);
  kept = weir_pins_dup_texts (pins);
  for (guint i = 0; kept[i] != NULL; i++)
    g_assert (g_utf8_validate (kept[i], -1, NULL) && strlen (kept[i]) <= WEIR_PIN_MAX_BYTES);
  weir_pins_read (pins, (const char *const *) kept);
  again = weir_pins_dup_texts (pins);
  g_assert (g_strv_equal ((const char *const *) kept, (const char *const *) again));
}

static void
read_moment (const char *text)
{
  g_autofree char *written = NULL;
  gint64 second, again;

  if (!weir_moment_parse (text, &second))
    return;
  written = weir_moment_to_text (second);
  g_assert (weir_moment_parse (written, &again) && again == second);
}

/* Pango's markup is GMarkup's: it may not break out of its elements. */
static void
read_manual (const char *text)
{
  static const GMarkupParser nothing = { NULL };
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GPtrArray) blocks = weir_manual_text_read (valid);

  for (guint i = 0; i < blocks->len; i++)
    {
      const WeirManualBlock *block = g_ptr_array_index (blocks, i);
      g_autofree char *whole = g_strconcat ("<markup>", block->markup, "</markup>", NULL);
      GMarkupParseContext *context = g_markup_parse_context_new (&nothing, 0, NULL, NULL);
      g_autoptr (GError) error = NULL;

      g_markup_parse_context_parse (context, whole, -1, &error);
      g_assert_no_error (error);
      g_markup_parse_context_end_parse (context, &error);
      g_assert_no_error (error);
      g_markup_parse_context_free (context);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static void (*const readers[]) (const char *text) = { read_pins, read_moment, read_manual };
  g_autofree char *text = NULL;

  if (size < 1)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  readers[data[0] % G_N_ELEMENTS (readers)](text);
  return 0;
}
