/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/csv-report.h"
#include "core/export/json-report.h"
#include "core/export/plain-text.h"

static void
plain_text_has_no_control_characters (void)
{
  const struct
  {
    const char *text;
    const char *plain;
  } cases[] = {
    { "", "" },
    { "naïve 名前", "naïve 名前" },
    { "a\033[2Jb\r\n\177", "a�[2Jb���" },
    { "\xc2\x9b"
      "31m",
      "�31m" },
    { "right\xe2\x80\xaetfel", "right�tfel" },
    { "bad \xff byte", "bad � byte" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = weir_plain_text_dup (cases[i].text);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
padding_counts_columns (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  weir_plain_text_append_padded (text, "é", 3);
  weir_plain_text_append_padded (text, "é", -3);
  weir_plain_text_append_padded (text, "long", 2);
  weir_plain_text_append_padded (text, "名", 3);
  g_assert_cmpstr (text->str, ==, "é    élong名 ");
}

static void
json_strings_are_escaped (void)
{
  const struct
  {
    const char *text;
    const char *json;
  } cases[] = {
    { "", "\"\"" },
    { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
    { "\n\033\177", "\"\\u000a\\u001b\\u007f\"" },
    { "\xc2\x85", "\"\\u0085\"" },
    { "é", "\"é\"" },
    { "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"" },
    { "\xff", "\"�\"" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);

      weir_json_append_string (json, cases[i].text);
      g_assert_cmpstr (json->str, ==, cases[i].json);
    }
}

static void
csv_cells_are_no_formulas (void)
{
  const struct
  {
    const char *text;
    const char *cell;
  } cases[] = {
    { "", "" },
    { "TCP", "TCP" },
    { "::1", "::1" },
    { "=1+1", "'=1+1" },
    { "+1", "'+1" },
    { "-1", "'-1" },
    { "@SUM(A1)", "'@SUM(A1)" },
    { "\t=1", "�=1" },
    { "\r=1", "�=1" },
    { "a,b", "\"a,b\"" },
    { "say \"a\"", "\"say \"\"a\"\"\"" },
    { "=A1,\"", "\"'=A1,\"\"\"" },
    { "two\r\nlines", "two��lines" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) csv = g_string_new (NULL);

      weir_csv_append_text (csv, cases[i].text);
      g_assert_cmpstr (csv->str, ==, cases[i].cell);
    }
}

static void
numbers_are_exact_in_every_range (void)
{
  g_autoptr (WeirOutput) output = weir_output_new (NULL);

  weir_output_append_uint (output, 0);
  g_string_append_c (output->text, ' ');
  weir_output_append_uint (output, G_MAXUINT64);
  g_assert_cmpstr (output->text->str, ==, "0 18446744073709551615");

  g_string_truncate (output->text, 0);
  weir_output_append_time (output, 1700000000000001);
  g_string_append_c (output->text, ' ');
  weir_output_append_time (output, -500000);
  g_string_append_c (output->text, ' ');
  weir_output_append_time (output, G_MININT64);
  g_assert_cmpstr (output->text->str, ==, "1700000000.000001 -0.500000 -9223372036854.775808");

  g_string_truncate (output->text, 0);
  weir_output_append_rate (output, 0);
  g_string_append_c (output->text, ' ');
  weir_output_append_rate (output, 1.6);
  g_string_append_c (output->text, ' ');
  weir_output_append_rate (output, 1e9);
  g_string_append_c (output->text, ' ');
  weir_output_append_rate (output, 1e30);
  g_assert_cmpstr (output->text->str, ==, "0 1.6 1000000000 100000000000000000");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/plain-text-has-no-control-characters",
                   plain_text_has_no_control_characters);
  g_test_add_func ("/export/padding-counts-columns", padding_counts_columns);
  g_test_add_func ("/export/json-strings-are-escaped", json_strings_are_escaped);
  g_test_add_func ("/export/csv-cells-are-no-formulas", csv_cells_are_no_formulas);
  g_test_add_func ("/export/numbers-are-exact-in-every-range", numbers_are_exact_in_every_range);
  return g_test_run ();
}
