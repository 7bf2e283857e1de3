/* The manual: in which language it is shown, and that every one of them can be.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <pango/pango.h>

#include "app/manual-text.h"

static void
assert_start (const char *const *languages, const char *start)
{
  g_autofree char *text = weir_manual_text_load (languages);

  g_assert_nonnull (strstr (text, start));
}

#define ASSERT_START(start, ...) \
  assert_start ((const char *const[]){ __VA_ARGS__, NULL }, "\n\n" start)

static void
test_the_first_language_that_there_is_is_shown (void)
{
  ASSERT_START ("Who on this computer", "C");
  ASSERT_START ("Wer auf diesem Rechner", "de_AT.UTF-8", "de_AT", "de.UTF-8", "de", "C");
  ASSERT_START ("Qui, sur cet ordinateur", "fr_CA", "fr", "C");
  ASSERT_START ("Quién habla con quién", "es", "C");
  ASSERT_START ("このコンピューター", "ja_JP.UTF-8", "ja_JP", "ja", "C");
  ASSERT_START ("Who on this computer", "pt_BR", "pt", "C");
  ASSERT_START ("Wer auf diesem Rechner", "pt", "de", "C");
}

/* Who wants English first does not get what comes after it. */
static void
test_english_is_a_language_as_well (void)
{
  ASSERT_START ("Who on this computer", "en_GB.UTF-8", "en_GB", "en", "de", "C");
  ASSERT_START ("Who on this computer", "en", "ja", "C");
}

/* It comes from the environment. */
static void
test_a_language_is_no_path (void)
{
  ASSERT_START ("Who on this computer", "../ui/x", "%s%n", "", "C");
}

static void
test_every_language_can_be_shown (void)
{
  static const char *const languages[] = { "C", "de", "es", "fr", "ja" };
  guint n_blocks = 0;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      const char *const wanted[] = { languages[i], NULL };
      g_autofree char *text = weir_manual_text_load (wanted);
      g_autoptr (GPtrArray) blocks = weir_manual_text_read (text);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      if (i == 0)
        n_blocks = blocks->len;
      g_assert_cmpuint (n_blocks, >, 30);
      g_assert_cmpuint (blocks->len, ==, n_blocks);
      for (guint j = 0; j < blocks->len; j++)
        {
          const WeirManualBlock *block = g_ptr_array_index (blocks, j);
          g_autofree char *plain = NULL;
          g_autoptr (GError) error = NULL;

          g_assert_true (pango_parse_markup (block->markup, -1, 0, NULL, &plain, NULL, &error));
          g_assert_no_error (error);
          /* No mark is left over. */
          g_assert_null (strpbrk (plain, "`"));
          g_assert_null (strstr (plain, "**"));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manual/the-first-language-that-there-is-is-shown",
                   test_the_first_language_that_there_is_is_shown);
  g_test_add_func ("/manual/english-is-a-language-as-well", test_english_is_a_language_as_well);
  g_test_add_func ("/manual/a-language-is-no-path", test_a_language_is_no_path);
  g_test_add_func ("/manual/every-language-can-be-shown", test_every_language_can_be_shown);
  return g_test_run ();
}
