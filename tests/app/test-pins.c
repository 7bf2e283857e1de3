/* What is pinned, and what of damaged settings is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/pins.h"
#include "core/group/flow-groups.h"
#include "ledger-fixture.h"

static WeirFlow
flow_number (guint number)
{
  return (WeirFlow){ .key = ledger_fixture_key (number), .serial = number + 1 };
}

static void
test_a_pin_is_a_flow_by_its_addresses_and_ports (void)
{
  g_autoptr (WeirPins) pins = weir_pins_new ();
  g_autoptr (WeirPins) again = weir_pins_new ();
  g_auto (GStrv) texts = NULL;
  WeirFlow flow = flow_number (7);
  WeirFlow other = flow_number (8);
  WeirFlow later = flow_number (7);

  g_assert_true (weir_pins_toggle (pins, &flow));
  texts = weir_pins_dup_texts (pins);
  g_assert_cmpuint (g_strv_length (texts), ==, 1);
  g_assert_cmpstr (texts[0], ==, "flow 6 192.0.2.10 1024 198.51.100.7 443");

  weir_pins_read (again, (const char *const *) texts);
  later.serial = 1000;
  g_assert_true (weir_pins_contain (again, &later));
  g_assert_false (weir_pins_contain (again, &other));
  g_assert_false (weir_pins_toggle (again, &later));
  g_assert_false (weir_pins_contain (again, &flow));
  g_assert_cmpuint (weir_pins_get_n (again), ==, 0);
}

static void
test_every_family_can_be_pinned (void)
{
  static const char *const texts[] = {
    "flow 17 2001:db8::1 5353 ff02::fb 5353",
    "flow 2054 02:00:00:00:00:01 0 ff:ff:ff:ff:ff:ff 0",
    "application Files and more",
    "application",
    "host 192.0.2.1",
    NULL,
  };
  g_autoptr (WeirPins) pins = weir_pins_new ();
  g_auto (GStrv) read = NULL;

  weir_pins_read (pins, texts);
  read = weir_pins_dup_texts (pins);
  g_assert_true (g_strv_equal ((const char *const *) read, texts));
}

static void
test_what_cannot_be_read_pins_nothing_and_is_kept (void)
{
  g_autofree char *endless = g_strnfill (WEIR_PIN_MAX_BYTES + 1, 'a');
  g_autofree char *too_long = g_strconcat ("application ", endless, NULL);
  const char *const texts[] = {
    "",
    " ",
    "flow",
    "flow ",
    "flow 6 192.0.2.10 1024 198.51.100.7",
    "flow 6 192.0.2.10 1024 198.51.100.7 443 1",
    "flow 6 192.0.2.10 1024 198.51.100.7 65536",
    "flow 6 192.0.2.10 -1 198.51.100.7 443",
    "flow 6 192.0.2.010 1024 198.51.100.7 443",
    "flow 6 192.0.2.10 1024 2001:db8::1 443",
    "flow 6 192.0.2.10  1024 198.51.100.7 443",
    "flow 6 192.0.2.10 01024 198.51.100.7 443",
    "flow six 192.0.2.10 1024 198.51.100.7 443",
    "flow 2054 02:00:00:00:00 0 ff:ff:ff:ff:ff:ff 0",
    "flow 2054 02:00:00:00:00:01:02 0 ff:ff:ff:ff:ff:ff 0",
    "no-such-kind Firefox",
    "application \xff\xfe",
    too_long,
    "application Firefox",
    "application Firefox",
    NULL,
  };
  g_autoptr (WeirPins) pins = weir_pins_new ();
  g_auto (GStrv) read = NULL;

  weir_pins_read (pins, texts);
  g_assert_cmpuint (weir_pins_get_n (pins), ==, 1);
  read = weir_pins_dup_texts (pins);
  g_assert_true (g_strv_contains ((const char *const *) read, "application Firefox"));
  g_assert_true (g_strv_contains ((const char *const *) read, "no-such-kind Firefox"));
  g_assert_false (g_strv_contains ((const char *const *) read, "application \xff\xfe"));
  g_assert_false (g_strv_contains ((const char *const *) read, too_long));
}

static void
test_what_cannot_be_read_is_bounded (void)
{
  g_auto (GStrv) texts = g_new0 (char *, WEIR_PINS_MAX + 11);
  g_autoptr (WeirPins) pins = weir_pins_new ();
  g_auto (GStrv) read = NULL;

  for (guint i = 0; i < WEIR_PINS_MAX + 10; i++)
    texts[i] = g_strdup_printf ("nonsense %u", i);
  weir_pins_read (pins, (const char *const *) texts);
  read = weir_pins_dup_texts (pins);
  g_assert_cmpuint (g_strv_length (read), ==, WEIR_PINS_MAX);
}

/* Every beginning of a text, too. */
static void
test_a_text_that_was_cut_is_nobody_else (void)
{
  static const char text[] = "flow 6 192.0.2.10 1024 198.51.100.7 443";

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *cut = g_strndup (text, length);
      const char *const texts[] = { cut, NULL };
      g_autoptr (WeirPins) pins = weir_pins_new ();
      WeirFlow flow = flow_number (7);

      weir_pins_read (pins, texts);
      g_assert_cmpint (weir_pins_contain (pins, &flow), ==, length == sizeof text - 1);
    }
}

