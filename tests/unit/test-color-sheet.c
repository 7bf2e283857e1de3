/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/color-sheet.h"
#include "core/error.h"

/* Directly before memory that may not be read, so that reading one byte too far is a crash. */
static char *
guard_text (const char *text, gsize length)
{
  static char *end;
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize room = WEIR_COLOR_SHEET_MAX_BYTES + page;

  if (end == NULL)
    {
      char *memory =
          mmap (NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      g_assert_true (memory != MAP_FAILED);
      end = memory + room;
      g_assert_cmpint (mprotect (end, page, PROT_NONE), ==, 0);
    }
  g_assert_cmpuint (length, <=, room);
  memcpy (end - length, text, length);
  return end - length;
}

static GArray *
parse (const char *text, GError **error)
{
  gsize length = strlen (text);

  return weir_color_sheet_parse (guard_text (text, length), length, error);
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (text, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_definitions_are_found_where_they_are (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) sheet =
      parse ("/* Größe\n */ @define-color one #fff;\n  @define-color/**/two\n mix(@one, red, 0.5);",
             &error);
  const WeirColorDefinition *definition;

  g_assert_no_error (error);
  g_assert_cmpuint (sheet->len, ==, 2);
  definition = &g_array_index (sheet, WeirColorDefinition, 0);
  g_assert_cmpstr (definition->name, ==, "one");
  g_assert_cmpuint (definition->line, ==, 2);
  g_assert_cmpuint (definition->column, ==, 19);
  definition = &g_array_index (sheet, WeirColorDefinition, 1);
  g_assert_cmpstr (definition->name, ==, "two");
  g_assert_cmpuint (definition->line, ==, 3);
  g_assert_cmpuint (definition->column, ==, 20);
}

static void
test_columns_count_characters (void)
{
  assert_refused ("/* äöü€ */ }", "Line 1, column 12: a theme only has lines like “@define-color "
                                  "name #rrggbb;”.");
}

static void
test_what_is_wrong_is_said_with_its_place (void)
{
  assert_refused ("@define-color a #fff;\n@define-color b #000",
                  "Line 2, column 21: the semicolon is missing.");
  assert_refused ("@define-color a red;\n\n /* open", "Line 3, column 2: this comment has no end.");
  assert_refused ("@define-color 9 red;",
                  "Line 1, column 15: here should be the name of a colour.");
  assert_refused ("@define-colors a red;",
                  "Line 1, column 14: after “@define-color” there should be a space.");
  assert_refused ("@define-color a ;", "Line 1, column 17: this is no colour.");
  assert_refused ("@define-color a();", "Line 1, column 18: this is no colour.");
  assert_refused ("@define-color a mix(red, blue, 0.5;", "Line 1, column 35: this is no colour.");
  assert_refused ("@define-color a red;\n@define-color a blue;",
                  "Line 2, column 15: this colour is defined twice.");
}

static void
test_only_colors_can_be_defined (void)
{
  const char *const texts[] = {
    "* { color: red; }",
    "@import url(\"other.css\");",
    "@import \"https://www.gnu.org/other.css\";",
    "@define-color a url(\"file:///dev/zero\");",
    "@define-color a url(file:///dev/zero);",
    "@define-color a red; window { opacity: 0; }",
    "@define-color a red } * { opacity: 0;",
    "@define-color a \\72 ed;",
    "@keyframes a { from { opacity: 0; } }",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_null (parse (texts[i], &error));
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
    }
}

static void
test_nothing_is_not_a_theme (void)
{
  assert_refused ("", "It defines no colour.");
  assert_refused ("\n\n /* later */\n", "It defines no colour.");
}

static void
test_what_is_not_text_is_refused (void)
{
  const char *const texts[] = { "\x7f"
                                "ELF\x02\x01\x01\xff",
                                "\xff\xd8\xff\xe0", "@define-color a red;\xc3" };
  const char with_nul[] = "@define-color a red;\0";
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], "It is not a text.");
  g_assert_null (weir_color_sheet_parse (with_nul, sizeof with_nul, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
}

static void
test_the_size_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new ("@define-color a red;");
  g_autoptr (GArray) sheet = NULL;

  while (text->len < WEIR_COLOR_SHEET_MAX_BYTES)
    g_string_append_c (text, '\n');
  sheet = parse (text->str, NULL);
  g_assert_nonnull (sheet);
  g_string_append_c (text, '\n');
  assert_refused (text->str, "It is too large for a theme: there may be 64 KiB.");
}

/* Each colour twice in the next: written out, the last would have 2^40 parts. */
static void
test_colors_that_double_are_refused (void)
{
  g_autoptr (GString) text = g_string_new ("@define-color c0 red;\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (text, "@define-color c%u mix(@c%u, @c%u, 0.5);\n", i, i - 1, i - 1);
  g_assert_null (parse (text->str, &error));
  g_assert_nonnull (strstr (error->message, "this colour is made of too many others."));
}

static void
test_circles_are_refused (void)
{
  assert_refused ("@define-color a @a;", "Line 1, column 17: this colour refers to itself.");
  assert_refused ("@define-color a @b;\n@define-color b @a;",
                  "Line 2, column 15: this colour is used further up; define it before.");
}

static void
test_depth_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new ("@define-color a ");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "((");
  g_assert_null (parse (text->str, &error));
  g_assert_cmpstr (error->message, ==, "Line 1, column 25: this is no colour.");
}

/* Every file that comes with Weir, cut after every byte. */
static void
test_every_prefix_is_read_or_refused (void)
{
  const char *folder = g_getenv ("WEIR_TEST_THEMES");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ".css"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      for (gsize i = 0; i <= length; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GArray) sheet = weir_color_sheet_parse (guard_text (text, i), i, &error);

          g_assert_true ((sheet == NULL) == (error != NULL));
          if (i == length)
            g_assert_no_error (error);
        }
      n_files++;
    }
  g_assert_cmpuint (n_files, ==, 32);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/color-sheet/definitions-are-found-where-they-are",
                   test_definitions_are_found_where_they_are);
  g_test_add_func ("/color-sheet/columns-count-characters", test_columns_count_characters);
  g_test_add_func ("/color-sheet/what-is-wrong-is-said-with-its-place",
                   test_what_is_wrong_is_said_with_its_place);
  g_test_add_func ("/color-sheet/only-colors-can-be-defined", test_only_colors_can_be_defined);
  g_test_add_func ("/color-sheet/nothing-is-not-a-theme", test_nothing_is_not_a_theme);
  g_test_add_func ("/color-sheet/what-is-not-text-is-refused", test_what_is_not_text_is_refused);
  g_test_add_func ("/color-sheet/the-size-is-bounded", test_the_size_is_bounded);
  g_test_add_func ("/color-sheet/colors-that-double-are-refused",
                   test_colors_that_double_are_refused);
  g_test_add_func ("/color-sheet/circles-are-refused", test_circles_are_refused);
  g_test_add_func ("/color-sheet/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/color-sheet/every-prefix-is-read-or-refused",
                   test_every_prefix_is_read_or_refused);

  return g_test_run ();
}