static void
test_the_oldest_go_when_there_are_too_many (void)
{
  g_autoptr (WeirPins) pins = weir_pins_new ();
  WeirFlow first = flow_number (0);
  WeirFlow second = flow_number (1);
  WeirFlow last = flow_number (WEIR_PINS_MAX);

  for (guint i = 0; i <= WEIR_PINS_MAX; i++)
    {
      WeirFlow flow = flow_number (i);

      g_assert_true (weir_pins_toggle (pins, &flow));
    }
  g_assert_cmpuint (weir_pins_get_n (pins), ==, WEIR_PINS_MAX);
  g_assert_false (weir_pins_contain (pins, &first));
  g_assert_true (weir_pins_contain (pins, &second));
  g_assert_true (weir_pins_contain (pins, &last));
}

static void
test_a_group_is_pinned_by_kind_and_value (void)
{
  g_autoptr (WeirPins) pins = weir_pins_new ();
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirReport known = { 0 };
  WeirFlowGroups *groups = weir_flow_groups_new (weir_group_kind_find ("protocol"), NULL, NULL);
  WeirFlowGroup *group;
  g_auto (GStrv) texts = NULL;

  ledger_fixture_book (ledger, 0, 1, 1000);
  weir_flow_groups_update (groups, ledger, &known, NULL, NULL);
  group = weir_flow_groups_get (groups, 0);
  g_assert_true (weir_pins_toggle (pins, &group->sum));
  texts = weir_pins_dup_texts (pins);
  g_assert_true (g_str_has_prefix (texts[0], "protocol "));
  g_assert_true (weir_pins_contain (pins, &group->sum));
  g_assert_false (weir_pins_contain (pins, weir_ledger_get_flow (ledger, 0)));
  weir_flow_groups_free (groups);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pins/a-pin-is-a-flow-by-its-addresses-and-ports",
                   test_a_pin_is_a_flow_by_its_addresses_and_ports);
  g_test_add_func ("/pins/every-family-can-be-pinned", test_every_family_can_be_pinned);
  g_test_add_func ("/pins/what-cannot-be-read-pins-nothing-and-is-kept",
                   test_what_cannot_be_read_pins_nothing_and_is_kept);
  g_test_add_func ("/pins/what-cannot-be-read-is-bounded", test_what_cannot_be_read_is_bounded);
  g_test_add_func ("/pins/a-text-that-was-cut-is-nobody-else",
                   test_a_text_that_was_cut_is_nobody_else);
  g_test_add_func ("/pins/the-oldest-go-when-there-are-too-many",
                   test_the_oldest_go_when_there_are_too_many);
  g_test_add_func ("/pins/a-group-is-pinned-by-kind-and-value",
                   test_a_group_is_pinned_by_kind_and_value);
  return g_test_run ();
}
